use callboard_phone::mask_in_text;
use callboard_rpc::RpcError;
use callboard_rpc::types::{DncColumnRole, DncColumnSaid};

use super::Columns;
use crate::kernel::{Error, Result};
use crate::table::names::words::bare;

/// Lays what a person says of the columns over what is known of them. A role that is said is no longer guessed.
pub(super) fn apply(mut columns: Columns, said: &[DncColumnSaid], names: &[String]) -> Result<Columns> {
    let mut held: Vec<(usize, DncColumnRole)> = Vec::new();
    for one in said {
        let Some(name) = &one.name else { continue };
        let column = find(name, names)?;
        if let Some((_, other)) = held.iter().find(|(there, role)| *there == column && *role != one.role) {
            let (one, other, name) = (word(one.role), word(*other), &names[column]);
            return Err(refused(&format!(
                "The column “{name}” is said to hold both the {other} and the {one}: say it for one of them."
            )));
        }
        held.push((column, one.role));
    }
    let is_held = |column: usize| held.iter().any(|(there, _)| *there == column);
    columns.phones.retain(|column| !is_held(*column));
    columns.split = columns.split.filter(|(area, number)| !is_held(*area) && !is_held(*number));
    for single in [&mut columns.date, &mut columns.direction, &mut columns.expiry, &mut columns.reason] {
        *single = single.filter(|column| !is_held(*column));
    }
    let said_of = |role: DncColumnRole| {
        said.iter().any(|one| one.role == role).then(|| {
            let mut found: Vec<usize> =
                held.iter().filter(|(_, one)| *one == role).map(|(at, _)| *at).collect();
            found.sort_unstable();
            found.dedup();
            found
        })
    };
    if let Some(phones) = said_of(DncColumnRole::Phone) {
        columns.phones = phones;
    }
    for (role, place) in [
        (DncColumnRole::Date, &mut columns.date),
        (DncColumnRole::Direction, &mut columns.direction),
        (DncColumnRole::Expiry, &mut columns.expiry),
        (DncColumnRole::Reason, &mut columns.reason),
    ] {
        if let Some(found) = said_of(role) {
            *place = single(role, &found)?;
        }
    }
    match (said_of(DncColumnRole::AreaCode), said_of(DncColumnRole::Number)) {
        (None, None) => {}
        (area, number) => {
            let area = single(DncColumnRole::AreaCode, &area.unwrap_or_default())?;
            let number = single(DncColumnRole::Number, &number.unwrap_or_default())?;
            columns.split = match (area, number) {
                (Some(area), Some(number)) => Some((area, number)),
                (None, None) => None,
                _ => {
                    return Err(refused(
                        "An area code and the rest of the number belong together: say both.",
                    ));
                }
            };
        }
    }
    Ok(columns)
}

fn single(role: DncColumnRole, found: &[usize]) -> Result<Option<usize>> {
    match found {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        _ => Err(refused(&format!("Only one column holds the {}: say which.", word(role)))),
    }
}

fn word(role: DncColumnRole) -> &'static str {
    match role {
        DncColumnRole::Phone => "phone",
        DncColumnRole::AreaCode => "area code",
        DncColumnRole::Number => "number",
        DncColumnRole::Date => "date",
        DncColumnRole::Direction => "direction",
        DncColumnRole::Expiry => "expiry",
        DncColumnRole::Reason => "reason",
    }
}

/// A column by its name as it is written, by its name in any writing, or by its number, the first being 1.
fn find(name: &str, names: &[String]) -> Result<usize> {
    let places = |is_it: &dyn Fn(&String) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|index| is_it(&names[*index])).collect()
    };
    let written = places(&|one| one == name);
    let alike = || places(&|one| !bare(name).is_empty() && bare(one) == bare(name));
    let found = if written.is_empty() { alike() } else { written };
    let by_number = || name.trim().parse::<usize>().ok().filter(|number| (1..=names.len()).contains(number));
    match found[..] {
        [only] => Ok(only),
        [] => by_number().map(|number| number - 1).ok_or_else(|| unknown(name, names)),
        [first, ..] => {
            let (count, first) = (found.len(), first + 1);
            Err(refused(&format!("{count} columns are called “{name}”: say its number, such as {first}.")))
        }
    }
}

fn unknown(name: &str, names: &[String]) -> Error {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    let words = format!("There is no column “{name}” in this file. There are {}.", names.join(", "));
    let hint = "Its number is as good as its name, the first being 1.";
    RpcError::field("columns", mask_in_text(&words)).hint(hint).into()
}

fn refused(words: &str) -> Error {
    RpcError::field("columns", mask_in_text(words)).into()
}
