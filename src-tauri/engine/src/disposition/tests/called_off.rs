//! What a map that is published does not want any more, while it is being sent.

use callboard_cxone::Error as TenantError;
use callboard_rpc::command;
use callboard_rpc::types::{DispositionAction, DispositionMap, MapDraftSave, MapPublish, TrafficState};

use super::house::{House, Loops};
use crate::disposition::patch::Patch;
use crate::disposition::patch::Written;
use crate::map::default_map;
use crate::outbox::by_hand::{self, Ended, Taken};

/// `callback_later` does this no more, or all that it ever did.
fn without(action: Option<DispositionAction>) -> DispositionMap {
    let mut map = default_map();
    let later = map.categories.iter_mut().find(|category| category.name == "callback_later").unwrap();
    later.actions.retain(|one| Some(*one) != action);
    map
}

async fn publish(house: &House, map: DispositionMap, over: u32) {
    let save = MapDraftSave { connection: None, map: Some(map), seen: None };
    house.call(command::DispositionDraft, save).await.unwrap();
    let publish = MapPublish { connection: None, note: None, over, reapply_days: 30, seen: None };
    house.call(command::DispositionPublish, publish).await.unwrap();
    house.decided().await;
}

/// One event whose contact is being written.
async fn sending(house: &House) -> Taken {
    house.events(&[("c", "2001", 1)]).await;
    house.decided().await;
    let taken = house.write(by_hand::take_all).await;
    assert_eq!(taken.len(), 1);
    taken.into_iter().next().unwrap()
}

async fn ends(house: &House, ended: Ended) {
    house.write(move |write| by_hand::settle(write, &[ended], false)).await;
}

fn passing() -> TenantError {
    TenantError::Transient { message: "503".into(), status: Some(503), not_before: None }
}

const PATCHES: &str =
    "SELECT count(*) FROM disposition_outcomes WHERE effect = 'patch' AND outcome = 'superseded'
    AND words = 'The map does not write this any more.'";

#[tokio::test]
async fn it_is_not_tried_again_where_it_failed() {
    let unknown = || TenantError::Unknown { message: "cut".into() };
    let refused = || TenantError::Rejected { status: 400, message: "no".into() };
    for (error, looks) in [(passing(), 0), (unknown(), 1), (refused(), 0)] {
        let house = House::start(Loops::WithoutEffects).await;
        let job = sending(&house).await;
        publish(&house, without(Some(DispositionAction::WriteContact)), 1).await;
        assert_eq!(house.live().await, 1, "it is under way");
        ends(&house, job.failed(error, 0.5)).await;
        assert_eq!(house.number(PATCHES).await, 1);
        assert_eq!(house.number("SELECT count(*) FROM outbox WHERE look = 1").await, looks);
        assert_eq!(house.states().await, [TrafficState::Done]);
    }
}

#[tokio::test]
async fn it_is_done_where_the_tenant_took_it() {
    let house = House::start(Loops::WithoutEffects).await;
    let job = sending(&house).await;
    publish(&house, without(Some(DispositionAction::WriteContact)), 1).await;
    ends(&house, job.arrived(&Patch, Written::Now)).await;
    assert_eq!(house.number("SELECT count(*) FROM disposition_outcomes WHERE outcome = 'done'").await, 1);
    assert_eq!(house.states().await, [TrafficState::Done]);
}

#[tokio::test]
async fn it_is_not_tried_again_after_a_crash() {
    let house = House::start(Loops::WithoutEffects).await;
    sending(&house).await;
    publish(&house, without(Some(DispositionAction::WriteContact)), 1).await;
    let house = house.restart(Loops::All).await;
    house.done_in_a_hurry().await;
    assert!(house.asked().is_empty(), "{:?}", house.asked());
    assert_eq!(house.number(PATCHES).await, 1);
    assert_eq!(house.states().await, [TrafficState::Done]);
}

#[tokio::test]
async fn it_is_written_after_all_where_yet_another_map_wants_it() {
    let house = House::start(Loops::WithoutEffects).await;
    let job = sending(&house).await;
    publish(&house, without(Some(DispositionAction::WriteContact)), 1).await;
    publish(&house, without(None), 2).await;
    ends(&house, job.failed(passing(), 0.5)).await;
    house.begin_effects();
    house.done_in_a_hurry().await;
    assert_eq!(house.category("c").as_deref(), Some("callback_later"));
    assert_eq!(house.states().await, [TrafficState::Done]);
}
