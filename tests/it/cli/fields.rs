//! What each document has: fields may be added and never go.

use callboard_simulator::Fault;

use super::{connected, has, staffed};

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_added_tested_listed_and_removed() {
    let office = staffed().await;
    let added = office.connect();
    has(&added, &["id", "settings", "has_secret", "health"]);
    has(&added["settings"], &["name", "base_url", "token_path", "token_style", "client_id", "rate_limit"]);
    assert_eq!(added["has_secret"], true);
    let listed = office.done(&["connection", "list"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);

    let test = office.done(&["connection", "test", "stand-in"]);
    has(&test, &["ok", "checks", "capabilities"]);
    has(&test["checks"][0], &["job", "state", "words"]);
    office.tenant.faults().add(Fault::status(403).on("POST", "/api/v2/analytics/**"));
    let forbidden = office.ask(&["connection", "test", "stand-in"]).ended_with(1);
    assert!(forbidden["checks"].as_array().unwrap().iter().any(|check| check["scope"] == "analytics:read"));

    let campaigns = office.done(&["connection", "campaigns"]);
    has(&campaigns["campaigns"][0], &["id", "name", "state"]);
    assert!(office.ask(&["connection", "test", "nobody"]).refused_with(2).contains("nobody"));
    office.done(&["connection", "remove", "stand-in"]);
    assert_eq!(office.done(&["connection", "list"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_of_which_some_are_refused_end_with_1_and_a_reason_a_line() {
    let office = staffed().await;
    let list = office
        .file("list.csv", "id,phone,zone\na,+493023125001,Europe/Berlin\nb,nonsense,\nc,,Mars/Olympus\n");
    let set = office.ask(&["contacts", "import", &list]).ended_with(1);
    has(&set, &["id", "name", "rows", "placed", "needs_zone", "invalid", "groups"]);
    assert_eq!((&set["rows"], &set["placed"]), (&3.into(), &1.into()));
    let refused = office.done(&["contacts", "refused", set["id"].as_str().unwrap()]);
    let rows = refused["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["line"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 4]);
    assert!(rows.iter().all(|row| !row["reason"].as_str().unwrap().is_empty()), "{refused}");
    assert_eq!(office.done(&["contacts", "list"]).as_array().unwrap().len(), 1);
    assert!(office.ask(&["contacts", "import", "/nowhere.csv"]).refused_with(2).contains("/nowhere.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_rules_settings_and_status_have_their_fields() {
    let office = staffed().await;
    let url = "https://hooks.example.com/in";
    let added = office.done(&["delivery", "endpoint", "add", url, "--events", "campaign.completed"]);
    assert!(added["secret"].as_str().unwrap().starts_with("whsec_"));
    has(&added["endpoint"], &["id", "url", "events", "enabled", "waiting", "dead"]);
    let endpoints = office.done(&["delivery", "endpoint", "list"]);
    assert!(!endpoints.to_string().contains("whsec_"), "the secret is shown once only");
    has(&office.done(&["delivery", "list"]), &["rows", "total"]);
    assert!(office.ask(&["delivery", "replay", "x"]).refused_with(2).contains("delivery"));
    office.done(&["delivery", "endpoint", "remove", added["endpoint"]["id"].as_str().unwrap()]);
    let private =
        office.ask(&["delivery", "endpoint", "add", "https://10.0.0.1/", "--events", "campaign.completed"]);
    assert!(private.refused_with(1).contains("private"));

    let rules = office.done(&["rules", "list"]);
    has(&rules["rules"][0], &["id", "version", "jurisdictions", "words", "source", "enforced"]);
    let house =
        r#"{"id":"no-gb","jurisdictions":["GB"],"days":[],"from":"10:00","to":"18:00","why":"agreed"}"#;
    let added = office.done(&["rules", "add", &office.file("rule.json", house)]);
    assert!(
        added["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == "no-gb" && rule["house"] == true)
    );
    let off = office.done(&["rules", "off", "no-gb", "--why", "over"]);
    let rule = off["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "no-gb").unwrap();
    assert_eq!(rule["off_because"], "over");
    assert!(office.ask(&["rules", "add", &office.file("bad.json", "{")]).refused_with(2).contains("no rule"));

    let settings = office.done(&["settings", "set", "run.poll_seconds", "60"]);
    has(&settings[0], &["key", "value", "default", "words"]);
    assert!(
        settings
            .as_array()
            .unwrap()
            .iter()
            .any(|setting| setting["key"] == "run.poll_seconds" && setting["value"] == 60)
    );
    assert!(
        office.ask(&["settings", "set", "run.poll_seconds", "1"]).refused_with(2).contains("from 5 to 3600")
    );
    assert!(office.ask(&["settings", "set", "nothing", "1"]).refused_with(2).contains("nothing"));

    let status = office.done(&["status"]);
    has(
        &status,
        &[
            "version",
            "sqlite_version",
            "data_dir",
            "zones",
            "phone_release",
            "rules_version",
            "secret_store",
            "waiting",
        ],
    );
    has(&office.done(&["doctor"]), &["ok", "checks", "status"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_listed_exported_and_anchored() {
    let office = connected().await;
    office.done(&["settings", "set", "run.poll_seconds", "60"]);
    let page = office.done(&["audit", "list", "--limit", "1"]);
    has(&page, &["rows", "next"]);
    has(
        &page["rows"][0],
        &["seq", "at", "actor", "door", "action", "object", "before", "after", "result", "hash"],
    );
    let settings = office.done(&["audit", "list", "--object", "setting/"]);
    let changed = settings["rows"].as_array().unwrap().iter().filter(|row| row["action"] == "settings.set");
    assert_eq!(changed.count(), 1, "{settings}");
    let exported = office.ask(&["audit", "export"]);
    assert_eq!(exported.code, 0);
    for line in exported.stdout.lines() {
        has(&serde_json::from_str(line).unwrap(), &["seq", "action", "prev_hash", "hash"]);
    }
    let anchor = office.done(&["audit", "anchor"]);
    has(&anchor, &["seq", "anchor", "signed"]);
    let kept = office.file("anchor.txt", anchor["anchor"].as_str().unwrap());
    let verified = office.done(&["audit", "verify", "--anchor", &kept]);
    has(&verified, &["ok", "rows", "seals", "checkpoints", "first_bad", "remarks"]);
    assert!(office.ask(&["audit", "verify", "--anchor", "/nowhere"]).refused_with(2).contains("/nowhere"));
}
