use std::time::Duration;

use reqwest::Method;
use serde::Serialize;

use crate::{Class, Error, Support};

/// What a tenant can be asked to do. One job is one route of a [`Dialect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    CreateSchedule,
    ListSchedules,
    WithdrawSchedule,
    ListCampaigns,
    ReadAnalytics,
    ReadContact,
    WriteContact,
    PushContacts,
}

impl Job {
    pub const ALL: [Self; 8] = [
        Self::CreateSchedule,
        Self::ListSchedules,
        Self::WithdrawSchedule,
        Self::ListCampaigns,
        Self::ReadAnalytics,
        Self::ReadContact,
        Self::WriteContact,
        Self::PushContacts,
    ];

    /// In a supervisor's words.
    pub fn words(self) -> &'static str {
        match self {
            Self::CreateSchedule => "submit a schedule",
            Self::ListSchedules => "read a campaign's schedules",
            Self::WithdrawSchedule => "withdraw a schedule",
            Self::ListCampaigns => "list campaigns",
            Self::ReadAnalytics => "read a campaign's figures",
            Self::ReadContact => "read a contact",
            Self::WriteContact => "write into a contact",
            Self::PushContacts => "write outbound contacts",
        }
    }
}

/// One kind of tenant API as data: where each job goes, and what stands in for a job that is not there.
#[derive(Debug)]
pub struct Dialect {
    pub name: &'static str,
    /// Comes before every path.
    pub prefix: &'static str,
    pub routes: &'static [Route],
    /// How the app does without a route that the tenant turns out not to have.
    pub without: &'static [(Job, Support)],
}

/// Where one job goes, and how it behaves there.
#[derive(Debug)]
pub struct Route {
    pub job: Job,
    pub method: Method,
    /// Each `{…}` is one id, percent-encoded as one segment.
    pub path: &'static str,
    /// A tenant may lack it (404 or 405).
    pub extension: bool,
    /// Named in the error of a 403.
    pub scope: &'static str,
    pub class: Class,
    pub timeout: Duration,
    pub repeat: Repeat,
}

/// What a lost answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// A read, a query, or something that is the same when done twice.
    Safe,
    /// Carries an `Idempotency-Key`, which the tenant may ignore: a lost answer is
    /// [`Error::Unknown`] and never repeated blindly.
    Keyed,
}

impl Dialect {
    /// The route for `job`, or [`Error::Absent`] where this kind of tenant has none.
    pub fn route(&self, job: Job) -> Result<&'static Route, Error> {
        self.routes.iter().find(|route| route.job == job).ok_or(Error::Absent { job })
    }

    /// What stands in for `job` where the tenant does not have it.
    pub fn without(&self, job: Job) -> Support {
        let stand_in = self.without.iter().find(|(without, _)| *without == job);
        stand_in.map_or(Support::Absent { why: "This kind of tenant does not offer it." }, |(_, support)| {
            *support
        })
    }
}

/// What the longest request to a tenant may take.
pub const LONGEST_REQUEST: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = LONGEST_REQUEST;
const CONTACT_TIMEOUT: Duration = Duration::from_secs(20);
const SCHEDULE_SCOPE: &str = "outbound:campaign:write";

/// The CXone v2 contract.
pub static CXONE_V2: Dialect = Dialect {
    name: "CXone v2",
    prefix: "/api/v2",
    routes: &[
        Route {
            job: Job::CreateSchedule,
            method: Method::POST,
            path: "/outbound/campaigns/{campaign}/schedules",
            extension: false,
            scope: SCHEDULE_SCOPE,
            class: Class::Schedules,
            timeout: TIMEOUT,
            repeat: Repeat::Keyed,
        },
        Route {
            job: Job::ListSchedules,
            method: Method::GET,
            path: "/outbound/campaigns/{campaign}/schedules",
            extension: true,
            scope: SCHEDULE_SCOPE,
            class: Class::Schedules,
            timeout: TIMEOUT,
            repeat: Repeat::Safe,
        },
        Route {
            job: Job::WithdrawSchedule,
            method: Method::DELETE,
            path: "/outbound/campaigns/{campaign}/schedules/{schedule}",
            extension: true,
            scope: SCHEDULE_SCOPE,
            class: Class::Schedules,
            timeout: TIMEOUT,
            repeat: Repeat::Safe,
        },
        Route {
            job: Job::ListCampaigns,
            method: Method::GET,
            path: "/outbound/campaigns",
            extension: true,
            scope: SCHEDULE_SCOPE,
            class: Class::Rest,
            timeout: TIMEOUT,
            repeat: Repeat::Safe,
        },
        Route {
            job: Job::ReadAnalytics,
            method: Method::POST,
            path: "/analytics/outbound/details/query",
            extension: false,
            scope: "analytics:read",
            class: Class::Polls,
            timeout: TIMEOUT,
            repeat: Repeat::Safe,
        },
        Route {
            job: Job::ReadContact,
            method: Method::GET,
            path: "/contacts/{contact}",
            extension: false,
            scope: "contact:read or outbound:contact:read",
            class: Class::Rest,
            timeout: TIMEOUT,
            repeat: Repeat::Safe,
        },
        Route {
            job: Job::WriteContact,
            method: Method::PATCH,
            path: "/contacts/{contact}",
            extension: false,
            scope: "contact:write",
            class: Class::Rest,
            timeout: CONTACT_TIMEOUT,
            repeat: Repeat::Keyed,
        },
        Route {
            job: Job::PushContacts,
            method: Method::POST,
            path: "/outbound/contacts",
            extension: false,
            scope: "outbound:contacts:write and outbound:dnc:write",
            class: Class::OptOuts,
            timeout: TIMEOUT,
            repeat: Repeat::Keyed,
        },
    ],
    without: &[
        (Job::ListCampaigns, Support::Emulated { how: "The campaign's id is entered by hand." }),
        (
            Job::ListSchedules,
            Support::Absent {
                why: "The tenant does not show its schedules: a submission whose answer was lost is repeated under the same key, and stays unknown where that is not answered either.",
            },
        ),
        (
            Job::WithdrawSchedule,
            Support::Absent {
                why: "The tenant does not delete schedules: what was submitted can only be stopped there.",
            },
        ),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_a_route_and_every_extension_a_stand_in() {
        for job in Job::ALL {
            let route = CXONE_V2.route(job).expect("the contract has a route for every job");
            let stands_in = CXONE_V2.without.iter().any(|(without, _)| *without == job);
            assert_eq!(route.extension, stands_in, "{job:?}: what may be missing says what is done instead");
        }
    }
}
