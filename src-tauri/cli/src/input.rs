//! Input that a person types or a pipe brings: where none comes, somebody who looks at the terminal is told what is
//! waited for.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use callboard_clock::Clock;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::failure::Failure;
use crate::output::note;

/// After so long without a byte a person wonders.
const SILENT: Duration = Duration::from_secs(2);
/// Read at once, to see whether anything comes.
const PIECE: usize = 64 << 10;
/// What the standard input is called.
pub(crate) const STDIN: &str = "the standard input";

/// The answer of `first`, the first of what comes from `name`; where that takes long, it is said once.
pub(crate) async fn awaited<T>(
    clock: &Clock,
    name: &str,
    first: impl Future<Output = T>,
    say: impl Fn(&str),
) -> T {
    let mut first = std::pin::pin!(first);
    tokio::select! {
        biased;
        answer = &mut first => return answer,
        () = clock.sleep(SILENT) => say(&words(name)),
    }
    first.await
}

fn words(name: &str) -> String {
    let end = if name == STDIN { " Where you type it, end it with Ctrl-D." } else { "" };
    format!("callboard: Waiting for input on {name}.{end}")
}

/// A stream from its first bytes on.
pub(crate) async fn begun(
    clock: &Clock,
    name: &str,
    mut from: impl AsyncRead + Unpin + Send + 'static,
) -> std::io::Result<Box<dyn AsyncRead + Unpin + Send>> {
    let mut piece = vec![0; PIECE];
    let read = awaited(clock, name, from.read(&mut piece), note).await?;
    piece.truncate(read);
    Ok(Box::new(Cursor::new(piece).chain(from)))
}

/// A secret from the standard input, of `most` bytes at most; one line break at the end is the editor's.
pub(crate) async fn secret(clock: &Clock, most: u64, what: &str) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    begun(clock, STDIN, tokio::io::stdin()).await?.take(most).read_to_end(&mut bytes).await?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::wrong(format!("{what} is no UTF-8 text.")))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Failure::wrong(format!("{what} is empty.")));
    }
    Ok(text.to_owned())
}

/// For a filter, which reads the standard input without a runtime: whether anything has come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Came(Arc<AtomicBool>);

impl Came {
    /// Says after a while that nothing has come, in a thread of its own, which ends with the program.
    pub(crate) fn watched(clock: Clock) -> Self {
        let came = Self::default();
        let watched = came.clone();
        // Without the thread nobody is told, and the filter works all the same.
        let _ = std::thread::Builder::new().name("callboard-input".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(clock.sleep(SILENT));
            if !watched.0.load(Ordering::Relaxed) {
                note(&words(STDIN));
            }
        });
        came
    }

    pub(crate) fn something(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use callboard_clock::ManualClock;

    use super::*;

    #[tokio::test]
    async fn silence_is_told_once_and_what_comes_at_once_is_not_talked_about() {
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let clock = manual.clock();
        let said = RefCell::new(Vec::<String>::new());
        let say = |words: &str| said.borrow_mut().push(words.to_owned());
        assert_eq!(awaited(&clock, "list.fifo", async { 7 }, say).await, 7);
        assert!(said.borrow().is_empty());
        let typed = clock.sleep(Duration::from_secs(9));
        let drive = async {
            for _ in 0..9 {
                while manual.sleepers() == 0 {
                    tokio::task::yield_now().await;
                }
                manual.advance(Duration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(awaited(&clock, STDIN, typed, say), drive);
        let told =
            "callboard: Waiting for input on the standard input. Where you type it, end it with Ctrl-D.";
        assert_eq!(*said.borrow(), [told]);
    }

    #[tokio::test]
    async fn nothing_of_a_stream_is_lost_by_looking_whether_it_begins() {
        let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap()).clock();
        let long = "id,zone\n".repeat(20_000);
        let mut read = String::new();
        let mut from = begun(&clock, "a pipe", Cursor::new(long.clone())).await.unwrap();
        from.read_to_string(&mut read).await.unwrap();
        assert!(read == long, "{} of {} bytes", read.len(), long.len());
    }
}
