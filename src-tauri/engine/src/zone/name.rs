/// Why a text is not a zone. Each has its own sentence, to be shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    #[error("No zone is given. Name one, for example America/New_York; it is never guessed and never UTC.")]
    Missing,
    #[error(
        "{0:?} means the zone of whichever machine reads it. Name the zone itself, for example Europe/Berlin."
    )]
    MachineZone(String),
    #[error("{0:?} is not a zone of IANA release {release}. Zones look like America/New_York.", release = .1)]
    Unknown(String, String),
    /// Only from [`super::ZoneData::contact_zone`]: the name can be computed with, but nobody lives there.
    #[error(transparent)]
    NotAPlace(#[from] ZoneCaution),
}

/// Why a zone name that exists should not be used for people. It can be computed with, and whoever does shows
/// this sentence beside the result; a contact whose zone is such a name "needs a zone".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneCaution {
    #[error(
        "{name} is an abbreviation and not a place: {why} Choose a city instead, for example {instead}.",
        why = abbreviation_reason(.name)
    )]
    Abbreviation { name: String, instead: &'static str },
    #[error(
        "{name} counts backwards: Etc/GMT+5 is five hours behind UTC, and it knows no daylight saving. Choose a \
         city instead."
    )]
    SignTurnedRound { name: String },
    #[error("{name} is a placeholder and has no clock of its own. Choose a city instead.")]
    Placeholder { name: String },
    /// Only for people: a schedule may well be kept on UTC's clock.
    #[error(
        "{name:?} is a clock and no place: nobody lives there, and whose night it is is not known. Choose a city \
         instead, for example America/New_York."
    )]
    NoPlace { name: String },
}

/// What to say beside a zone name that exists but is no place; `None` for an ordinary zone, for UTC and for
/// names that do not exist. Case does not matter.
pub fn caution(name: &str) -> Option<ZoneCaution> {
    let upper = name.trim().to_ascii_uppercase();
    let owned = || name.trim().to_owned();
    if let Some((_, instead)) = ABBREVIATIONS.iter().find(|(short, _)| *short == upper) {
        return Some(ZoneCaution::Abbreviation { name: owned(), instead });
    }
    if upper == "FACTORY" {
        return Some(ZoneCaution::Placeholder { name: owned() });
    }
    let hours = upper.strip_prefix("ETC/GMT").filter(|rest| rest.starts_with(['+', '-']))?;
    let counts_hours = hours[1..].bytes().any(|b| (b'1'..=b'9').contains(&b));
    counts_hours.then(|| ZoneCaution::SignTurnedRound { name: owned() })
}

/// The same for the zone of a person: UTC in all its spellings, and distances from it (`+00:00`, `UTC-5`), are no place
/// either.
pub(crate) fn caution_for_people(name: &str) -> Option<ZoneCaution> {
    caution(name).or_else(|| is_utc(name).then(|| ZoneCaution::NoPlace { name: name.trim().to_owned() }))
}

fn is_utc(name: &str) -> bool {
    let upper = name.trim().to_ascii_uppercase();
    let bare = upper.strip_prefix("ETC/").unwrap_or(&upper);
    let names = ["UTC", "UCT", "GMT", "ZULU", "UNIVERSAL", "GREENWICH", "Z"];
    let distance = names.iter().find_map(|name| bare.strip_prefix(name)).unwrap_or(bare).trim();
    names.contains(&bare) || is_distance(distance)
}

/// `+00:00`, `-5`, `0`
fn is_distance(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-', '−', '±']).unwrap_or(text);
    !digits.is_empty()
        && digits.len() <= 8
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'))
}

/// Whether the text asks for the zone of the machine it is read on.
pub(super) fn means_the_machine(name: &str) -> bool {
    ["local", "localtime", "system", "posixrules"].contains(&name.to_ascii_lowercase().as_str())
}

fn abbreviation_reason(name: &str) -> &'static str {
    match name.to_ascii_uppercase().as_str() {
        "EST" | "MST" | "HST" => "it stands still while the clocks around it change.",
        _ => "it stays for old programs, and does not say whose clock is meant.",
    }
}

const ABBREVIATIONS: [(&str, &str); 11] = [
    ("EST", "America/New_York"),
    ("MST", "America/Denver"),
    ("HST", "Pacific/Honolulu"),
    ("EST5EDT", "America/New_York"),
    ("CST6CDT", "America/Chicago"),
    ("MST7MDT", "America/Denver"),
    ("PST8PDT", "America/Los_Angeles"),
    ("CET", "Europe/Berlin"),
    ("MET", "Europe/Berlin"),
    ("EET", "Europe/Athens"),
    ("WET", "Europe/Lisbon"),
];
