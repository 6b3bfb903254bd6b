//! Pause, change, remove: what has not begun is withdrawn first.

use callboard_rpc::command::{ScheduleList, SchedulePause, ScheduleRemove};
use callboard_rpc::types::{MaybeConnection, ScheduleState, WindowState};

use super::*;

/// At 13:00Z, an hour before nine in New York: one window is made.
async fn begun() -> (House, Schedule) {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK, HONOLULU]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T13:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1);
    (house, saved)
}

/// Withdrawn ones last.
async fn states(house: &House) -> Vec<WindowState> {
    let mut states: Vec<_> = house.windows().await.into_iter().map(|row| row.state).collect();
    states.sort_by_key(|state| *state == WindowState::Withdrawn);
    states
}

#[tokio::test]
async fn a_pause_withdraws_what_has_not_begun_and_fires_no_more() {
    let (house, saved) = begun().await;
    let paused = house.call(SchedulePause, ScheduleRef { id: saved.id }).await.unwrap();
    assert_eq!((paused.state, paused.paused_because), (ScheduleState::Paused, None));
    assert!(paused.next.is_empty() && paused.blocked.is_empty());
    assert_eq!(states(&house).await, [WindowState::Withdrawn]);
    house.step_to("2026-11-24T20:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn a_resumed_schedule_fires_what_is_ahead_and_makes_up_for_nothing() {
    let (house, saved) = begun().await;
    let named = ScheduleRef { id: saved.id.clone() };
    house.call(SchedulePause, named.clone()).await.unwrap();
    house.resume(&saved.id).await;
    assert_eq!(
        states(&house).await,
        [WindowState::Planned, WindowState::Withdrawn],
        "nine o'clock is still ahead"
    );
    house.call(SchedulePause, named.clone()).await.unwrap();
    house.step_to("2026-11-23T14:30:00Z").await;
    house.resume(&saved.id).await;
    house.step_to("2026-11-23T18:00:00Z").await;
    let zones: Vec<_> = house.windows().await.into_iter().map(|row| (row.zone, row.state)).collect();
    let live: Vec<_> = zones.iter().filter(|(_, state)| *state != WindowState::Withdrawn).collect();
    assert_eq!(live.len(), 1, "New York's nine o'clock came during the pause: {zones:?}");
    assert_eq!(live[0].0, "Pacific/Honolulu");
}

#[tokio::test]
async fn a_change_of_what_is_meant_withdraws_first_and_then_makes_anew() {
    let (house, saved) = begun().await;
    let changed = ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() };
    house.change(&saved.id, changed).await;
    let windows = house.windows().await;
    let (gone, new): (Vec<_>, Vec<_>) = windows.iter().partition(|row| row.state == WindowState::Withdrawn);
    assert_eq!((gone.len(), new.len()), (1, 1), "{windows:?}");
    assert_eq!(new[0].end.to_string(), "2026-11-23T15:00:00Z", "an hour and not four");
    assert_eq!(new[0].state, WindowState::Planned);
}

#[tokio::test]
async fn a_change_of_the_name_alone_withdraws_nothing() {
    let (house, saved) = begun().await;
    let renamed =
        house.change(&saved.id, ScheduleDraft { name: "Autumn".to_owned(), ..saved.draft.clone() }).await;
    assert_eq!(renamed.draft.name, "Autumn");
    assert_eq!(states(&house).await, [WindowState::Planned]);
}

#[tokio::test]
async fn a_time_that_was_moved_to_later_today_fires_today() {
    let (house, saved) = begun().await;
    house.change(&saved.id, ScheduleDraft { cron: "30 9 * * *".to_owned(), ..saved.draft.clone() }).await;
    house.step_to("2026-11-23T13:31:00Z").await;
    let starts = house.starts().await;
    assert_eq!(starts.last().unwrap(), &("America/New_York".to_owned(), "2026-11-23T14:30:00Z".to_owned()));
}

#[tokio::test]
async fn a_window_that_cannot_be_withdrawn_blocks_its_zone_and_says_until_when() {
    let (house, saved) = begun().await;
    let window = house.windows().await[0].id.clone();
    house
        .write(move |db| {
            let sql = "UPDATE windows SET state = 'stuck', tenant_id = 't1', unwanted = 1,
                trouble = 'It could not be withdrawn and may dial until 2026-11-23T18:00:00Z.' WHERE id = ?1";
            Ok(db.execute(sql, [window.as_str()])?)
        })
        .await;
    let changed =
        house.change(&saved.id, ScheduleDraft { cron: "30 9 * * *".to_owned(), ..saved.draft.clone() }).await;
    assert_eq!(changed.blocked.len(), 1);
    assert!(
        changed.blocked[0].words.contains("may dial until 2026-11-23T18:00:00Z"),
        "{:?}",
        changed.blocked
    );
    house.step_to("2026-11-23T14:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "09:30 is held while the old one may dial");
    house.step_to("2026-11-23T14:32:00Z").await;
    let missed = house.read(super::super::super::missed_rows::open).await;
    assert_eq!(missed.len(), 1);
    assert!(missed[0].reason.contains("may still dial until Mon 23 Nov 13:00"), "{}", missed[0].reason);
    house.step_to("2026-11-23T18:31:00Z").await;
    let honolulu = house.windows().await.into_iter().filter(|row| row.zone == "Pacific/Honolulu").count();
    assert_eq!(honolulu, 1, "other zones go on");
}

#[tokio::test]
async fn a_removed_schedule_is_gone_and_its_runs_stay() {
    let (house, saved) = begun().await;
    house.call(ScheduleRemove, ScheduleRef { id: saved.id }).await.unwrap();
    assert!(house.call(ScheduleList, MaybeConnection::default()).await.unwrap().is_empty());
    assert_eq!(states(&house).await, [WindowState::Withdrawn]);
    let runs: i64 =
        house.read(|db| Ok(db.query_row("SELECT count(*) FROM runs", [], |row| row.get(0))?)).await;
    assert_eq!(runs, 1);
    house.step_to("2026-11-25T20:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn a_change_that_a_crash_cut_off_is_not_under_way_after_it() {
    let (house, saved) = begun().await;
    house.write(|db| Ok(db.execute("UPDATE schedules SET held = 1", [])?)).await;
    let house = house.restart().await;
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
    house.change(&saved.id, ScheduleDraft { duration_minutes: 30, ..saved.draft.clone() }).await;
}
