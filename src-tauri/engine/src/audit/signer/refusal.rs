use callboard_rpc::{Code, RpcError};
use rusqlite::Connection;

use super::key::{Held, Origin};
use super::store::Known;
use crate::audit::checkpoint;
use crate::audit::verify::not_held;
use crate::kernel::{Error, Result};

/// Why the log is not signed, in words, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    pub why: String,
    pub to_do: String,
    /// It is not the log that was signed before; else only the secret store or the disk does not work.
    pub another_log: bool,
}

/// Where the log is not the one that this computer signed: the refusal to sign it.
pub(super) fn refusal(db: &Connection, known: &Known) -> Result<Option<RpcError>> {
    if let Some(signed) = &known.signed
        && let Some(fault) = not_held(db, signed)?
    {
        return Ok(Some(another_log(&fault.words)));
    }
    let never = match &known.held {
        Some(held) => !may_sign(db, held)?,
        None => false,
    };
    Ok(never.then(never_signed))
}

fn may_sign(db: &Connection, held: &Held) -> Result<bool> {
    match held.origin {
        Origin::New | Origin::HasSigned => Ok(true),
        Origin::Stored => checkpoint::was_made_with(db, &held.key.verifying_key()),
    }
}

fn never_signed() -> RpcError {
    another_log("The signing key in the secret store has no checkpoint in this log.")
}

fn another_log(why: &str) -> RpcError {
    RpcError::new(
        Code::Conflict,
        format!(
            "{why} The log was made anew, cut or put back, or comes from another computer. It is not signed until a person \
             decides."
        ),
    )
    .hint("Look at it with `callboard audit verify`. Where you brought it here yourself: `callboard audit new-key --why TEXT`.")
}

impl From<Error> for Unsigned {
    fn from(error: Error) -> Self {
        let usual =
            "The log is kept all the same. Once the secret store works, it is signed again by itself.";
        match error {
            Error::Said(said) => Self {
                another_log: said.code == Code::Conflict,
                why: said.message,
                to_do: said.hint.unwrap_or_else(|| usual.to_owned()),
            },
            other => Self { why: other.to_string(), to_do: usual.to_owned(), another_log: false },
        }
    }
}
