//! Where secrets are kept: the system's keyring, this session's memory, or a file behind a passphrase.
//!
//! Cast: [`Secrets`] is what every slice holds. It keeps each secret under a name (`connection/con_…/client_secret`,
//! `endpoint/end_…/secret`, `audit/signing_key`, `audit/signed`) in the one store in use. Which store that is stands in the
//! table `secret_store`, chosen by a person ([`Secrets::choose`]) or by how the program was started
//! ([`StoreChoice`], which wins). Where nobody says, it is the one into which this folder's secrets were put. The database knows the *names* that a store holds, so
//! that a list can say "has a secret" without waking a keyring, and so that all of them can move to another store.
//!
//! There is no fourth place: where the chosen store does not work, a secret is refused in words
//! ([`SecretTrouble`]), and never written to a plain file.
//!
//! After a crash: a secret is stored before its name, and a name is forgotten after its secret, so the worst is a
//! secret in the keyring that nobody asks for. One that takes the place of another has a name of its own
//! ([`Numbers`]), so that none that is in use is written over.

mod choice;
mod commands;
mod file;
mod keyring;
mod names;
mod numbers;
mod of_file;
mod opened;
mod owner;
mod replaced;
mod session;
mod store;
#[cfg(test)]
mod tests;
mod trouble;

pub use choice::StoreChoice;
#[cfg(test)]
pub(crate) use file::cheap;
use numbers::in_words;
pub use numbers::{Numbers, Rotation};
pub use of_file::StoresOfFile;
pub(crate) use owner::hours;
pub(crate) use replaced::end_all as end_replaced;
pub use replaced::{LONGEST_OVERLAP, MOST_HOURS, Replaced};
pub use store::Secrets;
pub use trouble::SecretTrouble;

use crate::slice::Slice;

/// The part of secrets in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[choice::TABLES, replaced::TABLES],
    set_back: Some(replaced::set_back),
    ..Slice::named("secrets")
};
