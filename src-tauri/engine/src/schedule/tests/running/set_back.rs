//! The calendar is set back to before a schedule was saved: no start that lies before that goes out by itself, none is
//! lost, and what is listed is what is sent.

use callboard_rpc::command::{BoardShow, MissedList, RunShow};
use callboard_rpc::types::{NeedKind, Nothing, RunRef, RunState, ScheduleState, WindowState};

use super::*;
use crate::engine::mends;

/// Saved and let go a day ahead, at ten past eight in New York: nine o'clock of that day is made.
async fn saved_a_day_ahead() -> (House, Schedule) {
    let house = House::at("2026-11-24T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    assert_eq!(house.starts().await.len(), 1, "it was confirmed");
    (house, saved)
}

async fn due(house: &House) -> Vec<String> {
    let mut due: Vec<_> =
        house.call(MissedList, Nothing {}).await.unwrap().iter().map(|row| row.due.to_string()).collect();
    due.sort();
    due
}

/// The day before, and then the confirmed day, step by step: nothing but what was confirmed goes out.
async fn only_what_was_confirmed_is_sent(house: House, saved: &Schedule) {
    let listed: Vec<_> = house.show(&saved.id).await.next.iter().map(|fire| fire.start.to_string()).collect();
    assert_eq!(listed[..2], ["2026-11-24T14:00:00Z", "2026-11-25T14:00:00Z"], "the day before is not listed");
    assert_eq!(due(&house).await, ["2026-11-23T14:00:00Z"], "and is not lost");
    house.step_to("2026-11-23T14:30:00Z").await;
    assert_eq!(house.starts().await, [("America/New_York".to_owned(), "2026-11-24T14:00:00Z".to_owned())]);
    house.step_to("2026-11-25T13:10:00Z").await;
    let starts: Vec<_> = house.starts().await.into_iter().map(|(_, start)| start).collect();
    assert_eq!(starts, ["2026-11-24T14:00:00Z", "2026-11-25T14:00:00Z"], "what was listed");
    assert_eq!(due(&house).await.len(), 1);
}

#[tokio::test]
async fn a_running_program_sends_nothing_that_lies_before_the_save() {
    let (house, saved) = saved_a_day_ahead().await;
    house.set_calendar("2026-11-23T13:20:00Z").await;
    house.step_to("2026-11-23T13:24:00Z").await;
    only_what_was_confirmed_is_sent(house, &saved).await;
}

#[tokio::test]
async fn a_program_that_starts_in_the_earlier_calendar_sends_nothing_that_lies_before_the_save() {
    let (house, saved) = saved_a_day_ahead().await;
    let house = house.set_back_while_down("2026-11-23T13:20:00Z").await;
    only_what_was_confirmed_is_sent(house, &saved).await;
}

#[tokio::test]
async fn a_window_that_lies_ahead_again_is_no_window_that_is_over() {
    for (state, at, is) in [
        ("ended", "2026-11-23T13:20:00Z", WindowState::Submitted),
        ("begun", "2026-11-24T13:20:00Z", WindowState::Submitted),
        ("ended", "2026-11-24T14:20:00Z", WindowState::Begun),
        ("withdrawn", "2026-11-23T13:20:00Z", WindowState::Withdrawn),
    ] {
        let (house, _) = saved_a_day_ahead().await;
        let sql = format!("UPDATE windows SET state = '{state}', tenant_id = 't1'");
        house.write(move |db| Ok(db.execute(&sql, [])?)).await;
        house.step_to("2026-11-24T19:00:00Z").await;
        house.engine.kernel.watch_calendar(mends());
        house.set_calendar(at).await;
        for _ in 0..8 {
            house.clock.advance(Duration::from_secs(15));
            house.considered().await;
        }
        assert_eq!(house.windows().await[0].state, is, "{state} at {at}");
    }
}

#[tokio::test]
async fn a_crash_before_the_first_look_loses_no_start_between_the_calendar_and_the_save() {
    let house = House::at("2026-11-23T14:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.write(|db| Ok(db.execute("DELETE FROM schedule_marks", [])?)).await;
    let house = house.set_back_while_down("2026-11-23T13:40:00Z").await;
    assert_eq!(due(&house).await, ["2026-11-23T14:00:00Z"], "less than the time of submission lies between");
    let shown = house.show(&saved.id).await;
    assert_eq!(shown.next[0].start.to_string(), "2026-11-24T14:00:00Z");
    house.step_to("2026-11-23T14:30:00Z").await;
    assert!(house.starts().await.is_empty());
}

#[tokio::test]
async fn every_schedule_is_considered_where_the_calendar_is_set_back_whichever_is_first() {
    let house = House::at("2026-11-24T14:30:00Z").await;
    house.engine.kernel.watch_calendar(mends());
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    let other = ScheduleDraft { campaign_id: "winbacks".to_owned(), ..draft("30 9 * * *", &list) };
    house.save(other).await;
    house.clock.set_calendar("2026-11-23T13:20:00Z".parse().unwrap());
    // The sign of life of another loop must hide nothing.
    house.write(crate::schedule::alive::beat).await;
    for _ in 0..8 {
        house.clock.advance(Duration::from_secs(15));
        house.considered().await;
    }
    // Of both days: each was saved after its start of that day had passed.
    let before =
        ["2026-11-23T14:00:00Z", "2026-11-23T14:30:00Z", "2026-11-24T14:00:00Z", "2026-11-24T14:30:00Z"];
    assert_eq!(due(&house).await, before);
}

#[tokio::test]
async fn a_schedule_that_was_saved_days_ahead_pauses_itself_and_says_why() {
    for running in [true, false] {
        let house = House::at("2026-11-27T13:10:00Z").await;
        let list = house.list(&[NEW_YORK]).await;
        let saved = house.save(draft("0 9 * * *", &list)).await;
        let house = if running {
            house.set_calendar("2026-11-23T13:20:00Z").await;
            for _ in 0..4 {
                house.clock.advance(Duration::from_secs(15));
                house.considered().await;
            }
            house.step_to("2026-11-23T13:24:00Z").await;
            house
        } else {
            house.set_back_while_down("2026-11-23T13:20:00Z").await
        };
        let shown = house.show(&saved.id).await;
        assert_eq!(shown.state, ScheduleState::Paused);
        let why = shown.paused_because.expect("it says why");
        assert!(why.starts_with("The calendar was set back to before Fri 27 Nov 2026 13:10 UTC"), "{why}");
        assert!(shown.next.is_empty(), "nothing is named that does not come");
        let needs = house.call(BoardShow, Nothing {}).await.unwrap().needs;
        assert!(needs.iter().any(|need| need.kind == NeedKind::PausedSchedule), "{needs:?}");
        house.step_to("2026-11-23T14:30:00Z").await;
        let starts: Vec<_> = house.starts().await.into_iter().map(|(_, start)| start).collect();
        assert_eq!(starts, ["2026-11-27T14:00:00Z"], "what was confirmed stands, and nothing else goes out");
        house.resume(&saved.id).await;
        assert_eq!(house.show(&saved.id).await.next[0].start.to_string(), "2026-11-24T14:00:00Z");
    }
}

/// The calendar goes on by days, by mistake, and is set right again; the program looks each time.
async fn days_ahead_and_back(house: &House, ahead: &str, back: &str) {
    house.engine.kernel.watch_calendar(mends());
    for at in [ahead, back] {
        house.set_calendar(at).await;
        for _ in 0..8 {
            house.clock.advance(Duration::from_secs(15));
            house.considered().await;
        }
    }
}

#[tokio::test]
async fn starts_that_a_calendar_ahead_took_for_missed_come_as_they_were_confirmed() {
    let house = House::at("2026-11-23T10:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let next = async || -> Vec<String> {
        house.show(&saved.id).await.next.iter().take(4).map(|fire| fire.start.to_string()).collect()
    };
    let before = next().await;
    assert_eq!(before[0], "2026-11-23T14:00:00Z");
    days_ahead_and_back(&house, "2026-11-26T10:00:00Z", "2026-11-23T10:10:00Z").await;
    assert_eq!(due(&house).await, Vec::<String>::new(), "nothing was missed, for nothing has come");
    assert_eq!(next().await, before, "and what comes is what came before");
    for day in ["23", "24", "25"] {
        house.step_to(&format!("2026-11-{day}T13:10:00Z")).await;
    }
    let starts: Vec<_> = house.starts().await.into_iter().map(|(_, start)| start).collect();
    assert_eq!(starts, ["2026-11-23T14:00:00Z", "2026-11-24T14:00:00Z", "2026-11-25T14:00:00Z"]);
    assert_eq!(due(&house).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_start_that_was_missed_before_stays_in_the_tray_where_the_calendar_goes_ahead_and_back() {
    let house = House::at("2026-11-23T10:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    let house = house.down_until("2026-11-23T15:00:00Z").await;
    assert_eq!(due(&house).await, ["2026-11-23T14:00:00Z"]);
    days_ahead_and_back(&house, "2026-11-26T10:00:00Z", "2026-11-23T15:10:00Z").await;
    assert_eq!(due(&house).await, ["2026-11-23T14:00:00Z"], "that one has passed");
}

#[tokio::test]
async fn a_start_in_the_tray_that_is_to_come_is_judged_at_its_time() {
    let (house, _) = saved_a_day_ahead().await;
    house.set_calendar("2026-11-23T13:20:00Z").await;
    house.step_to("2026-11-23T13:24:00Z").await;
    let tray = house.call(MissedList, Nothing {}).await.unwrap();
    let until = tray[0].legal_until.expect("nine o'clock is legal there");
    assert!(until > tray[0].due, "legal until {until}, due {}", tray[0].due);
}

#[tokio::test]
async fn a_run_that_ended_in_a_calendar_ahead_goes_on_with_its_windows() {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    let sql = "UPDATE windows SET state = 'submitted', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(sql, [])?)).await;
    house.set_calendar("2026-11-26T10:00:00Z").await;
    let id = house.windows().await[0].run.clone();
    let ended = "UPDATE windows SET state = 'ended'";
    house.write(move |db| Ok(db.execute(ended, [])?)).await;
    let (now, key) = (house.engine.clock().now(), id.clone());
    house
        .write(move |db| {
            let sql =
                "UPDATE runs SET state = 'ended', ended = ?1, as_of = ?1, quiet_since = ?1 WHERE id = ?2";
            Ok(db.execute(sql, rusqlite::params![crate::kernel::Ms(now), key.as_str()])?)
        })
        .await;
    house.engine.kernel.watch_calendar(mends());
    house.set_calendar("2026-11-23T13:20:00Z").await;
    for _ in 0..8 {
        house.clock.advance(Duration::from_secs(15));
        house.considered().await;
    }
    let run = house.call(RunShow, RunRef { id }).await.unwrap();
    assert_eq!(
        house.windows().await[0].state,
        WindowState::Submitted,
        "it stands at the tenant, and is to come"
    );
    assert_eq!((run.summary.state, run.summary.ended_at), (RunState::Waiting, None));
    assert_eq!(run.summary.figures.as_of, None, "nothing was told in a time that has not come");
    assert!(run.marks.iter().any(|mark| mark.kind == "set_back"), "{:?}", run.marks);
}

/// A start does not know by how much the calendar was set back, where nothing was written down shortly before.
#[tokio::test]
async fn a_start_asks_for_the_figures_of_every_run_whatever_calendar_its_wait_was_stored_in() {
    let (house, _) = saved_a_day_ahead().await;
    let far = house.engine.clock().now() + Duration::from_mins(50);
    let sql = "UPDATE tasks SET due = ?1 WHERE kind = 'run.poll'";
    assert_eq!(house.write(move |db| Ok(db.execute(sql, [crate::kernel::Ms(far)])?)).await, 1);
    house.engine.kernel.watch_calendar(mends());
    for _ in 0..1_000 {
        let next = "SELECT min(due) FROM tasks WHERE kind = 'run.poll'";
        let next: i64 = house.write(move |db| Ok(db.query_row(next, [], |row| row.get(0))?)).await;
        if next <= house.engine.clock().now().as_millisecond() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the next look at a run lies in the calendar of before");
}
