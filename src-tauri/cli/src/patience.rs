//! Long waits: a person is told what is waited for, on stderr, also where only JSON goes to stdout.

use std::time::Duration;

use callboard_clock::Clock;

/// After so long a person wonders.
const FIRST: Duration = Duration::from_secs(2);
/// And looks whether anything has changed.
const EACH: Duration = Duration::from_secs(5);

/// The answer of `work`; while that takes long, `say` tells what `waited_for` finds out.
pub(crate) async fn patiently<T>(
    clock: &Clock,
    work: impl Future<Output = T>,
    waited_for: impl AsyncFn() -> String,
    say: impl Fn(&str),
) -> T {
    let tell = async {
        clock.sleep(FIRST).await;
        let mut said = String::new();
        loop {
            let words = waited_for().await;
            if words != said {
                say(&words);
                said = words;
            }
            clock.sleep(EACH).await;
        }
    };
    // Both are polled all the time: the work goes on while it is asked about.
    tokio::select! {
        biased;
        answer = work => answer,
        never = tell => never,
    }
}

/// One sentence of what tenants are waited for: their names, and how far it is with each.
pub(crate) fn sentence(tenants: &[(String, String)]) -> String {
    match tenants {
        [] => "Not done yet; waiting.".to_owned(),
        tenants => {
            let each: Vec<_> = tenants.iter().map(|(name, words)| format!("{name}: {words}")).collect();
            format!("Waiting for {}.", each.join(". "))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::sync::Arc;

    use callboard_clock::ManualClock;

    use super::*;

    /// Lets `work` and the telling run as far as they come at this moment.
    async fn settle(clock: &Arc<ManualClock>, sleepers: usize) {
        while clock.sleepers() < sleepers {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_wait_is_told_after_two_seconds_and_again_when_there_is_news() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let clock = manual.clock();
        let (said, withdrawn) = (RefCell::new(Vec::<(u64, String)>::new()), Cell::new(0));
        let asked = Cell::new(0);
        let begun = clock.monotonic();
        let seconds = || clock.monotonic().saturating_sub(begun).as_secs();
        let work = clock.sleep(Duration::from_secs(31));
        let waited_for = async || {
            asked.set(asked.get() + 1);
            sentence(&[("Acme US".to_owned(), format!("{} of 16 windows withdrawn", withdrawn.get()))])
        };
        let wait = patiently(&clock, work, waited_for, |words| {
            said.borrow_mut().push((seconds(), words.to_owned()));
        });
        let drive = async {
            for second in 1..=31 {
                settle(&manual, 2).await;
                if second == 10 {
                    withdrawn.set(3);
                }
                manual.advance(Duration::from_secs(1));
                // What the step woke comes before the next.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(wait, drive);
        let told = |count| format!("Waiting for Acme US: {count} of 16 windows withdrawn.");
        assert_eq!(*said.borrow(), [(2, told(0)), (12, told(3))]);
        assert_eq!(asked.get(), 6, "it looks every five seconds");
    }

    #[tokio::test]
    async fn what_is_quick_is_not_talked_about() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let silent = |words: &str| panic!("nothing was waited for: {words}");
        let answer = patiently(&manual.clock(), async { 7 }, async || String::new(), silent).await;
        assert_eq!(answer, 7);
    }

    #[test]
    fn each_tenant_is_named_with_what_is_waited_for() {
        assert_eq!(sentence(&[]), "Not done yet; waiting.");
        let tenants = [("Acme US", "3 of 16 windows withdrawn"), ("Acme EU", "it has not answered for 4 s")]
            .map(|(name, words)| (name.to_owned(), words.to_owned()));
        assert_eq!(
            sentence(&tenants),
            "Waiting for Acme US: 3 of 16 windows withdrawn. Acme EU: it has not answered for 4 s."
        );
    }
}
