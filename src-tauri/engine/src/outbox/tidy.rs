//! Dead letters are kept as long as the events that they may be about, then they go.

use jiff::SignedDuration;

use super::row;
use crate::kernel::{Kernel, Result};
use crate::settings;

pub(super) async fn tidy(kernel: &Kernel) -> Result<()> {
    let before = settings::rows_kept_since(kernel).await?;
    let minute_ago = kernel.clock.now() - SignedDuration::from_mins(1);
    kernel
        .db
        .write(move |write| {
            row::forget_ended(write, r#"["over"]"#, minute_ago)?;
            row::forget_ended(write, r#"["dead", "resting"]"#, before)
        })
        .await
}
