use super::*;

const BOTH: [&str; 2] = ["+14155552671", "+14155552672"];

#[test]
fn a_text_is_read_in_every_encoding_and_with_every_separator() {
    for separator in [",", ";", "\t", "|"] {
        let text = ["phone", "name\r\n4155552671", "Jos\u{e9}\r\n4155552672", "x\r\n"].join(separator);
        let utf16 = |to_bytes: fn(u16) -> [u8; 2], mark: &[u8]| -> Vec<u8> {
            mark.iter().copied().chain(text.encode_utf16().flat_map(to_bytes)).collect()
        };
        let legacy: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap()).collect();
        for bytes in [
            text.clone().into_bytes(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf16(u16::to_le_bytes, &[0xFF, 0xFE]),
            utf16(u16::to_be_bytes, &[0xFE, 0xFF]),
            utf16(u16::to_le_bytes, &[]),
            legacy,
        ] {
            assert_eq!(got(bytes).numbers(), BOTH, "{separator:?}");
        }
    }
}

#[test]
fn a_line_end_within_quotation_marks_makes_no_row() {
    let got = got("phone,note\n4155552671,\"two\nlines\"\n\"4155552672\",x\n");
    assert_eq!((got.numbers(), got.told.rows), (BOTH.map(str::to_owned).to_vec(), 2));
    assert_eq!(got.entries[1].line, 4);
}

#[test]
fn an_archive_with_one_list_in_it_is_read() {
    for (name, list) in [
        ("list.csv", "4155552671\n4155552672\n".to_owned()),
        ("list.txt", "415,5552671\n415,5552672\n".to_owned()),
        ("list.xml", "<list><ac val='415'><ph val='5552671'/><ph val='5552672'/></ac></list>".to_owned()),
    ] {
        let zip =
            archive(&[(name, list.as_bytes()), ("__MACOSX/._list.csv", b"junk"), (".DS_Store", b"junk")]);
        assert_eq!(got(zip).numbers(), BOTH, "{name}");
    }
}

#[test]
fn of_several_files_in_an_archive_one_is_named() {
    let zip = archive(&[("2026/a.csv", b"4155552671\n"), ("2026/b.csv", b"4155552672\n")]);
    let asked = error(&zip);
    assert_eq!(field(&asked), "sheet");
    assert!(asked.message.contains("“2026/a.csv”, “2026/b.csv”"), "{asked:?}");
    for name in ["2026/b.csv", "b.csv", "B.CSV"] {
        let how = How { sheet: Some(name.into()), ..how() };
        assert_eq!(read_with(&zip, &how).unwrap().numbers(), ["+14155552672"], "{name}");
    }
    let unknown = error_with(&zip, &How { sheet: Some("c.csv".into()), ..how() });
    assert_eq!(field(&unknown), "sheet");
}

#[test]
fn what_is_no_list_is_refused_in_one_sentence() {
    let nested = archive(&[("inner.zip", &archive(&[("a.csv", b"4155552671\n")]))]);
    let numbers = archive(&[("Index/Document.iwa", b"x")]);
    let numbers_in_zip = archive(&[("list.numbers", &numbers)]);
    let picture_in_zip = archive(&[("list.csv", b"\x89PNG\r\n\x1A\n")]);
    let bomb = archive(&[("list.csv", &vec![b'4'; 70 << 20])]);
    let protected: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    let protected = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[7; 2000], &protected].concat();
    for (bytes, word) in [
        (b"%PDF-1.7\nxx".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1A\n".to_vec(), "picture"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "picture"),
        (numbers.clone(), "Numbers"),
        (numbers_in_zip, "Numbers"),
        (picture_in_zip, "picture"),
        (nested, "archive is packed in this archive"),
        (archive(&[]), "empty"),
        (bomb, "grows from"),
        (Vec::new(), "empty"),
        (b"\n \n".to_vec(), "empty"),
        (b"phone,name\n".to_vec(), "no row below"),
        (vec![0; 4_000], "no text"),
        (protected, "password"),
        (b"\xD0\xCF\x11\xE0rest".to_vec(), "old Excel file"),
        (b"<html><table><tr><td>4155552671</td></tr></table></html>".to_vec(), "web page"),
        (b"[{\"phone\":\"4155552671\"}]".to_vec(), "JSON"),
        (b"phone\n\"4155552671\n4155552672\n".to_vec(), "never closed"),
        (b"<list></list><ac val='416'></ac>".to_vec(), "no numbers"),
    ] {
        let refused = error(bytes);
        assert!(refused.message.contains(word), "{word}: {}", refused.message);
        assert_eq!(field(&refused), "file", "{word}");
    }
}

#[test]
fn a_line_that_never_ends_is_refused_in_flat_memory() {
    let mut endless = tempfile::tempfile().unwrap();
    endless.write_all(b"4155552671").unwrap();
    // Nothing but holes: it takes no room on the disk.
    endless.set_len(1_900_000_000).unwrap();
    endless.seek(SeekFrom::Start(0)).unwrap();
    let refused = RpcError::from(read(endless, &how(), 2, &mut |_| Ok(())).unwrap_err());
    assert!(
        refused.message.contains("no text") || refused.message.contains("does not end"),
        "{}",
        refused.message
    );
    let digits = vec![b'4'; 3 << 20];
    assert!(error(digits).message.contains("does not end"));
}

#[test]
fn nuls_spoil_their_rows_alone() {
    let got = got("phone,name\n4155552671,Ann\n41555526\x0072,Bob\n");
    assert_eq!((got.numbers(), got.told.refused), (vec!["+14155552671".to_owned()], 1));
    assert!(got.refused[0].reason.contains("NUL"), "{:?}", got.refusals());
}

#[test]
fn an_error_of_whoever_takes_the_pieces_ends_the_reading() {
    let list = lines(200_000, |tail| format!("41555{tail:05}"));
    let mut taken = 0;
    let ended = read(file(&list), &how(), 2, &mut |_| {
        taken += 1;
        if taken == 3 { Err(crate::kernel::Error::Stopping) } else { Ok(()) }
    });
    assert!(matches!(ended, Err(crate::kernel::Error::Stopping)) && taken == 3, "{taken}");
}

#[test]
fn a_list_in_two_encodings_is_told() {
    let got = got(b"phone,name\n4155552671,Jos\xe9\n4155552672,x\n");
    assert_eq!(got.numbers(), BOTH);
    assert!(got.told.notes.iter().any(|note| note.contains("Windows-1252")), "{:?}", got.told.notes);
}
