//! Starts to come that were decided not to happen, and whose reason is gone: a rule was switched off, or the window in their
//! way was withdrawn. It was told that they do not start, so none does by itself; they go to the tray, where a person
//! decides.

use std::collections::BTreeMap;

use callboard_rpc::types::Verdict;
use jiff::SignedDuration;
use rusqlite::Connection;

use super::consider::{Found, House, SecondThought, What};
use super::decided::{Fate, Fates, allowed_now};
use super::here::Here;
use super::in_the_way::in_the_way;
use super::not_coming::{StoppedDays, WAY_IS_FREE};
use super::question::Question;
use super::store::Saved;
use super::{Fire, Group, instant_of, next_fire, tick};
use crate::kernel::Result;
use crate::rules::Standing;
use crate::window::Window;

/// Schedules where the rules change: each is considered anew at once.
pub(super) const STANDING: Standing = Standing {
    forbidden: |_, _, _, _| Ok(Vec::new()),
    treat: |write, _, _, _, _, _| tick::all_soon(write),
    open: |_, _, _| Ok(Vec::new()),
    settle: |_, _| Box::pin(async { Ok(()) }),
};

/// Those starts, and whether others wait for what is in their way.
pub(super) fn outlived(
    db: &Connection,
    saved: &Saved,
    house: &House,
    question: &Question,
    clocks: &BTreeMap<&'static str, Vec<&Group>>,
    live: &[Window],
) -> Result<(Vec<SecondThought>, bool)> {
    let fates = Fates::read(db, &saved.id, house.now)?;
    let mut stopped = StoppedDays::of(db, &saved.id, &question.mode);
    let (mut outlived, mut waiting) = (Vec::new(), false);
    for (zone, occurrence, fate) in fates.all() {
        let (Some(reason), Some(groups)) = (Reason::of(fate), clocks.get(zone)) else { continue };
        let Some(fire) = written(question, groups, occurrence).filter(|fire| fire.at > house.now) else {
            continue;
        };
        if stopped.holds(question.mode.occurrence(&fire))? {
            continue;
        }
        let here = Here { db, saved, house, question, zone, groups, live };
        let (contacts, What::Window(new)) = here.judge(&fire, false) else { continue };
        if new.verdict == Verdict::Refused {
            continue;
        }
        if matches!(reason, Reason::InTheWay) && in_the_way(&new, live, saved.draft.overlap).is_some() {
            waiting = true;
            continue;
        }
        let found = Found::Uncovered { contacts, reason: reason.words() };
        let clock = Some(groups[0].zones().clock().1.clone());
        outlived.push(SecondThought {
            zone: zone.to_owned(),
            occurrence: occurrence.to_owned(),
            at: fire.at,
            clock,
            found,
        });
    }
    Ok((outlived, waiting))
}

/// A reason for which a start does not come, and that can pass.
enum Reason<'a> {
    InTheWay,
    Rule(&'a str),
}

impl<'a> Reason<'a> {
    fn of(fate: &'a Fate) -> Option<Self> {
        match fate {
            Fate::PassedOver { cover: None, .. } => Some(Self::InTheWay),
            Fate::Refused(why) | Fate::TakenBack(why) => Some(Self::Rule(why)),
            _ => None,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::InTheWay => WAY_IS_FREE.to_owned(),
            Self::Rule(why) => allowed_now(why),
        }
    }
}

/// The fire of an occurrence, where the schedule still has it.
fn written(question: &Question, groups: &[&Group], occurrence: &str) -> Option<Fire> {
    let (_, clock) = question.mode.clock_of(groups[0].zones()).clock();
    let at = instant_of(&question.cron, clock, occurrence.parse().ok()?)?;
    let before = at.checked_sub(SignedDuration::from_millis(1)).ok()?;
    let fire = next_fire(&question.cron, clock, before)?;
    (question.mode.occurrence(&fire).to_string() == occurrence).then_some(fire)
}
