use std::collections::HashMap;
use std::sync::LazyLock;

/// Every zone with people in a state of the US or a province of Canada (`US-KY` → Chicago and New York), sorted;
/// empty where the code is none.
pub(super) fn zones_of(state: &str) -> &'static [&'static str] {
    STATES.get(state).map_or(&[], AsRef::as_ref)
}

static STATES: LazyLock<HashMap<&'static str, Box<[&'static str]>>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/zones/state-zones.tsv").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(state, zones)| (state, zones.split(',').collect()))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Jurisdiction;
    use crate::zone::ZoneData;

    #[test]
    fn every_state_has_zones_and_every_zone_lies_in_its_country() {
        let data = ZoneData::bundled();
        let states = include_str!("../../../../assets/rules/states.tsv").lines();
        for line in states.filter(|line| !line.starts_with('#')) {
            let (code, name) = line.split_once('\t').unwrap();
            let zones = zones_of(code);
            assert!(!zones.is_empty(), "{name} has no zone");
            assert!(zones.is_sorted(), "{name}: groups are named by sorted zones");
            for zone in zones {
                assert!(data.contact_zone(zone).is_ok(), "{zone} of {name} is unknown");
                let country = Jurisdiction::of_zone(zone).unwrap();
                assert_eq!(country.country(), &code[..2], "{zone} of {name}");
            }
        }
    }

    #[test]
    fn a_state_of_two_clocks_has_both() {
        assert_eq!(zones_of("US-KY"), ["America/Chicago", "America/New_York"]);
        assert_eq!(zones_of("US-CA"), ["America/Los_Angeles"]);
        assert!(zones_of("DE-BY").is_empty());
    }
}
