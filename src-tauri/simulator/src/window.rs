use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::moment::{Moment, Zone, parse};

/// A campaign schedule: one stretch of time in which a campaign may call people of one zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub id: String,
    pub campaign_id: String,
    pub start: Timestamp,
    /// Where it was withdrawn after it had begun, the moment of that.
    pub end: Timestamp,
    pub timezone: String,
    /// As the client wrote it, with the zone's offset.
    pub start_text: String,
    pub end_text: String,
    /// How fast calls went when it was made; later changes of speed leave it as it is.
    pub speed: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowState {
    Pending,
    Active,
    Ended,
}

/// Why a window cannot be made: the field that is at fault, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct WindowRefused {
    pub field: &'static str,
    pub reason: String,
}

/// What a client asks for, checked for itself: nothing of it depends on the tenant but `campaign_id`.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    start: Moment,
    end: Moment,
    zone_name: String,
    start_text: String,
    end_text: String,
}

impl Asked {
    /// Every rule of contract.md §2.1 but the one that needs a clock.
    pub(crate) fn read(campaign_id: &str, body: &Map<String, Value>) -> Result<Self, WindowRefused> {
        if body.get("campaignId").is_some_and(|named| named != campaign_id) {
            return Err(refused("campaignId", "the body names another campaign than the path"));
        }
        let (start_text, end_text) = (text(body, "startTime")?, text(body, "endTime")?);
        let zone_name = text(body, "timezone")?;
        if text(body, "scheduleType")? != "ONE_TIME" {
            return Err(refused("scheduleType", "only ONE_TIME is known"));
        }
        let zone = Zone::named(&zone_name)
            .ok_or_else(|| refused("timezone", &format!("{zone_name:?} is no IANA time zone")))?;
        let start = moment("startTime", &start_text, &zone)?;
        let end = moment("endTime", &end_text, &zone)?;
        if end.at <= start.at {
            return Err(refused("endTime", "the end is not after the start"));
        }
        Ok(Self { start, end, zone_name, start_text, end_text })
    }

    pub(crate) fn must_begin_after(&self, now: Timestamp) -> Result<(), WindowRefused> {
        if self.start.at > now { Ok(()) } else { Err(refused("startTime", "the start is not in the future")) }
    }

    pub(crate) fn into_window(self, id: String, campaign_id: &str, speed: f64) -> Window {
        Window {
            id,
            campaign_id: campaign_id.to_owned(),
            start: self.start.at,
            end: self.end.at,
            timezone: self.zone_name,
            start_text: self.start_text,
            end_text: self.end_text,
            speed,
        }
    }
}

impl Window {
    pub fn state(&self, now: Timestamp) -> WindowState {
        if now < self.start {
            WindowState::Pending
        } else if now < self.end {
            WindowState::Active
        } else {
            WindowState::Ended
        }
    }

    /// Ends a window that has begun.
    pub(crate) fn end_at(&mut self, now: Timestamp) {
        self.end = now;
        // The zone was checked when the window was made; a release that forgot it leaves UTC.
        self.end_text = Zone::named(&self.timezone).map_or_else(|| now.to_string(), |zone| zone.write(now));
    }

    pub(crate) fn to_json(&self, now: Timestamp) -> Value {
        let state = match self.state(now) {
            WindowState::Pending => "PENDING",
            WindowState::Active => "ACTIVE",
            WindowState::Ended => "ENDED",
        };
        json!({
            "id": self.id,
            "startTime": self.start_text,
            "endTime": self.end_text,
            "timezone": self.timezone,
            "scheduleType": "ONE_TIME",
            "state": state,
        })
    }
}

fn text(body: &Map<String, Value>, field: &'static str) -> Result<String, WindowRefused> {
    match body.get(field) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(refused(field, &format!("{field} is not a text"))),
        None => Err(refused(field, &format!("{field} is missing"))),
    }
}

fn moment(field: &'static str, text: &str, zone: &Zone) -> Result<Moment, WindowRefused> {
    let moment = parse(text).ok_or_else(|| refused(field, &format!("{text:?} is not RFC 3339")))?;
    if zone.agrees_with(moment) {
        Ok(moment)
    } else {
        Err(refused(field, "its offset is not that of the time zone at that instant"))
    }
}

fn refused(field: &'static str, reason: &str) -> WindowRefused {
    WindowRefused { field, reason: reason.to_owned() }
}
