//! How a file is written: its characters, and what separates the cells of a table.

use std::borrow::Cow;

use callboard_rpc::RpcError;

use super::refused;

/// What spreadsheets put between cells. Where a header has as many of two of them, the earlier one counts.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// A table, with what is needed to read its cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table<'a> {
    pub(super) separator: u8,
    /// The header and all that comes after it.
    pub(super) rows: &'a [u8],
    /// Lines of the file before the header.
    pub(super) before: u64,
}

/// The same text as UTF-8, without a mark at its beginning. UTF-16 is told by its mark: Excel's "Unicode text" is that.
pub(super) fn utf8(bytes: &[u8]) -> Result<Cow<'_, [u8]>, RpcError> {
    let (little, rest) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return Ok(Cow::Borrowed(rest)),
        [0xFF, 0xFE, rest @ ..] => (true, rest),
        [0xFE, 0xFF, rest @ ..] => (false, rest),
        _ => return Ok(Cow::Borrowed(bytes)),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let unit = |pair: &[u8; 2]| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(unit)).collect();
    match text {
        Ok(text) if odd.is_empty() => Ok(Cow::Owned(text.into_bytes())),
        _ => Err(refused(None, "This begins as UTF-16 and is none.")),
    }
}

/// The table of a file. A first line `sep=;` says the separator, as Excel reads it; otherwise the header shows it.
pub(super) fn table(bytes: &[u8]) -> Table<'_> {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let (first, rest) = bytes.split_at(end);
    let line = first.trim_ascii_end();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    if !line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"sep=")) {
        return Table { separator: most_of(bytes), rows: bytes, before: 0 };
    }
    // A tab is white space at the end of the line.
    let said = first.iter().skip_while(|byte| **byte != b'=').nth(1).copied();
    let usable = |byte: &u8| SEPARATORS.contains(byte) || *byte == b'|';
    Table { separator: said.filter(usable).unwrap_or_else(|| most_of(rest)), rows: rest, before: 1 }
}

/// What the header has most of, outside quotes.
fn most_of(bytes: &[u8]) -> u8 {
    let mut counts = SEPARATORS.map(|separator| (0_usize, separator));
    let mut quoted = false;
    for byte in bytes.iter().skip_while(|byte| matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            other if !quoted => {
                if let Some((count, _)) = counts.iter_mut().find(|(_, separator)| separator == other) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The last of the greatest is taken, so the first comes last.
    let most = counts.into_iter().rev().max_by_key(|(count, _)| *count);
    most.map_or(b',', |(_, separator)| separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_shows_its_separator_outside_quotes() {
        let separator = |text: &str| table(text.as_bytes()).separator;
        assert_eq!(separator("code,category\n1;2;3\n"), b',');
        assert_eq!(separator("code;category;\"meaning, in words, as said\"\n"), b';');
        assert_eq!(separator("code\tcategory\tmeaning, if any\r\n"), b'\t');
        assert_eq!(separator("\r\n\ncode;category"), b';');
        assert_eq!(separator("code"), b',');
        assert_eq!(separator(""), b',');
    }

    #[test]
    fn a_first_line_may_say_the_separator() {
        for (line, separator) in
            [("sep=;\r\n", b';'), ("SEP=\t\n", b'\t'), ("\"sep=|\"\n", b'|'), ("sep=,\n", b',')]
        {
            let text = format!("{line}code;category\n");
            let rows = b"code;category\n".as_slice();
            assert_eq!(table(text.as_bytes()), Table { separator, rows, before: 1 }, "{line:?}");
        }
        assert_eq!(table(b"sep=\ncode;category\n").separator, b';', "what says nothing is skipped");
        assert_eq!(table(b"sep=;"), Table { separator: b';', rows: b"", before: 1 });
    }

    #[test]
    fn utf_16_is_told_by_its_mark() {
        let units: Vec<u16> = "código ☎ 🦀\n".encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for mut file in [[b"\xFF\xFE".as_slice(), &little].concat(), [b"\xFE\xFF".as_slice(), &big].concat()]
        {
            assert_eq!(utf8(&file).unwrap(), "código ☎ 🦀\n".as_bytes());
            file.push(0);
            assert!(utf8(&file).is_err(), "half a character");
        }
        assert!(utf8(b"\xFF\xFE\x00\xD8").is_err(), "half a pair");
        assert_eq!(utf8(b"\xEF\xBB\xBFa").unwrap(), b"a".as_slice());
        assert_eq!(utf8(b"a").unwrap(), b"a".as_slice());
    }
}
