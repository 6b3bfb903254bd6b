//! What people are told of events: no number whole, what was really written, and what is still to be mapped.

use std::time::Duration;

use callboard_rpc::command;
use callboard_rpc::types::{
    DispositionCode, DispositionMap, MapDraftSave, MapPublish, MapPublished, MapTry, OfConnection, StepState,
    TraceKind, TraceStep,
};

use super::house::{House, Loops};
use crate::map::default_map;

const NUMBER: &str = "+14155550123";
const MASKED: &str = "+1 415 ***-**23";

/// The first map, where 2001 is another category.
fn other_map() -> DispositionMap {
    let mut map = default_map();
    let later = map.codes.iter_mut().find(|code| code.code == "2001").unwrap();
    later.category = "wrong_number".into();
    map
}

async fn publish(house: &House, map: DispositionMap, over: u32, reapply_days: u32) {
    publish_answered(house, map, over, reapply_days).await;
}

async fn publish_answered(house: &House, map: DispositionMap, over: u32, reapply_days: u32) -> MapPublished {
    let save = MapDraftSave { connection: None, map: Some(map), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over, reapply_days, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap()
}

fn of(steps: &[TraceStep], kind: TraceKind) -> &TraceStep {
    steps.iter().find(|step| step.kind == kind).unwrap()
}

#[tokio::test]
async fn a_number_that_is_a_contacts_id_is_told_to_nobody_whole() {
    let house = House::start(Loops::WithoutEffects).await;
    let first = house.events(&[(NUMBER, "2001", 1), ("c-1", "1001", 1)]).await;
    house.decided().await;
    let contacts: Vec<_> = house.feed().await.into_iter().map(|row| row.contact).collect();
    assert_eq!(contacts, [MASKED, "c-1"]);
    let tried = MapTry { connection: None, days: 30, map: Some(other_map()) };
    let tried = house.call(command::DispositionTry, tried).await.unwrap();
    assert_eq!(tried.rows.iter().map(|row| row.contact.as_str()).collect::<Vec<_>>(), [MASKED]);
    let steps = house.trace(first).await;
    let written = of(&steps, TraceKind::Effect).words.as_str();
    assert_eq!(written, format!("Write callback_later into contact {MASKED}: waiting."));
    let suppressed = house.trace(first + 1).await;
    assert!(suppressed.iter().any(|step| step.words.contains("the number of contact c-1 on")));
}

#[tokio::test]
async fn a_trace_names_what_was_written_and_who_decided_first() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("c", "2001", 1)]).await;
    house.done().await;
    house.events(&[("c", "3001", 2)]).await;
    house.done().await;
    house.clock.advance(Duration::from_hours(30));
    publish(&house, other_map(), 1, 30).await;
    house.done().await;
    assert_eq!(house.asked(), ["PATCH c callback_later", "PATCH c qualified_lead"]);
    let steps = house.trace(first).await;
    let decided = of(&steps, TraceKind::Decided);
    let words = "Decided by map version 1: code 2001 → callback_later; since version 2: wrong_number (low).";
    assert!(decided.words.starts_with(words), "{}", decided.words);
    assert_eq!(decided.at, Some(super::house::NOW.parse().unwrap()));
    let written = of(&steps, TraceKind::Effect);
    assert_eq!(
        (written.state, written.words.as_str()),
        (StepState::Done, "Write callback_later into contact c: done.")
    );
    let newer = house.trace(first + 1).await;
    let words = "Decided by map version 1: code 3001 → qualified_lead; since version 2: qualified_lead (";
    assert!(of(&newer, TraceKind::Decided).words.starts_with(words), "{newer:?}");
}

#[tokio::test]
async fn what_was_written_anew_is_named_by_what_it_was_written_as_last() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("c", "2001", 1)]).await;
    house.done().await;
    house.clock.advance(Duration::from_mins(1));
    publish(&house, other_map(), 1, 30).await;
    house.done().await;
    assert_eq!(house.category("c").as_deref(), Some("wrong_number"));
    let steps = house.trace(first).await;
    let written = of(&steps, TraceKind::Effect).words.as_str();
    assert!(written.starts_with("Write wrong_number into contact c: done."), "{written}");
}

#[tokio::test]
async fn what_was_never_written_before_is_decided_when_its_version_was_published() {
    let house = House::start(Loops::WithoutEffects).await;
    let first = house.events(&[("c", "2001", 1)]).await;
    house.decided().await;
    house.clock.advance(Duration::from_mins(1));
    publish(&house, other_map(), 1, 30).await;
    house.decided().await;
    let steps = house.trace(first).await;
    let decided = of(&steps, TraceKind::Decided);
    assert_eq!(decided.words, "Decided by map version 2: code 2001 → wrong_number (low).");
    let versions = house.call(command::DispositionVersions, OfConnection { connection: None }).await.unwrap();
    assert_eq!(decided.at, Some(versions[0].at));
}

#[tokio::test]
async fn codes_that_are_mapped_by_now_hide_none_that_is_not() {
    let house = House::start(Loops::WithoutEffects).await;
    let mapped: Vec<String> = (0..505).map(|n| format!("\"m{n}\"")).collect();
    let twice = mapped.iter().flat_map(|code| [("a", code.as_str(), 1), ("b", code.as_str(), 1)]);
    let events: Vec<_> = twice.chain([("c", "\"real\"", 1)]).collect();
    house.events(&events).await;
    house.decided().await;
    let all = OfConnection { connection: None };
    let shown = house.call(command::DispositionShow, all.clone()).await.unwrap();
    assert_eq!(shown.unmapped.len(), 500, "bounded");
    let mut map = default_map();
    map.codes.extend(mapped.iter().map(|code| DispositionCode {
        code: code.trim_matches('"').to_owned(),
        category: "wrong_number".into(),
        meaning: String::new(),
    }));
    publish(&house, map, 1, 0).await;
    let shown = house.call(command::DispositionShow, all).await.unwrap();
    let [real] = shown.unmapped.as_slice() else { panic!("{:?}", shown.unmapped) };
    assert_eq!((real.code.as_str(), real.events, real.contacts), ("real", 1, 1));
}

#[tokio::test]
async fn a_trace_names_no_version_as_having_decided_a_code_that_it_does_not_have() {
    let house = House::start(Loops::All).await;
    let first = house.events(&[("c", "9001", 1)]).await;
    house.done().await;
    let words = "Code 9001: no row of map version 1 names it, so it was written as unclassified (low).";
    assert_eq!(of(&house.trace(first).await, TraceKind::Decided).words, words);
    house.clock.advance(Duration::from_hours(30));
    let published = publish_answered(&house, with_9001(), 1, 30).await;
    assert_eq!((published.reapplied, published.still_unmapped), (1, 0));
    house.done().await;
    let words = "Code 9001: no row of map version 1 names it, so it was written as unclassified; since version 2: \
                 wrong_number (low).";
    assert_eq!(of(&house.trace(first).await, TraceKind::Decided).words, words);
    house.clock.advance(Duration::from_hours(1));
    publish(&house, default_map(), 2, 30).await;
    house.done().await;
    let told = of(&house.trace(first).await, TraceKind::Decided).words.clone();
    assert!(
        told.ends_with("since version 3: unclassified (low), since no row of it names the code."),
        "{told}"
    );
}

/// The first map and one code more.
fn with_9001() -> DispositionMap {
    let mut map = default_map();
    let code =
        DispositionCode { code: "9001".into(), category: "wrong_number".into(), meaning: String::new() };
    map.codes.push(code);
    map
}

#[tokio::test]
async fn publishing_says_how_many_events_of_its_codes_stay_unmapped() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "9001", 1), ("b", "9001", 2), ("c", "9002", 3), ("d", "2001", 4)]).await;
    house.decided().await;
    house.clock.advance(Duration::from_hours(50));
    house.events(&[("e", "9001", 50 * 60)]).await;
    house.decided().await;
    let published = publish_answered(&house, with_9001(), 1, 0).await;
    assert_eq!(
        (published.reapplied, published.still_unmapped, published.still_unmapped_days),
        (0, 3, 3),
        "9002 is in no map, 2001 was mapped all along"
    );
    let published = publish_answered(&house, with_9001(), 2, 1).await;
    assert_eq!((published.reapplied, published.still_unmapped), (1, 2), "the last day took one of them");
    house.decided().await;
    let published = publish_answered(&house, with_9001(), 3, 3).await;
    assert_eq!((published.reapplied, published.still_unmapped), (5, 0));
}
