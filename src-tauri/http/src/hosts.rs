use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// The names by which a door may be called. A page on a foreign site whose name was pointed at our
/// address (DNS rebinding) still sends its own name, and is refused by it.
#[derive(Clone, Debug, Default)]
pub struct HostRule {
    names: BTreeSet<String>,
    any_address: bool,
}

impl HostRule {
    /// `localhost`, any address of 127.0.0.0/8, and `[::1]`; with any port.
    pub fn loopback() -> Self {
        Self::default()
    }

    /// Loopback and this name or address as well, compared without its port and case.
    #[must_use]
    pub fn and(mut self, name: &str) -> Self {
        self.names.insert(name.trim_matches(['[', ']']).to_ascii_lowercase());
        self
    }

    /// Any address that is written as one: for a door on all addresses of a machine. A name that was pointed at us
    /// is still refused.
    #[must_use]
    pub fn and_addresses(mut self) -> Self {
        self.any_address = true;
        self
    }

    /// Whether `host` (`name`, `name:port`, `[address]:port`) is one of them.
    pub fn allows(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let address = name.parse::<IpAddr>().ok();
        let known = address.is_some_and(|address| self.any_address || address.is_loopback());
        known || name == "localhost" || self.names.contains(&name)
    }
}

/// Refuses every request to `router` that calls the door by another name: 421, or 400 where it names
/// none or several.
pub fn only_hosts<S>(router: Router<S>, rule: HostRule) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let rule = Arc::new(rule);
    router.layer(from_fn(move |request: Request, next: Next| {
        let rule = Arc::clone(&rule);
        async move {
            match refusal(&request, &rule) {
                Some(refused) => refused,
                None => next.run(request).await,
            }
        }
    }))
}

fn refusal(request: &Request, rule: &HostRule) -> Option<Response> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Some((StatusCode::BAD_REQUEST, "exactly one Host header is needed").into_response());
    };
    let named = host.to_str().is_ok_and(|host| rule.allows(host));
    // A request line may carry an authority of its own; it has to pass as well.
    let asked = request.uri().authority().is_none_or(|authority| rule.allows(authority.as_str()));
    (!named || !asked)
        .then(|| (StatusCode::MISDIRECTED_REQUEST, "this door does not go by that name").into_response())
}

fn name_of(host: &str) -> Option<String> {
    let (name, rest) = match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = rest.strip_prefix(':').map(|port| port.chars().all(|digit| digit.is_ascii_digit()));
    (rest.is_empty() || port == Some(true)).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_pass_with_any_port() {
        let rule = HostRule::loopback();
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.9.9.9:1", "[::1]", "[::1]:443"] {
            assert!(rule.allows(host), "{host} is loopback");
        }
    }

    #[test]
    fn foreign_and_disguised_names_are_refused() {
        let rule = HostRule::loopback();
        for host in
            ["example.com", "localhost.example.com", "127.0.0.1.example.com", "127.0.0.1:80x", "", "[::1"]
        {
            assert!(!rule.allows(host), "{host} is not loopback");
        }
    }

    #[test]
    fn a_configured_name_passes_and_no_other() {
        let rule = HostRule::loopback().and("Board.Example");
        assert!(rule.allows("board.example:8443"), "it was configured");
        assert!(!rule.allows("x.board.example"), "a part of it was not");
    }
}
