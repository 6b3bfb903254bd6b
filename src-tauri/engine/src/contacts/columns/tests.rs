//! Names of columns, and what they are taken for.

use callboard_rpc::types::ColumnMapping;

use super::names::recognise;
use super::states::is_region;
use super::words::is_other_number;

fn phones(names: &[&str]) -> Vec<u32> {
    let found = recognise(names.iter().copied());
    found.phone.into_iter().chain(found.more_phones.into_iter().flatten()).collect()
}

#[test]
fn columns_are_found_in_any_order_and_writing() {
    let found = recognise(["First Name", "STATE", " Time_Zone ", "Mobile Phone", "Contact ID"]);
    let expected =
        ColumnMapping { id: Some(4), phone: Some(3), zone: Some(2), state: Some(1), ..Default::default() };
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
    let outlook =
        ["Business Fax", "Business Phone", "Home Phone", "Mobile Phone", "Assistant's Phone", "Home State"];
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
