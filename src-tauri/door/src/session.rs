use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use http::{HeaderMap, HeaderValue, Method, header};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Who may come in: the holder of the token, or a browser that once showed a ticket.
#[derive(Debug)]
pub(crate) struct Sessions {
    clock: Clock,
    chance: Chance,
    token: [u8; 32],
    /// One-time, by digest, with the time after which they are void.
    tickets: Mutex<HashMap<[u8; 32], Duration>>,
    /// Cookies that were handed out, by digest. They end with the process.
    cookies: Mutex<HashMap<[u8; 32], Duration>>,
}

/// By what someone came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    Token,
    Cookie,
}

const COOKIE: &str = "callboard";
/// How long a ticket may wait to be used.
pub(crate) const TICKET_LIFE: Duration = Duration::from_mins(2);
/// A browser is asked to come in anew after this.
const COOKIE_LIFE: Duration = Duration::from_hours(30 * 24);

impl Sessions {
    pub(crate) fn new(clock: Clock, chance: Chance, token: &str) -> Self {
        Self { clock, chance, token: digest(token), tickets: Mutex::default(), cookies: Mutex::default() }
    }

    /// A fresh one-time ticket.
    pub(crate) fn ticket(&self) -> String {
        let ticket = self.chance.token();
        let now = self.clock.monotonic();
        let mut tickets = self.tickets.lock();
        tickets.retain(|_, until| *until > now);
        tickets.insert(digest(&ticket), now + TICKET_LIFE);
        ticket
    }

    /// Takes a ticket and answers the `Set-Cookie` it becomes; `None` where it is used, old or made up.
    pub(crate) fn redeem(&self, ticket: &str) -> Option<HeaderValue> {
        let now = self.clock.monotonic();
        let until = self.tickets.lock().remove(&digest(ticket))?;
        if until <= now {
            return None;
        }
        let cookie = self.chance.token();
        let mut cookies = self.cookies.lock();
        cookies.retain(|_, until| *until > now);
        cookies.insert(digest(&cookie), now + COOKIE_LIFE);
        let life = COOKIE_LIFE.as_secs();
        HeaderValue::from_str(&format!(
            "{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}"
        ))
        .ok()
    }

    /// Whether these headers open the door. A browser must also say that our own page asks: by `Origin`
    /// wherever something could change, so that another page in the same browser opens nothing.
    pub(crate) fn admit(&self, method: &Method, headers: &HeaderMap, own_origins: &[String]) -> Option<Pass> {
        if let Some(token) = bearer(headers) {
            return bool::from(digest(token).ct_eq(&self.token)).then_some(Pass::Token);
        }
        let cookie = cookie(headers)?;
        let now = self.clock.monotonic();
        let known = self.cookies.lock().get(&digest(cookie)).is_some_and(|until| *until > now);
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        let ours = match origin {
            Some(origin) => own_origins.iter().any(|own| own == origin),
            None => method == Method::GET || method == Method::HEAD,
        };
        (known && ours).then_some(Pass::Cookie)
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))
}

#[cfg(test)]
mod tests {
    use callboard_clock::ManualClock;

    use super::*;

    fn sessions() -> (Sessions, std::sync::Arc<ManualClock>) {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        (Sessions::new(manual.clock(), Chance::seeded(3), "secret"), manual)
    }

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn cookie_of(sessions: &Sessions) -> String {
        let set = sessions.redeem(&sessions.ticket()).unwrap();
        set.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    const OWN: &str = "http://127.0.0.1:7000";

    #[test]
    fn a_ticket_opens_once() {
        let (sessions, _) = sessions();
        let ticket = sessions.ticket();
        assert!(sessions.redeem(&ticket).is_some());
        assert!(sessions.redeem(&ticket).is_none());
    }

    #[test]
    fn an_old_ticket_opens_nothing() {
        let (sessions, manual) = sessions();
        let ticket = sessions.ticket();
        manual.advance(TICKET_LIFE);
        assert!(sessions.redeem(&ticket).is_none());
    }

    #[test]
    fn a_cookie_changes_something_only_from_our_own_page() {
        let (sessions, _) = sessions();
        let cookie = cookie_of(&sessions);
        let own = [OWN.to_owned()];
        let from = |origin: Option<&str>| {
            let mut pairs = vec![(header::COOKIE, cookie.as_str())];
            pairs.extend(origin.map(|origin| (header::ORIGIN, origin)));
            sessions.admit(&Method::POST, &headers(&pairs), &own)
        };
        assert_eq!(from(Some(OWN)), Some(Pass::Cookie));
        assert_eq!(from(Some("http://evil.example")), None);
        assert_eq!(from(Some("null")), None);
        assert_eq!(from(None), None);
    }

    #[test]
    fn a_wrong_token_is_not_saved_by_a_good_cookie() {
        let (sessions, _) = sessions();
        let cookie = cookie_of(&sessions);
        let both = headers(&[(header::COOKIE, &cookie), (header::AUTHORIZATION, "Bearer wrong")]);
        assert_eq!(sessions.admit(&Method::GET, &both, &[]), None);
        let token = headers(&[(header::AUTHORIZATION, "Bearer secret")]);
        assert_eq!(sessions.admit(&Method::POST, &token, &[]), Some(Pass::Token));
    }
}
