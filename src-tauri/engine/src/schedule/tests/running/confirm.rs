//! Nothing goes out at once that a person has not let go.

use callboard_rpc::command::{
    ScheduleList, SchedulePause, SchedulePlan, ScheduleResume, ScheduleSaveCommand,
};
use callboard_rpc::types::{MaybeConnection, ScheduleState, SubmitArgs};

use super::*;

/// 18 minutes before nine in New York.
const SOON: &str = "2026-11-23T13:42:00Z";

#[tokio::test]
async fn saving_says_which_windows_go_out_at_once_and_saves_nothing() {
    let house = House::at(SOON).await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let draft = draft("0 9 * * *", &list);
    let error = house.call(ScheduleSaveCommand, ScheduleSave::new(None, draft)).await.unwrap_err();
    assert_eq!(error.code, Code::NeedsConfirmation);
    assert_eq!(error.message, "The first window goes out at 09:00, in 18 min: New York, 812 contacts.");
    let asked = asked_for(&error);
    assert_eq!(asked.len(), 1, "Chicago is an hour and 18 minutes ahead: {asked:?}");
    assert!(house.call(ScheduleList, MaybeConnection::default()).await.unwrap().is_empty());
    house.step_to("2026-11-23T14:30:00Z").await;
    assert!(house.windows().await.is_empty(), "nothing was sent that was not confirmed");
}

#[tokio::test]
async fn several_windows_are_said_by_their_order() {
    let house = House::at("2026-11-23T13:42:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let draft = ScheduleDraft { duration_minutes: 15, ..draft("0,30 8,9 * * *", &list) };
    let error = house.call(ScheduleSaveCommand, ScheduleSave::new(None, draft)).await.unwrap_err();
    assert_eq!(
        error.message,
        "The first windows go out at 08:00, in 18 min: Chicago and New York, 1245 contacts. 2 more windows follow \
         within 48 min: Chicago and New York, 1245 contacts."
    );
}

#[tokio::test]
async fn saved_paused_it_submits_nothing_until_it_is_resumed_and_confirmed() {
    let house = House::at(SOON).await;
    let list = house.list(&[NEW_YORK]).await;
    let paused = ScheduleSave { paused: true, ..ScheduleSave::new(None, draft("0 9 * * *", &list)) };
    let saved = house.call(ScheduleSaveCommand, paused).await.unwrap();
    assert_eq!(saved.state, ScheduleState::Paused);
    house.step_to("2026-11-23T13:50:00Z").await;
    assert!(house.windows().await.is_empty());
    let go = ScheduleGo { id: saved.id.clone(), confirmed: Vec::new() };
    let error = house.call(ScheduleResume, go.clone()).await.unwrap_err();
    assert!(error.message.contains("in 10 min: New York"), "a resume asks the same: {error}");
    assert_eq!(house.show(&saved.id).await.state, ScheduleState::Paused);
    house.call(ScheduleResume, ScheduleGo { confirmed: asked_for(&error), ..go }).await.unwrap();
    house.considered().await;
    assert_eq!(house.starts().await, [("America/New_York".into(), "2026-11-23T14:00:00Z".into())]);
}

#[tokio::test]
async fn what_is_confirmed_is_exactly_what_goes_out() {
    let house = House::at(SOON).await;
    let list = house.list(&[NEW_YORK]).await;
    let save = ScheduleSave::new(None, draft("0 9 * * *", &list));
    let error = house.call(ScheduleSaveCommand, save.clone()).await.unwrap_err();
    let confirmed = asked_for(&error);
    let others: [fn(&mut ScheduleDraft); 3] = [
        |draft| draft.campaign_id = "another".to_owned(),
        |draft| draft.duration_minutes = 60,
        |draft| draft.cron = "5 9 * * *".to_owned(),
    ];
    for change in others {
        let mut changed = save.draft.clone();
        change(&mut changed);
        let save = ScheduleSave { draft: changed, confirmed: confirmed.clone(), ..save.clone() };
        let error = house.call(ScheduleSaveCommand, save).await.unwrap_err();
        assert_ne!(asked_for(&error), confirmed, "the question is asked anew");
    }
    house.call(ScheduleSaveCommand, ScheduleSave { confirmed, ..save }).await.unwrap();
    house.considered().await;
    assert_eq!(house.windows().await.len(), 1);
    let told: i64 = house
        .read(|db| {
            let sql =
                "SELECT count(*) FROM audit WHERE action = 'schedule.let_go' AND after LIKE '%New_York%'";
            Ok(db.query_row(sql, [], |row| row.get(0))?)
        })
        .await;
    assert_eq!(told, 1, "who let it go stands in the audit log");
}

#[tokio::test]
async fn a_start_beyond_the_time_of_submission_needs_no_question() {
    let house = House::at("2026-11-23T12:59:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let save = ScheduleSave::new(None, draft("0 9 * * *", &list));
    assert!(house.call(ScheduleSaveCommand, save).await.is_ok(), "61 minutes ahead");
}

#[tokio::test]
async fn where_a_rule_refuses_all_that_would_go_out_nothing_is_asked() {
    let house = House::at("2026-11-23T11:42:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let save = ScheduleSave::new(None, draft("0 7 * * *", &list));
    assert!(house.call(ScheduleSaveCommand, save).await.is_ok(), "nobody is called at seven");
}

#[tokio::test]
async fn an_edit_that_sends_at_once_asks_and_a_new_name_does_not() {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    assert_eq!(house.windows().await.len(), 1);
    let named = |draft| ScheduleSave { id: Some(saved.id.clone()), ..ScheduleSave::new(None, draft) };
    let renamed = ScheduleDraft { name: "Autumn".to_owned(), ..saved.draft.clone() };
    house.call(ScheduleSaveCommand, named(renamed)).await.unwrap();
    let shorter = ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() };
    let error = house.call(ScheduleSaveCommand, named(shorter)).await.unwrap_err();
    let asked = asked_for(&error);
    assert_eq!(asked[0].end.to_string(), "2026-11-23T15:00:00Z", "the window that will replace the old one");
    let windows = house.windows().await;
    assert_eq!(windows.len(), 1, "and nothing was withdrawn for a change that did not happen: {windows:?}");
    let both = house.list(&[NEW_YORK, CHICAGO]).await;
    let another_list = ScheduleDraft { contacts: Some(both), ..saved.draft.clone() };
    let error = house.call(ScheduleSaveCommand, named(another_list)).await.unwrap_err();
    assert_eq!(error.code, Code::NeedsConfirmation, "another list is another confirmation");
}

#[tokio::test]
async fn an_edit_saved_paused_withdraws_and_submits_nothing() {
    let house = House::at("2026-11-23T13:10:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    let shorter = ScheduleDraft { duration_minutes: 60, ..saved.draft.clone() };
    let edit = ScheduleSave { id: Some(saved.id), paused: true, ..ScheduleSave::new(None, shorter) };
    let edited = house.call(ScheduleSaveCommand, edit).await.unwrap();
    assert_eq!(edited.state, ScheduleState::Paused);
    house.step_to("2026-11-23T15:00:00Z").await;
    let states: Vec<_> = house.windows().await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, [callboard_rpc::types::WindowState::Withdrawn]);
}

#[tokio::test]
async fn a_paused_schedule_is_changed_without_a_question() {
    let house = House::at(SOON).await;
    let list = house.list(&[NEW_YORK]).await;
    let saved = house.save(draft("0 9 * * *", &list)).await;
    house.call(SchedulePause, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    let shorter = ScheduleDraft { duration_minutes: 60, ..saved.draft };
    let edit = ScheduleSave { id: Some(saved.id), ..ScheduleSave::new(None, shorter) };
    assert_eq!(house.call(ScheduleSaveCommand, edit).await.unwrap().state, ScheduleState::Paused);
}

#[tokio::test]
async fn a_single_moment_fires_once_and_is_done() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let saved = house.save(draft("@once 2026-11-23 09:00", &list)).await;
    assert_eq!(saved.draft.cron, "@once 2026-11-23T09:00");
    assert_eq!((saved.state, saved.next.len()), (ScheduleState::Active, 2));
    house.step_to("2026-11-23T16:00:00Z").await;
    assert_eq!(house.starts().await.len(), 2, "nine in New York and nine in Chicago");
    assert_eq!(house.show(&saved.id).await.state, ScheduleState::Done);
    house.step_to("2026-11-25T16:00:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
}

#[tokio::test]
async fn a_single_moment_that_has_passed_somewhere_is_refused_in_words() {
    let house = House::at("2026-11-23T14:30:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let at = |text: &str| ScheduleSave::new(None, draft(text, &list));
    for (moment, words) in [
        (
            "@once 2026-11-23 09:00",
            "Mon 23 Nov 2026 09:00 has passed in New York, where it is Mon 23 Nov 09:30 (812",
        ),
        ("@once 2026-11-22 09:00", "Sun 22 Nov 2026 09:00 has passed in Chicago and 1 more zone"),
    ] {
        let error = house.call(ScheduleSaveCommand, at(moment)).await.unwrap_err();
        assert!(error.message.starts_with(words), "{error}");
        let submit =
            SubmitArgs { connection: None, schedule: None, draft: Some(at(moment).draft), now: false };
        let error = house.call(SchedulePlan, submit).await.unwrap_err();
        assert!(error.message.starts_with(words), "a plan says the same: {error}");
    }
    let alone =
        ScheduleDraft { left_out: vec!["america/new_york".to_owned()], ..at("@once 2026-11-23 09:00").draft };
    let save = ScheduleSave::new(None, alone);
    let error = house.call(ScheduleSaveCommand, save).await.unwrap_err();
    assert_eq!(error.code, Code::NeedsConfirmation, "Chicago alone is half an hour ahead: {error}");
}

#[tokio::test]
async fn at_one_moment_for_all_the_question_says_the_time_of_the_clock_that_was_chosen() {
    let house = House::at("2026-11-23T14:42:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let ten = ScheduleDraft { mode: same_moment("America/New_York"), ..draft("0 10 * * *", &list) };
    let error = house.call(command::ScheduleSaveCommand, ScheduleSave::new(None, ten)).await.unwrap_err();
    assert!(error.message.starts_with("The first windows go out at 10:00 (New York), in 18 min:"), "{error}");
}
