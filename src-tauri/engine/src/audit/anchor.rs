use std::fmt;
use std::str::FromStr;

use callboard_rpc::RpcError;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use jiff::Timestamp;

use super::checkpoint::{Purpose, sign, signature_holds};
use crate::kernel::Ms;
use crate::kernel::audit::Head;

/// A line to be kept elsewhere: `callboard-anchor-1 SEQ HASH TIME PUBLIC-KEY SIGNATURE`, bytes in hex.
///
/// Whoever holds it can show later that the rows up to SEQ are the same; the signature shows that the line
/// itself is. Without a secret store the last two are `-`, and the line is only as good as its keeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub head: Head,
    pub at: Timestamp,
    pub signed: Option<(VerifyingKey, Signature)>,
}

const WORD: &str = "callboard-anchor-1";

impl Anchor {
    pub(super) fn new(head: Head, at: Timestamp, key: Option<&SigningKey>) -> Self {
        let at = Ms::cut(at);
        let signed = key.map(|key| (key.verifying_key(), sign(key, Purpose::Anchor, &head, at)));
        Self { head, at, signed }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WORD} {} {} {} ", self.head.seq, hex::encode(self.head.hash), self.at)?;
        match &self.signed {
            Some((key, signature)) => {
                write!(f, "{} {}", hex::encode(key.as_bytes()), hex::encode(signature.to_bytes()))
            }
            None => f.write_str("- -"),
        }
    }
}

impl FromStr for Anchor {
    type Err = RpcError;

    /// Refuses what is no anchor, and one whose signature does not hold.
    fn from_str(text: &str) -> Result<Self, RpcError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [WORD, seq, hash, at, key, signature] = words[..] else { return Err(unreadable()) };
        let head = Head {
            seq: seq.parse().map_err(|_| unreadable())?,
            hash: bytes::<32>(hash).ok_or_else(unreadable)?,
        };
        let at = at.parse().map_err(|_| unreadable())?;
        if (key, signature) == ("-", "-") {
            return Ok(Self { head, at, signed: None });
        }
        let key = bytes::<32>(key).and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let key = key.ok_or_else(unreadable)?;
        let signature = Signature::from_bytes(&bytes::<64>(signature).ok_or_else(unreadable)?);
        if !signature_holds(&key, Purpose::Anchor, &head, at, &signature) {
            return Err(RpcError::field(
                "anchor",
                "The anchor itself was changed: its signature does not hold.",
            )
            .hint("Take another copy of the line; this one proves nothing."));
        }
        Ok(Self { head, at, signed: Some((key, signature)) })
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text).ok()?.try_into().ok()
}

fn unreadable() -> RpcError {
    RpcError::field("anchor", "This is not an anchor of Callboard.")
        .hint(format!("An anchor is one line that begins with `{WORD}` and has five more words."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(key: Option<&SigningKey>) -> Anchor {
        let at = "2026-11-23T08:00:00.123456Z".parse().unwrap();
        Anchor::new(Head { seq: 412, hash: [7; 32] }, at, key)
    }

    #[test]
    fn an_anchor_reads_as_it_was_written() {
        let key = SigningKey::from_bytes(&[3; 32]);
        for anchor in [anchor(Some(&key)), anchor(None)] {
            assert_eq!(anchor.to_string().parse::<Anchor>().unwrap(), anchor);
        }
    }

    #[test]
    fn a_changed_anchor_is_refused() {
        let text = anchor(Some(&SigningKey::from_bytes(&[3; 32]))).to_string();
        for (from, to) in [(" 412 ", " 411 "), ("0707", "0708"), ("T08:00", "T09:00")] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            assert!(changed.parse::<Anchor>().is_err(), "{from} became {to} and nobody noticed");
        }
    }

    #[test]
    fn what_is_no_anchor_is_refused() {
        for text in
            ["", "callboard-anchor-1", "callboard-anchor-2 1 00 2026-11-23T08:00:00Z - -", "a b c d e f"]
        {
            assert!(text.parse::<Anchor>().is_err(), "{text}");
        }
    }
}
