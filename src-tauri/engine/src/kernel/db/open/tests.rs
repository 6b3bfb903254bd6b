use super::*;

fn schema() -> Schema {
    Schema::new(vec![&["CREATE TABLE a (x INTEGER) STRICT;"]])
}

#[test]
fn a_database_of_a_development_version_is_refused_and_left_as_it_is() {
    for mark in IN_DEVELOPMENT {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.db");
        drop(for_writing(&path, &schema()).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "application_id", mark).unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = for_writing(&path, &schema()).unwrap_err().to_string();
        assert!(error.contains("a development version of Callboard"), "{error}");
        assert!(error.contains(&*dir.path().to_string_lossy()), "the folder is named: {error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.db");
    drop(for_writing(&path, &schema()).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = for_writing(&path, &schema()).unwrap_err().to_string();
    assert!(error.contains("newer Callboard"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_foreign_database_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    // Tables without an id of ours: SQLite's own zeros do not make it ours.
    let refused = for_writing(&path, &schema());
    assert!(refused.is_err(), "a table that is not ours was there");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_database_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.db");
    std::fs::write(&path, "name,phone\n".repeat(100)).unwrap();
    let error = for_writing(&path, &schema()).unwrap_err().to_string();
    assert!(error.contains("not a database"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap().len(), 1100);
}

/// Killed in its first session, all that it wrote stands in the log.
#[test]
fn a_folder_of_any_name_opens_again_after_a_crash_in_its_first_session() {
    let dir = tempfile::tempdir().unwrap();
    let names = ["a#b", "a?b", "a%25b", "?immutable=0", "file:a", "ü ☎", "a'b", "a%00b", "100%"];
    for name in names {
        let (live, crashed) = (dir.path().join("live").join(name), dir.path().join("crashed").join(name));
        std::fs::create_dir_all(&live).unwrap();
        std::fs::create_dir_all(&crashed).unwrap();
        let db = for_writing(&live.join("c.db"), &schema()).unwrap();
        db.execute("INSERT INTO a VALUES (7)", []).unwrap();
        for file in ["c.db", "c.db-wal"] {
            std::fs::copy(live.join(file), crashed.join(file)).unwrap();
        }
        let again =
            for_writing(&crashed.join("c.db"), &schema()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(again.query_row("SELECT x FROM a", [], |row| row.get(0)), Ok(7), "{name}");
        for_reading(&crashed.join("c.db"), Written::Meanwhile)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert!(!dir.path().join("crashed/a").exists(), "and nothing is made beside it");
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_no_text_opens_again_too() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join(std::ffi::OsStr::from_bytes(b"a\xffb"));
    std::fs::create_dir(&folder).unwrap();
    let first = for_writing(&folder.join("c.db"), &schema()).unwrap();
    assert_eq!(tables_in(&folder.join("c.db")).unwrap(), 0, "all that it wrote stands in the log");
    for_writing(&folder.join("c.db"), &schema()).unwrap();
    drop(first);
}

#[test]
fn a_damaged_page_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.db");
    let db = for_writing(&path, &schema()).unwrap();
    db.execute_batch("CREATE TABLE b (t TEXT); CREATE INDEX bt ON b (t); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000) INSERT INTO b SELECT hex(randomblob(40)) FROM n;").unwrap();
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&path, &bytes).unwrap();
    let error = for_writing(&path, &schema()).unwrap_err().to_string();
    assert!(error.contains("damaged"), "{error}");
}
