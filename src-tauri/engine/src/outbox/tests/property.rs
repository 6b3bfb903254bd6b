//! Random histories of enqueuing, sending and failing, held against the rules of order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::house::House;
use super::kinds::{KINDS, Note};
use crate::outbox::kind::{Tried, envelope, find};
use crate::outbox::message::Message;
use crate::outbox::relay::{InFlight, take};
use crate::outbox::row::{self, Row};
use crate::outbox::settle::{self, Finished};

#[derive(Clone, Debug)]
enum Act {
    /// A subject, and whether the newest of it counts.
    Enqueue(usize, bool),
    Take(usize),
    /// One that is in flight ends so.
    End(usize, End),
    Wait,
}

#[derive(Clone, Copy, Debug)]
enum End {
    Arrived,
    Failed,
    Unknown,
    Refused,
}

fn act() -> impl Strategy<Value = Act> {
    let end = prop_oneof![
        3 => Just(End::Arrived),
        2 => Just(End::Failed),
        1 => Just(End::Unknown),
        1 => Just(End::Refused)
    ];
    prop_oneof![
        4 => (0usize..3, any::<bool>()).prop_map(|(subject, newest)| Act::Enqueue(subject, newest)),
        3 => (1usize..4).prop_map(Act::Take),
        4 => (0usize..8, end).prop_map(|(at, end)| Act::End(at, end)),
        1 => Just(Act::Wait),
    ]
}

/// One history: what is in flight is known here, as the relay knows it.
struct History {
    house: House,
    round: usize,
    in_flight: Vec<Row>,
    enqueued: usize,
}

impl History {
    async fn act(&mut self, act: Act) {
        match act {
            Act::Enqueue(subject, newest) => {
                self.enqueued += 1;
                let (subject, text) = (format!("r{}s{subject}", self.round), format!("{:04}", self.enqueued));
                if newest {
                    self.house.newest(&subject, &text).await;
                } else {
                    self.house.every(&subject, &text).await;
                }
            }
            Act::Take(count) => self.take(count).await,
            Act::End(at, end) => {
                if !self.in_flight.is_empty() {
                    let row = self.in_flight.remove(at % self.in_flight.len());
                    self.end(row, end).await;
                }
            }
            Act::Wait => self.house.clock.advance(Duration::from_hours(2)),
        }
        let mut subjects: Vec<_> = self.in_flight.iter().map(|row| (&row.kind, &row.subject)).collect();
        let all = subjects.len();
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), all, "one of a subject is in flight");
    }

    fn flying(&self) -> InFlight {
        let mut flying = InFlight::new();
        for row in &self.in_flight {
            flying.entry(row.lane.clone()).or_default().insert(row.number, row.kind.clone());
        }
        flying
    }

    async fn take(&mut self, count: usize) {
        let flying = self.flying();
        let taken = self.house.write(move |write| {
            row::end_waits(write)?;
            let mut flying = flying;
            let mut all = Vec::new();
            for lane in row::lanes(write)? {
                let taken = take(write, KINDS, &lane, count, &flying)?;
                let of = flying.entry(lane.clone()).or_default();
                of.extend(taken.iter().map(|row| (row.number, row.kind.clone())));
                row::mark(write, &lane, &of.keys().copied().collect())?;
                all.extend(taken);
            }
            Ok(all)
        });
        self.in_flight.extend(taken.await);
    }

    async fn end(&mut self, row: Row, end: End) {
        let tried = match end {
            End::Arrived if row.kind == Note::<0>::KIND => arrived::<0>(&row),
            End::Arrived => arrived::<1>(&row),
            End::Failed => Tried::Failed(TenantError::Transient {
                message: "503".into(),
                status: Some(503),
                not_before: None,
            }),
            End::Unknown => Tried::Failed(TenantError::Unknown { message: "cut".into() }),
            End::Refused => Tried::Failed(TenantError::Rejected { status: 422, message: "no".into() }),
        };
        let kind = find(KINDS, &row.kind).unwrap();
        let lane = row.lane.clone();
        let left = self.flying().remove(&lane).map(|flying| flying.into_keys().collect()).unwrap_or_default();
        let finished = [Finished { row: Arc::new(row), kind, tried, jitter: 0.5 }];
        self.house
            .write(move |write| {
                settle::all(write, &Policy::DURABLE, &finished, false)?;
                row::mark(write, &lane, &left)
            })
            .await;
    }

    /// Until nothing waits; everything arrives from now on.
    async fn drain(&mut self) {
        loop {
            while let Some(row) = self.in_flight.pop() {
                self.end(row, End::Arrived).await;
            }
            self.house.clock.advance(Duration::from_hours(2));
            self.take(8).await;
            if self.in_flight.is_empty() {
                return;
            }
        }
    }
}

fn arrived<const K: u8>(row: &Row) -> Tried
where
    Note<K>: Message<Got = ()>,
{
    let message = envelope::<Note<K>>(row).unwrap();
    Tried::Arrived(Arc::new(move |write| Note::<K>.settle(write, &message, &())))
}

#[tokio::test]
async fn whatever_fails_each_subject_is_sent_one_at_a_time_in_order_and_nothing_is_lost() {
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    let samples = std::cell::RefCell::new(Vec::new());
    let histories = prop::collection::vec(act(), 1..60);
    let collect = |history| {
        samples.borrow_mut().push(history);
        Ok(())
    };
    TestRunner::new(config).run(&histories, collect).unwrap();
    let mut history = History { house: House::start().await, round: 0, in_flight: Vec::new(), enqueued: 0 };
    for (round, acts) in samples.into_inner().into_iter().enumerate() {
        history.round = round;
        let mut enqueued: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
        for act in acts.clone() {
            if let Act::Enqueue(subject, newest) = act {
                let text = format!("{:04}", history.enqueued + 1);
                enqueued.entry((format!("r{round}s{subject}"), newest)).or_default().push(text);
            }
            history.act(act).await;
        }
        history.drain().await;
        for ((subject, newest), texts) in enqueued {
            let ends = ends(&history.house, &subject, newest).await;
            let sent: Vec<_> =
                ends.iter().filter(|(what, _)| what != "superseded").map(|(_, text)| text).collect();
            assert!(sent.is_sorted(), "in order: {ends:?} of {acts:?}");
            assert_eq!(sent.last().copied(), texts.last(), "the newest comes last: {ends:?} of {acts:?}");
            if !newest {
                assert_eq!(sent, texts.iter().collect::<Vec<_>>(), "every one, once: {acts:?}");
            }
        }
    }
    assert_eq!(history.house.number("SELECT count(*) FROM outbox WHERE state = 'waiting'").await, 0);
}

/// How the messages of a subject ended, in order.
async fn ends(house: &House, subject: &str, newest: bool) -> Vec<(String, String)> {
    let kind = if newest { Note::<0>::KIND } else { Note::<1>::KIND };
    let subject = subject.to_owned();
    house
        .read(move |db| {
            let mut statement =
                db.prepare("SELECT what, words FROM told WHERE kind = ?1 AND subject = ?2 ORDER BY id")?;
            let rows = statement.query_map([kind, &subject], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
}
