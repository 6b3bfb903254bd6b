//! Seals of rows of a tree that have no integer of their own: slice by slice in the order of their keys, from values in hand.

use callboard_rpc::Caller;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use super::seal::{ACTION, Seal, hash_value, object_of};
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// Which rows of a tree are sealed. Those of one `group`, in `order`, are sealed one slice behind the other, and none is
/// ever added between. Names go into SQL as they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TreeKind {
    /// E.g. `dnc.listed`; part of the object of the audit row.
    pub(crate) name: &'static str,
    pub(crate) table: &'static str,
    /// An integer.
    pub(crate) group: &'static str,
    /// What is hashed, in this order; never changed once it was released.
    pub(crate) columns: &'static [&'static str],
    /// The keys of the tree; of the rows of a group, this is the order in which they were added.
    pub(crate) order: &'static str,
}

/// The seal of a slice while it is written.
#[derive(Debug)]
pub(crate) struct TreeSeal {
    hasher: Sha256,
    before: u64,
    count: u64,
}

impl TreeSeal {
    /// Of a slice that begins behind so many rows of its group.
    pub(crate) fn new(before: u64) -> Self {
        Self { hasher: Sha256::new(), before, count: 0 }
    }

    /// The columns of the next row.
    pub(crate) fn row<'a>(&mut self, columns: impl IntoIterator<Item = ValueRef<'a>>) {
        self.count += 1;
        for value in columns {
            hash_value(&mut self.hasher, value);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn taken(&self) -> Seal {
        let place = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Seal {
            count: self.count,
            first: place(self.before + 1),
            last: place(self.before + self.count),
            sha256: hex::encode(self.hasher.clone().finalize()),
        }
    }
}

/// Seals a slice in the write that added it.
pub(crate) fn seal_tree(
    write: &mut Write<'_>,
    caller: &Caller,
    kind: &TreeKind,
    group: i64,
    seal: &TreeSeal,
) -> Result<()> {
    if seal.count == 0 {
        return Ok(());
    }
    let object = object_of(kind.name, &group.to_string());
    write.audit(caller, Entry::new(ACTION, object).after(&seal.taken())).map(drop)
}
