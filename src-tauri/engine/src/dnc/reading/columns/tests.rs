use super::Columns;
use super::content::Look;
use super::named::recognise;
use crate::table::{Choice, Rows, each_row};

/// What the names of a list say, held against its rows.
fn named(list: &str) -> Columns {
    let (mut names, mut rows) = (Vec::new(), Rows::default());
    each_row(std::io::Cursor::new(list), &Choice::default(), |row| {
        if names.is_empty() {
            names = (0..row.cells()).map(|column| row.text(column).into_owned()).collect();
        } else {
            rows.push(row);
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })
    .unwrap();
    let looks: Vec<Look> = (0..names.len()).map(|column| Look::of(&rows, column, None)).collect();
    recognise(&names, &looks)
}

#[test]
fn usual_names_are_known() {
    let columns = named(
        "Phone Number,Date Added,Opt Status,Expiration Date,Reason Code\n4155552671,2026-11-20,out,2027-01-01,x\n",
    );
    let expected = Columns {
        phones: vec![0],
        split: None,
        date: Some(1),
        direction: Some(2),
        expiry: Some(3),
        reason: Some(4),
    };
    assert_eq!(columns, expected);
    assert_eq!(named("NPA,Number\n416,5551234\n").split, Some((0, 1)));
    assert_eq!(named("Area Code,Phone Number\n416,5551234\n").split, Some((0, 1)));
    let whole = named("Area Code,Phone Number\n416,4165551234\n");
    assert_eq!((whole.split, whole.phones), (None, vec![1]), "whole numbers beside their area codes");
}

#[test]
fn a_name_that_may_mean_something_else_is_held_against_its_cells() {
    assert_eq!(named("phone,status\n4155552671,active\n").direction, None);
    assert_eq!(named("phone,status\n4155552671,opt-out\n").direction, Some(1));
    assert_eq!(named("phone,time\n4155552671,evenings\n").date, None);
    assert_eq!(named("phone,date\n4155552671,evenings\n").date, Some(1), "a date that is none is refused");
    assert_eq!(named("phone,dnc\n4155552671,Y\n").direction, Some(1));
    assert_eq!(named("number,dnc\n4155552671,out\n").phones, [0]);
}
