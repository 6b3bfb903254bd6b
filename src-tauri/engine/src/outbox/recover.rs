//! What may have been sent before a crash, by the marks of the lanes: it is looked up before it is sent again.

use super::kind::{Kinds, find};
use super::{row, settle};
use crate::kernel::{Result, Write};

/// Done before the first turn: messages that may have been in flight wait a moment, and are looked up first. What is over
/// is forgotten, since whatever was on its way then has arrived.
pub(super) fn recover(write: &mut Write<'_>, kinds: Kinds) -> Result<()> {
    for sent in row::take_marks(write)? {
        if let Some(kind) = find(kinds, &sent.kind) {
            settle::after_a_crash(write, kind, &sent)?;
        }
    }
    let known: Vec<_> = kinds.iter().map(|kind| kind.word()).collect();
    for (number, kind) in row::of_other_kinds(write, &known)? {
        tracing::error!(
            number,
            kind,
            "outbox: no kind is called so; its messages wait for a program that knows it"
        );
    }
    Ok(())
}
