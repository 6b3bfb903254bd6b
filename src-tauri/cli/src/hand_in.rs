//! Files that a person names: a file, a pipe (`/dev/stdin`, `<(…)`), or `-`.

use std::path::Path;

use callboard_engine::Engine;
use callboard_rpc::types::FileId;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::failure::Failure;

/// What is read from a pipe at a time.
const PIECE: usize = 64 << 10;

/// Where a name leads.
pub(crate) enum Named {
    /// It lies there, and can be read again.
    File,
    /// It can be read once, from beginning to end.
    Stream(Box<dyn AsyncRead + Unpin + Send>),
}

pub(crate) async fn named(path: &Path) -> Result<Named, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Named::Stream(Box::new(tokio::io::stdin())));
    }
    let facts = tokio::fs::metadata(path).await.map_err(|error| unreadable(path, &error))?;
    if facts.is_dir() {
        return Err(Failure::wrong(format!("{} is a folder: name a file in it.", path.display())));
    }
    if facts.is_file() {
        return Ok(Named::File);
    }
    let open = tokio::fs::File::open(path).await.map_err(|error| unreadable(path, &error))?;
    Ok(Named::Stream(Box::new(open)))
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
pub(crate) async fn whole(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = match named(path).await? {
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
