use std::fmt::Write as _;
use std::io::Cursor;

use super::*;

/// Cells of a workbook.
#[derive(Clone, Copy)]
pub(super) enum Cell {
    Text(&'static str),
    Number(f64),
    /// A number that is shown as a date.
    Day(f64),
}
use Cell::{Day, Number, Text};

type Sheet<'s> = (&'s str, &'s [&'s [Cell]]);

const LIST: &[&[Cell]] = &[&[Text("phone"), Text("date")], &[Number(4_155_552_671.0), Day(46_000.0)]];
const LIST_OF_1904: &[&[Cell]] = &[&[Text("phone"), Text("date")], &[Number(4_155_552_671.0), Day(44_538.0)]];
const SERIAL: &[&[Cell]] = &[&[Text("phone"), Text("date")], &[Text("4155552671"), Number(46_000.5)]];
const OTHER: &[&[Cell]] = &[&[Text("phone")], &[Text("4155552672")]];
const EMPTY: &[&[Cell]] = &[];

pub(super) fn xlsx() -> Vec<u8> {
    xlsx_of(&[("List", LIST)], false)
}

pub(super) fn xls() -> Vec<u8> {
    xls_of(&[("List", LIST)], false)
}

pub(super) fn ods() -> Vec<u8> {
    ods_of(&[("List", LIST)])
}

fn xlsx_of(sheets: &[Sheet<'_>], is_1904: bool) -> Vec<u8> {
    let (mut list, mut rels, mut parts) = (String::new(), String::new(), Vec::new());
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let id = index + 1;
        write!(list, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"r{id}\"/>").unwrap();
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
        write!(rels, "<Relationship Id=\"r{id}\" Type=\"{kind}\" Target=\"worksheets/sheet{id}.xml\"/>")
            .unwrap();
        let mut text = String::new();
        for (line, cells) in rows.iter().enumerate() {
            write!(text, "<row r=\"{}\">", line + 1).unwrap();
            for (column, cell) in cells.iter().enumerate() {
                let place = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), line + 1);
                match cell {
                    Text(words) => write!(text, "<c r=\"{place}\" t=\"str\"><v>{words}</v></c>").unwrap(),
                    Number(number) => write!(text, "<c r=\"{place}\"><v>{number}</v></c>").unwrap(),
                    Day(number) => write!(text, "<c r=\"{place}\" s=\"1\"><v>{number}</v></c>").unwrap(),
                }
            }
            text += "</row>";
        }
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{text}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{id}.xml"), sheet));
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let of_1904 = if is_1904 { " date1904=\"1\"" } else { "" };
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let styles = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles";
    parts.extend([
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><workbookPr{of_1904}/><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{package}\">{rels}<Relationship Id=\"s\" Type=\"{styles}\" Target=\"styles.xml\"/></Relationships>"),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!("<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"),
        ),
        (
            "_rels/.rels".to_owned(),
            format!("<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
    ]);
    let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    archive(&parts)
}

fn ods_of(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut text = String::new();
    for (name, rows) in sheets {
        write!(text, "<table:table table:name=\"{name}\" table:style-name=\"ta1\">").unwrap();
        for cells in *rows {
            text += "<table:table-row>";
            for cell in *cells {
                match cell {
                    Text(words) => write!(text, "<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>").unwrap(),
                    Number(number) => write!(text, "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>shown</text:p></table:table-cell>").unwrap(),
                    Day(_) => text += "<table:table-cell office:value-type=\"date\" office:date-value=\"2025-12-09\"><text:p>09.12.25</text:p></table:table-cell>",
                }
            }
            text += "<table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>";
        }
        text += "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    }
    ods_with(&text)
}

fn ods_with(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles><style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet";
    archive(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

/// Records of the format of Excel 97.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
}

fn begin(kind: u16) -> Vec<u8> {
    record(0x0809, &[&0x0600_u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat())
}

fn xls_of(sheets: &[Sheet<'_>], is_1904: bool) -> Vec<u8> {
    xls_with(sheets, is_1904, |_| Vec::new())
}

fn xls_with(sheets: &[Sheet<'_>], is_1904: bool, more: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let mut parts = Vec::new();
    for (index, (_, rows)) in sheets.iter().enumerate() {
        let mut part = begin(0x0010);
        for (line, cells) in (0_u16..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(*cells) {
                let place = |style: u16| [line, column, style].map(u16::to_le_bytes).concat();
                part.extend(match cell {
                    Text(words) => {
                        let length = u16::try_from(words.len()).unwrap().to_le_bytes();
                        record(0x0204, &[place(0).as_slice(), &length, &[0], words.as_bytes()].concat())
                    }
                    Number(number) => record(0x0203, &[place(0), number.to_le_bytes().to_vec()].concat()),
                    Day(number) => record(0x0203, &[place(1), number.to_le_bytes().to_vec()].concat()),
                });
            }
        }
        part.extend(more(index));
        part.extend(record(0x000A, &[]));
        parts.push(part);
    }
    let style = |format: u16| record(0x00E0, &[&[0, 0][..], &format.to_le_bytes(), &[0; 16]].concat());
    let mut head =
        [begin(0x0005), record(0x0022, &u16::from(is_1904).to_le_bytes()), style(0), style(14)].concat();
    let names: usize = sheets.iter().map(|(name, _)| 4 + 8 + name.len()).sum();
    let mut at = head.len() + names + 4;
    for ((name, _), part) in sheets.iter().zip(&parts) {
        let place = u32::try_from(at).unwrap().to_le_bytes();
        let length = u8::try_from(name.len()).unwrap();
        head.extend(record(0x0085, &[place.as_slice(), &[0, 0, length, 0], name.as_bytes()].concat()));
        at += part.len();
    }
    head.extend(record(0x000A, &[]));
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&[head, parts.concat()].concat()).unwrap();
    file.into_inner().into_inner()
}

fn all(sheets: &[Sheet<'_>]) -> [(&'static str, Vec<u8>); 3] {
    [("xlsx", xlsx_of(sheets, false)), ("xls", xls_of(sheets, false)), ("ods", ods_of(sheets))]
}

#[test]
fn a_number_and_a_date_of_a_workbook_are_what_the_cells_mean() {
    for (kind, bytes) in all(&[("List", LIST)]) {
        let look = looked(&bytes);
        assert_eq!((look.format.as_deref(), look.sheet.as_deref()), (Some(kind), Some("List")));
        let got = got(&bytes);
        assert_eq!(
            (got.numbers(), got.says()),
            (vec!["+14155552671".into()], vec!["out 2025-12-09T00:00:00Z".into()]),
            "{kind}"
        );
        assert_eq!(got.entries[0].line, 2, "{kind}");
    }
}

#[test]
fn a_number_of_days_is_a_date_and_that_is_told() {
    for (kind, bytes) in all(&[("List", SERIAL)]) {
        let got = got(&bytes);
        assert_eq!(got.says(), ["out 2025-12-09T12:00:00Z"], "{kind}");
        assert!(got.told.notes.iter().any(|note| note.contains("days since 1900")), "{:?}", got.told.notes);
    }
}

#[test]
fn the_days_of_an_old_mac_are_counted_from_1904() {
    const PLAIN: &[&[Cell]] = &[&[Text("phone"), Text("date")], &[Number(4_155_552_671.0), Number(44_538.0)]];
    for rows in [LIST_OF_1904, PLAIN] {
        for bytes in [xlsx_of(&[("List", rows)], true), xls_of(&[("List", rows)], true)] {
            assert_eq!(got(bytes).says(), ["out 2025-12-09T00:00:00Z"]);
        }
    }
}

#[test]
fn of_several_sheets_the_first_is_never_taken_in_silence() {
    for (kind, bytes) in all(&[("Cover", EMPTY), ("List", LIST), ("More", OTHER)]) {
        let asked = error(&bytes);
        assert_eq!(field(&asked), "sheet", "{kind}");
        assert!(
            asked.message.contains("“List”, “More”") && !asked.message.contains("Cover"),
            "{kind}: {asked:?}"
        );
        let look = looked(&bytes);
        assert_eq!((look.sheets.len(), look.questions.len(), look.columns.len()), (2, 1, 0), "{kind}");
        let more = How { sheet: Some("more".into()), ..how() };
        assert_eq!(read_with(&bytes, &more).unwrap().numbers(), ["+14155552672"], "{kind}");
        let packed = archive(&[("a.csv", b"x"), ("list.bin", &bytes)]);
        let both = How { sheet: Some("list.bin/More".into()), ..how() };
        assert_eq!(read_with(packed, &both).unwrap().numbers(), ["+14155552672"], "{kind}");
        let alone = archive(&[("list.bin", &bytes)]);
        assert_eq!(field(&error(&alone)), "sheet", "{kind}");
        assert_eq!(read_with(alone, &more).unwrap().numbers(), ["+14155552672"], "{kind}");
    }
    for (kind, bytes) in all(&[("Cover", EMPTY), ("List", LIST)]) {
        assert_eq!(got(bytes).told.numbers, 1, "{kind}: the only one with anything in it");
    }
}

#[test]
fn an_opendocument_sheet_is_read_as_it_is_shown() {
    let cell =
        |text: &str| format!("<table:table-cell office:value-type=\"string\">{text}</table:table-cell>");
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let note = "<office:annotation><text:p>4155559999</text:p></office:annotation>";
    let rows = [
        row(&[cell("<text:p>phone</text:p>"), cell("<text:p>reason</text:p>")]),
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>".to_owned(),
        row(&[cell(&format!("{note}<text:p>415<text:s/>555<text:span> 2671</text:span></text:p>")), cell("<text:p>a &amp; b</text:p><text:p>c</text:p>")]),
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" office:value=\"4155552672\"/></table:table-row>".to_owned(),
        row(&["<table:table-cell table:formula=\"of:=A1\"/>".to_owned(), cell("<text:p>x</text:p>")]),
    ];
    let sheet = format!("<table:table table:name=\"L\">{}</table:table>", rows.concat());
    let hidden = "<table:table table:name=\"Old\" table:style-name=\"ta2\"><table:table-row><table:table-cell><text:p>4155550000</text:p></table:table-cell></table:table-row></table:table>";
    let got = got(ods_with(&format!("{hidden}{sheet}")));
    assert_eq!(got.numbers(), ["+14155552671", "+14155552672", "+14155552672"]);
    assert_eq!(got.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [5, 6, 7]);
    assert_eq!(got.told.reasons, ["a & b\nc", "x"]);
    assert!(got.refused[0].reason.contains("never computed"), "{:?}", got.refusals());
}

#[test]
fn an_old_workbook_that_would_take_gigabytes_is_refused_before_it_is_opened() {
    let far = |row: u16, column: u16| {
        record(
            0x0203,
            &[[row, column, 0].map(u16::to_le_bytes).concat(), 1_f64.to_le_bytes().to_vec()].concat(),
        )
    };
    let wide = xls_with(&[("A", EMPTY)], false, |_| [far(0, 0), far(65_535, 255)].concat());
    assert!(error(wide).message.contains("save it as CSV or .xlsx"));
    let size = [0_u32, 4_000_000_000].map(u32::to_le_bytes).concat();
    let columns = [0_u16, 256, 0].map(u16::to_le_bytes).concat();
    let liar =
        xls_with(&[("A", OTHER)], false, |_| record(0x0200, &[size.clone(), columns.clone()].concat()));
    assert!(error(liar).message.contains("more cells than it can have"));
}

#[test]
fn an_opendocument_file_that_grows_too_large_is_refused() {
    let row = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>4155552671</text:p></table:table-cell></table:table-row>";
    let large = ods_with(&format!(
        "<table:table table:name=\"L\">{}</table:table>",
        row.repeat((68 << 20) / row.len())
    ));
    assert!(error(large).message.contains("save it as CSV or .xlsx"));
    let endless = "<table:table table:name=\"L\"><table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell office:value-type=\"string\"><text:p>4155552671</text:p></table:table-cell></table:table-row></table:table>";
    assert!(error(ods_with(endless)).message.contains("1,048,576 rows"));
}
