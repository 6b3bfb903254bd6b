use callboard_rpc::types::SecretStoreKind;

use super::house::{House, caller, no_store, plain_question, rich_log, verified};
use super::mutations::{forge, open};
use crate::audit::{Anchor, Question, verify_file};

#[tokio::test]
async fn a_copy_verifies_with_its_anchor_and_without_any_secret() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(10).await;
    let anchor = house.signer.anchor(&caller()).await.unwrap();
    house.add(10).await;
    let database = house.close().await;

    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("a copy #1.db");
    std::fs::copy(database, &copy).unwrap();
    let mut permissions = std::fs::metadata(&copy).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&copy, permissions).unwrap();
    let line: Anchor = anchor.to_string().parse().unwrap();
    assert!(line.signed.is_some());
    let verified = verify_file(&copy, Some(line), &no_store(), plain_question().now).await.unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert_eq!(
        verified.rows, 22,
        "ten, the ones that tell of the anchor and of the key's first checkpoint, ten"
    );
    assert!(verified.remarks.iter().any(|remark| remark.contains("up to row 10")), "{:?}", verified.remarks);
    assert_eq!(
        std::fs::read_dir(elsewhere.path()).unwrap().count(),
        1,
        "verifying left nothing beside the copy"
    );
}

#[tokio::test]
async fn a_copy_with_its_log_beside_it_verifies_too() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(10).await;
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["callboard.db", "callboard.db-wal"] {
        std::fs::copy(dir.path().join(name), elsewhere.path().join(name)).unwrap();
    }
    let verified =
        verify_file(&elsewhere.path().join("callboard.db"), None, &no_store(), plain_question().now)
            .await
            .unwrap();
    assert_eq!((verified.ok, verified.rows), (true, 10), "the rows were only in the log");
}

#[tokio::test]
async fn verifying_a_copy_with_its_log_changes_nothing_and_needs_no_right_to_write() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(10).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let names = ["callboard.db", "callboard.db-wal"];
    let bytes = |name: &str| std::fs::read(elsewhere.path().join(name)).unwrap();
    for name in names {
        let copy = elsewhere.path().join(name);
        std::fs::copy(dir.path().join(name), &copy).unwrap();
        std::fs::set_permissions(copy, std::fs::Permissions::from_mode(0o400)).unwrap();
    }
    let before = names.map(bytes);
    std::fs::set_permissions(elsewhere.path(), std::fs::Permissions::from_mode(0o500)).unwrap();
    let verified =
        verify_file(&elsewhere.path().join("callboard.db"), None, &no_store(), plain_question().now)
            .await
            .unwrap();
    std::fs::set_permissions(elsewhere.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(verified.ok && verified.rows == 10, "{verified:?}");
    assert_eq!(names.map(bytes), before);
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 2, "nothing lies beside it");
}

#[tokio::test]
async fn a_file_that_is_no_database_of_ours_is_said_to_be_none() {
    let dir = tempfile::tempdir().unwrap();
    let other = dir.path().join("other.db");
    std::fs::write(&other, "a letter").unwrap();
    let empty = dir.path().join("empty.db");
    rusqlite::Connection::open(&empty).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    for (path, words) in [(&other, "no database of Callboard"), (&empty, "no database of Callboard")] {
        let error = verify_file(path, None, &no_store(), plain_question().now).await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let missing = verify_file(&dir.path().join("none.db"), None, &no_store(), plain_question().now).await;
    assert!(missing.unwrap_err().to_string().contains("cannot be read"));
}

#[tokio::test]
async fn an_anchor_shows_what_the_chain_alone_cannot() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(30).await;
    let anchor = house.signer.anchor(&caller()).await.unwrap();
    let db = open(&house.close().await);
    // The key's first checkpoint came after the anchor; whoever cuts takes it away first.
    db.execute_batch(
        "DELETE FROM audit_checkpoints; DELETE FROM audit WHERE seq > 31;
        UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 31)",
    )
    .unwrap();
    let anchored = Question { anchor: Some(anchor), ..plain_question() };
    assert!(verified(&db, &anchored).ok);

    // The tail is cut, and the head rewritten with it.
    db.execute_batch(
        "BEGIN; DELETE FROM audit WHERE seq > 25; DELETE FROM audit_private WHERE seq > 25;
        UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 25)",
    )
    .unwrap();
    assert!(verified(&db, &plain_question()).ok, "this is what the remarks warn of");
    let bad = verified(&db, &anchored).first_bad.expect("the anchor knows row 30");
    assert_eq!((bad.seq, bad.words.contains("Rows 26 to 30 are missing")), (26, true), "{}", bad.words);
    db.execute_batch("ROLLBACK").unwrap();

    // Everything from row 20 on is made anew, and fits.
    db.execute_batch("BEGIN").unwrap();
    for seq in 20..=31 {
        db.execute(
            "UPDATE audit SET prev_hash = (SELECT hash FROM audit b WHERE b.seq = ?1 - 1) WHERE seq = ?1",
            [seq],
        )
        .unwrap();
        forge(&db, seq, "someone else");
    }
    db.execute_batch("UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 31)").unwrap();
    assert!(verified(&db, &plain_question()).ok, "this is what the remarks warn of");
    let bad = verified(&db, &anchored).first_bad.expect("the anchor knows the hash of row 30");
    assert_eq!((bad.seq, bad.words.contains("made anew")), (30, true), "{}", bad.words);
}

#[tokio::test]
async fn without_a_usable_store_the_anchor_is_unsigned_and_the_lack_of_checkpoints_is_said() {
    let dir = tempfile::tempdir().unwrap();
    // The file of secrets was chosen and has no passphrase.
    let house = House::with_store(dir.path(), SecretStoreKind::File);
    house.add(3).await;
    let anchor = house.signer.anchor(&caller()).await.unwrap();
    assert!(anchor.signed.is_none());
    assert!(house.signer.checkpoint(1).await.is_err());
    let verified = house.verify().await;
    assert!(verified.ok);
    let said = verified
        .remarks
        .iter()
        .any(|remark| remark.contains("no signed checkpoint") && remark.contains("passphrase"));
    assert!(said, "{:?}", verified.remarks);
}

#[tokio::test]
async fn a_seal_of_a_kind_that_is_not_known_is_said_and_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let path = rich_log(dir.path()).await;
    let verified = verify_file(&path, None, &no_store(), plain_question().now).await.unwrap();
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert!(verified.remarks.iter().any(|remark| remark.contains("3 seals")), "{:?}", verified.remarks);
}

#[tokio::test]
async fn looking_at_a_log_makes_no_key() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(3).await;
    assert!(house.verify().await.ok);
    assert!(house.signer.public_key().await.is_none());
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    assert!(house.signer.public_key().await.is_some());
}

#[tokio::test]
async fn a_link_to_a_database_is_read_with_the_log_that_lies_beside_the_database() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(10).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.db");
    std::os::unix::fs::symlink(dir.path().join("callboard.db"), &link).unwrap();
    let verified = verify_file(&link, None, &no_store(), plain_question().now).await.unwrap();
    assert_eq!((verified.ok, verified.rows), (true, 10), "the rows were only in the log");
}

#[tokio::test]
async fn a_copy_whose_log_is_no_table_is_a_copy_whose_log_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let path = rich_log(dir.path()).await;
    let shown =
        "ALTER TABLE audit RENAME TO hidden; CREATE VIEW audit AS SELECT * FROM hidden WHERE seq < 20";
    open(&path).execute_batch(shown).unwrap();
    let verified = verify_file(&path, None, &no_store(), plain_question().now).await.unwrap();
    let words = verified.first_bad.expect("what is shown in its place is not the log").words;
    assert!(words.contains("The log is gone") && words.contains("It had 45 rows"), "{words}");
}

#[tokio::test]
async fn a_log_of_which_a_table_or_a_column_is_gone_is_not_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = rich_log(dir.path()).await;
    for (deed, said) in [
        ("DROP TABLE audit", "The log is gone"),
        ("DROP TABLE audit; DROP TABLE audit_head", "The log is gone"),
        ("DROP TABLE audit_head", "the head of the log"),
        ("DROP TABLE audit_checkpoints", "the signed checkpoints"),
        ("DROP TABLE audit_private", "the erasable text"),
        ("ALTER TABLE audit RENAME COLUMN actor TO who", "have no `actor` any more"),
        ("ALTER TABLE audit_checkpoints RENAME COLUMN at TO time", "it has no `at`"),
        ("ALTER TABLE lines DROP COLUMN weight", "What is sealed as test.lines was changed"),
        ("DROP TABLE lines", "sealed was changed"),
    ] {
        let copy = dir.path().join("copy.db");
        std::fs::copy(&path, &copy).unwrap();
        let db = open(&copy);
        db.pragma_update(None, "foreign_keys", false).unwrap();
        db.execute_batch(deed).unwrap();
        let verified = verified(&db, &plain_question());
        let words = verified.first_bad.unwrap_or_else(|| panic!("{deed}: not found")).words;
        assert!(!verified.ok && words.contains(said), "{deed}: {words}");
    }
}

#[tokio::test]
async fn what_a_cut_behind_the_last_checkpoint_would_take_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&rich_log(dir.path()).await);
    let remark = |db: &rusqlite::Connection| {
        let verified = verified(db, &plain_question());
        assert!(verified.ok, "{:?}", verified.first_bad);
        verified.remarks.into_iter().find(|remark| remark.contains("signed checkpoints")).unwrap()
    };
    let whole = remark(&db);
    assert!(whole.contains("Rows 41 to 45 are not signed yet"), "{whole}");
    db.execute_batch(
        "DELETE FROM audit_private WHERE seq > 40; DELETE FROM audit WHERE seq > 40;
         UPDATE audit_head SET seq = 40, hash = (SELECT hash FROM audit WHERE seq = 40)",
    )
    .unwrap();
    let cut = remark(&db);
    assert!(cut.contains("cannot be shown") && cut.contains("behind row 40"), "{cut}");
}
