//! A plan: every request that a submission would send, in their order.

use callboard_cxone::Tenant;
use callboard_cxone::schedules::{self, NewSchedule};
use callboard_rpc::RpcError;
use callboard_rpc::types::{Plan, PlannedAction, PlannedRequest, Verdict};

use super::decide::When;
use super::here::blocks;
use super::in_the_way::{kept_out, repeats};
use super::judged::{Judged, judge};
use super::pass_over::Covered;
use super::replace;
use super::submit::Submission;
use super::warnings::campaign_warnings;
use crate::Engine;
use crate::kernel::{Error, Result};
use crate::rules::Note;
use crate::window::{self, NewWindow, Window};
use crate::zone::{place, window_words};

/// Every request that would be sent; nothing is.
pub(crate) async fn plan(engine: &Engine, submission: Submission, when: When) -> Result<Plan> {
    let Judged { decided, live, covered, .. } = judge(engine, &submission, when).await?;
    let tenant = engine.tenants.client(&submission.connection).await?;
    let now = engine.kernel.clock.now();
    let (mut requests, mut in_the_way, mut withdraws) = (Vec::new(), Vec::new(), Vec::new());
    for new in decided.windows.iter().filter(|new| new.verdict != Verdict::Refused) {
        let replaced = submission.replaced(new, &live, when);
        let there = submission.in_the_way(new, &live, &replaced, when);
        let kept = there.is_some();
        if !kept {
            for row in replaced {
                withdraws.push(replace::shown(row));
                requests.extend(withdrawal(engine, &tenant, row)?);
            }
        }
        if let Some(there) = there.filter(|there| !repeats(new, there) || blocks(there, new)) {
            in_the_way.push(format!("{}: {}", place(&new.zone), kept_out(new, there).words));
        }
        let (start, end) = local(engine, new)?;
        let body = NewSchedule::between(&new.campaign, &start, &end).map_err(Error::from)?;
        let (method, path) = body.address(tenant.dialect()).map_err(Error::from)?;
        requests.push(PlannedRequest {
            action: if kept { PlannedAction::Keep } else { PlannedAction::Create },
            method,
            path,
            body: Some(serde_json::to_value(&body)?),
            zone: new.zone.clone(),
            start: new.start,
            end: new.end,
            words: window_words(start.time_zone(), new.start, new.end, now),
            contacts: new.contacts,
            verdict: new.verdict,
            rule: new.rule.clone(),
            federal_hours_only: new.notes.iter().any(Note::is_federal_only),
        });
    }
    let mut warnings = campaign_warnings(engine, &submission.connection, &submission.draft.campaign_id).await;
    warnings.extend(in_the_way);
    warnings.extend(kept(engine, &submission).await?);
    warnings.extend(decided.notes());
    warnings.extend(withdraws.iter().map(|window| replace::words(window, &engine.zones, now)));
    let withdrawn = |start: &&Covered| {
        !withdraws.iter().any(|window| window.zone == start.zone && window.start == start.at)
    };
    warnings.extend(covered.iter().filter(withdrawn).map(|start| start.words(now)));
    let rules_version = engine.rules().await?.version().to_owned();
    Ok(Plan {
        requests,
        refused: decided.refused,
        warnings,
        contacts: decided.contacts,
        withdraws,
        zone_release: engine.zones.release().to_owned(),
        rules_version,
    })
}

/// Windows of the campaign that were left in spite of a rule.
async fn kept(engine: &Engine, submission: &Submission) -> Result<Vec<String>> {
    let (zones, now) = (engine.zones.clone(), engine.kernel.clock.now());
    let (connection, campaign) = (submission.connection.clone(), submission.draft.campaign_id.clone());
    engine.kernel.db.read(move |db| window::kept_of(db, &zones, (&connection, &campaign), now)).await
}

/// The request that withdraws a scheduled start; none where it has not reached the tenant yet.
fn withdrawal(engine: &Engine, tenant: &Tenant, row: &Window) -> Result<Option<PlannedRequest>> {
    let Some(id) = &row.tenant_id else { return Ok(None) };
    let (method, path) = schedules::withdrawal(tenant.dialect(), &row.campaign, id).map_err(Error::from)?;
    let zone = engine.zones.get(&row.zone).map_err(|error| RpcError::field("zone", error.to_string()))?;
    Ok(Some(PlannedRequest {
        action: PlannedAction::Withdraw,
        method,
        path,
        body: None,
        zone: row.zone.clone(),
        start: row.start,
        end: row.end,
        words: window_words(&zone, row.start, row.end, engine.kernel.clock.now()),
        contacts: row.contacts,
        verdict: row.verdict,
        rule: row.rule.clone(),
        federal_hours_only: false,
    }))
}

fn local(engine: &Engine, new: &NewWindow) -> Result<(jiff::Zoned, jiff::Zoned)> {
    let zone = engine.zones.get(&new.zone).map_err(|error| RpcError::field("zone", error.to_string()))?;
    Ok((new.start.to_zoned(zone.clone()), new.end.to_zoned(zone)))
}
