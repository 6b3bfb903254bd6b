use std::collections::HashMap;
use std::sync::LazyLock;

use callboard_phone::Region;

use super::Refusal;
use crate::kernel::unaccented;

/// A country as a contact says it for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SaidCountry {
    /// ISO 3166, two letters.
    Code(&'static str),
    /// `+44` in a column of country codes: one of several countries, perhaps.
    Calling(u16),
}

impl SaidCountry {
    /// By the ISO code of two or three letters, the calling code, the English name or another usual one.
    pub(super) fn read(written: &str) -> Result<Self, Refusal> {
        let bare = bare(written);
        let digits = bare.strip_prefix("00").unwrap_or(&bare);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let code = digits.parse().ok().filter(|code| CALLING.contains(code));
            return code.map(Self::Calling).ok_or_else(|| unknown(written));
        }
        // `N/A` is not Namibia.
        let known = COUNTRIES.get(&bare).filter(|_| !written.contains('/'));
        known.map(|code| Self::Code(code)).ok_or_else(|| unknown(written))
    }

    /// How it is named in a reason.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Code(code) => (*code).to_owned(),
            Self::Calling(code) => format!("+{code}"),
        }
    }
}

fn unknown(written: &str) -> Refusal {
    Refusal::invalid(&format!(
        "The country {written:?} is not known: write its ISO code, such as US, or its English name."
    ))
}

/// Letters and digits, small, without accents.
fn bare(text: &str) -> String {
    unaccented(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Every writing of a country that is known, and its code.
static COUNTRIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/rules/countries.tsv").lines();
    let mut found = HashMap::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut parts = line.split('\t');
        let (Some(code), Some(three), Some(names)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        for written in [code, three].into_iter().chain(names.split('|')) {
            found.insert(bare(written), code);
        }
    }
    found
});

static CALLING: LazyLock<std::collections::BTreeSet<u16>> = LazyLock::new(|| {
    let codes = COUNTRIES.values().filter_map(|code| Region::new(code));
    codes.map(Region::calling_code).filter(|code| *code > 0).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_its_codes_and_its_names() {
        for (written, code) in [
            ("NO", "NO"),
            ("nor", "NO"),
            ("Norway", "NO"),
            ("U.S.A.", "US"),
            ("United States", "US"),
            ("UK", "GB"),
            ("Deutschland", "DE"),
            ("M\u{e9}xico", "MX"),
            ("Puerto Rico", "PR"),
            ("C\u{f4}te d\u{2019}Ivoire", "CI"),
        ] {
            assert_eq!(SaidCountry::read(written), Ok(SaidCountry::Code(code)), "{written}");
        }
        assert_eq!(SaidCountry::read("+44"), Ok(SaidCountry::Calling(44)));
        assert_eq!(SaidCountry::read("1"), Ok(SaidCountry::Calling(1)));
        for wrong in ["n/a", "XX", "999", "Atlantis", "-"] {
            assert!(SaidCountry::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_writing_means_two_countries() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in include_str!("../../../../assets/rules/countries.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let parts: Vec<&str> = line.split('\t').collect();
            assert_eq!((parts.len(), parts[0].len(), parts[1].len()), (3, 2, 3), "{line}");
            for written in parts[..2].iter().copied().chain(parts[2].split('|')) {
                let other = seen.insert(bare(written), parts[0]);
                assert!(other.is_none_or(|other| other == parts[0]), "{written}: {other:?} and {}", parts[0]);
            }
        }
        assert_eq!(COUNTRIES.values().collect::<std::collections::BTreeSet<_>>().len(), 250);
    }
}
