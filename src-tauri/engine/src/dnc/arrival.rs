//! Opt-ins and opt-outs that arrive as events, in the write that stores them.

use callboard_phone::E164;
use callboard_rpc::types::{SourceKind, TrafficState};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::record::{Recorded, Source, Statement, record};
use super::requests;
use super::said::Direction;
use crate::Engine;
use crate::inbox::{self, Arrival, Event};
use crate::kernel::tasks::{self, Task};
use crate::kernel::{Error, Result, Write};

const KIND: &str = "dnc.apply";
/// Events of one write: about 5 ms of the writer.
const SLICE: usize = 100;

/// The hook of the inbox.
pub(crate) fn arrival() -> Arrival {
    Arrival {
        kinds: &[SourceKind::DataAction],
        arrived: Box::new(|write, events| events.iter().try_for_each(|event| apply(write, event))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    event_name: Wish,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Wish {
    OptIn,
    OptOut,
}

/// Records what an event says. One that cannot be recorded is a dead letter with the reason, and holds up no other.
pub(super) fn apply(write: &mut Write<'_>, event: &Event) -> Result<()> {
    let body = event.body.as_deref().unwrap_or_default();
    let read = serde_json::from_str::<Body<'_>>(body).ok().zip(E164::from_stored(&event.about));
    let Some((body, number)) = read else {
        return inbox::settle(
            write,
            event.number,
            TrafficState::Dead,
            Some("Its body cannot be read any more."),
        );
    };
    let direction = match body.event_name {
        Wish::OptIn => Direction::In,
        Wish::OptOut => Direction::Out,
    };
    let statement = Statement {
        connection: &event.connection,
        number,
        direction,
        at: event.happened,
        received: event.received,
        source: Source::Webhook(event.source.as_str()),
        event: Some(event.number),
        reason: None,
        metadata: body.metadata.map(RawValue::get),
    };
    let (state, words) = match record(write, &statement) {
        // Its state follows from its request.
        Ok(Recorded::Holds) => return Ok(()),
        Ok(Recorded::Known) => (TrafficState::Done, words(number, Recorded::Known, direction)),
        Ok(Recorded::Older) => (TrafficState::Late, words(number, Recorded::Older, direction)),
        Err(Error::Said(why)) => (TrafficState::Dead, why.to_string()),
        Err(other) => return Err(other),
    };
    inbox::settle(write, event.number, state, Some(&words))
}

fn words(number: E164, recorded: Recorded, direction: Direction) -> String {
    format!("{} {}", number.masked(), recorded.words(direction))
}

/// Events that were received before this slice was there are applied once.
pub(super) fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.tasks.run(KIND, 1, move |task| apply_left(this.clone(), task));
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        let begun = this.kernel.db.write(|write| {
            let now = write.now();
            tasks::schedule(write, KIND, "all", now, &0_i64)
        });
        if let Err(error) = begun.await {
            tracing::warn!(%error, "opt-outs that were received before are looked for at the next start");
        }
    });
}

async fn apply_left(engine: Engine, task: Task) -> Result<()> {
    let stop = engine.kernel.shutdown.token();
    let mut after: i64 = task.payload()?;
    while !stop.is_cancelled() {
        let next = engine.kernel.db.write(move |write| apply_some(write, after)).await?;
        let Some(last) = next else { break };
        after = last;
    }
    engine.kernel.db.write(move |write| tasks::done(write, &task)).await
}

/// Applies those of a slice of open events that have no request. Answers the last of them.
fn apply_some(write: &mut Write<'_>, after: i64) -> Result<Option<i64>> {
    let events = inbox::undecided(write, SourceKind::DataAction, after, SLICE)?;
    for event in &events {
        if requests::of_event(write, event.number)?.is_none() {
            apply(write, event)?;
        }
    }
    Ok(events.last().map(|event| event.number))
}
