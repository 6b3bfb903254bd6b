//! Fires of one schedule and day are one run, and what was missed of a schedule is one line.

use std::collections::BTreeSet;

use callboard_rpc::command::{MissedList, MissedRun, RunShow};
use callboard_rpc::types::{MissedFire, MissedRef, Nothing, RunRef};

use super::*;

async fn hourly(at: &str) -> (House, Schedule) {
    let house = House::at(at).await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let saved = house.save(ScheduleDraft { duration_minutes: 60, ..draft("0 9-13 * * *", &list) }).await;
    (house, saved)
}

async fn runs(house: &House) -> BTreeSet<String> {
    house.windows().await.into_iter().map(|row| row.run.to_string()).collect()
}

async fn tray(house: &House) -> Vec<MissedFire> {
    house.call(MissedList, Nothing {}).await.unwrap()
}

#[tokio::test]
async fn every_hour_of_a_day_in_every_zone_is_one_run() {
    let (house, _) = hourly("2026-11-23T12:30:00Z").await;
    house.step_to("2026-11-23T18:30:00Z").await;
    assert!(house.windows().await.len() > 8, "nine to one in New York and in Chicago");
    let runs = runs(&house).await;
    assert_eq!(runs.len(), 1, "one run a day: {runs:?}");
    let run = RunRef { id: runs.first().unwrap().as_str().into() };
    let shown = house.call(RunShow, run).await.unwrap();
    assert_eq!(shown.summary.figures.expected, 812 + 433, "nobody is expected twice");
}

#[tokio::test]
async fn the_next_day_is_another_run() {
    let (house, _) = hourly("2026-11-23T12:30:00Z").await;
    house.step_to("2026-11-24T15:30:00Z").await;
    assert_eq!(runs(&house).await.len(), 2);
}

#[tokio::test]
async fn one_moment_for_all_counts_the_days_of_its_own_zone() {
    let house = House::at("2026-11-23T20:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let hourly =
        ScheduleDraft { duration_minutes: 60, mode: same_moment("Asia/Tokyo"), ..draft("0 * * * *", &list) };
    house.save(hourly).await;
    house.step_to("2026-11-24T01:30:00Z").await;
    assert_eq!(runs(&house).await.len(), 1, "06:00 to 10:00 on the 24th in Tokyo, also past midnight UTC");
}

#[tokio::test]
async fn a_night_without_the_program_is_one_line_that_opens_into_all_that_was_missed() {
    let (house, saved) = hourly("2026-11-23T12:30:00Z").await;
    house.step_to("2026-11-23T13:10:00Z").await;
    let house = house.down_until("2026-11-23T19:30:00Z").await;
    let needs = house
        .read(|db| {
            let now = "2026-11-23T19:30:00Z".parse().unwrap();
            crate::schedule::needs(db, &crate::zone::ZoneData::newest(), now)
        })
        .await;
    assert_eq!(needs.len(), 1, "{needs:?}");
    let tray = tray(&house).await;
    assert!(tray.len() > 8, "and each of them is there: {}", tray.len());
    assert_eq!(needs[0].ids.len(), tray.len());
    assert_eq!(needs[0].subject, saved.id.to_string());
    assert!(needs[0].title.starts_with("Spring renewals: "), "{}", needs[0].title);
    assert!(needs[0].title.ends_with("starts missed in Chicago, New York"), "{}", needs[0].title);
}

#[tokio::test]
async fn of_many_missed_in_a_zone_one_starts_for_all() {
    let (house, _) = hourly("2026-11-23T12:30:00Z").await;
    house.step_to("2026-11-23T13:10:00Z").await;
    let house = house.down_until("2026-11-23T19:30:00Z").await;
    let ids: Vec<_> = tray(&house).await.into_iter().map(|fire| fire.id).collect();
    let before = house.starts().await.len();
    let engine = house.engine.clone();
    let run = tokio::spawn(async move {
        let caller = Caller::new("maria", Door::Window);
        Handle::<MissedRun>::handle(&engine, &caller, callboard_rpc::types::MissedRef { ids }).await
    });
    // Nothing is sent here, so the answer comes when its patience ends; the rows are there at once.
    while house.starts().await.len() == before {
        assert!(!run.is_finished(), "it was refused: {:?}", run.await);
        tokio::task::yield_now().await;
    }
    run.abort();
    let left: Vec<_> = tray(&house).await;
    let started: Vec<_> = house.windows().await.into_iter().filter(|row| row.asap).collect();
    assert_eq!(started.len(), 2, "one in each zone: {started:?}");
    assert!(left.is_empty(), "the older ones are settled with it: {left:?}");
}

/// Hourly in three zones, without the program from 13:10Z on: what was missed last is 14:00 in New York, 13:00 in
/// Chicago and 09:00 in Honolulu.
async fn three_zones_slept_through() -> (House, Schedule) {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO, HONOLULU]).await;
    let hourly = ScheduleDraft { duration_minutes: 30, ..draft("0 8-20 * * *", &list) };
    let saved = house.save(hourly).await;
    house.step_to("2026-11-23T13:10:00Z").await;
    (house.down_until("2026-11-23T19:20:00Z").await, saved)
}

/// Starts all that is in the tray now; answers the runs of what was started, and of which occurrences.
async fn run_all(house: &House) -> (BTreeSet<String>, BTreeSet<String>) {
    let ids: Vec<_> = tray(house).await.into_iter().map(|fire| fire.id).collect();
    let started = impatiently(house, house.call(MissedRun, MissedRef { ids })).await.unwrap();
    house.considered().await;
    let rows: Vec<_> = house.windows().await.into_iter().filter(|row| row.asap).collect();
    let runs: BTreeSet<_> = rows.iter().map(|row| row.run.to_string()).collect();
    assert!(runs.contains(started.run_id.as_str()), "the answer names it");
    (runs, rows.into_iter().map(|row| row.occurrence).collect())
}

const MISSED_LAST: [&str; 3] = ["2026-11-23T09:00", "2026-11-23T13:00", "2026-11-23T14:00"];

async fn run_of(house: &House, id: &str) -> callboard_rpc::types::RunSummary {
    house.call(RunShow, RunRef { id: id.into() }).await.unwrap().summary
}

#[tokio::test]
async fn missed_fires_that_are_run_together_join_the_run_of_their_day() {
    let (house, _) = three_zones_slept_through().await;
    let before = runs(&house).await;
    assert_eq!(before.len(), 1);
    let (joined, occurrences) = run_all(&house).await;
    assert_eq!(occurrences.iter().map(String::as_str).collect::<Vec<_>>(), MISSED_LAST);
    assert_eq!(joined, before);
    let run = run_of(&house, joined.first().unwrap()).await;
    assert_eq!(run.figures.expected, 812 + 433 + 21, "nobody is expected twice");
}

#[tokio::test]
async fn missed_fires_that_are_run_together_after_the_run_of_their_day_was_over_are_one_run_that_awaits_the_rest()
 {
    let (house, saved) = three_zones_slept_through().await;
    let over = runs(&house).await;
    house.write(|db| Ok(db.execute("UPDATE runs SET state = 'ended', ended = first_start", [])?)).await;
    let (opened, occurrences) = run_all(&house).await;
    assert_eq!(occurrences.iter().map(String::as_str).collect::<Vec<_>>(), MISSED_LAST);
    assert_eq!(opened.len(), 1, "three zones, one schedule, one day: {opened:?}");
    assert!(opened.is_disjoint(&over), "what has told its end is not opened again");
    let run = run_of(&house, opened.first().unwrap()).await;
    assert_eq!(run.figures.expected, 812 + 433 + 21);
    let awaited = house.read(move |db| crate::run::awaited_occurrences(db, &saved.id)).await;
    assert!(awaited.iter().any(|to_come| to_come == "2026-11-23T16:00"), "{awaited:?}");
    house.step_to("2026-11-23T20:30:00Z").await;
    let later: BTreeSet<_> = house
        .windows()
        .await
        .into_iter()
        .filter(|row| row.start.to_string() == "2026-11-23T21:00:00Z")
        .map(|row| row.run.to_string())
        .collect();
    assert_eq!(later, opened, "the hours after it join it");
}
