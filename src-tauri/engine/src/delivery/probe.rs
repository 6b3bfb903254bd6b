//! One signed request that is no delivery: the listener's question whether it can be reached.

use reqwest::Client;
use reqwest::redirect::Policy;

use super::lane::Deliveries;
use super::wire::{LIMIT, Request};
use crate::signature::SigningSecret;

impl Deliveries {
    /// Sends it where deliveries may go; answers the status, or why there is none.
    pub(crate) async fn probe(
        &self,
        url: &str,
        id: &str,
        body: String,
        secret: &SigningSecret,
    ) -> Result<u16, String> {
        self.list_anew().await.map_err(|error| error.to_string())?;
        let request = Request { id: id.to_owned(), url: url.to_owned(), body };
        self.wire().status(&request, std::slice::from_ref(secret)).await
    }

    /// Sends it to an address of this program's own. Whose certificate answers there is not looked at: it is ours.
    pub(crate) async fn probe_ourselves(
        &self,
        url: &str,
        id: &str,
        body: String,
        secret: &SigningSecret,
    ) -> Result<u16, String> {
        let clock = self.clock();
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .tls_certs_only([])
            .tls_danger_accept_invalid_certs(true)
            .build()
            .map_err(|error| error.to_string())?;
        let at = clock.now().as_second();
        let sending = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", at)
            .header("webhook-signature", secret.sign(id, at, &body))
            .body(body)
            .send();
        match clock.timeout(LIMIT, sending).await {
            Ok(Ok(response)) => Ok(response.status().as_u16()),
            Ok(Err(_)) => Err("Nothing answers there.".to_owned()),
            Err(_) => Err(format!("It did not answer within {} s.", LIMIT.as_secs())),
        }
    }
}
