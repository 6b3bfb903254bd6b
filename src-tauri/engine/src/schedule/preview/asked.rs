use callboard_rpc::types::FireMode;
use jiff::{SignedDuration, Timestamp};

use crate::rules::RuleBook;
use crate::schedule::cron::Cron;
use crate::schedule::fires::Fire;
use crate::schedule::occurrence::Occurrence;
use crate::schedule::policy::Holidays;
use crate::zone::{ZoneData, ZoneError, ZoneSet};

/// Everything that the windows of a schedule depend on.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub cron: &'a Cron,
    pub mode: &'a Mode,
    pub zones: &'a ZoneData,
    /// Windows start strictly after this.
    pub from: Timestamp,
    /// What "today" is where a window's offset is compared with today's.
    pub today: Timestamp,
    /// Elapsed time of a window: four hours are four hours, also where the clock changes inside.
    pub duration: SignedDuration,
    pub holidays: &'a Holidays,
    pub rules: &'a RuleBook,
}

/// Whose clock the expression is read on.
#[derive(Clone, Debug)]
pub enum Mode {
    /// 09:00 means 09:00 where the contact is.
    ContactTime,
    /// One moment for all: evaluated in this zone, shown in the others.
    SameMoment(ZoneSet),
}

impl Mode {
    /// The mode as it crosses a door; the zone of "same moment" has to exist.
    pub fn of(mode: &FireMode, zones: &ZoneData) -> Result<Self, ZoneError> {
        match mode {
            FireMode::ContactTime => Ok(Self::ContactTime),
            FireMode::SameMoment { zone } => ZoneSet::of_one(zones, zone).map(Self::SameMoment),
        }
    }

    /// The set whose clock the expression is read on, for contacts of this group.
    pub fn clock_of<'a>(&'a self, group: &'a ZoneSet) -> &'a ZoneSet {
        match self {
            Self::ContactTime => group,
            Self::SameMoment(anchor) => anchor,
        }
    }

    /// What makes a fire itself in this mode.
    pub fn occurrence(&self, fire: &Fire) -> Occurrence {
        match self {
            Self::ContactTime => fire.occurrence(),
            Self::SameMoment(_) => Occurrence::Instant(fire.at),
        }
    }
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asked({} from {}, {:?})", self.cron, self.from, self.mode)
    }
}
