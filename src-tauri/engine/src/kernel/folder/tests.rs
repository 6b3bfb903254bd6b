use super::*;

#[test]
fn a_second_holder_is_refused_and_a_dropped_lock_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let first = DataDir::hold(dir.path()).unwrap();
    assert!(matches!(DataDir::hold(dir.path()), Err(FolderError::InUse { .. })));
    drop(first);
    DataDir::hold(dir.path()).expect("nobody holds it any more");
}

#[test]
fn readers_share_a_folder_at_rest_and_keep_a_program_from_starting_on_it() {
    let dir = tempfile::tempdir().unwrap();
    Quiet::hold(dir.path()).expect("nobody was ever there");
    assert!(!dir.path().join("lock").exists(), "and looking leaves nothing behind");
    let held = DataDir::hold(dir.path()).unwrap();
    assert!(matches!(Quiet::hold(dir.path()), Err(FolderError::InUse { .. })));
    drop(held);
    let (first, second) = (Quiet::hold(dir.path()).unwrap(), Quiet::hold(dir.path()).unwrap());
    drop(first);
    assert!(matches!(DataDir::hold(dir.path()), Err(FolderError::InUse { .. })));
    drop(second);
    DataDir::hold(dir.path()).expect("nobody reads any more");
}

#[test]
fn whoever_finds_a_folder_held_is_told_by_whom() {
    let dir = tempfile::tempdir().unwrap();
    let said = || DataDir::hold(dir.path()).unwrap_err().to_string();
    let held = DataDir::hold_as(dir.path(), "`callboard run watch`").unwrap();
    let named = format!("`callboard run watch` (process {}) is already running on ", std::process::id());
    assert!(said().starts_with(&named), "{}", said());
    assert!(Quiet::hold(dir.path()).unwrap_err().to_string().starts_with(&named), "whoever reads too");
    held.release();
    drop(held);
    let reading = Quiet::hold(dir.path()).unwrap();
    assert!(said().starts_with("Another command is reading "), "{}", said());
    drop(reading);
    let lock = File::options().write(true).open(dir.path().join(LOCK)).unwrap();
    lock.lock().unwrap();
    assert!(said().starts_with("Callboard is already running on "), "{}", said());
}

#[test]
fn a_folder_that_is_read_has_to_be_there_and_gets_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let at_rest = AtRest { reading: Reading::AsItLies, may_be_missing: false };
    let read = |path: &Path| DataDir::read(path, at_rest);
    let missing = dir.path().join("typo");
    assert!(matches!(read(&missing), Err(FolderError::Missing(_))));
    assert!(matches!(read(dir.path()), Err(FolderError::NoDatabase(_))));
    fs::write(dir.path().join(DATABASE), "").unwrap();
    assert!(matches!(read(&dir.path().join(DATABASE)), Err(FolderError::NoFolder(_))));
    let held = read(dir.path()).unwrap();
    assert!(!held.files().starts_with(dir.path()), "files that are made go elsewhere");
    let fresh = DataDir::read(&missing, AtRest { may_be_missing: true, ..at_rest }).unwrap();
    assert_eq!(fresh.path(), missing);
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [DATABASE], "and nothing was made");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_look_inside() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    let _held = DataDir::hold(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(path.join("lock")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_lock_that_is_let_go_says_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let said = || fs::read_to_string(dir.path().join(LOCK)).unwrap();
    drop(DataDir::hold_as(dir.path(), "a start that fails").unwrap());
    assert_eq!(said(), "");
    let first = DataDir::hold(dir.path()).unwrap();
    first.release();
    let second = DataDir::hold_as(dir.path(), "the next one").unwrap();
    drop(first);
    assert!(said().ends_with(" the next one\n"), "what another says stays: {}", said());
    drop(second);
}
