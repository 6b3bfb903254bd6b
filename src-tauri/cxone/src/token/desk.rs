use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Url;

use super::grant::Grant;
use crate::flight::Flights;
use crate::mask::Known;
use crate::outcome::{message, text_at};
use crate::permit::{Class, Gate, Permit};
use crate::wire::{self, Answer, Failure, Wire};
use crate::{Error, SecretSource, TokenStyle};

const TIMEOUT: Duration = Duration::from_secs(10);

/// Where tokens are asked for: one connection's token endpoint and how it wants to be addressed.
pub(crate) struct Desk {
    pub(crate) url: Url,
    pub(crate) style: TokenStyle,
    pub(crate) client_id: String,
    pub(crate) scopes: String,
    pub(crate) secrets: Arc<dyn SecretSource>,
    pub(crate) wire: Wire,
    /// What is hidden wherever it comes in.
    pub(crate) known: Known,
    pub(crate) gate: Gate,
    pub(crate) flights: Flights,
    pub(crate) clock: Clock,
}

/// The grant in the order in which it is written.
#[derive(Serialize)]
struct Wish<'a> {
    grant_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    scope: &'a str,
}

impl Desk {
    /// The right to ask. Persons' class: everybody waits for a token.
    pub(crate) async fn permit(&self) -> Permit {
        self.gate.permit(Class::Person).await
    }

    /// One request, one answer. The secret is fetched now; what is kept of it only hides it in what comes in.
    pub(crate) async fn ask(&self, mut permit: Permit) -> Result<Grant, Error> {
        let secret = self
            .secrets
            .client_secret()
            .await
            .map_err(|why| Error::SecretUnavailable { reason: why.reason, not_before: None })?;
        self.known.note(&secret);
        let request = self.request(&secret)?;
        permit.begin();
        let flight = self.flights.leaves();
        let answer = wire::send(request).await;
        drop((flight, permit));
        self.judge(answer)
    }

    fn request(&self, secret: &SecretString) -> Result<RequestBuilder, Error> {
        let request =
            self.wire.request(Method::POST, self.url.clone(), TIMEOUT).header(ACCEPT, "application/json");
        let bare = Wish {
            grant_type: "client_credentials",
            client_id: None,
            client_secret: None,
            scope: self.scopes.trim(),
        };
        let full =
            || Wish { client_id: Some(&self.client_id), client_secret: Some(secret.expose_secret()), ..bare };
        Ok(match self.style {
            TokenStyle::Form => form(request, &full()),
            TokenStyle::Basic => {
                form(request.basic_auth(&self.client_id, Some(secret.expose_secret())), &bare)
            }
            TokenStyle::Json => {
                let body = serde_json::to_vec(&full()).map_err(|why| Error::Config {
                    message: format!("The token request cannot be written: {why}"),
                })?;
                request.header(CONTENT_TYPE, "application/json").body(body)
            }
        })
    }

    fn judge(&self, answer: Result<Answer, Failure>) -> Result<Grant, Error> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(Failure::NotSent(why) | Failure::Cut(why)) => {
                let message = format!("{} cannot be reached: {why}", self.place());
                return Err(Error::NoToken { message, not_before: None });
            }
        };
        let message = message(&answer.body, &self.known);
        Err(match answer.status {
            200..=299 => {
                let grant = Grant::read(&answer.body)?;
                self.known.note(&grant.token);
                return Ok(grant);
            }
            401 => Error::Unauthorized { message },
            400 | 403 if is_about_the_client(&answer) => Error::Unauthorized { message },
            status => self.no_token(status, &message, &answer),
        })
    }

    /// Whatever else it says, be it for good or for a moment, is the connection's trouble.
    fn no_token(&self, status: u16, message: &str, answer: &Answer) -> Error {
        let words = match status {
            300..=399 => "it is redirected elsewhere, which is not followed with a secret".to_owned(),
            _ if message.is_empty() => String::new(),
            _ => message.to_owned(),
        };
        let tail = if words.is_empty() { words } else { format!(": {words}") };
        let said = format!("{} answered {status}{tail}", self.place());
        Error::NoToken { message: said, not_before: answer.not_before(self.clock.now()) }
    }

    /// Host and path of the token endpoint, for people.
    fn place(&self) -> String {
        format!("{}{}", self.url.host_str().unwrap_or_default(), self.url.path())
    }
}

fn is_about_the_client(answer: &Answer) -> bool {
    let error = text_at(&answer.body, "error");
    matches!(error.as_deref(), Some("invalid_client" | "unauthorized_client" | "invalid_grant"))
}

fn form(request: RequestBuilder, wish: &Wish<'_>) -> RequestBuilder {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", wish.grant_type);
    wish.client_id.map(|id| form.append_pair("client_id", id));
    wish.client_secret.map(|secret| form.append_pair("client_secret", secret));
    if !wish.scope.is_empty() {
        form.append_pair("scope", wish.scope);
    }
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.finish())
}
