//! Schedules that are saved: what goes out at once, single moments, their life.

use super::{ZONES, at_noon, connected, has};

/// A zone in which anybody may be called for the next hours, on any machine's clock, and the time there in 20 min.
pub(super) fn soon_somewhere() -> (&'static str, jiff::Zoned) {
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
async fn a_list_of_which_nobody_can_be_called_is_saved_with_1_and_the_reason() {
    let office = connected().await;
    let save = |list: &str, more: &[&str]| {
        office.ask(&[&at_noon(&["schedule", "save", "--paused"], list)[..], more].concat())
    };
    let nowhere = office.file("nowhere.csv", "id,zone\na,Mars/X\nb,\n");
    let saved = save(&nowhere, &[]);
    let id = saved.ended_with(1)["id"].as_str().unwrap().to_owned();
    assert!(saved.stderr.contains("would call nobody: nobody of its list has a zone"), "{saved:?}");
    assert!(
        saved.stderr.contains("2 rows of nowhere.csv are refused: `callboard contacts refused "),
        "{saved:?}"
    );
    let list = office.list(ZONES);
    let all_out = save(&list, &["--leave-out", "America/New_York,Europe/Berlin"]);
    all_out.ended_with(1);
    assert!(all_out.stderr.contains("would call nobody: every zone of its list is left out"), "{all_out:?}");
    // An edit that gives it people calls somebody.
    office.done(&["schedule", "edit", &id, "--contacts", &list]);
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_of_a_list_are_said_where_it_is_saved_planned_or_submitted() {
    let office = connected().await;
    let list = office.file("list.csv", "id,zone\na,America/New_York\nb,Mars/X\n");
    for command in [&["schedule", "plan"][..], &["schedule", "save", "--paused"], &["schedule", "submit"]] {
        let said = office.ask(&at_noon(command, &list));
        assert_eq!(said.code, 0, "{said:?}");
        let words = "callboard: 1 row of list.csv is refused: `callboard contacts refused set_";
        assert!(said.stderr.contains(words), "{command:?}: {said:?}");
    }
    let set = office.done(&["contacts", "list"])[0]["id"].as_str().unwrap().to_owned();
    let named = ["schedule", "plan", "--cron", "0 12 * * 3", "--campaign", "renewals", "--contact-set", &set];
    assert!(
        office.ask(&named).stderr.contains("1 row of list.csv is refused"),
        "one that was imported before too"
    );
    assert!(office.done(&["contacts", "refused", &set])["rows"][0]["reason"].is_string(), "as it says");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_call_nobody_is_saved_with_1_and_says_so() {
    let office = connected().await;
    let list = office.list(ZONES);
    let at_night = ["schedule", "save", "--cron", "0 3 * * *", "--campaign", "renewals", "--contacts", &list];
    let saved = office.ask(&at_night);
    assert_eq!(saved.ended_with(1)["draft"]["cron"], "0 3 * * *", "it is there, and can be changed");
    assert!(saved.stderr.contains("would call nobody: every start to come is refused"), "{saved:?}");
    let id = saved.json()["id"].as_str().unwrap().to_owned();
    office.ask(&["schedule", "edit", &id, "--cron", "30 3 * * *"]).ended_with(1);
    office.done(&["schedule", "edit", &id, "--go", "--cron", "0 12 * * 3"]);
    // On Sundays nobody is called in Alabama, and on the other days somebody is.
    let daily =
        ["schedule", "save", "--go", "--cron", "0 12 * * *", "--campaign", "other", "--contacts", &list];
    office.done(&daily);
}
