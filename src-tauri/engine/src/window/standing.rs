//! Windows that stand when the rules change: judged anew, and withdrawn, shortened or left as a person says. What is
//! left in spite of a rule waits for a decision until it is over.

use callboard_rpc::types::{
    Forbidden, ForbiddenKind, RuleRef, RuleTreatment, Verdict, WindowId, WindowState,
};
use callboard_rpc::{Caller, Code, RpcError};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::anew::begin_later;
use super::leave::SHORTEST;
use super::places::{Judged, Part, judge};
use super::reads::{all_live, find};
use super::row::{Window, object, store};
use super::settle::{PATIENCE, settle_gone};
use super::withdraw::{shorten, withdraw};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::rules::{RuleBook, Settling, Standing};
use crate::zone::{ZoneData, place, window_words};

/// What windows have to do with a change of the rules.
pub(crate) const STANDING: Standing = Standing { forbidden, treat, open: in_spite, settle: known };

/// The rule in spite of which a window stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InSpite {
    pub rule: RuleRef,
    /// From when on it would be allowed, where that is later than its start.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when it would be allowed; absent where it is not at all.
    pub until: Option<Timestamp>,
    /// A person looked at it and let it stand.
    pub kept: bool,
}

/// Windows that these rules forbid, wholly or in part, and of which that was not known.
fn forbidden(db: &Connection, zones: &ZoneData, rules: &RuleBook, now: Timestamp) -> Result<Vec<Forbidden>> {
    let mut found = Vec::new();
    for row in all_live(db)?.into_iter().filter(stands) {
        let judged = judge(&row, rules, zones, now);
        if is_known(&row, &judged) {
            continue;
        }
        found.extend(judged.rule().cloned().map(|rule| shown(&row, rule, judged.part(), zones, now)));
    }
    Ok(found)
}

/// Judges what stands by these rules. Where ids are given, only they are decided, and so that nobody is asked again.
fn treat(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    rules: &RuleBook,
    ids: Option<&[String]>,
    treatment: RuleTreatment,
) -> Result<()> {
    let now = write.now();
    if let Some(ids) = ids {
        decidable(write, caller, zones, ids, treatment)?;
    }
    for row in all_live(write)? {
        if row.state == WindowState::Planned && !row.unwanted {
            if let (None, RuleTreatment::Shorten, Judged::Later { from, until, rule }) =
                (ids, treatment, judge(&row, rules, zones, now))
            {
                begin_later(write, caller, row, (from, until), rule)?;
            }
            continue;
        }
        if !stands(&row) {
            if ids.is_none() && judge(&row, rules, zones, now) == Judged::Legal {
                leaves_for_no_rule(write, row)?;
            }
            continue;
        }
        let named = ids.is_some_and(|ids| ids.iter().any(|id| id == row.id.as_str()));
        if ids.is_some() && !named {
            continue;
        }
        let judged = judge(&row, rules, zones, now);
        match (&judged, &row.in_spite) {
            (Judged::Legal, None) => {}
            (Judged::Legal, Some(_)) => allowed_again(write, caller, row)?,
            _ if !named && is_known(&row, &judged) => {}
            _ => decide(write, caller, row, &judged, treatment, named)?,
        }
    }
    Ok(())
}

/// Refuses to keep or to shorten what is on its way back already, or over. What was only to be shortened can still be
/// withdrawn whole.
fn decidable(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    ids: &[String],
    treatment: RuleTreatment,
) -> Result<()> {
    for id in ids {
        // An id of another slice is decided there.
        let Some(row) = find(write, &WindowId(id.clone()))?.filter(|row| !stands(row)) else { continue };
        if row.state == WindowState::Planned && !row.unwanted {
            continue; // it is judged when it leaves
        }
        if treatment == RuleTreatment::Withdraw {
            withdraw(write, caller, &row)?;
            continue;
        }
        let what = match row.state {
            _ if row.shorten_to.is_some() => "is being shortened already",
            WindowState::Withdrawn => "is withdrawn already",
            WindowState::Ended => "is over",
            WindowState::Failed | WindowState::Refused => "was never scheduled in CXone",
            _ => "is being withdrawn already",
        };
        let words = zones.get(&row.zone).map(|zone| window_words(&zone, row.start, row.end, write.now()));
        let words = format!(
            "The window in {} ({}) {what}: it can be neither kept nor shortened.",
            place(&row.zone),
            words.unwrap_or_default()
        );
        return Err(RpcError::new(Code::Conflict, words)
            .hint("Nothing was decided. Look again at what is scheduled in spite of a rule, and decide about that.")
            .into());
    }
    Ok(())
}

/// Waits until it is known what became of them.
fn known<'a>(engine: &'a Engine, ids: &'a [String]) -> Settling<'a> {
    Box::pin(async move {
        let ids: Vec<WindowId> = ids.iter().map(|id| WindowId(id.clone())).collect();
        let rows = engine
            .kernel
            .db
            .read(move |db| ids.iter().filter_map(|id| find(db, id).transpose()).collect::<Result<Vec<_>>>());
        settle_gone(engine, rows.await?, PATIENCE).await.map(drop)
    })
}

/// Whether that very rule was seen to forbid it before.
fn is_known(row: &Window, judged: &Judged) -> bool {
    let same = |spite: &InSpite, rule: &RuleRef| {
        let part = spite.until.map(|until| Part { from: spite.from, until });
        (&spite.rule.id, spite.rule.version, part) == (&rule.id, rule.version, judged.part())
    };
    matches!((&row.in_spite, judged.rule()), (Some(spite), Some(rule)) if same(spite, rule))
}

fn decide(
    write: &mut Write<'_>,
    caller: &Caller,
    row: Window,
    judged: &Judged,
    treatment: RuleTreatment,
    kept: bool,
) -> Result<()> {
    let Some(rule) = judged.rule().cloned() else { return Ok(()) };
    let (verdict, part) = (judged.verdict(), judged.part());
    // Until it is gone it stands in spite of the rule, whatever was chosen.
    let in_spite = InSpite {
        rule: rule.clone(),
        from: part.and_then(|part| part.from),
        until: part.map(|part| part.until),
        kept: false,
    };
    let row = Window { verdict, rule: Some(rule), in_spite: Some(in_spite.clone()), ..row };
    let begin = row.start.max(write.now());
    let room = part.filter(|part| part.until.duration_since(part.begin(begin)) > SHORTEST + LEAST);
    match (treatment, room) {
        (RuleTreatment::Keep, _) => {
            let row = Window { in_spite: Some(InSpite { kept, ..in_spite }), ..row };
            store(write, &row)?;
            let entry = Entry::new("window.keep", object(&row.id)).after(&row.told());
            write.audit(caller, entry.result("stands in spite of the rule"))?;
            Ok(())
        }
        // What is left of it is allowed.
        (RuleTreatment::Shorten, Some(part)) => {
            shorten(write, caller, Window { verdict: Verdict::Clamped, ..row }, part)
        }
        _ => {
            store(write, &row)?;
            withdraw(write, caller, &row)
        }
    }
}

/// Withdrawing and making anew take their time.
const LEAST: SignedDuration = SignedDuration::from_secs(30);

fn allowed_again(write: &mut Write<'_>, caller: &Caller, row: Window) -> Result<()> {
    let row = Window { verdict: Judged::Legal.verdict(), rule: None, in_spite: None, ..row };
    store(write, &row)?;
    write.audit(caller, Entry::new("window.allow", object(&row.id)).after(&row.told()))?;
    Ok(())
}

/// A window that is on its way back for a rule that forbids nothing of it any more: no rule is named for it, and one that was
/// to be shortened is made anew whole. What a person had withdrawn stays withdrawn.
fn leaves_for_no_rule(write: &mut Write<'_>, row: Window) -> Result<()> {
    if row.in_spite.is_none() || !row.unwanted {
        return Ok(());
    }
    let row = match row.shorten_to {
        Some(_) => Window { verdict: Verdict::Legal, rule: None, shorten_to: Some(row.end), ..row },
        None => row,
    };
    store(write, &Window { in_spite: None, ..row })
}

/// What stands or may stand at the tenant, and is not on its way back. What never left is judged before it does.
fn stands(row: &Window) -> bool {
    let there = matches!(
        row.state,
        WindowState::Sending
            | WindowState::Submitted
            | WindowState::Begun
            | WindowState::Unknown
            | WindowState::Stuck
    );
    there && !row.unwanted
}

fn shown(row: &Window, rule: RuleRef, part: Option<Part>, zones: &ZoneData, now: Timestamp) -> Forbidden {
    let words = zones.get(&row.zone).map(|zone| window_words(&zone, row.start, row.end, now));
    Forbidden {
        kind: ForbiddenKind::Window,
        id: row.id.to_string(),
        run: Some(row.run.clone()),
        campaign_id: row.campaign.clone(),
        place: place(&row.zone),
        zone: row.zone.clone(),
        start: row.start,
        end: row.end,
        words: words.unwrap_or_default(),
        state: row.state,
        contacts: row.contacts,
        rule,
        allowed_from: part.and_then(|part| part.from),
        allowed_until: part.map(|part| part.until),
        decided: decided(row),
        trouble: row.trouble.clone(),
    }
}

/// What was decided about a window and is being carried out.
fn decided(row: &Window) -> Option<RuleTreatment> {
    row.unwanted.then_some(match row.shorten_to {
        Some(_) => RuleTreatment::Shorten,
        None => RuleTreatment::Withdraw,
    })
}

/// Windows that stand in spite of a rule and wait for a decision, or for being gone, as pages show them.
pub fn in_spite(db: &Connection, zones: &ZoneData, now: Timestamp) -> Result<Vec<Forbidden>> {
    let rows = all_live(db)?.into_iter().filter(|row| row.state != WindowState::Planned && row.end > now);
    let open = rows.filter_map(|row| {
        let spite = row.in_spite.clone().filter(|spite| !spite.kept)?;
        let part = spite.until.map(|until| Part { from: spite.from, until });
        Some(shown(&row, spite.rule, part, zones, now))
    });
    Ok(open.collect())
}
