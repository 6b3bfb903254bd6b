use callboard_rpc::types::ColumnMapping;

use super::cell;
use super::row::Row;

/// What the names of columns say, in any order and any usual writing (`Time Zone`, `time_zone`, `TZ`).
///
/// Of several columns that could hold the same, the more telling name wins, then the first.
pub fn recognise<'a>(names: impl IntoIterator<Item = &'a str>) -> ColumnMapping {
    let names: Vec<String> = names.into_iter().map(bare).collect();
    let find = |words: &[&str]| {
        let hit = words.iter().find_map(|word| names.iter().position(|name| name == word));
        hit.and_then(|index| u32::try_from(index).ok())
    };
    ColumnMapping { id: find(ID), phone: find(PHONE), zone: find(ZONE), state: find(STATE) }
}

pub(super) fn names(header: &Row) -> Vec<String> {
    header.iter().map(|name| cell::text(name).into_owned()).collect()
}

fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

// Each from the most telling name to the least.
const ID: &[&str] = &[
    "contactid",
    "id",
    "externalid",
    "customerid",
    "recordid",
    "leadid",
    "accountid",
    "uuid",
    "guid",
    "contactkey",
    "customernumber",
    "customerno",
    "kundennummer",
    "reference",
    "ref",
    "key",
    "contact",
];
const PHONE: &[&str] = &[
    "phone",
    "phonenumber",
    "e164",
    "phonee164",
    "phoneno",
    "telephone",
    "telephonenumber",
    "primaryphone",
    "phone1",
    "mobile",
    "mobilephone",
    "mobilenumber",
    "cell",
    "cellphone",
    "cellnumber",
    "homephone",
    "workphone",
    "businessphone",
    "tel",
    "msisdn",
    "telefon",
    "telefonnummer",
    "rufnummer",
    "handy",
    "handynummer",
    "telephoneno",
    "téléphone",
    "teléfono",
    "ani",
    "dialnumber",
    "number",
];
const ZONE: &[&str] = &[
    "zone",
    "timezone",
    "tz",
    "iana",
    "ianazone",
    "ianatimezone",
    "timezonename",
    "timezoneid",
    "tzname",
    "tzid",
    "olson",
    "contacttimezone",
    "localtimezone",
    "zeitzone",
    "fuseauhoraire",
    "zonahoraria",
];
const STATE: &[&str] = &[
    "state",
    "statecode",
    "stateabbreviation",
    "stateprovince",
    "stateorprovince",
    "province",
    "provincecode",
    "usstate",
    "addressstate",
    "homestate",
    "mailingstate",
    "billingstate",
    "st",
    "prov",
    "bundesland",
    "region",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_any_order_and_writing() {
        let found = recognise(["First Name", "STATE", " Time_Zone ", "Mobile Phone", "Contact ID"]);
        assert_eq!(found, ColumnMapping { id: Some(4), phone: Some(3), zone: Some(2), state: Some(1) });
    }

    #[test]
    fn the_more_telling_name_wins_and_then_the_first() {
        let found = recognise(["number", "phone", "phone", "id", "contact_id"]);
        assert_eq!((found.phone, found.id), (Some(1), Some(4)));
    }

    #[test]
    fn a_name_that_says_nothing_is_mapped_by_hand() {
        assert_eq!(recognise(["a", "b", "house number"]), ColumnMapping::default());
    }
}
