use callboard_rpc::types::{
    DispositionCode, DraftSeen, MapCode, MapDraftSave, MapExport, MapFormat, MapGoBack, MapImport,
    MapPublish, OfConnection,
};
use callboard_rpc::{Code, command};

use super::house::{House, Loops};
use crate::map::default_map;

const OF: OfConnection = OfConnection { connection: None };

fn save(map: callboard_rpc::types::DispositionMap) -> MapDraftSave {
    MapDraftSave { connection: None, map: Some(map), seen: None }
}

fn publish(over: u32) -> MapPublish {
    MapPublish { connection: None, note: Some("Because".into()), over, reapply_days: 0, seen: None }
}

#[tokio::test]
async fn the_first_map_is_there_at_first_use_and_reading_writes_nothing() {
    let house = House::start(Loops::WithoutEffects).await;
    let shown = house.call(command::DispositionShow, OF).await.unwrap();
    assert_eq!((shown.version.version, shown.version.by.as_str()), (1, "callboard"));
    assert_eq!(shown.published, default_map());
    assert_eq!(house.number("SELECT count(*) FROM map_versions").await, 0);
    let disabled: Vec<_> = shown.actions.iter().filter(|action| !action.available).collect();
    assert!(disabled.len() == 1 && disabled[0].because.as_deref().unwrap().contains("Callbacks"));
    house.events(&[("a", "1001", 1)]).await;
    house.decided().await;
    let versions = house.call(command::DispositionVersions, OF).await.unwrap();
    let told: Vec<_> = versions.iter().map(|one| (one.version, one.decided, one.at)).collect();
    assert_eq!(told, [(1, 1, shown.version.at)]);
}

#[tokio::test]
async fn a_draft_may_be_anything_and_only_a_sound_one_is_published() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut map = default_map();
    map.codes.push(DispositionCode { code: "1001 ".into(), category: "sold".into(), meaning: String::new() });
    let shown = house.call(command::DispositionDraft, save(map.clone())).await.unwrap();
    assert_eq!(shown.draft.unwrap().based_on, 1);
    let refused = house.call(command::DispositionPublish, publish(1)).await.unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!(refused.detail.unwrap()["fields"].as_array().unwrap().len(), 2, "all faults at once");
    map.codes.pop();
    map.codes[0].category = "wrong_number".into();
    let shown = house.call(command::DispositionDraft, save(map.clone())).await.unwrap();
    assert_eq!(shown.changes.len(), 1);
    let stale = house.call(command::DispositionPublish, publish(7)).await.unwrap_err();
    assert_eq!(stale.code, Code::Conflict);
    let published = house.call(command::DispositionPublish, publish(1)).await.unwrap().dispositions;
    assert_eq!((published.version.version, published.version.by.as_str()), (2, "maria"));
    assert_eq!((published.published, published.draft), (map, None));
    let twice = house.call(command::DispositionPublish, publish(1)).await.unwrap_err();
    assert_eq!(twice.code, Code::Conflict, "another click on a stale page publishes nothing");
    let told = house
        .number("SELECT count(*) FROM audit WHERE action IN ('disposition.draft', 'disposition.publish')")
        .await;
    assert_eq!(told, 3, "two drafts and one publication, each with its row");
}

#[tokio::test]
async fn going_back_publishes_a_copy_and_forgets_nothing() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut map = default_map();
    map.codes.pop();
    house.call(command::DispositionDraft, save(map)).await.unwrap();
    house.call(command::DispositionPublish, publish(1)).await.unwrap();
    let back = |version, over| MapGoBack { connection: None, version, over };
    let unseen = house.call(command::DispositionGoBack, back(1, 1)).await.unwrap_err();
    assert_eq!(unseen.code, Code::Conflict, "somebody published meanwhile: {unseen:?}");
    assert_eq!(unseen.detail.unwrap()["version"], 2);
    let shown = house.call(command::DispositionGoBack, back(1, 2)).await.unwrap();
    assert_eq!((shown.version.version, shown.version.copy_of), (3, Some(1)));
    assert_eq!(shown.published, default_map());
    assert_eq!(house.call(command::DispositionVersions, OF).await.unwrap().len(), 3);
    let now = house.call(command::DispositionGoBack, back(3, 3)).await.unwrap_err();
    assert_eq!(now.code, Code::Conflict);
    let missing = house.call(command::DispositionGoBack, back(9, 3)).await.unwrap_err();
    assert_eq!(missing.code, Code::NotFound);
}

#[tokio::test]
async fn a_code_that_is_mapped_while_a_draft_is_open_stands_in_the_draft_too() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut map = default_map();
    map.codes[0].meaning = "Never again".into();
    house.call(command::DispositionDraft, save(map)).await.unwrap();
    let mapped =
        MapCode { connection: None, code: "5001".into(), category: "wrong_number".into(), meaning: None };
    let shown = house.call(command::DispositionMapCode, mapped).await.unwrap().dispositions;
    let changes: Vec<_> = shown.changes.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(changes, ["code 1001"], "publishing the draft takes nothing away");
    assert_eq!(shown.draft.unwrap().based_on, 2);
    let bad = MapCode { connection: None, code: "5002".into(), category: "sold".into(), meaning: None };
    let refused = house.call(command::DispositionMapCode, bad).await.unwrap_err();
    assert_eq!(refused.detail.unwrap()["field"], "category");
}

#[tokio::test]
async fn a_map_goes_out_as_a_file_and_comes_back_as_the_draft() {
    let house = House::start(Loops::WithoutEffects).await;
    for format in [MapFormat::Csv, MapFormat::Json] {
        let export = MapExport { connection: None, version: None, format };
        let out = house.call(command::DispositionExport, export).await.unwrap();
        assert_eq!(out.rows, 9);
        let import = MapImport { connection: None, file: out.file, name: out.name, seen: None };
        let shown = house.call(command::DispositionImport, import).await.unwrap();
        assert!(shown.changes.is_empty() && shown.draft.is_some(), "{format:?}");
    }
    let path = house.engine.data_dir().path().join("map.csv");
    std::fs::write(&path, "code,category\n1,wrong_number\n2,sold\n").unwrap();
    let file = house.engine.files.adopt(&path).unwrap();
    let import = MapImport { connection: None, file, name: "map.csv".into(), seen: None };
    let refused = house.call(command::DispositionImport, import).await.unwrap_err();
    assert!(refused.message.starts_with("Line 3: "), "{}", refused.message);
}

#[tokio::test]
async fn a_draft_that_somebody_changed_meanwhile_is_neither_overwritten_nor_published_unseen() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut map = default_map();
    map.codes[0].meaning = "One".into();
    let first = house.call(command::DispositionDraft, save(map.clone())).await.unwrap().draft.unwrap();
    map.codes[0].meaning = "Two".into();
    let seen = |map: Option<callboard_rpc::types::DispositionMap>, at| MapDraftSave {
        connection: None,
        map,
        seen: at,
    };
    let at = Some(DraftSeen::At(first.changed_at));
    let second =
        house.call(command::DispositionDraft, seen(Some(map.clone()), at)).await.unwrap().draft.unwrap();
    assert!(second.changed_at > first.changed_at, "also where no time has passed");
    map.codes[0].meaning = "Three".into();
    let stale = house.call(command::DispositionDraft, seen(Some(map), at)).await.unwrap_err();
    assert_eq!((stale.code, stale.message.as_str()), (Code::Conflict, "maria changed the draft meanwhile."));
    let thrown = house.call(command::DispositionDraft, seen(None, at)).await.unwrap_err();
    assert_eq!(thrown.code, Code::Conflict);
    let export = MapExport { connection: None, version: None, format: MapFormat::Json };
    let out = house.call(command::DispositionExport, export).await.unwrap();
    let import = MapImport { connection: None, file: out.file, name: out.name, seen: at };
    let imported = house.call(command::DispositionImport, import).await.unwrap_err();
    assert_eq!(imported.code, Code::Conflict, "nor replaced by a file");
    let meant = |at| MapPublish { seen: Some(DraftSeen::At(at)), ..publish(1) };
    let unseen = house.call(command::DispositionPublish, meant(first.changed_at)).await.unwrap_err();
    assert_eq!(unseen.code, Code::Conflict);
    let published = house.call(command::DispositionPublish, meant(second.changed_at)).await.unwrap();
    assert_eq!(published.dispositions.published.codes[0].meaning, "Two");
    let rows = house.number("SELECT max(length(after)) FROM audit WHERE action = 'disposition.draft'").await;
    assert!(rows < 400, "each row says what changed since the one before: {rows}");
}

#[tokio::test]
async fn a_draft_that_was_begun_from_an_older_version_still_says_so_when_a_code_is_mapped() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut map = default_map();
    map.codes.pop();
    house.call(command::DispositionDraft, save(map.clone())).await.unwrap();
    // Another version comes in between.
    house.write(|write| Ok(write.execute("UPDATE map_drafts SET based_on = 0", []).map(drop)?)).await;
    let mapped =
        MapCode { connection: None, code: "5001".into(), category: "wrong_number".into(), meaning: None };
    let shown = house.call(command::DispositionMapCode, mapped).await.unwrap().dispositions;
    assert_eq!(shown.draft.unwrap().based_on, 0);
}

#[tokio::test]
async fn of_two_who_saw_no_draft_the_second_overwrites_nothing() {
    let house = House::start(Loops::WithoutEffects).await;
    let none_seen = |map: Option<callboard_rpc::types::DispositionMap>| MapDraftSave {
        connection: None,
        map,
        seen: Some(DraftSeen::Nothing),
    };
    let mut map = default_map();
    map.codes[0].meaning = "First".into();
    house.call(command::DispositionDraft, none_seen(Some(map.clone()))).await.unwrap();
    let first = map.clone();
    map.codes[0].meaning = "Second".into();
    let second = house.call(command::DispositionDraft, none_seen(Some(map))).await.unwrap_err();
    let words = "maria changed the draft meanwhile.";
    assert_eq!((second.code, second.message.as_str()), (Code::Conflict, words));
    let thrown = house.call(command::DispositionDraft, none_seen(None)).await.unwrap_err();
    assert_eq!(thrown.code, Code::Conflict);
    let export = MapExport { connection: None, version: None, format: MapFormat::Json };
    let out = house.call(command::DispositionExport, export).await.unwrap();
    let import =
        MapImport { connection: None, file: out.file, name: out.name, seen: Some(DraftSeen::Nothing) };
    let imported = house.call(command::DispositionImport, import).await.unwrap_err();
    assert_eq!(imported.code, Code::Conflict);
    let unseen = MapPublish { seen: Some(DraftSeen::Nothing), ..publish(1) };
    let published = house.call(command::DispositionPublish, unseen).await.unwrap_err();
    assert_eq!(published.code, Code::Conflict);
    let shown = house.call(command::DispositionShow, OF).await.unwrap();
    assert_eq!(shown.draft.unwrap().map, first);
}
