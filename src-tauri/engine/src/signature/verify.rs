use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac as _;
use http::HeaderMap;
use jiff::Timestamp;

use super::SigningSecret;

/// What a request says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    pub id: &'a str,
    /// Digits, as they are signed.
    timestamp: &'a str,
    /// `v1,BASE64 v1,BASE64 …`
    signatures: &'a str,
}

/// Why a request is not believed. The sentences go back to the sender and tell nothing that it did not send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotProven {
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed, each once.")]
    Headers,
    #[error("webhook-id is 1 to 128 characters out of A-Z, a-z, 0-9, _ and -.")]
    Id,
    #[error("webhook-timestamp is whole seconds since 1970.")]
    Timestamp,
    #[error("webhook-timestamp lies too far in the past for this source.")]
    Stale,
    #[error("webhook-timestamp lies in the future: one of the clocks is wrong.")]
    Early,
    #[error("There are too many signatures.")]
    TooMany,
    #[error("No signature fits.")]
    Forged,
}

/// A rotation has two; nobody needs more than a few.
const MOST_SIGNATURES: usize = 16;

impl<'a> Presented<'a> {
    /// Each header once: where one is repeated, nobody can say which of them was meant.
    pub fn read(headers: &'a HeaderMap) -> Result<Self, NotProven> {
        let id = only(headers, "webhook-id").ok_or(NotProven::Headers)?;
        let timestamp = only(headers, "webhook-timestamp").ok_or(NotProven::Headers)?;
        let signatures = only(headers, "webhook-signature").ok_or(NotProven::Headers)?;
        if !is_id(id) {
            return Err(NotProven::Id);
        }
        Ok(Self { id, timestamp, signatures })
    }

    /// The signed time in seconds since 1970; every i64 that is written in digits has one.
    fn seconds(&self) -> Result<i64, NotProven> {
        let digits = !self.timestamp.is_empty() && self.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| self.timestamp.parse().ok()).flatten().ok_or(NotProven::Timestamp)
    }
}

/// The grammar of ids; one with a `.` could move the border between what is signed.
pub fn is_id(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether one of `secrets` signed `body` under what is presented, within `tolerance` seconds of `now`.
///
/// The signature is compared in constant time. Schemes other than `v1` are passed over.
pub fn verify<'a>(
    presented: &Presented<'_>,
    body: &[u8],
    secrets: impl IntoIterator<Item = &'a SigningSecret>,
    now: Timestamp,
    tolerance: u32,
) -> Result<(), NotProven> {
    let at = i128::from(presented.seconds()?);
    let (now, tolerance) = (i128::from(now.as_second()), i128::from(tolerance));
    if at < now - tolerance {
        return Err(NotProven::Stale);
    }
    if at > now + tolerance {
        return Err(NotProven::Early);
    }
    if presented.signatures.split(' ').nth(MOST_SIGNATURES).is_some() {
        return Err(NotProven::TooMany);
    }
    let given: Vec<Vec<u8>> = presented.signatures.split(' ').filter_map(decode).collect();
    let fits = secrets.into_iter().any(|secret| {
        let mac = secret.over(presented.id, presented.timestamp, body);
        given.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    });
    fits.then_some(()).ok_or(NotProven::Forged)
}

fn decode(signature: &str) -> Option<Vec<u8>> {
    STANDARD.decode(signature.strip_prefix("v1,")?).ok()
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return None };
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const AT: i64 = 1_614_265_330;
    const FITS: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn secret() -> SigningSecret {
        SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    fn headers(id: &str, at: &str, signatures: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("webhook-id", id), ("webhook-timestamp", at), ("webhook-signature", signatures)]
        {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    fn judged(headers: &HeaderMap, body: &str, now: i64) -> Result<(), NotProven> {
        let now = Timestamp::from_second(now).unwrap();
        verify(&Presented::read(headers)?, body.as_bytes(), &[secret()], now, 300)
    }

    fn at(id: &str, at: &str, signatures: &str) -> Result<(), NotProven> {
        judged(&headers(id, at, signatures), BODY, AT)
    }

    #[test]
    fn the_reference_vector_verifies_and_nothing_beside_it_does() {
        let at_its_time = AT.to_string();
        assert_eq!(at(ID, &at_its_time, FITS), Ok(()));
        assert_eq!(at("msg_other", &at_its_time, FITS), Err(NotProven::Forged));
        assert_eq!(at(ID, &(AT + 1).to_string(), FITS), Err(NotProven::Forged));
        let headers = headers(ID, &at_its_time, FITS);
        assert_eq!(judged(&headers, r#"{"test": 2432232315}"#, AT), Err(NotProven::Forged));
        assert_eq!(judged(&headers, &format!("{BODY} "), AT), Err(NotProven::Forged), "the raw bytes count");
    }

    #[test]
    fn a_time_is_believed_within_the_tolerance_on_both_sides() {
        let headers = headers(ID, &AT.to_string(), FITS);
        for (now, told) in [
            (AT + 300, Ok(())),
            (AT + 301, Err(NotProven::Stale)),
            (AT - 300, Ok(())),
            (AT - 301, Err(NotProven::Early)),
        ] {
            assert_eq!(judged(&headers, BODY, now), told, "{now}");
        }
    }

    #[test]
    fn times_at_the_edge_of_what_a_number_holds_overflow_nothing() {
        let most = i64::MAX.to_string();
        assert_eq!(at(ID, &most, FITS), Err(NotProven::Early));
        assert_eq!(at(ID, "0", FITS), Err(NotProven::Stale));
        for odd in ["", "-1", "+1614265330", "1e9", "1614265330.0", "9223372036854775808", &"9".repeat(400)] {
            assert_eq!(at(ID, odd, FITS), Err(NotProven::Timestamp), "{odd}");
        }
    }

    #[test]
    fn ids_outside_the_grammar_are_refused_before_anything_is_computed() {
        for odd in ["", "a.b", "a b", "ä", &"x".repeat(129)] {
            let mut headers = headers("x", &AT.to_string(), FITS);
            headers.insert("webhook-id", HeaderValue::from_bytes(odd.as_bytes()).unwrap());
            assert!(matches!(judged(&headers, BODY, AT), Err(NotProven::Id | NotProven::Headers)), "{odd}");
        }
        assert!(is_id(&"x".repeat(128)));
    }

    #[test]
    fn a_repeated_header_is_refused_and_so_are_signatures_without_end() {
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let mut headers = headers(ID, &AT.to_string(), FITS);
            let again = headers[name].clone();
            headers.append(name, again);
            assert_eq!(judged(&headers, BODY, AT), Err(NotProven::Headers), "{name}");
        }
        let many = vec![FITS; 10_000].join(" ");
        assert_eq!(at(ID, &AT.to_string(), &many), Err(NotProven::TooMany));
    }

    #[test]
    fn one_of_several_signatures_and_one_of_several_secrets_are_enough() {
        let other = SigningSecret::make(&callboard_clock::Chance::seeded(3));
        let both = format!("{} v1a,AAAA v2,zzzz v1,not-base64 {FITS}", other.sign(ID, AT, BODY));
        assert_eq!(at(ID, &AT.to_string(), &both), Ok(()));
        let headers = headers(ID, &AT.to_string(), FITS);
        let presented = Presented::read(&headers).unwrap();
        let now = Timestamp::from_second(AT).unwrap();
        let judged = |secrets: &[SigningSecret]| verify(&presented, BODY.as_bytes(), secrets, now, 300);
        assert_eq!(judged(&[other.clone(), secret()]), Ok(()), "also the older one of a rotation");
        assert_eq!(judged(&[other]), Err(NotProven::Forged));
        assert_eq!(judged(&[]), Err(NotProven::Forged));
    }
}
