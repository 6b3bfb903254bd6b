use std::time::Duration;

use callboard_clock::Clock;
use jiff::Timestamp;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::{Error, retry};

/// What a token answer says.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) token: SecretString,
    pub(crate) life: Life,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// `expires_in` of 0 or less: good for one request.
    Once,
    Lasts(Duration),
}

/// One token with its end. `generation` counts the tokens of a connection, so that a 401 can say which
/// one was refused.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    pub(crate) token: SecretString,
    pub(crate) generation: u64,
    pub(crate) expiry: Option<Expiry>,
}

/// On both readings of the clock, since the calendar may be set and the other stops while a laptop sleeps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expiry {
    valid_until: Timestamp,
    valid_until_monotonic: Duration,
    fresh_until: Timestamp,
    fresh_until_monotonic: Duration,
}

const LIFE_UNLESS_SAID: u64 = 300;
const LONGEST_LIFE: u64 = 366 * 24 * 3600;
const LONGEST_MARGIN: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    #[serde(default)]
    expires_in: Value,
}

impl Grant {
    /// A 2xx without a usable `access_token` is never a success.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Error> {
        let answer: Answer = serde_json::from_slice(body).map_err(|_| no_token())?;
        let sendable = HeaderValue::from_str(&answer.access_token).is_ok() && !answer.access_token.is_empty();
        if !sendable {
            return Err(no_token());
        }
        Ok(Self { token: answer.access_token.into(), life: life(&answer.expires_in) })
    }
}

fn no_token() -> Error {
    let message =
        "the answer holds no access_token; something else may answer in the tenant's place".to_owned();
    Error::NoToken { message, not_before: None }
}

/// Seconds; a missing (or nonsensical) value counts as 300, a string of digits is read as a number.
fn life(expires_in: &Value) -> Life {
    let seconds = match expires_in {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok(),
        _ => None,
    };
    let life = |seconds: u64| Life::Lasts(Duration::from_secs(seconds.min(LONGEST_LIFE)));
    match seconds.filter(|seconds| !seconds.is_nan()) {
        None => life(LIFE_UNLESS_SAID),
        Some(seconds) if seconds <= 0.0 => Life::Once,
        Some(seconds) => {
            Duration::try_from_secs_f64(seconds).map_or(life(LONGEST_LIFE), |d| life(d.as_secs().max(1)))
        }
    }
}

/// How long before its end a token is refreshed: min(60 s, 10 % of its life).
fn margin(life: Duration) -> Duration {
    (life / 10).min(LONGEST_MARGIN)
}

impl Expiry {
    /// `asked_at` is when the token was asked for: it cannot have begun to age earlier.
    pub(crate) fn new(life: Duration, asked_at: Timestamp, asked_at_monotonic: Duration) -> Self {
        let fresh = life.saturating_sub(margin(life));
        Self {
            valid_until: retry::later(asked_at, life),
            valid_until_monotonic: asked_at_monotonic + life,
            fresh_until: retry::later(asked_at, fresh),
            fresh_until_monotonic: asked_at_monotonic + fresh,
        }
    }

    /// Its end by the calendar as it is now: whichever of the two readings comes first.
    pub(crate) fn valid_until(&self, clock: &Clock) -> Timestamp {
        let left = self.valid_until_monotonic.saturating_sub(clock.monotonic());
        self.valid_until.min(retry::later(clock.now(), left))
    }

    fn is_fresh(&self, clock: &Clock) -> bool {
        clock.now() < self.fresh_until && clock.monotonic() < self.fresh_until_monotonic
    }
}

impl Bearer {
    /// Whether it may be used now; a use-once token may, by the one who asked for it.
    pub(crate) fn is_fresh(&self, clock: &Clock) -> bool {
        self.expiry.is_none_or(|expiry| expiry.is_fresh(clock))
    }

    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let text = format!("Bearer {}", self.token.expose_secret());
        let mut header = HeaderValue::from_str(&text).map_err(|_| no_token())?;
        header.set_sensitive(true);
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    fn lasts(body: &str) -> Life {
        Grant::read(body.as_bytes()).expect("a token").life
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn expires_in_is_read_in_every_form_it_comes_in() {
        assert_eq!(lasts(r#"{"access_token":"a","expires_in":3600}"#), Life::Lasts(secs(3600)));
        assert_eq!(lasts(r#"{"access_token":"a","expires_in":"1800"}"#), Life::Lasts(secs(1800)));
        assert_eq!(lasts(r#"{"access_token":"a"}"#), Life::Lasts(secs(300)));
        assert_eq!(lasts(r#"{"access_token":"a","expires_in":null}"#), Life::Lasts(secs(300)));
        assert_eq!(lasts(r#"{"access_token":"a","expires_in":"soon"}"#), Life::Lasts(secs(300)));
        for once in ["0", "-5", "\"0\""] {
            assert_eq!(lasts(&format!(r#"{{"access_token":"a","expires_in":{once}}}"#)), Life::Once);
        }
        assert_eq!(lasts(r#"{"access_token":"a","expires_in":1e300}"#), Life::Lasts(secs(LONGEST_LIFE)));
    }

    #[test]
    fn an_answer_without_a_token_is_never_a_success() {
        for body in
            ["", "{}", "[]", r#"{"access_token":""}"#, r#"{"access_token":"a\nb"}"#, r#"{"access_token":7}"#]
        {
            assert!(matches!(Grant::read(body.as_bytes()), Err(Error::NoToken { .. })), "{body}");
        }
    }

    #[test]
    fn the_margin_is_a_tenth_of_its_life_and_a_minute_at_most() {
        assert_eq!(
            (margin(secs(300)), margin(secs(600)), margin(secs(3600))),
            (secs(30), secs(60), secs(60))
        );
    }

    #[test]
    fn a_token_is_fresh_until_its_margin_begins() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().expect("a time"));
        let clock = manual.clock();
        let expiry = Expiry::new(secs(300), clock.now(), clock.monotonic());
        manual.advance(secs(269));
        assert!(expiry.is_fresh(&clock));
        manual.advance(secs(1));
        assert!(!expiry.is_fresh(&clock), "30 s before its end it is asked for anew");
        assert_eq!(expiry.valid_until(&clock).to_string(), "2026-11-23T08:05:00Z");
    }

    #[test]
    fn a_calendar_that_was_set_back_does_not_prolong_a_token() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().expect("a time"));
        let clock = manual.clock();
        let expiry = Expiry::new(secs(300), clock.now(), clock.monotonic());
        manual.advance(secs(299));
        manual.set_calendar("2026-11-23T08:00:00Z".parse().expect("a time"));
        assert!(!expiry.is_fresh(&clock));
        assert_eq!(
            expiry.valid_until(&clock).to_string(),
            "2026-11-23T08:00:01Z",
            "nor is it said to last longer"
        );
    }
}
