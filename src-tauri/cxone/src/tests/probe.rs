use super::stand::{Stand, reply};
use crate::{Finding, Job, Support};

fn finding(report: &crate::ConnectionReport, job: Job) -> &Finding {
    &report.jobs.iter().find(|found| found.job == job).expect("every job is in the report").finding
}

const FIGURES: &str = r#"{"data":[],"page":1,"totalPages":1}"#;

#[tokio::test]
async fn a_good_connection_is_allowed_every_read_and_nothing_is_changed() {
    let stand = Stand::granting(|seen, _| match seen.target.as_str() {
        "/api/v2/outbound/campaigns" => {
            reply(200, r#"{"campaigns":[{"id":"c1","name":"n","state":"ACTIVE"}]}"#)
        }
        "/api/v2/outbound/campaigns/c1/schedules" => reply(200, r#"{"schedules":[]}"#),
        _ => reply(200, FIGURES),
    })
    .await;
    let report = stand.tenant().probe(None).await;
    assert!(report.is_good(), "{report:?}");
    assert_eq!(report.token, Ok("2026-11-23T09:00:00Z".parse().ok()));
    for job in [Job::ListCampaigns, Job::ListSchedules, Job::ReadAnalytics] {
        assert_eq!(finding(&report, job), &Finding::Allowed);
    }
    assert!(matches!(finding(&report, Job::CreateSchedule), Finding::NotTried { .. }));
    assert_eq!(report.jobs.len(), Job::ALL.len());
    let changing = |seen: &&super::stand::Seen| seen.method != "GET" && !seen.target.ends_with("/query");
    assert_eq!(stand.api_requests().iter().filter(changing).count(), 0);
}

#[tokio::test]
async fn a_missing_scope_is_named_job_by_job() {
    let stand = Stand::granting(|seen, _| match seen.target.as_str() {
        "/api/v2/analytics/outbound/details/query" => reply(403, r#"{"message":"no"}"#),
        "/api/v2/outbound/campaigns" => reply(200, r#"{"campaigns":[]}"#),
        _ => reply(200, r#"{"schedules":[]}"#),
    })
    .await;
    let report = stand.tenant().probe(Some("mine")).await;
    assert!(!report.is_good());
    assert_eq!(finding(&report, Job::ReadAnalytics), &Finding::Forbidden { scope: "analytics:read".into() });
    assert_eq!(
        finding(&report, Job::ListSchedules),
        &Finding::Allowed,
        "the campaign that was given is read"
    );
}

#[tokio::test]
async fn an_extension_that_is_absent_is_said_and_done_without() {
    let stand =
        Stand::granting(|seen, _| if seen.method == "GET" { reply(404, "") } else { reply(200, FIGURES) })
            .await;
    let tenant = stand.tenant();
    let report = tenant.probe(Some("mine")).await;
    assert!(report.is_good(), "what is absent can be done without");
    assert_eq!(finding(&report, Job::ListCampaigns), &Finding::Absent);
    assert_eq!(finding(&report, Job::ListSchedules), &Finding::Absent);
    let support =
        |job| tenant.capabilities().into_iter().find(|known| known.job == job).map(|known| known.support);
    assert!(matches!(support(Job::ListCampaigns), Some(Support::Emulated { .. })));
    assert!(matches!(support(Job::ListSchedules), Some(Support::Absent { .. })));
    assert_eq!(support(Job::ReadAnalytics), Some(Support::Native));
}

#[tokio::test]
async fn without_a_token_no_job_is_tried() {
    let stand = Stand::start(|_, _| reply(401, r#"{"error":"invalid_client"}"#)).await;
    let report = stand.tenant().probe(None).await;
    assert_eq!(report.token.as_ref().map_err(crate::Error::code), Err("credentials_refused"));
    assert!(report.jobs.is_empty() && stand.api_requests().is_empty());
}

#[tokio::test]
async fn while_the_tenant_wants_silence_a_test_says_until_when_at_once_and_asks_nothing() {
    let stand = Stand::start(|seen, n| match (seen.target.as_str(), n) {
        // A token that is good once: everybody needs one.
        (super::stand::TOKEN_PATH, _) => reply(200, r#"{"access_token":"t","expires_in":0}"#),
        (_, 1) => super::stand::slow_down("900"),
        _ => reply(200, r#"{"campaigns":[]}"#),
    })
    .await;
    let tenant = stand.tenant();
    let list = |call| crate::campaigns::list(&tenant, call);
    list(crate::Call::with(crate::retry::Policy::ONCE)).await.expect_err("a 429");
    let asked = stand.seen().len();
    let patient = tokio::spawn({
        let tenant = tenant.clone();
        async move { crate::campaigns::list(&tenant, crate::Call::with(crate::retry::Policy::DURABLE)).await }
    });
    while tenant.health().waiting[crate::Class::Person as usize] == 0 {
        tokio::task::yield_now().await; // until it waits for the right to ask for a token
    }
    tenant.forget_token(); // a secret that is entered anew waits for nobody
    let report = tenant.probe(None).await;
    let until = "2026-11-23T08:15:00Z".parse().expect("a time");
    assert_eq!(report.token, Err(crate::Error::Paused { until }));
    assert!(report.jobs.is_empty() && !report.is_good());
    let words = "The tenant asked us to wait until 08:15:00Z (Retry-After); nothing was sent";
    assert_eq!(crate::Error::Paused { until }.to_string(), words);
    stand.manual.advance(std::time::Duration::from_secs(899));
    tenant.probe(None).await.token.expect_err("a second is left");
    assert_eq!(stand.seen().len(), asked, "nobody was asked before the time");
    stand.manual.advance(std::time::Duration::from_secs(1));
    patient.await.expect("it ended").expect("the tenant listens again");
    assert!(tenant.probe(None).await.token.is_ok());
}

#[tokio::test]
async fn whoever_waits_for_the_answer_hears_of_a_pause_that_begins_meanwhile() {
    let stand = Stand::granting(|_, n| {
        if n == 1 { super::stand::slow_down("900") } else { reply(200, r#"{"campaigns":[]}"#) }
    })
    .await;
    let settings = crate::ConnectionSettings { rate_limit: 1, ..stand.settings() };
    let tenant = stand.tenant_with(&settings, "demo-secret");
    let person = tokio::spawn({
        let tenant = tenant.clone();
        async move { crate::campaigns::list(&tenant, crate::Call::person()).await }
    });
    // The one permit of this minute went to the token, so it waits for its own.
    while tenant.health().waiting[crate::Class::Person as usize] == 0 {
        tokio::task::yield_now().await;
    }
    tenant.pause_for_test("2026-11-23T08:15:00Z".parse().expect("a time"));
    let told = person.await.expect("it ended").expect_err("nobody waits for a quarter of an hour");
    assert_eq!(told.code(), "paused");
    assert!(stand.api_requests().is_empty());
}
