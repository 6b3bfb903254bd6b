//! The harness of the integration tests.
//!
//! [`TestApp`] is an engine with a stand-in tenant in this process, both on one clock that the test steps.
//! [`Office`] is a data folder for the real `callboard`, which runs in processes of its own on the machine's clock: for
//! the command line, and for what only a killed process can show. [`Receiver`] takes the webhooks of either. A [`Burst`]
//! is an office under a load that all of it must drain.

#![allow(clippy::expect_used, clippy::unwrap_used)] // a harness that fails says where, and that is its answer

mod answer;
mod app;
mod burst;
mod contacts;
mod drive;
mod office;
mod program;
mod receiver;
mod secrets;
mod standing;
mod traced;

pub use answer::Answer;
pub use app::{TestApp, asked_for, draft};
pub use burst::{Burst, Drained, Lists};
pub use contacts::{Contacts, csv};
pub use drive::Drive;
pub use office::Office;
pub use program::{Program, callboard};
pub use receiver::{Receiver, Webhook};
pub use standing::{CREATE, DELETE, TICK};
pub use traced::answers_on_disk;
