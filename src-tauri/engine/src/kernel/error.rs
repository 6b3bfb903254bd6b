use callboard_rpc::{Code, RpcError};

pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong inside the engine, by who has to act on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Said in a supervisor's words already; crosses the door as it is.
    #[error(transparent)]
    Said(#[from] RpcError),
    #[error("{}", storage_words(.0))]
    Storage(#[from] rusqlite::Error),
    /// The database cannot be used at all: newer, damaged, foreign.
    #[error("{0}")]
    Database(String),
    #[error("the program is stopping")]
    Stopping,
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Error {
    /// Whether it lies in what was to be written, so that the same write fails once more; else in the disk, in another
    /// program, or in the end of this one.
    pub fn is_of_the_write(&self) -> bool {
        use rusqlite::ErrorCode::{ConstraintViolation, TypeMismatch};
        match self {
            Self::Said(_) | Self::Other(_) => true,
            Self::Storage(error) => {
                matches!(error.sqlite_error_code(), None | Some(ConstraintViolation | TypeMismatch))
            }
            Self::Database(_) | Self::Stopping => false,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match disk_words(&error) {
            Some(words) => Self::Said(RpcError::new(Code::Storage, words)),
            None => Self::Other(error.into()),
        }
    }
}

/// What a disk's refusal means to a person; `None` for whatever else went wrong.
pub(super) fn disk_words(error: &std::io::Error) -> Option<&'static str> {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Some(FULL),
        std::io::ErrorKind::ReadOnlyFilesystem => Some(READ_ONLY),
        _ => None,
    }
}

const FULL: &str = "The disk is full, so nothing can be stored.";
const READ_ONLY: &str = "The data folder is read-only, so nothing can be stored.";

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<Error> for RpcError {
    fn from(error: Error) -> Self {
        match error {
            Error::Said(said) => said,
            Error::Storage(rusqlite::Error::QueryReturnedNoRows) => {
                Self::new(Code::NotFound, "What was asked for is not there any more.")
            }
            Error::Storage(_) => Self::new(Code::Storage, error.to_string())
                .hint("Nothing was lost. Free space or permissions are the usual cause; it is tried again."),
            Error::Database(_) => Self::new(Code::Storage, error.to_string()),
            Error::Stopping => Self::new(
                Code::Unavailable,
                "Callboard is stopping: what was begun goes on at its next start.",
            )
            .hint("Start it again, and look how it stands before you repeat anything."),
            Error::Other(inner) => match inner.downcast::<RpcError>() {
                Ok(said) => said,
                Err(inner) => {
                    tracing::error!(error = format!("{inner:#}"), "a command failed for a reason of ours");
                    Self::new(Code::Internal, format!("Callboard could not do this: {inner:#}."))
                }
            },
        }
    }
}

/// What SQLite's refusals mean to a person.
fn storage_words(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => FULL.to_owned(),
        // The index of its log, which all who read share, found no room to grow.
        Some(ErrorCode::SystemIoFailure) if is_out_of_room(error) => FULL.to_owned(),
        Some(ErrorCode::ReadOnly) => READ_ONLY.to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "Another program holds the database, so nothing can be stored at the moment.".to_owned()
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "The database is damaged.".to_owned(),
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            "The database cannot be read or written (the disk answers with an error).".to_owned()
        }
        _ => format!("The database refused it: {error}."),
    }
}

fn is_out_of_room(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}
