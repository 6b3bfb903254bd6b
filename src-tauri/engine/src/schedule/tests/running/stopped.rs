//! A stop by hand holds for the day: nothing of it is shown as to come, asked about or started.

use callboard_rpc::command::{ScheduleSaveCommand, ScheduleStopNow};
use callboard_rpc::types::StopNow;

use super::*;

/// Nine o'clock in New York was made and stopped; Chicago's is to come.
async fn stopped() -> (House, Schedule) {
    let house = House::at("2026-11-23T13:30:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let stop = StopNow { connection: None, campaign_id: "renewals".to_owned() };
    // Nobody answers here for the tenant's own list; what was known is stopped.
    let _ = impatiently(&house, house.call(ScheduleStopNow, stop)).await;
    (house, saved)
}

fn starts_today(schedule: &Schedule) -> Vec<String> {
    let starts = schedule.next.iter().map(|fire| fire.start.to_string());
    starts.filter(|start| start.starts_with("2026-11-23")).collect()
}

#[tokio::test]
async fn starts_of_a_stopped_day_are_not_shown_as_to_come() {
    let (house, saved) = stopped().await;
    let shown = house.show(&saved.id).await;
    assert_eq!(starts_today(&shown), Vec::<String>::new());
    assert_eq!(shown.next[0].start.to_string(), "2026-11-24T14:00:00Z", "tomorrow's is the next that comes");
    let chicago = shown.passed_over.iter().find(|start| start.zone == "America/Chicago").unwrap();
    assert_eq!(chicago.start.to_string(), "2026-11-23T15:00:00Z");
    assert_eq!(chicago.words, "The run of this day was stopped by hand.");
}

#[tokio::test]
async fn an_edit_of_a_stopped_day_asks_nothing_and_says_what_does_not_start() {
    let (house, saved) = stopped().await;
    for (cron, minutes) in [("0 9 * * *", 60), ("15 9 * * *", 60)] {
        let draft = ScheduleDraft {
            cron: cron.to_owned(),
            duration_minutes: minutes,
            ..house.show(&saved.id).await.draft
        };
        let save = ScheduleSave { id: Some(saved.id.clone()), ..ScheduleSave::new(None, draft) };
        let changed = house.call(ScheduleSaveCommand, save).await.expect("nothing goes out");
        assert_eq!(starts_today(&changed), Vec::<String>::new(), "{cron}");
        let not: Vec<_> = changed.passed_over.iter().map(|start| start.zone.as_str()).collect();
        assert!(not.contains(&"America/New_York") && not.contains(&"America/Chicago"), "{cron}: {changed:?}");
        house.considered().await;
    }
    house.step_to("2026-11-23T18:00:00Z").await;
    assert_eq!(house.windows().await.len(), 1, "nothing of that day dials any more");
    house.step_to("2026-11-24T13:20:00Z").await;
    let starts = house.starts().await;
    assert_eq!(starts.last().unwrap().1, "2026-11-24T14:15:00Z", "the next day is another one");
}
