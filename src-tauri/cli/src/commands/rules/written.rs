//! Rules of the house as a person writes them into a file, with a complaint that names field, value and what is allowed.

use callboard_rpc::types::{HouseRule, RuleTreatment};
use serde_json::{Map, Value};

const FIELDS: [&str; 7] = ["id", "jurisdictions", "days", "from", "to", "why", "standing"];
const DAYS: &str = "a list of numbers from 0 (Sunday) to 6 (Saturday), or [] for every day";
const JURISDICTIONS: &str =
    "a list of countries and states, such as [\"GB\",\"US-FL\"], or [\"*\"] for everywhere";
const HOUR: &str = "a time such as \"10:00\"; without from and to there are no calls at all on these days";
const STANDING: &str = "\"withdraw\", \"shorten\" or \"keep\"";
const TEXT: &str = "a text";

/// One rule, or a list of them.
pub(super) fn rules(text: &[u8]) -> Result<Vec<HouseRule>, String> {
    let value: Value = serde_json::from_slice(text).map_err(|error| format!("it is no JSON ({error})"))?;
    match value {
        Value::Array(all) => {
            let numbered = all.into_iter().enumerate();
            let rule =
                |(at, value): (usize, Value)| rule(&value).map_err(|why| format!("rule {}: {why}", at + 1));
            numbered.map(rule).collect()
        }
        one => rule(&one).map(|rule| vec![rule]),
    }
}

/// A field that is not known would be a rule that does something else.
fn rule(value: &Value) -> Result<HouseRule, String> {
    let Value::Object(fields) = value else {
        return Err(format!("{value} stands where a rule in {{ }} is needed"));
    };
    if let Some(unknown) = fields.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(format!("unknown field `{unknown}`; a rule has {}", FIELDS.join(", ")));
    }
    Ok(HouseRule {
        id: needed(fields, "id", TEXT, text)?,
        jurisdictions: needed(fields, "jurisdictions", JURISDICTIONS, |value| list(value, text))?,
        days: needed(fields, "days", DAYS, |value| list(value, day))?,
        from: may_be(fields, "from", HOUR, text)?,
        to: may_be(fields, "to", HOUR, text)?,
        why: needed(fields, "why", TEXT, text)?,
        standing: may_be(fields, "standing", STANDING, treatment)?,
    })
}

type Fields = Map<String, Value>;

fn needed<T>(
    fields: &Fields,
    name: &str,
    allowed: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<T, String> {
    may_be(fields, name, allowed, read)?.ok_or_else(|| format!("the field {name} is missing: {allowed}"))
}

fn may_be<T>(
    fields: &Fields,
    name: &str,
    allowed: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<Option<T>, String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(format!("the field {name} holds {value}; {allowed} is needed")),
        },
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn day(value: &Value) -> Option<u8> {
    value.as_u64().filter(|day| *day <= 6).and_then(|day| u8::try_from(day).ok())
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

fn treatment(value: &Value) -> Option<RuleTreatment> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(change: &str, to: &str) -> String {
        let rule =
            r#"{"id":"no-uk","jurisdictions":["GB"],"days":[1],"from":"10:00","to":"18:00","why":"x"}"#;
        assert!(rule.contains(change));
        rules(rule.replacen(change, to, 1).as_bytes()).unwrap_err()
    }

    #[test]
    fn a_complaint_names_field_value_and_what_is_allowed() {
        let days = format!("the field days holds [\"mon\"]; {DAYS} is needed");
        assert_eq!(said("[1]", "[\"mon\"]"), days);
        assert!(said("[1]", "[7]").contains("holds [7]"), "a week has no eighth day");
        assert!(said("[1]", "3").contains("holds 3"));
        assert!(said("[\"GB\"]", "\"GB\"").contains("the field jurisdictions holds \"GB\""));
        assert!(said("\"10:00\"", "10").contains("the field from holds 10; a time such as \"10:00\""));
        assert!(said("\"days\":[1],", "").contains("the field days is missing"));
        assert!(said("\"from\"", "\"form\"").contains("unknown field `form`"));
        assert!(said("\"why\":\"x\"", "\"why\":\"x\",\"standing\":\"leave\"").contains("\"withdraw\""));
        let second = rules(br#"[{"id":"a","jurisdictions":["*"],"days":[],"why":"x"},7]"#).unwrap_err();
        assert_eq!(second, "rule 2: 7 stands where a rule in { } is needed");
        assert!(rules(b"{").unwrap_err().starts_with("it is no JSON"));
    }
}
