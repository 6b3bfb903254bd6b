use crate::{PhoneError, Region, parse};

/// One line of `callboard phone normalize`: `REGION<TAB>RAW` in, E.164 or `ERR: reason` out.
///
/// With `default`, a line without a region before the tab (or without a tab) is read with that one; a line's
/// own region goes first. An unknown region matters only to a national number, since `+` needs none.
pub fn normalize_line(line: &str, default: Option<Region>) -> String {
    let line = line.trim_end_matches(['\r', '\n']);
    let (named, raw) = split(line);
    let region = Region::new(named).or(if named.is_empty() { default } else { None });
    match parse(raw, region) {
        Ok(parsed) => parsed.e164.reveal(),
        Err(PhoneError::NeedsRegion) if !named.is_empty() => format!("ERR: {}", PhoneError::UnknownRegion),
        Err(error) => format!("ERR: {error}"),
    }
}

/// The region before the first tab, where what stands there can be one; a tab within a number is only space.
fn split(line: &str) -> (&str, &str) {
    match line.split_once('\t') {
        Some((region, raw)) if region.trim().bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            (region.trim(), raw)
        }
        _ => ("", line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_answers_with_a_number_or_a_reason() {
        assert_eq!(normalize_line("US\t+4917212345678", None), "+4917212345678");
        assert_eq!(normalize_line("US\t(415) 555-2671\r", None), "+14155552671");
        assert_eq!(normalize_line("030 123456", Region::new("DE")), "+4930123456");
        assert_eq!(normalize_line("\t030 123456", Region::new("DE")), "+4930123456");
        assert_eq!(
            normalize_line("US\t030 123456", Region::new("DE")),
            "ERR: No such number is in use: the length may be right, the range is not assigned."
        );
    }

    #[test]
    fn a_missing_region_and_an_unknown_one_are_two_reasons() {
        assert!(normalize_line("4155552671", None).starts_with("ERR: This is a national number"));
        assert!(normalize_line("ZZ\t4155552671", Region::new("US")).starts_with("ERR: This region"));
        assert_eq!(normalize_line("ZZ\t+14155552671", None), "+14155552671");
        assert_eq!(normalize_line("", None), "ERR: There is nothing in this field.");
    }
}
