use callboard_rpc::RpcError;
use callboard_rpc::types::{DispositionCategory, DispositionCode, DispositionMap};
use serde::Deserialize;

use super::{refused, too_many};
use crate::map::code::Code;
use crate::map::validate::{MOST_CODES, spelled};

/// The map as commands carry it; a code may also be a number, as events may have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    categories: Vec<DispositionCategory>,
    codes: Vec<WrittenCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCode {
    code: Code,
    category: String,
    meaning: Option<String>,
}

pub(super) fn read(bytes: &[u8]) -> Result<DispositionMap, RpcError> {
    let written: Written = serde_json::from_slice(bytes).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => "this is JSON, but no disposition map",
            _ => "this is no JSON",
        };
        let error_words = error.to_string();
        let why = error_words.split(" at line ").next().unwrap_or_default();
        refused(Some(error.line() as u64), &format!("{what} (column {}: {why}).", error.column()))
    })?;
    if written.codes.len() > MOST_CODES {
        return Err(too_many(None));
    }
    let codes = written.codes.into_iter().map(|one| {
        let WrittenCode { code: Code(code), category, meaning } = one;
        DispositionCode { code, category, meaning: meaning.unwrap_or_default() }
    });
    Ok(spelled(&DispositionMap { categories: written.categories, codes: codes.collect() }))
}

pub(crate) fn write(map: &DispositionMap) -> crate::kernel::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(map)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_a_number_as_events_have_it() {
        let file =
            br#"{"categories":[],"codes":[{"code":1001,"category":"a"},{"code":" 01001","category":"a"}]}"#;
        let codes: Vec<_> = read(file).unwrap().codes.into_iter().map(|one| one.code).collect();
        assert_eq!(codes, ["1001", "01001"]);
        assert!(read(br#"{"categories":[],"codes":[{"code":1.5,"category":"a"}]}"#).is_err());
    }

    #[test]
    fn a_field_that_is_not_known_is_refused_and_not_passed_over() {
        for file in [
            br#"{"categories":[],"codes":[{"code":"1","category":"a","meening":"Fax"}]}"#.as_slice(),
            br#"{"categories":[],"codes":[],"kodes":[]}"#,
        ] {
            let words = read(file).unwrap_err().message;
            assert!(words.contains("unknown field"), "{words}");
        }
    }

    #[test]
    fn a_meaning_may_be_left_out_or_nothing() {
        let file = br#"{"categories":[],"codes":[{"code":"1","category":"a","meaning":null},
            {"code":"2","category":"a"},{"code":"3","category":"a","meaning":"Fax"}]}"#;
        let meanings: Vec<_> = read(file).unwrap().codes.into_iter().map(|one| one.meaning).collect();
        assert_eq!(meanings, ["", "", "Fax"]);
    }

    #[test]
    fn a_map_has_as_many_codes_as_a_csv_may_have() {
        let file = |count: usize| {
            let codes: Vec<_> = (0..count).map(|n| format!(r#"{{"code":{n},"category":"a"}}"#)).collect();
            format!(r#"{{"categories":[],"codes":[{}]}}"#, codes.join(","))
        };
        assert_eq!(read(file(MOST_CODES).as_bytes()).unwrap().codes.len(), MOST_CODES);
        let refused = read(file(MOST_CODES + 1).as_bytes()).unwrap_err();
        assert_eq!(refused.message, "A map has at most 5000 codes.");
    }
}
