//! A try-out and the publishing after it, over random maps, events and publishings: what is foreseen is what happens.

mod drawn;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callboard_cxone::Error as TenantError;
use callboard_phone::E164;
use callboard_rpc::command;
use callboard_rpc::types::{
    ConnectionId, DispositionMap, MapDraftSave, MapPublish, MapTried, MapTry, TrafficState, UnmappedPolicy,
    UnmappedPolicySet,
};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;

use self::drawn::{Act, CODES, acts, map};
use super::house::{House, Loops, at};
use crate::disposition::decisions::{self, Decision};
use crate::disposition::effects::{self, Effect, Progress};
use crate::disposition::known::at_publishing;
use crate::disposition::patch::Patch;
use crate::disposition::patch::Written;
use crate::disposition::scope;
use crate::disposition::state::standing_of;
use crate::disposition::step::{Known, Step};
use crate::disposition::suppress::Suppress;
use crate::inbox;
use crate::kernel::Result;
use crate::map::{Lookup, Meaning, Meanings, Rules, drafts, versions};
use crate::outbox::by_hand;

/// Cases of one run; `PROPTEST_CASES` may ask for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

/// What is compared of an event: words and times are for people.
type Seen = (Decision, Option<Arc<Meaning>>, Vec<Option<(Progress, bool, bool)>>, TrafficState);

fn seen(known: &Known) -> Seen {
    let effects = [&known.effects.patch, &known.effects.suppress];
    let effect = |effect: &&Option<Effect>| {
        effect.as_ref().map(|one| (one.progress, one.in_flight, one.called_off && one.in_flight))
    };
    (known.decision.clone(), known.does.clone(), effects.iter().map(effect).collect(), known.state)
}

/// All events of the house, by contact.
fn stored(db: &Connection, house: &ConnectionId) -> Result<BTreeMap<String, Vec<Known>>> {
    let current = versions::current(db, house)?;
    let lookup = Arc::new(Lookup::new(current.version.version, &current.map));
    let mut meanings = Meanings::new(house, &lookup);
    let mut statement = db.prepare("SELECT DISTINCT contact FROM decisions ORDER BY contact")?;
    let contacts = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut all = BTreeMap::new();
    for contact in contacts {
        let contact = contact?;
        let mut events = Vec::new();
        for decision in decisions::of_contact(db, (house, &contact))? {
            let effects = effects::of_event(db, &decision, None)?;
            let (does, state) =
                (decision.does(db, &mut meanings)?, inbox::stands(db, decision.event)?.unwrap());
            events.push(Known { decision, decided: true, does, effects, state });
        }
        all.insert(contact, events);
    }
    Ok(all)
}

/// The steps of one publishing, and all events after it.
#[derive(Debug, Default)]
struct Foreseen {
    steps: Vec<Step>,
    after: BTreeMap<String, Vec<Known>>,
}

async fn foreseen(house: &House, map: DispositionMap, days: u32) -> Foreseen {
    let (of, now) = (house.connection.clone(), house.engine.clock().now());
    let foresee = move |db: &Connection| {
        let next = versions::current(db, &of)?.version.version + 1;
        let hold = drafts::policy(db, &of)? == UnmappedPolicy::Hold;
        let rules = Rules { lookup: Arc::new(Lookup::new(next, &map)), hold };
        let (scopes, mut meanings) = (scope::of_days(now, days), Meanings::new(&of, &rules.lookup));
        let mut foreseen = Foreseen { steps: Vec::new(), after: stored(db, &of)? };
        for contact in scope::contacts(db, &of, &scopes, None, u32::MAX)? {
            let (_, all) = at_publishing(db, &mut meanings, (&of, &contact), &rules, &scopes)?;
            foreseen.steps.extend(all.steps.clone());
            if all.reach_effects() {
                foreseen.after.insert(contact, all.after);
            } else {
                for (known, after) in foreseen.after.get_mut(&contact).unwrap().iter_mut().zip(all.after) {
                    (known.decision, known.does) = (after.decision, after.does);
                }
            }
        }
        Ok(foreseen)
    };
    house.read(foresee).await
}

/// The keys of messages, and the number of the newest outcome.
async fn marks(house: &House) -> (BTreeSet<String>, i64) {
    let keys = house.read(|db| {
        let mut statement = db.prepare("SELECT key FROM outbox")?;
        let keys = statement.query_map([], |row| row.get(0))?;
        Ok(keys.collect::<rusqlite::Result<_>>()?)
    });
    let newest = "SELECT coalesce(max(number), 0) FROM disposition_outcomes";
    (keys.await, house.number(newest).await)
}

/// Since these marks: events whose number goes on the list, how many outcomes, and events that this version announced.
async fn since(
    house: &House,
    (keys, newest): (BTreeSet<String>, i64),
    version: u32,
) -> (BTreeSet<i64>, i64, BTreeSet<i64>) {
    house
        .read(move |db| {
            let mut statement =
                db.prepare("SELECT key, subject FROM outbox WHERE kind = 'disposition.suppress'")?;
            let rows =
                statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            let new = rows.into_iter().filter(|(key, _)| !keys.contains(key));
            let listed = new.filter_map(|(_, subject)| inbox::number_of(&subject)).collect();
            let sql = "SELECT count(*) FROM disposition_outcomes WHERE number > ?1";
            let outcomes = db.query_row(sql, [newest], |row| row.get(0))?;
            let mut statement = db.prepare("SELECT event FROM routed WHERE version = ?1")?;
            let notified = statement.query_map([version], |row| row.get(0))?;
            Ok((listed, outcomes, notified.collect::<rusqlite::Result<_>>()?))
        })
        .await
}

async fn publish(house: &House, map: DispositionMap, days: u32) {
    let save = MapDraftSave { connection: None, map: Some(map.clone()), seen: None };
    let shown = house.call(command::DispositionDraft, save).await.unwrap();
    let (over, of) = (shown.version.version, house.connection.clone());
    let before = house
        .read({
            let of = of.clone();
            move |db| stored(db, &of)
        })
        .await;
    let marks = marks(house).await;
    let tried = match days {
        0 => None,
        days => Some(
            house.call(command::DispositionTry, MapTry { connection: None, days, map: None }).await.unwrap(),
        ),
    };
    let foreseen = foreseen(house, map, days).await;
    let publish = MapPublish { connection: None, note: None, over, reapply_days: days, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap();
    house.decided().await;
    let after = house.read(move |db| stored(db, &of)).await;
    for (contact, events) in &after {
        let expected: Vec<_> = foreseen.after[contact].iter().map(seen).collect();
        assert_eq!(events.iter().map(seen).collect::<Vec<_>>(), expected, "{contact}: {:?}", foreseen.steps);
    }
    let (listed, outcomes, notified) = since(house, marks, over + 1).await;
    let suppress = |step: &Step| match step {
        Step::Suppress(event) => Some(*event),
        _ => None,
    };
    assert_eq!(listed, foreseen.steps.iter().filter_map(suppress).collect::<BTreeSet<_>>());
    let notes = foreseen.steps.iter().filter(|step| matches!(step, Step::Note(_))).count();
    assert_eq!(outcomes, i64::try_from(notes).unwrap());
    let notices = foreseen.steps.iter().filter(|step| matches!(step, Step::Notify(_))).count();
    assert!(notified.len() <= notices, "{notified:?}");
    if let Some(tried) = tried {
        is_as_tried(&tried, &before, &after, &listed);
    }
}

/// The figures of the try-out, counted once more from what is stored.
fn is_as_tried(
    tried: &MapTried,
    before: &BTreeMap<String, Vec<Known>>,
    after: &BTreeMap<String, Vec<Known>>,
    listed: &BTreeSet<i64>,
) {
    let counts = |events: &[Known]| {
        let head = events.iter().find(|known| known.decision.head)?;
        let does = head.does.as_ref().map(|does| does.actions());
        Some((head.decision.category.clone(), head.decision.severity, does))
    };
    let on_list = |events: &[Known]| events.iter().any(|known| listed.contains(&known.decision.event));
    let other = after
        .iter()
        .filter(|(contact, events)| counts(events) != counts(&before[*contact]) || on_list(events));
    assert_eq!(tried.changed, other.count() as u64, "{tried:?}");
    let to_list = after.values().filter(|events| on_list(events)).count() as u64;
    assert_eq!(tried.to_do_not_call, to_list, "{tried:?}");
    assert_eq!(tried.by_change.iter().map(|change| change.contacts).sum::<u64>(), tried.changed);
}

async fn send(house: &House, how: usize) {
    let taken = house.write(by_hand::take_all).await;
    if how == 0 {
        return;
    }
    let refused = || TenantError::Rejected { status: 400, message: "no".into() };
    let number = E164::from_stored("+14155552671").unwrap();
    let ended: Vec<_> = taken
        .into_iter()
        .enumerate()
        .map(|(at, one)| match one.subject().starts_with("evt_") {
            _ if how == 2 || how == 3 && at % 2 == 0 => one.failed(refused(), 0.5),
            true => one.arrived(&Suppress, number),
            false => one.arrived(&Patch, Written::Now),
        })
        .collect();
    house.write(move |write| by_hand::settle(write, &ended, false)).await;
}

/// The stored state of every event is the one that is derived.
async fn states_are_derived(house: &House, act: &Act) {
    let of = house.connection.clone();
    for events in house.read(move |db| stored(db, &of)).await.values() {
        let head = events.iter().find(|known| known.decision.head).map(|known| &known.decision);
        for known in events {
            // An event whose effects are under way keeps its state until one of them ends.
            let under_way =
                known.state == TrafficState::Received && known.effects.iter().any(Effect::is_live);
            if let Some(derived) = standing_of(known, head).filter(|_| !under_way) {
                assert_eq!(known.state, derived.state, "{known:?} after {act:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_trying_a_map_foresees_is_what_publishing_it_does() {
    let samples = std::cell::RefCell::new(Vec::new());
    let config = ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() };
    let collect = |acts| {
        samples.borrow_mut().push(acts);
        Ok(())
    };
    TestRunner::new(config).run(&acts(), collect).unwrap();
    let house = House::start(Loops::WithoutEffects).await;
    for (round, acts) in samples.into_inner().into_iter().enumerate() {
        eprintln!("{acts:?}");
        for act in &acts {
            match act {
                Act::Arrive(events) => {
                    let bodies = events.iter().map(|(contact, code, minute)| {
                        let (contact, at) = (format!("r{round}c{contact}"), at(*minute));
                        let code = CODES[*code];
                        let body = format!(
                            r#"{{"contactId":"{contact}","dispositionCode":"{code}","timestamp":"{at}"}}"#
                        );
                        (contact, body, at)
                    });
                    house.bodies(bodies.collect()).await;
                    house.decided().await;
                }
                Act::Send(how) => send(&house, *how).await,
                Act::Hold(hold) => {
                    let policy = if *hold { UnmappedPolicy::Hold } else { UnmappedPolicy::Write };
                    let set = UnmappedPolicySet { connection: None, policy };
                    house.call(command::DispositionUnmappedPolicy, set).await.unwrap();
                }
                Act::Publish(drawn, days) => publish(&house, map(drawn), *days).await,
            }
            states_are_derived(&house, act).await;
        }
    }
}
