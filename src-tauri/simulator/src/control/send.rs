use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use super::Here;
use crate::answer::Refusal;
use crate::senders::{Plan, PlanRefused, Sending};
use crate::stand_in::lock;

/// The sending that was begun last. One at a time, so that a slip does not add up.
#[derive(Debug)]
pub(crate) struct Begun {
    plan: Value,
    sending: Sending,
}

pub(super) async fn begin(
    State(stand_in): Here,
    Json(plan): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let plan: Plan =
        serde_json::from_value(plan).map_err(|error| Refusal::field("plan", error.to_string()))?;
    let mut last = lock(&stand_in.sending);
    if last.as_mut().is_some_and(|begun| !begun.sending.is_over()) {
        return Err(Refusal::new(StatusCode::CONFLICT, "a sending is on its way; DELETE stops it"));
    }
    let sending = Sending::start_counting(&plan, stand_in.clock.clone())?;
    let plan = json!({ "url": plan.url, "kind": plan.kind, "count": plan.count, "rate": plan.rate });
    let begun = last.insert(Begun { plan, sending });
    Ok((StatusCode::ACCEPTED, Json(begun.as_it_stands())))
}

pub(super) async fn report(State(stand_in): Here) -> Result<Json<Value>, Refusal> {
    let mut last = lock(&stand_in.sending);
    let begun = last.as_mut().ok_or_else(|| Refusal::not_found("nothing was sent yet"))?;
    Ok(Json(begun.as_it_stands()))
}

/// What was reported until then can still be read.
pub(super) async fn stop(State(stand_in): Here) -> StatusCode {
    if let Some(begun) = lock(&stand_in.sending).as_mut() {
        begun.sending.stop();
    }
    StatusCode::NO_CONTENT
}

impl Begun {
    fn as_it_stands(&mut self) -> Value {
        json!({ "plan": self.plan, "over": self.sending.is_over(), "report": self.sending.report() })
    }
}

impl From<PlanRefused> for Refusal {
    fn from(refused: PlanRefused) -> Self {
        Self::field(refused.field, refused.reason)
    }
}
