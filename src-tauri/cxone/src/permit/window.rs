use std::collections::VecDeque;
use std::time::Duration;

/// Whose turn it is, most important first (contract §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A person waits for the answer, or everybody does: tokens.
    Person,
    Schedules,
    OptOuts,
    Callbacks,
    Polls,
    Rest,
}

impl Class {
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Schedules, Self::OptOuts, Self::Callbacks, Self::Polls, Self::Rest];

    /// A class that waits is passed over at most this often in a row. The contract promises the rest
    /// every tenth permit; the classes between get every twentieth, so that a bulk push of one starves none.
    const fn patience(self) -> u32 {
        match self {
            Self::Person => u32::MAX,
            Self::Rest => 9,
            _ => 19,
        }
    }
}

/// A slot is free again 60 s after its request **ended**: the tenant saw it somewhere between sending
/// and answer, so this holds by the tenant's count too, however slow the way. The slack is for clocks
/// that do not tick alike.
const SPAN: Duration = Duration::from_millis(60_050);

/// The pure machine: who may send next. Times are the monotonic clock's.
#[derive(Debug)]
pub(crate) struct Window {
    /// 0 is no limit.
    limit: usize,
    /// When requests of the last 60 s ended, oldest first.
    ended: VecDeque<Duration>,
    /// Permits that are out: not yet used, or their request is on its way.
    out: usize,
    queues: [VecDeque<Ticket>; Class::ALL.len()],
    passed_over: [u32; Class::ALL.len()],
    next_ticket: Ticket,
    /// The tenant asked for silence until then.
    paused_until: Duration,
}

pub(crate) type Ticket = u64;

impl Window {
    pub(crate) fn new(limit: u32) -> Self {
        Self {
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            ended: VecDeque::new(),
            out: 0,
            queues: Default::default(),
            passed_over: [0; Class::ALL.len()],
            next_ticket: 0,
            paused_until: Duration::ZERO,
        }
    }

    /// Stands in the queue of its class.
    pub(crate) fn join(&mut self, class: Class) -> Ticket {
        self.next_ticket += 1;
        self.queues[class as usize].push_back(self.next_ticket);
        self.next_ticket
    }

    /// Gives up waiting; says whether it still waited.
    pub(crate) fn leave(&mut self, class: Class, ticket: Ticket) -> bool {
        let queue = &mut self.queues[class as usize];
        let found = queue.iter().position(|waiting| *waiting == ticket);
        found.and_then(|at| queue.remove(at)).is_some()
    }

    /// Hands out the next permit, where one is free and somebody waits.
    pub(crate) fn grant(&mut self, now: Duration) -> Option<(Class, Ticket)> {
        self.forget_old(now);
        if now < self.paused_until {
            return None;
        }
        let class = self.next_class()?;
        let ticket = self.queues[class as usize].pop_front()?;
        self.passed_over[class as usize] = 0;
        self.out += 1;
        Some((class, ticket))
    }

    /// A permit came back unused.
    pub(crate) fn give_back(&mut self) {
        self.out -= 1;
    }

    /// The request of a permit has ended, well or not. Says whether a timer is needed that was not before.
    pub(crate) fn end(&mut self, now: Duration) -> bool {
        self.out -= 1;
        if self.limit > 0 {
            self.ended.push_back(now);
        }
        self.ended.len() == 1
    }

    /// Whether a permit of `class` may be held while a token is waited for: the token finds a slot that
    /// only persons and tokens can take. At a small limit, or among persons, each would wait for the other.
    pub(crate) fn leaves_room_for_tokens(&self, class: Class) -> bool {
        self.limit == 0 || (class != Class::Person && self.kept_for_persons() > 0)
    }

    /// Never shortens a pause.
    pub(crate) fn pause_until(&mut self, at: Duration) {
        self.paused_until = self.paused_until.max(at);
    }

    pub(crate) fn paused_until(&self) -> Duration {
        self.paused_until
    }

    /// When time alone can next free a permit; `None` where only the end of a request can.
    pub(crate) fn next_chance(&self, now: Duration) -> Option<Duration> {
        if now < self.paused_until {
            return Some(self.paused_until);
        }
        self.ended.front().map(|ended| *ended + SPAN)
    }

    pub(crate) fn waiting(&self) -> [usize; Class::ALL.len()] {
        self.queues.each_ref().map(VecDeque::len)
    }

    fn forget_old(&mut self, now: Duration) {
        while self.ended.front().is_some_and(|ended| *ended + SPAN <= now) {
            self.ended.pop_front();
        }
    }

    /// The lowest class whose patience is over, else the most important that waits.
    fn next_class(&mut self) -> Option<Class> {
        let free = self.free();
        if free == 0 {
            return None;
        }
        if free <= self.kept_for_persons() {
            return self.waits(Class::Person).then_some(Class::Person);
        }
        let due = |class: &Class| self.waits(*class) && self.passed_over[*class as usize] >= class.patience();
        let chosen = Class::ALL
            .into_iter()
            .rev()
            .find(due)
            .or_else(|| Class::ALL.into_iter().find(|class| self.waits(*class)))?;
        for class in Class::ALL.into_iter().filter(|class| *class != chosen) {
            let count = &mut self.passed_over[class as usize];
            *count = if self.queues[class as usize].is_empty() { 0 } else { *count + 1 };
        }
        Some(chosen)
    }

    fn free(&self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit.saturating_sub(self.out + self.ended.len()) }
    }

    /// A twentieth of the limit: else a person would wait up to a minute behind a bulk push that has
    /// just taken every slot.
    fn kept_for_persons(&self) -> usize {
        self.limit / 20
    }

    fn waits(&self, class: Class) -> bool {
        !self.queues[class as usize].is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn granted(window: &mut Window, now: Duration) -> Vec<Class> {
        std::iter::from_fn(|| window.grant(now).map(|(class, _)| class)).collect()
    }

    fn window(limit: u32, waiting: &[(Class, usize)]) -> Window {
        let mut window = Window::new(limit);
        for (class, count) in waiting {
            for _ in 0..*count {
                window.join(*class);
            }
        }
        window
    }

    #[test]
    fn the_important_go_first() {
        let mut window =
            window(0, &[(Class::Rest, 1), (Class::Polls, 1), (Class::Person, 2), (Class::Schedules, 1)]);
        let order = granted(&mut window, Duration::ZERO);
        assert_eq!(order, [Class::Person, Class::Person, Class::Schedules, Class::Polls, Class::Rest]);
    }

    #[test]
    fn the_rest_gets_every_tenth_permit_at_least() {
        let mut window = window(0, &[(Class::Person, 900), (Class::Rest, 100)]);
        let order = granted(&mut window, Duration::ZERO);
        for ten in order[..900].windows(10) {
            assert!(ten.contains(&Class::Rest), "a tenth is the rest's, whatever else waits");
        }
        assert_eq!(order.len(), 1000);
    }

    #[test]
    fn a_bulk_push_of_one_class_starves_none_below_it() {
        let mut window = window(
            0,
            &[(Class::OptOuts, 2000), (Class::Callbacks, 50), (Class::Polls, 50), (Class::Rest, 99)],
        );
        let order = granted(&mut window, Duration::ZERO);
        for class in [Class::Callbacks, Class::Polls, Class::Rest] {
            let share = order[..500].iter().filter(|granted| **granted == class).count();
            assert!(share >= 500 / 24, "{class:?} got {share} of the first 500");
        }
    }

    #[test]
    fn a_person_finds_a_slot_behind_a_bulk_push() {
        let mut window = window(100, &[(Class::Rest, 500)]);
        assert_eq!(granted(&mut window, Duration::ZERO).len(), 95, "five of a hundred are kept");
        window.join(Class::Person);
        assert_eq!(granted(&mut window, Duration::ZERO), [Class::Person]);
    }

    #[test]
    fn a_permit_that_was_not_used_is_free_at_once() {
        let mut window = window(1, &[(Class::Polls, 2)]);
        assert_eq!(granted(&mut window, Duration::ZERO).len(), 1);
        window.give_back();
        assert_eq!(granted(&mut window, Duration::ZERO).len(), 1);
    }

    #[test]
    fn a_pause_holds_everyone_and_is_never_shortened() {
        let mut window = window(0, &[(Class::Person, 1)]);
        window.pause_until(Duration::from_secs(10));
        window.pause_until(Duration::from_secs(5));
        assert_eq!(window.grant(Duration::from_secs(9)), None);
        assert_eq!(window.next_chance(Duration::ZERO), Some(Duration::from_secs(10)));
        assert!(window.grant(Duration::from_secs(10)).is_some());
    }

    #[test]
    fn who_left_the_queue_is_not_called() {
        let mut window = Window::new(0);
        let ticket = window.join(Class::Rest);
        assert!(window.leave(Class::Rest, ticket));
        assert_eq!(window.grant(Duration::ZERO), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// Random arrivals of all classes, random durations of requests: by the tenant's count, which
        /// may place a request anywhere between its start and its end, no 60 s hold more than the limit.
        #[test]
        fn never_more_than_the_limit_in_any_60_s(
            limit in prop_oneof![Just(1u32), Just(7), Just(100)],
            steps in prop::collection::vec((0u64..4_000, any::<bool>(), 0usize..6, 0usize..12, 0u64..3_000, prop_oneof![Just(0.0), Just(1.0), 0.0f64..1.0]), 50..300),
        ) {
            let mut window = Window::new(limit);
            let mut now = Duration::ZERO;
            let mut under_way: Vec<Duration> = Vec::new();
            let mut seen: Vec<Duration> = Vec::new();
            for (pause, jump, class, arrivals, takes, place) in steps {
                // Often to the very moment at which a slot falls free: that is where an error would show.
                let next = window.next_chance(now).filter(|next| jump && *next > now);
                now = next.unwrap_or(now + Duration::from_millis(pause));
                under_way.sort();
                under_way.retain(|ends| *ends > now || { window.end(*ends); false });
                for _ in 0..arrivals {
                    window.join(Class::ALL[class]);
                }
                while window.grant(now).is_some() {
                    let takes = Duration::from_millis(takes);
                    seen.push(now + takes.mul_f64(place));
                    under_way.push(now + takes);
                }
            }
            seen.sort();
            let limit = limit as usize;
            for (first, over) in seen.iter().zip(seen.iter().skip(limit)) {
                prop_assert!(over.saturating_sub(*first) > Duration::from_mins(1), "{} requests within 60 s", limit + 1);
            }
        }
    }
}
