use parking_lot::RwLock;
use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use secrecy::{ExposeSecret as _, SecretString};

use super::spelled::{Found, Spellings, Word, at_the_beginning};

/// The secrets that a connection has used: its client secrets and its tokens. Whatever comes in is searched for them
/// before anything is made of it. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Known(Arc<RwLock<VecDeque<Secret>>>);

/// One secret with what of it stands in every base64 text that holds it.
struct Secret {
    text: SecretString,
    encoded: Vec<SecretString>,
}

/// As many are kept as a rotation and a token's life can bring about at once.
const KEPT: usize = 16;
/// What is shorter is left to the other rules: replacing one letter everywhere would tell it.
const SHORTEST: usize = 4;
/// From this length on (in characters) a secret is looked for in other letter case, in hex and with what nobody sees
/// between its letters; a shorter one, so spelled, may be a word of its own.
const UNMISTAKABLE_IN_ANY_SPELLING: usize = 8;
/// In an answer that is a success only what cannot be a word of it by chance is replaced.
const UNMISTAKABLE: usize = 12;
/// What of a secret a text must end with for its cut-off rest to be taken for one.
pub(super) const SHORTEST_PART: usize = 4;

impl Known {
    /// From now on it is hidden wherever it comes in.
    pub(crate) fn note(&self, secret: &SecretString) {
        let text = secret.expose_secret();
        let mut kept = self.0.write();
        if text.len() < SHORTEST || kept.iter().any(|known| known.text.expose_secret() == text) {
            return;
        }
        kept.push_front(Secret { text: secret.clone(), encoded: encoded(text) });
        kept.truncate(KEPT);
    }

    /// `text` without them, however they are spelled. `cut`: it may end in the middle of one.
    pub(crate) fn without(&self, text: &str, cut: bool) -> String {
        self.hidden(text, Whose::Error { cut }, SHORTEST).unwrap_or_else(|| text.to_owned())
    }

    /// The body of a success without them; the same bytes where there is none.
    pub(crate) fn out_of(&self, body: Bytes) -> Bytes {
        let hidden =
            std::str::from_utf8(&body).ok().and_then(|text| self.hidden(text, Whose::Success, UNMISTAKABLE));
        hidden.map_or(body, Bytes::from)
    }

    /// `None` where nothing is to be hidden.
    fn hidden(&self, text: &str, whose: Whose, shortest: usize) -> Option<String> {
        let kept = self.0.read();
        let mut hidden: Option<String> = None;
        for secret in kept.iter().filter(|secret| secret.text.expose_secret().len() >= shortest) {
            let now = hidden.as_deref().unwrap_or(text);
            if let Some(next) = without_one(now, secret, whose) {
                hidden = Some(next);
            }
        }
        hidden
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known(…)")
    }
}

/// What is searched.
#[derive(Clone, Copy, Debug)]
enum Whose {
    /// The text of an error, which is bounded. `cut`: it may end in the middle of a secret.
    Error { cut: bool },
    /// The body of a success, which may be long.
    Success,
}

const HIDDEN: &str = "[secret]";

fn without_one(text: &str, secret: &Secret, whose: Whose) -> Option<String> {
    let cut = matches!(whose, Whose::Error { cut: true });
    let plain = secret.text.expose_secret();
    let long = plain.chars().count() >= UNMISTAKABLE_IN_ANY_SPELLING;
    let spellings = if long { Spellings::Any } else { Spellings::Usual };
    let mut out: Option<String> = spelled_away(text, &Word::new(plain, spellings), cut);
    for part in secret.encoded.iter().map(SecretString::expose_secret) {
        let now = out.as_deref().unwrap_or(text);
        let next = match whose {
            Whose::Error { .. } => spelled_away(now, &Word::new(part, Spellings::Broken), false),
            Whose::Success => now.contains(part).then(|| now.replace(part, HIDDEN)),
        };
        out = next.or(out);
    }
    out
}

fn spelled_away(text: &str, word: &Word, cut: bool) -> Option<String> {
    let mut out = String::new();
    let (mut from, mut at, mut any) = (0, 0, false);
    // An answer may be long: only where its first letter can be read is looked closer.
    while let Some(skipped) = text[at..].find(|c| word.may_begin_with(c)) {
        at += skipped;
        let Some(next) = text[at..].chars().next() else { break };
        match at_the_beginning(&text[at..], word) {
            Found::Whole(length) => {
                out.push_str(&text[from..at]);
                out.push_str(HIDDEN);
                at += length;
                (from, any) = (at, true);
            }
            Found::CutOff if cut => {
                out.push_str(&text[from..at]);
                out.push_str(HIDDEN);
                return Some(out);
            }
            Found::CutOff | Found::Nothing => at += next.len_utf8(),
        }
    }
    out.push_str(&text[from..]);
    any.then_some(out)
}

/// What every base64 text that holds `secret` holds, whatever stands before and behind it (`id:secret`, a form): the
/// letters that depend on the secret alone, for each of the three places in which it can begin.
fn encoded(secret: &str) -> Vec<SecretString> {
    let mut found: Vec<String> = Vec::new();
    // In Basic credentials it may be percent-encoded first (RFC 6749, 2.3.1).
    let in_a_form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    for secret in [secret, &in_a_form] {
        for before in 0..3_usize {
            let bytes = [&[0_u8; 2][..before], secret.as_bytes()].concat();
            let first = (before * 8).div_ceil(6);
            let whole = bytes.len() * 8 / 6;
            for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
                let part = &text[first..whole];
                if part.len() >= SHORTEST_ENCODED && !found.iter().any(|known| known == part) {
                    found.push(part.to_owned());
                }
            }
        }
    }
    found.into_iter().map(SecretString::from).collect()
}

/// In base64, what is shorter stands in words too.
const SHORTEST_ENCODED: usize = 6;
