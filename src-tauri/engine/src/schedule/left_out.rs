//! Groups that are left out of a list: each must be in it. A name that fits nobody leaves everybody in.

use callboard_rpc::RpcError;
use callboard_rpc::types::ContactSetId;
use rusqlite::Connection;

use crate::contacts;
use crate::kernel::Result;
use crate::zone::ZoneData;

/// So many names are offered instead of one that is not known.
const OFFERED: usize = 3;
/// A name this far away is no slip of the hand.
const FAR: usize = 3;

/// The groups as the list writes them, in any letter case given. Refused where one is in no list.
pub(super) fn checked(
    db: &Connection,
    zones: &ZoneData,
    contacts: Option<&ContactSetId>,
    left_out: Vec<String>,
) -> Result<Vec<String>> {
    if left_out.is_empty() {
        return Ok(left_out);
    }
    let Some(set) = contacts else {
        return left_out.into_iter().map(|name| written(zones, &name)).collect();
    };
    let mut known = Vec::new();
    for group in contacts::set(db, set)?.groups {
        known.push(format!("{}/{}", group.zone, group.jurisdiction));
        known.push(group.zone);
    }
    known.sort_unstable();
    known.dedup();
    left_out.into_iter().map(|name| in_list(zones, &known, &name)).collect()
}

fn in_list(zones: &ZoneData, known: &[String], name: &str) -> Result<String> {
    let name = name.trim();
    let spelled = canonical(zones, name);
    if let Some(written) = known.iter().find(|known| canonical(zones, known).eq_ignore_ascii_case(&spelled)) {
        return Ok(written.clone());
    }
    let near = nearest(name, known.iter().map(String::as_str));
    let words = match zones.written(name) {
        Ok(zone) => format!("Nobody of this list is in {zone}, so leaving it out leaves out nobody."),
        Err(_) => {
            format!("{} is no group of this list, so leaving it out would leave out nobody.", shown(name))
        }
    };
    let error = RpcError::field("left_out", words);
    let hint = if near.is_empty() {
        "Groups are written as ZONE or ZONE/JURISDICTION; the plan shows those of the list.".to_owned()
    } else {
        format!("Nearest: {}.", near.join(", "))
    };
    Err(error.hint(hint).into())
}

/// The name with its zone as IANA writes it now: `US/Central/US-IL` is `America/Chicago/US-IL`.
fn canonical(zones: &ZoneData, name: &str) -> String {
    match name.rsplit_once('/') {
        Some((zone, law)) if zones.written(name).is_err() => format!("{}/{law}", zones.written_set(zone)),
        _ => zones.written_set(name),
    }
}

/// Without a list: a zone that there is, with or without a jurisdiction.
fn written(zones: &ZoneData, name: &str) -> Result<String> {
    let name = name.trim();
    if let Ok(zone) = zones.written(name) {
        return Ok(zone.to_owned());
    }
    if let Some((zone, jurisdiction)) = name.rsplit_once('/')
        && let Ok(zone) = zones.written(zone)
    {
        return Ok(format!("{zone}/{jurisdiction}"));
    }
    let near = nearest(name, zones.names().into_iter());
    let error = RpcError::field("left_out", format!("{} is no zone.", shown(name)));
    Err(error.hint(format!("Nearest: {}.", near.join(", "))).into())
}

/// The known names that differ least, at most [`OFFERED`].
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.chars().take(64).collect::<String>().to_ascii_lowercase();
    let mut near: Vec<(usize, &str)> =
        known.map(|known| (distance(&name, &known.to_ascii_lowercase()), known)).collect();
    near.retain(|(distance, _)| *distance <= FAR);
    near.sort_unstable();
    near.into_iter().take(OFFERED).map(|(_, known)| known).collect()
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = before + usize::from(from != *to);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn shown(name: &str) -> String {
    format!("{:?}", name.chars().take(64).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_nearest_to_what_was_meant() {
        let known = ["America/Chicago", "America/Denver", "Europe/London"];
        assert_eq!(nearest("America/Chicgo", known.into_iter()), ["America/Chicago"]);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert!(nearest("Mars", known.into_iter()).is_empty());
    }
}
