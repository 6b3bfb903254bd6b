use callboard_rpc::types::DncQuestionAbout;

use super::*;

#[test]
fn a_list_shows_its_columns_with_numbers_masked() {
    let look = looked("phone;date;note\n4155552671;03/04/2026;call 415-555-2672\n4155552673;25/04/2026;\n");
    assert_eq!((look.format.as_deref(), look.header_row, look.questions.len()), (Some("csv"), 1, 0));
    let roles: Vec<_> = look.columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Some(DncColumnRole::Phone), Some(DncColumnRole::Date), Some(DncColumnRole::Reason)]);
    assert_eq!(look.columns[0].samples, ["*****71", "*****73"]);
    assert_eq!(look.columns[1].samples, ["03/04/2026", "25/04/2026"]);
    assert!(look.columns[2].samples[0].contains("*****72"), "{look:?}");
}

#[test]
fn what_only_a_person_can_say_is_asked() {
    let about = |list: &str, how: &How| -> Vec<DncQuestionAbout> {
        look(file(list), how).unwrap().questions.iter().map(|question| question.about).collect()
    };
    let no_region = How { region: None, ..how() };
    assert_eq!(about("4155552671\n", &no_region), [DncQuestionAbout::Region]);
    assert_eq!(about("+14155552671\n", &no_region), []);
    assert_eq!(about("4155552671,03/04/2026\n", &how()), [DncQuestionAbout::DateOrder]);
    assert_eq!(about("415,5552672,2026-11-20,D\n", &how()), [DncQuestionAbout::Changes]);
    assert_eq!(about("415,5552672,2026-11-20,D\n", &How { changes: true, ..how() }), []);
    assert_eq!(about("name,city\nAnn,Reno\n", &how()), [DncQuestionAbout::Phone]);
    assert_eq!(about("Title\nphone\n4155552671\n", &how()), [DncQuestionAbout::Header]);
}

#[test]
fn an_archive_of_several_files_asks_which() {
    let zip = archive(&[("a.csv", b"4155552671\n"), ("b.csv", b"4155552672\n")]);
    let look = looked(&zip);
    assert_eq!(
        (look.files.as_slice(), look.format),
        (["a.csv".to_owned(), "b.csv".to_owned()].as_slice(), None)
    );
    assert_eq!(look.questions[0].about, DncQuestionAbout::Sheet);
    let chosen = super::look(file(&zip), &How { sheet: Some("b.csv".into()), ..how() }).unwrap();
    assert_eq!((chosen.file.as_deref(), chosen.format.as_deref()), (Some("b.csv"), Some("csv")));
}
