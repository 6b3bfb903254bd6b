use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The key of a Standard Webhooks secret (`whsec_` and base64).
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// `None`: not `whsec_` and base64 of at least one byte.
    pub fn parse(text: &str) -> Option<Self> {
        let key = STANDARD.decode(text.strip_prefix("whsec_")?).ok()?;
        (!key.is_empty()).then_some(Self(key))
    }

    /// A key that no receiver of this one accepts.
    pub(crate) fn forged(&self) -> Self {
        Self(self.0.iter().map(|byte| !byte).collect())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The value of `webhook-signature` for this id, `webhook-timestamp` (seconds since 1970) and body.
pub fn sign(secret: &Secret, id: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac: Hmac<Sha256> = Hmac::new_from_slice(&secret.0).expect("HMAC takes a key of any length");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_standard_webhooks_is_signed_as_its_authors_sign_it() {
        let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_not_taken_for_one() {
        for text in ["", "whsec_", "whsec_*", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfK"] {
            assert!(Secret::parse(text).is_none(), "{text:?}");
        }
    }
}
