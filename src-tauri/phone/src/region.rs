use std::fmt;

use rlibphonenumber::PHONE_NUMBER_UTIL;

/// A country whose national numbers can be read: ISO 3166, two letters, such as `US`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(pub(crate) rlibphonenumber::Region);

impl Region {
    /// `None` where the code is not two letters or no number plan is known for it.
    ///
    /// Small letters are taken too. World-wide plans (+800) have no region.
    pub fn new(code: &str) -> Option<Self> {
        let region = rlibphonenumber::Region::from_code(code.trim()).ok()?;
        PHONE_NUMBER_UTIL.get_country_code_for_region(region).map(|_| Self(region))
    }

    /// The calling code, 1 for `US`.
    pub fn calling_code(self) -> u16 {
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(self.0);
        code.and_then(|code| u16::try_from(code).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.as_region_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_countries_with_a_number_plan_are_regions() {
        assert_eq!(Region::new("us").map(|region| region.to_string()).as_deref(), Some("US"));
        assert_eq!(Region::new("GB").map(Region::calling_code), Some(44));
        for not in ["", "U", "USA", "ZZ", "001", "AQ", "4é"] {
            assert_eq!(Region::new(not), None, "{not} has no national numbers");
        }
    }
}
