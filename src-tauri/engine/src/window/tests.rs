//! What a repeated submission, retry or withdrawal does to windows that are there. Each test is one transaction, so
//! that the loops which send and withdraw do not come in between.

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{ConnectionId, RunId, SecretStoreKind, Verdict, WindowState};
use callboard_rpc::{Caller, Door};
use jiff::{SignedDuration, Timestamp};

use super::add::{add, retry_failed};
use super::gone::removed;
use super::places::{Judged, judge};
use super::reads::{needs_a_decision, of_run};
use super::row::{NewWindow, Window, store};
use super::settle::has_outcome_or_date;
use super::withdraw::withdraw;
use crate::kernel::Write;
use crate::secrets::StoreChoice;
use crate::{Engine, Options};

async fn in_one_write<T: Send + 'static>(
    work: impl FnOnce(&mut Write<'_>, &Caller) -> crate::kernel::Result<T> + Send + 'static,
) -> T {
    let dir = tempfile::tempdir().unwrap();
    let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.path().to_owned(), clock.clock(), Chance::seeded(7))
    };
    let engine = Engine::open(options).unwrap();
    let caller = Caller::new("maria", Door::Window);
    let done = engine.kernel.db.write(move |write| work(write, &caller)).await.unwrap();
    engine.shutdown().await;
    done
}

fn new(start: Timestamp, asap: bool) -> NewWindow {
    NewWindow {
        schedule: None,
        connection: ConnectionId::from("con_1"),
        campaign: "renewals".into(),
        zone: "Europe/Paris".into(),
        zones: "Europe/Paris".into(),
        occurrence: start.to_string(),
        start,
        end: start + SignedDuration::from_hours(4),
        asap,
        contacts: 3,
        verdict: Verdict::Legal,
        rule: None,
        places: Vec::new(),
        people: Vec::new(),
        notes: Vec::new(),
        waits_for: Vec::new(),
    }
}

fn put(write: &mut Write<'_>, row: &Window, state: WindowState) -> crate::kernel::Result<Window> {
    let row = Window { state, attempts: 9, trouble: Some("The tenant answered 422.".into()), ..row.clone() };
    store(write, &row)?;
    Ok(row)
}

fn at(hour: i8) -> Timestamp {
    format!("2026-11-23T{hour:02}:00:00Z").parse().unwrap()
}

#[tokio::test]
async fn a_repeated_submission_sends_what_failed_again_and_adds_no_second_row() {
    let (before, rows) = in_one_write(|write, caller| {
        let run = RunId::from("run_1");
        let failed = add(write, caller, &run, vec![new(at(11), false)])?.remove(0);
        let failed = put(write, &failed, WindowState::Failed)?;
        add(write, caller, &run, vec![new(at(11), false)])?;
        Ok((failed, of_run(write, &run)?))
    })
    .await;
    let [row] = rows.as_slice() else { panic!("one window, not {rows:?}") };
    assert_eq!((row.state, row.attempts, &row.trouble), (WindowState::Planned, 0, &None));
    assert_eq!((&row.id, &row.key), (&before.id, &before.key), "it is the same request");
    assert!(!needs_a_decision(row), "the board asks for nothing that was decided");
}

#[tokio::test]
async fn what_failed_to_start_now_starts_at_the_new_now_under_a_new_key() {
    let (before, rows) = in_one_write(|write, caller| {
        let run = RunId::from("run_1");
        let failed = add(write, caller, &run, vec![new(at(9), true)])?.remove(0);
        let failed = put(write, &failed, WindowState::Failed)?;
        add(write, caller, &run, vec![new(at(10), true)])?;
        Ok((failed, of_run(write, &run)?))
    })
    .await;
    let [row] = rows.as_slice() else { panic!("one window, not {rows:?}") };
    assert_eq!((row.start, row.state), (at(10), WindowState::Planned));
    assert_ne!(row.key, before.key, "another start is another request");
}

#[tokio::test]
async fn a_retry_leaves_alone_what_another_window_stands_for_meanwhile() {
    for asap in [false, true] {
        let (retried, states) = in_one_write(move |write, caller| {
            let (first, second) = (RunId::from("run_1"), RunId::from("run_2"));
            let failed = add(write, caller, &first, vec![new(at(11), asap)])?.remove(0);
            put(write, &failed, WindowState::Failed)?;
            let start = if asap { at(12) } else { at(11) };
            add(write, caller, &second, vec![new(start, asap)])?;
            let retried = retry_failed(write, caller, &first)?;
            let states: Vec<_> = of_run(write, &first)?.into_iter().map(|row| row.state).collect();
            Ok((retried, states))
        })
        .await;
        assert_eq!(retried, 0, "asap: {asap}");
        assert_eq!(states, [WindowState::Failed], "it would dial beside the other (asap: {asap})");
    }
}

#[tokio::test]
async fn stopping_again_looks_anew_for_a_window_that_could_not_be_found_out_about() {
    let (resting, asked) = in_one_write(|write, caller| {
        let run = RunId::from("run_1");
        let row = add(write, caller, &run, vec![new(at(11), false)])?.remove(0);
        let row = put(write, &Window { unwanted: true, ..row }, WindowState::Unknown)?;
        write.execute("DELETE FROM tasks WHERE key = ?1", [row.id.as_str()])?;
        withdraw(write, caller, &row)?;
        let tasks: i64 = write.query_row(
            "SELECT count(*) FROM tasks WHERE kind = 'window.send' AND key = ?1",
            [row.id.as_str()],
            |row| row.get(0),
        )?;
        Ok((of_run(write, &run)?.remove(0), tasks))
    })
    .await;
    assert_eq!(asked, 1, "it is looked for again");
    assert_eq!(
        (resting.attempts, resting.unwanted),
        (0, true),
        "with all its attempts, and is withdrawn if found"
    );
}

#[tokio::test]
async fn whoever_asked_is_answered_with_an_outcome_or_a_date_that_is_still_to_come() {
    let row = in_one_write(|write, caller| {
        let added = add(write, caller, &RunId::from("run_1"), vec![new(at(11), false)])?;
        Ok(added.into_iter().next().expect("one was added"))
    })
    .await;
    let (now, soon) = (at(9), Some(at(10)));
    let answered = |state, next_try| has_outcome_or_date(&Window { state, next_try, ..row.clone() }, now);
    assert!(!answered(WindowState::Sending, None) && answered(WindowState::Planned, soon));
    assert!(!answered(WindowState::Unknown, Some(now)), "it is being looked for at this moment");
    assert!(answered(WindowState::Unknown, None), "it waits for a person");
    assert!(answered(WindowState::Ended, Some(at(8))), "what is over has nothing more to tell");
}

#[tokio::test]
async fn nothing_of_a_removed_connection_stays_on_its_way_and_what_may_dial_says_so() {
    let found = in_one_write(|write, caller| {
        let run = RunId::from("run_1");
        let before = [
            WindowState::Planned,
            WindowState::Sending,
            WindowState::Unknown,
            WindowState::Withdrawing,
            WindowState::Submitted,
            WindowState::Ended,
        ];
        for (hour, state) in (10..).zip(before) {
            let row = add(write, caller, &run, vec![new(at(hour), false)])?.remove(0);
            let next_try = Some(at(9));
            put(write, &Window { next_try, unwanted: state == WindowState::Withdrawing, ..row }, state)?;
        }
        removed(write, &ConnectionId::from("con_1"))?;
        of_run(write, &run)
    })
    .await;
    let states: Vec<_> = found.iter().map(|row| row.state).collect();
    let after = [
        WindowState::Withdrawn,
        WindowState::Unknown,
        WindowState::Unknown,
        WindowState::Stuck,
        WindowState::Submitted,
        WindowState::Ended,
    ];
    assert_eq!(states, after);
    for row in &found[1..5] {
        let says = row.trouble.as_deref().is_some_and(|words| words.contains("it may dial until"));
        assert!(says && row.next_try.is_none() && !row.unwanted, "{row:?}");
    }
}

#[tokio::test]
async fn a_window_that_takes_anothers_place_says_what_it_waits_for_and_a_retry_keeps_its_wait() {
    let (row, beside, again) = in_one_write(|write, caller| {
        let (first, second) = (RunId::from("run_1"), RunId::from("run_2"));
        let old = add(write, caller, &first, vec![new(at(11), false)])?.remove(0);
        let takes_its_place = NewWindow { waits_for: vec![old.id.clone()], ..new(at(9), true) };
        let row = add(write, caller, &second, vec![takes_its_place])?.remove(0);
        put(write, &row, WindowState::Failed)?;
        let old = put(write, &old, WindowState::Stuck)?;
        let beside = retry_failed(write, caller, &second)?;
        put(write, &old, WindowState::Withdrawn)?;
        retry_failed(write, caller, &second)?;
        Ok((row, beside, of_run(write, &second)?.remove(0)))
    })
    .await;
    assert_eq!(row.trouble.as_deref(), Some("It waits until the scheduled start in its place is withdrawn."));
    assert_eq!(beside, 0, "while the other may dial, nothing is sent beside it");
    assert_eq!((again.state, again.waits_for), (WindowState::Planned, row.waits_for));
}

#[tokio::test]
async fn a_window_is_judged_by_the_first_part_of_it_that_is_allowed() {
    let row = in_one_write(|write, caller| {
        Ok(add(write, caller, &RunId::from("run_1"), vec![new(at(11), false)])?.remove(0))
    })
    .await;
    let zones = crate::zone::ZoneData::bundled();
    let rules = crate::rules::RuleBook::built_in();
    let judged = |start: &str, end: &str, now: &str| {
        let row = Window { start: start.parse().unwrap(), end: end.parse().unwrap(), ..row.clone() };
        judge(&row, &rules, &zones, now.parse().unwrap())
    };
    let part = |judged: Judged| {
        let part = judged.part()?;
        Some((part.from.map(|from| from.to_string()), part.until.to_string()))
    };
    let (noon, night) = ("2026-11-23T11:00:00Z", "2026-11-23T22:00:00Z");
    // In Paris people are called from nine to eight in the evening; six to ten the next day has a gap in its middle.
    let over_night = ("2026-11-23T17:00:00Z", "2026-11-24T09:00:00Z");
    let evening = Some((None, "2026-11-23T19:00:00Z".to_owned()));
    let morning = Some((Some("2026-11-24T08:00:00Z".to_owned()), "2026-11-24T09:00:00Z".to_owned()));
    assert_eq!(part(judged(over_night.0, over_night.1, noon)), evening, "what comes before the gap");
    assert_eq!(
        part(judged(over_night.0, over_night.1, night)),
        morning,
        "and in the gap what comes after it"
    );
    assert_eq!(part(judged("2026-11-23T21:00:00Z", over_night.1, noon)), morning);
    let never = judged("2026-11-23T21:00:00Z", "2026-11-24T03:00:00Z", noon);
    assert!(matches!(never, Judged::Never(_)), "nothing of it is allowed: {never:?}");
}
