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
