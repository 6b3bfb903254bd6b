//! Newer zone data: the differences are shown before anything fires.

use callboard_rpc::command::ScheduleAcceptMoved;
use callboard_rpc::types::{NeedKind, WindowState};

use super::*;

/// As if release 2025z had put New York an hour later.
async fn older_release(house: &House) {
    house
        .write(|db| {
            db.execute("UPDATE schedules SET zone_release = '2025z'", [])?;
            db.execute("UPDATE schedule_instants SET at = at + 3600000 WHERE zone = 'America/New_York'", [])?;
            Ok(())
        })
        .await;
}

async fn begun() -> (House, Schedule) {
    let house = House::at("2026-11-23T12:30:00Z").await;
    let list = house.list(&[NEW_YORK, HONOLULU]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    (house, saved)
}

#[tokio::test]
async fn moved_instants_are_shown_and_nothing_fires_until_they_are_accepted() {
    let (house, saved) = begun().await;
    older_release(&house).await;
    let house = house.restart().await;
    let shown = house.show(&saved.id).await;
    assert!(shown.moved.iter().all(|fire| fire.zone == "America/New_York"));
    assert_eq!(shown.moved[0].was.to_string(), "2026-11-23T15:00:00Z");
    assert_eq!(shown.moved[0].is.to_string(), "2026-11-23T14:00:00Z");
    assert_eq!(shown.zone_release, "2025z");
    let (zones, now) = (house.engine.zones.clone(), house.engine.clock().now());
    let needs = house.read(move |db| crate::schedule::needs(db, &zones, now)).await;
    assert_eq!(needs[0].kind, NeedKind::MovedFires);
    house.step_to("2026-11-23T16:00:00Z").await;
    assert!(house.windows().await.is_empty(), "nothing fires meanwhile");
    let accepted =
        house.call(ScheduleAcceptMoved, ScheduleGo { id: saved.id, confirmed: Vec::new() }).await.unwrap();
    assert!(accepted.moved.is_empty() && accepted.zone_release == house.engine.zones.release());
    house.considered().await;
    let tray = house.read(super::super::super::missed_rows::open).await;
    assert_eq!(tray.len(), 1, "New York's nine o'clock came while it waited");
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(house.starts().await, [("Pacific/Honolulu".into(), "2026-11-23T19:00:00Z".into())]);
}

#[tokio::test]
async fn a_release_that_moves_nothing_is_taken_silently() {
    let (house, saved) = begun().await;
    house.write(|db| Ok(db.execute("UPDATE schedules SET zone_release = '2025z'", [])?)).await;
    let house = house.restart().await;
    let shown = house.show(&saved.id).await;
    assert!(shown.moved.is_empty());
    assert_eq!(shown.zone_release, house.engine.zones.release());
    house.step_to("2026-11-23T13:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn what_was_submitted_under_the_old_law_is_withdrawn_and_made_anew_after_acceptance() {
    let (house, saved) = begun().await;
    house.step_to("2026-11-23T13:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1);
    older_release(&house).await;
    let house = house.restart().await;
    assert_eq!(house.windows().await[0].state, WindowState::Withdrawn);
    let what = house.read(|db| {
        Ok(db.query_row("SELECT superseded FROM runs", [], |row| row.get::<_, Option<String>>(0))?)
    });
    assert_eq!(what.await.as_deref(), Some("newer zone data"), "its run is no failure");
    let go = ScheduleGo { id: saved.id, confirmed: Vec::new() };
    let error = house.call(ScheduleAcceptMoved, go.clone()).await.unwrap_err();
    let go = ScheduleGo { confirmed: asked_for(&error), ..go };
    house.call(ScheduleAcceptMoved, go).await.unwrap();
    house.considered().await;
    let live = house.windows().await.into_iter().filter(|row| row.state == WindowState::Planned).count();
    assert_eq!((house.windows().await.len(), live), (2, 1));
}
