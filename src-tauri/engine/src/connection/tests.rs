use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{
    ConnectionId, ConnectionRemoval, ConnectionSave, ConnectionSettings, MaybeConnection, Nothing,
    SecretStoreKind, SecretText,
};
use callboard_rpc::{Caller, Code, Door, Handle, command};

use crate::secrets::StoreChoice;
use crate::{Engine, Options};

struct House {
    engine: Engine,
    _dir: tempfile::TempDir,
}

fn house() -> House {
    let dir = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.path().to_owned(), manual.clock(), Chance::seeded(1))
    };
    House { engine: Engine::start(options).unwrap(), _dir: dir }
}

fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

fn settings(name: &str) -> ConnectionSettings {
    serde_json::from_value(serde_json::json!({
        "name": name, "base_url": "http://127.0.0.1:9", "client_id": "desk", "default_region": "us",
    }))
    .unwrap()
}

fn new(name: &str) -> ConnectionSave {
    ConnectionSave {
        id: None,
        settings: settings(name),
        client_secret: Some(SecretText("hunter2hunter2".into())),
    }
}

async fn save(
    house: &House,
    save: ConnectionSave,
) -> callboard_rpc::Result<callboard_rpc::types::Connection> {
    Handle::<command::ConnectionSaveCommand>::handle(&house.engine, &maria(), save).await
}

async fn list(house: &House) -> Vec<callboard_rpc::types::Connection> {
    Handle::<command::ConnectionList>::handle(&house.engine, &maria(), Nothing {}).await.unwrap()
}

async fn audit(house: &House) -> Vec<(String, String)> {
    let read = house.engine.kernel.db.read(|db| {
        let mut statement = db.prepare(
            "SELECT action, coalesce(before, '') || coalesce(after, '') || result FROM audit ORDER BY seq",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn the_secret_stands_in_no_table_and_no_audit_row() {
    let house = house();
    let saved = save(&house, new("Acme")).await.unwrap();
    assert!(saved.has_secret);
    assert_eq!(saved.settings.default_region.as_deref(), Some("US"));
    assert_eq!(saved.settings.rate_limit, Some(100), "the contract's default");
    let rows = audit(&house).await;
    assert_eq!(rows[0].0, "connection.save");
    assert!(rows.iter().all(|(_, text)| !text.contains("hunter2")), "{rows:?}");
    let stored: String = house
        .engine
        .kernel
        .db
        .read(|db| Ok(db.query_row("SELECT settings FROM connections", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert!(!stored.contains("hunter2"));
}

#[tokio::test]
async fn a_new_connection_needs_a_secret_and_a_change_keeps_it() {
    let house = house();
    let without = ConnectionSave { client_secret: None, ..new("Acme") };
    let refused = save(&house, without.clone()).await.unwrap_err();
    assert_eq!(refused.detail.unwrap()["field"], "client_secret");
    let id = save(&house, new("Acme")).await.unwrap().id;
    let renamed = ConnectionSave { id: Some(id.clone()), settings: settings("Acme EU"), ..without };
    let changed = save(&house, renamed).await.unwrap();
    assert!(changed.has_secret);
    assert_eq!((changed.id, changed.settings.name.as_str()), (id, "Acme EU"));
}

#[tokio::test]
async fn two_connections_cannot_share_a_name_and_the_refused_ones_secret_is_gone() {
    let house = house();
    save(&house, new("Acme")).await.unwrap();
    let refused = save(&house, new("ACME")).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert_eq!(list(&house).await.len(), 1);
    assert_eq!(audit(&house).await.len(), 1, "what was refused changed nothing");
}

#[tokio::test]
async fn plain_http_elsewhere_than_loopback_is_refused_by_its_field() {
    let house = house();
    let mut save_it = new("Acme");
    save_it.settings.base_url = "http://api.example.com".into();
    let refused = save(&house, save_it).await.unwrap_err();
    assert_eq!(refused.detail.unwrap()["field"], "base_url");
}

#[tokio::test]
async fn the_only_connection_need_not_be_named_and_one_of_several_must() {
    let house = house();
    let only = |named: Option<&'static str>| {
        let db = house.engine.kernel.db.clone();
        async move {
            let named = named.map(ConnectionId::from);
            db.read(move |db| super::the_only(db, named.as_ref())).await.map(|row| row.settings.name)
        }
    };
    let nothing = only(None).await.unwrap_err().to_string();
    assert!(nothing.contains("No connection is set up"), "{nothing}");
    save(&house, new("Acme")).await.unwrap();
    assert_eq!(only(None).await.unwrap(), "Acme");
    save(&house, new("Bolt")).await.unwrap();
    let several = only(None).await.unwrap_err().to_string();
    assert!(several.contains("Acme, Bolt"), "{several}");
    assert_eq!(only(Some("bolt")).await.unwrap(), "Bolt", "the command line names it by name");
}

#[tokio::test]
async fn a_removed_connection_takes_its_secret_along_and_leaves_its_name() {
    let house = house();
    let id = save(&house, new("Acme")).await.unwrap().id;
    let remove = ConnectionRemoval { connection: id.clone(), standing: None };
    Handle::<command::ConnectionRemove>::handle(&house.engine, &maria(), remove).await.unwrap();
    assert!(list(&house).await.is_empty());
    let secret = crate::secrets::Secrets::client_secret(&id);
    assert!(house.engine.secrets.get(&secret).await.unwrap().is_none());
    let name = house.engine.kernel.db.read(move |db| super::name(db, &id)).await.unwrap();
    assert_eq!(name, "Acme", "old runs still have a name");
    save(&house, new("Acme")).await.expect("its name is free again");
}

#[tokio::test]
async fn a_connection_that_is_still_needed_stays() {
    let house = house();
    let id = save(&house, new("Acme")).await.unwrap().id;
    let holds: &[super::Hold] = &[|_, _| Ok(Some("Spring renewals may still dial".to_owned()))];
    let remove = ConnectionRemoval { connection: id, standing: None };
    let refused = super::remove::remove(&house.engine, &maria(), remove, holds).await.unwrap_err();
    assert!(refused.to_string().contains("may still dial"), "{refused}");
    assert_eq!(list(&house).await.len(), 1);
}

#[tokio::test]
async fn a_client_is_made_once_and_anew_when_its_address_changes() {
    let house = house();
    let id = save(&house, new("Acme")).await.unwrap().id;
    let address = |tenant: &callboard_cxone::Tenant| format!("{tenant:?}");
    let first = house.engine.tenants.client(&id).await.unwrap();
    assert!(address(&first).contains("127.0.0.1:9"));
    let (moved, clone) = (id.clone(), house.engine.clone());
    clone.kernel.db.write(move |write| super::moved(write, &moved, "http://127.0.0.1:10")).await.unwrap();
    let second = house.engine.tenants.client(&id).await.unwrap();
    assert!(address(&second).contains("127.0.0.1:10"), "{second:?}");
    let unknown = house.engine.tenants.client(&"con_x".into()).await.unwrap_err();
    assert!(unknown.to_string().contains("no connection"), "{unknown}");
}

#[tokio::test]
async fn without_any_connection_campaigns_are_not_listed_but_explained() {
    let house = house();
    let answer =
        Handle::<command::CampaignList>::handle(&house.engine, &maria(), MaybeConnection::default()).await;
    assert_eq!(answer.unwrap_err().code, Code::NotFound);
}
