use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rustc_hash::FxHashSet;

/// Ids that were counted, as 64 bits each: of a million different ones, two are taken for the same in one list of thirty
/// million.
#[derive(Debug, Default)]
pub(super) struct Ids(FxHashSet<u64>);

impl Ids {
    /// Whether it was not counted before. Contacts without an id are all different.
    pub(super) fn add(&mut self, id: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        id.is_empty() || self.0.insert(hasher.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_counts_once_and_none_is_none() {
        let mut ids = Ids::default();
        assert!(ids.add(b"a") && ids.add(b"A") && !ids.add(b"a"));
        assert!(ids.add(b"") && ids.add(b""));
    }
}
