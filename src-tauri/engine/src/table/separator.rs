//! What separates the cells of a text: a first line `sep=;` says it, else the header shows it.

/// Where a header has as many of two of them, the earlier one counts.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Lines that may stand above a table.
const LINES: usize = 20;

/// What a first line says, as Excel reads it, with the bytes of that line: `sep=;`, `SEP=;`, `"sep=;"`.
pub(super) fn said(text: &[u8]) -> Option<(u8, usize)> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let bare = line.strip_prefix(b"\"").unwrap_or(line);
    if !bare.get(..4)?.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    // A tab is white space at the end of the line; a separator that is none is what the header shows.
    let separator = bare.get(4).copied().filter(|byte| SEPARATORS.contains(byte));
    let rest = &bare[4..].get(usize::from(separator.is_some())..).unwrap_or_default();
    // `sep=;` may be followed by the separators of columns that are empty.
    let alone = rest.iter().all(|byte| matches!(byte, b'"' | b' ') || SEPARATORS.contains(byte));
    alone.then(|| (separator.unwrap_or_else(|| most_of(&text[line.len()..], 0)), line.len()))
}

/// What the header has most of, outside quotation marks. The header is the line `header` (0: not known); where it is
/// not known, the first line that has any.
pub(super) fn most_of(text: &[u8], header: u32) -> u8 {
    let lines = Lines { text };
    let mut found = lines.take(if header == 0 { LINES } else { header as usize }).map(counted);
    let counted = if header == 0 { found.find(|count| count.0 > 0) } else { found.last() };
    counted.filter(|count| count.0 > 0).map_or(SEPARATORS[0], |count| count.1)
}

/// The separator that a line has most of, and how many.
fn counted(line: &[u8]) -> (usize, u8) {
    let mut counts = SEPARATORS.map(|separator| (0_usize, separator));
    let mut quoted = false;
    for byte in line {
        match byte {
            b'"' => quoted = !quoted,
            other if !quoted => {
                if let Some((count, _)) = counts.iter_mut().find(|(_, separator)| separator == other) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // Of equals the first: `max_by_key` would take the last.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).unwrap_or_default()
}

/// Lines as a person counts them; one that goes on inside quotation marks is one.
struct Lines<'t> {
    text: &'t [u8],
}

impl<'t> Iterator for Lines<'t> {
    type Item = &'t [u8];

    fn next(&mut self) -> Option<&'t [u8]> {
        if self.text.is_empty() {
            return None;
        }
        let mut quoted = false;
        let end = self.text.iter().position(|byte| {
            quoted ^= *byte == b'"';
            !quoted && matches!(byte, b'\n' | b'\r')
        });
        let (line, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = match rest {
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => rest,
        };
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_shows_its_separator_outside_quotation_marks() {
        let separator = |text: &str| most_of(text.as_bytes(), 0) as char;
        assert_eq!(separator("code,category\n1;2;3\n"), ',');
        assert_eq!(separator("code;category;\"meaning, in words, as said\"\n"), ';');
        assert_eq!(separator("\"a;b;c\",d\n1,2"), ',');
        assert_eq!(separator("\"line one;\nline two;\",d\n1,2"), ',');
        assert_eq!(separator("code\tcategory\tmeaning, if any\r\n"), '\t');
        assert_eq!(separator("a|b\n1,5|2"), '|');
        assert_eq!(separator("\r\n\ncode;category"), ';');
        assert_eq!(separator("Our leads\rid;phone\r"), ';', "a title has none");
        assert_eq!(separator("phone\n1\n2"), ',');
        assert_eq!(separator(""), ',');
        assert_eq!(most_of(b"Leads, of spring, 2026\nid;phone\n", 2), b';', "the header is the second line");
    }

    #[test]
    fn a_first_line_may_say_the_separator() {
        for (line, separator) in [
            ("sep=;", b';'),
            ("SEP=;", b';'),
            ("Sep=\t", b'\t'),
            ("\"sep=|\"", b'|'),
            ("sep=,", b','),
            ("sep=;;;", b';'),
        ] {
            let text = format!("{line}\r\ncode;category\n");
            assert_eq!(said(text.as_bytes()), Some((separator, line.len())), "{line:?}");
        }
        assert_eq!(said(b"sep=\ncode;category\n"), Some((b';', 4)), "what says nothing is passed over");
        assert_eq!(said(b"sep=;"), Some((b';', 5)));
        assert_eq!(said(b"sep=quarter,phone\n"), None, "the name of a column");
        assert_eq!(said(b"id,phone\n"), None);
    }
}
