//! Runs that are watched and stopped.

use serde_json::Value;

use super::{ZONES, at_noon, connected, has};

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
