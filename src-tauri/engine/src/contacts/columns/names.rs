use callboard_rpc::types::ColumnMapping;

use crate::kernel::unaccented;

/// What the names of columns say, in any order and any usual writing (`Time Zone`, `time_zone`, `TZ`).
///
/// Of several columns that could hold the same, the more telling name wins, then the first. Of phone numbers every
/// column counts.
pub fn recognise<'a>(names: impl IntoIterator<Item = &'a str>) -> ColumnMapping {
    let names: Vec<String> = names.into_iter().map(bare).collect();
    let find = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
    let id = find(ID);
    let zone = find(ZONE).or_else(|| names.iter().position(|name| is_zone(name)));
    let state = find(STATE).or_else(|| names.iter().position(|name| is_state(name)));
    let free = |index: &usize| ![id, zone, state].contains(&Some(*index));
    let named: Vec<usize> = (0..names.len()).filter(free).filter(|index| is_phone(&names[*index])).collect();
    let telling = PHONE.iter().find_map(|word| named.iter().copied().find(|index| names[*index] == *word));
    let weak = || names.iter().position(|name| name == WEAK_PHONE).filter(free);
    let phone = telling.or_else(|| named.first().copied()).or_else(weak);
    let more: Vec<u32> = named.into_iter().filter(|index| Some(*index) != phone).filter_map(number).collect();
    ColumnMapping {
        id: id.and_then(number),
        phone: phone.and_then(number),
        zone: zone.and_then(number),
        state: state.and_then(number),
        more_phones: (!more.is_empty()).then_some(more),
    }
}

/// Whether a name may mean states, and as well countries or regions of sales.
pub(super) fn is_region(name: &str) -> bool {
    bare(name).ends_with("region")
}

/// Whether the name says that its numbers are nobody's to call, or no numbers at all.
pub(super) fn is_other_number(name: &str) -> bool {
    let name = bare(name);
    OTHER_NUMBERS.iter().any(|word| name.contains(word))
}

/// Letters and digits alone, small, without accents.
pub(super) fn bare(name: &str) -> String {
    unaccented(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn number(index: usize) -> Option<u32> {
    u32::try_from(index).ok()
}

/// `Phone Numbers`, `Phone 1 - Value`, `Mobile Phone 2`, `number1`; not `Phone 1 - Type`.
fn is_phone(name: &str) -> bool {
    if PHONE.contains(&name) {
        return true;
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < name.len() && (PHONE.contains(&stem) || NUMBERED.contains(&stem)) {
        return true;
    }
    let says = PHONE_PARTS.iter().any(|part| name.contains(part));
    says && !OTHER_NUMBERS.iter().chain(ABOUT_PHONES).any(|word| name.contains(word))
        && !name.ends_with("ext")
}

fn is_zone(name: &str) -> bool {
    ["timezone", "zeitzone"].iter().any(|part| name.contains(part)) && !name.contains("offset")
}

/// `Home State`, `Mailing State/Province`; not `Call State`.
fn is_state(name: &str) -> bool {
    let rest = OF_ADDRESS.iter().find_map(|part| name.strip_prefix(part)).unwrap_or(name);
    let rest = rest.strip_prefix("address").unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    STATE.contains(&rest) || rest == "stateregion"
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
    "phonenumbers",
    "phones",
    "e164",
    "phonee164",
    "phoneno",
    "telephone",
    "telephonenumber",
    "primaryphone",
    "primaryphonenumber",
    "contactphone",
    "contactphonenumber",
    "phone1",
    "phone1value",
    "phonenumber1",
    "number1",
    "mobile",
    "mobilephone",
    "mobilenumber",
    "cell",
    "cellphone",
    "cellnumber",
    "homephone",
    "workphone",
    "businessphone",
    "contactnumber",
    "tel",
    "msisdn",
    "telefon",
    "telefonnummer",
    "rufnummer",
    "handy",
    "handynummer",
    "telephoneno",
    "telefono",
    "ani",
    "dialnumber",
    "numbertodial",
];
/// A phone's where there is no better name; it may be a house's.
const WEAK_PHONE: &str = "number";
/// A phone's with a figure behind it: `number1`.
const NUMBERED: &[&str] = &["number", "num", "dial", "gsm", "mob", "ph"];
const PHONE_PARTS: &[&str] =
    &["phone", "telefon", "mobile", "msisdn", "rufnummer", "handynummer", "cellnumber"];
/// Numbers of somebody else, or of something else.
const OTHER_NUMBERS: &[&str] = &[
    "fax",
    "telex",
    "pager",
    "agent",
    "owner",
    "assist",
    "asst",
    "manager",
    "emergency",
    "account",
    "order",
    "invoice",
    "sku",
    "ean",
    "isbn",
    "upc",
    "iban",
    "card",
    "imei",
    "postal",
    "zip",
    "date",
    "time",
];
/// What a list says of a number beside it.
const ABOUT_PHONES: &[&str] = &[
    "type",
    "label",
    "country",
    "code",
    "extension",
    "status",
    "valid",
    "verified",
    "consent",
    "opt",
    "dnc",
    "donotcall",
    "carrier",
    "provider",
    "model",
    "count",
    "note",
    "score",
    "attempt",
    "result",
    "source",
    "zone",
    "microphone",
    "headphone",
    "mobileapp",
    "mobiledevice",
    "mobileos",
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
];
const OF_ADDRESS: &[&str] = &[
    "home",
    "business",
    "work",
    "other",
    "mailing",
    "billing",
    "shipping",
    "primary",
    "physical",
    "residential",
    "customer",
    "company",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn phones(names: &[&str]) -> Vec<u32> {
        let found = recognise(names.iter().copied());
        found.phone.into_iter().chain(found.more_phones.into_iter().flatten()).collect()
    }

    #[test]
    fn columns_are_found_in_any_order_and_writing() {
        let found = recognise(["First Name", "STATE", " Time_Zone ", "Mobile Phone", "Contact ID"]);
        let expected =
            ColumnMapping { id: Some(4), phone: Some(3), zone: Some(2), state: Some(1), more_phones: None };
        assert_eq!(found, expected);
    }

    #[test]
    fn the_more_telling_name_wins_and_then_the_first() {
        let found = recognise(["number", "phone", "phone", "id", "contact_id"]);
        assert_eq!((found.phone, found.id), (Some(1), Some(4)));
        assert_eq!(found.more_phones, Some(vec![2]), "a second one counts as well");
    }

    #[test]
    fn a_name_that_says_nothing_is_mapped_by_hand() {
        assert_eq!(recognise(["a", "b", "house number"]), ColumnMapping::default());
    }

    #[test]
    fn every_usual_name_of_a_phone_column_is_known() {
        for name in [
            "Phone Numbers",
            "number1",
            "Primary Phone Number",
            "Contact Phone",
            "Phone 1 - Value",
            "Phone\u{200B} Number",
            "MobilePhone",
            "Company Main Phone",
            "WhatsApp Phone Number",
            "Téléphone",
            "Te\u{301}le\u{301}phone",
            "Teléfono móvil",
            "cust_phone_nbr",
            "Tel 2",
            "TELEPHONE NO.",
            "Handynummer",
            "Mobile No",
            "phone_home",
        ] {
            assert_eq!(phones(&["Name", name]), [1], "{name}");
        }
    }

    #[test]
    fn exports_of_other_programs_give_all_their_numbers() {
        let google = ["Name", "Phone 1 - Type", "Phone 1 - Value", "Phone 2 - Label", "Phone 2 - Value"];
        assert_eq!(phones(&google), [2, 4]);
        let outlook = [
            "Business Fax",
            "Business Phone",
            "Home Phone",
            "Mobile Phone",
            "Assistant's Phone",
            "Home State",
        ];
        assert_eq!(phones(&outlook), [3, 1, 2]);
        assert_eq!(recognise(outlook).state, Some(5));
        let salesforce =
            ["Contact ID", "Phone", "MobilePhone", "OtherPhone", "AssistantPhone", "Mailing State/Province"];
        assert_eq!(phones(&salesforce), [1, 2, 3]);
        assert_eq!(recognise(salesforce).state, Some(5));
        let hubspot = ["Record ID", "Phone Number", "Mobile Phone Number", "Time Zone", "State/Region"];
        let found = recognise(hubspot);
        assert_eq!((found.id, found.zone, found.state), (Some(0), Some(3), Some(4)));
        assert_eq!(phones(&hubspot), [1, 2]);
    }

    #[test]
    fn what_stands_beside_a_number_is_none() {
        for name in [
            "Phone Type",
            "phone_ext",
            "Phone Country Code",
            "Fax",
            "Phone Time Zone",
            "Phone valid",
            "Microphone",
        ] {
            assert_eq!(phones(&[name]), [0_u32; 0], "{name}");
        }
        assert_eq!(recognise(["Call State", "Lead Status", "United States"]).state, None);
    }

    #[test]
    fn a_region_is_no_state_until_somebody_says_so() {
        assert_eq!(recognise(["Region"]).state, None);
        assert!(is_region("Region") && is_region("Address 1 - Region") && !is_region("State"));
    }
}
