//! The command line as scripts see it: one JSON document, its fields, its exit codes; the same answers whether the
//! engine is the command's own or one that runs already.

mod exits;
mod fields;
mod filters;
mod forwarded;
mod oneshot;
mod pages;
mod plans;
mod runs;
mod saving;
mod standing;
mod waits;

use std::collections::BTreeSet;
use std::ops::Deref;

use callboard_tests::{Office, Program};
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
