use callboard_rpc::RpcError;
use callboard_rpc::types::{
    Delivery, DeliveryId, DeliveryState, SourceKind, StepState, Trace, TraceKind, TraceStep, TrafficState,
};
use jiff::Timestamp;
use rusqlite::Connection;

use super::about::{Names, of_delivery, of_event, of_refused};
use crate::delivery;
use crate::engine::SLICES;
use crate::inbox::{self, Event, RefusedEvent, names, number_of};
use crate::kernel::{Result, Reveal};

/// What another slice knows of the event with this number: its steps, in the order in which they happen.
pub(crate) type Tracer = fn(&Connection, i64) -> Result<Vec<TraceStep>>;

/// One event, refused event or delivery with its steps.
pub(super) fn trace(db: &Connection, id: &str, numbers: Reveal) -> Result<Trace> {
    let names = names(db)?;
    let missing = || RpcError::not_found("event or delivery", id);
    if let Some(number) = number_of(id) {
        let event = inbox::event(db, number)?.ok_or_else(missing)?;
        return of_an_event(db, &event, &names, numbers);
    }
    if let Some(number) = id.strip_prefix("ref_").and_then(|number| number.parse().ok()) {
        let refused = inbox::refused_event(db, number)?.ok_or_else(missing)?;
        return Ok(of_a_refused(&refused, &names, numbers));
    }
    let (sent, subject) = delivery::show(db, &DeliveryId::from(id))?.ok_or_else(missing)?;
    of_a_delivery(db, sent, &subject, &names, numbers)
}

fn of_an_event(db: &Connection, event: &Event, names: &Names, numbers: Reveal) -> Result<Trace> {
    let row = of_event(event, names, numbers);
    let mut steps = vec![
        step(
            TraceKind::Received,
            Some(event.received),
            format!("{} sent it: {} bytes.", row.party, event.bytes),
        ),
        step(
            TraceKind::Committed,
            Some(event.stored),
            "It is on disk, and its sender was told so.".to_owned(),
        ),
    ];
    for tracer in SLICES.iter().filter_map(|slice| slice.trace) {
        steps.extend(tracer(db, event.number)?);
    }
    let sent = delivery::of_subject(db, &event.id())?;
    for one in &sent {
        steps.push(announced(one));
        steps.push(arrival(one));
    }
    if event.state == TrafficState::Kept {
        steps.push(TraceStep {
            state: StepState::Skipped,
            ..step(TraceKind::Decided, None, kept(event.kind).to_owned())
        });
    }
    Ok(Trace {
        body: event.body.as_deref().map(|body| numbers.in_body(body)),
        bytes: event.bytes,
        sender_id: Some(numbers.in_id(&event.sender_id)),
        delivery: None,
        related: sent.iter().map(of_delivery).collect(),
        steps,
        row,
    })
}

fn of_a_refused(refused: &RefusedEvent, names: &Names, numbers: Reveal) -> Trace {
    let row = of_refused(refused, names);
    let steps = vec![
        step(
            TraceKind::Received,
            Some(refused.received),
            format!("{} sent it: {} bytes.", row.party, refused.bytes),
        ),
        TraceStep {
            state: StepState::Failed,
            ..step(
                TraceKind::Refused,
                Some(refused.received),
                format!("{} {}", refused.status, refused.reason),
            )
        },
    ];
    Trace {
        body: refused.body.as_deref().map(|body| numbers.in_body(body)),
        bytes: refused.bytes,
        sender_id: Some(numbers.in_id(&refused.sender_id)).filter(|id| !id.is_empty()),
        delivery: None,
        related: Vec::new(),
        steps,
        row,
    }
}

fn of_a_delivery(
    db: &Connection,
    sent: Delivery,
    subject: &str,
    names: &Names,
    numbers: Reveal,
) -> Result<Trace> {
    // One that was announced again says so behind the event: `evt_2/v3`.
    let cause = match number_of(subject.split('/').next().unwrap_or(subject)) {
        Some(number) => inbox::event(db, number)?,
        None => None,
    };
    let mut steps = vec![announced(&sent)];
    steps[0].link = match (&sent.run, &cause) {
        (Some(run), _) => Some(format!("/runs/{run}")),
        (None, Some(event)) => Some(format!("/traffic?open={}", event.id())),
        (None, None) => None,
    };
    steps.extend(sent.tries.iter().map(|one| {
        let failed = one.words.is_some();
        let words = match (one.status, &one.words) {
            (_, Some(words)) => words.clone(),
            (Some(status), None) => format!("It answered {status} in {} ms.", one.took_ms),
            (None, None) => "It was tried.".to_owned(),
        };
        let state = if failed { StepState::Failed } else { StepState::Done };
        TraceStep { state, ..step(TraceKind::Tried, Some(one.at), words) }
    }));
    steps.push(arrival(&sent));
    Ok(Trace {
        row: of_delivery(&sent),
        steps,
        body: Some(numbers.in_body(&sent.body)),
        bytes: sent.body.len() as u64,
        sender_id: None,
        related: cause.iter().map(|event| of_event(event, names, numbers)).collect(),
        delivery: Some(Delivery { body: numbers.in_body(&sent.body), ..sent }),
    })
}

fn announced(sent: &Delivery) -> TraceStep {
    let words = format!("{} for {} was written to be sent.", sent.event, sent.endpoint_name);
    TraceStep {
        link: Some(format!("/traffic?open={}", sent.id)),
        ..step(TraceKind::Announced, Some(sent.created_at), words)
    }
}

/// Where a delivery stands.
fn arrival(sent: &Delivery) -> TraceStep {
    let last = sent.tries.last();
    match sent.state {
        DeliveryState::Delivered => step(
            TraceKind::Delivered,
            last.map(|one| one.at),
            format!("It arrived at {}.", sent.endpoint_name),
        ),
        DeliveryState::Waiting => TraceStep {
            state: StepState::Waiting,
            ..step(
                TraceKind::Delivered,
                None,
                match sent.next_try {
                    Some(next) if !sent.tries.is_empty() => {
                        format!("It is tried again at {}.", to_the_second(next))
                    }
                    _ => "It waits to be sent.".to_owned(),
                },
            )
        },
        DeliveryState::Dead => TraceStep {
            state: StepState::Failed,
            ..step(
                TraceKind::Delivered,
                last.map(|one| one.at),
                format!(
                    "It was given up after {} tries; replay it once the cause is mended.",
                    sent.tries.len()
                ),
            )
        },
    }
}

fn to_the_second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn kept(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::CallResult => "Kept. This version does nothing more with a call result.",
        SourceKind::DataAction => "Kept. This version does nothing more with an opt-in or opt-out.",
        SourceKind::Callback => "Kept. This version does nothing more with a callback request.",
        SourceKind::Event => "Kept as it came: a subscribed event is for being looked at.",
    }
}

fn step(kind: TraceKind, at: Option<Timestamp>, words: String) -> TraceStep {
    TraceStep { kind, state: StepState::Done, at, words, link: None }
}
