//! Nothing vanishes, however a file is damaged.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[2-9][0-9]{2}[2-9][0-9]{6}",
        2 => "\\+1[2-9][0-9]{9}",
        1 => "\\([2-9][0-9]{2}\\) [0-9]{3}-[0-9]{4}( / [0-9-]{7,12})?( \\(cell\\))?",
        1 => "[0-9]\\.[0-9]{1,9}E\\+?[0-9]{1,2}",
        1 => "[0-9A-Za-z ()+.\\-éß＋\u{200b}\u{a0}]{0,24}",
        1 => Just(String::new()),
    ]
}

fn quoted(cell: &str, quote: bool) -> String {
    if quote { format!("\"{cell}\"") } else { cell.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_row_with_anything_in_it_is_an_entry_or_a_refusal(
        rows in prop::collection::vec((cell(), cell(), any::<bool>(), 0..8_u8), 1..60),
        header: bool,
        crlf: bool,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut list = if header { format!("phone,note{end}") } else { String::new() };
        let mut filled = BTreeMap::new();
        for (index, (one, other, quote, odd)) in rows.iter().enumerate() {
            // Some rows are too long, some lack a cell, some are empty.
            let row = match odd {
                0 => format!("{},{other},{one}", quoted(one, *quote)),
                1 => quoted(one, *quote),
                2 => String::new(),
                _ => format!("{},{other}", quoted(one, *quote)),
            };
            let line = u32::try_from(index + 1 + usize::from(header)).unwrap();
            let is_filled = row.split(',').any(|cell| {
                cell.trim_matches('"').chars().any(|c| !c.is_whitespace() && c != '\u{200b}')
            });
            if is_filled {
                filled.insert(line, row.clone());
            }
            list += &row;
            list += end;
        }
        let how = How {
            header_row: Some(u32::from(header)),
            columns: vec![said(DncColumnRole::Phone, "1")],
            ..how()
        };
        let got = match read_with(&list, &how) {
            Ok(got) => got,
            Err(error) => {
                // A file without any row, or one that is refused as a whole, says so.
                prop_assert!(!error.to_string().is_empty());
                return Ok(());
            }
        };
        prop_assert_eq!(got.told.rows, filled.len() as u64);
        for (line, row) in &filled {
            let there = got.entries.iter().any(|entry| entry.line == *line)
                || got.refused.iter().any(|one| one.line == *line);
            prop_assert!(there, "line {} has vanished: {:?}", line, row);
        }
    }

    #[test]
    fn no_bytes_make_it_fall(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        text in "[0-9a-zA-Z,;\t|\"'\r\n <>/=&-]{0,300}",
        at in 0..400_usize,
    ) {
        let list = "phone,date,direction\n4155552671,03/04/2026,out\n\"4155552672\",25/04/2026,in\n";
        let mut damaged = list.as_bytes().to_vec();
        let at = at % damaged.len();
        damaged.splice(at..at, bytes.iter().copied());
        for bytes in [bytes, text.into_bytes(), damaged] {
            if let Ok(got) = read_with(&bytes, &how()) {
                prop_assert!(got.told.numbers + got.told.refused >= got.told.rows);
            }
            let _ = look(file(&bytes), &how());
        }
    }

    #[test]
    fn an_archive_or_a_workbook_that_is_damaged_is_refused_or_read(at in 0..100_000_usize, byte: u8, cut: bool) {
        for mut bytes in [archive(&[("a.csv", b"4155552671\n")]), workbooks::xls(), workbooks::ods(), workbooks::xlsx()] {
            let at = at % bytes.len();
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
            let _ = (read_with(&bytes, &how()), look(file(&bytes), &how()));
        }
    }
}

#[test]
fn the_same_list_gives_the_same_numbers_however_many_threads_read_it() {
    let list = lines(30_000, |tail| format!("41555{tail:05},reason {}", tail % 11));
    let list = format!("phone,reason\n{list}");
    let of = |threads| {
        let mut entries = Vec::new();
        let told = read(file(&list), &how(), threads, &mut |piece| {
            if let Piece::Entries(more) = piece {
                entries.extend(more);
            }
            Ok(())
        });
        entries.sort_by_key(|entry| (entry.line, entry.number));
        (entries, told.unwrap())
    };
    assert_eq!(of(1), of(4));
}

#[test]
fn no_number_stands_in_an_error_or_a_note() {
    for list in [
        "4155552671,03/04/2026\n",
        "phone 4155552671,4155552672\n4155552671,4155552672\n",
        "name\n4155552671x,4155552672\n",
        "a,b\n\"4155552671\n4155552672,x\n",
        "415,5552672,2026-11-20,D\n",
    ] {
        let how = How { header_row: Some(1), ..how() };
        let words = match read_with(format!("4155552671,b\n{list}"), &how) {
            Ok(got) => {
                got.told.notes.join(" ")
                    + &got.refused.iter().map(|one| one.reason.as_str()).collect::<String>()
            }
            Err(error) => format!("{:?}", RpcError::from(error)),
        };
        assert!(!words.contains("555267"), "{words}");
    }
}
