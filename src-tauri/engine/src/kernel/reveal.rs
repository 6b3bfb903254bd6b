use callboard_rpc::Caller;
use serde_json::json;

use super::audit::Entry;
use super::{Kernel, Result};

/// How phone numbers leave: masked, unless a person asked for them whole, which the audit log tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reveal {
    #[default]
    Masked,
    Whole,
}

impl Reveal {
    /// As a command was asked.
    pub fn asked(reveal: Option<bool>) -> Self {
        if reveal == Some(true) { Self::Whole } else { Self::Masked }
    }

    /// A text in which numbers may stand, such as the id that a tenant gave a contact.
    pub fn in_text(self, text: &str) -> String {
        match self {
            Self::Masked => callboard_phone::mask_in_text(text),
            Self::Whole => text.to_owned(),
        }
    }
}

impl Reveal {
    /// A sender's own id of its message, which often counts or tells the time: masked only where all of it may be a number.
    pub fn in_id(self, id: &str) -> String {
        let digits = id.strip_prefix('+').unwrap_or(id);
        let may_be_one = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if may_be_one { self.in_text(id) } else { id.to_owned() }
    }

    /// JSON as it was sent, with no number whole: also where a number's characters are written as escapes.
    pub fn in_body(self, body: &str) -> String {
        match self {
            Self::Masked => callboard_phone::mask_in_text(&unescaped(body)),
            Self::Whole => body.to_owned(),
        }
    }
}

impl Kernel {
    /// The row that tells who was shown numbers whole, written before they leave: `what` was asked, which filled so many
    /// rows.
    pub async fn reveal(
        &self,
        numbers: Reveal,
        caller: &Caller,
        object: &str,
        what: &'static str,
        rows: usize,
    ) -> Result<()> {
        if numbers == Reveal::Masked {
            return Ok(());
        }
        let entry = Entry::new("number.reveal", object).after(&json!({ "command": what, "rows": rows }));
        let caller = caller.clone();
        self.db.write(move |write| write.audit(&caller, entry)).await?;
        Ok(())
    }
}

/// `\u00a0` and the like as the characters that they are, where these need no escape.
fn unescaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        text.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.starts_with("\\u"));
        let character = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let plain = character.filter(|one| !one.is_control() && !matches!(one, '"' | '\\'));
        let length = if let Some(character) = plain {
            text.push(character);
            6
        } else {
            // Any other escape stays, together with what it escapes.
            let length = 1 + escape.chars().nth(1).map_or(0, char::len_utf8);
            text.push_str(&escape[..length]);
            length
        };
        rest = &escape[length..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_masked_however_its_characters_are_written() {
        for body in [
            r#"{"phoneNumber":"+1\u00a0415\u00a0555\u00a00123"}"#,
            r#"{"phoneNumber":"\u002b14155550123"}"#,
            r#"{"phoneNumber":"+1415\u0035550123"}"#,
            r#"{"phoneNumber":"+1 415 555 0123"}"#,
        ] {
            let shown = Reveal::Masked.in_body(body);
            assert!(!shown.contains("0123") && shown.starts_with(r#"{"phoneNumber":"#), "{shown}");
        }
    }

    #[test]
    fn other_escapes_stay_as_they_are() {
        for body in [r#"{"a":"x\n\"y\\z\u0000"}"#, r#"{"a":"\ud83d\ude00"}"#, "cut \\", "cut \\u00"] {
            assert_eq!(unescaped(body), body);
        }
        assert_eq!(unescaped(r"caf\u00e9"), "café");
    }
}
