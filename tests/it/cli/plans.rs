//! What is planned and submitted without being saved.

use std::collections::BTreeSet;

use callboard_simulator::Fault;

use super::{ZONES, at_noon, connected, has, staffed};

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
async fn a_start_now_needs_no_times() {
    let office = connected().await;
    let (zone, _) = super::saving::soon_somewhere();
    let list = office.list(&[(zone, 3)]);
    let now = |command| ["schedule", command, "--now", "--campaign", "renewals", "--contacts", &list];
    let plan = office.done(&now("plan"));
    assert_eq!(plan["requests"].as_array().map(Vec::len), Some(1), "{plan}");
    assert_eq!(office.done(&now("submit"))["submitted"].as_array().map(Vec::len), Some(1));
    let both = [&now("plan")[..], &["--at", "2037-12-08 12:00"]].concat();
    office.ask(&both).refused_with(2);
    office.ask(&["schedule", "plan", "--campaign", "renewals", "--contacts", &list]).refused_with(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_counts_whom_it_leaves_out() {
    let office = connected().await;
    let list = office.list(ZONES);
    let without = [&at_noon(&["schedule", "plan"], &list)[..], &["--leave-out", "Europe/Berlin"]].concat();
    let plan = office.done(&without);
    let counts = &plan["contacts"];
    assert_eq!((&counts["legal"], &counts["left_out"]), (&3.into(), &2.into()), "{plan}");
    assert_eq!(plan["requests"].as_array().map(Vec::len), Some(1), "{plan}");
    let said = callboard_tests::Answer::of(office.callboard().args(&without), "");
    assert!(said.stdout.contains("Contacts: 3 legal, 2 left out."), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_of_no_place_cannot_be_judged() {
    let office = staffed().await;
    let asked = ["schedule", "preview", "--cron", "0 12 * * *", "--zone", "UTC", "--count", "1"];
    let fire = &office.done(&asked)["fires"][0];
    assert_eq!((&fire["verdict"], &fire["rule"]["id"]), (&"refused".into(), &"zone-is-no-place".into()));
    let said = callboard_tests::Answer::of(office.callboard().args(asked), "");
    assert!(said.stdout.contains("cannot be judged") && !said.stdout.contains("legal"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instant_that_cannot_be_is_refused_with_what_is_wrong_with_it() {
    let office = staffed().await;
    let preview = |from| {
        [
            "schedule",
            "preview",
            "--cron",
            "0 12 * * *",
            "--zone",
            "Europe/Berlin",
            "--count",
            "1",
            "--from",
            from,
        ]
    };
    for (from, words) in [
        ("2026-12-01T08:00:00+25:00", "an offset lies between"),
        ("9999-12-31T23:59:59Z", "up to 9998"),
        ("2026-12-01T08:00:00", "with its offset"),
    ] {
        let refused = office.ask(&preview(from)).refused_with(2);
        assert!(refused.contains(words), "{from}: {refused}");
    }
    let taken = office.done(&preview("2026-12-01T08:00:00,5Z"));
    assert_eq!(taken["fires"][0]["start"], "2026-12-01T11:00:00Z", "{taken}");
}
