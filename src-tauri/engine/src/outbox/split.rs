//! Batches in parts: two halves where the tenant refuses the whole, and what is left of one whose items were answered each
//! by itself. A part is a message of its own with a key of its own, and no item is lost between them.

use std::sync::Arc;

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;

use super::kind::Kind;
use super::message::{Refusal, Verdict};
use super::row::{self, Row};
use super::settle::{Finished, dead, failed};
use crate::kernel::{Result, Write};

/// The places of the items by what follows for them.
#[derive(Debug, Default, PartialEq)]
struct Sorted {
    arrived: Vec<(usize, Verdict)>,
    retry: Vec<usize>,
    error: Option<TenantError>,
    unknown: Vec<usize>,
    not_taken: Vec<usize>,
    refused: Vec<(usize, String)>,
    conflicts: Vec<(usize, String)>,
}

/// An item without a verdict is unknown; a verdict without an item is none.
fn sort(verdicts: Vec<Verdict>, items: usize) -> Sorted {
    let mut sorted = Sorted::default();
    let missing = std::iter::repeat(Verdict::Unknown);
    for (at, verdict) in verdicts.into_iter().chain(missing).take(items).enumerate() {
        match verdict {
            Verdict::Done | Verdict::Already => sorted.arrived.push((at, verdict)),
            Verdict::Retry(error) => {
                sorted.retry.push(at);
                sorted.error.get_or_insert(error);
            }
            Verdict::Unknown => sorted.unknown.push(at),
            Verdict::Refused(words) => sorted.refused.push((at, words)),
            Verdict::Conflict { existing } => sorted.conflicts.push((at, existing)),
            Verdict::NotTaken => sorted.not_taken.push(at),
        }
    }
    if sorted.conflicts.is_empty() {
        // For the sake of what it was refused is not said.
        sorted.unknown.append(&mut sorted.not_taken);
    }
    sorted
}

/// A batch whose items were answered: those that arrived are settled, those that are refused are dead letters each by
/// itself, the others are sent again. Items that conflict are one further batch, each as a change of its record, with those
/// that were not taken for their sake.
pub(super) fn settle(
    write: &mut Write<'_>,
    policy: &Policy,
    finished: &Finished,
    verdicts: Vec<Verdict>,
) -> Result<()> {
    let (row, kind, items) = (finished.row.as_ref(), finished.kind, finished.kind.items(&finished.row)?);
    let Sorted { arrived, retry, error, unknown, not_taken, refused, conflicts } = sort(verdicts, items);
    if !arrived.is_empty() {
        kind.settle_items(write, row, &arrived)?;
    }
    let (mut changed, mut again) = (row.clone(), not_taken);
    for (at, existing) in conflicts {
        match kind.conflicting(&changed, at, &existing)? {
            Some(payload) => {
                changed.payload = payload;
                again.push(at);
            }
            None => refuse(write, finished, at, "The tenant has a conflicting record.", "conflict")?,
        }
    }
    if !again.is_empty() {
        again.sort_unstable();
        let again = Row { attempts: 0, look: false, ..part(write, kind, &changed, &again, 'c')? };
        inserted(write, row, again)?;
    }
    for (at, words) in refused {
        refuse(write, finished, at, &words, "rejected")?;
    }
    let not_answered = TenantError::Unknown { message: "the tenant did not answer it".to_owned() };
    let error = error.unwrap_or_else(|| not_answered.clone());
    let mut goes_on = false;
    for (places, name, error) in [(retry, 'r', &error), (unknown, 'u', &not_answered)] {
        if places.len() == items {
            goes_on = true;
            failed(write, policy, finished, error)?;
        } else if !places.is_empty() {
            let rest = inserted(write, row, part(write, kind, row, &places, name)?)?;
            failed(write, policy, &Finished { row: Arc::new(rest), ..finished.clone() }, error)?;
        }
    }
    if goes_on { Ok(()) } else { row::end(write, row.number, false) }
}

fn refuse(
    write: &mut Write<'_>,
    finished: &Finished,
    at: usize,
    words: &str,
    code: &'static str,
) -> Result<()> {
    let alone = part(write, finished.kind, &finished.row, &[at], 'x')?;
    let alone = Row { attempts: alone.attempts + 1, look: false, ..alone };
    let alone = inserted(write, &finished.row, alone)?;
    dead(write, finished.kind, &alone, &Refusal { words: words.to_owned(), code })
}

/// A part that is wanted as long as the whole is.
fn inserted(write: &mut Write<'_>, whole: &Row, part: Row) -> Result<Row> {
    let number = row::insert(write, &part, None)?;
    if row::is_called_off(write, whole.number)? {
        row::call_off(write, number)?;
    }
    Ok(Row { number, ..part })
}

/// A batch in two halves, each tried from the beginning.
pub(super) fn halve(write: &mut Write<'_>, kind: &'static dyn Kind, row: &Row) -> Result<()> {
    let items = kind.items(row)?;
    for (places, name) in halves(items).iter().zip(['a', 'b']) {
        let half = Row { attempts: 0, ..part(write, kind, row, places, name)? };
        row::insert(write, &half, None)?;
    }
    row::end(write, row.number, false)
}

/// The same batch as another request.
pub(super) fn anew(write: &mut Write<'_>, kind: &'static dyn Kind, row: &Row) -> Result<()> {
    let all: Vec<usize> = (0..kind.items(row)?).collect();
    let again = part(write, kind, row, &all, 'k')?;
    row::insert(write, &again, None)?;
    row::end(write, row.number, false)
}

fn halves(items: usize) -> [Vec<usize>; 2] {
    let middle = items.div_ceil(2);
    [(0..middle).collect(), (middle..items).collect()]
}

/// A message about these items alone: another request, so it has another key. Parts of one batch do not wait for each other.
fn part(write: &Write<'_>, kind: &'static dyn Kind, row: &Row, items: &[usize], name: char) -> Result<Row> {
    let first = items.first().copied().unwrap_or_default();
    Ok(Row {
        number: 0,
        subject: format!("{}.{name}{first}", row.subject),
        key: write.chance().token(),
        payload: kind.only(row, items)?,
        ..row.clone()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![
            Just(Verdict::Done),
            Just(Verdict::Already),
            Just(Verdict::Unknown),
            Just(Verdict::Retry(TenantError::RateLimited { until: None })),
            Just(Verdict::Refused("no".into())),
            Just(Verdict::Conflict { existing: "r1".into() }),
            Just(Verdict::NotTaken),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever the tenant answers, and however many verdicts it gives.
        #[test]
        fn no_item_of_a_batch_is_lost_or_doubled(verdicts in prop::collection::vec(verdict(), 0..120), items in 0usize..110) {
            let known = verdicts.len();
            let sorted = sort(verdicts, items);
            let mut places: Vec<usize> = sorted.arrived.iter().map(|(at, _)| *at)
                .chain(sorted.retry.clone())
                .chain(sorted.unknown.clone())
                .chain(sorted.not_taken.clone())
                .chain(sorted.refused.iter().map(|(at, _)| *at))
                .chain(sorted.conflicts.iter().map(|(at, _)| *at))
                .collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..items).collect::<Vec<_>>());
            prop_assert!(sorted.not_taken.is_empty() || !sorted.conflicts.is_empty(), "a batch gets smaller by one at the least");
            prop_assert!((known..items).all(|at| sorted.unknown.contains(&at)), "what is left out is unknown");
            prop_assert_eq!(sorted.error.is_some(), !sorted.retry.is_empty());
        }

        #[test]
        fn two_halves_are_the_whole_in_its_order_and_neither_is_empty(items in 2usize..2000) {
            let [first, second] = halves(items);
            prop_assert!(!second.is_empty() && first.len() - second.len() <= 1);
            prop_assert_eq!([first, second].concat(), (0..items).collect::<Vec<_>>());
        }
    }
}
