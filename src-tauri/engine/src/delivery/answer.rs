//! What a receiver answered, and what that means.

use std::time::Duration;

use crate::signature::SigningSecret;

/// How one try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered {
        status: u16,
    },
    /// 410: it wants no more, ever.
    Gone {
        words: String,
    },
    Failed {
        status: Option<u16>,
        words: String,
        wish: Option<Duration>,
    },
    /// Nothing was sent, for a reason of our own (the secret store is shut): not the receiver's failure.
    NotSent {
        words: String,
    },
}

/// As much of an answer as is ever read.
pub(super) const MOST_READ: usize = 64 * 1024;
/// As much of it as is kept.
const SHOWN: usize = 300;

/// A status other than 2xx and the beginning of its body, in words.
pub(super) fn refusal(
    status: u16,
    body: &[u8],
    wish: Option<Duration>,
    secrets: &[SigningSecret],
) -> Outcome {
    let body = excerpt(body, secrets);
    let said = if body.is_empty() { String::new() } else { format!(" It said: {body}") };
    let words = match status {
        410 => return Outcome::Gone { words: format!("It answered 410 Gone: it wants no more.{said}") },
        300..=399 => format!("It answered {status}, a redirect; redirects are not followed.{said}"),
        429 => format!("It answered 429: it asks to slow down.{said}"),
        500..=599 => format!("It answered {status}: it is in trouble itself.{said}"),
        _ => format!("It answered {status}.{said}"),
    };
    Outcome::Failed { status: Some(status), words, wish }
}

/// The beginning of an answer, on one line, without secrets and whole phone numbers.
pub(super) fn excerpt(body: &[u8], secrets: &[SigningSecret]) -> String {
    let text = String::from_utf8_lossy(body);
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = secrets.iter().fold(without_bearers(&line), |line, secret| secret.hide_in(&line));
    let hidden = callboard_phone::mask_in_text(&line);
    let mut short: String = hidden.chars().take(SHOWN).collect();
    if short.len() < hidden.len() {
        short.push('…');
    }
    short
}

/// `Bearer abc` → `Bearer [secret]`.
fn without_bearers(line: &str) -> String {
    let mut announced = false;
    let words = line.split(' ').map(|word| {
        let hidden = if announced { "[secret]" } else { word };
        announced = word.trim_matches(|c: char| !c.is_ascii_alphabetic()).eq_ignore_ascii_case("bearer");
        hidden
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> SigningSecret {
        SigningSecret::make(&callboard_clock::Chance::seeded(1))
    }

    #[test]
    fn each_status_has_its_meaning() {
        let of = |status| refusal(status, b"", None, &[secret()]);
        assert!(matches!(of(410), Outcome::Gone { .. }));
        for (status, word) in
            [(301, "redirect"), (308, "redirect"), (429, "slow down"), (404, "404"), (503, "trouble")]
        {
            let Outcome::Failed { status: kept, words, .. } = of(status) else {
                panic!("{status} is a failure")
            };
            assert!(kept == Some(status) && words.contains(word), "{words}");
        }
    }

    #[test]
    fn what_is_kept_of_an_answer_is_short_masked_and_on_one_line() {
        let of = |body: &str| excerpt(body.as_bytes(), &[secret()]);
        assert_eq!(of("no\r\n such \u{1b}[31m contact +14155552671"), "no such [31m contact +1 415 ***-**71");
        assert_eq!(of("\"Bearer abc.def\" was refused"), "\"Bearer [secret] was refused");
        assert_eq!(of(&"é".repeat(5000)).chars().count(), SHOWN + 1);
        assert_eq!(excerpt(&[0xff, 0xfe, b'a'], &[secret()]), "\u{fffd}\u{fffd}a");
    }
}
