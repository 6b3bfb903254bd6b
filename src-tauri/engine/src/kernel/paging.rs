use std::fmt::Display;
use std::str::FromStr;

use callboard_rpc::RpcError;
use callboard_rpc::types::Page;

use super::Result;

/// The answer to a list's `after` that no page of it gave.
pub fn no_such_place() -> RpcError {
    RpcError::field("after", "This is no place in the list.").hint("Begin again at the first page.")
}

/// A key or a count in a place, written as a page wrote it: `+4`, `04` and `-4` are none.
pub fn in_place<K: FromStr + Display>(text: &str) -> Option<K> {
    let key: K = text.parse().ok()?;
    (!text.starts_with(['-', '+']) && key.to_string() == text).then_some(key)
}

/// Rows of a page: `usual` where no limit was asked for, and never more than `most`.
pub fn limit(asked: Option<u32>, usual: u32, most: u32) -> Result<usize> {
    match asked {
        Some(0) => Err(RpcError::field("limit", "A page has at least one row.")
            .hint("Leave the limit out for the usual page.")
            .into()),
        asked => Ok(asked.unwrap_or(usual).min(most) as usize),
    }
}

/// The part of a list that was asked for: at most `limit` rows behind a row with the key `after`.
///
/// All rows are counted once, for the first page; the others carry the figure along. A page's `next` is therefore
/// `KEY.TOTAL`; the key alone is taken too.
#[derive(Clone, Debug)]
pub struct Paging<K> {
    pub after: Option<K>,
    limit: usize,
    counted: Option<u64>,
}

impl<K: FromStr + Display> Paging<K> {
    /// `usual` rows where no limit was asked for, and never more than `most`.
    pub fn new(after: Option<&str>, asked: Option<u32>, usual: u32, most: u32) -> Result<Self> {
        let limit = limit(asked, usual, most)?;
        let Some(place) = after else { return Ok(Self { after: None, limit, counted: None }) };
        if let Some((key, total)) = place.rsplit_once('.') {
            // A list that goes on behind a row has that row.
            let total = in_place(total).filter(|total| *total > 0).ok_or_else(no_such_place)?;
            let key = in_place(key).ok_or_else(no_such_place)?;
            return Ok(Self { after: Some(key), limit, counted: Some(total) });
        }
        let key = in_place(place).ok_or_else(no_such_place)?;
        Ok(Self { after: Some(key), limit, counted: None })
    }

    /// How many rows to read: one more than a page has tells whether there is another page.
    pub fn to_read(&self) -> usize {
        self.limit + 1
    }

    /// The total of the first page, or what `count` counts.
    pub fn total(&self, count: impl FnOnce() -> Result<u64>) -> Result<u64> {
        self.counted.map_or_else(count, Ok)
    }

    /// The page of these rows, of which [`Paging::to_read`] were read.
    pub fn page<T>(&self, mut rows: Vec<T>, total: u64, key: impl Fn(&T) -> K) -> Page<T> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next = rows.last().filter(|_| more).map(|last| format!("{}.{total}", key(last)));
        Page { rows, total, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of the numbers below 10, newest first.
    fn list(after: Option<&str>, limit: Option<u32>, mut counts: impl FnMut()) -> Result<Page<i64>> {
        let paging = Paging::<i64>::new(after, limit, 3, 5)?;
        let total = paging.total(|| {
            counts();
            Ok(10)
        })?;
        let rows = (0..paging.after.unwrap_or(10)).rev().take(paging.to_read()).collect();
        Ok(paging.page(rows, total, |row| *row))
    }

    #[test]
    fn pages_follow_each_other_to_the_end_and_all_is_counted_once() {
        let (mut after, mut seen, mut counted) = (None::<String>, Vec::new(), 0);
        loop {
            let page = list(after.as_deref(), None, || counted += 1).unwrap();
            assert_eq!(page.total, 10);
            seen.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..10).rev().collect::<Vec<_>>());
        assert_eq!(counted, 1);
    }

    #[test]
    fn a_limit_is_held_to_what_a_page_may_have() {
        let rows = |limit| list(None, limit, || {}).unwrap().rows.len();
        assert_eq!([rows(None), rows(Some(1)), rows(Some(4)), rows(Some(1000))], [3, 1, 4, 5]);
        let none = list(None, Some(0), || {}).unwrap_err().to_string();
        assert!(none.starts_with("A page has at least one row."), "{none}");
    }

    #[test]
    fn a_key_alone_is_a_place_and_anything_else_is_refused() {
        assert_eq!(list(Some("4"), None, || {}).unwrap().rows, [3, 2, 1]);
        for wrong in ["", "x", "4.", "4.x", ".10", "4.10.1", "4.0", "+4", "-4", "04", "4.+9", "4.09"] {
            let said = list(Some(wrong), None, || {}).unwrap_err();
            assert!(said.to_string().starts_with("This is no place in the list."), "{wrong:?}: {said}");
        }
    }
}
