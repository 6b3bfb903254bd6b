//! What crosses a door, one file a subject. Instants are RFC 3339 in UTC; where a local time is shown, it is
//! a string made by the engine, since only the engine knows which zone data is in use.

mod audit;
mod board;
mod connection;
mod contacts;
mod delivery;
mod disposition;
mod dnc;
mod dnc_columns;
mod dnc_imports;
mod ids;
mod listener;
mod missed;
mod preview;
mod rules;
mod run;
mod schedule;
mod settings;
mod submission;
mod traffic;
mod zone;

pub use audit::*;
pub use board::*;
pub use connection::*;
pub use contacts::*;
pub use delivery::*;
pub use disposition::*;
pub use dnc::*;
pub use dnc_columns::*;
pub use dnc_imports::*;
pub use ids::*;
pub use listener::*;
pub use missed::*;
pub use preview::*;
pub use rules::*;
pub use run::*;
pub use schedule::*;
pub use settings::*;
pub use submission::*;
pub use traffic::*;
pub use zone::*;
