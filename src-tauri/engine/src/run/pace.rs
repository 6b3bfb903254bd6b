use callboard_rpc::types::RunPoint;
use jiff::{SignedDuration, Timestamp};

/// How far back pace looks.
const LOOK_BACK: SignedDuration = SignedDuration::from_mins(10);

/// Completions a minute over the last ten minutes of points (oldest first); `None` before there are two.
///
/// Of a flat stretch only its ends are kept as points: where the ten minutes begin inside one, it counts from there.
/// Across a gap in which nobody looked, nothing is known, and the first point after it begins anew.
pub(super) fn pace(points: &[RunPoint]) -> Option<f64> {
    let last = points.last()?;
    let begin = last.at.checked_sub(LOOK_BACK).unwrap_or(Timestamp::MIN);
    let inside = points.partition_point(|point| point.at < begin);
    let first = points.get(inside)?;
    let flat = inside.checked_sub(1).is_some_and(|before| points[before].completed == first.completed);
    let since = if flat { begin } else { first.at };
    let minutes = last.at.duration_since(since).as_secs_f64() / 60.0;
    if minutes <= 0.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of calls are far below 2^52")]
    let completed = last.completed.saturating_sub(first.completed) as f64;
    Some(completed / minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(second: i64, completed: u64) -> RunPoint {
        let at = Timestamp::from_second(second).unwrap();
        RunPoint { at, completed, attempted: completed, connected: completed }
    }

    #[test]
    fn pace_is_of_the_last_ten_minutes_and_not_of_the_whole_run() {
        assert_eq!(pace(&[point(0, 0)]), None);
        assert_eq!(pace(&[point(0, 0), point(120, 42)]), Some(21.0));
        let slowed = [point(0, 0), point(3_600, 1_000), point(3_900, 1_010), point(4_200, 1_020)];
        assert_eq!(pace(&slowed), Some(2.0));
    }

    #[test]
    fn the_first_call_after_a_flat_hour_is_no_rush() {
        let flat_then_one = [point(0, 5), point(3_600, 5), point(3_630, 6)];
        assert_eq!(pace(&flat_then_one), Some(0.1), "one in ten minutes, not one in half a minute");
    }

    #[test]
    fn what_came_in_a_gap_is_no_pace_of_the_last_minutes() {
        let slept = [point(0, 100), point(7_200, 5_000)];
        assert_eq!(pace(&slept), None, "4,900 in two hours tell nothing of now");
        let again = [point(0, 100), point(7_200, 5_000), point(7_260, 5_010)];
        assert_eq!(pace(&again), Some(10.0));
    }
}
