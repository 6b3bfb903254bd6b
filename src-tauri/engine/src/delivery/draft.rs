//! What a person may enter for a receiver.

use callboard_rpc::types::EndpointSave;
use callboard_rpc::{Code, RpcError};
use serde::Serialize;
use url::Url;

use super::address::Reach;
use super::outbox::{EVENTS, NOT_SENT_YET};

/// A receiver as it was entered, found to be possible.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) events: Vec<String>,
    pub(super) enabled: bool,
}

const LONGEST_NAME: usize = 100;
const LONGEST_URL: usize = 2048;

impl Draft {
    pub(super) fn check(asked: &EndpointSave, reach: &Reach) -> Result<Self, RpcError> {
        let url = check_url(asked.url.trim(), reach)?;
        let name = Some(asked.name.trim()).filter(|name| !name.is_empty());
        let name = name.map_or_else(|| url.host_str().unwrap_or_default().to_owned(), str::to_owned);
        if name.chars().count() > LONGEST_NAME {
            return Err(RpcError::field("name", format!("A name has at most {LONGEST_NAME} characters.")));
        }
        Ok(Self { name, url, events: check_events(&asked.events)?, enabled: asked.enabled })
    }
}

fn check_url(text: &str, reach: &Reach) -> Result<Url, RpcError> {
    let bad = |why: String| RpcError::field("url", why);
    if text.len() > LONGEST_URL {
        return Err(bad(format!("An address has at most {LONGEST_URL} characters.")));
    }
    let url = Url::parse(text).map_err(|error| bad(format!("This is not an address ({error}).")))?;
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return Err(bad("An address begins with https:// (or http:// in a listed subnet).".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            bad("An address carries no name and password: deliveries are signed instead.".to_owned()),
        );
    }
    if url.fragment().is_some() {
        return Err(bad("What follows # never reaches a server; leave it out.".to_owned()));
    }
    let hint = "List the subnet in Settings (delivery.allowed_subnets) if it is yours.";
    if url.scheme() == "http" && !reach.lists_any() {
        let why = "Plain http goes only into a subnet that is listed, and none is.";
        return Err(bad(why.to_owned()).hint(hint));
    }
    reach
        .check_literal(&url)
        .map_err(|refused| RpcError { code: Code::Refused, ..bad(refused.to_string()) }.hint(hint))?;
    Ok(url)
}

fn check_events(asked: &[String]) -> Result<Vec<String>, RpcError> {
    let known = || format!("There are: {}.", EVENTS.map(named).join(", "));
    if asked.is_empty() {
        return Err(RpcError::field("events", "Choose at least one event.").hint(known()));
    }
    let mut events: Vec<String> = asked.iter().map(|event| event.trim().to_owned()).collect();
    events.sort();
    events.dedup();
    match events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
        Some(other) => Err(RpcError::field("events", format!("There is no event `{other}`.")).hint(known())),
        None => Ok(events),
    }
}

fn is_sent(event: &str) -> bool {
    !NOT_SENT_YET.contains(&event)
}

fn named(event: &str) -> String {
    if is_sent(event) { event.to_owned() } else { format!("{event} (not sent by this version yet)") }
}

/// What whoever chose these is to know: those that this version does not send.
pub(super) fn warning(events: &[String]) -> Option<String> {
    let (sent, unsent): (Vec<&str>, Vec<&str>) =
        events.iter().map(String::as_str).partition(|event| is_sent(event));
    let words = format!("This version does not send {} yet.", unsent.join(", "));
    match (sent.is_empty(), unsent.is_empty()) {
        (_, true) => None,
        (false, false) => Some(words),
        (true, false) => {
            let others: Vec<_> = EVENTS.into_iter().filter(|event| is_sent(event)).collect();
            Some(format!(
                "{words} So nothing is sent to this receiver; there are also {}.",
                others.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, events: &[&str], reach: &Reach) -> Result<Draft, RpcError> {
        let events = events.iter().map(|event| (*event).to_owned()).collect();
        let asked = EndpointSave {
            id: None,
            name: " ".to_owned(),
            url: url.to_owned(),
            events,
            enabled: true,
            secret: None,
        };
        Draft::check(&asked, reach)
    }

    #[test]
    fn an_endpoint_without_a_name_is_called_by_its_host() {
        let draft = check(" https://hooks.example.com/in?key=1 ", &["campaign.completed"], &Reach::default())
            .unwrap();
        assert_eq!(
            (draft.name.as_str(), draft.url.as_str()),
            ("hooks.example.com", "https://hooks.example.com/in?key=1")
        );
    }

    #[test]
    fn what_cannot_be_delivered_to_is_refused_when_it_is_entered() {
        for url in [
            "",
            "hooks.example.com",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "https://a:b@example.com/",
            "https://example.com/#x",
            "http://example.com/",
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest/",
        ] {
            let error = check(url, &["campaign.completed"], &Reach::default()).unwrap_err();
            assert_eq!(error.detail.unwrap()["field"], "url", "{url}");
        }
        let listed = Reach::new(["127.0.0.0/8".parse().unwrap()]);
        assert!(check("http://127.0.0.1:9000/", &["campaign.completed"], &listed).is_ok());
    }

    #[test]
    fn whoever_waits_for_what_is_not_sent_yet_is_told() {
        let of = |events: &[&str]| {
            let checked = check("https://example.com/", events, &Reach::default()).unwrap();
            warning(&checked.events)
        };
        assert_eq!(of(&["campaign.completed", "disposition.routed"]), None);
        let some = of(&["campaign.completed", "subscription.state"]).unwrap();
        assert_eq!(some, "This version does not send subscription.state yet.");
        let none = of(&["subscription.state"]).unwrap();
        assert!(none.contains("nothing is sent to this receiver"), "{none}");
        assert!(none.contains("campaign.completed, disposition.routed"), "{none}");
        let unknown = check("https://example.com/", &["subscription"], &Reach::default()).unwrap_err();
        assert!(
            unknown.to_string().contains("subscription.state (not sent by this version yet)"),
            "{unknown}"
        );
    }

    #[test]
    fn an_event_that_is_never_sent_is_refused_with_those_that_are() {
        for events in [&[][..], &["campaign.complete"][..]] {
            let error = check("https://example.com/", events, &Reach::default()).unwrap_err();
            assert!(error.to_string().contains("campaign.completed"), "{error}");
        }
    }
}
