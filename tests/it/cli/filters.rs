//! Commands that answer line by line, without a data folder.

use callboard_tests::{Answer, callboard};

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
