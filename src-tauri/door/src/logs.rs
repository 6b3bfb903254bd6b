//! What happened, one line each: on stderr for whoever looks on, and as JSON lines in the data directory for
//! whoever looks later. A day a file, 14 kept.
//!
//! Every text is masked before it is written, whoever logged it: a line must not hold a phone number because one
//! place forgot. Secrets never reach a log in the first place; their types do not print.

mod line;
mod mask;

use std::path::Path;
use std::str::FromStr as _;

use callboard_clock::Clock;
use callboard_engine::kernel::DataDir;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::reload;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use line::{Lines, Shape};

/// How many days are kept.
const KEPT: usize = 14;
/// What goes to the file, whatever stderr shows: our own crates in full, others where something is wrong.
const FILE: &str = "warn,callboard=info,callboard_engine=info,callboard_door=info,callboard_cxone=info,\
    callboard_http=info,callboard_cli=info,callboard_desktop=info,callboard_simulator=info";

/// Keeps the logs running; what is still in memory is written when it is dropped.
#[must_use = "dropped, the logs end"]
#[derive(Debug)]
pub struct Logs {
    file: FileSlot,
    clock: Clock,
    guard: Option<WorkerGuard>,
}

type FileSlot = reload::Handle<Option<Lines>, tracing_subscriber::Registry>;

/// Begins logging to stderr from `level` up (`warn`, or a filter such as `callboard_cxone=debug`). To be called once.
pub fn start(level: &str, clock: Clock) -> Result<Logs, LogsError> {
    let shown = filter(level)?;
    let (file, handle) = reload::Layer::new(None);
    let stderr = Lines::new(Shape::Plain, clock.clone(), std::io::stderr).with_filter(shown);
    tracing_subscriber::registry().with(file.with_filter(EnvFilter::new(FILE))).with(stderr).try_init()?;
    Ok(Logs { file: handle, clock, guard: None })
}

/// A word alone is a level; the library would take any other for the name of a module, and show nothing.
fn filter(text: &str) -> Result<EnvFilter, LogsError> {
    let refused = || LogsError::Level(text.to_owned());
    let level = |part: &str| !part.is_empty() && LevelFilter::from_str(part).is_ok();
    let known = |part: &str| part.contains('=') || level(part.trim());
    if !text.split(',').all(known) {
        return Err(refused());
    }
    EnvFilter::builder().parse(text).map_err(|_| refused())
}

/// Why there are no logs.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    #[error("{0:?} is not a level of logging; there are off, error, warn, info, debug and trace")]
    Level(String),
    #[error(transparent)]
    Begun(#[from] TryInitError),
    #[error("the folder of logs cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    #[error("the file of logs cannot be made: {0}")]
    File(#[from] tracing_appender::rolling::InitError),
}

impl Logs {
    /// From now on also to `logs/` of a data directory, which the caller holds.
    pub fn keep_in(&mut self, folder: &DataDir) -> Result<(), LogsError> {
        let (writer, guard) = tracing_appender::non_blocking(daily(&folder.logs())?);
        let lines = Lines::new(Shape::Json, self.clock.clone(), move || writer.clone());
        // The only error is a subscriber that is gone, and with it the program.
        let _ = self.file.reload(Some(lines));
        self.guard = Some(guard);
        Ok(())
    }
}

fn daily(folder: &Path) -> Result<RollingFileAppender, LogsError> {
    DataDir::make_private(folder)?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("callboard")
        .filename_suffix("jsonl")
        .max_log_files(KEPT)
        .build(folder)?;
    Ok(appender)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_no_level_is_refused() {
        for good in ["warn", "OFF", "info,callboard_cxone=debug", "callboard_engine[x]=trace"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for bad in ["", "loud", "warn,loud", "a=loud"] {
            assert!(filter(bad).is_err(), "{bad:?} would show nothing, and not say so");
        }
    }
}
