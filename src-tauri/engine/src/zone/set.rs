use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::data::ZoneData;
use super::name::ZoneError;

/// The zones that a group of contacts may live in: nearly always one; several (`America/Chicago|America/New_York`)
/// where a number's area spans them. Such a group may be called only where each zone is inside its hours.
#[derive(Clone, Debug)]
pub struct ZoneSet {
    name: String,
    zones: Vec<(&'static str, TimeZone)>,
}

impl ZoneData {
    /// The zones of a group, from one name or several joined by `|`, as a contact list counts them. Names that are
    /// no place for people are refused. The order of the names does not matter.
    ///
    /// `from` decides which zone's clock the group's schedule runs on where there are several: the one furthest
    /// behind over that year (Phoenix before Denver, all year round), so that 09:00 is early nowhere.
    pub fn set(&self, names: &str, from: Timestamp) -> Result<ZoneSet, ZoneError> {
        let mut zones = Vec::new();
        for name in names.split('|') {
            let zone = self.contact_zone(name)?;
            zones.push((self.written(name)?, zone));
        }
        zones.sort_unstable_by_key(|(name, _)| *name);
        zones.dedup_by_key(|(name, _)| *name);
        let name = zones.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("|");
        zones.sort_by_key(|(_, zone)| year_of_offsets(zone, from));
        Ok(ZoneSet { name, zones })
    }
}

impl ZoneSet {
    /// One set of a zone that is known to be there, also one that is no place: what `--zone UTC` previews.
    pub fn of_one(data: &ZoneData, name: &str) -> Result<Self, ZoneError> {
        let zone = data.get(name)?;
        let name = data.written(name)?;
        Ok(Self { name: name.to_owned(), zones: vec![(name, zone)] })
    }

    /// The names, sorted and joined by `|`: the group's key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The one zone whose clock the schedule runs on, and which the tenant is told.
    pub fn clock(&self) -> (&'static str, &TimeZone) {
        let (name, zone) = &self.zones[0]; // `split` gives at least one piece, and each became a zone or an error
        (name, zone)
    }

    /// Every zone that the contacts may live in; the clock's own is the first.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &TimeZone)> {
        self.zones.iter().map(|(name, zone)| (*name, zone))
    }

    /// For people: `New York`, or `Chicago or New York`.
    pub fn place(&self) -> String {
        self.name.split('|').map(place).collect::<Vec<_>>().join(" or ")
    }
}

/// The city in a zone's name: `America/Argentina/Buenos_Aires` → `Buenos Aires`.
pub fn place(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// Winter and summer together, so that the order of two zones holds for the year.
fn year_of_offsets(zone: &TimeZone, from: Timestamp) -> i32 {
    const HALF_A_YEAR: i64 = 182 * 86_400;
    let later = Timestamp::from_second(from.as_second() + HALF_A_YEAR).unwrap_or(from);
    zone.to_offset(from).seconds() + zone.to_offset(later).seconds()
}
