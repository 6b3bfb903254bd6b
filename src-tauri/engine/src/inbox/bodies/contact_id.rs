use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A contact's id as tenants write it: a text, or a whole JSON number, which is its digits, however many they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactId(pub(crate) String);

/// What it has to be; also for whoever sent another.
pub(super) const WANTED: &str =
    "contactId is a text or a whole number of 1 to 128 characters, none of them a control character.";
const LONGEST: usize = 128;

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "contactId")]
    contact_id: ContactId,
}

/// That of a call result which was read as a JSON object already; `None` where it is none.
pub(super) fn of(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Body>(body).ok().map(|body| body.contact_id.0)
}

impl<'de> Deserialize<'de> for ContactId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw.get()).ok(),
            _ => raw.get().bytes().all(|byte| byte.is_ascii_digit()).then(|| raw.get().to_owned()),
        };
        let fits =
            |id: &String| (1..=LONGEST).contains(&id.chars().count()) && !id.contains(char::is_control);
        text.filter(fits).map(Self).ok_or_else(|| D::Error::custom(WANTED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits_and_what_is_no_whole_number_is_refused() {
        let id =
            |value: &str| of(format!(r#"{{"x":1,"contactId":{value},"y":{{"contactId":3}}}}"#).as_bytes());
        let long = "9".repeat(128);
        for (value, read) in [
            ("\"c-1\"", "c-1"),
            ("\"0042\"", "0042"),
            (r#""\u00e9""#, "é"),
            ("42", "42"),
            (" 0 ", "0"),
            ("18446744073709551616", "18446744073709551616"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            (&long, &long),
        ] {
            assert_eq!(id(value).as_deref(), Some(read), "{value}");
        }
        let too_long = "9".repeat(129);
        for value in
            ["-1", "-0", "1.0", "1e3", "1E3", "true", "null", "[1]", "{}", "\"\"", r#""a\n""#, &too_long]
        {
            assert_eq!(id(value), None, "{value}");
        }
    }
}
