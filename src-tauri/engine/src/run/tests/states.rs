use callboard_rpc::types::{RunFigures, RunState, WindowState};
use jiff::SignedDuration;

use super::super::progress::{Around, Patience, Windows, state};
use super::super::store::Run;
use super::{at, run, window};
use crate::window::{Counted, Window};

const PATIENCE: Patience =
    Patience { still: SignedDuration::from_mins(15), stall: SignedDuration::from_mins(60) };

fn state_at(run: &Run, windows: &[Window], minute: i64) -> RunState {
    let around = Around { windows: Windows::of(windows, at(minute)), ..Around::default() };
    state(run, around, PATIENCE, at(minute))
}

/// Heard at every minute until `minute`, with the same figures since `quiet`.
fn quiet(completed: u64, quiet: i64, minute: i64) -> Run {
    let figures = RunFigures { completed, as_of: Some(at(minute)), ..run().figures };
    Run { figures, progressed: Some(at(quiet)), quiet_since: Some(at(quiet.max(301))), ..run() }
}

fn completed(count: u64, minute: i64) -> Run {
    let figures = RunFigures { completed: count, as_of: Some(at(minute)), ..run().figures };
    Run { figures, progressed: Some(at(minute)), ..run() }
}

#[test]
fn a_run_waits_until_its_first_window_opens_and_then_runs() {
    let windows = [window(WindowState::Submitted)];
    assert_eq!(state_at(&run(), &windows, 30), RunState::Waiting);
    assert_eq!(state_at(&run(), &windows, 61), RunState::Running);
    let planned = [Window { tenant_id: None, ..window(WindowState::Planned) }];
    assert_eq!(state_at(&run(), &planned, 30), RunState::Submitting);
}

#[test]
fn reaching_the_expected_count_completes_it_at_once() {
    assert_eq!(state_at(&completed(100, 90), &[window(WindowState::Begun)], 91), RunState::Completed);
    assert_eq!(state_at(&completed(99, 90), &[window(WindowState::Begun)], 91), RunState::Running);
}

#[test]
fn runs_that_share_the_tenants_figures_end_by_time_only_and_are_not_stalled_past_their_count() {
    let windows = [window(WindowState::Begun)];
    let shared = |run: &Run, minute| {
        let around =
            Around { windows: Windows::of(&windows, at(minute)), shared: true, nobody_to_ask: false };
        state(run, around, PATIENCE, at(minute))
    };
    assert_eq!(shared(&completed(100, 90), 91), RunState::Running);
    assert_eq!(shared(&completed(130, 90), 200), RunState::Running, "past its count it waits for nothing");
    assert_eq!(shared(&completed(99, 90), 200), RunState::Stalled, "below it, it does");
}

#[test]
fn after_the_last_window_it_ends_once_the_figures_told_since_then_have_been_still_long_enough() {
    let windows = [window(WindowState::Ended)];
    assert_eq!(state_at(&completed(40, 299), &windows, 301), RunState::Running);
    assert_eq!(state_at(&completed(40, 299), &windows, 999), RunState::Running, "nobody asked after the end");
    assert_eq!(state_at(&quiet(40, 299, 315), &windows, 315), RunState::Running, "14 minutes since 301");
    assert_eq!(state_at(&quiet(40, 299, 316), &windows, 316), RunState::Ended);
    assert_eq!(state_at(&quiet(41, 310, 316), &windows, 316), RunState::Running, "a late call came in");
    assert_eq!(
        state_at(&quiet(40, 301, 302), &windows, 999),
        RunState::Running,
        "heard once, and never again"
    );
}

#[test]
fn a_run_whose_tenant_could_not_be_asked_after_the_end_is_never_over_by_itself() {
    let windows = [window(WindowState::Ended)];
    let dead = Run { silent_since: Some(at(290)), ..run() };
    assert_eq!(state_at(&dead, &windows, 301), RunState::Running);
    for minute in [305, 9_999, 99_999] {
        assert_eq!(state_at(&dead, &windows, minute), RunState::Stalled, "0 is not known: {minute}");
    }
    let stopped = Run { stop_asked: true, ..dead };
    assert_eq!(state_at(&stopped, &windows, 9_999), RunState::Stalled, "nor is it where it was stopped");
    let removed = Around { windows: Windows::of(&windows, at(400)), shared: false, nobody_to_ask: true };
    assert_eq!(state(&run(), removed, PATIENCE, at(400)), RunState::Ended, "there is nobody to ask any more");
}

#[test]
fn figures_asked_for_before_the_end_are_not_the_last_ones_however_late_the_answer_comes() {
    let open = Windows::of(&[window(WindowState::Begun)], at(299));
    assert!(!open.over_before(at(299)), "the machine slept while the answer was on its way");
    let ended = Windows::of(&[window(WindowState::Ended)], at(400));
    assert!(!ended.over_before(at(300)), "the very end is no time after it");
    assert!(ended.over_before(at(301)));
    let withdrawn = Windows::of(&[window(WindowState::Withdrawn)], at(200));
    assert!(withdrawn.over_before(at(200)), "what was withdrawn ended when it was");
}

#[test]
fn a_count_that_is_reached_while_the_tenant_is_silent_is_asked_for_again_before_it_completes() {
    let windows = [window(WindowState::Begun)];
    let silent = Run { silent_since: Some(at(91)), ..completed(100, 90) };
    assert_eq!(
        state_at(&silent, &windows, 92),
        RunState::Running,
        "a zone was withdrawn, and 100 is of before"
    );
}

#[test]
fn time_in_which_nobody_could_ask_is_no_stall() {
    let windows = [window(WindowState::Begun)];
    let woken = Run { silent_since: Some(at(200)), ..completed(5, 100) };
    assert_eq!(
        state_at(&woken, &windows, 201),
        RunState::Running,
        "the machine slept, and has no network yet"
    );
    assert_eq!(state_at(&woken, &windows, 215), RunState::Stalled, "now the tenant does not answer");
}

#[test]
fn no_progress_for_an_hour_inside_an_open_window_is_a_stall() {
    let windows = [window(WindowState::Begun)];
    assert_eq!(state_at(&run(), &windows, 119), RunState::Running);
    assert_eq!(state_at(&run(), &windows, 120), RunState::Stalled);
    assert_eq!(state_at(&completed(5, 100), &windows, 130), RunState::Running);
    assert_eq!(state_at(&completed(5, 100), &windows, 160), RunState::Stalled);
}

#[test]
fn withdrawn_by_hand_is_stopped_and_never_submitted_is_failed() {
    let stopped = Run { stop_asked: true, ..run() };
    assert_eq!(state_at(&stopped, &[window(WindowState::Withdrawing)], 61), RunState::Running, "it may dial");
    let told = Run { quiet_since: Some(at(61)), ..stopped.clone() };
    assert_eq!(state_at(&told, &[window(WindowState::Withdrawn)], 61), RunState::Stopped);
    let ahead = [Window { start: at(90), ..window(WindowState::Withdrawn) }];
    assert_eq!(
        state_at(&stopped, &ahead, 61),
        RunState::Stopped,
        "it never dialled: there is nothing to ask"
    );
    assert_eq!(state_at(&run(), &[window(WindowState::Failed)], 61), RunState::Failed);
}

#[test]
fn a_window_that_may_stand_at_the_tenant_keeps_the_run_alive() {
    for state in [WindowState::Unknown, WindowState::Stuck] {
        assert_eq!(state_at(&run(), &[window(state)], 61), RunState::Running, "{state:?}");
    }
}

#[test]
fn a_run_whose_windows_were_withdrawn_to_be_made_again_is_superseded_and_no_failure() {
    let never = Window { tenant_id: None, ..window(WindowState::Withdrawn) };
    let edited = Run { superseded: Some("an edit of its schedule".to_owned()), ..run() };
    assert_eq!(state_at(&edited, std::slice::from_ref(&never), 30), RunState::Superseded);
    assert_eq!(state_at(&run(), std::slice::from_ref(&never), 30), RunState::Stopped, "by a person");
    let stopped = Run { stop_asked: true, ..edited.clone() };
    assert_eq!(state_at(&stopped, std::slice::from_ref(&never), 30), RunState::Stopped, "a stop is a stop");
    let begun = [never, window(WindowState::Begun)];
    assert_eq!(state_at(&edited, &begun, 61), RunState::Running, "what has begun goes on");
}

/// The people of Berlin are called from minute 60 to 120 and again from minute 200 to 300.
fn twice(first: WindowState, last: WindowState) -> [Window; 2] {
    [
        Window { end: at(120), ..window(first) },
        Window { start: at(200), occurrence: "1970-01-01T03:20".to_owned(), ..window(last) },
    ]
}

#[test]
fn a_count_that_is_reached_completes_nothing_while_a_window_is_to_come() {
    let run = completed(250, 90);
    let later =
        Window { zone: "America/New_York".to_owned(), start: at(200), ..window(WindowState::Submitted) };
    assert_eq!(state_at(&run, &[window(WindowState::Begun), later.clone()], 91), RunState::Running);
    let ended = Window { end: at(120), ..window(WindowState::Ended) };
    assert_eq!(state_at(&run, &[ended.clone(), later], 150), RunState::Waiting, "between the two");
    let awaited = Windows { ahead: true, ..Windows::of(&[ended], at(150)) };
    let around = Around { windows: awaited, ..Around::default() };
    assert_eq!(state(&run, around, PATIENCE, at(150)), RunState::Waiting, "it is not submitted yet");
    let begun = Window { zone: "America/New_York".to_owned(), start: at(200), ..window(WindowState::Begun) };
    assert_eq!(
        state_at(&run, &[window(WindowState::Begun), begun], 201),
        RunState::Completed,
        "none is to come"
    );
}

#[test]
fn where_the_same_people_are_called_again_a_run_completes_with_the_figures_of_the_last_window() {
    let open = twice(WindowState::Ended, WindowState::Begun);
    assert_eq!(state_at(&completed(250, 210), &open, 250), RunState::Running, "the last one goes on");
    let over = twice(WindowState::Ended, WindowState::Ended);
    assert_eq!(state_at(&quiet(250, 299, 315), &over, 315), RunState::Running, "14 minutes since 301");
    assert_eq!(state_at(&quiet(250, 299, 316), &over, 316), RunState::Completed);
    assert_eq!(state_at(&quiet(99, 299, 316), &over, 316), RunState::Ended, "one is missing");
    let stopped = Run { stop_asked: true, ..quiet(250, 299, 316) };
    assert_eq!(state_at(&stopped, &over, 316), RunState::Stopped);
    let late = twice(WindowState::Failed, WindowState::Begun);
    assert_eq!(
        state_at(&completed(100, 210), &late, 250),
        RunState::Completed,
        "the first one called nobody"
    );
}

#[test]
fn a_window_that_was_gone_before_its_start_never_began_however_late_that_is_looked_at() {
    let stopped = Run { stop_asked: true, ..run() };
    let gone = |minute| Window { start: at(90), gone: Some(at(minute)), ..window(WindowState::Withdrawn) };
    assert!(!Windows::of(&[gone(89)], at(120)).any_stood);
    assert_eq!(state_at(&stopped, &[gone(89)], 120), RunState::Stopped, "there is nothing to ask");
    assert!(Windows::of(&[gone(91)], at(120)).any_stood, "a minute of it was dialled");
    assert_eq!(state_at(&stopped, &[gone(91)], 120), RunState::Running, "and is asked for");
    let older = Window { gone: None, ..gone(89) };
    assert!(Windows::of(&[older], at(120)).any_stood, "an older program did not say: it may have dialled");
}

#[test]
fn a_count_completes_where_windows_of_one_zone_are_for_other_people() {
    let of = |state: &str, window: Window| {
        let zones = "Europe/Berlin".to_owned();
        let people = vec![Counted { zones, jurisdiction: state.to_owned(), contacts: 50 }];
        Window { contacts: 50, people, ..window }
    };
    let [first, last] = twice(WindowState::Ended, WindowState::Begun);
    let others = [of("DE", first.clone()), of("AT", last.clone())];
    assert_eq!(state_at(&completed(100, 210), &others, 250), RunState::Completed);
    let same = [of("DE", first), of("DE", last)];
    assert_eq!(state_at(&completed(100, 210), &same, 250), RunState::Running, "those are called again");
}
