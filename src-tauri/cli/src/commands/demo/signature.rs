//! The receiving side of Standard Webhooks, written from its specification and not from our sender.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::receiver::Received;

/// How far the sender's clock may be from ours, in seconds.
const TOLERANCE: i64 = 300;

/// Why a webhook does not verify, in a sentence.
pub(super) fn verify(secret: &str, received: &Received, now: Timestamp) -> Result<(), String> {
    let key = secret.strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok());
    let key = key.ok_or("The signing secret is no whsec_ secret.")?;
    let sent: i64 = received.timestamp.parse().map_err(|_| "Its timestamp is no number.".to_owned())?;
    if now.as_second().saturating_sub(sent).saturating_abs() > TOLERANCE {
        return Err("It is too old, or from the future.".to_owned());
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| format!("{error}."))?;
    for part in [received.id.as_bytes(), b".", received.timestamp.as_bytes(), b".", &received.body] {
        mac.update(part);
    }
    let signatures = received.signature.split(' ').filter_map(|one| one.strip_prefix("v1,"));
    let fits = signatures
        .filter_map(|signature| STANDARD.decode(signature).ok())
        .any(|signature| mac.clone().verify_slice(&signature).is_ok());
    if fits { Ok(()) } else { Err("Its signature does not fit its content.".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification (<https://github.com/standard-webhooks/standard-webhooks>).
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn example() -> Received {
        Received {
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            timestamp: "1614265330".to_owned(),
            signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned(),
            body: r#"{"test": 2432232314}"#.into(),
        }
    }

    fn then() -> Timestamp {
        Timestamp::from_second(1_614_265_340).unwrap()
    }

    #[test]
    fn the_example_of_the_specification_verifies() {
        assert_eq!(verify(SECRET, &example(), then()), Ok(()));
        let rotating = Received { signature: format!("v1,AAAA {}", example().signature), ..example() };
        assert_eq!(verify(SECRET, &rotating, then()), Ok(()), "one of several is enough during a rotation");
    }

    #[test]
    fn whatever_is_changed_does_not_verify() {
        let changed = [
            Received { id: "msg_other".to_owned(), ..example() },
            Received { timestamp: "1614265331".to_owned(), ..example() },
            Received { body: r#"{"test": 2432232315}"#.into(), ..example() },
            Received { signature: "v1,".to_owned(), ..example() },
            Received { signature: example().signature.replace("v1,", "v2,"), ..example() },
            Received { timestamp: "soon".to_owned(), ..example() },
        ];
        for received in changed {
            assert!(verify(SECRET, &received, then()).is_err(), "{received:?}");
        }
        let old = Timestamp::from_second(1_614_265_330 + 301).unwrap();
        assert!(verify(SECRET, &example(), old).is_err(), "an old one may be a replay");
    }
}
