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
        (b"<list><ac val='416'><ph val='5551234' /></ac></list>", "do-not-call registry"),
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
        ("content.xml", "no visible sheet"),
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
