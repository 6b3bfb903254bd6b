//! `kill -9` at random moments while schedules are edited, paused, resumed, removed, started and stopped by hand, missed
//! starts are decided and rules are changed, also while the tenant is gone: every start that was confirmed stands at the
//! tenant, is in the tray with its reason, or was withdrawn by a person; and no zone has two windows that dial at once.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use callboard_clock::Chance;
use callboard_simulator::{Fault, Window};
use callboard_tests::Office;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use crate::Finding;

const KILLS: u64 = 90;
/// Countries whose law is the same every day, so that noon is a start on each of them; in some it is always the morning
/// before it, so that a start now covers it.
const ZONES: &[(&str, u64)] = &[
    ("Asia/Tokyo", 4),
    ("Asia/Kolkata", 4),
    ("Africa/Nairobi", 4),
    ("America/Bogota", 4),
    ("Australia/Perth", 4),
    ("Pacific/Auckland", 4),
    ("Africa/Lagos", 4),
    ("America/Sao_Paulo", 4),
    ("America/Tijuana", 4),
    ("Pacific/Tahiti", 4),
];
/// Deeds among which chance chooses.
const DEEDS: u64 = 10;
/// After so many kills everything is let settle, and counted.
const LOOK_EVERY: u64 = 15;
/// In so many rounds the tenant is gone for the time of the deed once.
const GONE_EVERY: u64 = 5;

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(kill_again_and_again())
}

async fn kill_again_and_again() -> Vec<Finding> {
    // A tenant that takes its time, so that a kill finds requests on their way.
    let office =
        Office::with(ZONES, |tenant| tenant.latency(Duration::from_millis(25)).journal(1_000_000)).await;
    office.connect();
    // The next noon of every zone is submitted at once.
    office.done(&["settings", "set", "schedule.submit_ahead_minutes", "1440"]);
    let (list, chance) = (office.list(ZONES), Chance::seeded(31));
    let mut deeds: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut under_way, mut away, mut found) = (0, 0, Found::default());
    let mut last = "";
    for round in 0..KILLS {
        let serve = office.serve();
        let schedule = the_schedule(&office).unwrap_or_else(|| save(&office, &list));
        let deed = deed(&office, &schedule, round, chance.below(DEEDS), last);
        last = deed.0;
        let gone = round % GONE_EVERY == GONE_EVERY - 1;
        if gone {
            office.tenant.faults().add(Fault::reset());
            away += 1;
        }
        *deeds.entry(deed.0).or_default() += 1;
        let mut command = office.callboard();
        command.arg("--json").args(&deed.1);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut asking = command.spawn().expect("callboard starts");
        until_changing(&office).await;
        office.let_pass(Duration::from_millis(chance.below(100))).await;
        under_way += u64::from(changing(&office));
        serve.kill();
        let _ = asking.kill();
        let _ = asking.wait();
        office.tenant.faults().clear();
        if round % LOOK_EVERY == LOOK_EVERY - 1 {
            let Found { wrong, starts, .. } = look(&office, &list).await;
            found.wrong.extend(wrong.into_iter().map(|line| format!("after {} kills: {line}", round + 1)));
            found.starts += starts;
        }
    }
    let end = look(&office, &list).await;
    let (wrong, starts) =
        (found.wrong.into_iter().chain(end.wrong).collect::<Vec<_>>(), found.starts + end.starts);
    println!("{KILLS} kills, {under_way} with windows on their way, {away} with the tenant gone; {deeds:?}");
    for line in &wrong {
        println!("  {line}");
    }
    let verified = office.ask(&["audit", "verify"]);
    vec![
        Finding {
            what: format!(
                "{starts} starts of zones that are active, {} lost, doubled or forbidden",
                wrong.len()
            ),
            holds: wrong.is_empty() && starts > 0,
        },
        Finding {
            what: format!("the kills came while something changed: {under_way} of {KILLS}"),
            holds: under_way * 4 > KILLS,
        },
        Finding {
            what: format!("the audit log holds afterwards ({})", verified.stdout.trim()),
            holds: end.stopped == Some(0) && verified.code == 0,
        },
    ]
}

/// What a look at everything that has settled found.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    starts: usize,
    stopped: Option<i32>,
}

/// Lets a start of the program end what was cut off, and counts. What is counted is a schedule that is active.
async fn look(office: &Office, list: &str) -> Found {
    let serve = office.serve();
    office.until("the last change is made", || (!is_held(office)).then_some(())).await;
    let last = the_schedule(office).unwrap_or_else(|| save(office, list));
    if last["state"] == "paused" {
        office.ask(&["schedule", "resume", last["id"].as_str().expect("an id"), "--go"]);
    }
    office.until("everything is settled", || is_settled(office).then_some(())).await;
    let (wrong, starts) = count(office);
    Found { wrong, starts, stopped: serve.stop() }
}

fn the_schedule(office: &Office) -> Option<Value> {
    office.done(&["schedule", "list"]).as_array()?.first().cloned()
}

/// What begins soon may go out.
fn save(office: &Office, list: &str) -> Value {
    let args = ["schedule", "save", "--name", "Noon", "--campaign", "renewals", "--cron", "0 12 * * *"];
    let more = ["--duration", "6h", "--contacts", list, "--go"];
    office.ask(&[&args[..], &more[..]].concat()).ended_with(0)
}

/// What is done next, in a word and in arguments. A paused schedule is resumed, so that there is something to change; what
/// was started by hand is mostly paused, so that there is something in the tray.
fn deed(
    office: &Office,
    schedule: &Value,
    round: u64,
    drawn: u64,
    last: &str,
) -> (&'static str, Vec<String>) {
    let id = schedule["id"].as_str().expect("an id").to_owned();
    let words = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>();
    if schedule["state"] == "paused" {
        return ("resume", words(&["schedule", "resume", &id, "--go"]));
    }
    if has_missed(office) && round.is_multiple_of(2) {
        let (name, verb) =
            [("missed run", "run"), ("missed skip", "skip")][usize::try_from(drawn % 2).unwrap_or(0)];
        return (name, words(&["schedule", "missed", verb, &id]));
    }
    let cron = format!("{} 12 * * *", round % 60);
    match drawn {
        1..7 if last == "submit" => ("pause", words(&["schedule", "pause", &id])),
        0 => ("pause", words(&["schedule", "pause", &id])),
        1 => ("remove", words(&["schedule", "remove", &id])),
        2 => {
            let to = ["14:00", "12:40", "13:00"][usize::try_from(round % 3).unwrap_or(0)];
            let rule = format!(
                r#"{{"id":"noon-in-japan","jurisdictions":["JP"],"days":[],"from":"10:00","to":"{to}","why":"drill"}}"#
            );
            let file = office.file("rule.json", &rule);
            ("rule", words(&["rules", "add", &file, "--shorten"]))
        }
        3 => {
            let rule = r#"{"id":"no-kenya","jurisdictions":["KE"],"days":[],"why":"drill"}"#;
            let file = office.file("none.json", rule);
            ("rule", words(&["rules", "add", &file, "--withdraw"]))
        }
        4 => ("stop-now", words(&["schedule", "stop-now", "renewals"])),
        5 => ("run-now", words(&["schedule", "run-now", &id, "--go"])),
        6 | 7 => ("submit", words(&["schedule", "submit", "--schedule", &id])),
        _ => ("edit", words(&["schedule", "edit", &id, "--cron", &cron, "--go"])),
    }
}

fn has_missed(office: &Office) -> bool {
    number(office, "SELECT count(*) FROM missed WHERE state = 'open'") > 0
}

fn database(office: &Office) -> Connection {
    Connection::open_with_flags(office.database(), OpenFlags::SQLITE_OPEN_READ_WRITE).expect("a database")
}

fn number(office: &Office, sql: &str) -> i64 {
    database(office).query_row(sql, [], |row| row.get(0)).expect("a count")
}

/// The deed takes a moment to arrive; one that changes nothing is not waited for.
async fn until_changing(office: &Office) {
    for _ in 0..100 {
        if changing(office) {
            return;
        }
        office.let_pass(Duration::from_millis(20)).await;
    }
}

fn is_held(office: &Office) -> bool {
    number(office, "SELECT count(*) FROM schedule_changes") > 0
}

/// Whether a change or a window is under way at this moment.
fn changing(office: &Office) -> bool {
    let moving = "SELECT (SELECT count(*) FROM schedule_changes) + (SELECT count(*) FROM windows
                  WHERE state IN ('planned', 'sending', 'withdrawing', 'unknown'))";
    number(office, moving) > 0
}

/// Nothing is on its way, and the scheduler has looked at everything that is active.
fn is_settled(office: &Office) -> bool {
    let undecided = "SELECT count(*) FROM schedules AS one WHERE removed IS NULL AND state = 'active'
                     AND (held = 1 OR NOT EXISTS (SELECT 1 FROM schedule_marks WHERE schedule = one.id))";
    let lifted = "SELECT count(*) FROM fires WHERE outcome = 'lifted' AND at > unixepoch() * 1000
                  AND schedule IN (SELECT id FROM schedules WHERE removed IS NULL AND state = 'active')";
    // A start "now" lies a few seconds ahead.
    let about_to_begin = "SELECT count(*) FROM windows WHERE asap = 1 AND state = 'submitted'
                          AND start > unixepoch() * 1000";
    let to_be_told = "SELECT count(*) FROM fires JOIN windows ON windows.id = window
                      WHERE outcome = 'lifted_for_good' AND state = 'withdrawn'";
    !changing(office)
        && [undecided, lifted, about_to_begin, to_be_told].iter().all(|sql| number(office, sql) == 0)
}

/// What is wrong, and how many starts were looked at.
fn count(office: &Office) -> (Vec<String>, usize) {
    let (mut wrong, mut starts) = (Vec::new(), 0);
    let there = still_to_dial(office);
    let mut expected: BTreeMap<(String, i64), bool> = BTreeMap::new();
    for schedule in office.done(&["schedule", "list"]).as_array().expect("a list") {
        let id = schedule["id"].as_str().expect("an id");
        for fire in schedule["next"].as_array().expect("fires") {
            let (zone, start) = (fire["zone"].as_str().expect("a zone"), instant(&fire["start"]));
            let refused = fire["verdict"] == "refused";
            expected.insert((zone.to_owned(), start), refused);
            if start > office_now() + 86_400_000 - 120_000 {
                continue; // not submitted yet
            }
            starts += 1;
            let stands = there.iter().filter(|window| is(window, zone, start)).count();
            if stands > 1 || (refused && stands > 0) {
                wrong.push(format!("{zone}: {stands} windows at the tenant, refused: {refused}"));
            }
            if stands == 0 && !refused && !is_accounted_for(office, id, zone, start) {
                wrong.push(format!("{zone}: its start at {start} is lost"));
            }
        }
    }
    for window in &there {
        let beside = there.iter().filter(|other| {
            other.timezone == window.timezone && other.start < window.end && window.start < other.end
        });
        if beside.count() > 1 {
            wrong.push(format!("{}: two windows dial at once from {}", window.timezone, window.start));
        }
        let start = window.start.as_millisecond();
        if start > office_now() && !expected.contains_key(&(window.timezone.clone(), start)) {
            wrong.push(format!(
                "{}: a window at the tenant that nobody wants ({})",
                window.timezone, window.start
            ));
        }
    }
    wrong.extend(fires_without_a_window(office).into_iter().map(|fire| format!("{fire}: it is lost")));
    (wrong, starts)
}

/// Starts that were decided to happen, or passed over for another window, and have no window that stands, stood, was
/// refused or failed in view of everybody, or was withdrawn by a person; or was cut short, and what is left of it is
/// another.
fn fires_without_a_window(office: &Office) -> Vec<String> {
    let sql =
        "SELECT fires.zone || ' ' || fires.occurrence || ' ' || fires.outcome || ' ' || it.state FROM fires
               JOIN schedules AS one ON one.id = fires.schedule JOIN windows AS it ON it.id = fires.window
               JOIN runs ON runs.id = it.run
               WHERE one.removed IS NULL AND outcome IN ('started', 'skipped')
               AND it.state NOT IN ('submitted', 'begun', 'ended', 'refused', 'failed')
               AND NOT (it.state = 'withdrawn' AND (it.verdict = 'refused' OR runs.stop_asked))
               AND NOT EXISTS (SELECT 1 FROM windows AS rest WHERE rest.run = it.run AND rest.zone = it.zone
                               AND rest.occurrence = it.occurrence AND rest.id <> it.id
                               AND rest.state IN ('submitted', 'begun', 'ended', 'refused', 'failed'))";
    let db = database(office);
    let mut statement = db.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    rows.map(|row| row.expect("a row")).collect()
}

/// In the tray, on the Board as failed, or withdrawn by a person: for a rule, with a stop, or for a start now.
fn is_accounted_for(office: &Office, schedule: &str, zone: &str, start: i64) -> bool {
    let sql = "SELECT (SELECT count(*) FROM windows WHERE schedule = ?1 AND zone = ?2 AND start = ?3
                       AND (state = 'withdrawn' AND verdict = 'refused' OR state IN ('refused', 'failed')))
                    + (SELECT count(*) FROM windows AS one WHERE schedule = ?1 AND zone = ?2 AND start = ?3
                       AND state = 'withdrawn' AND EXISTS (SELECT 1 FROM runs WHERE runs.id = one.run AND stop_asked))
                    + (SELECT count(*) FROM fires WHERE schedule = ?1 AND zone = ?2 AND at = ?3
                       AND outcome IN ('stopped', 'skipped'))
                    + (SELECT count(*) FROM missed WHERE schedule = ?1 AND zone = ?2 AND due = ?3)";
    let found: i64 = database(office)
        .query_row(sql, rusqlite::params![schedule, zone, start], |row| row.get(0))
        .expect("a count");
    found > 0
}

fn still_to_dial(office: &Office) -> Vec<Window> {
    let now = office_now();
    office.tenant.windows().into_iter().filter(|window| window.end.as_millisecond() > now).collect()
}

fn is(window: &Window, zone: &str, start: i64) -> bool {
    window.timezone == zone && window.start.as_millisecond() == start
}

fn instant(text: &Value) -> i64 {
    text.as_str().expect("a time").parse::<jiff::Timestamp>().expect("an instant").as_millisecond()
}

fn office_now() -> i64 {
    callboard_clock::Clock::system().now().as_millisecond()
}
