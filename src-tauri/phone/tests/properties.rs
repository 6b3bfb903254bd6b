//! What holds for every number.

use callboard_phone::{E164, Region, ZonesOf, mask, mask_in_text, normalize_line, parse, states, zones};
use proptest::prelude::*;

/// Ten digits that mostly are a North American number, or any 7 to 15 digits.
fn digits() -> impl Strategy<Value = String> {
    prop_oneof![
        "[2-9][0-8][0-9][2-9][0-9]{6}".prop_map(|national| format!("1{national}")),
        "49(30|172|89)[0-9]{6,9}",
        "[1-9][0-9]{6,14}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_was_normalised_stays_as_it_is_under_every_default(digits in digits(), region in "US|DE|IT|RU|") {
        if let Ok(first) = parse(&format!("+{digits}"), None) {
            let again = parse(&first.e164.reveal(), Region::new(&region)).unwrap();
            prop_assert_eq!(again.e164, first.e164, "E.164 needs no default and is changed by none");
        }
    }

    #[test]
    fn storing_and_packing_lose_nothing(digits in digits()) {
        if let Some(number) = E164::from_stored(&format!("+{digits}")) {
            prop_assert_eq!(E164::unpack(number.pack()), Some(number));
            prop_assert_eq!(number.reveal(), format!("+{digits}"));
        }
    }

    #[test]
    fn no_text_panics_and_every_line_has_one_answer(raw in "\\PC{0,60}", region in "US|DE|ZZ|") {
        let answer = normalize_line(&format!("{region}\t{raw}"), None);
        prop_assert!(answer.starts_with('+') || answer.starts_with("ERR: "), "{}", answer);
        prop_assert!(!answer.contains('\n'));
    }

    #[test]
    fn a_mask_shows_the_calling_code_an_area_code_and_two_digits_at_most(digits in digits()) {
        let number = format!("+{digits}");
        let masked = mask(&number);
        let shown = masked.chars().filter(char::is_ascii_digit).count();
        prop_assert!(shown <= if digits.starts_with('1') { 6 } else { 5 }, "{} shows too much", masked);
        prop_assert_eq!(mask_in_text(&format!("call {number} now")), format!("call {masked} now"));
    }

    #[test]
    fn no_writing_of_a_number_escapes_the_mask(
        before in "[a-z \"=:,]{0,8}", gap in "[ .()/-]", after in "[a-z \",;]{0,8}", plus in "\\+?",
    ) {
        let text = format!("{before}{plus}1{gap}415{gap}555{gap}2671{after}");
        let masked = mask_in_text(&text);
        prop_assert!(!masked.contains("555") && !masked.contains("2671"), "{} became {}", text, masked);
    }

    #[test]
    fn zones_and_states_answer_for_every_valid_number(digits in digits()) {
        if let Ok(parsed) = parse(&format!("+{digits}"), None) {
            if let ZonesOf::Several(list) = zones(&parsed.e164) {
                prop_assert!(list.len() > 1);
            }
            prop_assert!(states(&parsed.e164).iter().all(|state| state.starts_with("US-") || state.starts_with("CA-")));
        }
    }
}
