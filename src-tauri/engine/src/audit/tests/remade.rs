//! What the secret store remembers of the newest signed row: a log without it is neither verified nor signed.

use std::fs;
use std::path::Path;

use secrecy::ExposeSecret as _;

use super::house::{House, caller, file_beside, no_store, plain_question};
use super::mutations::open;
use crate::audit::verify_file;
use crate::secrets::Secrets;

/// Rows 1 to 5 and 7 to 16 are signed, with the rows that tell of it; three more are not.
async fn signed_twice(path: &Path) {
    let house = House::lasting(path);
    house.add(5).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    let database = house.close().await;
    fs::copy(&database, path.join("old.db")).unwrap();
    fs::copy(path.join("secrets.age"), path.join("old.age")).unwrap();
    let house = House::lasting(path);
    house.add(10).await;
    assert_eq!(house.signer.checkpoint(1).await.unwrap(), Some(16));
    house.add(3).await;
    assert!(house.verify().await.ok);
    house.close().await;
}

fn change(path: &Path, sql: &str) {
    open(&path.join("callboard.db")).execute_batch(sql).unwrap();
}

/// The rows behind `last`, and every sign of them, are gone.
fn cut(path: &Path, last: u64) {
    change(
        path,
        &format!(
            "DELETE FROM audit WHERE seq > {last}; DELETE FROM audit_private WHERE seq > {last};
             DELETE FROM audit_checkpoints WHERE seq > {last};
             DELETE FROM audit_head;
             INSERT INTO audit_head SELECT 1, seq, hash FROM audit WHERE seq = {last}"
        ),
    );
}

/// Rows are added without the key, by whoever has the database alone.
async fn add(path: &Path, rows: u64) {
    let house = House::at(path);
    house.add(rows).await;
    house.close().await;
}

/// The words of the fault; whatever is asked, it is the same, and a person can decide that it is as it should be.
async fn fault(path: &Path) -> String {
    let copy = path.join("callboard.db");
    let of_copy = verify_file(&copy, None, &file_beside(), plain_question().now).await.unwrap();
    let by_itself = verify_file(&copy, None, &no_store(), plain_question().now).await.unwrap();
    assert!(by_itself.ok, "without the secret store nothing shows: {:?}", by_itself.first_bad);

    let house = House::lasting(path);
    house.signer.look_once().await;
    assert!(house.signer.trouble().expect("it is said before anything is signed").another_log);
    let fault = house.verify().await.first_bad.expect("the secret store remembers row 16");
    assert_eq!(of_copy.first_bad.as_ref(), Some(&fault), "a copy is asked the same");
    house.add(2).await;
    let refused = house.signer.checkpoint(1).await.unwrap_err().to_string();
    assert!(refused.contains("until a person decides"), "{refused}");
    assert!(house.signer.anchor(&caller()).await.unwrap().signed.is_none(), "an anchor vouches no more");
    assert!(!house.verify().await.ok, "rows that were added since do not heal it");
    house.close().await;

    let house = House::lasting(path);
    assert!(!house.verify().await.ok, "nor does a restart");
    house.signer.new_key(&caller(), "brought here by me").await.unwrap();
    assert!(house.signer.trouble().is_none());
    house.close().await;
    let house = House::lasting(path);
    let decided = house.verify().await;
    assert!(decided.ok, "{:?}", decided.first_bad);
    house.add(1).await;
    house.signer.checkpoint(1).await.unwrap().expect("it is signed again");
    house.close().await;
    fault.words
}

#[tokio::test]
async fn a_log_made_anew_as_a_whole_is_named_and_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    cut(dir.path(), 0);
    add(dir.path(), 40).await;
    let words = fault(dir.path()).await;
    assert!(
        words.contains("Row 16 is not the one that was signed") && words.contains("made anew"),
        "{words}"
    );
}

#[tokio::test]
async fn a_log_made_anew_behind_its_first_own_checkpoint_is_named_and_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    cut(dir.path(), 6);
    add(dir.path(), 30).await;
    let words = fault(dir.path()).await;
    assert!(words.contains("Row 16 is not the one that was signed"), "{words}");
}

#[tokio::test]
async fn a_log_that_was_cut_behind_its_first_own_checkpoint_is_named_and_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    cut(dir.path(), 6);
    let words = fault(dir.path()).await;
    assert!(words.contains("Rows 7 to 16 are missing") && words.contains("was cut"), "{words}");
}

#[tokio::test]
async fn a_log_that_was_emptied_is_named_before_its_first_row() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    cut(dir.path(), 0);
    let words = fault(dir.path()).await;
    assert!(words.contains("The log is empty: rows 1 to 16 are missing"), "{words}");
}

#[tokio::test]
async fn an_old_copy_that_was_put_back_is_named_and_not_signed() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    fs::copy(dir.path().join("old.db"), dir.path().join("callboard.db")).unwrap();
    let words = fault(dir.path()).await;
    assert!(words.contains("an older copy was put in its place"), "{words}");
}

#[tokio::test]
async fn a_log_that_goes_on_behind_what_the_store_remembers_is_fine() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    // As after a crash between a checkpoint's commit and the word to the store.
    fs::copy(dir.path().join("old.age"), dir.path().join("secrets.age")).unwrap();
    let house = House::lasting(dir.path());
    house.signer.look_once().await;
    assert!(house.signer.trouble().is_none() && house.verify().await.ok);
    house.signer.checkpoint(1).await.unwrap().expect("it goes on");
    house.close().await;
    cut(dir.path(), 17);
    let words = fault(dir.path()).await;
    assert!(words.contains("Rows 18 to 20 are missing"), "the store has caught up: {words}");
}

#[tokio::test]
async fn a_store_that_cannot_be_opened_is_said_and_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    let house = House::with_store(dir.path(), callboard_rpc::types::SecretStoreKind::File);
    house.signer.look_once().await;
    assert!(house.signer.trouble().is_none());
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    let said = |remark: &String| remark.contains("could not be compared") && remark.contains("passphrase");
    assert!(verified.remarks.iter().any(said), "{:?}", verified.remarks);
    let why = verified.not_compared.expect("a cut log would look the same");
    assert!(why.contains("passphrase"), "{why}");
}

#[tokio::test]
async fn what_the_store_remembers_moves_with_the_key_to_another_store() {
    let dir = tempfile::tempdir().unwrap();
    crate::secrets::cheap(dir.path(), super::house::PASSPHRASE);
    let house = House::at(dir.path());
    house.add(5).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    let file = callboard_rpc::types::SecretStoreKind::File;
    house.secrets.choose(file, Some(super::house::PASSPHRASE.to_owned().into())).await.unwrap();
    let moved = house.secrets.get(Secrets::AUDIT_SIGNED).await.unwrap().expect("it moved");
    assert!(moved.expose_secret().starts_with("callboard-anchor-1 5 "), "{}", moved.expose_secret());
    house.close().await;
    cut(dir.path(), 3);
    let house = House::lasting(dir.path());
    let fault = house.verify().await.first_bad.expect("row 5 was signed");
    assert!(fault.words.contains("Rows 4 to 5 are missing"), "{}", fault.words);
}

#[tokio::test]
async fn what_the_store_remembers_and_cannot_be_read_is_said_and_mended_by_a_new_key() {
    let dir = tempfile::tempdir().unwrap();
    signed_twice(dir.path()).await;
    let house = House::lasting(dir.path());
    house.secrets.set(Secrets::AUDIT_SIGNED, "callboard-anchor-1 half".into()).await.unwrap();
    house.close().await;
    let house = House::lasting(dir.path());
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert!(verified.remarks.iter().any(|remark| remark.contains("is damaged")), "{:?}", verified.remarks);
    let refused = house.signer.checkpoint(1).await.unwrap_err().to_string();
    assert!(refused.contains("is damaged"), "{refused}");
    house.signer.new_key(&caller(), "the keyring was damaged").await.unwrap();
    house.add(1).await;
    house.signer.checkpoint(1).await.unwrap().expect("it is signed again");
}

#[tokio::test]
async fn rows_that_waited_long_for_their_signature_are_said_and_are_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let waited = async |house: &House| {
        let verified = house.verify().await;
        assert!(verified.ok, "{:?}", verified.first_bad);
        verified.remarks.into_iter().find(|remark| remark.contains("waited longer for a signature"))
    };
    house.add(300).await;
    assert_eq!(waited(&house).await, None, "a burst goes on while its checkpoint is made");
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    house.add(2).await;
    house.manual.advance(std::time::Duration::from_hours(26));
    let words = waited(&house).await.expect("two rows wait for more than a day");
    assert!(words.contains("Rows 302 to 303"), "{words}");
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    assert!(waited(&house).await.is_some(), "they were signed late");
    house.add(1100).await;
    let words = waited(&house).await.expect("many rows wait");
    assert!(words.contains("Rows 305 to 1404"), "the longest is named: {words}");
}
