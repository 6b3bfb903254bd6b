//! A stand-in tenant on loopback, written from the contract and from nothing else.
//!
//! The cast:
//! - [`Simulator::builder`] sets it up, [`Running`] is the tenant while it answers. Its clock and its
//!   chance are handed in; the same seed and the same clock give the same figures.
//! - [`Campaign`]s are there from the start or put there by a test; [`Window`]s (campaign schedules) are
//!   made and withdrawn by the client. Both are kept in the state file, where one is given, before the
//!   request that changed them is answered, and are found again after a crash. Tokens are not kept:
//!   after a restart every bearer is refused, as at a tenant that lost its sessions.
//! - [`Contact`]s are listed by a test or made up, from seed and id, as they are asked for; the client notes
//!   custom fields on them. Listed and changed ones are kept beside the state file, a line for each change.
//! - [`Figures`] are never stored: they are a function of seed, campaign, windows and time.
//! - [`Fault`]s are asked for by a file, by a test or at `/_control/faults`, and act on the requests that
//!   follow. [`Settings`] are what a tenant may do differently without being at fault.
//! - The [`Journal`] holds every request as it came, without its secrets.
//! - [`senders`] are the other side of a tenant: the systems that send events to a listener.
//!
//! A new resource is a file in `routes/`, its state in `state`, and its exchanges in `tests/contract/`.

mod answer;
mod builder;
mod campaign;
mod contact;
mod contact_log;
mod contacts;
mod control;
mod fault;
mod fault_book;
mod fault_file;
mod gate;
mod journal;
mod mask;
mod moment;
mod outbound;
mod pattern;
mod progress;
mod routes;
mod running;
pub mod senders;
mod settings;
mod stand_in;
mod state;
mod store;
mod test_number;
mod throttle;
mod tokens;
mod window;

pub use builder::{Builder, Simulator, SimulatorError};
pub use campaign::{Campaign, CampaignState};
pub use contact::Contact;
pub use fault::{Act, Fault};
pub use fault_book::FaultBook;
pub use fault_file::{FaultRefused, Faults};
pub use journal::{Entry, Journal};
pub use outbound::OutboundContact;
pub use progress::{Figures, figures};
pub use running::Running;
pub use settings::{BatchAnswer, ContactUpdate, ExpiresIn, Extension, IdempotencyKeys, Settings};
pub use tokens::{ALL_SCOPES, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET};
pub use window::{Window, WindowRefused, WindowState};
