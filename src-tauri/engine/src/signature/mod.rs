//! Standard Webhooks, symmetric: HMAC-SHA256 over `id.timestamp.body`, for what goes out and for what comes in.
//!
//! Cast. A [`SigningSecret`] is what a sender and a receiver share; it signs, and it never shows itself. A
//! [`Presented`] is what a request says of itself, read from its headers; [`verify`] says whether it was made by
//! somebody who holds one of the secrets, and not too long ago. Nothing here is stored.

mod secret;
mod verify;

pub use secret::SigningSecret;
pub use verify::{NotProven, Presented, is_id, verify};
