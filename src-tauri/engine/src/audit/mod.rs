//! The audit log as people meet it: searched, checked, signed, anchored, exported.
//!
//! Cast. A **row** is appended by [`crate::kernel::Write::audit`] in the transaction of its effect and never
//! changes. A **seal** is one such row over many machine-made rows of another table ([`seal`]); dropping them
//! is a row too ([`drop_sealed`]). A **checkpoint** is the head of the chain, signed by the [`Signer`] every
//! 256 rows, daily, when the program stops, and soon after a start where an end by force left rows unsigned; a row tells of
//! each. An **anchor** is the same signed statement
//! as a line of text that a supervisor keeps elsewhere; after each checkpoint the secret store gets one too, beside the
//! key, and a log without that row is neither signed nor verified. [`verify`] reads all of them again and names the first
//! place that does not hold; it changes nothing, needs no secret, and works on a copy ([`verify_file`]).
//!
//! After a crash nothing is to be mended: a row and its effect, a checkpoint and its row, stand or fall together. The secret
//! store may be behind the log then, and is told at the next checkpoint.

mod anchor;
mod at_rest;
mod checkpoint;
mod commands;
mod copy;
mod erase;
mod export;
mod page;
mod seal;
mod search;
mod signer;
mod tree;
mod verify;

pub use anchor::Anchor;
pub use at_rest::LogFile;
pub use checkpoint::head as newest;
pub use erase::erase_private;
pub use seal::{Beside, SealKind, drop_sealed, seal};
pub use signer::{Signer, Unsigned};
pub(crate) use tree::{TreeKind, TreeSeal, seal_tree};
pub use verify::{Question, verify, verify_at_rest, verify_file};

use crate::slice::Slice;

/// The part of the log in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[checkpoint::TABLES],
    resume: Some(|engine| engine.signer.start()),
    ..Slice::named("audit")
};

#[cfg(test)]
mod tests;
