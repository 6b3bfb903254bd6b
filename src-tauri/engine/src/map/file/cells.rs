//! Cells of a spreadsheet: a code that it keeps as text (`'1001`, `="1002"`) or took for a number (`1003.0`),
//! and the apostrophe that keeps a spreadsheet from running a cell.

use std::borrow::Cow;

use crate::kernel::guarded;

/// A spreadsheet runs what begins like a formula; an apostrophe makes it text. What would be read as something else gets
/// one as well, so that taking it off gives back what it was.
pub(super) fn harmless(text: &str) -> String {
    if mended(text) == text { guarded(text).into_owned() } else { format!("'{text}") }
}

/// The text that was meant by a cell.
pub(super) fn meant(text: &str) -> Cow<'_, str> {
    let exported = text.strip_prefix('\'').filter(|rest| guarded(rest) != *rest || mended(rest) != *rest);
    match exported {
        // A formula that only says a text is none, whoever put the apostrophe before it.
        Some(rest) => Cow::Borrowed(rest),
        None => Cow::Borrowed(mended(text)),
    }
}

/// `'1001`, `="1002"` and `1003.0` without what a spreadsheet put there.
fn mended(text: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = text.strip_prefix(['\'', '’', '‘', '`']).filter(|rest| digits(rest)) {
        return rest;
    }
    if let Some(inside) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        // `=""""` is a quotation mark; what holds one is left as it is.
        return if inside.contains('"') { text } else { inside };
    }
    match text.split_once('.') {
        Some((whole, zeros))
            if digits(whole) && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// `#N/A`, `#REF!`: what a spreadsheet shows where it could not compute a cell.
pub(super) fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 9] =
        ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA"];
    ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text))
}

/// `=1008`: a formula that only a spreadsheet could compute; `="1002"` is a text, and `'=1008` was made one.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with('=') && mended(text) == text && text.len() > 1
}

/// `1.001E+10`, `1.003E3`: which code it was cannot be known.
pub(super) fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let signed = exponent.strip_prefix(['+', '-']);
    let exponent = signed.unwrap_or(exponent);
    // `1E5` may be a code; nobody writes one with a point in it.
    if signed.is_none() && !mantissa.contains(['.', ',']) {
        return false;
    }
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_put_before_a_code_is_taken_off() {
        for (cell, code) in [
            ("'1001", "1001"),
            ("=\"1002\"", "1002"),
            ("1003.0", "1003"),
            ("1003.00", "1003"),
            ("’01001", "01001"),
            ("=\"01002\"", "01002"),
            ("'tis", "'tis"),
            ("1.5", "1.5"),
            ("v1.0", "v1.0"),
            ("=A1", "=A1"),
            ("1001", "1001"),
            ("", ""),
        ] {
            assert_eq!(meant(cell), code, "{cell}");
        }
    }

    #[test]
    fn what_is_written_is_read_back_whatever_it_looks_like() {
        for code in [
            "'1001",
            "''1001",
            "=\"1002\"",
            "1003.0",
            "'1003.0",
            "=1+1",
            "'tis",
            "-",
            "1001",
            "’7",
            "+1",
            "'",
            "''",
        ] {
            assert_eq!(meant(&harmless(code)), code, "{code}");
        }
        assert!(harmless("=1+1").starts_with('\''), "no formula reaches a spreadsheet");
        assert_eq!(harmless("1001"), "1001");
    }

    #[test]
    fn a_rounded_code_is_seen() {
        assert!(is_rounded("1.001E+10") && is_rounded("1E+10") && is_rounded("1,5e+12"));
        assert!(is_rounded("1.003E3") && is_rounded("1,003e3"));
        for error in ["#N/A", "#n/a", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"] {
            assert!(is_error(error), "{error}");
        }
        assert!(!is_error("#1") && !is_error("N/A"));
        assert!(is_formula("=1008") && is_formula("=A1"));
        assert!(!is_formula("=\"1002\"") && !is_formula("'=1008") && !is_formula("=") && !is_formula("1008"));
        assert!(!is_rounded("1E5") && !is_rounded("E+1") && !is_rounded("SALE+1") && !is_rounded("10E+1"));
    }
}
