//! Windows started by hand while their schedule is edited: named, and in the tray where they are taken back.

use callboard_rpc::command::{MissedList, NoticeList, ScheduleRemove, ScheduleRunNow};
use callboard_rpc::types::{Nothing, ScheduleRef, WindowState};

use super::*;

/// Noon in New York is to come, and a start by hand at ten past eight.
async fn started() -> (House, Schedule) {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 12 * * *", &list)).await;
    let go = ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() };
    let report = impatiently(&house, house.call(ScheduleRunNow, go)).await.unwrap();
    assert_eq!(report.passed_over.len(), 1, "noon is covered: {report:?}");
    (house, saved)
}

fn at_eleven(saved: &Schedule) -> ScheduleDraft {
    ScheduleDraft { cron: "0 11 * * *".to_owned(), ..saved.draft.clone() }
}

#[tokio::test]
async fn an_edit_says_what_is_open_by_hand_and_which_starts_it_covers() {
    let (house, saved) = started().await;
    let sql = "UPDATE windows SET state = 'begun', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(sql, [])?)).await;
    let changed = house.change(&saved.id, at_eleven(&saved)).await;
    let [open] = changed.going_on.as_slice() else { panic!("one window is open: {:?}", changed.going_on) };
    assert!(open.starts_with("A window that was started by hand is open in New York until"), "{open}");
    let [over] = changed.passed_over.as_slice() else { panic!("eleven o'clock: {:?}", changed.passed_over) };
    assert_eq!(over.start.to_string(), "2026-11-23T16:00:00Z", "noon is none of its starts any more");
    assert!(
        over.words.contains("a window that was started by hand is open there until 12:"),
        "{}",
        over.words
    );
    assert_eq!(changed.next[0].start.to_string(), "2026-11-24T16:00:00Z", "and it is not named as next");
    house.step_to("2026-11-23T16:30:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "what was said is so");
}

#[tokio::test]
async fn a_start_by_hand_that_an_edit_takes_back_is_in_the_tray_and_its_run_is_no_success_of_another() {
    let (house, saved) = started().await;
    assert_eq!(house.windows().await[0].state, WindowState::Planned, "it waits for the tenant");
    house.change(&saved.id, at_eleven(&saved)).await;
    let gone = house.windows().await.remove(0);
    assert_eq!(gone.state, WindowState::Withdrawn);
    assert_eq!(gone.gone, Some(house.engine.clock().now()), "when it was gone is known");
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    assert_eq!(tray.len(), 1, "{tray:?}");
    assert!(tray[0].reason.contains("taken back before it began"), "{}", tray[0].reason);
    let superseded = "SELECT count(*) FROM runs WHERE superseded IS NOT NULL";
    let superseded: i64 = house.read(move |db| Ok(db.query_row(superseded, [], |row| row.get(0))?)).await;
    assert_eq!(superseded, 0, "nothing takes its place");
    let notices = house.call(NoticeList, Nothing {}).await.unwrap();
    let told = notices.iter().any(|notice| notice.body.contains("taken back before it began"));
    assert!(told, "{notices:?}");
}

#[tokio::test]
async fn a_removal_names_the_window_that_was_started_by_hand_and_goes_on() {
    let (house, saved) = started().await;
    let sql = "UPDATE windows SET state = 'begun', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(sql, [])?)).await;
    house.step_to("2026-11-23T13:20:00Z").await;
    let window = house.windows().await.remove(0);
    let removed = house.call(ScheduleRemove, ScheduleRef { id: saved.id }).await.unwrap();
    assert!(removed.still_dialling.is_empty(), "nothing of it was to be withdrawn: {removed:?}");
    let [left] = removed.going_on.as_slice() else { panic!("one window is open: {removed:?}") };
    assert_eq!((left.window.as_ref(), left.zone.as_str()), (Some(&window.id), "America/New_York"));
    assert!(
        left.words.starts_with("It was started by hand and goes on until Mon 23 Nov 12:"),
        "{}",
        left.words
    );
    assert_eq!(house.windows().await[0].state, WindowState::Begun);
}

#[tokio::test]
async fn a_removal_names_no_window_that_it_takes_back() {
    let (house, saved) = started().await;
    let removed = house.call(ScheduleRemove, ScheduleRef { id: saved.id }).await.unwrap();
    assert!(removed.going_on.is_empty(), "{removed:?}");
    assert_eq!(house.windows().await[0].state, WindowState::Withdrawn, "it had not reached CXone");
}
