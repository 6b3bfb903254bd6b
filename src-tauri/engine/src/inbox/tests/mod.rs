//! The listener's rules on a clock that is stepped, over real requests.

mod erasing;
mod filing;
mod growing;
pub(crate) mod house;
mod keeping;
mod proving;
mod refusing;
mod sleeping;
mod waiting;
