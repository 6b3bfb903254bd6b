//! Goals of whoever waits for some windows: when each is settled, and how far it is meanwhile.

use callboard_rpc::types::{ConnectionId, WindowState};
use jiff::Timestamp;

use super::row::Window;
use super::settle::has_outcome_or_date;
use super::state;
use crate::connection::Step;

/// A goal that windows are waited for to reach.
#[derive(Clone, Copy)]
pub(super) struct Goal {
    /// Whether waiting tells no more of a window: at this time, and for whoever answers at that one.
    pub(super) settled: fn(&Window, now: Timestamp, over_at: Timestamp) -> bool,
    /// The word for those that are not open any more.
    done: &'static str,
}

impl Goal {
    /// Each has an outcome, or the date of its next try.
    pub(super) const SENT: Self =
        Self { settled: |row, now, _| has_outcome_or_date(row, now), done: "answered" };

    /// Each is gone, or is not tried again before the answer.
    pub(super) const GONE: Self = Self { settled: gone_or_late, done: "withdrawn" };

    /// Steps towards it, one a connection: `3 of 16 windows withdrawn`. Nothing where nothing is open.
    pub(super) fn steps(self, all: &[Window], open: &[Window]) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for row in open {
            if steps.iter().any(|step| step.connection == row.connection) {
                continue;
            }
            let of = count(all, &row.connection);
            let done = of.saturating_sub(count(open, &row.connection));
            let windows = if of == 1 { "window" } else { "windows" };
            let there = open.iter().filter(|other| other.connection == row.connection);
            steps.push(Step {
                connection: row.connection.clone(),
                words: format!("{done} of {of} {windows} {}", self.done),
                again_at: there.filter_map(|row| row.next_try).min(),
            });
        }
        steps
    }
}

fn count(rows: &[Window], connection: &ConnectionId) -> usize {
    rows.iter().filter(|row| row.connection == *connection).count()
}

fn gone_or_late(row: &Window, _: Timestamp, over_at: Timestamp) -> bool {
    let late = row.next_try.is_some_and(|at| at > over_at);
    let looked_for = row.state == WindowState::Unknown && row.next_try.is_some();
    late || (!state::is_moving(row.state) && !looked_for)
}
