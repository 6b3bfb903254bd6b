use super::*;
use crate::map::compare::changes;
use crate::map::default_map::default_map;

fn said(text: &str) -> String {
    crate::map::file::read(text.as_bytes(), &default_map()).unwrap_err().message
}

#[test]
fn what_was_exported_is_imported_as_the_same_map() {
    let mut map = default_map();
    map.codes.push(DispositionCode {
        code: "=1+1".into(),
        category: "wrong_number".into(),
        meaning: "-, \"quoted\"".into(),
    });
    for code in ["'=2", "''=2", "'", "'tis", "=2"] {
        let (category, meaning) = ("wrong_number".to_owned(), format!("'{code}"));
        map.codes.push(DispositionCode { code: code.into(), category, meaning });
    }
    map.codes[0].code = "01001".into();
    let wrong = map.categories.iter_mut().find(|one| one.name == "wrong_number").unwrap();
    assert!(!std::mem::take(&mut wrong.actions).is_empty(), "one that does nothing any more");
    let text = write(&map).unwrap();
    assert!(String::from_utf8(text.clone()).unwrap().contains("'=1+1"), "no formula reaches a spreadsheet");
    let back = read(&text, &DispositionMap::default()).unwrap();
    assert_eq!(changes(&map, &back), []);
    let json = crate::map::file::json::write(&map).unwrap();
    assert_eq!(crate::map::file::read(&json, &default_map()).unwrap(), map);
}

#[test]
fn a_category_is_said_once_or_taken_from_the_published_map() {
    let text =
        "code;category;severity;actions\n5001;refused;high;notify;\n5002;refused\n4002;wrong_number;;\n";
    let map = read(text.as_bytes(), &default_map()).unwrap();
    let severities: Vec<_> = map.categories.iter().map(|one| (one.name.as_str(), one.severity)).collect();
    let expected =
        [("refused", Severity::High), ("wrong_number", Severity::Low), (UNCLASSIFIED, Severity::Low)];
    assert_eq!(severities, expected);
    assert_eq!(map.codes.len(), 3);
}

#[test]
fn what_was_not_exported_keeps_its_apostrophe() {
    let map = read(b"code,category\n'tis,wrong_number\n'+1,wrong_number\n", &default_map()).unwrap();
    assert_eq!(map.codes.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["'tis", "+1"]);
}

#[test]
fn a_code_is_read_as_events_have_it() {
    let text = "code,category\n\u{200B}７７,wrong_number\n77\u{FEFF},wrong_number\n";
    assert!(said(text).starts_with("Line 3: the code `77` is there twice"), "{}", said(text));
}

#[test]
fn whatever_a_spreadsheet_writes_is_the_same_map() {
    let comma = "code,category,meaning\n5001,wrong_number,\"Fax, or modem\"\n";
    let wanted = read(comma.as_bytes(), &default_map()).unwrap();
    assert_eq!(wanted.codes[0].meaning, "Fax, or modem");
    let tabs = "code\tcategory\tmeaning\r\n5001\twrong_number\t\"Fax, or modem\"\r\n";
    for text in [
        tabs.to_owned(),
        "sep=;\r\ncode;category;meaning\r\n5001;wrong_number;Fax, or modem\r\n".to_owned(),
        "code;category;meaning;\"why, and when\"\n5001;wrong_number;Fax, or modem;\n".to_owned(),
        format!("sep=,\n{comma}"),
    ] {
        assert_eq!(read(text.as_bytes(), &default_map()).unwrap(), wanted, "{text}");
    }
    let mut wide = b"\xFF\xFE".to_vec();
    wide.extend(tabs.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(crate::map::file::read(&wide, &default_map()).unwrap(), wanted);
}

#[test]
fn a_code_that_a_spreadsheet_kept_as_text_or_took_for_a_number_is_the_code() {
    let text = "code,category\n'1001,wrong_number\n\"=\"\"1002\"\"\",wrong_number\n1003.0,wrong_number\n=\"1004\",wrong_number\n";
    let map = read(text.as_bytes(), &default_map()).unwrap();
    assert_eq!(
        map.codes.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(),
        ["1001", "1002", "1003", "1004"]
    );
    assert!(
        said("code,category\n1003,wrong_number\n1003.0,wrong_number\n").contains("`1003` is there twice")
    );
    assert!(said("code,category\n1.001E+10,wrong_number\n").starts_with("Line 2: a spreadsheet has rounded"));
}

#[test]
fn an_accent_has_one_spelling() {
    let text = "code,category\nrappele\u{301},wrong_number\nrappel\u{e9},wrong_number\n";
    assert!(said(text).starts_with("Line 3: the code `rappelé` is there twice"), "{}", said(text));
}

#[test]
fn nothing_in_a_map_vanishes() {
    let cases = [
        ("code,category\n1,wrong_number,low\n", "Line 2: a row has 3 cells and the header 2"),
        ("code,category\n1,\"wrong_number\n2,wrong_number\n", "Line 2: A quotation mark opens here"),
        ("code,category\n#N/A,wrong_number\n", "Line 2: `#N/A` is no code"),
        ("code,category\n=1008,wrong_number\n", "Line 2: `=1008` is no code"),
        ("code,category\n1.003E3,wrong_number\n", "Line 2: a spreadsheet has rounded"),
        (
            "code,category,meaning,severity\n1001,wrong_number,\"said later,medium\n1002,do_not_call,opt out,critical\"\n",
            "Line 2: A quotation mark opens here and closes in line 3",
        ),
        (
            "code,category\n1001,\"wrong_number\n1002,do_not_call\"\n",
            "Line 2: A quotation mark opens here and closes",
        ),
        ("code,category\n1,\"wrong\"_number\n", "Line 2: A quotation mark closes in the middle"),
        ("code,category,note\n,,see below\n", "Line 2: a row needs a category"),
        ("code,category,code\n1,wrong_number,2\n", "Line 1: two columns are called code"),
        ("code,category\n1\u{0},wrong_number\n", "Line 2: The row holds characters"),
        ("code,category\n\"1\n2\",wrong_number\n", "Line 2: a code stands on one line"),
    ];
    for (text, words) in cases {
        assert!(said(text).starts_with(words), "{text:?}: {}", said(text));
    }
    for end in ["\r", "\n", "\r\n"] {
        let text = ["code,category", "1,wrong_number", "2,wrong_number", ",,", ""].join(end);
        assert_eq!(read(text.as_bytes(), &default_map()).unwrap().codes.len(), 2, "{end:?}");
    }
    let latin = read(b"code,category\nrappel\xE9,wrong_number\n", &default_map()).unwrap();
    assert_eq!(latin.codes[0].code, "rappelé");
}

#[test]
fn a_map_has_at_most_5000_codes() {
    let rows: Vec<_> = (0..=MOST_CODES).map(|n| format!("{n},wrong_number\n")).collect();
    let text = |count: usize| format!("code,category\n{}", rows[..count].concat());
    let map = read(text(MOST_CODES).as_bytes(), &default_map()).unwrap();
    assert_eq!(map.codes.len(), MOST_CODES);
    assert_eq!(said(&text(MOST_CODES + 1)), "Line 5002: a map has at most 5000 codes.");
}

#[test]
fn an_error_names_its_line() {
    assert_eq!(
        said("code,category,severity\n1,wrong_number,\n2,new,low\n"),
        "Line 3: `new` is a new category: say its actions, or `none`."
    );
    assert!(
        said("code,category,severity,actions\n1,new,low,\n").starts_with("Line 2: `new` is a new category")
    );
    assert!(said("sep=;\ncode;category\n1;new\n").starts_with("Line 3: `new` is a new category"));
    assert!(said("sep=;\nnumber;name\n1;2\n").starts_with("Line 2: the columns are"));
    assert!(said("code,category\n1,new\n").starts_with("Line 2: `new` is a new category"));
    assert!(
        said("code,category,severity\n1,wrong_number\n2,wrong_number,loud\n").starts_with("Line 3: `loud`")
    );
    assert!(said("code,category,severity,actions\n\n1,wrong_number,,sing\n").starts_with("Line 3: `sing`"));
    assert!(said("code,category\n1,wrong_number\n1,do_not_call\n").starts_with("Line 3: the code `1`"));
    assert!(
        said("code,category,severity\n1,wrong_number,low\n2,wrong_number,high\n")
            .starts_with("Line 3: `wrong_number` has another severity in line 2")
    );
    assert!(said("number,name\n1,2\n").starts_with("Line 1: the columns are"));
    assert!(said("code,category\n1,\n").starts_with("Line 2: a row needs a category"));
    assert!(said("{\n  \"codes\": 7\n}").starts_with("Line 2: "));
}
