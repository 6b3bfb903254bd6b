//! The command line as scripts see it: one JSON document, its fields, its exit codes; the same answers whether the
//! engine is the command's own or one that runs already.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::ops::Deref;

use callboard_simulator::Fault;
use callboard_tests::{Answer, Office, Program, callboard};
use serde_json::Value;

/// At noon on a Wednesday everybody may be called, and rarely is it Wednesday noon when tests run.
const NOON: &[&str] = &["--cron", "0 12 * * 3", "--campaign", "renewals"];
const ZONES: &[(&str, u64)] = &[("America/New_York", 3), ("Europe/Berlin", 2)];

/// An office in which an engine runs, so that no command has to start its own.
struct Staffed {
    /// Ends before the folder goes.
    _serve: Program,
    office: Office,
}

impl Deref for Staffed {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.office
    }
}

async fn staffed() -> Staffed {
    let office = Office::with(ZONES, |tenant| tenant).await;
    Staffed { _serve: office.serve(), office }
}

async fn connected() -> Staffed {
    let staffed = staffed().await;
    staffed.connect();
    staffed
}

/// The command with `NOON` and this contact list.
fn at_noon<'a>(command: &[&'a str], list: &'a str) -> Vec<&'a str> {
    [command, NOON, &["--contacts", list]].concat()
}

/// Fields may be added and never go: what other programs read must be there.
fn has(value: &Value, fields: &[&str]) {
    let there: BTreeSet<&str> = value
        .as_object()
        .unwrap_or_else(|| panic!("an object, not {value}"))
        .keys()
        .map(String::as_str)
        .collect();
    let missing: Vec<_> = fields.iter().filter(|field| !there.contains(**field)).collect();
    assert!(missing.is_empty(), "{missing:?} in {value}");
}

#[test]
fn the_literal_lines_of_schedule_next_hold() {
    for (line, expected) in [
        (
            "30 2 * * *\tAmerica/New_York\t2026-03-07T12:00:00Z\t2",
            "2026-03-08T07:00:00Z,2026-03-09T06:30:00Z",
        ),
        ("0 9 * * *\tAmerica/Vancouver\t2026-12-01T00:00:00Z\t1", "2026-12-01T16:00:00Z"),
    ] {
        let answer = Answer::of(callboard(None).args(["schedule", "next"]), &format!("{line}\n"));
        assert_eq!((answer.code, answer.stdout.as_str()), (0, &*format!("{expected}\n")), "{line}");
    }
    let refused = Answer::of(
        callboard(None).args(["schedule", "next"]),
        "0 0 30 2 *\tUTC\t2026-01-01T00:00:00Z\t1\nx\n",
    );
    let lines: Vec<&str> = refused.stdout.lines().collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line.starts_with("ERR: ")), "{refused:?}");
    assert_eq!(refused.code, 0, "a line that is refused is an answer");
}

#[test]
fn the_literal_line_of_phone_normalize_holds() {
    let answer = Answer::of(callboard(None).args(["phone", "normalize"]), "US\t+4917212345678\nUS\t12\n");
    let lines: Vec<&str> = answer.stdout.lines().collect();
    assert_eq!(lines[0], "+4917212345678");
    assert!(lines[1].starts_with("ERR: "), "{answer:?}");
    let region =
        Answer::of(callboard(None).args(["phone", "normalize", "--region", "DE"]), "0172 12345678\n");
    assert_eq!(region.stdout, "+4917212345678\n");
    let nowhere = Answer::of(callboard(None).args(["--json", "phone", "normalize", "--region", "XX"]), "");
    assert!(nowhere.refused_with(2).contains("XX"));
}

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
async fn a_preview_is_a_flat_list_of_fires() {
    let office = staffed().await;
    let asked = ["schedule", "preview", "--cron", "0 9 * * *", "--zone", "America/New_York", "Asia/Tokyo"];
    let preview = office.done(&[&asked[..], &["--from", "2026-03-07T00:00:00Z", "--count", "2"]].concat());
    has(&preview, &["sentence", "fires"]);
    let fires = preview["fires"].as_array().unwrap();
    assert_eq!(fires.len(), 4);
    for fire in fires {
        has(fire, &["zone", "start", "end", "local_start", "local_end", "verdict", "marks"]);
    }
    assert_eq!(
        fires[1]["start"], "2026-03-08T13:00:00Z",
        "New York's clock went on by an hour before: {preview}"
    );
    let six = office.ask(&["schedule", "preview", "--cron", "0 0 9 * * *", "--zone", "UTC"]);
    assert_eq!(six.json()["error"]["code"], "cron_invalid");
    assert_eq!(six.code, 2);
    assert!(
        office
            .ask(&["schedule", "preview", "--cron", "0 9 * * *", "--zone", "Mars/X"])
            .refused_with(2)
            .contains("Mars")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_sends_nothing_and_a_submission_what_was_planned() {
    let office = connected().await;
    let list = office.list(ZONES);
    let plan = office.done(&at_noon(&["schedule", "plan"], &list));
    has(&plan, &["requests", "refused", "warnings", "contacts"]);
    let requests = plan["requests"].as_array().unwrap();
    for request in requests {
        has(request, &["action", "method", "path", "body", "zone", "start", "end", "contacts", "verdict"]);
    }
    assert!(office.tenant.windows().is_empty(), "a plan changes nothing");

    let report = office.done(&at_noon(&["schedule", "submit"], &list));
    has(&report, &["run_id", "submitted", "failed", "contacts"]);
    for window in report["submitted"].as_array().unwrap() {
        has(window, &["zone", "schedule_id", "start", "end"]);
    }
    assert_eq!(report["contacts"]["legal"], 5);
    let planned: BTreeSet<String> = requests.iter().map(|request| request["body"].to_string()).collect();
    let creates = office.tenant.journal().of("POST", "/api/v2/outbound/campaigns/*/schedules");
    let sent: BTreeSet<String> = creates.iter().map(|entry| entry.body.to_string()).collect();
    assert_eq!(sent, planned, "what was planned is literally what was sent");

    let again = office.done(&at_noon(&["schedule", "submit"], &list));
    assert_eq!(again["run_id"], report["run_id"], "repeating it doubles nothing");
    assert_eq!(office.tenant.windows().len(), ZONES.len());
    let stopped = office.done(&["schedule", "stop-now", "renewals"]);
    has(&stopped, &["withdrawn", "still_dialling"]);
    assert!(office.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_of_which_a_zone_fails_ends_with_1_and_says_which() {
    let office = connected().await;
    office
        .tenant
        .faults()
        .add(Fault::status(422).on("POST", "/api/v2/outbound/campaigns/*/schedules").next(1));
    let report = office.ask(&at_noon(&["schedule", "submit"], &office.list(ZONES))).ended_with(1);
    assert_eq!(report["submitted"].as_array().unwrap().len(), 1, "{report}");
    has(&report["failed"][0], &["zone", "state", "words"]);
    let retried = office.done(&["run", "retry", report["run_id"].as_str().unwrap()]);
    assert_eq!(retried["failed"], serde_json::json!([]));
    assert_eq!(office.tenant.windows().len(), 2);
}

/// A zone in which anybody may be called for the next hours, on any machine's clock, and the time there in 20 min.
fn soon_somewhere() -> (&'static str, jiff::Zoned) {
    const AROUND_THE_WORLD: [&str; 8] = [
        "Pacific/Auckland",
        "Asia/Tokyo",
        "Asia/Dubai",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "America/New_York",
        "America/Los_Angeles",
        "Pacific/Honolulu",
    ];
    let soon = callboard_clock::Clock::system().now() + jiff::SignedDuration::from_mins(20);
    let there = AROUND_THE_WORLD.map(|zone| (zone, soon.in_tz(zone).unwrap()));
    there.into_iter().find(|(_, there)| (10..=17).contains(&there.hour())).expect("it is day somewhere")
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_what_begins_soon_ends_with_1_unless_it_is_paused_or_let_go() {
    let office = connected().await;
    let (zone, soon) = soon_somewhere();
    let list = office.list(&[(zone, 3)]);
    let cron = format!("{} {} * * *", soon.minute(), soon.hour());
    let save = ["schedule", "save", "--cron", &cron, "--campaign", "renewals", "--contacts", &list];
    let asked = office.ask(&save).refused_with(1);
    assert!(
        asked.contains(&format!("The first window goes out at {}, in ", soon.strftime("%H:%M"))),
        "{asked}"
    );
    assert!(asked.contains("3 contacts") && asked.contains("min"), "{asked}");
    assert_eq!(office.done(&["schedule", "list"]), serde_json::json!([]), "nothing was saved");
    assert!(office.tenant.windows().is_empty(), "and nothing was sent");
    let saved = office.done(&[&save[..], &["--paused"]].concat());
    assert_eq!(saved["state"], "paused");
    let id = saved["id"].as_str().unwrap();
    assert!(office.ask(&["schedule", "resume", id]).refused_with(1).contains("goes out"));
    assert_eq!(office.done(&["schedule", "resume", id, "--go"])["state"], "active");
    let longer = ["schedule", "edit", id, "--duration", "30m"];
    assert!(office.ask(&longer).refused_with(1).contains("goes out"), "an edit asks the same");
    assert_eq!(office.done(&[&longer[..], &["--go"]].concat())["draft"]["duration_minutes"], 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_date_and_time_is_planned_saved_and_refused_where_it_has_passed() {
    let office = connected().await;
    let list = office.list(ZONES);
    let once = |command: &'static str, at: &'static str| {
        vec!["schedule", command, "--at", at, "--campaign", "renewals", "--contacts", list.as_str()]
    };
    let plan = office.done(&once("plan", "2037-12-08 12:00"));
    assert_eq!(plan["requests"].as_array().unwrap().len(), ZONES.len(), "{plan}");
    let saved = office.done(&once("save", "2037-12-08T12:00"));
    assert_eq!(saved["draft"]["cron"], "@once 2037-12-08T12:00");
    assert_eq!(saved["sentence"], "Once, on Tuesday 8 December 2037 at 12:00.");
    for command in ["plan", "submit", "save"] {
        assert!(office.ask(&once(command, "2020-12-08 10:00")).refused_with(2).contains("has passed"));
    }
    assert!(office.ask(&once("plan", "next week")).refused_with(2).contains("2026-12-08 10:00"));
    let both = [&once("plan", "2037-12-08 12:00")[..], &["--cron", "0 9 * * *"]].concat();
    office.ask(&both).refused_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_checked_as_a_saved_schedule_is() {
    let office = connected().await;
    let list = office.list(ZONES);
    let long = "x".repeat(20_000);
    let wrong: [(&[&str], &str); 5] = [
        (&["--expected", "0"], "At least one completion"),
        (&["--name", &long], "at most 128"),
        (&["--name", "  "], "a name"),
        (&["--leave-out", "America/Chicgo"], "America/Chicgo"),
        (&["--same-moment", "Mars/Olympus"], "Mars/Olympus"),
    ];
    for command in ["plan", "submit", "save"] {
        for (args, words) in wrong {
            let asked = [&at_noon(&["schedule", command], &list)[..], args].concat();
            let refused = office.ask(&asked).refused_with(2);
            assert!(refused.contains(words), "{command} {args:?}: {refused}");
        }
        for campaign in ["", "  ", "..", "''"] {
            let asked =
                ["schedule", command, "--cron", "0 12 * * 3", "--campaign", campaign, "--contacts", &list];
            assert!(office.ask(&asked).refused_with(2).contains("ampaign"), "{command} {campaign:?}");
        }
    }
    assert!(office.tenant.windows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_saved_edited_paused_resumed_and_removed() {
    let office = connected().await;
    let list = office.list(ZONES);
    let saved = office.done(&at_noon(&["schedule", "save", "--go", "--name", "Noon"], &list));
    has(&saved, &["id", "draft", "state", "sentence", "contacts", "zones", "next", "zone_release"]);
    has(
        &saved["draft"],
        &["name", "campaign_id", "cron", "mode", "duration_minutes", "overlap", "misfire", "holidays"],
    );
    let id = saved["id"].as_str().unwrap();
    let edited = office.done(&[
        "schedule",
        "edit",
        id,
        "--go",
        "--cron",
        "0 13 * * 3",
        "--same-moment",
        "Europe/Berlin",
    ]);
    assert_eq!(edited["draft"]["cron"], "0 13 * * 3");
    assert_eq!(edited["draft"]["name"], "Noon", "what is not said stays");
    assert_eq!(edited["draft"]["mode"], serde_json::json!({"mode": "same_moment", "zone": "Europe/Berlin"}));
    assert_eq!(office.done(&["schedule", "pause", id])["state"], "paused");
    assert_eq!(office.done(&["schedule", "resume", id, "--go"])["state"], "active");
    assert_eq!(office.done(&["schedule", "show", id])["id"], saved["id"]);
    assert_eq!(office.done(&["schedule", "list"]).as_array().unwrap().len(), 1);
    assert_eq!(office.done(&["schedule", "missed"]), serde_json::json!([]));
    office.done(&["schedule", "remove", id]);
    assert_eq!(office.done(&["schedule", "list"]), serde_json::json!([]));
    assert!(office.ask(&["schedule", "show", id]).refused_with(2).contains("no schedule"));
    assert!(office.ask(&["schedule", "missed", "run", "x"]).refused_with(2).contains("missed"));
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

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_is_one_object_a_line_and_ends_with_1_where_its_time_is_over() {
    let office = connected().await;
    let report = office.done(&at_noon(&["schedule", "submit"], &office.list(ZONES)));
    let run = report["run_id"].as_str().unwrap();
    let watched = office.ask(&["run", "watch", run, "--until-complete", "--timeout", "1s"]);
    assert_eq!(watched.code, 1, "{watched:?}");
    let lines: Vec<Value> = watched.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    has(&lines[0], &["id", "state", "figures", "windows", "first_start", "last_end"]);
    assert_eq!(lines.last().unwrap()["error"]["code"], "timed_out");
    let shown = office.done(&["run", "show", run]);
    has(&shown, &["summary", "windows", "points", "marks", "deliveries"]);
    has(&shown["windows"][0], &["id", "zone", "start", "end", "state", "verdict", "contacts", "schedule_id"]);
    let stopped = office.done(&["run", "stop", run]);
    assert_eq!(stopped["withdrawn"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_arguments_end_with_2_in_json_and_in_words() {
    let office = Office::open().await;
    for wrong in
        [&["schedule", "plan", "--corn", "x"][..], &["nonsense"], &["run", "show"], &["schedule", "submit"]]
    {
        assert!(!office.ask(wrong).refused_with(2).trim().is_empty(), "{wrong:?}");
        let words = Answer::of(office.callboard().args(wrong), "");
        assert_eq!(
            (words.code, words.stdout.as_str()),
            (2, ""),
            "words of a refusal go to stderr: {words:?}"
        );
    }
    let there = fs::read_dir(office.data()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = there.filter(|name| name != "secrets.age").collect();
    assert!(left.is_empty(), "what was refused before it began leaves nothing behind: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_refuses_or_is_away_ends_with_3_and_says_what_to_do() {
    let office = connected().await;
    office.done(&["settings", "set", "retry.interactive", "0"]);
    office.tenant.faults().add(Fault::status(403).on("GET", "/api/v2/outbound/campaigns").next(1));
    let forbidden = office.ask(&["connection", "campaigns"]).refused_with(3);
    assert!(forbidden.contains("scope"), "{forbidden}");
    office.tenant.faults().add(Fault::reset());
    let away = office.ask(&["connection", "campaigns"]).refused_with(3);
    assert!(!away.trim().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_that_is_a_file_ends_with_4() {
    let office = Office::open().await;
    let file = office.file("data", "a file");
    let refused = office.ask(&["status"]).refused_with(4);
    assert!(refused.contains(&file), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_one_that_cannot_be_reached_ends_with_5() {
    let office = Office::open().await;
    office.done(&["status"]);
    let lock = File::options().write(true).open(office.data().join("lock")).unwrap();
    lock.lock().unwrap();
    let held = office.ask(&["status"]).refused_with(5);
    assert!(held.contains("already running"), "{held}");
    lock.unlock().unwrap();
    office.done(&["status"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_commands_at_once_without_an_instance_wait_for_each_other() {
    let office = Office::open().await;
    let all: Vec<_> = (0..12)
        .map(|number| {
            let mut command = office.callboard();
            command.args(["--json", "settings", "set", "run.poll_seconds", &(30 + number).to_string()]);
            std::thread::spawn(move || Answer::of(&mut command, ""))
        })
        .collect();
    for one in all {
        one.join().unwrap().ended_with(0);
    }
    let changes = office.done(&["audit", "list", "--action", "settings.set"]);
    assert_eq!(changes["rows"].as_array().map(Vec::len), Some(12), "each of them did its work: {changes}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_are_not_text_are_refused_with_2_and_a_folder_may_be_called_so() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let office = Office::open().await;
    let odd = OsStr::from_bytes(b"a\xffb");
    for args in [&[odd][..], &[OsStr::new("schedule"), OsStr::new("show"), odd], &[OsStr::new("--log"), odd]]
    {
        let mut command = office.callboard();
        let refused = Answer::of(command.arg("--json").args(args), "").refused_with(2);
        assert!(refused.contains("UTF-8"), "{args:?}: {refused}");
        let mut command = office.callboard();
        let people = Answer::of(command.args(args), "");
        assert!(people.code == 2 && people.stderr.contains("UTF-8"), "{args:?}: {people:?}");
    }
    let mut command = callboard(None);
    command.env("CALLBOARD_DATA_DIR", office.folder().join(odd));
    command.args(["--json", "--secrets", "session", "status"]);
    Answer::of(&mut command, "").ended_with(0);
}

/// What each command says without an engine that runs, and what with one.
#[tokio::test(flavor = "multi_thread")]
async fn forwarded_or_not_the_answer_is_the_same() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let list = office.list(ZONES);
    let report = office.done(&at_noon(&["schedule", "submit"], &list));
    let set = office.ask(&["contacts", "import", &office.file("bad.csv", "id,phone\nx,1\n")]).ended_with(1);
    let (run, set) = (report["run_id"].as_str().unwrap(), set["id"].as_str().unwrap());
    office.done(&at_noon(&["schedule", "save", "--go"], &list));
    let preview = [
        "schedule",
        "preview",
        "--cron",
        "0 9 * * *",
        "--zone",
        "Asia/Tokyo",
        "--from",
        "2026-03-07T00:00:00Z",
    ];
    let plan = at_noon(&["schedule", "plan"], &list);
    let refused = ["contacts", "refused", set];
    let questions: Vec<&[&str]> = vec![
        &preview,
        &plan,
        &["connection", "campaigns"],
        &["contacts", "list"],
        &refused,
        &["schedule", "list"],
        &["schedule", "missed"],
        &["rules", "list"],
        &["settings", "show"],
        &["delivery", "endpoint", "list"],
        &["delivery", "list"],
        &["audit", "list", "--object", "window/"],
        // Refusals too.
        &["run", "show", "nothing"],
        &["schedule", "show", "nothing"],
        &["schedule", "preview", "--cron", "x", "--zone", "UTC"],
        &["settings", "set", "run.poll_seconds", "1"],
        &["contacts", "import", "/nowhere.csv"],
    ];
    let ask_all = || questions.iter().map(|args| steady(&office.ask(args))).collect::<Vec<_>>();
    let windows = || office.done(&["run", "show", run])["windows"].clone();
    let (own, own_windows) = (ask_all(), windows());
    let serve = office.serve();
    let (forwarded, forwarded_windows) = (ask_all(), windows());
    assert_eq!(serve.stop(), Some(0));
    for ((question, own), forwarded) in questions.iter().zip(own).zip(forwarded) {
        assert_eq!(own, forwarded, "{question:?}");
    }
    assert_eq!(own_windows, forwarded_windows);
}

/// Exit code and document, without what differs each time it is asked: a plan imports its list anew.
fn steady(answer: &Answer) -> (i32, Value) {
    let mut document = answer.json();
    if let Some(sets) = document.as_array_mut() {
        sets.retain(|set| set["name"] != "contacts.csv");
    }
    (answer.code, document)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_forbids_what_stands_is_added_only_with_what_becomes_of_it() {
    let zones = [("America/New_York", 3)];
    let office = Office::with(&zones, |tenant| tenant).await;
    office.connect();
    let list = office.list(&zones);
    let noon = ["--cron", "0 12 * * *", "--campaign", "renewals", "--duration", "1h", "--contacts", &list];
    office.ask(&[&["schedule", "submit"][..], &noon[..]].concat()).ended_with(0);
    let rule =
        office.file("rule.json", r#"{"id":"no-us","jurisdictions":["US"],"days":[],"why":"A strike."}"#);
    let refused = office.ask(&["rules", "add", &rule]).refused_with(1);
    assert!(refused.contains("1 submitted window, 3 contacts: New York"), "{refused}");
    assert!(refused.contains("withdraw"), "it says what can be done: {refused}");
    office.done(&["rules", "add", &rule, "--keep"]);
    let standing = office.ask(&["rules", "standing"]).ended_with(1);
    assert_eq!(standing["forbidden"][0]["rule"]["id"], "no-us");
    assert_eq!(office.tenant.windows().len(), 1, "left as it was");
    office.done(&["rules", "standing", "--withdraw"]);
    assert!(office.tenant.windows().is_empty(), "withdrawn when the command is done");
}

/// A saved schedule whose windows stand at a tenant that takes none of them back; with its id.
async fn held_on_to() -> (Staffed, String) {
    let office = connected().await;
    let list = office.list(ZONES);
    let saved = office.done(&at_noon(&["schedule", "save", "--name", "Noon", "--paused"], &list));
    let id = saved["id"].as_str().unwrap().to_owned();
    office.done(&["schedule", "submit", "--schedule", &id]);
    assert_eq!(office.tenant.windows().len(), ZONES.len());
    office.tenant.faults().add(Fault::status(405).on("DELETE", "/api/v2/outbound/campaigns/*/schedules/*"));
    (office, id)
}

/// Both zones, with the words that say until when.
fn names_both(windows: &Value) {
    let windows = windows.as_array().unwrap();
    let zones: BTreeSet<&str> = windows.iter().map(|window| window["zone"].as_str().unwrap()).collect();
    assert_eq!(zones, ZONES.iter().map(|(zone, _)| *zone).collect());
    assert!(windows.iter().all(|window| window["words"].as_str().unwrap().contains("may dial until")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    names_both(&office.ask(&["schedule", "pause", &id]).ended_with(1)["blocked"]);
    let said = Answer::of(office.callboard().args(["schedule", "pause", &id]), "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("Still dialling, or not known:"), "{said:?}");
    assert_eq!(said.stdout.matches("may dial until").count(), ZONES.len(), "{said:?}");
    names_both(&office.done(&["schedule", "show", &id])["blocked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    let edit = ["schedule", "edit", &id, "--campaign", "another", "--paused"];
    names_both(&office.ask(&edit).ended_with(1)["blocked"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_leaves_windows_standing_ends_with_1_and_says_which() {
    let (office, id) = held_on_to().await;
    let removed = office.ask(&["schedule", "remove", &id]).ended_with(1);
    names_both(&removed["still_dialling"]);
    assert_eq!(office.tenant.windows().len(), ZONES.len(), "they do stand there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_in_words_says_what_may_still_dial() {
    let (office, id) = held_on_to().await;
    let said = Answer::of(office.callboard().args(["schedule", "remove", &id]), "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.starts_with("The schedule is removed; its runs stay."), "{said:?}");
    assert_eq!(said.stdout.matches("may dial until").count(), ZONES.len(), "{said:?}");
}
