//! What a connection test found, as the window shows it.

use callboard_cxone::{ConnectionReport, Error, Finding, Job, JobReport};
use callboard_rpc::types::{Capability, CheckState, ConnectionCheck, ConnectionTest, Support};
use jiff::Timestamp;

pub(super) fn test(
    report: &ConnectionReport,
    capabilities: &[callboard_cxone::Capability],
) -> ConnectionTest {
    let token_failed = report.token.is_err();
    let paused = matches!(report.token, Err(Error::Paused { .. }));
    let jobs = report.jobs.iter().map(check);
    let skipped = PROBED.iter().filter(|_| token_failed).map(|job| skipped(*job, paused));
    ConnectionTest {
        ok: report.is_good(),
        checks: std::iter::once(token(&report.token)).chain(jobs).chain(skipped).collect(),
        capabilities: capabilities
            .iter()
            .map(|capability| self::capability(*capability, token_failed))
            .collect(),
    }
}

/// Whether the tenant has granted a token.
pub(super) fn credentials_are_taken(found: &ConnectionTest) -> bool {
    found.checks.iter().any(|check| check.job == TOKEN && check.state == CheckState::Allowed)
}

/// What the check of the credentials is called.
const TOKEN: &str = "token";

/// What is asked after the token.
const PROBED: [Job; 3] = [Job::ListCampaigns, Job::ListSchedules, Job::ReadAnalytics];

fn token(token: &Result<Option<Timestamp>, Error>) -> ConnectionCheck {
    let (state, words) = match token {
        Ok(Some(until)) => {
            (CheckState::Allowed, format!("A token was granted until {}.", until.strftime("%H:%MZ")))
        }
        Ok(None) => (CheckState::Allowed, "A token was granted; it is good for one use.".to_owned()),
        Err(error) => (CheckState::Failed, failed(error)),
    };
    ConnectionCheck { job: TOKEN.to_owned(), state, scope: None, words, took_ms: None }
}

fn check(report: &JobReport) -> ConnectionCheck {
    let words = report.job.words();
    let (state, scope, words) = match &report.finding {
        Finding::Allowed => (CheckState::Allowed, None, format!("May {words}.")),
        Finding::Forbidden { scope } => (
            CheckState::Forbidden,
            Some(scope.clone()),
            format!(
                "May not {words}: the scope {scope} is missing. Ask the tenant's administrator to grant it."
            ),
        ),
        Finding::Absent => {
            (CheckState::Absent, None, format!("This tenant cannot {words}; Callboard does without."))
        }
        Finding::NotTried { why } => (CheckState::Skipped, None, (*why).to_owned()),
        Finding::Failed(error) => (CheckState::Failed, None, failed(error)),
    };
    ConnectionCheck { job: name(report.job).to_owned(), state, scope, words, took_ms: None }
}

fn skipped(job: Job, paused: bool) -> ConnectionCheck {
    let why = if paused { "the tenant asked us to wait" } else { "there is no token" };
    let words = format!("Not tried, since {why}.");
    ConnectionCheck {
        job: name(job).to_owned(),
        state: CheckState::Skipped,
        scope: None,
        words,
        took_ms: None,
    }
}

fn failed(error: &Error) -> String {
    format!("{} {}", error.sentence(), error.hint())
}

fn capability(found: callboard_cxone::Capability, nothing_asked: bool) -> Capability {
    use callboard_cxone::Support as Found;
    let (support, words) = match found.support {
        Found::Native if nothing_asked => (Support::Unknown, None),
        Found::Native => (Support::Native, None),
        Found::Emulated { how } => (Support::Emulated, Some(how.to_owned())),
        Found::Absent { why } => (Support::Absent, Some(why.to_owned())),
    };
    Capability { job: name(found.job).to_owned(), support, words }
}

fn name(job: Job) -> &'static str {
    match job {
        Job::ListCampaigns => "campaigns",
        Job::ListSchedules => "schedules",
        Job::ReadAnalytics => "analytics",
        Job::CreateSchedule => "submit",
        Job::WithdrawSchedule => "withdraw",
        Job::ReadContact => "contact",
        Job::WriteContact => "contact_write",
        Job::PushContacts => "contacts_push",
    }
}
