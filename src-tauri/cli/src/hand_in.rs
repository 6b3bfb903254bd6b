//! Files that a person names: a file, a pipe (`/dev/stdin`, `<(…)`), or `-`.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use callboard_clock::Clock;
use callboard_engine::Engine;
use callboard_rpc::types::FileId;
use tokio::io::{AsyncRead, AsyncReadExt as _, ReadBuf};

use crate::failure::Failure;
use crate::input::{STDIN, awaited, begun};
use crate::output::note;

/// What is read from a pipe at a time.
const PIECE: usize = 64 << 10;
/// Input of a pipe is copied before it is looked at, and may never end.
pub(crate) const MOST_PIPED: u64 = 512 << 20;

/// Where a name leads.
pub(crate) enum Named {
    /// It lies there, and can be read again.
    File,
    /// It can be read once, from beginning to end.
    Stream(Box<dyn AsyncRead + Unpin + Send>),
}

pub(crate) async fn named(clock: &Clock, path: &Path) -> Result<Named, Failure> {
    if path.as_os_str() == "-" {
        refuse_device("The standard input", stdin_facts().as_ref())?;
        return Ok(Named::Stream(begun(clock, STDIN, tokio::io::stdin()).await?));
    }
    let facts = tokio::fs::metadata(path).await.map_err(|error| unreadable(path, &error))?;
    if facts.is_dir() {
        return Err(Failure::wrong(format!("{} is a folder: name a file in it.", path.display())));
    }
    if facts.is_file() {
        return Ok(Named::File);
    }
    refuse_device(&path.display().to_string(), Some(&facts))?;
    let name = path.display().to_string();
    // A pipe with a name opens once somebody writes into it.
    let open = awaited(clock, &name, tokio::fs::File::open(path), note).await;
    let open = open.map_err(|error| unreadable(path, &error))?;
    let from = begun(clock, &name, open).await.map_err(|error| unreadable(path, &error))?;
    Ok(Named::Stream(from))
}

/// Of what the standard input is.
#[cfg(unix)]
fn stdin_facts() -> Option<std::fs::Metadata> {
    use std::os::fd::AsFd as _;
    let own = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    std::fs::File::from(own).metadata().ok()
}

#[cfg(not(unix))]
fn stdin_facts() -> Option<std::fs::Metadata> {
    None
}

/// Refuses a device but a terminal: `/dev/zero` never ends, and holds no list.
#[cfg(unix)]
fn refuse_device(what: &str, facts: Option<&std::fs::Metadata>) -> Result<(), Failure> {
    use std::io::IsTerminal as _;
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let Some(facts) = facts else { return Ok(()) };
    let kind = facts.file_type();
    // A terminal by any of its names: that of the standard input, or the one that this process has.
    let is_ours = || stdin_facts().is_some_and(|own| own.rdev() == facts.rdev());
    let is_terminal = || std::io::stdin().is_terminal() && is_ours();
    if kind.is_block_device() || (kind.is_char_device() && !is_terminal()) {
        return Err(Failure::wrong(format!("{what} is a device and no list: name a file or a pipe.")));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_device(_: &str, _: Option<&std::fs::Metadata>) -> Result<(), Failure> {
    Ok(())
}

/// A stream that breaks off where it is longer than a list may be.
pub(crate) struct Bounded<R> {
    from: R,
    left: u64,
    over: Over,
}

/// Whether a stream was longer than it may be; one that never ends is.
#[derive(Clone)]
pub(crate) struct Over {
    is_over: Arc<AtomicBool>,
    most: u64,
}

impl<R> Bounded<R> {
    pub(crate) fn new(from: R, most: u64) -> (Self, Over) {
        let over = Over { is_over: Arc::default(), most };
        (Self { from, left: most, over: over.clone() }, over)
    }
}

impl Over {
    /// What is said instead of what the break caused.
    pub(crate) fn or(&self, failure: Failure) -> Failure {
        if !self.is_over.load(Ordering::Relaxed) {
            return failure;
        }
        let words =
            format!("More than {} MiB came through the pipe, which is more than is taken.", self.most >> 20);
        Failure::wrong(words).hint("Write it into a file, look whether it is the right one, and name that.")
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Bounded<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = to.filled().len();
        ready!(Pin::new(&mut self.from).poll_read(context, to))?;
        let read = (to.filled().len() - before) as u64;
        if read > self.left {
            self.over.is_over.store(true, Ordering::Relaxed);
            return Poll::Ready(Err(std::io::Error::other("more than is taken")));
        }
        self.left -= read;
        Poll::Ready(Ok(()))
    }
}

/// Copies a stream into the engine's folder: a list is read more than once, and a pipe cannot be.
pub(crate) async fn copy(engine: &Engine, mut from: impl AsyncRead + Unpin) -> Result<FileId, Failure> {
    let mut to = engine.files.begin().await?;
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece).await? {
            0 => return Ok(to.finish().await?),
            read => to.write(&piece[..read]).await?,
        }
    }
}

/// What a small file holds.
pub(crate) async fn whole(clock: &Clock, path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = match named(clock, path).await? {
        Named::Stream(from) => from.take(most + 1).read_to_end(&mut bytes).await,
        Named::File => {
            let file = tokio::fs::File::open(path).await.map_err(|error| unreadable(path, &error))?;
            file.take(most + 1).read_to_end(&mut bytes).await
        }
    };
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Failure::wrong(format!("{} is larger than {} MiB.", path.display(), most >> 20)));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::wrong(format!("{} cannot be read ({error}).", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stream_that_never_ends_breaks_off_and_says_so() {
        let (mut endless, over) = Bounded::new(tokio::io::repeat(b'x'), 3 << 20);
        let mut read = 0;
        let mut piece = vec![0; PIECE];
        while let Ok(more) = endless.read(&mut piece).await {
            read += more;
        }
        assert_eq!(read, 3 << 20);
        let said = over.or(Failure::wrong("broken"));
        assert!(said.to_string().contains("More than 3 MiB came through the pipe"), "{said}");
        assert_eq!(said.exit(), 2);
        let (mut short, over) = Bounded::new(&b"id\n1\n"[..], 5);
        let mut text = String::new();
        short.read_to_string(&mut text).await.unwrap();
        assert_eq!(over.or(Failure::wrong("broken")), Failure::wrong("broken"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_device_is_no_list() {
        for path in ["/dev/zero", "/dev/null", "/dev/urandom"] {
            let refused = named(&Clock::system(), Path::new(path)).await.err().unwrap();
            let words = format!("{path} is a device and no list: name a file or a pipe.");
            assert_eq!(refused, Failure::wrong(words));
        }
    }
}
