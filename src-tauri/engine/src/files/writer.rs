use std::path::PathBuf;

use callboard_rpc::types::FileId;
use tokio::io::AsyncWriteExt as _;

use super::Files;
use super::shelf::{Origin, check_size, create_private};
use crate::kernel::Result;

/// A file on its way in. It is on the shelf only after [`FileWriter::finish`]; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct FileWriter {
    files: Files,
    id: FileId,
    path: PathBuf,
    file: tokio::fs::File,
    bytes: u64,
    finished: bool,
}

impl FileWriter {
    pub(super) async fn begin(files: Files, id: FileId, path: PathBuf) -> Result<Self> {
        let at = path.clone();
        let made = tokio::task::spawn_blocking(move || create_private(&at)).await;
        let file = made.map_err(anyhow::Error::from)??;
        Ok(Self { files, id, path, file: tokio::fs::File::from_std(file), bytes: 0, finished: false })
    }

    /// The next piece. Refused once the whole is larger than [`super::LARGEST`].
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
        check_size(self.bytes)?;
        Ok(self.file.write_all(piece).await?)
    }

    /// Puts it on the shelf.
    pub async fn finish(mut self) -> Result<FileId> {
        self.file.flush().await?;
        self.finished = true;
        self.files.shelve(self.id.clone(), self.path.clone(), Origin::HandedIn);
        Ok(self.id.clone())
    }
}

impl Drop for FileWriter {
    fn drop(&mut self) {
        if !self.finished {
            // Where this fails too, the next start removes it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
