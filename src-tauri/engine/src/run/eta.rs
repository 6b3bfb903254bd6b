use callboard_rpc::types::RunPoint;
use jiff::{SignedDuration, Timestamp};

/// How far back pace looks.
const LOOK_BACK: SignedDuration = SignedDuration::from_mins(10);

/// Completions a minute over the last ten minutes of points (oldest first); `None` before there are two.
pub(super) fn pace(points: &[RunPoint]) -> Option<f64> {
    let last = points.last()?;
    let begin = last.at.checked_sub(LOOK_BACK).unwrap_or(Timestamp::MIN);
    let first = points.iter().rev().take_while(|point| point.at >= begin).last()?;
    let minutes = last.at.duration_since(first.at).as_secs_f64() / 60.0;
    if minutes <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let completed = last.completed.saturating_sub(first.completed) as f64;
    Some(completed / minutes)
}

/// When `left` completions will be done at `pace` a minute, dialling only while one of `windows` is open;
/// `None` where they close before, or nothing moves.
pub(super) fn eta(
    left: u64,
    pace: f64,
    windows: &[(Timestamp, Timestamp)],
    now: Timestamp,
) -> Option<Timestamp> {
    if pace <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let mut needed = left as f64 / pace * 60.0;
    for (start, end) in joined(windows, now) {
        let open = end.duration_since(start).as_secs_f64();
        if needed <= open {
            return start.checked_add(SignedDuration::try_from_secs_f64(needed).ok()?).ok();
        }
        needed -= open;
    }
    None
}

/// The stretches after `now` in which at least one window is open, in order.
fn joined(windows: &[(Timestamp, Timestamp)], now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mut open: Vec<_> = windows
        .iter()
        .map(|(start, end)| ((*start).max(now), *end))
        .filter(|(start, end)| start < end)
        .collect();
    open.sort_unstable();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(open.len());
    for (start, end) in open {
        match joined.last_mut() {
            Some((_, until)) if start <= *until => *until = (*until).max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn point(minute: i64, completed: u64) -> RunPoint {
        RunPoint { at: at(minute), completed, attempted: completed, connected: completed }
    }

    #[test]
    fn pace_is_of_the_last_ten_minutes_and_not_of_the_whole_run() {
        assert_eq!(pace(&[point(0, 0)]), None);
        assert_eq!(pace(&[point(0, 0), point(2, 42)]), Some(21.0));
        let slowed = [point(0, 0), point(60, 1_000), point(65, 1_010), point(70, 1_020)];
        assert_eq!(pace(&slowed), Some(2.0));
    }

    #[test]
    fn the_time_left_is_spent_inside_windows_only() {
        let windows = [(at(0), at(30)), (at(20), at(40)), (at(100), at(200))];
        assert_eq!(eta(20, 1.0, &windows, at(10)), Some(at(30)));
        assert_eq!(eta(50, 1.0, &windows, at(10)), Some(at(120)), "thirty now, twenty after the pause");
    }

    #[test]
    fn what_will_not_be_done_in_its_windows_has_no_eta() {
        assert_eq!(eta(500, 1.0, &[(at(0), at(30))], at(10)), None);
        assert_eq!(eta(5, 0.0, &[(at(0), at(30))], at(10)), None);
        assert_eq!(eta(5, 1.0, &[], at(10)), None);
    }
}
