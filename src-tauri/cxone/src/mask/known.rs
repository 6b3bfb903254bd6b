use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use secrecy::{ExposeSecret as _, SecretString};

use super::spelled::{self, Found};

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
/// In an answer that is a success only what cannot be a word of it by chance is replaced.
const UNMISTAKABLE: usize = 12;
/// What of a secret a text must end with for its cut-off rest to be taken for one.
pub(super) const SHORTEST_PART: usize = 4;

impl Known {
    /// From now on it is hidden wherever it comes in.
    pub(crate) fn note(&self, secret: &SecretString) {
        let text = secret.expose_secret();
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if text.len() < SHORTEST || kept.iter().any(|known| known.text.expose_secret() == text) {
            return;
        }
        kept.push_front(Secret { text: secret.clone(), encoded: encoded(text) });
        kept.truncate(KEPT);
    }

    /// `text` without them, however they are spelled. `cut`: it may end in the middle of one.
    pub(crate) fn without(&self, text: &str, cut: bool) -> String {
        self.hidden(text, cut, SHORTEST).unwrap_or_else(|| text.to_owned())
    }

    /// The body of a success without them; the same bytes where there is none.
    pub(crate) fn out_of(&self, body: Bytes) -> Bytes {
        let hidden = std::str::from_utf8(&body).ok().and_then(|text| self.hidden(text, false, UNMISTAKABLE));
        hidden.map_or(body, Bytes::from)
    }

    /// `None` where nothing is to be hidden.
    fn hidden(&self, text: &str, cut: bool, shortest: usize) -> Option<String> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut hidden: Option<String> = None;
        for secret in kept.iter().filter(|secret| secret.text.expose_secret().len() >= shortest) {
            let now = hidden.as_deref().unwrap_or(text);
            if let Some(next) = without_one(now, secret, cut) {
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

const HIDDEN: &str = "[secret]";

fn without_one(text: &str, secret: &Secret, cut: bool) -> Option<String> {
    let mut out: Option<String> = spelled_away(text, secret.text.expose_secret(), cut);
    for encoded in &secret.encoded {
        let now = out.as_deref().unwrap_or(text);
        if now.contains(encoded.expose_secret()) {
            out = Some(now.replace(encoded.expose_secret(), HIDDEN));
        }
    }
    out
}

fn spelled_away(text: &str, secret: &str, cut: bool) -> Option<String> {
    let secret: Vec<char> = secret.chars().collect();
    let first = *secret.first()?;
    let mut out = String::new();
    let (mut from, mut at, mut any) = (0, 0, false);
    // An answer may be long: only where its first letter can be read is looked closer.
    while let Some(skipped) = text[at..].find(|c| spelled::may_begin(c, first)) {
        at += skipped;
        let Some(next) = text[at..].chars().next() else { break };
        match spelled::at_the_beginning(&text[at..], &secret) {
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
    let mut found = Vec::new();
    for before in 0..3_usize {
        let bytes = [&[0_u8; 2][..before], secret.as_bytes()].concat();
        let first = (before * 8).div_ceil(6);
        let whole = bytes.len() * 8 / 6;
        for text in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let part = &text[first..whole];
            if part.len() >= 6 && !found.iter().any(|known: &String| known == part) {
                found.push(part.to_owned());
            }
        }
    }
    found.into_iter().map(SecretString::from).collect()
}
