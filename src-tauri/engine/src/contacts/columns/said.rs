use callboard_phone::mask_in_text;
use callboard_rpc::RpcError;
use callboard_rpc::types::{ColumnMapping, ColumnRole, ColumnSaid};

use super::words::bare;
use crate::kernel::Result;

/// The first column of a role, and further ones.
type OneAndMore = (Option<u32>, Option<Vec<u32>>);

/// What a person says of the columns, laid over what is known of them. A role that is said is no longer guessed.
pub(super) fn apply(
    mut mapping: ColumnMapping,
    said: &[ColumnSaid],
    names: &[String],
) -> Result<ColumnMapping> {
    refuse_contradictions(said, names)?;
    let one_and_more = |role: ColumnRole| -> Result<Option<OneAndMore>> {
        let of_role: Vec<&ColumnSaid> = said.iter().filter(|one| one.role == role).collect();
        if of_role.is_empty() {
            return Ok(None);
        }
        let found = of_role.iter().filter_map(|one| one.name.as_deref()).map(|name| find(name, names));
        let mut found = found.collect::<Result<Vec<u32>>>()?;
        found.dedup();
        let more = found.split_off(found.len().min(1));
        Ok(Some((found.first().copied(), (!more.is_empty()).then_some(more))))
    };
    if let Some(phones) = one_and_more(ColumnRole::Phone)? {
        (mapping.phone, mapping.more_phones) = phones;
    }
    if let Some(states) = one_and_more(ColumnRole::State)? {
        (mapping.state, mapping.more_states) = states;
    }
    if let Some(countries) = one_and_more(ColumnRole::Country)? {
        (mapping.country, mapping.more_countries) = countries;
    }
    for one in said {
        let column = one.name.as_deref().map(|name| find(name, names)).transpose()?;
        match one.role {
            ColumnRole::Phone | ColumnRole::State | ColumnRole::Country => {}
            ColumnRole::Id => mapping.id = column,
            ColumnRole::Zone => mapping.zone = column,
        }
        let taken = |other: Option<u32>| other.is_some() && other == column;
        // A column that is said to hold one thing is not guessed to hold another.
        let is_said = |role: ColumnRole| said.iter().any(|other| other.role == role);
        if !is_said(ColumnRole::Zone) && taken(mapping.zone) {
            mapping.zone = None;
        }
        if !is_said(ColumnRole::State) && taken(mapping.state) {
            mapping.state = None;
        }
        if !is_said(ColumnRole::Country) && taken(mapping.country) {
            mapping.country = None;
        }
        let drop_from = |more: &mut Option<Vec<u32>>| {
            if let Some(list) = more {
                list.retain(|other| !taken(Some(*other)));
            }
            if more.as_ref().is_some_and(Vec::is_empty) {
                *more = None;
            }
        };
        for (role, more) in [
            (ColumnRole::State, &mut mapping.more_states),
            (ColumnRole::Country, &mut mapping.more_countries),
            (ColumnRole::Phone, &mut mapping.more_phones),
        ] {
            if !is_said(role) {
                drop_from(more);
            }
        }
        if !is_said(ColumnRole::Phone) && taken(mapping.phone) {
            mapping.phone = None;
        }
    }
    Ok(mapping)
}

/// One column cannot hold two things but an id and a number, and a role that no column holds has none.
fn refuse_contradictions(said: &[ColumnSaid], names: &[String]) -> Result<()> {
    let mut held: Vec<(u32, ColumnRole)> = Vec::new();
    for one in said {
        let of_role = || said.iter().filter(|other| other.role == one.role);
        let Some(name) = &one.name else {
            if of_role().any(|other| other.name.is_some()) {
                let role = word(one.role);
                return Err(refused(&format!(
                    "`{role}=none` contradicts the column that is said to hold it: say one of them."
                )));
            }
            continue;
        };
        let is_single = matches!(one.role, ColumnRole::Id | ColumnRole::Zone);
        if is_single && of_role().any(|other| other != one) {
            return Err(refused(&format!("Only one column holds the {}: say which.", word(one.role))));
        }
        let column = find(name, names)?;
        let pair = |other: ColumnRole| {
            matches!(
                (one.role, other),
                (ColumnRole::Id, ColumnRole::Phone) | (ColumnRole::Phone, ColumnRole::Id)
            )
        };
        let twice = held.iter().find(|(there, role)| *there == column && *role != one.role && !pair(*role));
        if let Some((_, other)) = twice {
            let (one, other) = (word(one.role), word(*other));
            return Err(refused(&format!(
                "The column “{}” is said to hold both the {other} and the {one}: say it for one of them.",
                names[column as usize]
            )));
        }
        held.push((column, one.role));
    }
    Ok(())
}

fn word(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Id => "id",
        ColumnRole::Phone => "phone",
        ColumnRole::Zone => "zone",
        ColumnRole::State => "state",
        ColumnRole::Country => "country",
    }
}

fn refused(words: &str) -> crate::kernel::Error {
    RpcError::field("columns", mask_in_text(words)).into()
}

/// A column by its name as it is written, by its name in any writing, or by its number, the first being 1.
fn find(name: &str, names: &[String]) -> Result<u32> {
    let written: Vec<usize> = places(names, |one| one == name);
    let alike = || places(names, |one| !bare(name).is_empty() && bare(one) == bare(name));
    let found = if written.is_empty() { alike() } else { written };
    let by_number = || name.parse::<usize>().ok().filter(|number| (1..=names.len()).contains(number));
    match found[..] {
        [only] => Ok(column(only)),
        [] => match by_number() {
            Some(number) => Ok(column(number - 1)),
            None => Err(unknown(name, names)),
        },
        [first, ..] => {
            let words = format!(
                "{} columns are called “{name}”: say its number, such as {}.",
                found.len(),
                first + 1
            );
            Err(refused(&words))
        }
    }
}

fn places(names: &[String], is_it: impl Fn(&String) -> bool) -> Vec<usize> {
    (0..names.len()).filter(|index| is_it(&names[*index])).collect()
}

fn column(index: usize) -> u32 {
    u32::try_from(index).expect("a row has 4,096 cells at most")
}

fn unknown(name: &str, names: &[String]) -> crate::kernel::Error {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    let words = format!("There is no column “{name}” in this file. There are {}.", names.join(", "));
    let hint = "Its number is as good as its name, the first being 1.";
    RpcError::field("columns", mask_in_text(&words)).hint(hint).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(role: ColumnRole, name: Option<&str>) -> ColumnSaid {
        ColumnSaid { role, name: name.map(str::to_owned) }
    }

    fn names() -> Vec<String> {
        ["Id", "Kontakt", "Phone 1", "phone 1", "Zone"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_column_is_said_by_its_name_in_any_writing_or_by_its_number() {
        for name in ["Kontakt", "kontakt", " KONTAKT", "2"] {
            let found =
                apply(ColumnMapping::default(), &[said(ColumnRole::Phone, Some(name))], &names()).unwrap();
            assert_eq!(found.phone, Some(1), "{name}");
        }
        let exact =
            apply(ColumnMapping::default(), &[said(ColumnRole::Phone, Some("phone 1"))], &names()).unwrap();
        assert_eq!(exact.phone, Some(3));
        let two = apply(ColumnMapping::default(), &[said(ColumnRole::Phone, Some("PHONE 1"))], &names());
        assert!(two.unwrap_err().to_string().contains("2 columns"));
        let none = apply(ColumnMapping::default(), &[said(ColumnRole::Zone, Some("nowhere"))], &names());
        assert!(none.unwrap_err().to_string().contains("no column “nowhere”"));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        use ColumnRole::{Id, Phone, State, Zone};
        for (spoken, word) in [
            (vec![said(Phone, Some("Kontakt")), said(Zone, Some("2"))], "both the phone and the zone"),
            (vec![said(Phone, Some("Kontakt")), said(Phone, None)], "`phone=none` contradicts"),
            (vec![said(Zone, Some("Zone")), said(Zone, Some("Kontakt"))], "Only one column holds the zone"),
            (vec![said(State, Some("7"))], "no column “7”"),
        ] {
            let error = apply(ColumnMapping::default(), &spoken, &names()).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
        let both = apply(ColumnMapping::default(), &[said(Id, Some("2")), said(Phone, Some("2"))], &names());
        let both = both.unwrap();
        assert_eq!((both.id, both.phone), (Some(1), Some(1)), "a number may be the id too");
        let twice = [said(Phone, Some("2")), said(Phone, Some("Kontakt"))];
        assert_eq!(apply(ColumnMapping::default(), &twice, &names()).unwrap().more_phones, None);
    }

    #[test]
    fn no_number_that_stands_for_a_name_is_shown() {
        let names = vec!["+14155552671".to_owned(), "zone".to_owned()];
        let error =
            apply(ColumnMapping::default(), &[said(ColumnRole::Phone, Some("x"))], &names).unwrap_err();
        assert!(!error.to_string().contains("5552671"), "{error}");
    }

    #[test]
    fn what_is_said_goes_before_what_is_guessed() {
        let guessed =
            ColumnMapping { phone: Some(2), more_phones: Some(vec![3]), zone: Some(4), ..Default::default() };
        let spoken = [said(ColumnRole::Phone, Some("3")), said(ColumnRole::Phone, Some("Kontakt"))];
        let found = apply(guessed.clone(), &spoken, &names()).unwrap();
        assert_eq!((found.phone, found.more_phones), (Some(2), Some(vec![1])));
        let none = apply(guessed.clone(), &[said(ColumnRole::Phone, None)], &names()).unwrap();
        assert_eq!((none.phone, none.more_phones, none.zone), (None, None, Some(4)));
        let other = apply(guessed, &[said(ColumnRole::State, Some("Zone"))], &names()).unwrap();
        assert_eq!((other.zone, other.state), (None, Some(4)));
    }
}
