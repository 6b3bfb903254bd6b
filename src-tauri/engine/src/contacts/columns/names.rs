use callboard_rpc::types::ColumnMapping;

use crate::kernel::unaccented;

/// What the names of columns say, in any order and any usual writing (`Time Zone`, `time_zone`, `TZ`).
///
/// Of several columns that could hold the same, the more telling name wins, then the first. Of phone numbers every
/// column counts.
pub fn recognise<'a>(names: impl IntoIterator<Item = &'a str>) -> ColumnMapping {
    let written: Vec<&str> = names.into_iter().collect();
    let names: Vec<String> = written.iter().copied().map(bare).collect();
    let find = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
    let id = find(ID);
    let zone = find(ZONE).or_else(|| names.iter().position(|name| is_zone(name)));
    let state = find(STATE).or_else(|| names.iter().position(|name| is_state(name)));
    let states: Vec<usize> = state.into_iter().chain(others(state, &names, is_state)).collect();
    let country = find(COUNTRY).or_else(|| names.iter().position(|name| is_country(name)));
    let countries: Vec<usize> = country.into_iter().chain(others(country, &names, is_country)).collect();
    let taken: Vec<usize> =
        id.into_iter().chain(zone).chain(states.iter().chain(&countries).copied()).collect();
    let free = |index: &usize| !taken.contains(index);
    let named: Vec<usize> = (0..names.len()).filter(free).filter(|index| is_phone(written[*index])).collect();
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
        more_states: rest(&states),
        country: country.and_then(number),
        more_countries: rest(&countries),
    }
}

/// Further columns that hold the same: an address has its state, and so has every other one.
fn others(first: Option<usize>, names: &[String], is_it: fn(&str) -> bool) -> Vec<usize> {
    let Some(first) = first else { return Vec::new() };
    (0..names.len())
        .filter(|index| *index != first && !SHORT.contains(&names[*index].as_str()) && is_it(&names[*index]))
        .collect()
}

fn rest(all: &[usize]) -> Option<Vec<u32>> {
    let more: Vec<u32> = all.iter().skip(1).copied().filter_map(number).collect();
    (!more.is_empty()).then_some(more)
}

/// Whether a name may mean states, and as well countries or regions of sales.
pub(super) fn is_region(name: &str) -> bool {
    let name = bare(name);
    name.ends_with("region") && !is_country(&name)
}

/// Whether the name says that its numbers are nobody's to call, or no numbers at all.
pub(super) fn is_other_number(name: &str) -> bool {
    says_any(name, OTHER_NUMBERS)
}

/// Whether one of its words is in the list: `Agent Phone`, `agent_phone`, `AgentPhone`, `agentphone`, but not `Daytime`
/// for its `time` nor `Candidate` for its `date`.
fn says_any(name: &str, list: &[&str]) -> bool {
    let words = words(name);
    let belongs = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| OF_THE_CONTACT.contains(&(before.as_str(), words[at].as_str())))
    };
    let told = |at: &usize| list.contains(&words[*at].as_str()) && !belongs(*at);
    (0..words.len()).any(|at| told(&at)) || list.contains(&without_phone(&bare(name)))
}

/// `agentphone` → `agent`, `faxnumber` → `fax`.
fn without_phone(name: &str) -> &str {
    let mut rest = name.trim_matches(|c: char| c.is_ascii_digit());
    loop {
        let cut =
            PHONE_WORDS.iter().find_map(|word| rest.strip_suffix(word).or_else(|| rest.strip_prefix(word)));
        match cut.map(|cut| cut.trim_matches(|c: char| c.is_ascii_digit())).filter(|cut| !cut.is_empty()) {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// The words of a name, cut at what is no letter and where a capital follows a small letter; small, without accents.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars().filter(|c| !crate::kernel::is_unseen(*c)) {
        let is_mark = matches!(c, '\u{300}'..='\u{36F}');
        if !is_mark && (!c.is_alphabetic() || (small && c.is_uppercase())) {
            words.push(String::new());
        }
        if c.is_alphabetic() || is_mark {
            words.last_mut().expect("there is always one").push(c);
        }
        small = is_mark || c.is_lowercase();
    }
    words.iter().map(|word| bare(word)).filter(|word| !word.is_empty()).collect()
}

/// Letters and digits alone, small, without accents.
pub(super) fn bare(name: &str) -> String {
    unaccented(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn number(index: usize) -> Option<u32> {
    u32::try_from(index).ok()
}

/// `Phone Numbers`, `Phone 1 - Value`, `Mobile Phone 2`, `number1`, `Daytime Phone`; not `Phone 1 - Type`.
fn is_phone(written: &str) -> bool {
    let name = &bare(written);
    if PHONE.contains(&name.as_str()) {
        return true;
    }
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() < name.len() && (PHONE.contains(&stem) || NUMBERED.contains(&stem)) {
        return true;
    }
    let says = PHONE_PARTS.iter().any(|part| name.contains(part))
        || words(written).iter().any(|word| SHORT_PHONES.contains(&word.as_str()));
    says && !is_other_number(written) && !is_about_phones(written, name)
}

fn is_about_phones(written: &str, name: &str) -> bool {
    let rest = without_phone(name);
    says_any(written, ABOUT_PHONES)
        || ABOUT_PHONES
            .iter()
            .any(|word| word.len() > 3 && rest.ends_with(word) && !rest.ends_with("account"))
        || NO_PHONES.iter().any(|word| name.contains(word))
        || name.ends_with("ext")
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

/// `Country`, `Mailing Country Code`, `Home Country/Region`; not `Phone Country Code`.
fn is_country(name: &str) -> bool {
    let rest = OF_ADDRESS.iter().find_map(|part| name.strip_prefix(part)).unwrap_or(name);
    let rest = rest.strip_prefix("address").unwrap_or(rest);
    COUNTRY.contains(&rest.trim_start_matches(|c: char| c.is_ascii_digit()))
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
    "telefax",
    "facsimile",
    "telex",
    "pager",
    "agent",
    "owner",
    "assistant",
    "assistants",
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
/// Of these pairs the second word says nothing of another's number.
const OF_THE_CONTACT: &[(&str, &str)] = &[
    ("day", "time"),
    ("night", "time"),
    ("evening", "time"),
    ("any", "time"),
    ("home", "owner"),
    ("house", "owner"),
    ("property", "owner"),
    ("card", "holder"),
];
/// What a name has beside the word that tells whose number it is.
const PHONE_WORDS: &[&str] = &[
    "telephone",
    "phone",
    "telefono",
    "telefon",
    "mobile",
    "number",
    "nummer",
    "cell",
    "tel",
    "value",
    "no",
    "nr",
];
/// Words that say a phone where they stand alone.
const SHORT_PHONES: &[&str] = &["tel", "cell", "celular", "gsm"];
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
    "optin",
    "optout",
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
];
/// Where `phone` or `mobile` is a part of another word.
const NO_PHONES: &[&str] =
    &["microphone", "headphone", "mobileapp", "mobiledevice", "mobileos", "donotcall", "hotel", "cellar"];
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
const COUNTRY: &[&str] = &[
    "country",
    "countrycode",
    "countryiso",
    "countryisocode",
    "isocountry",
    "isocountrycode",
    "countryname",
    "countryregion",
    "countryorregion",
    "countryterritory",
    "addresscountry",
    "land",
    "landcode",
    "laendercode",
    "pays",
    "codepays",
    "pais",
    "codigopais",
    "paese",
    "nation",
];
/// Too short to name a further column: a street is `St` too.
const SHORT: &[&str] = &["st", "prov"];
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
        let expected = ColumnMapping {
            id: Some(4),
            phone: Some(3),
            zone: Some(2),
            state: Some(1),
            ..Default::default()
        };
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
    fn whose_number_it_is_is_told_by_whole_words() {
        for name in [
            "Daytime Phone",
            "DaytimePhone",
            "daytimephone",
            "Day Time Phone",
            "Candidate Phone",
            "Cardholder Phone",
            "Homeowner Phone",
            "Home Owner Phone",
            "County Phone",
            "Optional Phone",
            "Work Tel",
            "Home Cell",
            "Retiree phone",
            "Evening Phone",
        ] {
            assert_eq!(phones(&["Name", name]), [1], "{name}");
            assert!(!is_other_number(name), "{name}");
        }
        for name in [
            "Agent Phone",
            "agentphone",
            "AssistantPhone",
            "Assistant's Phone",
            "fax_number",
            "FaxNumber",
            "Owner Phone",
            "Fax",
        ] {
            assert_eq!(phones(&["Name", name]), [0_u32; 0], "{name}");
            assert!(is_other_number(name), "{name}");
        }
        for name in ["phonetype", "PhoneVerifiedDate", "phone_opt_in", "phonecountrycode", "isValidPhone"] {
            assert_eq!(phones(&["Name", name]), [0_u32; 0], "{name}");
        }
    }

    #[test]
    fn every_state_and_every_country_of_an_address_counts() {
        let found = recognise([
            "id",
            "State",
            "Mailing State",
            "Billing State/Province",
            "Country",
            "Home Country/Region",
            "st",
        ]);
        assert_eq!((found.state, found.more_states), (Some(1), Some(vec![2, 3])));
        assert_eq!((found.country, found.more_countries), (Some(4), Some(vec![5])));
        for name in
            ["Country", "country_code", "Land", "Pays", "País", "Nation", "ISO country", "Mailing Country"]
        {
            assert_eq!(recognise(["id", name]).country, Some(1), "{name}");
        }
        assert_eq!(recognise(["id", "Phone Country Code", "County"]).country, None);
    }

    #[test]
    fn a_region_is_no_state_until_somebody_says_so() {
        assert_eq!(recognise(["Region"]).state, None);
        assert!(is_region("Region") && is_region("Address 1 - Region") && !is_region("State"));
    }
}
