//! Saving refuses what can never be right, and names the field.

use callboard_rpc::types::SubmitArgs;

use super::*;

type Wrong = (&'static str, fn(&mut ScheduleDraft));

#[tokio::test]
async fn every_wrong_field_is_named() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let wrong: [Wrong; 24] = [
        ("name", |draft| draft.name = "  ".to_owned()),
        ("name", |draft| draft.name = "x".repeat(129)),
        ("campaign_id", |draft| draft.campaign_id.clear()),
        ("campaign_id", |draft| draft.campaign_id = "c".repeat(129)),
        ("cron", |draft| draft.cron = "0 9 * * 8".to_owned()),
        ("mode.zone", |draft| draft.mode = same_moment("Mars/Olympus")),
        ("duration_minutes", |draft| draft.duration_minutes = 0),
        ("duration_minutes", |draft| draft.duration_minutes = 24 * 60 + 1),
        ("holidays", |draft| draft.holidays = vec!["25.12.2026".to_owned()]),
        ("jitter_seconds", |draft| draft.jitter_seconds = 240 * 60),
        ("misfire.max_age_minutes", |draft| draft.misfire = Misfire::Late { max_age_minutes: 0 }),
        ("pause_after_failures", |draft| draft.pause_after_failures = 100_000),
        ("expected", |draft| draft.expected = Some(0)),
        ("expected", |draft| draft.expected = Some(u64::MAX)),
        ("name", |draft| draft.name = "x".repeat(20_000)),
        ("name", |draft| draft.name = "Spring\u{202e}renewals".to_owned()),
        ("campaign_id", |draft| draft.campaign_id = "   ".to_owned()),
        ("campaign_id", |draft| draft.campaign_id = "..".to_owned()),
        ("campaign_id", |draft| draft.campaign_id = ".".to_owned()),
        ("campaign_id", |draft| draft.campaign_id = "''".to_owned()),
        ("campaign_id", |draft| draft.campaign_id = "a\nb".to_owned()),
        ("left_out", |draft| draft.left_out = vec!["America/Chicgo".to_owned()]),
        ("left_out", |draft| draft.left_out = vec!["America/Denver".to_owned()]),
        ("cron", |draft| draft.cron = "@once 2020-01-01 10:00".to_owned()),
    ];
    for (field, change) in wrong {
        let mut draft = draft("0 9 * * *", &list);
        change(&mut draft);
        let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft.clone()), now: false };
        for error in [
            house.call(command::SchedulePlan, args.clone()).await.err(),
            house.call(command::ScheduleSubmit, args).await.err(),
        ] {
            // A submission that nobody named bears its campaign's name.
            let error = error.unwrap_or_else(|| panic!("{field} is refused at every door: {draft:?}"));
            let named = error.detail.as_ref().map(|detail| detail["field"].clone());
            assert_eq!(named, Some(field.into()), "{error}");
        }
        let save = ScheduleSave::new(None, draft);
        let error = house.call(command::ScheduleSaveCommand, save).await.unwrap_err();
        assert_eq!(
            error.detail.as_ref().map(|detail| detail["field"].clone()),
            Some(field.into()),
            "{error}"
        );
    }
    let gone = draft("0 9 * * *", &ContactSetId("set_gone".to_owned()));
    let save = ScheduleSave::new(None, gone);
    let error = house.call(command::ScheduleSaveCommand, save).await.unwrap_err();
    assert_eq!(error.code, callboard_rpc::Code::NotFound, "{error}");
    assert!(house.read(|db| super::super::super::store::all(db, None)).await.is_empty(), "nothing was saved");
}

#[tokio::test]
async fn a_group_that_nobody_is_in_is_refused_with_the_nearest_names() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let wrong = ScheduleDraft { left_out: vec!["America/Chicgo".to_owned()], ..draft("0 9 * * *", &list) };
    let error = house.call(command::ScheduleSaveCommand, ScheduleSave::new(None, wrong)).await.unwrap_err();
    assert!(error.message.contains("America/Chicgo"), "{error}");
    assert_eq!(error.hint.as_deref(), Some("Nearest: America/Chicago."), "{error:?}");
}

#[tokio::test]
async fn zones_are_taken_in_any_letter_case_and_stored_as_iana_writes_them() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO]).await;
    let shouted = ScheduleDraft {
        mode: same_moment("europe/BERLIN"),
        left_out: vec!["AMERICA/chicago".to_owned(), "america/new_york/us-ny".to_owned()],
        ..draft("0 15 * * *", &list)
    };
    let saved = house.save(shouted).await;
    assert_eq!(saved.draft.mode, same_moment("Europe/Berlin"));
    assert_eq!(saved.draft.left_out, ["America/Chicago", "America/New_York/US-NY"]);
    assert_eq!(saved.zones, 0, "whoever was left out is out, however it was written");
}
