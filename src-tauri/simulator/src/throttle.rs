use std::collections::VecDeque;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);

/// The requests taken in the last 60 s.
#[derive(Debug, Default)]
pub(crate) struct Throttle(VecDeque<Duration>);

impl Throttle {
    /// Takes a request that comes at `now` (monotonic), or says after how many whole seconds the next
    /// may come. What is refused does not count.
    pub(crate) fn take(&mut self, limit: u32, now: Duration) -> Result<(), u64> {
        while self.0.front().is_some_and(|taken| now.saturating_sub(*taken) >= MINUTE) {
            self.0.pop_front();
        }
        match self.0.front() {
            Some(oldest) if self.0.len() >= limit as usize => {
                let left = (*oldest + MINUTE).saturating_sub(now);
                Err(left.as_secs() + u64::from(left.subsec_nanos() > 0))
            }
            None if limit == 0 => Err(MINUTE.as_secs()),
            _ => {
                self.0.push_back(now);
                Ok(())
            }
        }
    }
}
