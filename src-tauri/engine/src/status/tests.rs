use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{Nothing, NoticesRead, PhoneNormalize, PhoneView, SecretStoreKind, Status};
use callboard_rpc::{Caller, Code, Door, Handle, NoticeLevel, command};

use crate::kernel::{NewNotice, Notices};
use crate::secrets::StoreChoice;
use crate::{Engine, Options};

struct House {
    engine: Engine,
    manual: Arc<ManualClock>,
    dir: tempfile::TempDir,
}

fn house(kind: SecretStoreKind) -> House {
    let dir = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let options = Options {
        secrets: StoreChoice { kind: Some(kind), passphrase: None },
        readers: 1,
        ..Options::new(dir.path().to_owned(), manual.clock(), Chance::seeded(1))
    };
    House { engine: Engine::start(options).unwrap(), manual, dir }
}

fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

async fn status(house: &House) -> Status {
    Handle::<command::StatusShow>::handle(&house.engine, &maria(), Nothing {}).await.unwrap()
}

async fn normalize(house: &House, region: Option<&str>, raw: &str) -> callboard_rpc::Result<PhoneView> {
    let args = PhoneNormalize { region: region.map(str::to_owned), raw: raw.to_owned() };
    Handle::<command::PhoneNormalizeCommand>::handle(&house.engine, &maria(), args).await
}

#[tokio::test]
async fn the_status_names_every_release_that_decides_something() {
    let status = status(&house(SecretStoreKind::Session)).await;
    assert!(
        status.sqlite_version.as_str() >= "3.51.3",
        "older ones can corrupt a log: {}",
        status.sqlite_version
    );
    assert!(status.zones.release.starts_with("20"), "{}", status.zones.release);
    assert!(!status.phone_release.is_empty() && !status.rules_version.is_empty());
    assert!(status.database_bytes > 0 && status.trouble.is_empty(), "{:?}", status.trouble);
}

#[tokio::test]
async fn a_secret_store_that_does_not_work_is_a_trouble_with_a_way_out() {
    // The file was chosen, and nobody gave its passphrase.
    let status = status(&house(SecretStoreKind::File)).await;
    assert!(!status.secret_store.usable);
    let trouble = &status.trouble[0];
    assert!(trouble.what.contains("passphrase") && trouble.to_do.contains("session only"), "{trouble:?}");
}

#[tokio::test]
async fn a_number_is_shown_masked_with_what_is_known_of_it() {
    let house = house(SecretStoreKind::Session);
    let seen = normalize(&house, Some("US"), "'(415) 555-2671").await.unwrap();
    assert_eq!(seen.masked, "+1 415 ***-**71");
    assert_eq!((seen.country.as_deref(), seen.state.as_deref()), (Some("US"), Some("US-CA")));
    assert_eq!(seen.zones, ["America/Los_Angeles"]);
    assert_eq!(seen.repaired.as_deref(), Some("A leading apostrophe was taken off."));
    let national = normalize(&house, None, "4155552671").await.unwrap_err();
    assert!(national.message.contains("national number") && !national.message.contains("4155"), "{national}");
    assert_eq!(normalize(&house, Some("ZZ"), "+14155552671").await.unwrap_err().code, Code::Invalid);
}

#[tokio::test]
async fn notices_are_read_one_by_one_or_all_together() {
    let house = house(SecretStoreKind::Session);
    for title in ["a", "b"] {
        let new =
            NewNotice { level: NoticeLevel::Done, title: title.into(), body: String::new(), link: None };
        house.engine.kernel.db.write(move |write| Notices::tell(write, new)).await.unwrap();
    }
    let list =
        async || Handle::<command::NoticeList>::handle(&house.engine, &maria(), Nothing {}).await.unwrap();
    let newest = list().await[0].id.clone();
    let read = async |ids| {
        Handle::<command::NoticeRead>::handle(&house.engine, &maria(), NoticesRead { ids }).await.unwrap();
    };
    read(vec![newest]).await;
    assert_eq!(list().await.iter().map(|notice| notice.read).collect::<Vec<_>>(), [true, false]);
    read(vec![]).await;
    assert!(list().await.iter().all(|notice| notice.read));
}

#[tokio::test]
async fn the_picker_offers_places_only() {
    let house = house(SecretStoreKind::Session);
    let names = Handle::<command::ZoneNames>::handle(&house.engine, &maria(), Nothing {}).await.unwrap();
    assert!(names.contains(&"America/New_York".to_owned()) && names.is_sorted());
    assert!(!names.contains(&"EST".to_owned()));
}

#[tokio::test]
async fn diagnostics_hold_the_log_and_no_whole_number() {
    let house = house(SecretStoreKind::Session);
    let logs = house.dir.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    std::fs::write(logs.join("callboard.2026-11-22.log"), "older line\n").unwrap();
    std::fs::write(logs.join("callboard.2026-11-23.log"), "called +14155552671 twice\n").unwrap();
    let out =
        Handle::<command::DiagnosticsExport>::handle(&house.engine, &maria(), Nothing {}).await.unwrap();
    let mut text = String::new();
    house.engine.files.read(&out.file).unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("sqlite_version") && text.contains("poll: 30s"), "{text}");
    let older = text.find("older line").expect("yesterday's end goes along");
    assert!(text[older..].contains("called +1 415 ***-**71 twice"), "{text}");
    assert_eq!(out.rows, text.lines().count() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_does_not_answer_the_status_says_so_and_needs_no_reader() {
    let house = house(SecretStoreKind::Session);
    let db = house.engine.kernel.db.clone();
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let since = house.engine.clock().now();
    let held = tokio::spawn(async move { db.read(move |_| Ok(gate.recv().is_ok())).await });
    let trouble = async || {
        Handle::<command::ProgramTrouble>::handle(&house.engine, &maria(), Nothing {}).await.unwrap()
    };
    let reading = |all: &[callboard_rpc::types::Trouble]| {
        all.iter().find(|one| one.what == "The reading of the database stands still.").cloned()
    };
    let said = loop {
        if let Some(said) = reading(&trouble().await) {
            break said;
        }
        house.manual.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    };
    assert!(said.since >= since && said.to_do.contains("disk"), "{said:?}");
    let engine = house.engine.clone();
    let asking = tokio::spawn(async move {
        Handle::<command::StatusShow>::handle(&engine, &maria(), Nothing {}).await.unwrap()
    });
    while !asking.is_finished() {
        house.manual.advance(Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    let shown = asking.await.unwrap();
    assert!(reading(&shown.standing_still).is_some() && reading(&shown.trouble).is_some(), "{shown:?}");
    assert!(shown.waiting.is_empty(), "what only the database knows is left out: {shown:?}");
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    while !trouble().await.is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(status(&house).await.standing_still, [], "it is over");
}
