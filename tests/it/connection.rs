//! The connection test against a stand-in tenant: token first, then one read per job.

use callboard_rpc::Code;
use callboard_rpc::command::{CampaignList, ConnectionList, ConnectionTestCommand};
use callboard_rpc::types::{
    CheckState, ConnectionRef, ConnectionTest, HealthState, MaybeConnection, Nothing,
};
use callboard_simulator::{Extension, Fault};
use callboard_tests::TestApp;

async fn test(app: &TestApp) -> ConnectionTest {
    let connection = app.connection.clone();
    app.call_on(ConnectionTestCommand, ConnectionRef { connection }).await.unwrap()
}

fn state(found: &ConnectionTest, job: &str) -> CheckState {
    found.checks.iter().find(|check| check.job == job).unwrap_or_else(|| panic!("{job} was checked")).state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_allows_everything_passes() {
    let app = TestApp::init().await;
    let found = test(&app).await;
    assert!(found.ok, "{found:?}");
    for job in ["token", "campaigns", "schedules", "analytics"] {
        assert_eq!(state(&found, job), CheckState::Allowed, "{job}");
    }
    let listed = app.call(ConnectionList, Nothing {}).await.unwrap();
    assert_eq!(listed[0].health.state, HealthState::Good, "{:?}", listed[0].health);
    assert!(app.tenant.windows().is_empty(), "a test changes nothing at the tenant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_missing_is_named() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::status(403).on("POST", "/api/v2/analytics/**"));
    let found = test(&app).await;
    assert!(!found.ok);
    let check = found.checks.iter().find(|check| check.job == "analytics").unwrap();
    assert_eq!((check.state, check.scope.as_deref()), (CheckState::Forbidden, Some("analytics:read")));
    assert_eq!(state(&found, "token"), CheckState::Allowed, "what works is said too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_without_a_list_of_campaigns_is_done_without() {
    let app = TestApp::init().await;
    app.tenant.change_settings(|settings| {
        settings.absent.insert(Extension::ListCampaigns, 404);
    });
    let found = test(&app).await;
    assert_eq!(state(&found, "campaigns"), CheckState::Absent);
    assert!(found.ok, "what is absent can be done without: {found:?}");
    let campaigns = app.call_on(CampaignList, MaybeConnection::default()).await.unwrap();
    assert!(campaigns.campaigns.is_empty() && campaigns.unlisted.unwrap().contains("type"));
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_are_said_once_and_nothing_else_is_tried() {
    let app = TestApp::init().await;
    app.tenant.faults().add(Fault::status(401).on("POST", "/oauth/token"));
    let found = test(&app).await;
    assert!(!found.ok);
    assert_eq!(
        (state(&found, "token"), state(&found, "campaigns")),
        (CheckState::Failed, CheckState::Skipped)
    );
    let refused = app.call_on(CampaignList, MaybeConnection::default()).await.unwrap_err();
    assert_eq!(refused.code, Code::Unauthorized);
    assert!(refused.hint.unwrap().contains("client id and secret"));
}
