//! Windows of which a rule forbids a part: the legal part stays.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_ends_earlier_shortens_a_window_by_taking_it_back_first() {
    let (app, run) = submitted().await;
    app.call_on(RuleAdd, rule(Some(("09:00", "11:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    let row = until_kolkata(&app, &run, |row| row.state == WindowState::Submitted).await;
    assert_eq!((row.end.to_string().as_str(), row.verdict), ("2026-11-24T05:30:00Z", Verdict::Clamped));
    let there = app.tenant.windows().into_iter().find(|window| window.timezone == "Asia/Kolkata").unwrap();
    assert_eq!(there.end.to_string(), "2026-11-24T05:30:00Z", "11:00 in Kolkata");
    assert_eq!(zones_at(&app).len(), 2, "one window a zone");
    let entries = app.tenant.journal().entries();
    let methods: Vec<_> = entries
        .iter()
        .filter(|entry| entry.path.contains("/schedules") && entry.method != "GET")
        .map(|entry| entry.method.as_str())
        .collect();
    assert_eq!(methods, ["POST", "POST", "DELETE", "POST"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn shortening_goes_on_after_a_restart() {
    let (mut app, run) = submitted().await;
    app.tenant.faults().add(Fault::delay(Duration::from_hours(9)).on("DELETE", "/**"));
    {
        let added = app.call(RuleAdd, rule(Some(("09:00", "11:00")), Some(RuleTreatment::Shorten)));
        tokio::pin!(added);
        let journal = app.tenant.journal();
        tokio::select! {
            answer = &mut added => panic!("the tenant said nothing, and yet: {answer:?}"),
            _ = journal.until(|entries| entries.iter().any(|entry| entry.method == "DELETE")) => {}
        }
    }
    app.restart().await;
    app.tenant.faults().clear();
    until_kolkata(&app, &run, |row| {
        row.state == WindowState::Submitted && row.end.to_string() == "2026-11-24T05:30:00Z"
    })
    .await;
    assert_eq!(zones_at(&app).len(), 2, "one window a zone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_begins_later_keeps_the_end_of_a_window() {
    let (app, run) = submitted().await;
    let trial = RuleTrial { add: vec![rule(Some(("10:00", "18:00")), None)], ..RuleTrial::default() };
    let effect = app.call(RuleEffectOf, trial).await.unwrap();
    let part = (effect.forbidden[0].allowed_from, effect.forbidden[0].allowed_until);
    let at = |text: &str| Some(text.parse::<jiff::Timestamp>().unwrap());
    assert_eq!(
        part,
        (at("2026-11-24T04:30:00Z"), at("2026-11-24T07:30:00Z")),
        "ten to one is said to be left"
    );
    app.call_on(RuleAdd, rule(Some(("10:00", "18:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    let row = until_kolkata(&app, &run, |row| row.state == WindowState::Submitted).await;
    assert_eq!(
        (row.start.to_string().as_str(), row.end.to_string().as_str(), row.verdict),
        ("2026-11-24T04:30:00Z", "2026-11-24T07:30:00Z", Verdict::Clamped)
    );
    let there = app.tenant.windows().into_iter().find(|window| window.timezone == "Asia/Kolkata").unwrap();
    assert_eq!((there.start, there.end), (row.start, row.end), "and so it stands there");
    assert_eq!(zones_at(&app).len(), 2, "one window a zone");
    assert!(app.call(RuleStanding, Nothing {}).await.unwrap().forbidden.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_window_in_a_gap_of_the_hours_goes_on_where_they_begin_again() {
    let (app, run) = submitted().await;
    app.drive
        .until("it begins", Duration::from_mins(10), || async {
            (kolkata(&app, &run).await.state == WindowState::Begun).then_some(())
        })
        .await;
    // It is nine there, or a little later.
    app.call_on(RuleAdd, rule(Some(("11:30", "18:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    let shown = app
        .drive
        .until("what is left stands", TICK, || async {
            let shown = app.call(RunShow, RunRef { id: run.clone() }).await.unwrap().windows;
            let stands = |row: &&RunWindow| row.zone == "Asia/Kolkata" && row.state == WindowState::Submitted;
            shown.iter().find(stands).cloned()
        })
        .await;
    assert_eq!(
        (shown.start.to_string().as_str(), shown.end.to_string().as_str()),
        ("2026-11-24T06:00:00Z", "2026-11-24T07:30:00Z"),
        "half past eleven to one"
    );
    let now = app.drive.clock().clock().now();
    let open = app
        .tenant
        .windows()
        .into_iter()
        .filter(|window| window.timezone == "Asia/Kolkata" && window.end > now);
    assert_eq!(open.map(|window| window.start).collect::<Vec<_>>(), [shown.start]);
}

#[tokio::test(flavor = "multi_thread")]
async fn shortening_withdraws_only_where_nothing_legal_is_left() {
    let (app, run) = submitted().await;
    app.call_on(RuleAdd, rule(Some(("14:00", "18:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    until_kolkata(&app, &run, |row| row.state == WindowState::Withdrawn).await;
    assert_eq!(zones_at(&app), ["Europe/Berlin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_being_shortened_for_a_rule_that_is_off_again_is_made_anew_whole() {
    let (app, run) = submitted().await;
    app.tenant.faults().add(Fault::delay(Duration::from_secs(20)).on("DELETE", "/**"));
    let added = app.call(RuleAdd, rule(Some(("10:00", "12:00")), Some(RuleTreatment::Shorten)));
    tokio::pin!(added);
    app.until_withdrawing(&mut added).await;
    let standing = app.call(RuleStanding, Nothing {}).await.unwrap();
    assert_eq!(standing.forbidden[0].decided, Some(RuleTreatment::Shorten));
    let off = RuleOff { id: "no-india".to_owned(), why: "A licence came.".to_owned(), standing: None };
    app.call(RuleOffCommand, off).await.unwrap();
    app.drive.during(TICK, added).await.unwrap();
    let row = until_kolkata(&app, &run, |row| row.state == WindowState::Submitted).await;
    assert_eq!(
        (row.start.to_string().as_str(), row.end.to_string().as_str(), row.verdict),
        ("2026-11-24T03:30:00Z", "2026-11-24T07:30:00Z", Verdict::Legal)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn shortening_keeps_the_legal_part_of_a_window_that_waits_for_its_turn_too() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::throttled("30").on(CREATE.0, CREATE.1).next(2));
    let run = submit(&app).await;
    app.call(RuleAdd, rule(Some(("10:00", "18:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    let row = until_kolkata(&app, &run, |row| row.state == WindowState::Submitted).await;
    assert_eq!(
        (row.start.to_string().as_str(), row.end.to_string().as_str(), row.verdict),
        ("2026-11-24T04:30:00Z", "2026-11-24T07:30:00Z", Verdict::Clamped)
    );
    let there = app.tenant.windows().into_iter().find(|window| window.timezone == "Asia/Kolkata").unwrap();
    assert_eq!(there.start, row.start);
}

/// Starts of a saved schedule as it lists them: zone, begin and end.
async fn listed(app: &TestApp, id: &ScheduleId) -> Vec<(String, String, String)> {
    let shown = app.call(ScheduleShow, ScheduleRef { id: id.clone() }).await.unwrap();
    shown.next.into_iter().map(|fire| (fire.zone, fire.start.to_string(), fire.end.to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_lists_a_shortened_window_as_it_stands_and_not_as_it_was_made() {
    let (app, saved) = TestApp::standing("2026-11-24T03:00:00Z", &ZONES[..1]).await;
    let (from, until) = ("2026-11-24T04:30:00Z", "2026-11-24T07:30:00Z");
    app.call_on(RuleAdd, rule(Some(("10:00", "18:00")), Some(RuleTreatment::Shorten))).await.unwrap();
    app.drive
        .until("ten o'clock stands at the tenant", TICK, || async {
            app.tenant.windows().iter().any(|window| window.start.to_string() == from).then_some(())
        })
        .await;
    let is = ("Asia/Kolkata".to_owned(), from.to_owned(), until.to_owned());
    let today = |(_, start, _): &&(String, String, String)| start.starts_with("2026-11-24");
    let there: Vec<_> = listed(&app, &saved.id).await.iter().filter(today).cloned().collect();
    assert_eq!(there, std::slice::from_ref(&is), "once, and as `run show` has it");
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let span = CalendarArgs { from: at("2026-11-24T03:10:00Z"), until: at("2026-11-24T12:00:00Z") };
    let calendar = app.call(ScheduleCalendar, span).await.unwrap();
    let there: Vec<_> = calendar.iter().map(|fire| fire.start.to_string()).collect();
    assert_eq!(there, [from], "in the calendar too");
    // Nine o'clock has passed there, and the window still comes.
    app.drive.over(Duration::from_mins(50), Duration::from_mins(1)).await;
    assert!(listed(&app, &saved.id).await.contains(&is), "until it begins");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_lists_a_window_that_stands_in_spite_of_a_rule() {
    let (app, saved) = TestApp::standing("2026-11-24T03:00:00Z", &ZONES[..1]).await;
    app.call_on(RuleAdd, rule(None, Some(RuleTreatment::Keep))).await.unwrap();
    let shown = app.call(ScheduleShow, ScheduleRef { id: saved.id.clone() }).await.unwrap();
    let first = &shown.next[0];
    let (start, end) = (first.start.to_string(), first.end.to_string());
    assert_eq!((start.as_str(), end.as_str()), ("2026-11-24T03:30:00Z", "2026-11-24T07:30:00Z"), "it dials");
    let tomorrow = &shown.next[1];
    assert_eq!((tomorrow.verdict, tomorrow.end), (Verdict::Refused, tomorrow.start), "tomorrow's does not");
}
