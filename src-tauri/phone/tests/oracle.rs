//! 20,000 seeded inputs over all regions and writings give what Google's library gives (`tests/oracle`).

use std::process::{Command, Output};

use callboard_phone::normalize_line;

const INPUTS: usize = 20_000;

/// Needs Python and, the first time, the package index. Without them it says so and passes, unless
/// `CALLBOARD_REQUIRE_ORACLE` is set, as it is where the comparison must not be left out.
#[test]
fn every_answer_is_the_one_of_googles_library() {
    let Some(output) = ask_python() else { return };
    let cases = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    let listed = include_str!("../../../tests/oracle/phone-differences.tsv");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in cases.split_terminator('\n') {
        let (question, expected) = case.rsplit_once('\t').expect("the script writes three columns");
        let answer = normalize_line(question, None);
        let answer = if answer.starts_with("ERR: ") { "ERR" } else { &answer };
        compared += 1;
        if answer != expected && !listed.lines().any(|line| line.starts_with(&format!("{question}\t"))) {
            wrong.push(format!("{question:?}: ours {answer}, theirs {expected}"));
        }
    }
    assert_eq!(compared, INPUTS, "no input was lost on the way");
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn ask_python() -> Option<Output> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/phone.py");
    let asked = Command::new("python3").args([script, "cases", "--count", &INPUTS.to_string()]).output();
    match asked {
        Ok(output) if output.status.success() => Some(output),
        Ok(output) if output.status.code() == Some(77) => skipped(&String::from_utf8_lossy(&output.stderr)),
        Ok(output) => panic!("the script failed: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => skipped(&format!("SKIPPED: python3 cannot be run: {error}")),
    }
}

#[expect(clippy::print_stderr, reason = "what was left out is said aloud")]
fn skipped(why: &str) -> Option<Output> {
    assert!(std::env::var_os("CALLBOARD_REQUIRE_ORACLE").is_none(), "{why}");
    eprintln!("\n*** The comparison with PyPI phonenumbers was left out. {why}\n");
    None
}
