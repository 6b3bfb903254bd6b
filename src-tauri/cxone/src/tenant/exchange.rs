//! One request and its answer: the permit is there, and what came back is noted for everybody else.

use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};

use super::Tenant;
use crate::request::Request;
use crate::token::Bearer;
use crate::wire::{self, Answer};
use crate::{Error, Permit, outcome};

impl Tenant {
    pub(super) async fn exchange(
        &self,
        request: &Request,
        bearer: &Bearer,
        mut permit: Permit,
    ) -> Result<Answer, Error> {
        let clock = &self.0.clock;
        self.in_time(request)?;
        let outgoing = self.outgoing(request, bearer)?;
        let passage = self.0.breaker.pass()?;
        permit.begin();
        let began = clock.monotonic();
        let flight = self.0.flights.leaves();
        let answer = wire::send(outgoing).await;
        drop(flight);
        let latency = clock.monotonic().saturating_sub(began);
        let outcome = match answer {
            Ok(answer) => outcome::judge(request, answer, clock.now(), &self.0.known),
            Err(failure) => Err(outcome::of_failure(request, failure)),
        };
        let outcome = outcome.map_err(|error| {
            let error = outcome::in_doubt(request, error);
            outcome::known_to_be_offered(error, self.0.learned.offers(request.route.job))
        });
        drop(permit);
        match &outcome {
            Err(Error::Transient { .. } | Error::Unknown { .. } | Error::Doubtful { .. }) => passage.failed(),
            _ => passage.answered(),
        }
        self.note(request, &outcome, latency);
        outcome
    }

    /// The token goes to the base address and nowhere else: the URL is made of it and of an encoded path.
    fn outgoing(&self, request: &Request, bearer: &Bearer) -> Result<RequestBuilder, Error> {
        let mut url = self.0.base.clone();
        url.set_path(&request.path);
        let mut outgoing = self
            .0
            .wire
            .request(request.method().clone(), url, request.route.timeout)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, bearer.header()?);
        if let Some(key) = &request.key {
            outgoing = outgoing.header("Idempotency-Key", key.as_str());
        }
        if let Some(body) = &request.body {
            outgoing = outgoing.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        Ok(outgoing)
    }

    fn note(&self, request: &Request, outcome: &Result<Answer, Error>, latency: std::time::Duration) {
        let job = request.route.job;
        let code = outcome.as_ref().err().map_or("ok", Error::code);
        let latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(method = %request.method(), route = request.route.path, code, latency_ms, "the tenant was asked");
        match outcome {
            Ok(_) => self.0.learned.note(job, true),
            Err(Error::Absent { job }) => self.0.learned.note(*job, false),
            Err(
                Error::RateLimited { until: Some(until) }
                | Error::Transient { status: Some(503), not_before: Some(until), .. },
            ) => self.0.gate.pause_until(*until),
            Err(_) => {}
        }
        let unanswered =
            matches!(outcome, Err(Error::Transient { status: None, .. } | Error::Unknown { .. }));
        let now = self.0.clock.now();
        let failed = outcome.as_ref().err().filter(|error| error.is_passing() || error.may_have_happened());
        let failed = failed.map(ToString::to_string);
        self.0.board.change(|health| {
            health.last_latency = Some(latency);
            health.failed = failed;
            if !unanswered {
                health.last_answer = Some(now);
            }
        });
    }
}
