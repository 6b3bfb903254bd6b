mod clock_changes;
mod oracle;
mod parsing;
mod policies;
mod previews;
mod properties;
mod running;
mod words;

use std::sync::LazyLock;

use jiff::Timestamp;

use super::*;
use crate::zone::ZoneData;

/// The bundled data, so that every machine tests the same rules.
static ZONES: LazyLock<ZoneData> = LazyLock::new(ZoneData::bundled);

fn cron(text: &str) -> Cron {
    text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a test's instant")
}

/// The first `count` fires after `from`, as instants in UTC.
fn fires_of(text: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
    let zone = ZONES.get(zone).expect("a test's zone");
    fires(&cron(text), &zone, at(from)).take(count).map(|fire| fire.at.to_string()).collect()
}

/// The same on the zone's own wall clock, `Mon 2026-03-09 02:30`.
fn walls_of(text: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
    let rules = ZONES.get(zone).expect("a test's zone");
    let shown = |fire: Fire| rules.to_datetime(fire.at).strftime("%a %Y-%m-%d %H:%M").to_string();
    fires(&cron(text), &rules, at(from)).take(count).map(shown).collect()
}
