//! What the key in the secret store shows, also where the store remembers no row: a log that it never signed is not the one
//! that it signs.

use std::fs;
use std::path::Path;

use callboard_rpc::types::AuditVerified;

use super::house::{House, caller};
use crate::secrets::Secrets;

/// A log of five rows that was signed with a key that stays, and closed. The store remembers the key alone, as it did
/// before it remembered rows too.
async fn signed(path: &Path) {
    let house = House::lasting(path);
    house.add(5).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    assert!(house.verify().await.ok);
    house.secrets.remove(Secrets::AUDIT_SIGNED).await.unwrap();
    house.close().await;
}

/// Puts another log, made without the key, in the place of that one: signed with a key of its own, or not at all.
async fn made_anew(path: &Path, signed: bool) {
    let elsewhere = tempfile::tempdir().unwrap();
    let other = House::at(elsewhere.path());
    other.add(6).await;
    if signed {
        other.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    }
    let database = other.close().await;
    for beside in ["callboard.db-wal", "callboard.db-shm"] {
        let _ = fs::remove_file(path.join(beside));
    }
    fs::copy(database, path.join("callboard.db")).unwrap();
}

async fn verified(path: &Path) -> AuditVerified {
    let house = House::lasting(path);
    let verified = house.verify().await;
    house.close().await;
    verified
}

#[tokio::test]
async fn a_log_made_anew_without_the_key_is_named_while_the_key_is_at_hand() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path()).await;
    made_anew(dir.path(), false).await;
    let bad = verified(dir.path()).await.first_bad.expect("the key never signed it");
    assert!(
        bad.words.contains("No checkpoint of this log was signed") && bad.words.contains("made anew"),
        "{}",
        bad.words
    );
}

#[tokio::test]
async fn a_log_signed_anew_with_another_key_is_named_while_the_key_is_at_hand() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path()).await;
    made_anew(dir.path(), true).await;
    let bad = verified(dir.path()).await.first_bad.expect("another key signed it");
    assert!(bad.words.contains("but with another one"), "{}", bad.words);
}

#[tokio::test]
async fn a_log_that_the_key_never_signed_is_not_signed_by_it_until_a_person_decides() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path()).await;
    made_anew(dir.path(), true).await;
    let house = House::lasting(dir.path());
    house.add(3).await;
    let refused = house.signer.checkpoint(1).await.unwrap_err().to_string();
    assert!(refused.contains("until a person decides"), "{refused}");
    assert!(house.signer.anchor(&caller()).await.unwrap().signed.is_none(), "an anchor vouches no more");
    assert!(!house.verify().await.ok, "and the finding stays");
    house.signer.new_key(&caller(), "restored from the old machine").await.unwrap();
    let after = house.verify().await;
    assert!(after.ok, "{:?}", after.first_bad);
    assert!(after.remarks.iter().any(|remark| remark.starts_with("2 keys signed")), "{:?}", after.remarks);
    house.close().await;
    assert!(verified(dir.path()).await.ok, "also after a restart");
}

#[tokio::test]
async fn a_log_without_a_checkpoint_yet_is_fine_also_where_its_key_was_made_and_then_power_failed() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::lasting(dir.path());
    house.add(3).await;
    assert!(house.verify().await.ok, "no key, no checkpoint");
    house.secrets.set(Secrets::AUDIT_KEY, format!("new:{}=", "A".repeat(43)).into()).await.unwrap();
    house.close().await;
    let house = House::lasting(dir.path());
    assert!(house.verify().await.ok, "the key says that it has not signed");
    house.signer.checkpoint(1).await.unwrap().expect("it signs now");
    house.close().await;
    assert!(verified(dir.path()).await.ok);
    made_anew(dir.path(), false).await;
    assert!(!verified(dir.path()).await.ok, "from then on it says that it has");
}

#[tokio::test]
async fn a_session_with_another_store_of_secrets_is_said_and_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    signed(dir.path()).await;
    let house = House::at(dir.path());
    house.add(2).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    house.close().await;
    let after = verified(dir.path()).await;
    assert!(after.ok, "{:?}", after.first_bad);
    let said =
        after.remarks.iter().any(|remark| remark.contains("newest checkpoint was not signed with the key"));
    assert!(said, "{:?}", after.remarks);
}
