//! What a person may enter for a source.

use callboard_clock::Chance;
use callboard_rpc::RpcError;
use callboard_rpc::types::{SecretText, SourceAuth, SourceKind, SourceSave};
use secrecy::{ExposeSecret as _, SecretString};

use super::sources::Stored;
use crate::kernel::StoredWord;
use crate::signature::SigningSecret;

/// How far a signature's time may lie from now, where nothing else is said; and at most, for a relay that stores.
const TOLERANCE: u32 = 300;
const MOST_TOLERANCE: u32 = 7 * 86_400;
const LONGEST_NAME: usize = 100;

/// What was entered, found to be possible.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) tolerance: u32,
}

impl Draft {
    pub(super) fn check(asked: &SourceSave) -> Result<Self, RpcError> {
        let name = asked.name.trim();
        let fits =
            !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
        if !fits {
            return Err(RpcError::field(
                "name",
                format!("A source has a name of 1 to {LONGEST_NAME} characters."),
            ));
        }
        let tolerance = asked.tolerance_seconds.unwrap_or(TOLERANCE);
        if !(1..=MOST_TOLERANCE).contains(&tolerance) {
            let words = format!("The tolerance is 1 to {MOST_TOLERANCE} seconds (a week).");
            return Err(RpcError::field("tolerance_seconds", words));
        }
        Ok(Self { name: name.to_owned(), tolerance })
    }
}

/// A secret that was entered, in the form of its kind of proof.
pub(super) fn given(auth: SourceAuth, secret: Option<&SecretText>) -> Result<Option<SecretString>, RpcError> {
    let Some(secret) = secret else { return Ok(None) };
    match auth {
        SourceAuth::Signature => Ok(Some(SigningSecret::parse(&secret.0)?.text())),
        SourceAuth::Bearer => {
            let text = secret.0.trim();
            let fits = (24..=256).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
            let refused = || {
                RpcError::field("secret", "A bearer token is 24 to 256 visible ASCII characters.")
                    .hint("Leave it empty, and one is made and shown once.")
            };
            fits.then(|| Some(SecretString::from(text))).ok_or_else(refused)
        }
        SourceAuth::None => Err(RpcError::field("secret", "A source that proves nothing has no secret.")),
    }
}

/// A fresh one; none where nothing is proved.
pub(super) fn made(auth: SourceAuth, chance: &Chance) -> Option<SecretString> {
    match auth {
        SourceAuth::Signature => Some(SigningSecret::make(chance).text()),
        SourceAuth::Bearer => Some(SecretString::from(format!("cbt_{}{}", chance.token(), chance.token()))),
        SourceAuth::None => None,
    }
}

pub(super) fn shown_once(secret: &SecretString) -> SecretText {
    SecretText(secret.expose_secret().to_owned())
}

/// The path of a new source: that of its kind, or where that is taken, one with the source's name behind it.
pub(super) fn free_path(kind: SourceKind, name: &str, taken: &[Stored]) -> String {
    let free = |path: &String| taken.iter().all(|other| other.path != *path);
    let first = kind.word().to_owned();
    if free(&first) {
        return first;
    }
    let named = format!("{first}/{}", slug(name));
    let numbered = (2..).map(|number| format!("{named}-{number}"));
    std::iter::once(named.clone()).chain(numbered).find(free).unwrap_or(named)
}

/// `Billing EU (2)` → `billing-eu-2`.
fn slug(name: &str) -> String {
    let words: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .take(40)
        .collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "source".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{ConnectionId, SourceId};

    use super::*;
    use crate::secrets::Numbers;

    fn at(path: &str) -> Stored {
        Stored {
            id: SourceId::from(path),
            name: path.to_owned(),
            kind: SourceKind::Event,
            connection: ConnectionId::from("con"),
            path: path.to_owned(),
            auth: SourceAuth::Signature,
            tolerance: 300,
            enabled: true,
            secrets: Numbers::default(),
            old_secret_until: None,
            last_seen: None,
            made: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_first_of_a_kind_has_the_kinds_path_and_others_carry_their_name() {
        let path = |name: &str, taken: &[&str]| {
            let taken: Vec<_> = taken.iter().map(|path| at(path)).collect();
            free_path(SourceKind::CallResult, name, &taken)
        };
        assert_eq!(path("Acme", &["event"]), "call-result");
        assert_eq!(path("Billing EU (2)", &["call-result"]), "call-result/billing-eu-2");
        assert_eq!(path("Acme", &["call-result", "call-result/acme"]), "call-result/acme-2");
        assert_eq!(path("日本", &["call-result"]), "call-result/source");
    }

    #[test]
    fn secrets_have_the_form_of_their_proof() {
        let text = |text: &str| Some(SecretText(text.to_owned()));
        assert!(given(SourceAuth::Bearer, text(&"x".repeat(24)).as_ref()).unwrap().is_some());
        for odd in ["short", &"x".repeat(257), "with a space in the middle of it"] {
            assert!(given(SourceAuth::Bearer, text(odd).as_ref()).is_err(), "{odd}");
        }
        assert!(given(SourceAuth::Signature, text("not a secret").as_ref()).is_err());
        assert!(given(SourceAuth::None, text("anything").as_ref()).is_err());
        let chance = Chance::seeded(1);
        for auth in [SourceAuth::Signature, SourceAuth::Bearer] {
            let made = made(auth, &chance).unwrap();
            assert!(given(auth, Some(&shown_once(&made))).is_ok(), "what is made here is taken here");
        }
        assert!(made(SourceAuth::None, &chance).is_none());
    }
}
