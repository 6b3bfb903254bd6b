//! How the program itself is: versions, what waits, what is wrong; and the small questions that belong to no feature.
//!
//! Cast: a **trouble** is something wrong with the program and not with a campaign: the secret store does not work,
//! the audit log cannot be signed. It is found out anew at each question ([`trouble`]), so none outlives its cause.
//! The **diagnostics** are one text file for whoever helps: status and settings, the last log lines, every number in
//! them masked. Nothing here is stored.

mod commands;
mod diagnostics;
mod facts;
#[cfg(test)]
mod tests;
mod trouble;

pub(crate) use facts::ZoneDifferences;
pub use facts::{status, zone_data};
pub use trouble::{standing_still, trouble};
