use std::sync::Arc;
use std::time::Duration;

use callboard_rpc::types::{SourceKind, TrafficState};

use super::house::{House, Sender};
use crate::inbox::arriving::{Arriving, store};
use crate::inbox::filed::ENOUGH;
use crate::inbox::intake::Verdict;
use crate::inbox::read::COMMON;
use crate::inbox::roster::Live;
use crate::inbox::{Wanted, count_events, events};
use crate::kernel::{Error, Result};

pub(super) fn arriving(house: &House, source: &Arc<Live>, at: usize) -> Arriving {
    Arriving {
        source: Arc::clone(source),
        sender_id: format!("msg_{at:05}"),
        received: house.now(),
        happened: house.now(),
        about: format!("about-{at:05}"),
        body: "{}".to_owned(),
        digest: [7; 32],
        salt: [1; 16],
        commitment: [2; 32],
    }
}

/// The source as the listener meets it.
pub(super) fn live(house: &House, sender: &Sender) -> Arc<Live> {
    let path = sender.saved.source.path.strip_prefix("/webhook/").unwrap();
    house.engine.listener.0.roster.find(path).unwrap()
}

/// Stored in one write, as the intake does, with numbers from `first` on; then all of it fails where it is to.
async fn stored(
    house: &House,
    sender: &Sender,
    ids: std::ops::Range<usize>,
    fails: bool,
) -> Result<Vec<Verdict>> {
    let source = live(house, sender);
    let all: Vec<_> = ids.map(|at| arriving(house, &source, at)).collect();
    let unfiled = house.engine.listener.0.desk.unfiled.clone();
    let write = move |write: &mut crate::kernel::Write<'_>| {
        let mut number: i64 =
            write.query_row("SELECT coalesce(max(number), 0) + 1 FROM events", [], |row| row.get(0))?;
        let mut names = unfiled.names(write, number)?;
        let mut verdicts = Vec::new();
        for one in &all {
            let verdict = store(write, &mut names, one, number, TrafficState::Kept)?;
            number += i64::from(verdict == Verdict::Kept(number));
            verdicts.push(verdict);
        }
        if fails { Err(Error::Other(anyhow::anyhow!("as it was to"))) } else { Ok(verdicts) }
    };
    house.engine.kernel.db.write(write).await
}

async fn found(house: &House, q: &str) -> Vec<i64> {
    let wanted = Wanted { q: Some(q.to_owned()), ..Wanted::default() };
    let read = house.engine.kernel.db.read(move |db| events(db, &wanted, i64::MAX, 10));
    read.await.unwrap().iter().map(|event| event.number).collect()
}

async fn counted(house: &House, wanted: &Wanted) -> u64 {
    let wanted = wanted.clone();
    house.engine.kernel.db.read(move |db| count_events(db, &wanted)).await.unwrap()
}

async fn all_filed(house: &House, upto: i64) {
    for _ in 0..100_000 {
        if house.value("SELECT upto FROM events_filed").await >= upto {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("they were not filed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_found_by_its_names_before_it_is_filed_and_after() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    stored(&house, &sender, 0..100, false).await.unwrap();
    assert_eq!(house.value("SELECT upto FROM events_filed").await, 0, "a few are not worth it");
    assert_eq!(found(&house, "msg_00042").await, [43]);
    assert_eq!(found(&house, "about-00042").await, [43]);

    stored(&house, &sender, 100..ENOUGH + 5, false).await.unwrap();
    all_filed(&house, i64::try_from(ENOUGH).unwrap()).await;
    stored(&house, &sender, ENOUGH + 5..ENOUGH + 10, false).await.unwrap();
    for (q, number) in [("msg_00042", 43), ("about-04000", 4001), ("msg_04104", 4105)] {
        assert_eq!(found(&house, q).await, [number], "{q}");
    }
    let again = stored(&house, &sender, 0..ENOUGH + 10, false).await.unwrap();
    assert!(again.iter().all(|verdict| matches!(verdict, Verdict::Repeated(_))), "each is known");

    let house = house.down_for(Duration::from_hours(1)).await;
    let again = stored(&house, &sender, 0..ENOUGH + 10, false).await.unwrap();
    assert!(again.iter().all(|verdict| matches!(verdict, Verdict::Repeated(_))), "also after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_failed_leaves_no_names() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    stored(&house, &sender, 0..50, true).await.unwrap_err();
    let other = stored(&house, &sender, 50..60, false).await.unwrap();
    assert_eq!(other.first(), Some(&Verdict::Kept(1)), "the numbers of the others");
    let again = stored(&house, &sender, 0..ENOUGH, false).await.unwrap();
    assert_eq!(again.first(), Some(&Verdict::Kept(11)), "none of them is known");
    all_filed(&house, i64::try_from(ENOUGH).unwrap()).await;
    assert_eq!(found(&house, "msg_00000").await, [11]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_go_with_their_events() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    stored(&house, &sender, 0..ENOUGH + 1, false).await.unwrap();
    all_filed(&house, i64::try_from(ENOUGH).unwrap() + 1).await;
    let drop_some = |write: &mut crate::kernel::Write<'_>| {
        Ok(write.execute("DELETE FROM events WHERE number <= 2047", [])?)
    };
    house.engine.kernel.db.write(drop_some).await.unwrap();
    let left = house.value("SELECT count(*) FROM event_names WHERE number <= 2047").await;
    assert_eq!((left, found(&house, "about-00042").await), (0, Vec::new()));
    let all = house.value("SELECT count(*) FROM event_names").await;
    assert_eq!(usize::try_from(all).unwrap(), 2 * (ENOUGH + 1 - 2047));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_events_that_went_before_they_were_filed_are_not_filed() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    stored(&house, &sender, 0..ENOUGH - 1, false).await.unwrap();
    let drop_some = |write: &mut crate::kernel::Write<'_>| {
        write.execute("DELETE FROM events WHERE number <= 2047", [])?;
        Ok(write.execute("UPDATE events SET about = '' WHERE number = 3000", [])?)
    };
    house.engine.kernel.db.write(drop_some).await.unwrap();
    stored(&house, &sender, ENOUGH - 1..ENOUGH + 1, false).await.unwrap();
    all_filed(&house, i64::try_from(ENOUGH).unwrap() + 1).await;
    assert_eq!(house.value("SELECT min(number) FROM event_names").await, 2048);
    assert_eq!(house.value("SELECT count(*) FROM event_names WHERE name = 'about-02999'").await, 0, "erased");
    let all = house.value("SELECT count(*) FROM event_names").await;
    assert_eq!(usize::try_from(all).unwrap(), 2 * (ENOUGH + 1 - 2047) - 1);
    assert_eq!((found(&house, "msg_00042").await, found(&house, "msg_04000").await), (vec![], vec![4001]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_that_very_many_share_is_walked_and_counted_up_to_a_bound() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    stored(&house, &sender, 0..COMMON + 100, false).await.unwrap();
    let newest = i64::try_from(COMMON).unwrap() + 100;
    for filed in [false, true] {
        if filed {
            all_filed(&house, newest).await;
        }
        assert_eq!(found(&house, "msg_").await, (newest - 9..=newest).rev().collect::<Vec<_>>());
        assert_eq!(found(&house, "msg_00042").await, [43], "a rare one is found as ever");
        let named = |q: &str| Wanted { q: Some(q.to_owned()), ..Wanted::default() };
        assert_eq!(counted(&house, &named("msg_")).await, COMMON as u64);
        assert_eq!(counted(&house, &named("about-")).await, COMMON as u64);
        assert_eq!(counted(&house, &named("msg_0004")).await, 10);
        let of_kind = |kind: &str| Wanted { kind: Some(kind.to_owned()), ..named("msg_") };
        assert_eq!(counted(&house, &of_kind("event")).await, COMMON as u64);
        assert_eq!(counted(&house, &of_kind("call-result")).await, 0);
    }
}
