use super::*;

#[test]
fn quotation_marks_hold_separators_line_ends_and_quotation_marks() {
    let found = rows("id,name\r\n1,\"A, \"\"B\"\"\r\nC\"\r\n\r\n2,x");
    assert_eq!(found[1], row(2, &["1", "A, \"B\"\r\nC"]));
    assert_eq!(found[2], row(5, &["2", "x"]), "a line inside quotation marks and a blank one are counted");
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
        for (text, lines) in [(["a,b", "1,2", "3,4"], [1, 2, 3]), (["a,b", "\"1\",2", "3,\"4\""], [1, 2, 3])]
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
    assert_eq!(rows("a,b\r1,2\n3,4\r\n5,6").last(), Some(&row(4, &["5", "6"])), "all of them in one file");
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
    for text in
        ["id,name\n1,Ann\n2,\"Bob\n3,Cleo\n".to_owned(), "id,name\r1,Ann\r2,\"Bob\r3,Cleo\r".to_owned()]
    {
        let words = refused(&text);
        assert!(words.starts_with("Line 3: A quotation mark opens here and is never closed"), "{words}");
    }
    let never = format!("id,name\n1,Ann\n2,\"{}", "x,y\n".repeat(600_000));
    let closed = format!("id,name\n1,Ann\n2,\"{}\"\n3,Cleo\n", "x".repeat(2 << 20));
    for text in [never, closed] {
        let words = refused(&text);
        let expected =
            "Line 3: A quotation mark opens here, and its cell has more than 1 MB: it is never closed, or";
        assert!(words.starts_with(expected), "{words}");
    }
    let later = refused("id,name\n1,\"A\nB\",\"C\n2,x\n");
    assert!(later.starts_with("Line 3: "), "the line on which it opens: {later}");
}

#[test]
fn a_quotation_mark_that_another_row_closes_is_refused_with_both_lines() {
    let words = refused("id,name\n1,\"Ann\n2,\"Bob\"\n3,Cleo\n");
    assert!(
        words.starts_with("Line 2: A quotation mark opens here and closes in the middle of a text in line 3"),
        "{words}"
    );
}

#[test]
fn a_cell_that_reads_like_further_rows_refuses_the_file_with_its_lines() {
    for (text, opened, closed) in [
        ("id,name,zone\n1,\"Ann,x\n2,Bob\",y\n", 2, 3),
        ("id,phone\n\"1,+14155552671\n2,+12125552671\n3\",+13125552671\n", 2, 4),
        ("id,phone,zone,a,b\n1,+12125552671,z,\"x,y\n2,+12125552672,z,x,y\"\n", 2, 3),
        ("id,zone\n0,a\n1,\"America/Chicago\n2\",America/Denver\n", 3, 4),
        ("id,zone\n\"1,America/Chicago\n2,America/Denver\"\n", 2, 3),
        (
            "code,category,meaning,severity\n1001,callback_later,\"said later,medium\n1002,do_not_call,opt out,critical\"\n",
            2,
            3,
        ),
        (
            "code;category;meaning;severity;actions\n1001;callback_later;\"said later;medium\n1002;do_not_call;opt out;critical\"\n",
            2,
            3,
        ),
        ("phone\n\"+14155552671\n+12125552671\"\n", 2, 3),
        ("id,name,zone\n0,\"two\nlines\",z\n1,\"A\nB\",\"x\n2,Bob,y\"\n", 5, 6),
    ] {
        let words = refused(text);
        assert!(
            words.starts_with(&format!(
                "Line {opened}: A quotation mark opens here and closes in line {closed}"
            )),
            "{text}: {words}"
        );
    }
    let header = refused("id,\"phone\n1,+14155552671\",x\n2,+12125552671,y\n");
    assert!(header.starts_with("Line 1: The names of the columns cannot be read"), "{header}");
}

#[test]
fn a_cell_of_several_lines_stays_a_cell() {
    for cell in [
        "12 Main St\nSpringfield",
        "12 Main St\n\nSpringfield\nIL",
        "12 Main St, Apt 4\nSpringfield, IL",
        "Springfield, IL\n62701",
        "He said, later,\nplease",
        "Line one\r\nLine two",
    ] {
        for header in ["id,address,zone", "id,address"] {
            let tail = if header.ends_with("zone") { ",z" } else { "" };
            let text = format!("{header}\n1,\"{cell}\"{tail}\n2,x{tail}\n");
            let (found, faults, _) = rows_of(text.as_bytes(), &Choice::default()).unwrap();
            assert_eq!((found.len(), faults.len()), (3, 0), "{text}");
            assert_eq!(found[1].1[1], cell);
        }
    }
    let names = rows("id,\"Phone\n(home)\",zone\n1,x,z\n");
    assert_eq!(names[0].1[1], "Phone\n(home)");
}

#[test]
fn a_quotation_mark_that_closes_in_the_middle_spoils_its_row_alone() {
    let (found, faults, _) = rows_of(b"id,name,x\n1,\"Big\" Al,7\n2,Bob,8\n", &Choice::default()).unwrap();
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
        refused(format!("id\n{}\n", ",".repeat(5000))).starts_with("Line 2: A row has more than 4,096 cells")
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
    assert_eq!(rows_of(text.as_bytes(), &at(3)).unwrap().0, [row(3, &["id", "phone"]), row(4, &["1", "2"])]);
    for line in [2, 9] {
        let words = rows_of(text.as_bytes(), &at(line)).unwrap_err().to_string();
        assert!(words.contains(&format!("Nothing stands in line {line}")), "{words}");
    }
    let none = rows_of(b"1;2\n3;4\n", &at(0)).unwrap().0;
    assert_eq!(none, [row(0, &["Column 1", "Column 2"]), row(1, &["1", "2"]), row(2, &["3", "4"])]);
}

#[test]
fn a_row_that_a_quotation_mark_swallows_is_refused_with_its_line_however_whole_the_counts_look() {
    let said = |text: &str| refused(text);
    let short = said("id,name,zone\n1,\"Ann\n2,Bob\",America/Chicago\n");
    assert!(short.contains("Line 3") && short.contains("reads like a row of its own"), "{short}");
    let behind = said("id,name,zone\n7,x,y\n1,\"Ann,America/Chicago\n2\",Bob\n");
    assert!(behind.contains("Line 4"), "{behind}");
    let spaced = said("id, name, zone\n1, \"Ann, America/Chicago\n2, Bob\", America/New_York\n");
    assert!(spaced.contains("reads like"), "{spaced}");
    let address = "id,address,zone\n1,\"12 Main St\nSpringfield,IL\",America/Chicago\n";
    assert_eq!(rows(address).len(), 2, "a text of several lines is no row");
    let letter = "id,note,zone\n1,\"Dear Ann, call\nBob, then 7\",America/Chicago\n";
    assert_eq!(rows(letter).len(), 2);
}
