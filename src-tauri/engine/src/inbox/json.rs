//! JSON as a stranger sends it: an object that names a key twice is refused, since two readers could each believe
//! another of its values.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Reads one JSON object, or says what is wrong without repeating anything of it.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Unique.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match value {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("The body is not a JSON object.".to_owned()),
        Err(error) if error.to_string().starts_with(TWICE) => {
            Err(format!("The body names a key twice (line {}).", error.line()))
        }
        Err(error) => Err(format!(
            "The body is not JSON: it cannot be read at line {}, column {}.",
            error.line(),
            error.column()
        )),
    }
}

const TWICE: &str = "a key stands twice";

/// Makes a [`Value`] in which no key was named twice.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(Unique)? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = fields.next_key_seed(Key)? {
            let value = fields.next_value_seed(Unique)?;
            if all.insert(key, value).is_some() {
                return Err(de::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(all))
    }
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        String::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_reads_as_serde_json_reads_it() {
        let text = r#"{"a": [1, -2, 3.5, null, true, "ü\n\ud83d\ude00"], "b": {"a": {}}, "c": ""}"#;
        let read = object(text.as_bytes()).unwrap();
        assert_eq!(Value::Object(read), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_at_every_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"x":[{"y":{"b":1,"b":2}}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(object(text.as_bytes()).unwrap_err().contains("twice"), "{text}");
        }
        assert!(
            object(br#"{"a":{"b":1},"b":{"a":1}}"#).is_ok(),
            "the same key in another object is another key"
        );
    }

    #[test]
    fn broken_json_is_refused_with_its_place_and_without_its_text() {
        let deep = "[".repeat(100_000);
        let deeper = format!("{}1{}", r#"{"a":"#.repeat(500), "}".repeat(500));
        for text in [
            "",
            " ",
            "secret",
            r#"{"secret":}"#,
            r#"{"secret":1}x"#,
            r#"{"a":1e999}"#,
            "{\"a\":\"\u{1}\"}",
            &deep,
            &deeper,
        ] {
            let said = object(text.as_bytes()).unwrap_err();
            assert!(said.contains("line") && !said.contains("secret"), "{said}");
        }
        assert!(object(b"{\"a\":\"\xff\"}").is_err(), "text that is not UTF-8");
        assert!(object(b"[]").is_err() && object(b"1").is_err());
    }
}
