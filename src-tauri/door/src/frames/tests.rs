use callboard_clock::ManualClock;
use callboard_rpc::{NoticeLevel, NoticeReach};
use tokio::sync::{broadcast, mpsc};

use super::*;

/// An engine's bus and a page, with the forwarding between them on a clock moved by hand.
struct Bench {
    bus: broadcast::Sender<Event>,
    clock: std::sync::Arc<ManualClock>,
    page: mpsc::UnboundedReceiver<Vec<Event>>,
}

impl Bench {
    fn with_room_for(events: usize) -> Self {
        let (bus, heard) = broadcast::channel(events);
        let clock = ManualClock::starting_at("2026-11-23T09:00:00Z".parse().unwrap());
        let (send, page) = mpsc::unbounded_channel();
        tokio::spawn(forward(heard, clock.clock(), move |frame| send.send(frame).is_ok()));
        Self { bus, clock, page }
    }

    fn changed(&self, topic: Topic) {
        self.bus.send(Event::Changed { topics: vec![topic] }).unwrap();
    }

    async fn next_frame(&mut self) -> Vec<Event> {
        self.page.recv().await.expect("forwarding goes on while the engine runs")
    }

    /// Passes the pause between two frames, once the forwarding has come to it.
    async fn pass_the_pause(&self) {
        while self.clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        self.clock.advance(BETWEEN_FRAMES);
    }
}

fn notice(number: usize) -> Event {
    Event::Notice {
        notice: Notice {
            id: format!("not_{number}").as_str().into(),
            at: "2026-11-23T09:00:00Z".parse().unwrap(),
            level: NoticeLevel::Done,
            title: format!("Campaign {number} completed"),
            body: String::new(),
            link: None,
            read: false,
            reach: NoticeReach::Everywhere,
        },
    }
}

#[tokio::test]
async fn what_follows_within_a_quarter_of_a_second_leaves_together() {
    let mut bench = Bench::with_room_for(64);
    bench.changed(Topic::Runs);
    let first = bench.next_frame().await;
    assert_eq!(first, [Event::Changed { topics: vec![Topic::Runs] }], "the first leaves at once");

    for _ in 0..10 {
        bench.changed(Topic::Audit);
        bench.changed(Topic::Runs);
    }
    tokio::task::yield_now().await;
    assert!(bench.page.try_recv().is_err(), "nothing leaves during the pause");

    bench.pass_the_pause().await;
    let second = bench.next_frame().await;
    assert_eq!(second, [Event::Changed { topics: vec![Topic::Runs, Topic::Audit] }], "each topic once");
}

#[tokio::test]
async fn a_page_that_missed_events_is_told_that_everything_may_be_old() {
    let mut bench = Bench::with_room_for(2);
    for _ in 0..10 {
        bench.changed(Topic::Runs);
    }
    let frame = bench.next_frame().await;
    let [Event::Changed { topics }] = frame.as_slice() else { panic!("one change, not {frame:?}") };
    let provided = COMMANDS.iter().flat_map(|command| command.topics).copied().collect::<BTreeSet<_>>();
    assert_eq!(topics.iter().copied().collect::<BTreeSet<_>>(), provided, "whatever was dropped is in here");
}

#[tokio::test]
async fn a_flood_of_notices_shows_the_newest_and_points_to_the_bell() {
    let mut bench = Bench::with_room_for(64);
    for number in 0..20 {
        bench.bus.send(notice(number)).unwrap();
    }
    let frame = bench.next_frame().await;
    assert_eq!(
        frame[0],
        Event::Changed { topics: vec![Topic::Notices] },
        "the rest is found behind the bell"
    );
    assert_eq!(frame[1..], (15..20).map(notice).collect::<Vec<_>>(), "the newest are shown, oldest first");
}

#[tokio::test]
async fn forwarding_ends_with_the_engine() {
    let Bench { bus, mut page, .. } = Bench::with_room_for(8);
    drop(bus);
    assert!(page.recv().await.is_none(), "nothing stays behind to wait for an engine that is gone");
}
