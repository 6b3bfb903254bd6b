use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::{Choice, Shape, bounds, each_row};
use crate::kernel::Result;

/// The rows that a file gives, each with its line, its cells and its fault.
fn rows_of(bytes: &[u8], choice: &Choice) -> Result<(Vec<(u64, Vec<String>)>, Vec<String>, Shape)> {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let shape = each_row(Cursor::new(bytes), choice, |row| {
        rows.push((row.line(), (0..row.cells()).map(|index| row.text(index).into_owned()).collect()));
        faults.extend(row.fault().map(str::to_owned));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((rows, faults, shape))
}

fn rows(text: impl AsRef<[u8]>) -> Vec<(u64, Vec<String>)> {
    let (rows, faults, _) = rows_of(text.as_ref(), &Choice::default()).unwrap();
    assert_eq!(faults, Vec::<String>::new());
    rows
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    rows_of(bytes.as_ref(), &Choice::default()).unwrap_err().to_string()
}

fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

mod of_text {
    use super::*;

    #[test]
    fn quotation_marks_hold_separators_line_ends_and_quotation_marks() {
        let found = rows("id,name\r\n1,\"A, \"\"B\"\"\r\nC\"\r\n\r\n2,x");
        assert_eq!(found[1], row(2, &["1", "A, \"B\"\r\nC"]));
        assert_eq!(
            found[2],
            row(5, &["2", "x"]),
            "a line inside quotation marks and a blank one are counted"
        );
        assert_eq!(rows("a,b\n1, \"x, y\" \n")[1], row(2, &["1", "x, y"]), "spaces around them");
        assert_eq!(
            rows("a,b\n5'11\" tall,6\"\n")[1],
            row(2, &["5'11\" tall", "6\""]),
            "inside a text they are characters"
        );
        assert_eq!(rows("a,b\n\"\",\"\"\"\"\n")[1], row(2, &["", "\""]));
        assert_eq!(rows("a,b\n\"1\",\"2\"")[1], row(2, &["1", "2"]), "at the end of the file");
        assert_eq!(rows("a,b\n\"1\",")[1], row(2, &["1", ""]));
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row_once() {
        for end in ["\n", "\r\n", "\r"] {
            for (text, lines) in
                [(["a,b", "1,2", "3,4"], [1, 2, 3]), (["a,b", "\"1\",2", "3,\"4\""], [1, 2, 3])]
            {
                for tail in ["", end, &end.repeat(3)] {
                    let found = rows(text.join(end) + tail);
                    assert_eq!(
                        found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
                        lines,
                        "{end:?} {tail:?}"
                    );
                    assert_eq!(found[2].1, ["3", "4"], "{end:?} {tail:?}");
                }
            }
        }
        assert_eq!(
            rows("a,b\r1,2\n3,4\r\n5,6").last(),
            Some(&row(4, &["5", "6"])),
            "all of them in one file"
        );
    }

    #[test]
    fn a_row_over_the_edge_of_a_piece_is_whole() {
        for edge in 250_000_usize..250_003 {
            for quote in ["", "\""] {
                let filler = "x".repeat((256 << 10) - (edge - 250_000) - 3);
                let found = rows(format!("{quote}{filler}{quote},b\r\nlast,one\r\n"));
                assert_eq!(found[0].1[0].len(), filler.len());
                assert_eq!(found[1], row(2, &["last", "one"]));
            }
        }
        let many = format!("a,b\n{}", "1,\"x\"\n".repeat(100_000));
        assert_eq!(rows(many).len(), 100_001);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_refused_with_its_line() {
        for text in [
            "id,name\n1,Ann\n2,\"Bob\n3,Cleo\n".to_owned(),
            "id,name\r1,Ann\r2,\"Bob\r3,Cleo\r".to_owned(),
            format!("id,name\n1,Ann\n2,\"{}", "x,y\n".repeat(600_000)),
        ] {
            let words = refused(&text);
            assert!(words.starts_with("Line 3: A quotation mark opens here and is never closed"), "{words}");
        }
        let later = refused("id,name\n1,\"A\nB\",\"C\n2,x\n");
        assert!(later.starts_with("Line 3: "), "the line on which it opens: {later}");
    }

    #[test]
    fn a_quotation_mark_that_another_row_closes_is_refused_with_both_lines() {
        let words = refused("id,name\n1,\"Ann\n2,\"Bob\"\n3,Cleo\n");
        assert!(
            words.starts_with(
                "Line 2: A quotation mark opens here and closes in the middle of a text in line 3"
            ),
            "{words}"
        );
    }

    #[test]
    fn a_cell_that_reads_like_further_rows_spoils_its_row() {
        let text = "id,name,zone\n1,\"Ann,x\n2,Bob\",y\n3,\"12 Main St\nSpringfield\",z\n";
        let (found, faults, _) = rows_of(text.as_bytes(), &Choice::default()).unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(faults.len(), 1, "an address of two lines is none: {faults:?}");
        assert!(faults[0].contains("goes on to line 3"), "{}", faults[0]);
    }

    #[test]
    fn a_quotation_mark_that_closes_in_the_middle_spoils_its_row_alone() {
        let (found, faults, _) =
            rows_of(b"id,name,x\n1,\"Big\" Al,7\n2,Bob,8\n", &Choice::default()).unwrap();
        assert_eq!((found.len(), faults.len()), (3, 1));
        assert_eq!(found[2], row(3, &["2", "Bob", "8"]));
    }

    #[test]
    fn what_is_no_text_spoils_its_row_and_a_very_long_line_the_file() {
        let (found, faults, _) = rows_of(b"id,name\n1,A\0n\n2,Bob\n", &Choice::default()).unwrap();
        assert_eq!((found.len(), faults.len()), (3, 1));
        let long = format!("id,name\n1,{}\n", "x".repeat(3 << 20));
        assert!(refused(long).starts_with("Line 2: The row does not end"));
        assert!(
            refused(format!("id\n{}\n", ",".repeat(5000)))
                .starts_with("Line 2: A row has more than 4,096 cells")
        );
    }

    #[test]
    fn a_first_line_that_says_the_separator_is_counted_and_is_no_row() {
        for line in ["sep=;", "SEP=;", "\"sep=;\""] {
            for end in ["\r\n", "\n", "\r"] {
                let text = format!("{line}{end}a;b{end}1,5;2{end}");
                assert_eq!(rows(&text), [row(2, &["a", "b"]), row(3, &["1,5", "2"])], "{text:?}");
            }
        }
        assert_eq!(rows("\"a;b;c\",d\n1,2")[0], row(1, &["a;b;c", "d"]), "what is quoted does not count");
    }

    #[test]
    fn a_mark_of_byte_order_is_no_part_of_the_first_name() {
        assert_eq!(rows("\u{FEFF}id,zone\n1,x")[0], row(1, &["id", "zone"]));
        let seen_only = Choice { seen_only: true, ..Choice::default() };
        let text = "id\u{200B},zone\n1,x\n\u{FEFF}2,\u{202A}y\u{202C}\u{A0}\n";
        let (found, _, _) = rows_of(text.as_bytes(), &seen_only).unwrap();
        assert_eq!(found[0].1, ["id", "zone"]);
        assert_eq!(found[2], row(3, &["2", "y"]), "one in the middle is none either");
    }

    #[test]
    fn utf_16_is_read_with_its_mark_and_without() {
        let text = "id;name\r\n1;Zoë 🦀\r\n2;Ann\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for file in
            [[b"\xFF\xFE".as_slice(), &little].concat(), [b"\xFE\xFF".as_slice(), &big].concat(), little, big]
        {
            let (found, _, shape) = rows_of(&file, &Choice::default()).unwrap();
            assert_eq!(found, [row(1, &["id", "name"]), row(2, &["1", "Zoë 🦀"]), row(3, &["2", "Ann"])]);
            assert_eq!(shape.encoding, Some("UTF-16"));
        }
        assert!(refused(b"\xFF\xFEi\0d\0\n\0\x00\xD8").contains("UTF-16 and is none"), "half a pair");
        assert!(refused(b"\xFF\xFEi\0d\0\n\0x").contains("UTF-16 and is none"), "half a character");
        assert!(refused(b"\xFF\xFE\0\0i\0\0\0").contains("UTF-32"));
        let long = format!("id,name\n{}", "1,Zoë\n".repeat(60_000));
        let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(wide).len(), 60_001);
    }

    #[test]
    fn a_row_that_is_no_utf_8_is_windows_1252() {
        let (found, _, shape) =
            rows_of(b"id,state\n1,Qu\xE9bec\n2,\"Qu\xC3\xA9bec\"\n", &Choice::default()).unwrap();
        assert_eq!(found[1].1, ["1", "Québec"]);
        assert_eq!(found[2].1, ["2", "Québec"]);
        assert!(shape.notes()[0].contains("Windows-1252"), "it is said");
        let (split, _, _) = rows_of(b"a,b\nx\xC3,\xA9y\n", &Choice::default()).unwrap();
        assert_eq!(split[1].1, ["xÃ", "©y"], "two cells make no character together");
    }

    #[test]
    fn the_header_may_stand_in_another_line_or_nowhere() {
        let text = "Leads of spring\n\nid;phone\n1;2\n";
        let at = |line| Choice { header_row: Some(line), ..Choice::default() };
        assert_eq!(
            rows_of(text.as_bytes(), &at(3)).unwrap().0,
            [row(3, &["id", "phone"]), row(4, &["1", "2"])]
        );
        for line in [2, 9] {
            let words = rows_of(text.as_bytes(), &at(line)).unwrap_err().to_string();
            assert!(words.contains(&format!("Nothing stands in line {line}")), "{words}");
        }
        let none = rows_of(b"1;2\n3;4\n", &at(0)).unwrap().0;
        assert_eq!(none, [row(0, &["Column 1", "Column 2"]), row(1, &["1", "2"]), row(2, &["3", "4"])]);
    }
}

mod of_other_files {
    use super::*;

    #[test]
    fn what_is_no_table_is_refused_with_what_it_is() {
        let encrypted: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
        let protected = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[7; 2000], &encrypted].concat();
        for (bytes, word) in [
            (b"".as_slice(), "empty"),
            (b"\n\r\n \n", "empty"),
            (b"\xD0\xCF\x11\xE0rest", "old Excel file"),
            (&protected, "has a password"),
            (b"PK\x03\x04broken", "cannot be read"),
            (b"%PDF-1.7", "PDF"),
            (b"\x89PNG\r\n\x1A\n", "picture"),
            (b"\xFF\xD8\xFF\xE0", "picture"),
            (b"\0\0\0\x18ftypheic", "picture"),
            (b"\x1F\x8B\x08\0", "packed archive"),
            (b"SQLite format 3\0", "database"),
            (b"{\\rtf1 x}", "RTF"),
            (b"<html><table><tr><td>id</td></tr></table></html>", "web page"),
            (b"\xEF\xBB\xBF<?xml version=\"1.0\"?><Workbook/>", "web page or XML"),
            (b"[{\"id\":1}]", "JSON"),
            (b"BEGIN:VCARD\nVERSION:3.0\n", "contact cards"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08\x01\x02\x03\x04", "no text"),
        ] {
            let words = refused(bytes);
            assert!(words.contains(word), "{word}: {words}");
        }
    }

    #[test]
    fn an_archive_that_is_no_workbook_is_refused_with_what_it_is() {
        for (name, word) in [
            ("Index/Document.iwa", "Numbers"),
            ("content.xml", "OpenDocument"),
            ("word/document.xml", "document"),
            ("xl/workbook.bin", ".xlsb"),
            ("contacts.csv", "ZIP archive"),
        ] {
            let words = refused(archive(&[(name, "x")]));
            assert!(words.contains(word), "{name}: {words}");
        }
    }

    #[test]
    fn a_sheet_is_no_matter_of_a_text() {
        let choice = Choice { sheet: Some("Leads".into()), ..Choice::default() };
        assert!(rows_of(b"id\n1\n", &choice).unwrap_err().to_string().contains("no sheets"));
    }
}

mod of_workbooks {
    use super::*;

    /// A workbook of sheets: name, state, rows in XML.
    fn book(sheets: &[(&str, &str, &str)], shared: &str) -> Vec<u8> {
        let (mut list, mut rels, mut files) = (String::new(), String::new(), Vec::new());
        for (index, (name, state, rows)) in sheets.iter().enumerate() {
            let id = index + 1;
            let state = if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
            list += &format!("<sheet name=\"{name}\" sheetId=\"{id}\"{state} r:id=\"r{id}\"/>");
            let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
            rels +=
                &format!("<Relationship Id=\"r{id}\" Type=\"{kind}\" Target=\"worksheets/sheet{id}.xml\"/>");
            files.push((
                format!("xl/worksheets/sheet{id}.xml"),
                format!(
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
                ),
            ));
        }
        let workbook = format!(
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"
        );
        let rels = format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{rels}</Relationships>"
        );
        let mut parts = vec![
            ("_rels/.rels".to_owned(), ROOT.to_owned()),
            ("xl/workbook.xml".to_owned(), workbook),
            ("xl/_rels/workbook.xml.rels".to_owned(), rels),
        ];
        if !shared.is_empty() {
            parts.push(("xl/sharedStrings.xml".to_owned(), shared.to_owned()));
        }
        parts.extend(files);
        let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        archive(&parts)
    }

    const ROOT: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

    /// Rows of texts, from a line on.
    fn lines(from: usize, rows: &[&[&str]]) -> String {
        let mut text = String::new();
        for (index, cells) in rows.iter().enumerate() {
            let line = from + index;
            text += &format!("<row r=\"{line}\">");
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let letter = char::from(b'A' + u8::try_from(column).unwrap());
                text += &match cell.strip_prefix('#') {
                    Some(_) => format!("<c r=\"{letter}{line}\" t=\"e\"><v>{cell}</v></c>"),
                    None => format!("<c r=\"{letter}{line}\" t=\"str\"><v>{cell}</v></c>"),
                };
            }
            text += "</row>";
        }
        text
    }

    #[test]
    fn the_first_sheet_that_is_visible_is_read_or_the_one_that_is_named() {
        let hidden = lines(1, &[&["old"], &["x"]]);
        let shown = lines(1, &[&["id"], &["1"]]);
        let second = lines(1, &[&["id"], &["2"], &["3"]]);
        let file = book(&[("Old", "hidden", &hidden), ("Leads", "", &shown), ("More", "", &second)], "");
        let (found, _, shape) = rows_of(&file, &Choice::default()).unwrap();
        assert_eq!(found, [row(1, &["id"]), row(2, &["1"])]);
        assert_eq!((shape.sheet.as_deref(), shape.sheets.len()), (Some("Leads"), 2));
        assert_eq!(shape.notes(), ["The sheet “Leads” was read; the workbook also has “More”."]);
        let named = |sheet: &str| Choice { sheet: Some(sheet.into()), ..Choice::default() };
        assert_eq!(rows_of(&file, &named("more")).unwrap().0.len(), 3);
        assert_eq!(rows_of(&file, &named("Old")).unwrap().0.len(), 2, "a hidden one where it is named");
        let words = rows_of(&file, &named("Lead")).unwrap_err().to_string();
        assert!(words.contains("no sheet “Lead”") && words.contains("“Leads”, “More”"), "{words}");
        let none = book(&[("Old", "veryHidden", &hidden)], "");
        assert!(refused(none).contains("no visible sheet"));
    }

    #[test]
    fn titles_above_the_names_are_passed_over_where_somebody_says_so() {
        let file = book(
            &[("Leads", "", &lines(2, &[&["Leads of spring"], &[""], &["id", "phone"], &["1", "2"]]))],
            "",
        );
        let choice = Choice { header_row: Some(4), ..Choice::default() };
        assert_eq!(rows_of(&file, &choice).unwrap().0, [row(4, &["id", "phone"]), row(5, &["1", "2"])]);
        assert_eq!(rows(&file)[0].0, 2, "a row that is empty is none, and counts as a line");
    }

    #[test]
    fn an_error_in_a_cell_is_read_as_it_is_shown() {
        let file = book(&[("Leads", "", &lines(1, &[&["id", "zone"], &["1", "#N/A"], &["2", "#REF!"]]))], "");
        assert_eq!(rows(file)[1..], [row(2, &["1", "#N/A"]), row(3, &["2", "#REF!"])]);
    }

    #[test]
    fn a_formula_that_was_never_computed_spoils_its_row() {
        let formula =
            |value: &str| format!("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"{value}</c></row>");
        let file =
            |value: &str| book(&[("Leads", "", &(lines(1, &[&["id", "zone"]]) + &formula(value)))], "");
        for value in ["><f>A1</f>", "><f>A1</f><v></v>", "><f>A1</f><v/>"] {
            let (found, faults, _) = rows_of(&file(value), &Choice::default()).unwrap();
            assert_eq!((found.len(), faults.len()), (2, 1), "{value}");
            assert!(faults[0].contains("never computed"), "{}", faults[0]);
        }
        assert_eq!(rows(file(" t=\"str\"><f>A1</f><v>x</v>"))[1], row(2, &["1", "x"]));
        assert_eq!(
            rows(file(" t=\"str\"><f>A1</f><v></v>"))[1],
            row(2, &["1"]),
            "nothing is what it came to"
        );
    }

    #[test]
    fn rows_that_are_not_in_order_are_refused() {
        let file = book(&[("Leads", "", &(lines(1, &[&["id"], &["1"], &["2"]]) + &lines(2, &[&["3"]])))], "");
        assert!(refused(file).contains("not in order"));
    }

    #[test]
    fn a_workbook_that_grows_beyond_a_list_is_refused_before_it_is_opened() {
        let cell = format!("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>{}</v></c></row>", "x".repeat(2 << 20));
        let one = book(&[("Leads", "", &cell)], "");
        assert!(one.len() < 1 << 20);
        assert!(refused(one).contains("A cell of this workbook holds more than 1 MB"));
        let text = format!("<si><t>{}</t></si>", "x".repeat(2_000));
        let shared = format!("<sst>{}</sst>", text.repeat(1_000));
        let bomb = book(&[("Leads", "", &lines(1, &[&["id"], &["1"]]))], &shared);
        let words = bounds::check_within(&mut Cursor::new(bomb), 1 << 20).unwrap_err().to_string();
        assert!(words.contains("grows from") && words.contains("more than 1 MB"), "{words}");
        let liar = "<sst uniqueCount=\"99999999999999\"><si><t>x</t></si></sst>";
        assert!(refused(book(&[("Leads", "", &lines(1, &[&["id"]]))], liar)).contains("damaged"));
    }
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
