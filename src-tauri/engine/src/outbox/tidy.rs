//! Dead letters are kept as long as the events that they may be about, then they go.

use jiff::SignedDuration;

use super::row;
use crate::Engine;
use crate::kernel::{Kernel, Result};
use crate::settings;

pub(super) fn resume(engine: &Engine) {
    let kernel = engine.kernel.clone();
    engine.kernel.hourly("retention of messages", move || {
        let kernel = kernel.clone();
        async move { tidy(&kernel).await }
    });
}

pub(super) async fn tidy(kernel: &Kernel) -> Result<()> {
    let days = kernel.db.read(settings::get).await?.event_row_days;
    let before = kernel.clock.now() - SignedDuration::from_hours(24 * i64::from(days));
    let minute_ago = kernel.clock.now() - SignedDuration::from_mins(1);
    kernel
        .db
        .write(move |write| {
            row::forget_ended(write, r#"["over"]"#, minute_ago)?;
            row::forget_ended(write, r#"["dead", "resting"]"#, before)
        })
        .await
}
