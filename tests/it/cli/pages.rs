//! Lists in pages: how much more there is, places that are none, and what nothing fits.

use callboard_tests::{Answer, Office};

use super::staffed;

fn said(office: &Office, args: &[&str]) -> String {
    let answer = Answer::of(office.callboard().args(args), "");
    assert_eq!(answer.code, 0, "{args:?}: {answer:?}");
    answer.stdout
}

/// Three refused rows, and as many changes of a setting.
async fn with_rows() -> (super::Staffed, String) {
    let office = staffed().await;
    let list = office.file("list.csv", "id,zone\na,Mars/X\nb,Mars/X\nc,Mars/X\n");
    let set = office.ask(&["contacts", "import", &list]).ended_with(1)["id"].as_str().unwrap().to_owned();
    for seconds in ["60", "61", "62"] {
        office.done(&["settings", "set", "run.poll_seconds", seconds]);
    }
    (office, set)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_in_words_says_how_much_more_there_is_and_how_to_go_on() {
    let (office, set) = with_rows().await;
    for list in [&["contacts", "refused", &set][..], &["audit", "list", "--action", "settings.set"]] {
        let first = said(&office, &[list, &["--limit", "2"]].concat());
        let last = first.lines().last().unwrap();
        let next = last.strip_prefix("2 of 3 shown; next: --after ").unwrap_or_else(|| panic!("{first}"));
        let second = said(&office, &[list, &["--limit", "2", "--after", next]].concat());
        assert_eq!(second.lines().count(), 2, "its head and the last row: {second}");
        assert!(!said(&office, list).contains("shown; next"), "where all is shown nothing is said");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_the_last_row_nothing_comes() {
    let (office, set) = with_rows().await;
    for list in [
        &["contacts", "refused", &set, "--after", "900"][..],
        &["audit", "list", "--seals", "--after", "1"],
        &["inbox", "list", "--after", "1.1.1"],
        &["delivery", "list", "--after", "1"],
        &["disposition", "feed", "--after", "evt_1", "--connection", "stand-in"],
    ] {
        if list[0] == "disposition" {
            office.connect();
        }
        assert_eq!(said(&office, list), "Nothing comes after that place.\n", "{list:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_no_rows_and_a_place_that_no_page_gave_are_refused() {
    let (office, set) = with_rows().await;
    office.connect();
    let lists = [
        &["contacts", "refused", &set][..],
        &["audit", "list"],
        &["inbox", "list"],
        &["delivery", "list"],
        &["run", "list"],
        &["disposition", "feed"],
    ];
    for list in lists {
        let none = office.ask(&[list, &["--limit", "0"]].concat()).refused_with(2);
        assert!(none.contains("A page has at least one row."), "{list:?}: {none}");
        for place in ["+4", "4.0", "04", "-4", "4.+9", "x"] {
            let after = format!("--after={place}");
            let refused = office.ask(&[list, &[&after]].concat()).refused_with(2);
            assert!(refused.contains("no place in the list"), "{list:?} {place}: {refused}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_or_a_run_that_is_not_there_is_no_empty_list() {
    let office = staffed().await;
    let unknown = office.ask(&["delivery", "list", "--endpoint", "nobody"]).refused_with(2);
    assert!(unknown.contains("There is no receiver nobody."), "{unknown}");
    let unknown = office.ask(&["delivery", "list", "--run", "run_none"]).refused_with(2);
    assert!(unknown.contains("There is no run `run_none`."), "{unknown}");
    office.done(&[
        "delivery",
        "endpoint",
        "add",
        "https://hooks.example.com/in",
        "--events",
        "campaign.completed",
    ]);
    let listed = said(&office, &["delivery", "list", "--endpoint", "hooks.example.com"]);
    assert_eq!(listed, "No delivery fits.\n");
}
