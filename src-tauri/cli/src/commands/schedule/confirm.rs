//! Windows that would go out at once, or be withdrawn for a start now: nothing of it happens that a person at this command
//! line has not let go.

use callboard_rpc::Command;
use callboard_rpc::types::ConfirmedWindow;

use crate::failure::Failure;
use crate::reach::Reach;

/// What goes out may change between the question and the answer: then it is asked anew, so often.
const TIMES: u32 = 3;

/// Asks for something that may let windows go out or withdraw some. With `go` what the engine's question names is
/// confirmed; without it the question is the answer. Answers also what was confirmed.
pub(super) async fn ask<C: Command>(
    reach: &Reach,
    go: bool,
    hint: &str,
    args: impl Fn(Vec<ConfirmedWindow>) -> C::Args,
) -> Result<(C::Output, Vec<ConfirmedWindow>), Failure> {
    let mut confirmed = Vec::new();
    for _ in 0..TIMES {
        let failure = match reach.ask::<C>(args(confirmed.clone())).await {
            Ok(output) => return Ok((output, confirmed)),
            Err(failure) => failure,
        };
        match failure.asks_for() {
            Some(windows) if go => confirmed = windows,
            Some(_) => return Err(failure.hint(hint)),
            None => return Err(failure),
        }
    }
    let output = reach.ask::<C>(args(confirmed.clone())).await?;
    Ok((output, confirmed))
}

/// Where windows would go out.
pub(super) const GOES_OUT: &str = "--go lets them go out; --paused keeps the schedule without being active.";
/// Where scheduled starts would be withdrawn.
pub(super) const WITHDRAWS: &str = "--go withdraws them and starts now. Nothing was changed.";
