//! `callboard demo`: the main job with nothing set up, from a contact list to a verified webhook.

use std::path::Path;
use std::process::Command;

use callboard_tests::{Answer, callboard};
use serde_json::Value;

/// The steps that a demo tells, one object a line.
struct Told(Vec<Value>);

impl Told {
    fn by(demo: &mut Command) -> Self {
        let answer = Answer::of(demo, "");
        assert_eq!(answer.code, 0, "{answer:?}");
        Self(
            answer.stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect(),
        )
    }

    fn step(&self, name: &str) -> &Value {
        let step = self.0.iter().find(|step| step["step"] == name);
        step.unwrap_or_else(|| panic!("no step {name} in {:?}", self.0))
    }
}

fn assert_went_well(told: &Told) {
    let demo = &told.step("started")["demo"];
    let zones = demo["zones"].as_array().unwrap();
    assert!(zones.len() >= 8, "{zones:?}");
    assert_ne!(demo["refused"]["rule"], "", "the refusal names its rule");
    let windows = told.step("windows")["windows"].as_array().unwrap();
    let in_state = |state: &str| windows.iter().filter(|window| window["state"] == state).count();
    assert_eq!((in_state("submitted"), in_state("refused")), (zones.len(), 1), "{windows:?}");
    assert_eq!(told.step("webhook")["webhook"]["verified"], true);
    assert_eq!(told.step("audit")["audit"]["ok"], true);
    let done = told.step("done");
    let figures = &done["run"]["figures"];
    assert_eq!(done["run"]["state"], "completed");
    assert_eq!(figures["completed"], figures["expected"]);
    assert!(done["seconds"].as_f64().unwrap() < 60.0, "a newcomer does not wait longer: {done}");
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn a_demo_completes_and_leaves_nothing_behind() {
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut demo = callboard(None);
    demo.env("HOME", home.path()).env("TMPDIR", temporary.path()).args(["demo", "--json"]);
    assert_went_well(&Told::by(&mut demo));
    assert!(is_empty(temporary.path()), "its folder goes with it");
    assert!(is_empty(home.path()), "trying it out sets nothing up");
}

#[test]
fn what_a_demo_made_is_there_again_and_its_stand_in_answers() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let ask = |command: &[&str]| Answer::of(callboard(Some(&data)).arg("--json").args(command), "");
    assert_went_well(&Told::by(callboard(Some(&data)).args(["demo", "--json"])));

    let runs = ask(&["run", "list"]).ended_with(0);
    assert_eq!(runs["rows"][0]["state"], "completed");
    let test = ask(&["connection", "test", "Stand-in tenant"]).ended_with(0);
    assert_eq!(test["ok"], true, "the stand-in starts with the engine: {test}");
    let endpoints = ask(&["delivery", "endpoint", "list"]).ended_with(0);
    assert_eq!(endpoints, serde_json::json!([]), "the demo's own receiver is gone with it");
    ask(&["audit", "verify"]).ended_with(0);
}
