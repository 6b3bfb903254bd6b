use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;

/// What makes a fire itself, so that it happens once: stored with it, and unique per (schedule, zone).
///
/// In each contact's local time it is the wall time **as written**, `2026-11-23T09:00`, also where a clock change
/// moved the fire (02:30 that ran at 03:00 is still `T02:30`); a wildcard job that runs in both passes of a
/// repeated hour has `#2` in the second. In same-moment mode it is the instant, `2026-11-23T14:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occurrence {
    Wall { wall: DateTime, second_pass: bool },
    Instant(Timestamp),
}

/// The text is no occurrence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no occurrence: neither a wall time (2026-11-23T09:00) nor an instant")]
pub struct NoOccurrence(String);

impl fmt::Display for Occurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wall { wall, second_pass } => {
                let pass = if *second_pass { "#2" } else { "" };
                write!(f, "{}{pass}", wall.strftime("%Y-%m-%dT%H:%M"))
            }
            Self::Instant(at) => write!(f, "{at}"),
        }
    }
}

impl FromStr for Occurrence {
    type Err = NoOccurrence;

    fn from_str(text: &str) -> Result<Self, NoOccurrence> {
        let refused = || NoOccurrence(text.chars().take(64).collect());
        if text.ends_with('Z') {
            return text.parse().map(Self::Instant).map_err(|_| refused());
        }
        let (wall, second_pass) = text.strip_suffix("#2").map_or((text, false), |wall| (wall, true));
        let wall = DateTime::strptime("%Y-%m-%dT%H:%M", wall).map_err(|_| refused())?;
        Ok(Self::Wall { wall, second_pass })
    }
}

impl serde::Serialize for Occurrence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Occurrence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
