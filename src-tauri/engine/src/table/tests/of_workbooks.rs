use std::fmt::Write as _;

use super::*;

/// A workbook of sheets: name, state, rows in XML.
fn book(sheets: &[(&str, &str, &str)], shared: &str) -> Vec<u8> {
    let (mut list, mut rels, mut files) = (String::new(), String::new(), Vec::new());
    for (index, (name, state, rows)) in sheets.iter().enumerate() {
        let id = index + 1;
        let state = if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
        write!(list, "<sheet name=\"{name}\" sheetId=\"{id}\"{state} r:id=\"r{id}\"/>").unwrap();
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
        let target = format!("worksheets/sheet{id}.xml");
        write!(rels, "<Relationship Id=\"r{id}\" Type=\"{kind}\" Target=\"{target}\"/>").unwrap();
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
        write!(text, "<row r=\"{line}\">").unwrap();
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            let kind = if cell.starts_with('#') { "e" } else { "str" };
            write!(text, "<c r=\"{letter}{line}\" t=\"{kind}\"><v>{cell}</v></c>").unwrap();
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
fn an_empty_sheet_is_passed_over_unless_it_is_named() {
    let leads = lines(1, &[&["id"], &["1"]]);
    let file = book(&[("Cover", "", ""), ("Blank", "", &lines(1, &[&[" "]])), ("Leads", "", &leads)], "");
    let (found, _, shape) = rows_of(&file, &Choice::default()).unwrap();
    assert_eq!((found.len(), shape.sheet.as_deref()), (2, Some("Leads")));
    assert_eq!(shape.notes(), ["The sheet “Leads” was read; the workbook also has “Cover”, “Blank”."]);
    let named = Choice { sheet: Some("Cover".into()), ..Choice::default() };
    let words = rows_of(&file, &named).unwrap_err().to_string();
    assert_eq!(words, "The sheet “Cover” is empty; the workbook also has “Blank”, “Leads”.");
    assert_eq!(refused(book(&[("Cover", "", "")], "")), "The sheet “Cover” of this workbook is empty.");
    let all = book(&[("A", "", ""), ("B", "", "")], "");
    assert_eq!(refused(all), "Every visible sheet of this workbook is empty.");
    let hidden = book(&[("A", "", ""), ("B", "hidden", &leads)], "");
    assert_eq!(
        refused(hidden),
        "The sheet “A” of this workbook is empty.",
        "a hidden one only where it is named"
    );
    let line = Choice { header_row: Some(3), ..Choice::default() };
    let short = rows_of(&book(&[("A", "", &leads)], ""), &line).unwrap_err().to_string();
    assert!(short.contains("Nothing stands in line 3"), "{short}");
}

#[test]
fn a_sheet_is_found_by_its_name_however_its_accents_are_written() {
    let leads = lines(1, &[&["id"], &["1"]]);
    for (written, asked) in [
        ("Pr\u{e9}sents", "Pre\u{301}sents"),
        ("Pre\u{301}sents", "pr\u{e9}sents"),
        ("PR\u{c9}SENTS", " pre\u{301}sents "),
    ] {
        let file = book(&[("First", "", &leads), (written, "", &leads)], "");
        let choice = Choice { sheet: Some(asked.into()), ..Choice::default() };
        let (_, _, shape) = rows_of(&file, &choice).unwrap();
        assert_eq!(shape.sheet.as_deref(), Some(written), "{asked}");
    }
}

#[test]
fn titles_above_the_names_are_passed_over_where_somebody_says_so() {
    let file =
        book(&[("Leads", "", &lines(2, &[&["Leads of spring"], &[""], &["id", "phone"], &["1", "2"]]))], "");
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
    let formula = |value: &str| format!("<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"{value}</c></row>");
    let file = |value: &str| book(&[("Leads", "", &(lines(1, &[&["id", "zone"]]) + &formula(value)))], "");
    for value in ["><f>A1</f>", "><f>A1</f><v></v>", "><f>A1</f><v/>"] {
        let (found, faults, _) = rows_of(&file(value), &Choice::default()).unwrap();
        assert_eq!((found.len(), faults.len()), (2, 1), "{value}");
        assert!(faults[0].contains("never computed"), "{}", faults[0]);
    }
    assert_eq!(rows(file(" t=\"str\"><f>A1</f><v>x</v>"))[1], row(2, &["1", "x"]));
    assert_eq!(rows(file(" t=\"str\"><f>A1</f><v></v>"))[1], row(2, &["1"]), "nothing is what it came to");
}

#[test]
fn rows_that_are_not_in_order_are_refused() {
    let file = book(&[("Leads", "", &(lines(1, &[&["id"], &["1"], &["2"]]) + &lines(2, &[&["3"]])))], "");
    assert!(refused(file).contains("not in order"));
}

#[test]
fn a_cell_of_many_pieces_is_bounded_as_one() {
    let run = format!("<r><rPr><b/></rPr><t>{}</t></r>", "x".repeat(1_000_000));
    let shared = |runs: usize, prefix: &str| {
        format!(
            "<sst uniqueCount=\"2\"><{prefix}si>{}</{prefix}si><{prefix}si><t>b</t></{prefix}si></sst>",
            run.repeat(runs)
        )
    };
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>";
    for runs in [60, 2] {
        let words = refused(book(&[("A", "", rows)], &shared(runs, "")));
        assert!(words.contains("A cell of this workbook holds more than 1 MB"), "{runs}: {words}");
    }
    let mut styled = String::new();
    for cell in 0..500_000 {
        let _ = write!(styled, "<c r=\"B{cell}\" s=\"1\"/>");
    }
    let rows = format!("{}<row r=\"9\">{styled}</row>", lines(1, &[&["id"], &["1"]]));
    assert!(!refused_or_read(&book(&[("A", "", &rows)], "")).contains("1 MB"), "cells that hold nothing");
}

fn refused_or_read(bytes: &[u8]) -> String {
    rows_of(bytes, &Choice::default()).err().map_or_else(String::new, |error| error.to_string())
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
