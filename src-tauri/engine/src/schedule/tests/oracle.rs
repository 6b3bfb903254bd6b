//! The differential test: our instants against the Python package `cronsim` plus the rule written a second time in Python
//! (`tests/oracle/cron.py`). Where Python or the packages cannot be had, it says so and passes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use callboard_clock::Chance;

use super::*;

/// Every zone is asked this often; half of the starts lie within three hours of a clock change.
const ROUNDS: usize = 4;

#[test]
fn the_oracle_agrees_in_every_zone() {
    let python = match python_with_packages() {
        Ok(python) => python,
        Err(why) => {
            eprintln!("skipped: the differential test of cron needs Python with cronsim and tzdata: {why}");
            return;
        }
    };
    let questions = questions(&Chance::seeded(20_261_122));
    let theirs = ask(&python, &questions);
    assert_eq!(theirs.len(), questions.len(), "a line each");
    let mut compared = 0;
    for (question, theirs) in questions.iter().zip(&theirs) {
        let ours = ours(question);
        assert_eq!(&ours, theirs, "{question:?}");
        compared += usize::from(ours != "ERR");
    }
    assert!(compared * 2 > questions.len(), "most expressions come: {compared} of {}", questions.len());
    eprintln!("{} questions, {compared} with fires: all agree with cronsim and the rule", questions.len());
}

/// Our answer, cut where the oracle's calendar ends.
fn ours(question: &str) -> String {
    let answer = next_line(&ZONES, question);
    if answer.starts_with("ERR: This date never comes") {
        return "ERR".to_owned();
    }
    assert!(!answer.starts_with("ERR") || answer.contains("2100"), "{question:?}: {answer}");
    let before_2090 = |instant: &&str| **instant < *"2090" && !instant.starts_with("ERR");
    answer.split(',').filter(before_2090).collect::<Vec<_>>().join(",")
}

fn questions(chance: &Chance) -> Vec<String> {
    let mut questions = Vec::new();
    for _ in 0..ROUNDS {
        for zone in ZONES.names() {
            let expression =
                [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)].map(|(low, high)| part(chance, low, high));
            let (from, count) = (start(chance, zone), 1 + chance.below(12));
            questions.push(format!("{}\t{zone}\t{from}\t{count}", expression.join(" ")));
        }
    }
    questions
}

fn start(chance: &Chance, zone: &str) -> Timestamp {
    let second = |n: u64| Timestamp::from_second(i64::try_from(n).expect("small")).expect("in range");
    let any = second(1_104_537_600 + chance.below(900_000_000)); // 2005 to 2033
    let rules = ZONES.get(zone).expect("a zone");
    let change = crate::zone::changes_after(&rules, any).next().filter(|_| chance.below(2) == 0);
    // The question's text has whole seconds.
    change.map_or(any, |change| {
        second(change.at.as_second().unsigned_abs() + chance.below(6 * 3600) - 3 * 3600)
    })
}

/// A field as supervisors write it, wide ones more often than narrow ones, so that most dates come.
fn part(chance: &Chance, low: u64, high: u64) -> String {
    let number = || low + chance.below(high - low + 1);
    match chance.below(8) {
        0..3 => "*".to_owned(),
        3 => number().to_string(),
        4 => format!("*/{}", 1 + chance.below(high)),
        // cronsim steps to 7 in the day of week, and the law is robfig/cron, which ends with Saturday.
        5 if high == 7 => format!("{}-6/{}", number().min(5), 1 + chance.below(high)),
        5 => format!("{}/{}", number(), 1 + chance.below(high + 10)),
        6 => {
            // `5-5/2` is left out: cronsim reads it as 5/2, and the law calls it a range of one.
            let (a, b) = (low + chance.below(high - low), number());
            let (from, to) = (a.min(b), a.max(b).max(a.min(b) + 1));
            let step =
                if chance.below(2) == 0 { String::new() } else { format!("/{}", 1 + chance.below(high)) };
            format!("{from}-{to}{step}")
        }
        _ => format!("{},{},{}", number(), number(), number()),
    }
}

fn ask(python: &Path, questions: &[String]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/cron.py");
    let mut oracle = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python that was just tried starts");
    let mut stdin = oracle.stdin.take().expect("piped");
    let text = questions.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = oracle.wait_with_output().expect("the oracle ends");
    writer.join().expect("the writer ends").expect("the oracle reads all");
    assert!(output.status.success(), "the oracle failed");
    String::from_utf8(output.stdout).expect("ASCII").lines().map(str::to_owned).collect()
}

/// A Python of our own beside the build, with both packages; made on first use.
fn python_with_packages() -> Result<PathBuf, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let tzdata = python_version(ZONES.release());
    let folder = target.join(format!("oracle-cron-{tzdata}"));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if run(Command::new(&python).args(["-c", "import cronsim, tzdata"])).is_ok() {
        return Ok(python);
    }
    let base = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(base).args(["-m", "venv"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "15", "cronsim==2.8"];
    run(Command::new(&python).args(pip).arg(format!("tzdata=={tzdata}")))?;
    Ok(python)
}

/// Python packages count the letters: 2026e is 2026.5.
fn python_version(release: &str) -> String {
    let (year, letter) = release.split_at(4);
    format!("{year}.{}", letter.bytes().next().map_or(0, |b| b - b'a' + 1))
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{:?}: {error}", command.get_program()))?;
    let error = || String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(error()) }
}
