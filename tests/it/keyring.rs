//! Secrets in a real keyring: the one that `script/with-keyring` starts, with a bus of its own.

use std::path::Path;

use callboard_clock::{Chance, Clock};
use callboard_engine::secrets::StoreChoice;
use callboard_engine::{Engine, Options};
use callboard_rpc::command::SecretsShow;
use callboard_rpc::types::{Nothing, SecretStoreKind};
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
