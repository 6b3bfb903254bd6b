//! Windows that would go out at once: nobody is called whom a person at this command line has not let go.

use callboard_rpc::Command;
use callboard_rpc::types::ConfirmedWindow;

use crate::failure::Failure;
use crate::reach::Reach;

/// What goes out may change between the question and the answer: then it is asked anew, so often.
const TIMES: u32 = 3;

/// Asks for something that may let windows go out. With `go` what the engine's question names is confirmed; without
/// it the question is the answer.
pub(super) async fn ask<C: Command>(
    reach: &Reach,
    go: bool,
    args: impl Fn(Vec<ConfirmedWindow>) -> C::Args,
) -> Result<C::Output, Failure> {
    let mut confirmed = Vec::new();
    for _ in 0..TIMES {
        let failure = match reach.ask::<C>(args(confirmed)).await {
            Ok(output) => return Ok(output),
            Err(failure) => failure,
        };
        match failure.asks_for() {
            Some(windows) if go => confirmed = windows,
            Some(_) => return Err(failure.hint(HINT)),
            None => return Err(failure),
        }
    }
    reach.ask::<C>(args(confirmed)).await
}

const HINT: &str = "--go lets them go out; --paused keeps the schedule without being active.";
