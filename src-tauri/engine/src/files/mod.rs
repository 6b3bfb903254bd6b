//! The shelf: files that were handed in, or made here to be taken away.
//!
//! Cast: [`Files`] holds them under a `FileId` each, in `files/` of the data folder, readable by their owner
//! only. A door streams one in with [`Files::begin`] and a [`FileWriter`]; the command line, which runs as the
//! same person, names one by its path with [`Files::adopt`] (it stays where it is and is never changed or
//! removed); a slice makes one with [`Files::make`] for a person to take away, and takes one that it reads once
//! with [`Files::take`]. None is kept for longer than a day, one that was handed in no longer than an hour after its last
//! use, and none over the end of the program: whatever stands in the folder at the start is left from a crash and is
//! removed.

mod commands;
mod downloads;
mod shelf;
#[cfg(test)]
mod tests;
mod writer;

pub use downloads::save_into;
pub use shelf::{Files, LARGEST};
pub use writer::FileWriter;

use crate::slice::Slice;

/// The part of handed-in files in the program.
pub(crate) const SLICE: Slice =
    Slice { resume: Some(|engine| engine.files.keep_tidy()), ..Slice::named("files") };
