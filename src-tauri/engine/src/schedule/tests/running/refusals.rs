//! What a schedule does not start, and why that can be seen.

use callboard_rpc::command::MissedList;
use callboard_rpc::types::{NeedKind, Nothing, ScheduleState, WindowState};

use super::*;

#[tokio::test]
async fn a_refused_window_is_kept_with_its_rule_and_is_never_sent() {
    let house = House::at("2026-11-23T09:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    house.save(draft("0 6 * * *", &list)).await;
    house.step_to("2026-11-23T11:30:00Z").await;
    let windows = house.windows().await;
    assert_eq!(windows.iter().map(|row| row.state).collect::<Vec<_>>(), [WindowState::Refused; 2]);
    assert_eq!(windows[0].rule.as_ref().unwrap().id, "us-federal-hours");
    assert_eq!(windows[0].run, windows[1].run, "what is refused needs no run of its own");
    let outcomes: Vec<_> = house.fires().await.into_iter().map(|(_, _, outcome)| outcome).collect();
    assert_eq!(outcomes, ["refused", "refused"]);
}

#[tokio::test]
async fn a_fire_that_would_run_into_an_open_window_is_skipped() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9,11,15 * * *", &list)).await;
    house.step_to("2026-11-23T19:30:00Z").await;
    let outcomes: Vec<_> = house.fires().await.into_iter().map(|(_, at, outcome)| (at, outcome)).collect();
    let expected =
        [("2026-11-23T09:00", "started"), ("2026-11-23T11:00", "skipped"), ("2026-11-23T15:00", "started")];
    // 09:00 to 13:00 is open at 11:00. Nobody answers at the tenant, so step in between is not needed.
    assert_eq!(
        outcomes[..2],
        expected[..2].iter().map(|(a, b)| (a.to_string(), b.to_string())).collect::<Vec<_>>()
    );
    assert_eq!(outcomes.len(), 3);
}

#[tokio::test]
async fn overlapping_is_allowed_where_it_is_asked_for() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let mut draft = draft("0 9,11 * * *", &list);
    draft.overlap = Overlap::Allow;
    house.save(draft).await;
    house.step_to("2026-11-23T15:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
}

#[tokio::test]
async fn a_holiday_is_the_contacts_own_date() {
    let house = House::at("2026-12-24T12:00:00Z").await;
    let list = house.list(&[("Australia/Sydney", "AU", 4), HONOLULU]).await;
    let mut draft = draft("0 9 * * *", &list);
    draft.holidays = vec!["2026-12-25".to_owned()];
    house.save(draft).await;
    house.step_to("2026-12-24T22:30:00Z").await;
    assert_eq!(
        house.fires().await,
        [
            row("Pacific/Honolulu", "2026-12-24T09:00", "started"),
            row("Australia/Sydney", "2026-12-25T09:00", "holiday")
        ],
        "nine o'clock in Sydney on the 25th comes after nine in Honolulu on the 24th"
    );
}

#[tokio::test]
async fn jitter_puts_a_start_off_within_its_bound() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let mut draft = draft("0 9 * * *", &list);
    draft.jitter_seconds = 600;
    house.save(draft).await;
    house.step_to("2026-11-23T14:00:00Z").await;
    for row in house.windows().await {
        let nominal: Timestamp = match row.zone.as_str() {
            "America/New_York" => "2026-11-23T14:00:00Z",
            _ => "2026-11-23T15:00:00Z",
        }
        .parse()
        .unwrap();
        let off = row.start.duration_since(nominal).as_secs();
        assert!((1..=600).contains(&off), "{off} s in {}", row.zone);
    }
}

#[tokio::test]
async fn a_schedule_pauses_itself_after_so_many_failed_fires_in_a_row() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let mut draft = draft("0 9 * * *", &list);
    draft.pause_after_failures = 2;
    let saved = house.save(draft).await;
    for day in ["23", "24"] {
        house.step_to(&format!("2026-11-{day}T13:30:00Z")).await;
        let sql = "UPDATE windows SET state = 'failed', trouble = 'The tenant said no.'";
        house.write(move |db| Ok(db.execute(sql, [])?)).await;
    }
    house.step_to("2026-11-25T13:30:00Z").await;
    let shown = house.show(&saved.id).await;
    assert_eq!(shown.state, ScheduleState::Paused);
    assert_eq!(
        shown.paused_because.as_deref(),
        Some("2 fires in a row failed. The last one: The tenant said no.")
    );
    assert_eq!(house.windows().await.len(), 2, "the third was not made");
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    let reasons: Vec<_> = tray.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(
        reasons, ["It could not be submitted before its start: The tenant said no."; 2],
        "none is lost"
    );
    let (zones, now) = (house.engine.zones.clone(), house.engine.clock().now());
    let needs = house.read(move |db| crate::schedule::needs(db, &zones, now)).await;
    assert!(needs.iter().any(|need| need.kind == NeedKind::PausedSchedule));
}

#[tokio::test]
async fn a_schedule_whose_list_is_gone_pauses_and_says_so() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.write(|db| Ok(db.execute("UPDATE contact_sets SET done = 0", [])?)).await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let shown = house.show(&saved.id).await;
    assert_eq!(shown.state, ScheduleState::Paused);
    assert!(shown.paused_because.unwrap().contains("contact list"));
}
