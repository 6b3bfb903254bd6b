//! An effect and its audit row are one transaction: where either cannot be written, neither is.

use callboard_rpc::command::{ConnectionSaveCommand, ScheduleSubmit, SettingsSet};
use callboard_rpc::types::{ConnectionSave, SecretText, SettingSet, SubmitArgs};
use callboard_tests::{TestApp, draft};
use rusqlite::Connection;

/// Has SQLite itself refuse to write into `table`, as a full disk would.
fn refuse(db: &Connection, table: &str, when: &str) {
    let sql = format!(
        "CREATE TRIGGER refused_{table} BEFORE INSERT ON {table} WHEN {when}
         BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
    );
    db.execute_batch(&sql).unwrap();
}

fn open(app: &TestApp) -> Connection {
    Connection::open(app.data().join("callboard.db")).unwrap()
}

fn count(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn audited(db: &Connection, action: &str) -> i64 {
    count(db, &format!("SELECT count(*) FROM audit WHERE action = '{action}'"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_audited_is_not_done() {
    let app = TestApp::init().await;
    let db = open(&app);
    let settings = app.connection_settings().await;
    let contacts = app.contacts(&[("Europe/Berlin", 2)]).await;
    let before = (count(&db, "SELECT count(*) FROM connections"), count(&db, "SELECT count(*) FROM runs"));
    refuse(&db, "audit", "new.action IN ('connection.save', 'settings.set', 'window.plan')");

    let named = callboard_rpc::types::ConnectionSettings { name: "second".to_owned(), ..settings };
    let secret = Some(SecretText("another secret".to_owned()));
    let save = ConnectionSave { id: None, settings: named, client_secret: secret };
    app.call(ConnectionSaveCommand, save).await.expect_err("its audit row is refused");
    let set = SettingSet { key: "run.poll_seconds".to_owned(), value: 60.into() };
    app.call(SettingsSet, set).await.expect_err("its audit row is refused");
    let submit =
        SubmitArgs { connection: None, schedule: None, draft: Some(draft(&contacts.id)), now: false };
    app.call_on(ScheduleSubmit, submit).await.expect_err("its audit row is refused");

    assert_eq!(
        (count(&db, "SELECT count(*) FROM connections"), count(&db, "SELECT count(*) FROM runs")),
        before
    );
    assert_eq!(count(&db, "SELECT count(*) FROM settings WHERE key = 'run.poll_seconds'"), 0);
    assert_eq!(audited(&db, "run.open"), 0, "the run's own audit row went back with its windows");
    assert!(app.tenant.windows().is_empty(), "nothing was sent that was not a row first");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_done_is_not_audited() {
    let app = TestApp::init().await;
    let db = open(&app);
    let contacts = app.contacts(&[("Europe/Berlin", 2), ("America/Chicago", 2)]).await;
    refuse(&db, "windows", "new.zone = 'America/Chicago'");
    let submit =
        SubmitArgs { connection: None, schedule: None, draft: Some(draft(&contacts.id)), now: false };
    app.call_on(ScheduleSubmit, submit).await.expect_err("one of its windows is refused");
    assert_eq!(count(&db, "SELECT count(*) FROM windows"), 0, "all or none");
    assert_eq!((audited(&db, "window.plan"), audited(&db, "run.open")), (0, 0));
    assert!(app.tenant.windows().is_empty());
}
