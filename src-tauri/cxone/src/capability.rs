use parking_lot::Mutex;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::dialect::{Dialect, Job};

/// What one tenant can do about one job; the window shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Capability {
    pub job: Job,
    pub support: Support,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Support {
    Native,
    /// Something else stands in for it.
    Emulated {
        how: &'static str,
    },
    Absent {
        why: &'static str,
    },
}

/// What the tenant's own answers taught about its extensions. In memory: a restart asks again.
#[derive(Debug, Default)]
pub(crate) struct Learned(Mutex<BTreeMap<Job, bool>>);

impl Learned {
    pub(crate) fn note(&self, job: Job, offered: bool) {
        let before = self.0.lock().insert(job, offered);
        if !offered && before != Some(false) {
            tracing::info!(?job, "this tenant does not offer it");
        }
    }

    /// Whether the tenant has answered this with a 2xx since the program began.
    pub(crate) fn offers(&self, job: Job) -> bool {
        self.0.lock().get(&job) == Some(&true)
    }

    /// Native until the tenant has shown otherwise.
    pub(crate) fn capabilities(&self, dialect: &Dialect) -> Vec<Capability> {
        let learned = self.0.lock();
        let support = |job| match (dialect.route(job), learned.get(&job)) {
            (Err(_), _) | (_, Some(false)) => dialect.without(job),
            (Ok(_), _) => Support::Native,
        };
        Job::ALL.into_iter().map(|job| Capability { job, support: support(job) }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CXONE_V2;

    #[test]
    fn what_the_tenant_lacks_is_emulated_or_absent_and_comes_back_when_it_answers() {
        let learned = Learned::default();
        let support = |learned: &Learned, job| {
            learned.capabilities(&CXONE_V2).into_iter().find(|c| c.job == job).map(|c| c.support)
        };
        assert_eq!(support(&learned, Job::ListCampaigns), Some(Support::Native));
        learned.note(Job::ListCampaigns, false);
        assert!(matches!(support(&learned, Job::ListCampaigns), Some(Support::Emulated { .. })));
        learned.note(Job::WithdrawSchedule, false);
        assert!(matches!(support(&learned, Job::WithdrawSchedule), Some(Support::Absent { .. })));
        learned.note(Job::ListCampaigns, true);
        assert_eq!(support(&learned, Job::ListCampaigns), Some(Support::Native));
    }
}
