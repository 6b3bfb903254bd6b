//! The connection test: the token first, then one read per job.

use jiff::{SignedDuration, Timestamp};

use crate::endpoints::{analytics, campaigns, schedules};
use crate::token::Bearer;
use crate::{Call, Error, Job, Tenant};

/// What a connection test found.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionReport {
    /// The end of the token's life (`None` inside for a token that is good once), or why there is none.
    pub token: Result<Option<Timestamp>, Error>,
    /// Empty where there is no token.
    pub jobs: Vec<JobReport>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct JobReport {
    pub job: Job,
    pub finding: Finding,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    Allowed,
    /// 403: this scope is missing.
    Forbidden {
        scope: String,
    },
    /// The tenant does not offer it.
    Absent,
    /// A test must not change anything, or something to read was not known.
    NotTried {
        why: &'static str,
    },
    Failed(Error),
}

impl ConnectionReport {
    /// A token was granted, and nothing is forbidden or failing. What is absent can be done without.
    pub fn is_good(&self) -> bool {
        let bad = |job: &JobReport| matches!(job.finding, Finding::Forbidden { .. } | Finding::Failed(_));
        self.token.is_ok() && !self.jobs.iter().any(bad)
    }
}

impl Tenant {
    /// Tests the connection in a person's name; changes nothing at the tenant. Asks for a new token, also
    /// where credentials were refused before, and nothing at all while the tenant has asked for silence. `campaign` is one that is known to exist, if any; else the
    /// first that the tenant lists is taken.
    pub async fn probe(&self, campaign: Option<&str>) -> ConnectionReport {
        let valid_until = |bearer: Bearer| bearer.expiry.map(|expiry| expiry.valid_until(self.clock()));
        let token = self.bearer_now().await.map(valid_until);
        let jobs = if token.is_ok() { self.probe_jobs(campaign).await } else { Vec::new() };
        ConnectionReport { token, jobs }
    }

    async fn probe_jobs(&self, campaign: Option<&str>) -> Vec<JobReport> {
        let listed = campaigns::list(self, Call::person()).await;
        let first = listed.as_ref().ok().and_then(|all| all.first()).map(|first| first.id.clone());
        let campaign = campaign.map(str::to_owned).or(first);
        let findings = [
            (Job::ListCampaigns, finding(&listed)),
            (Job::ListSchedules, self.probe_schedules(campaign.as_deref()).await),
            (Job::ReadAnalytics, self.probe_analytics(campaign).await),
            (Job::CreateSchedule, Finding::NotTried { why: "A test submits nothing." }),
            (Job::WithdrawSchedule, Finding::NotTried { why: "A test withdraws nothing." }),
            (Job::ReadContact, Finding::NotTried { why: "No contact is known to read." }),
            (Job::WriteContact, Finding::NotTried { why: "A test writes nothing." }),
            (Job::PushContacts, Finding::NotTried { why: "A test writes nothing." }),
        ];
        findings.into_iter().map(|(job, finding)| JobReport { job, finding }).collect()
    }

    /// The campaign exists, so a 404 can only mean that the route does not.
    async fn probe_schedules(&self, campaign: Option<&str>) -> Finding {
        let Some(campaign) = campaign else {
            return Finding::NotTried { why: "No campaign is known to read the schedules of." };
        };
        match schedules::list(self, campaign, Call::person()).await {
            Err(Error::NotFound { .. }) => {
                self.learned().note(Job::ListSchedules, false);
                Finding::Absent
            }
            outcome => finding(&outcome),
        }
    }

    async fn probe_analytics(&self, campaign: Option<String>) -> Finding {
        let to = self.clock().now();
        let from = to.checked_sub(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MIN);
        // Where no campaign is known, one that does not exist will do: the answer is an empty page.
        let campaign = campaign.unwrap_or_else(|| "callboard-connection-test".into());
        let mut query = analytics::DetailsQuery::new(from, to, vec![campaign]);
        query.page_ceiling = 1;
        finding(&analytics::query(self, &query, Call::person()).await)
    }
}

fn finding<T>(outcome: &Result<T, Error>) -> Finding {
    match outcome {
        Ok(_) => Finding::Allowed,
        Err(Error::Forbidden { scope, .. }) => Finding::Forbidden { scope: scope.clone() },
        Err(Error::Absent { .. }) => Finding::Absent,
        Err(other) => Finding::Failed(other.clone()),
    }
}
