use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use callboard_clock::Chance;
use callboard_rpc::RpcError;
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// The key that a sender and a receiver share, 24 to 64 bytes; written `whsec_` and base64. `Debug` hides it.
#[derive(Clone)]
pub struct SigningSecret {
    key: Vec<u8>,
    /// The key as HMAC begins with it, so that no request pays for it again.
    begun: Hmac<Sha256>,
}

const PREFIX: &str = "whsec_";
/// Others write base64 with and without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl SigningSecret {
    /// A fresh one of 32 bytes.
    pub fn make(chance: &Chance) -> Self {
        Self::of(chance.bytes::<32>().to_vec())
    }

    pub fn parse(text: &str) -> Result<Self, RpcError> {
        let bytes = text.trim().strip_prefix(PREFIX).and_then(|base64| LENIENT.decode(base64).ok());
        let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
        bytes.map(Self::of).ok_or_else(|| {
            RpcError::field("secret", "A signing secret is `whsec_` and 24 to 64 bytes in base64.")
                .hint("Leave it empty, and one is made and shown once.")
        })
    }

    fn of(key: Vec<u8>) -> Self {
        let begun = Hmac::new_from_slice(&key).expect("HMAC takes keys of any length");
        Self { key, begun }
    }

    /// `whsec_…`, for the secret store and to be shown once.
    pub fn text(&self) -> SecretString {
        format!("{PREFIX}{}", STANDARD.encode(&self.key)).into()
    }

    /// The header `webhook-signature`; `at` in seconds since 1970.
    pub fn sign(&self, id: &str, at: i64, body: &str) -> String {
        let mac = self.over(id, &at.to_string(), body.as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }

    /// The HMAC over what is signed; its own comparison takes the same time whatever it finds.
    pub(super) fn over(&self, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.begun.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }

    /// `text` without this secret and without anything else that looks like one.
    pub(crate) fn hide_in(&self, text: &str) -> String {
        let own = self.text();
        let text = text
            .replace(own.expose_secret(), "[secret]")
            .replace(&own.expose_secret()[PREFIX.len()..], "[secret]");
        let mut parts = text.split(PREFIX);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |hidden, part| {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '='));
            format!("{hidden}{PREFIX}[secret]{}", &part[end.unwrap_or(part.len())..])
        })
    }
}

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn the_reference_vector_holds() {
        let signature = SigningSecret::parse(VECTOR).unwrap().sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_made_secret_reads_as_it_was_written_and_is_never_shown_by_debug() {
        let made = SigningSecret::make(&Chance::seeded(1));
        let text = made.text();
        let read = SigningSecret::parse(text.expose_secret().trim_end_matches('=')).unwrap();
        assert_eq!(read.key, made.key, "padding does not matter");
        assert_eq!(format!("{made:?}"), "SigningSecret(…)");
    }

    #[test]
    fn too_short_too_long_and_other_words_are_refused() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for text in [
            of(23),
            of(65),
            "whsec_".to_owned(),
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
            "whsec_äöü".to_owned(),
        ] {
            let error = SigningSecret::parse(&text).unwrap_err();
            assert!(!error.to_string().contains("MfKQ"), "the error does not repeat it");
        }
        assert!(SigningSecret::parse(&of(24)).is_ok() && SigningSecret::parse(&of(64)).is_ok());
    }

    #[test]
    fn a_receiver_that_repeats_a_secret_does_not_bring_it_into_a_row() {
        let secret = SigningSecret::parse(VECTOR).unwrap();
        let hidden = secret
            .hide_in(&format!("bad key {VECTOR}, or whsec_AAAA+/= or MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assert_eq!(hidden, "bad key [secret], or whsec_[secret] or [secret]");
    }
}
