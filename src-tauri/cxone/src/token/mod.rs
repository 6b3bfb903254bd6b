//! The token: asked for when needed, kept until a margin before its end, never shown.
//!
//! [`Grant`](grant::Grant) is what an answer says, [`Bearer`] one token with its expiry, [`Desk`] asks
//! for it in the connection's style, [`Tokens`] makes one request for any number of callers.

mod desk;
mod grant;
mod keeper;

pub(crate) use desk::Desk;
pub(crate) use grant::Bearer;
pub(crate) use keeper::Tokens;
