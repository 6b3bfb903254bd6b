//! The house itself: audit, one instance a folder.

use callboard_clock::{Chance, Clock};
use callboard_engine::{Engine, Options, StartError};
use callboard_rpc::command::{AuditListCommand, AuditVerifyCommand};
use callboard_rpc::types::{AuditList, AuditVerify};
use callboard_tests::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_on_one_folder_is_refused_and_one_after_a_crash_is_not() {
    let mut app = TestApp::init().await;
    let second = Engine::start(Options::new(app.data().to_owned(), Clock::system(), Chance::seeded(1)));
    assert!(matches!(second, Err(StartError::Folder(_))), "{second:?}");
    app.restart().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_stands_in_the_audit_log_with_who_did_it() {
    let app = TestApp::init().await;
    app.contacts(&[("Europe/Berlin", 3)]).await;
    let rows = app.call(AuditListCommand, AuditList::default()).await.unwrap().rows;
    for action in ["connection.save", "contacts.import"] {
        let row =
            rows.iter().find(|row| row.action == action).unwrap_or_else(|| panic!("no {action} in {rows:?}"));
        assert_eq!((row.actor.as_str(), row.door.as_str()), ("maria", "command_line"));
    }
    let verified = app.call(AuditVerifyCommand, AuditVerify::default()).await.unwrap();
    assert!(verified.ok, "{verified:?}");
    assert_eq!(verified.rows, rows.len() as u64);
}
