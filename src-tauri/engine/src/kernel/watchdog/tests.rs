use callboard_clock::ManualClock;

use super::*;

fn house() -> (Arc<ManualClock>, Watchdog) {
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let watchdog = Watchdog::new(manual.clock());
    (manual, watchdog)
}

#[test]
fn a_round_that_takes_fifteen_seconds_is_a_hang_until_it_ends() {
    let (manual, watchdog) = house();
    let writer = watchdog.part("the database writer");
    let began = manual.clock().now();
    let round = writer.round();
    let almost = Duration::from_millis(14_999);
    manual.advance(almost);
    assert_eq!(watchdog.hangs(), [], "a slow one is none");
    manual.advance(Duration::from_millis(1));
    let hang = Hang { part: "the database writer".to_owned(), since: began, limit: LIMIT, what: None };
    assert_eq!(watchdog.hangs(), [hang]);
    drop(round);
    assert_eq!(watchdog.hangs(), []);
}

#[test]
fn who_waits_for_something_to_do_does_not_hang_and_who_comes_round_does_not_either() {
    let (manual, watchdog) = house();
    let part = watchdog.part("a loop");
    for _ in 0..10 {
        let round = part.round();
        manual.advance(Duration::from_secs(14));
        drop(round);
    }
    manual.advance(Duration::from_hours(9));
    assert_eq!(watchdog.hangs(), [], "each round was short, and then it was idle");
}

#[test]
fn the_oldest_of_many_rounds_counts_and_a_calendar_that_is_set_does_not() {
    let (manual, watchdog) = house();
    let readers = watchdog.part("the database readers");
    let first = readers.round();
    manual.set_calendar("2030-01-01T00:00:00Z".parse().unwrap());
    let _second = readers.round();
    assert_eq!(watchdog.hangs(), [], "no time has passed");
    manual.advance(Duration::from_secs(14));
    drop(first);
    manual.advance(Duration::from_secs(1));
    assert_eq!(watchdog.hangs()[0].since, "2030-01-01T00:00:00Z".parse().unwrap());
}

#[tokio::test]
async fn a_task_that_hangs_in_its_own_work_is_said_with_its_name_after_its_own_limit() {
    let (manual, watchdog) = house();
    let part = watchdog.part("a task of run.poll");
    let began = manual.clock().now();
    let limit = Duration::from_secs(45);
    let hangs = tokio::spawn(part.task(limit, "run_12".to_owned(), std::future::pending::<()>()));
    manual.advance(Duration::from_secs(44));
    assert_eq!(watchdog.hangs(), []);
    manual.advance(Duration::from_secs(1));
    let said =
        Hang { part: "a task of run.poll".to_owned(), since: began, limit, what: Some("run_12".into()) };
    assert_eq!(watchdog.hangs(), [said]);
    hangs.abort();
    assert!(hangs.await.unwrap_err().is_cancelled());
    assert_eq!(watchdog.hangs(), [], "it is not there any more");
}

#[tokio::test]
async fn a_task_that_waits_for_its_turn_does_not_hang_and_has_its_whole_time_after_it() {
    let (manual, watchdog) = house();
    let part = watchdog.part("a task of window.send");
    let (go, gate) = tokio::sync::oneshot::channel::<()>();
    let work = async {
        callboard_clock::turn(gate).await.unwrap();
        std::future::pending::<()>().await;
    };
    let task = tokio::spawn(part.task(LIMIT, "win_1".to_owned(), work));
    tokio::task::yield_now().await;
    manual.advance(Duration::from_mins(15));
    assert_eq!(watchdog.hangs(), [], "the tenant asked for a quarter of an hour of silence");
    go.send(()).unwrap();
    tokio::task::yield_now().await;
    manual.advance(Duration::from_secs(14));
    assert_eq!(watchdog.hangs(), []);
    manual.advance(Duration::from_secs(1));
    assert_eq!(watchdog.hangs().len(), 1, "and now it hangs in its own work");
    task.abort();
}

#[test]
fn of_many_tasks_the_one_that_hangs_longest_is_named_and_the_slow_ones_are_not() {
    let (manual, watchdog) = house();
    let part = watchdog.part("a task of x");
    let patient = part.task(Duration::from_mins(10), "slow".to_owned(), std::future::pending::<()>());
    manual.advance(Duration::from_secs(1));
    let hangs = part.task(LIMIT, "hangs".to_owned(), std::future::pending::<()>());
    manual.advance(LIMIT);
    assert_eq!(watchdog.hangs()[0].what.as_deref(), Some("hangs"));
    drop((patient, hangs));
    assert_eq!(watchdog.hangs(), []);
}

#[test]
fn a_hang_is_said_once_and_its_end_once() {
    let hang = |second| {
        let since = Timestamp::from_second(second).unwrap();
        Hang { part: "x".to_owned(), since, limit: LIMIT, what: None }
    };
    let mut said = Said::default();
    assert!(said.look(vec![hang(1)]));
    assert!(!said.look(vec![hang(1)]));
    assert!(!said.look(vec![hang(2)]), "it goes on with the next round");
    assert!(said.look(vec![]));
    assert!(!said.look(vec![]));
}
