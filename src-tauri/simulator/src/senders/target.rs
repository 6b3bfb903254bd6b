use std::time::Duration;

use bytes::Bytes;
use callboard_clock::Clock;
use jiff::Timestamp;
use reqwest::{Client, Url};

use crate::senders::signing::{Secret, sign};
use crate::senders::{Hidden, Kind, PlanRefused};

/// How long one answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A source of a listener, and how a sender shows it who it is.
#[derive(Clone, Debug)]
pub struct Target {
    pub(crate) url: Url,
    pub(crate) proof: Proof,
    client: Client,
}

#[derive(Clone, Debug)]
pub(crate) enum Proof {
    Signature(Secret),
    Bearer(Hidden),
    Nothing,
}

/// What a listener answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// `Retry-After`, as it stands.
    pub retry_after: Option<String>,
    pub body: String,
}

/// No answer came: refused, reset, cut, or too late.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    #[error("no answer: {0}")]
    NoAnswer(#[from] reqwest::Error),
    #[error("no answer within 30 s")]
    TooLate,
}

/// The headers of one message.
pub(crate) type Headers = Vec<(&'static str, String)>;

impl Target {
    /// `kind` gives the path where the address has none.
    pub fn new(
        url: &str,
        kind: Option<Kind>,
        secret: Option<&Hidden>,
        bearer: Option<&Hidden>,
    ) -> Result<Self, PlanRefused> {
        let refused = |field, reason| PlanRefused { field, reason };
        let mut url = Url::parse(url).map_err(|_| refused("url", "no address"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(refused("url", "http://HOST or https://HOST"));
        }
        if let (Some(kind), "" | "/") = (kind, url.path()) {
            url.set_path(&kind.path());
        }
        let proof = match (secret, bearer) {
            (Some(_), Some(_)) => return Err(refused("bearer", "not together with a secret")),
            (Some(secret), None) => Proof::Signature(
                Secret::parse(secret.expose()).ok_or_else(|| refused("secret", "whsec_ and base64"))?,
            ),
            (None, Some(bearer)) => Proof::Bearer(bearer.clone()),
            (None, None) => Proof::Nothing,
        };
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_certs_only([])
            .build();
        let client = client.map_err(|_| refused("url", "this machine has no TLS to speak"))?;
        Ok(Self { url, proof, client })
    }

    /// Sends this body once, as it is, signed at this moment. `id` is used where messages are signed.
    pub async fn post(&self, id: &str, body: impl Into<Bytes>, clock: &Clock) -> Result<Answer, NotSent> {
        let body = body.into();
        self.post_with(self.proof.headers(id, clock.now(), &body), body, clock).await
    }

    pub(crate) async fn post_with(
        &self,
        headers: Headers,
        body: Bytes,
        clock: &Clock,
    ) -> Result<Answer, NotSent> {
        let mut request = self.client.post(self.url.clone()).header("Content-Type", "application/json");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let asked = async {
            let answer = request.body(body).send().await?;
            let retry_after = answer.headers().get("retry-after").and_then(|text| text.to_str().ok());
            let retry_after = retry_after.map(str::to_owned);
            let status = answer.status().as_u16();
            Ok(Answer { status, retry_after, body: answer.text().await? })
        };
        clock.timeout(PATIENCE, asked).await.unwrap_or(Err(NotSent::TooLate))
    }
}

impl Proof {
    pub(crate) fn headers(&self, id: &str, at: Timestamp, body: &[u8]) -> Headers {
        match self {
            Self::Signature(secret) => vec![
                ("webhook-id", id.to_owned()),
                ("webhook-timestamp", at.as_second().to_string()),
                ("webhook-signature", sign(secret, id, at.as_second(), body)),
            ],
            Self::Bearer(token) => vec![("Authorization", format!("Bearer {}", token.expose()))],
            Self::Nothing => Vec::new(),
        }
    }

    /// One that looks like this and is not.
    pub(crate) fn forged(&self) -> Self {
        match self {
            Self::Signature(secret) => Self::Signature(secret.forged()),
            Self::Bearer(token) => Self::Bearer(format!("not-{}", token.expose()).into()),
            Self::Nothing => Self::Nothing,
        }
    }
}
