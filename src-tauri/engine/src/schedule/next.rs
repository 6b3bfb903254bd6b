//! The line protocol of `callboard schedule next`: one line in, one line out, never a panic.

use super::cron::Cron;
use super::fires::fires;
use crate::zone::{ZoneData, written_instant};

/// At most this many instants are given for one line, so that a line of a few bytes cannot ask for all of memory.
const MOST: usize = 100_000;

/// Answers `EXPR<TAB>ZONE<TAB>FROM<TAB>COUNT` with the instants in UTC strictly after FROM, comma-separated
/// (`2026-03-08T07:00:00Z,2026-03-09T06:30:00Z`), or with `ERR: reason` on one line. A line end is taken off first.
/// Fewer than COUNT come only where the calendar ends (the year 2100).
pub fn next_line(zones: &ZoneData, line: &str) -> String {
    instants(zones, line.trim_end_matches(['\r', '\n'])).unwrap_or_else(|reason| {
        let one_line: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("ERR: {one_line}")
    })
}

fn instants(zones: &ZoneData, line: &str) -> Result<String, String> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [expression, zone, from, count] = parts[..] else {
        return Err(format!(
            "four parts separated by tabs are expected, EXPR, ZONE, FROM and COUNT; there are {}",
            parts.len()
        ));
    };
    let cron: Cron = expression.parse().map_err(|error: super::cron::CronError| error.to_string())?;
    let zone = zones.get(zone).map_err(|error| error.to_string())?;
    let from = written_instant(from).map_err(|why| format!("FROM {from:?} {why}"))?;
    let Ok(count @ 1..=MOST) = count.trim().parse::<usize>() else {
        return Err(format!("COUNT {count:?} is not a number from 1 to {MOST}"));
    };
    let found: Vec<String> = fires(&cron, &zone, from).take(count).map(|fire| fire.at.to_string()).collect();
    if found.is_empty() {
        return Err("no fire follows before the calendar ends in 2100".to_owned());
    }
    Ok(found.join(","))
}
