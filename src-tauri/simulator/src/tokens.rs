use parking_lot::{Mutex, MutexGuard};
use std::collections::{BTreeSet, HashMap};

use callboard_clock::{Chance, Clock};
use http::{HeaderMap, header};
use jiff::{SignedDuration, Timestamp};

use crate::answer::Refusal;
use crate::settings::{ExpiresIn, Settings};

/// The client that every stand-in knows.
pub const DEMO_CLIENT_ID: &str = "demo";
/// Its secret: it opens nothing but a stand-in.
pub const DEMO_CLIENT_SECRET: &str = "demo-secret";

/// Every scope of contract.md §1; the stand-in's client may have them all.
pub const ALL_SCOPES: [&str; 13] = [
    "outbound:campaign:write",
    "contact:read",
    "outbound:contact:read",
    "analytics:read",
    "contact:write",
    "outbound:contacts:read",
    "outbound:contacts:write",
    "outbound:dnc:write",
    "outbound:contact:write",
    "outbound:forecast:read",
    "messaging:session:write",
    "eventbridge:subscriptions:read",
    "eventbridge:subscriptions:write",
];

/// The tokens that were issued and are still honoured. In memory only.
#[derive(Debug)]
pub(crate) struct Tokens {
    clock: Clock,
    chance: Chance,
    issued: Mutex<HashMap<String, Issued>>,
}

#[derive(Debug)]
struct Issued {
    scopes: BTreeSet<String>,
    until: Timestamp,
    uses_left: Option<u32>,
}

impl Tokens {
    pub(crate) fn new(clock: Clock, chance: Chance) -> Self {
        Self { clock, chance, issued: Mutex::default() }
    }

    pub(crate) fn issue(&self, scopes: BTreeSet<String>, settings: &Settings) -> String {
        let seconds = match settings.expires_in {
            ExpiresIn::Missing => settings.token_seconds.min(300),
            _ => settings.token_seconds,
        };
        let now = self.clock.now();
        let until = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        let uses_left = (settings.expires_in == ExpiresIn::Zero).then_some(1);
        let token = self.chance.token();
        let mut issued = self.lock();
        issued.retain(|_, token| token.until > now);
        issued.insert(token.clone(), Issued { scopes, until, uses_left });
        token
    }

    /// Whether the bearer of this request may do what needs `scope`.
    pub(crate) fn authorize(&self, headers: &HeaderMap, scope: &str) -> Result<(), Refusal> {
        self.authorize_any(headers, &[scope])
    }

    /// Whether it may do what one of these scopes is enough for; a refusal names the first.
    pub(crate) fn authorize_any(&self, headers: &HeaderMap, scopes: &[&str]) -> Result<(), Refusal> {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(|| Refusal::unauthorized("a bearer token is needed"))?;
        let mut issued = self.lock();
        let token = issued
            .get_mut(bearer)
            .filter(|token| token.until > self.clock.now() && token.uses_left != Some(0))
            .ok_or_else(|| Refusal::unauthorized("the token is expired or unknown"))?;
        token.uses_left = token.uses_left.map(|left| left - 1);
        match scopes {
            scopes if scopes.iter().any(|scope| token.scopes.contains(*scope)) => Ok(()),
            [first, ..] => Err(Refusal::scope_missing(first)),
            [] => Ok(()),
        }
    }

    pub(crate) fn revoke_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Issued>> {
        self.issued.lock()
    }
}
