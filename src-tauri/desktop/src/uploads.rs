use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;

use callboard_engine::files::{FileWriter, Files};
use callboard_rpc::{Code, Result, RpcError};
use serde::Serialize;
use tauri::http::HeaderMap;
use tauri::ipc::{InvokeBody, Request};

/// Files on their way in from the page, piece by piece: a page cannot hand over a stream.
///
/// The first piece of a file gets a number, which the page sends with each later one; the answer to the last is
/// the engine's id of the file. A page that is loaded anew or gives up leaves its file unfinished: it goes when
/// the next ones push it out, and with the program at the latest.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<Open>);

#[derive(Debug, Default)]
struct Open {
    last_number: u64,
    files: BTreeMap<u64, FileWriter>,
}

/// How many files may be on their way at once; a page sends one at a time.
const MOST: usize = 4;

/// A number while more is to come, then the engine's id.
#[derive(Debug, Serialize)]
pub(crate) struct Uploaded {
    file_id: String,
}

/// One piece, as the page sends it: the bytes as the body, the rest as headers.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    /// `None` begins a file.
    number: Option<u64>,
    last: bool,
    bytes: &'a [u8],
}

impl<'a> Piece<'a> {
    pub(crate) fn of(request: &'a Request<'_>) -> Result<Self> {
        let InvokeBody::Raw(bytes) = request.body() else {
            return Err(RpcError::new(Code::Invalid, "A piece of a file comes as bytes."));
        };
        let headers = request.headers();
        let number = match header(headers, "file") {
            "" => None,
            number => Some(number.parse().map_err(|_| unknown(number))?),
        };
        Ok(Self { number, last: header(headers, "last") == "true", bytes })
    }
}

impl Uploads {
    /// Stores one piece. A piece that fails ends its file.
    pub(crate) async fn take(&self, files: &Files, piece: Piece<'_>) -> Result<Uploaded> {
        let (number, mut writer) = match piece.number {
            Some(number) => (number, self.resume(number)?),
            None => (self.number(), files.begin().await?),
        };
        writer.write(piece.bytes).await?;
        if piece.last {
            return Ok(Uploaded { file_id: writer.finish().await?.to_string() });
        }
        self.put_back(number, writer);
        Ok(Uploaded { file_id: number.to_string() })
    }

    fn number(&self) -> u64 {
        let mut open = self.open();
        open.last_number += 1;
        open.last_number
    }

    /// Whoever writes has the file to itself, so that two pieces cannot mix.
    fn resume(&self, number: u64) -> Result<FileWriter> {
        self.open().files.remove(&number).ok_or_else(|| unknown(&number.to_string()))
    }

    fn put_back(&self, number: u64, writer: FileWriter) {
        let mut open = self.open();
        open.files.insert(number, writer);
        while open.files.len() > MOST {
            open.files.pop_first();
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock()
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn unknown(number: &str) -> RpcError {
    RpcError::not_found("file on its way with the number", number).hint("Hand the file in once more.")
}
