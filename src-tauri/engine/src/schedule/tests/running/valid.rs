//! Saving refuses what can never be right, and names the field.

use super::*;

type Wrong = (&'static str, fn(&mut ScheduleDraft));

#[tokio::test]
async fn every_wrong_field_is_named() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[NEW_YORK]).await;
    let wrong: [Wrong; 13] = [
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
    ];
    for (field, change) in wrong {
        let mut draft = draft("0 9 * * *", &list);
        change(&mut draft);
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
