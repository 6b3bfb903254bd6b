//! Fires to come, as lists and the calendar show them.

use callboard_rpc::command::{ScheduleCalendar, ScheduleClockChanges, SchedulePreview};
use callboard_rpc::types::{CalendarArgs, ClockChangesArgs, PreviewArgs};

use super::*;

#[tokio::test]
async fn the_calendar_shows_a_fire_once_before_and_after_its_window_is_made() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK, HONOLULU]).await;
    house.save(draft("0 9 * * *", &list)).await;
    let week = CalendarArgs {
        from: "2026-11-23T00:00:00Z".parse().unwrap(),
        until: "2026-11-24T00:00:00Z".parse().unwrap(),
    };
    let before = house.call(ScheduleCalendar, week.clone()).await.unwrap();
    house.step_to("2026-11-23T13:30:00Z").await;
    let after = house.call(ScheduleCalendar, week).await.unwrap();
    let starts = |fires: &[callboard_rpc::types::NextFire]| {
        fires.iter().map(|fire| (fire.zone.clone(), fire.start)).collect::<Vec<_>>()
    };
    assert_eq!(starts(&before), starts(&after));
    assert_eq!(before.len(), 2);
}

#[tokio::test]
async fn a_calendar_of_a_year_is_refused() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let year = CalendarArgs {
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        until: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let refused = house.call(ScheduleCalendar, year).await.unwrap_err();
    assert_eq!(refused.detail.unwrap()["field"], "until");
}

#[tokio::test]
async fn the_next_fires_are_over_all_zones_soonest_first() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[HONOLULU, NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let shown = house.show(&saved.id).await;
    assert_eq!((shown.contacts, shown.zones, shown.sentence.as_str()), (Some(833), 2, "At 09:00 every day."));
    let first: Vec<_> =
        shown.next.iter().take(3).map(|fire| (fire.zone.as_str(), fire.local_start.as_str())).collect();
    let expected = [
        ("America/New_York", "Mon 23 Nov 09:00"),
        ("Pacific/Honolulu", "Mon 23 Nov 09:00"),
        ("America/New_York", "Tue 24 Nov 09:00"),
    ];
    assert_eq!(first, expected);
    let (zones, now) = (house.engine.zones.clone(), house.engine.clock().now());
    let until = "2026-11-24T12:00:00Z".parse().unwrap();
    let board = house.read(move |db| crate::schedule::next_fires(db, &zones, now, until, 10)).await;
    assert_eq!(board.len(), 2);
}

#[tokio::test]
async fn a_preview_needs_no_list_and_names_the_release_of_its_zones() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let args: PreviewArgs = serde_json::from_value(serde_json::json!({
        "cron": "0 9 * * 1-5", "mode": { "mode": "contact_time" }, "zones": ["America/Denver"], "duration_minutes": 240,
    }))
    .unwrap();
    let preview = house.call(SchedulePreview, args).await.unwrap();
    assert_eq!(preview.rows[0].fires.len(), 4);
    assert_eq!(preview.rows[0].fires[0].start.to_string(), "2026-11-23T16:00:00Z");
    assert_eq!(preview.zone_release, house.engine.zones.release());
}

#[tokio::test]
async fn a_preview_has_one_row_for_all_spellings_of_a_zone() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let args: PreviewArgs = serde_json::from_value(serde_json::json!({
        "cron": "0 9 * * 1-5", "mode": { "mode": "contact_time" }, "duration_minutes": 240,
        "zones": ["Asia/Calcutta", "Asia/Kolkata", "asia/kolkata"],
    }))
    .unwrap();
    let preview = house.call(SchedulePreview, args).await.unwrap();
    let rows: Vec<&str> = preview.rows.iter().map(|row| row.zone.as_str()).collect();
    assert_eq!(rows, ["Asia/Kolkata"]);
}

#[tokio::test]
async fn the_clock_changes_of_a_year_say_what_they_do() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let args = ClockChangesArgs {
        cron: "30 2 * * *".to_owned(),
        mode: FireMode::ContactTime,
        zones: vec!["America/New_York".to_owned()],
    };
    let changes = house.call(ScheduleClockChanges, args).await.unwrap();
    assert_eq!(changes[0].effect.as_deref(), Some("02:30 does not exist that day; it runs at 03:00."));
}
