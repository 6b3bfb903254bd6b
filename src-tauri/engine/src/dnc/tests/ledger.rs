//! Random histories against the rule written down once more, in five lines.

use callboard_clock::{Chance, ManualClock};
use callboard_phone::E164;
use callboard_rpc::types::ConnectionId;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::connection;
use crate::dnc::{Direction, IMPORTS, SLICE, Source, State, Statement, record, state};
use crate::kernel::{DataDir, Kernel, Result, Schema, TABLES, Write};

const NOW: &str = "2026-11-23T08:00:00Z";

fn in_a_write<T: Send + 'static>(
    work: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let folder = tempfile::tempdir().unwrap();
    let held = DataDir::hold(folder.path()).unwrap();
    let clock = ManualClock::starting_at(NOW.parse().unwrap());
    let schema = Schema::new(vec![TABLES, connection::SLICE.tables, SLICE.tables, IMPORTS]);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let kernel = Kernel::open(&held, &schema, clock.clock(), Chance::seeded(1)).unwrap();
        kernel.db.write(work).await
    })
}

/// A statement of a source of webhooks.
fn say(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    number: E164,
    direction: Direction,
    time: Timestamp,
) -> Result<()> {
    said_by(write, connection, number, direction, time, Source::Webhook("src_1"))
}

fn said_by(
    write: &mut Write<'_>,
    connection: &ConnectionId,
    number: E164,
    direction: Direction,
    time: Timestamp,
    source: Source<'_>,
) -> Result<()> {
    let received = at(0);
    let (event, reason, metadata) = (None, None, None);
    let said =
        Statement { connection, number, direction, at: time, received, source, event, reason, metadata };
    record(write, &said).map(drop)
}

fn number(at: usize) -> E164 {
    E164::from_stored(&format!("+1415555{:04}", at % 10_000)).unwrap()
}

fn at(minutes_ago: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(minutes_ago)
}

/// The greater the older: three times in the same millisecond, then a minute earlier.
fn step(ago: i64) -> Timestamp {
    at(ago / 3) + SignedDuration::from_nanos(700_001 - ago % 3 * 300_000)
}

type History = Vec<(i64, Direction)>;

/// The newest time wins; at equal times the opt-out. (steps ago, direction)
fn model(history: &History) -> Option<State> {
    let newest = history.iter().map(|(ago, _)| *ago).min()?;
    let out = history.contains(&(newest, Direction::Out));
    Some(State { direction: if out { Direction::Out } else { Direction::In }, at: step(newest) })
}

/// Every event of every history, a third of them twice.
fn all_events(histories: &[History]) -> Vec<(usize, (i64, Direction))> {
    let all: Vec<_> = histories
        .iter()
        .enumerate()
        .flat_map(|(of, history)| history.iter().map(move |event| (of, *event)))
        .collect();
    all.iter().chain(all.iter().step_by(3)).copied().collect()
}

#[test]
fn a_direction_is_never_inverted_or_lost_in_whatever_order_and_however_often_events_come() {
    // Few times and many events: equal times, equal milliseconds and duplicates are the rule. Every history has a number of its own.
    let event = (0i64..6, prop_oneof![Just(Direction::In), Just(Direction::Out)]);
    let histories = prop::collection::vec(prop::collection::vec(event, 1..12), 1..60);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = histories.prop_flat_map(|histories| {
        let shuffled = Just(all_events(&histories)).prop_shuffle();
        (Just(histories), shuffled)
    });
    let test = |(histories, sent): (Vec<History>, Vec<_>)| {
        let connection = ConnectionId::from("con_1");
        let count = histories.len();
        let found = in_a_write(move |write| {
            for (of, (ago, direction)) in sent {
                say(write, &connection, number(of), direction, step(ago))?;
            }
            (0..count).map(|of| state(write, &connection, number(of))).collect::<Result<Vec<_>>>()
        });
        for (found, history) in found.unwrap().into_iter().zip(&histories) {
            prop_assert_eq!(found, model(history));
        }
        Ok(())
    };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

#[test]
fn one_connections_list_says_nothing_of_anothers() {
    let found = in_a_write(|write| {
        let (one, other) = (ConnectionId::from("con_1"), ConnectionId::from("con_2"));
        say(write, &one, number(1), Direction::Out, at(0))?;
        Ok((state(write, &one, number(1))?, state(write, &other, number(1))?))
    });
    let (one, other) = found.unwrap();
    assert_eq!((one.map(|state| state.direction), other), (Some(Direction::Out), None));
}

#[test]
fn a_time_that_would_win_or_lose_for_ever_is_refused() {
    let taken = |time: Timestamp| {
        in_a_write(move |write| say(write, &ConnectionId::from("con_1"), number(1), Direction::Out, time))
            .is_ok()
    };
    assert!(taken(at(0)) && taken(at(-5)));
    assert!(!taken(at(-6)), "six minutes ahead");
    assert!(taken("2000-01-01T00:00:00Z".parse().unwrap()));
    assert!(!taken("1999-12-31T23:59:59Z".parse().unwrap()));
}

#[test]
fn of_two_events_within_one_millisecond_the_later_one_wins_and_at_a_tie_the_opt_out() {
    let time = |micros: i64| at(0) + SignedDuration::from_micros(micros);
    let held = |events: Vec<(i64, Direction)>| {
        let found = in_a_write(move |write| {
            let connection = ConnectionId::from("con_1");
            for (micros, direction) in events {
                say(write, &connection, number(1), direction, time(micros))?;
            }
            state(write, &connection, number(1))
        });
        found.unwrap().unwrap()
    };
    let (out, back) = ((1, Direction::Out), (2, Direction::In));
    for both in [vec![out, back], vec![back, out]] {
        assert_eq!(
            held(both),
            State { direction: Direction::In, at: time(2) },
            "a microsecond later is later"
        );
    }
    let again = (3, Direction::Out);
    let said = held(vec![out, back, again]);
    assert_eq!(
        said,
        State { direction: Direction::Out, at: time(3) },
        "a second opt-out is not the first again"
    );
    assert_eq!(held(vec![(2, Direction::Out), back]).direction, Direction::Out);
    assert_eq!(held(vec![back, (2, Direction::Out)]).direction, Direction::Out);
}

#[test]
fn the_same_said_at_the_same_time_by_two_sources_is_two_events() {
    let count = in_a_write(|write| {
        let connection = ConnectionId::from("con_1");
        for source in
            [Source::Webhook("src_1"), Source::Webhook("src_2"), Source::Disposition, Source::Disposition]
        {
            said_by(write, &connection, number(1), Direction::Out, at(3), source)?;
        }
        Ok(write.query_row("SELECT count(*) FROM dnc_events", [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(count.unwrap(), 3, "and one that repeats itself says it once");
}
