use sha2::{Digest, Sha256};

/// The area codes of places that every table of numbers knows, in all zones of the mainland.
const AREAS: [u16; 40] = [
    201, 202, 206, 212, 213, 214, 215, 216, 303, 305, 312, 313, 314, 317, 401, 402, 404, 405, 406, 412, 414,
    415, 501, 502, 503, 504, 505, 512, 513, 515, 602, 603, 605, 612, 614, 615, 617, 619, 701, 702,
];
const LINES: u64 = 10_000;
const NUMBERS: u64 = AREAS.len() as u64 * LINES;
/// No factor in common with `NUMBERS`, so that neighbours lie far apart and never on one another.
const STRIDE: u64 = 7_919;

/// The number of a person who does not exist, in E.164: the same for the same seed and id.
///
/// It is valid, and nobody's: the exchange 555 has no subscribers. Ids that differ only in a decimal
/// number at their end (`contact-1`, `contact-2`, up to 400,000 of them) have different numbers, so that
/// a test can count people by either.
pub(crate) fn test_number(seed: u64, id: &str) -> String {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = id[stem.len()..].bytes().fold(0, |n, digit| (n * 10 + u64::from(digit - b'0')) % NUMBERS);
    let place = (hash(seed, stem) % NUMBERS + digits * STRIDE) % NUMBERS;
    let (area, line) = (AREAS[usize::try_from(place / LINES).unwrap_or_default()], place % LINES);
    format!("+1{area}555{line:04}")
}

fn hash(seed: u64, text: &str) -> u64 {
    let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(text).finalize();
    digest[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_have_the_shape_of_north_america_and_belong_to_nobody() {
        for id in ["contact-1", "a/b c", "", "99999999999999999999999999", "ü"] {
            let number = test_number(7, id);
            assert!(
                number.len() == 12 && number.starts_with("+1") && number[5..].starts_with("555"),
                "{number}"
            );
        }
    }

    #[test]
    fn twenty_thousand_contacts_have_twenty_thousand_numbers() {
        let numbers: BTreeSet<_> = (0..20_000).map(|n| test_number(1, &format!("contact-{n:06}"))).collect();
        assert_eq!(numbers.len(), 20_000, "nobody shares a number, so people can be counted by it");
    }

    #[test]
    fn the_same_seed_and_id_have_the_same_number_and_others_another() {
        assert_eq!(test_number(1, "ada"), test_number(1, "ada"));
        assert_ne!(test_number(1, "ada"), test_number(2, "ada"));
        assert_ne!(test_number(1, "ada"), test_number(1, "bob"));
    }
}
