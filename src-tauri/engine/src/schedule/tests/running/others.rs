//! Another schedule of the campaign has a window there: a start is passed over or waits in the tray, and never vanishes.

use callboard_rpc::command::{MissedList, NoticeList, ScheduleSaveCommand};
use callboard_rpc::types::Nothing;

use super::*;

/// Nine o'clock in New York is made; a second schedule with this cron is saved, which asks nothing.
async fn second(cron: &str, overlap: Overlap) -> (House, Schedule) {
    let house = House::at("2026-11-23T13:30:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    assert_eq!(house.windows().await.len(), 1);
    let draft = ScheduleDraft { name: "Evening calls".to_owned(), overlap, ..draft(cron, &list) };
    let saved = house.call(ScheduleSaveCommand, ScheduleSave::new(None, draft)).await;
    let saved = saved.expect("nothing goes out, so nothing is asked");
    (house, saved)
}

const WORDS: &str = "Spring renewals has a window of this campaign there, Mon 23 Nov 09:00–13:00 (UTC−05:00), and this \
                     schedule does not overlap.";

async fn is_passed_over_and_told(cron: &str, start: &str) {
    let (house, saved) = second(cron, Overlap::Skip).await;
    let told = |schedule: &Schedule| {
        let told = schedule.passed_over.iter();
        told.map(|told| (told.zone.clone(), told.start.to_string(), told.words.clone())).collect::<Vec<_>>()
    };
    let expected = [("America/New_York".to_owned(), start.to_owned(), WORDS.to_owned())];
    assert_eq!(told(&saved), expected, "the answer of the save says it");
    assert!(saved.next[0].start.to_string().starts_with("2026-11-24"), "{:?}", saved.next[0]);
    house.considered().await;
    assert_eq!(told(&house.show(&saved.id).await), expected, "and so it stays");
    let mut outcomes: Vec<_> = house.fires().await.into_iter().map(|(.., outcome)| outcome).collect();
    outcomes.sort();
    assert_eq!(outcomes, ["skipped", "started"]);
    let notices = house.call(NoticeList, Nothing {}).await.unwrap();
    let notice = notices.iter().find(|notice| notice.title == "1 start of Evening calls passed over");
    assert_eq!(notice.expect("somebody is told").body, format!("New York: {WORDS}"));
    assert_eq!(house.windows().await.len(), 1);
}

#[tokio::test]
async fn the_same_start_of_another_schedule_passes_a_start_over() {
    is_passed_over_and_told("0 9 * * *", "2026-11-23T14:00:00Z").await;
}

#[tokio::test]
async fn a_window_of_another_schedule_that_is_open_passes_a_start_over() {
    is_passed_over_and_told("15 9 * * *", "2026-11-23T14:15:00Z").await;
}

#[tokio::test]
async fn the_same_start_of_a_schedule_that_overlaps_waits_in_the_tray() {
    let (house, saved) = second("0 9 * * *", Overlap::Allow).await;
    house.considered().await;
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    assert_eq!(tray.len(), 1, "{tray:?}");
    assert_eq!(tray[0].schedule, saved.id);
    assert_eq!(
        tray[0].reason,
        "Spring renewals has a window of this campaign there, Mon 23 Nov 09:00–13:00 (UTC−05:00), and the campaign \
         cannot start twice at the same time."
    );
    assert_eq!(house.windows().await.len(), 1);
}
