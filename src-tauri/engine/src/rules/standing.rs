//! What stands already when the rules change.
//!
//! Cast: a slice whose work stands somewhere (windows at the tenant) declares a [`Standing`]: what of
//! it a book forbids, and how that is treated. Before a change it is asked ([`effect`]); with the change, in its
//! transaction, it is treated as a person chose ([`judge_anew`]). At a start, and so with a new version of the program,
//! of its rules or of the zone data, what is forbidden by now is marked and waits on the Board.

use std::pin::Pin;

use callboard_rpc::types::{Forbidden, RuleEffect, RuleTreatment, RuleTrial};
use callboard_rpc::{Caller, Code, NoticeLevel, RpcError};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

use super::{RuleBook, SwitchedOff, house, store};
use crate::Engine;
use crate::engine::SLICES;
use crate::kernel::{Error, NewNotice, Notices, Result, Write};
use crate::zone::{ZoneData, counted};

/// A slice's part in a change of the rules.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    /// What of it a book forbids that was not known to be forbidden.
    pub(crate) forbidden: fn(&Connection, &ZoneData, &RuleBook, Timestamp) -> Result<Vec<Forbidden>>,
    /// Treats what a book forbids: what was not known, or what is named. What is allowed again is unmarked.
    pub(crate) treat: Treat,
    /// What stands in spite of a rule and waits for a decision.
    pub(crate) open: fn(&Connection, &ZoneData, Timestamp) -> Result<Vec<Forbidden>>,
    /// Waits a while until it is known what came of those that are named.
    pub(crate) settle: for<'a> fn(&'a Engine, &'a [String]) -> Settling<'a>,
}

pub(crate) type Settling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

type Treat =
    fn(&mut Write<'_>, &Caller, &ZoneData, &RuleBook, Option<&[String]>, RuleTreatment) -> Result<()>;

fn standing_slices() -> impl Iterator<Item = Standing> {
    SLICES.iter().filter_map(|slice| slice.on_rules_changed)
}

/// What stands and a book would forbid.
pub(super) fn effect(
    db: &Connection,
    zones: &ZoneData,
    book: &RuleBook,
    now: Timestamp,
) -> Result<RuleEffect> {
    let mut forbidden = Vec::new();
    for standing in standing_slices() {
        forbidden.extend((standing.forbidden)(db, zones, book, now)?);
    }
    Ok(told(forbidden))
}

/// The book as a trial would make it.
pub(super) fn tried(db: &Connection, trial: &RuleTrial, now: Timestamp) -> Result<RuleBook> {
    let (mut rows, mut off) = (store::newest(db)?, store::switches(db)?);
    for written in &trial.add {
        let before = rows.iter().position(|rule| rule.id == written.id);
        let version = before.map_or(1, |index| rows[index].version + 1);
        let rule = house::rule(written, version, now)?;
        match before {
            Some(index) => rows[index] = rule,
            None => rows.push(rule),
        }
    }
    if let Some(on) = &trial.on {
        off.retain(|switch| switch.rule != *on);
    }
    if let Some(id) = &trial.off {
        off.push(SwitchedOff { rule: id.clone(), why: "tried".to_owned() });
    }
    store::book(rows, off)
}

/// In the transaction of a change: what it forbids is treated as was chosen, and without a choice it is refused.
/// Answers what was treated.
pub(super) fn judge_anew(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    book: &RuleBook,
    treatment: Option<RuleTreatment>,
) -> Result<Vec<String>> {
    let now = write.now();
    let effect = effect(write, zones, book, now)?;
    if treatment.is_none() && !effect.forbidden.is_empty() {
        return Err(RpcError::new(Code::Refused, effect.sentence.clone())
            .hint("Say what becomes of them: --withdraw, --shorten or --keep. Nothing was changed.")
            .detail(json!({ "field": "standing", "forbidden": effect.forbidden }))
            .into());
    }
    for standing in standing_slices() {
        (standing.treat)(write, caller, zones, book, None, treatment.unwrap_or(RuleTreatment::Keep))?;
    }
    Ok(effect.forbidden.into_iter().map(|one| one.id).collect())
}

/// Whoever changed a rule is answered when what that withdrew is gone, or after a while.
pub(super) async fn settle(engine: &Engine, ids: &[String]) -> Result<()> {
    for standing in standing_slices() {
        match (standing.settle)(engine, ids).await {
            // It is decided, and goes on at the next start.
            Err(Error::Stopping) => {}
            settled => settled?,
        }
    }
    Ok(())
}

/// A decision about what is named.
pub(super) fn decide(
    write: &mut Write<'_>,
    caller: &Caller,
    zones: &ZoneData,
    ids: &[String],
    treatment: RuleTreatment,
) -> Result<()> {
    let book = store::current(write)?;
    for standing in standing_slices() {
        (standing.treat)(write, caller, zones, &book, Some(ids), treatment)?;
    }
    Ok(())
}

/// What waits for a decision.
pub(super) async fn open(engine: &Engine) -> Result<RuleEffect> {
    let (zones, now) = (engine.zones.clone(), engine.kernel.clock.now());
    let open = engine.kernel.db.read(move |db| {
        let mut found = Vec::new();
        for standing in standing_slices() {
            found.extend((standing.open)(db, &zones, now)?);
        }
        Ok(found)
    });
    Ok(told(open.await?))
}

/// At a start: the rules or the zone data may be others than before. Nothing is withdrawn by itself.
pub(crate) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let zones = this.zones.clone();
        let judged = this.kernel.db.write(move |write| {
            let book = store::current(write)?;
            let found = effect(write, &zones, &book, write.now())?;
            judge_anew(write, &Caller::engine(), &zones, &book, Some(RuleTreatment::Keep))?;
            if found.forbidden.is_empty() {
                return Ok(());
            }
            let body = format!("{} They stand until you decide.", found.sentence);
            let title = "The rules changed for what is scheduled in CXone".to_owned();
            let link = Some("/".to_owned());
            Notices::tell(write, NewNotice { level: NoticeLevel::Attention, title, body, link })
        });
        if let Err(error) = judged.await {
            tracing::error!(%error, "what stands could not be judged by the rules of today");
        }
    });
}

/// With its sentence: `This forbids 1 submitted window, 318 contacts: Kolkata.`
pub(super) fn told(forbidden: Vec<Forbidden>) -> RuleEffect {
    let contacts = forbidden.iter().map(|one| one.contacts).sum();
    let sentence = match forbidden.len() as u64 {
        0 => String::new(),
        windows => format!(
            "This forbids {}, {}: {}.",
            counted(windows, "submitted window"),
            counted(contacts, "contact"),
            places(&forbidden)
        ),
    };
    RuleEffect { sentence, contacts, forbidden }
}

fn places(forbidden: &[Forbidden]) -> String {
    const NAMED: usize = 5;
    let mut places: Vec<&str> = forbidden.iter().map(|one| one.place.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    let more = places.len().saturating_sub(NAMED);
    places.truncate(NAMED);
    let named = places.join(", ");
    if more > 0 { format!("{named} and {}", counted(more as u64, "more place")) } else { named }
}
