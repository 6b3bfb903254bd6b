use std::fmt::Write as _;

use super::*;

#[test]
fn pasted_numbers_without_a_header_are_all_read() {
    let got = got("4155552671\n4155552672");
    assert_eq!(got.numbers(), ["+14155552671", "+14155552672"]);
    assert_eq!((got.told.rows, got.told.header.as_str()), (2, ""));
    assert_eq!(got.says(), vec!["out 2026-11-25T08:00:00Z"; 2], "the time of the import itself");
    assert_eq!(got.entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_cell_has_as_many_numbers_as_stand_in_it() {
    assert_eq!(got("(310) 555-0199 (cell)\n").numbers(), ["+13105550199"]);
    assert_eq!(got("310-555-0199 / 310-555-0177\n").numbers(), ["+13105550177", "+13105550199"]);
    assert_eq!(got("4155552671.0\n").numbers(), ["+14155552671"]);
}

#[test]
fn a_number_whose_digits_are_lost_is_refused_and_never_filled_up() {
    let got = got("4.15555E+09\n");
    assert_eq!(got.numbers(), Vec::<String>::new());
    assert_eq!((got.told.rows, got.refused[0].cell.as_str()), (1, "4.15555E+09"));
    assert!(got.refused[0].reason.contains("digits are lost"), "{:?}", got.refused);
}

#[test]
fn a_registry_s_flat_file_has_a_number_in_two_columns() {
    assert_eq!(got("416,5551234\n").numbers(), ["+14165551234"]);
    assert_eq!(got("area code,number\n416,5551234\n416,555-1235\n").numbers().len(), 2);
    let whole = got("area_code,phone\n416,5551234\n416,5551237\n,4165551235\n").numbers();
    assert_eq!(whole, ["+14165551234", "+14165551237", "+14165551235"], "a whole number needs no area code");
    let without = got("416,5551234\n,5551235\n");
    assert_eq!((without.numbers().len(), without.refused.len()), (1, 1));
}

#[test]
fn a_registry_s_xml_is_read_as_it_is_published() {
    let list = "<list type='full' level='ac' val='416' /> <ac val='416'> <ph val='5551234' /> </ac> </list>";
    let got = got(list);
    assert_eq!(got.numbers(), ["+14165551234"]);
    assert_eq!((got.told.rows, got.told.refused), (1, 0));
    for region in [None, Region::new("DE")] {
        let how = How { region, ..how() };
        assert_eq!(read_with(list, &how).unwrap().numbers(), ["+14165551234"], "in whatever region");
    }
    let two = "<?xml version=\"1.0\"?>\n<list>\n<ac val=\"416\"><ph val=\"5551234\"/></ac>\n<ac val=\"647\">\n<ph val=\"5551234\"/>\n</ac></list>";
    assert_eq!(super::got(two).numbers(), ["+14165551234", "+16475551234"]);
    let wide: Vec<u8> = list.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(super::got(wide).numbers(), ["+14165551234"]);
}

#[test]
fn what_is_strange_in_a_registry_s_xml_is_refused_and_never_left_out() {
    let strange = "<list><ac val='416'><ph val='5551234'/><ph val=''/><ph/><fax val='5551235'/> 5551236 </ac><ph val='5551237'/></list>";
    let got = got(strange);
    assert_eq!(got.numbers(), ["+14165551234"]);
    assert_eq!((got.told.rows, got.told.refused), (6, 5), "{:?}", got.refusals());
}

#[test]
fn a_change_in_xml_has_its_day_and_its_letter() {
    let list = "<list type='change'><ac val='416'><ph val='5551234' date='2026-11-20' type='A'/><ph val='5551235' date='2026-11-21' type='D'/></ac></list>";
    assert_eq!(field(&error(list)), "changes");
    let got = read_with(list, &How { changes: true, ..how() }).unwrap();
    assert_eq!(got.says(), ["out 2026-11-20T00:00:00Z", "back 2026-11-21T00:00:00Z"]);
}

#[test]
fn a_d_takes_back_what_the_list_said_and_is_no_opt_in() {
    let line = "415,5552672,2026-11-20,D\n";
    let refused = error(line);
    assert_eq!((field(&refused).as_str(), refused.code), ("changes", callboard_rpc::Code::Invalid));
    let changes = How { changes: true, ..how() };
    let got = read_with(line, &changes).unwrap();
    assert_eq!(
        (got.numbers(), got.says()),
        (vec!["+14155552672".into()], vec!["back 2026-11-20T00:00:00Z".into()])
    );
    let both = read_with("415,5552671,2026-11-20,A\n415,5552672,2026-11-21,d\n", &changes).unwrap();
    assert_eq!(both.says(), ["out 2026-11-20T00:00:00Z", "back 2026-11-21T00:00:00Z"]);
}

#[test]
fn a_d_far_behind_the_beginning_refuses_the_whole_list_too() {
    let mut list = "phone,change\n".to_owned();
    for tail in 0..5_000 {
        writeln!(list, "415555{tail:04},A").unwrap();
    }
    list += "4155559999,D\n";
    assert_eq!(field(&error(&list)), "changes");
    assert_eq!(read_with(&list, &How { changes: true, ..how() }).unwrap().told.numbers, 5_001);
}

#[test]
fn a_change_file_without_letters_is_asked_about() {
    let refused = error_with("4155552671\n", &How { changes: true, ..how() });
    assert_eq!(field(&refused), "columns");
    assert!(refused.message.contains("A and D"), "{refused:?}");
}

#[test]
fn an_opt_in_must_be_in_the_plan_and_an_opt_out_need_not() {
    let list = "phone,direction\n(699) 310-3309,out\n(699) 310-3309,in\n(310) 555-0199,opt-in\n";
    let got = got(list);
    assert_eq!(got.numbers(), ["+16993103309", "+13105550199"]);
    assert_eq!(got.says(), ["out 2026-11-25T08:00:00Z", "in 2026-11-25T08:00:00Z"]);
    assert_eq!(got.refused.iter().map(|one| one.line).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_row_with_one_good_and_one_bad_cell_is_both() {
    let got = got("home phone,mobile phone\n4155552671,4.15555E+09\n,\n4155552672,\n,none\n");
    assert_eq!(got.numbers(), ["+14155552671", "+14155552672"]);
    assert_eq!((got.told.rows, got.told.refused), (3, 2), "{:?}", got.refusals());
    assert_eq!(
        (got.refused[0].text.as_str(), got.refused[0].cell.as_str()),
        ("4155552671,4.15555E+09", "4.15555E+09")
    );
}

#[test]
fn a_row_without_a_number_is_refused() {
    let got = got("name,phone\nAnn,4155552671\nBob,\n");
    assert_eq!(got.refusals(), ["3: The row has no phone number."]);
    assert_eq!(got.told.header, "name,phone");
    assert_eq!(got.refused[0].text, "Bob,");
}

#[test]
fn a_suggestion_stands_masked_in_the_reason() {
    let got = got("phone\n310-555-0199 / 4711\n");
    let reason = &got.refused[0].reason;
    assert!(reason.contains("+1 310 ***-**99") && !reason.contains("0199"), "{reason}");
}

#[test]
fn a_national_number_without_a_region_is_asked_about_and_never_guessed() {
    let how = How { region: None, ..how() };
    assert_eq!(field(&error_with("4155552671\n", &how)), "region");
    assert_eq!(field(&error_with("415,5552671\n", &how)), "region");
    let got = read_with("+14155552671\n+4917212345678\n", &how).unwrap();
    assert_eq!(got.numbers(), ["+14155552671", "+4917212345678"], "whole numbers need none");
}

#[test]
fn a_refused_row_can_be_handed_in_again_as_it_stands() {
    let got = got("phone,reason\n4.15555E+09,\"said \"\"no\"\", twice\"\n");
    assert_eq!(got.refused[0].text, "4.15555E+09,\"said \"\"no\"\", twice\"");
    let again = super::got(format!(
        "{}\n{}\n",
        got.told.header,
        got.refused[0].text.replace("4.15555E+09", "4155552671")
    ));
    assert_eq!(
        (again.numbers(), again.told.reasons),
        (vec!["+14155552671".to_owned()], vec!["said \"no\", twice".to_owned()])
    );
}
