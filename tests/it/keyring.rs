//! Secrets in a real keyring: the one that `script/with-keyring` starts, with a bus of its own.

use std::path::Path;

use callboard_clock::{Chance, Clock};
use callboard_engine::audit::verify_file;
use callboard_engine::secrets::{StoreChoice, StoresOfFile};
use callboard_engine::{Engine, Options};
use callboard_rpc::command::{SecretsShow, SettingsSet};
use callboard_rpc::types::{Nothing, SecretStoreKind, SettingSet};
use callboard_rpc::{Caller, Handle};
use secrecy::ExposeSecret as _;

/// Without a keyring of the tests' own it is left out, and that is said; nobody's real one is ever touched.
#[expect(clippy::print_stderr, reason = "what was left out is said aloud")]
fn there_is_one() -> bool {
    let there = std::env::var_os("CALLBOARD_TEST_KEYRING").is_some();
    if !there {
        eprintln!(
            "\n*** The test against a real keyring was left out: run it through script/with-keyring.\n"
        );
    }
    there
}

fn start(data: &Path) -> Engine {
    let secrets = StoreChoice { kind: Some(SecretStoreKind::Keyring), passphrase: None };
    let options = Options::new(data.to_owned(), Clock::system(), Chance::from_os());
    Engine::start(Options { secrets, ..options }).unwrap()
}

async fn read(engine: &Engine, name: &str) -> Option<String> {
    let secret = engine.secrets.get(name).await.unwrap();
    secret.map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_keyring_keeps_a_secret_over_a_restart_and_lets_it_go() {
    if !there_is_one() {
        return;
    }
    let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let name = "connection/con_test/client_secret";
    let first = start(data.path());
    let state = Handle::<SecretsShow>::handle(&first, &Caller::engine(), Nothing {}).await.unwrap();
    assert!(state.usable, "{}", state.words);
    first.secrets.set(name, "päss wörd".into()).await.unwrap();
    first.secrets.set(name, "a newer one".into()).await.unwrap();
    first.shutdown().await;
    drop(first);

    let again = start(data.path());
    assert_eq!(read(&again, name).await.as_deref(), Some("a newer one"));
    assert!(again.secrets.holds(name).await.unwrap());

    let stranger = start(other.path());
    assert_eq!(
        read(&stranger, name).await,
        None,
        "another data folder in the same keyring has its own entries"
    );
    stranger.shutdown().await;

    again.secrets.remove(name).await.unwrap();
    assert_eq!(read(&again, name).await, None);
    again.secrets.remove(name).await.expect("what is gone already is well gone");
    again.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_keyring_remembers_what_was_signed_also_of_a_copy() {
    if !there_is_one() {
        return;
    }
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let engine = start(data.path());
    for seconds in [60, 61] {
        let set = SettingSet { key: "run.poll_seconds".to_owned(), value: serde_json::json!(seconds) };
        Handle::<SettingsSet>::handle(&engine, &Caller::engine(), set).await.unwrap();
        engine.signer.checkpoint(1).await.unwrap().expect("there is a row to sign");
    }
    engine.shutdown().await;
    drop(engine);

    let copy = elsewhere.path().join("copy.db");
    std::fs::copy(data.path().join("callboard.db"), &copy).unwrap();
    let clock = Clock::system();
    let stores = StoresOfFile::new(clock.clone(), StoreChoice::default(), None);
    let whole = verify_file(&copy, None, &stores, clock.now()).await.unwrap();
    assert!(whole.ok, "{:?}", whole.first_bad);
    assert!(whole.remarks.iter().any(|remark| remark.contains("remembers as signed")), "{:?}", whole.remarks);

    let db = rusqlite::Connection::open(&copy).unwrap();
    let sql = "SELECT min(seq) FROM audit WHERE action = 'audit.checkpoint'";
    let told: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
    db.execute_batch(&format!(
        "DELETE FROM audit WHERE seq > {told}; DELETE FROM audit_checkpoints WHERE seq > {told};
         UPDATE audit_head SET seq = {told}, hash = (SELECT hash FROM audit WHERE seq = {told})"
    ))
    .unwrap();
    drop(db);
    let cut = verify_file(&copy, None, &stores, clock.now()).await.unwrap();
    let words = cut.first_bad.expect("the keyring remembers a later row").words;
    assert!(words.contains("missing") && words.contains("secret store remembers"), "{words}");
}
