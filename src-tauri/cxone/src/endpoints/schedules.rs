//! Schedules of a campaign (contract §2.1): one per campaign and zone, never one per contact.
//!
//! After [`Error::Unknown`] from [`create`]: [`list`], and look for the same window
//! ([`Schedule::is`]) before anything is repeated.

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use super::read;
use crate::request::Request;
use crate::{Call, Dialect, Error, IdempotencyKey, Job, Tenant};

/// What is submitted: literally the body, so that a plan shows and a row keeps what is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSchedule {
    pub campaign_id: String,
    /// RFC 3339 with the offset of `timezone` at that instant.
    pub start_time: String,
    pub end_time: String,
    /// IANA name.
    pub timezone: String,
    pub schedule_type: ScheduleType,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScheduleType {
    #[default]
    OneTime,
}

/// A schedule as the tenant keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    pub id: String,
    pub start_time: String,
    pub end_time: String,
    pub timezone: String,
    #[serde(default)]
    pub schedule_type: String,
    /// The tenant's own word; empty where it gives none.
    #[serde(default)]
    pub state: String,
}

impl NewSchedule {
    /// From two wall times in one named zone; [`Error::Config`] where the zone has no IANA name, the
    /// two differ in zone, or the end is not after the start.
    pub fn between(campaign_id: &str, start: &Zoned, end: &Zoned) -> Result<Self, Error> {
        let zone = start.time_zone().iana_name();
        match zone {
            Some(zone) if end.time_zone().iana_name() == Some(zone) && end > start => Ok(Self {
                campaign_id: campaign_id.to_owned(),
                start_time: written(start),
                end_time: written(end),
                timezone: zone.to_owned(),
                schedule_type: ScheduleType::OneTime,
            }),
            _ => Err(wrong("A window needs one named zone, and an end after its start")),
        }
    }

    /// The request that [`create`] sends, as `(method, path)`: for the plan.
    pub fn address(&self, dialect: &Dialect) -> Result<(String, String), Error> {
        let request = Request::new(dialect, Job::CreateSchedule, &[&self.campaign_id])?;
        Ok((request.method().to_string(), request.path))
    }

    fn start(&self) -> Result<Timestamp, Error> {
        self.start_time.parse().map_err(|_| wrong("The start time is not RFC 3339 with an offset"))
    }
}

impl Schedule {
    /// Whether this is the window that was to be made: same zone, same instants, however they are written.
    pub fn is(&self, wanted: &NewSchedule) -> bool {
        let same = |a: &str, b: &str| matches!((instant(a), instant(b)), (Some(a), Some(b)) if a == b);
        self.timezone == wanted.timezone
            && same(&self.start_time, &wanted.start_time)
            && same(&self.end_time, &wanted.end_time)
    }

    pub fn starts_at(&self) -> Option<Timestamp> {
        instant(&self.start_time)
    }

    pub fn ends_at(&self) -> Option<Timestamp> {
        instant(&self.end_time)
    }
}

/// Submits one window; the answer is its id at the tenant. `key` is stored with the row before the first
/// attempt. [`Error::TooLate`] where the start has passed at the moment of sending.
pub async fn create(
    tenant: &Tenant,
    schedule: &NewSchedule,
    key: &IdempotencyKey,
    mut call: Call,
) -> Result<String, Error> {
    let answer = tenant.send(&creation(tenant, schedule, key)?, &mut call).await?;
    id_of(&answer.body).ok_or_else(|| Error::Unknown {
        message: format!("the tenant answered {} without the schedule's id", answer.status),
    })
}

/// The schedules of a campaign, also those that have ended as long as the tenant keeps them.
pub async fn list(tenant: &Tenant, campaign_id: &str, mut call: Call) -> Result<Vec<Schedule>, Error> {
    #[derive(Deserialize)]
    struct List {
        schedules: Vec<Schedule>,
    }
    let request = Request::new(tenant.dialect(), Job::ListSchedules, &[campaign_id])?;
    let answer = tenant.send(&request, &mut call).await?;
    Ok(read::<List>(&answer)?.schedules)
}

/// Withdraws a window, also one that has begun: it ends. [`Error::NotFound`] where it is gone already
/// (an earlier try may have done it), or where the tenant has no such route.
pub async fn withdraw(
    tenant: &Tenant,
    campaign_id: &str,
    schedule_id: &str,
    mut call: Call,
) -> Result<(), Error> {
    let request = Request::new(tenant.dialect(), Job::WithdrawSchedule, &[campaign_id, schedule_id])?;
    tenant.send(&request, &mut call).await.map(drop)
}

/// The request that [`withdraw`] sends, as `(method, path)`: for the plan.
pub fn withdrawal(
    dialect: &Dialect,
    campaign_id: &str,
    schedule_id: &str,
) -> Result<(String, String), Error> {
    let request = Request::new(dialect, Job::WithdrawSchedule, &[campaign_id, schedule_id])?;
    Ok((request.method().to_string(), request.path))
}

fn creation(tenant: &Tenant, schedule: &NewSchedule, key: &IdempotencyKey) -> Result<Request, Error> {
    let request = Request::new(tenant.dialect(), Job::CreateSchedule, &[&schedule.campaign_id])?;
    Ok(request.json(schedule)?.key(key).starts(schedule.start()?))
}

fn id_of(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Created {
        id: String,
    }
    let created: Created = serde_json::from_slice(body).ok()?;
    (!created.id.is_empty()).then_some(created.id)
}

fn written(time: &Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn wrong(message: &str) -> Error {
    Error::Config { message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoned(text: &str) -> Zoned {
        text.parse().expect("a time in a zone")
    }

    fn nine_to_one() -> NewSchedule {
        let (start, end) = ("2026-03-08T09:00[America/New_York]", "2026-03-08T13:00[America/New_York]");
        NewSchedule::between("c1", &zoned(start), &zoned(end)).expect("a window")
    }

    #[test]
    fn a_window_is_written_with_its_zones_offset_at_that_instant() {
        let body = serde_json::to_string(&nine_to_one()).expect("JSON");
        assert_eq!(
            body,
            r#"{"campaignId":"c1","startTime":"2026-03-08T09:00:00-04:00","endTime":"2026-03-08T13:00:00-04:00","timezone":"America/New_York","scheduleType":"ONE_TIME"}"#
        );
    }

    #[test]
    fn a_window_without_a_named_zone_or_length_is_refused() {
        let (ny, utc) = (zoned("2026-03-08T09:00[America/New_York]"), zoned("2026-03-08T20:00[UTC]"));
        assert!(NewSchedule::between("c1", &ny, &utc).is_err());
        assert!(NewSchedule::between("c1", &ny, &ny).is_err());
        let offset = zoned("2026-03-08T09:00-04:00[-04:00]");
        assert!(NewSchedule::between("c1", &offset, &zoned("2026-03-08T10:00-04:00[-04:00]")).is_err());
    }

    #[test]
    fn the_same_window_is_recognised_however_its_times_are_written() {
        let kept = Schedule {
            id: "s1".into(),
            start_time: "2026-03-08T13:00:00Z".into(),
            end_time: "2026-03-08T17:00:00.000+00:00".into(),
            timezone: "America/New_York".into(),
            schedule_type: String::new(),
            state: String::new(),
        };
        assert!(kept.is(&nine_to_one()));
        let elsewhere = Schedule { timezone: "America/Toronto".into(), ..kept.clone() };
        assert!(!elsewhere.is(&nine_to_one()), "another zone is another window, at the same instants");
        let garbled = Schedule { start_time: "?".into(), ..kept };
        assert!(!garbled.is(&nine_to_one()));
    }

    #[test]
    fn an_id_that_is_missing_is_not_a_success() {
        assert_eq!(id_of(br#"{"id":"s1","more":1}"#).as_deref(), Some("s1"));
        for body in ["", "{}", r#"{"id":""}"#, r#"{"id":null}"#, "[]"] {
            assert_eq!(id_of(body.as_bytes()), None, "{body}");
        }
    }
}
