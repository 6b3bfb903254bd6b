use std::sync::Arc;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::SecretStoreKind as Kind;
use secrecy::{ExposeSecret as _, SecretString};

use super::keyring::{Ask, LIMIT, Question};
use super::{Numbers, Replaced, SLICE, Secrets, StoreChoice, StoresOfFile};
use crate::kernel::{DataDir, Kernel, Schema, TABLES};

struct House {
    kernel: Kernel,
    folder: DataDir,
    manual: Arc<ManualClock>,
    dir: tempfile::TempDir,
}

fn house() -> House {
    let dir = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let folder = DataDir::hold(dir.path()).unwrap();
    let schema = Schema::new(vec![TABLES, SLICE.tables]);
    let kernel = Kernel::open(&folder, &schema, manual.clock(), Chance::seeded(1)).unwrap();
    House { kernel, folder, manual, dir }
}

impl House {
    fn secrets(&self, kind: Option<Kind>, passphrase: Option<&str>, ask: Ask) -> Secrets {
        let given = StoreChoice { kind, passphrase: passphrase.map(SecretString::from) };
        Secrets::with(self.kernel.clone(), &self.folder, given, ask, 2)
    }
}

fn no_keyring(_: &str, _: Question) -> Result<Option<SecretString>, String> {
    Err("none runs on this machine".to_owned())
}

fn hangs(_: &str, _: Question) -> Result<Option<SecretString>, String> {
    loop {
        std::thread::park();
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as the keyring answers")]
fn empty_keyring(_: &str, _: Question) -> Result<Option<SecretString>, String> {
    Ok(None)
}

fn text(secret: Option<SecretString>) -> Option<String> {
    secret.map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test]
async fn without_a_keyring_the_state_says_so_and_offers_the_other_two() {
    let house = house();
    let secrets = house.secrets(None, None, no_keyring);
    let state = secrets.state().await.unwrap();
    assert_eq!((state.kind, state.usable), (Kind::Keyring, false));
    assert!(
        state.words.contains("this session only") && state.words.contains("passphrase"),
        "{}",
        state.words
    );
    let refused = secrets.set("a", "s3cret".into()).await.unwrap_err();
    assert!(!refused.to_string().contains("s3cret"), "an error never carries the secret");
    assert!(secrets.get("a").await.is_err(), "nothing was kept anywhere else instead");
}

/// As after a kill: nobody says where secrets are kept.
async fn kept_in(house: &House) -> Kind {
    house.secrets(None, Some("correct horse"), empty_keyring).state().await.unwrap().kind
}

#[tokio::test]
async fn a_folder_keeps_its_secrets_where_they_were_put_also_where_a_later_start_does_not_say() {
    let fresh = house();
    assert_eq!(kept_in(&fresh).await, Kind::Keyring);
    for kind in [Kind::Session, Kind::File] {
        let house = house();
        let phrase = Some("correct horse");
        house.secrets(Some(kind), phrase, no_keyring).set("connection/con_1/x", "s".into()).await.unwrap();
        assert_eq!(kept_in(&house).await, kind);
        let later = house.secrets(None, phrase, no_keyring);
        let held = text(later.get("connection/con_1/x").await.unwrap());
        assert_eq!(held.is_some(), kind == Kind::File, "a session's are gone, and no keyring is asked");
        // Whoever says otherwise is heard, and a person's choice lasts.
        assert_eq!(
            house.secrets(Some(Kind::Keyring), None, empty_keyring).state().await.unwrap().kind,
            Kind::Keyring
        );
        later.choose(Kind::Session, None).await.unwrap();
        assert_eq!(kept_in(&house).await, Kind::Session);
    }
}

#[tokio::test]
async fn a_log_that_was_signed_once_with_another_store_does_not_move_a_folder() {
    let house = house();
    let put = async |kind, name: &str| {
        let secrets = house.secrets(Some(kind), Some("correct horse"), empty_keyring);
        secrets.set(name, "s".into()).await.unwrap();
    };
    put(Kind::Keyring, "audit/signing_key").await;
    assert_eq!(kept_in(&house).await, Kind::Keyring);
    put(Kind::File, "source/src_1/secret").await;
    assert_eq!(kept_in(&house).await, Kind::File, "there are the secrets that a person set up");
    put(Kind::Session, "audit/signing_key").await;
    assert_eq!(kept_in(&house).await, Kind::File);
    put(Kind::Keyring, "source/src_2/secret").await;
    assert_eq!(kept_in(&house).await, Kind::Keyring, "of two that have some, the one that outlives more");
}

#[tokio::test]
async fn a_keyring_that_hangs_is_left_after_five_seconds() {
    let house = house();
    let secrets = house.secrets(None, None, hangs);
    let asked = tokio::spawn(async move { secrets.get("a").await });
    while house.manual.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    house.manual.advance(LIMIT);
    let error = asked.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("did not answer within 5 s"), "{error}");
}

#[tokio::test]
async fn the_session_forgets_at_the_end_and_the_file_does_not() {
    let house = house();
    let session = house.secrets(Some(Kind::Session), None, no_keyring);
    session.set("a", "1".into()).await.unwrap();
    assert!(session.holds("a").await.unwrap());
    let again = house.secrets(Some(Kind::Session), None, no_keyring);
    assert!(again.get("a").await.unwrap().is_none() && !again.holds("a").await.unwrap());

    let phrase = Some("correct horse");
    house.secrets(Some(Kind::File), phrase, no_keyring).set("b", "2".into()).await.unwrap();
    let again = house.secrets(Some(Kind::File), phrase, no_keyring);
    assert_eq!(text(again.get("b").await.unwrap()).as_deref(), Some("2"));
    assert!(again.holds("b").await.unwrap());
    again.remove("b").await.unwrap();
    assert!(again.get("b").await.unwrap().is_none() && !again.holds("b").await.unwrap());
}

#[tokio::test]
async fn the_file_shows_neither_secrets_nor_names_and_is_its_owners_alone() {
    let house = house();
    let secrets = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    secrets.set("connection/x", "hunter2-hunter2".into()).await.unwrap();
    let path = house.dir.path().join("secrets.age");
    let bytes = std::fs::read(&path).unwrap();
    for hidden in ["hunter2", "connection"] {
        assert!(!bytes.windows(hidden.len()).any(|part| part == hidden.as_bytes()), "{hidden} is readable");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_wrong_passphrase_is_said_and_changes_nothing() {
    let house = house();
    house.secrets(Some(Kind::File), Some("correct horse"), no_keyring).set("a", "1".into()).await.unwrap();
    let wrong = house.secrets(Some(Kind::File), Some("wrong horse!"), no_keyring);
    let state = wrong.state().await.unwrap();
    assert!(!state.usable && state.words.contains("passphrase does not open"), "{}", state.words);
    assert!(wrong.set("a", "2".into()).await.is_err());
    let right = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    assert_eq!(text(right.get("a").await.unwrap()).as_deref(), Some("1"));
    assert!(house.secrets(None, None, no_keyring).choose(Kind::File, None).await.is_err(), "no passphrase");
}

#[tokio::test]
async fn a_new_file_wants_eight_characters() {
    let house = house();
    let secrets = house.secrets(Some(Kind::Session), None, no_keyring);
    let refused = secrets.choose(Kind::File, Some("short".into())).await.unwrap_err();
    assert!(refused.to_string().contains("at least 8"), "{refused}");
    assert!(!house.dir.path().join("secrets.age").exists());
    assert_eq!(secrets.state().await.unwrap().kind, Kind::Session, "the old store stays in use");
}

#[tokio::test]
async fn what_opening_the_file_costs_stays_as_it_was_found() {
    let house = house();
    house.secrets(Some(Kind::File), Some("correct horse"), no_keyring).set("a", "1".into()).await.unwrap();
    let given = StoreChoice { kind: Some(Kind::File), passphrase: Some("correct horse".into()) };
    // Whoever opens it would make new files with another cost.
    let opened = Secrets::with(house.kernel.clone(), &house.folder, given, no_keyring, 3);
    opened.set("b", "2".into()).await.unwrap();
    let bytes = std::fs::read(house.dir.path().join("secrets.age")).unwrap();
    let header = String::from_utf8_lossy(&bytes);
    assert!(header.lines().nth(1).unwrap().ends_with(" 2"), "{header}");
}

#[tokio::test]
async fn what_the_session_holds_moves_into_the_store_that_is_chosen() {
    let house = house();
    let secrets = house.secrets(Some(Kind::Session), None, no_keyring);
    secrets.set("a", "1".into()).await.unwrap();
    secrets.choose(Kind::File, Some("correct horse".into())).await.unwrap();
    assert_eq!(text(secrets.get("a").await.unwrap()).as_deref(), Some("1"));
    let next_start = house.secrets(None, Some("correct horse"), no_keyring);
    assert_eq!(next_start.state().await.unwrap().kind, Kind::File, "the choice is remembered");
    assert_eq!(text(next_start.get("a").await.unwrap()).as_deref(), Some("1"));
}

#[tokio::test]
async fn what_the_file_holds_moves_too_and_is_left_nowhere() {
    let house = house();
    let secrets = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    secrets.set("a", "1".into()).await.unwrap();
    secrets.choose(Kind::Session, None).await.unwrap();
    assert_eq!(text(secrets.get("a").await.unwrap()).as_deref(), Some("1"));
    let file = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    assert!(file.get("a").await.unwrap().is_none() && !file.holds("a").await.unwrap());
}

#[tokio::test]
async fn a_store_is_left_also_where_it_cannot_be_read_any_more() {
    let house = house();
    house.secrets(Some(Kind::File), Some("correct horse"), no_keyring).set("a", "1".into()).await.unwrap();
    let shut = house.secrets(Some(Kind::File), None, no_keyring);
    assert!(!shut.state().await.unwrap().usable);
    shut.choose(Kind::Session, None).await.unwrap();
    assert!(shut.state().await.unwrap().usable);
    let file = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    assert_eq!(text(file.get("a").await.unwrap()).as_deref(), Some("1"), "what could not be read stays");
}

#[tokio::test]
async fn a_keyring_that_does_not_work_cannot_be_chosen() {
    let house = house();
    let secrets = house.secrets(Some(Kind::Session), None, no_keyring);
    secrets.set("a", "1".into()).await.unwrap();
    assert!(secrets.choose(Kind::Keyring, None).await.is_err());
    assert_eq!(text(secrets.get("a").await.unwrap()).as_deref(), Some("1"), "nothing was lost on the way");
    let works = house.secrets(Some(Kind::Session), None, empty_keyring);
    works.choose(Kind::Keyring, None).await.unwrap();
    assert!(works.state().await.unwrap().usable);
}

#[tokio::test]
async fn what_takes_the_place_of_another_writes_over_none_that_is_in_force() {
    let house = house();
    let secrets = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    let first = Numbers::default();
    assert_eq!(first.names("source/a", true), ["source/a/secret"], "none is before the first");
    let second = first.rotated(true);
    assert_eq!(second.names("source/a", true), ["source/a/secret_1", "source/a/secret"]);
    assert_eq!(second.rotated(false), Numbers { newest: 2, old: None });
    assert_eq!(second.replaced(), Numbers { newest: 2, old: Some(0) }, "the old one is what it was");

    for name in second.names("source/a", true) {
        secrets.set(&name, "in force".into()).await.unwrap();
    }
    for other in ["source/a/secret_2", "source/ab/secret", "endpoint/a/secret"] {
        secrets.set(other, "another".into()).await.unwrap();
    }
    secrets.keep_only("source/a", &second.names("source/a", true)).await.unwrap();
    let kept = ["endpoint/a/secret", "source/a/secret", "source/a/secret_1", "source/ab/secret"];
    assert_eq!(secrets.names().await.unwrap(), kept, "what a kill left is let go, and nothing of others");
}

#[tokio::test]
async fn a_rotation_leaves_an_old_secret_its_time_where_it_is_there() {
    let house = house();
    let secrets = house.secrets(Some(Kind::File), Some("correct horse"), no_keyring);
    let now: jiff::Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
    let (soon, later) =
        (now + jiff::SignedDuration::from_hours(2), now + jiff::SignedDuration::from_hours(9));
    let rotated =
        async |present, until, hours| secrets.rotation("source/a", present, until, now, hours).await.unwrap();
    let first = Numbers::default();
    let made = rotated(first, None, 2).await;
    assert_eq!((made.numbers, made.old_until), (Numbers { newest: 1, old: None }, None), "nothing was there");
    secrets.set("source/a/secret", "first".into()).await.unwrap();
    let made = rotated(first, None, 2).await;
    assert_eq!((made.numbers, made.old_until), (first.rotated(true), Some(soon)));

    let present = made.numbers;
    secrets.set("source/a/secret_1", "second".into()).await.unwrap();
    let again = Numbers { newest: 2, old: Some(0) };
    for (running, hours, until) in [(soon, 9, later), (later, 2, later)] {
        let made = rotated(present, Some(running), hours).await;
        assert_eq!((made.numbers, made.old_until), (again, Some(until)));
        let kept = now + jiff::SignedDuration::from_hours(i64::from(hours));
        assert_eq!(made.replaced, Some(Replaced { number: 1, until: kept }), "the newest so far stays too");
        assert_eq!(made.ended, None);
    }
    let over = rotated(present, Some(now), 2).await;
    assert_eq!((over.numbers, over.old_until), (present.rotated(true), Some(soon)), "its time is over");
    assert_eq!(rotated(present, Some(later), 0).await.numbers, present.rotated(false), "none is to stay");

    secrets.remove("source/a/secret").await.unwrap();
    assert_eq!(rotated(present, Some(later), 2).await.numbers, present.rotated(true), "it is not there");
}

#[expect(clippy::unnecessary_wraps, reason = "as the keyring answers")]
fn a_keyring_of_one_house(user: &str, _: Question) -> Result<Option<SecretString>, String> {
    Ok((user == "the-house/audit/signed").then(|| "remembered".into()))
}

#[tokio::test]
async fn the_stores_of_this_computer_are_asked_about_a_database_on_which_nothing_runs() {
    let of_database = house();
    let path = of_database.folder.database();
    let ask = async |kind: Option<Kind>, passphrase: Option<&str>, house: &str, keyring: Ask| {
        let given = StoreChoice { kind, passphrase: passphrase.map(SecretString::from) };
        let stores = StoresOfFile::new(of_database.manual.clock(), given, None).with(keyring);
        let held = stores.ask(Some(house.to_owned()), &path, ["audit/signing_key", "audit/signed"]).await?;
        Ok::<_, super::SecretTrouble>(held.map(|held| held.map(text)))
    };
    let remembered = Some([None, Some("remembered".to_owned())]);
    assert_eq!(ask(None, None, "the-house", a_keyring_of_one_house).await.unwrap(), remembered);
    assert_eq!(ask(None, None, "another", a_keyring_of_one_house).await.unwrap(), None);
    let session = ask(Some(Kind::Session), None, "the-house", a_keyring_of_one_house).await;
    assert_eq!(session.unwrap(), None, "it asks neither");
    assert!(ask(None, None, "the-house", no_keyring).await.is_err(), "that is said, and is no answer");
    assert!(!of_database.dir.path().join("secrets.age").exists(), "asking makes no file");

    let phrase = Some("correct horse");
    let secrets = of_database.secrets(Some(Kind::File), phrase, no_keyring);
    secrets.set("audit/signed", "in the file".into()).await.unwrap();
    let in_file = Some([None, Some("in the file".to_owned())]);
    assert_eq!(ask(None, phrase, "the-house", no_keyring).await.unwrap(), in_file);
    assert_eq!(
        ask(Some(Kind::File), phrase, "another", no_keyring).await.unwrap(),
        in_file,
        "it lies beside it"
    );
    let locked = ask(Some(Kind::File), None, "the-house", no_keyring).await.unwrap_err();
    assert!(locked.words.contains("passphrase"), "{}", locked.words);
}

#[tokio::test]
async fn the_file_of_secrets_of_the_data_folder_is_asked_about_a_copy_of_its_own_database() {
    let house = house();
    let phrase = Some("correct horse");
    let secrets = house.secrets(Some(Kind::File), phrase, no_keyring);
    secrets.set("audit/signed", "in the file".into()).await.unwrap();
    // So that it has a house.
    secrets.state().await.unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy.db");
    let given = StoreChoice { kind: Some(Kind::File), passphrase: phrase.map(SecretString::from) };
    let data_dir = Some(house.dir.path().to_owned());
    let stores = StoresOfFile::new(house.manual.clock(), given, data_dir).with(no_keyring);
    let name = house.kernel.db.read(|db| Ok(StoresOfFile::house(db))).await.unwrap();
    assert!(name.is_some());
    let held = stores.ask(name, &copy, ["audit/signed"]).await.unwrap();
    assert_eq!(held.map(|[held]| text(held)), Some(Some("in the file".to_owned())));
    let held = stores.ask(Some("another".to_owned()), &copy, ["audit/signed"]).await.unwrap();
    assert!(held.is_none(), "a copy of another log is not this folder's");
}
