//! What a submission comes to at a moment: its windows, what stands there already, and which starts it covers.

use callboard_rpc::RpcError;

use super::decide::{Decided, When, decide};
use super::pass_over::{Covered, Opens, covered};
use super::question::Question;
use super::submit::Submission;
use crate::kernel::{Result, counted};
use crate::window::{self, Window};
use crate::{Engine, rules};

/// What a submission comes to at this moment.
pub(super) struct Judged {
    pub(super) decided: Decided,
    pub(super) live: Vec<Window>,
    /// Starts of the saved schedule that a start now would cover.
    pub(super) covered: Vec<Covered>,
}

pub(super) async fn judge(engine: &Engine, submission: &Submission, when: When) -> Result<Judged> {
    let zones = engine.zones.clone();
    let (now, submission) = (engine.kernel.clock.now(), submission.clone());
    engine
        .kernel
        .db
        .read(move |db| {
            let question = Question::read(db, &zones, (&submission.draft).into(), now)?;
            if question.groups.is_empty() {
                return Err(no_zone(&question).into());
            }
            let rules = rules::current(db)?;
            let asked = question.asked(&zones, &rules, now, now);
            let decided = decide(&question, &asked, when, &submission.whose());
            let live = window::still_dialling(db, &submission.connection, &submission.draft.campaign_id)?;
            let covered = match (&submission.schedule, when) {
                (Some(_), When::Now(_)) => {
                    covered(&question, &Opens::by_hand(&decided.windows), submission.draft.overlap, now)
                }
                _ => Vec::new(),
            };
            Ok(Judged { decided, live, covered })
        })
        .await
}

/// Says also what became of the rows that were there.
fn no_zone(question: &Question) -> RpcError {
    let (needs_zone, invalid) = (question.needs_zone, question.invalid);
    let rows = if needs_zone + invalid == 0 {
        String::new()
    } else {
        let need = if needs_zone == 1 { "needs" } else { "need" };
        format!(" Of this one, {} {need} a zone and {invalid} cannot be read.", counted(needs_zone, "row"))
    };
    RpcError::field("contacts", format!("A submission needs a contact list with at least one zone.{rows}"))
        .hint("The list's refused rows say why, line by line.")
}

pub(super) fn nothing_to_send(decided: &Decided) -> RpcError {
    let words = decided.refused.first().map_or_else(
        || "No zone of this list has a fire ahead.".to_owned(),
        |first| format!("No zone may be called then. {}", first.words),
    );
    let error = RpcError::new(callboard_rpc::Code::Refused, words)
        .detail(serde_json::json!({ "refused": decided.refused, "contacts": decided.contacts }));
    match decided.refused.iter().filter_map(|refused| refused.legal_again).min() {
        Some(at) => error.hint(format!("The first zone is legal again at {at}.")),
        None => error.hint("Change the time, the list or what is left out."),
    }
}
