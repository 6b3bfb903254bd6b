use callboard_phone::E164;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{Context, Unfit};
use crate::zone::written_instant;

/// The fields of one body, each asked for by its name.
pub(super) struct Fields(pub(super) Map<String, Value>);

/// An event cannot have happened before this, and not later than this after now (contract §7).
const EARLIEST: Timestamp = Timestamp::constant(946_684_800, 0);
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

impl Fields {
    pub(super) fn optional(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, name: &str) -> Result<&Value, Unfit> {
        self.optional(name).ok_or_else(|| Unfit::Malformed(format!("{name} is missing.")))
    }

    pub(super) fn text(&self, name: &str) -> Result<&str, Unfit> {
        self.required(name)?.as_str().ok_or_else(|| Unfit::Malformed(format!("{name} is not a text.")))
    }

    /// A text of 1 to `most` characters, none of them a control character.
    pub(super) fn short(&self, name: &str, most: usize) -> Result<&str, Unfit> {
        let text = self.text(name)?;
        let fits = (1..=most).contains(&text.chars().count()) && !text.contains(char::is_control);
        let said = || {
            Unfit::Malformed(format!("{name} is 1 to {most} characters, none of them a control character."))
        };
        fits.then_some(text).ok_or_else(said)
    }

    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&str>, Unfit> {
        self.optional(name).map(|_| self.text(name)).transpose()
    }

    /// RFC 3339 with its offset: the event's own time.
    pub(super) fn happened(&self, name: &str, context: Context) -> Result<Timestamp, Unfit> {
        let at = written_instant(self.text(name)?).map_err(|why| never(name, &why.to_string()))?;
        if at < EARLIEST {
            return Err(never(name, "lies before the year 2000"));
        }
        if at.duration_since(context.now) > AHEAD {
            return Err(never(name, "lies more than 5 minutes in the future"));
        }
        Ok(at)
    }

    /// A number that is in use.
    pub(super) fn number(&self, name: &str, context: Context) -> Result<E164, Unfit> {
        let parsed = callboard_phone::parse(self.text(name)?, context.region);
        parsed.map(|parsed| parsed.e164).map_err(|error| Unfit::NeverRight(format!("{name}: {error}")))
    }

    /// A number that somebody could dial, whether the plan lists it or not, also as messengers write it: with its country
    /// code and without `+`.
    pub(super) fn possible_number(&self, name: &str, context: Context) -> Result<E164, Unfit> {
        let parsed = callboard_phone::possible_without_plus(self.text(name)?, context.region);
        parsed.map(|parsed| parsed.e164).map_err(|error| Unfit::NeverRight(format!("{name}: {error}")))
    }
}

pub(super) fn never(name: &str, why: &str) -> Unfit {
    Unfit::NeverRight(format!("{name} {why}."))
}
