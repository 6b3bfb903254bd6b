use std::io::ErrorKind;

use callboard_door::ClientError;
use callboard_door::logs::LogsError;
use callboard_engine::StartError;
use callboard_engine::kernel::{FolderError, Holder};
use callboard_rpc::types::{AsksFor, ConfirmedWindow};
use callboard_rpc::{Code, RpcError};
use serde_json::{Value, json};

/// Why a command did not do what was asked, as it leaves the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    exit: u8,
    code: String,
    message: String,
    hint: Option<String>,
    /// For whoever asked: what else the engine says of it.
    detail: Option<Value>,
}

impl Failure {
    /// Wrong arguments or input.
    pub(crate) fn wrong(message: impl Into<String>) -> Self {
        Self::of(2, "invalid", message)
    }

    /// It ran, and the answer is no.
    pub(crate) fn no(code: &str, message: impl Into<String>) -> Self {
        Self::of(1, code, message)
    }

    /// A port, a socket.
    pub(crate) fn network(message: impl Into<String>) -> Self {
        Self::of(3, "network", message)
    }

    pub(crate) fn storage(message: impl Into<String>) -> Self {
        Self::of(4, "storage", message)
    }

    /// The engine that runs on the data directory does not answer.
    pub(crate) fn unreachable(message: impl Into<String>) -> Self {
        Self::of(5, "unavailable", message)
    }

    /// Ctrl-C, SIGTERM.
    pub(crate) fn interrupted() -> Self {
        Self::no(
            "interrupted",
            "Interrupted; what was begun is put down in order and goes on at the next start.",
        )
    }

    fn of(exit: u8, code: &str, message: impl Into<String>) -> Self {
        Self { exit, code: code.to_owned(), message: message.into(), hint: None, detail: None }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn exit(&self) -> u8 {
        self.exit
    }

    /// The windows that would go out, where the answer is to confirm them.
    pub(crate) fn asks_for(&self) -> Option<Vec<ConfirmedWindow>> {
        if self.code != "needs_confirmation" {
            return None;
        }
        let asks: AsksFor = serde_json::from_value(self.detail.clone()?).ok()?;
        Some(asks.windows)
    }

    /// Of an engine that ends with its command: nobody tries again what its disk did not take.
    pub(crate) fn of_our_own_engine(self) -> Self {
        const AGAIN: &str = "Nothing that was stored before is lost. Make room on the disk of the data folder, or mend its \
                             permissions, and give the command again.";
        if self.code == "storage" { self.hint(AGAIN) } else { self }
    }

    /// `{"error":{"code","message","hint"?}}`.
    pub(crate) fn to_json(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(hint) = &self.hint {
            error["hint"] = json!(hint);
        }
        json!({ "error": error })
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "callboard: {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  {hint}"),
            None => Ok(()),
        }
    }
}

impl From<RpcError> for Failure {
    fn from(error: RpcError) -> Self {
        let code = serde_json::to_value(error.code).ok();
        let code = code.as_ref().and_then(Value::as_str).unwrap_or("internal").to_owned();
        Self {
            exit: error.code.exit_code(),
            code,
            message: error.message,
            hint: error.hint,
            detail: error.detail,
        }
    }
}

impl From<callboard_engine::kernel::Error> for Failure {
    fn from(error: callboard_engine::kernel::Error) -> Self {
        RpcError::from(error).into()
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Said(said) => said.into(),
            ClientError::Unreachable(_) => {
                Self::unreachable(error.to_string()).hint("Close Callboard there, or wait until it is ready.")
            }
            // A file that is handed in or taken away; of a question [`crate::cut_off`] says more.
            ClientError::Cut(_) => Self::unreachable(format!("{error}.")).hint("Ask again."),
            ClientError::File { .. } | ClientError::Taken(_) => Self::wrong(format!("{error}.")),
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::InUse { by: Holder::Readers, .. } => Self::unreachable(format!("{error}."))
                .hint("Wait until it has ended, and give this command again."),
            FolderError::InUse { .. } => Self::unreachable(format!("{error}, and cannot be reached."))
                .hint("Wait until it is ready or has ended, or close it there."),
            FolderError::Missing(_) | FolderError::NoFolder(_) | FolderError::NoDatabase(_) => {
                Self::wrong(format!("{error}.")).hint("Name the data folder with --data-dir.")
            }
            FolderError::Io { .. } => Self::storage(format!("{error}.")),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Folder(error) => error.into(),
            StartError::Engine(error) => Self::from(error).of_our_own_engine(),
        }
    }
}

impl From<LogsError> for Failure {
    fn from(error: LogsError) -> Self {
        match error {
            LogsError::Level(_) => Self::wrong(format!("{error}.")),
            LogsError::Begun(_) => RpcError::new(Code::Internal, format!("{error}.")).into(),
            LogsError::Folder(_) | LogsError::File(_) => Self::storage(format!("{error}.")),
        }
    }
}

/// Of our own stdin and stdout.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::storage(
                "The disk is full, so the answer could not be written whole.",
            )
            .hint("Make room there. What the command changed is done: `callboard audit list` says what."),
            _ => Self::storage(format!("Reading or writing failed: {error}.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_code_message_and_hint_only_where_there_is_one() {
        let bare = Failure::from(RpcError::new(Code::TenantUnreachable, "No answer."));
        assert_eq!(
            bare.to_json().to_string(),
            r#"{"error":{"code":"tenant_unreachable","message":"No answer."}}"#
        );
        assert_eq!(bare.exit(), 3);
        let hinted = Failure::wrong("No.").hint("Yes.");
        assert_eq!(hinted.to_json()["error"]["hint"], "Yes.");
    }

    #[test]
    fn a_command_of_its_own_is_not_tried_again_by_anybody() {
        let full = RpcError::new(Code::Storage, "The disk is full.").hint("It is tried again.");
        let said = Failure::from(full).of_our_own_engine();
        assert!(said.hint.as_deref().unwrap().contains("give the command again"), "{said}");
        assert_eq!(said.exit(), 4);
        let other = Failure::wrong("No.").hint("Yes.").of_our_own_engine();
        assert_eq!(other.hint.as_deref(), Some("Yes."));
    }

    #[test]
    fn a_folder_that_another_holds_is_exit_5_and_a_broken_one_exit_4() {
        let program = Holder::Program { name: "`callboard run watch`".to_owned(), process: 4711 };
        let held = StartError::Folder(FolderError::InUse { path: "/d".into(), by: program });
        let held = Failure::from(held);
        assert_eq!(held.exit(), 5);
        assert!(held.to_string().contains("`callboard run watch` (process 4711) is already running on /d"));
        let missing = StartError::Folder(FolderError::Missing("/typo".into()));
        assert_eq!(Failure::from(missing).exit(), 2);
        let broken = FolderError::Io { path: "/d".into(), source: std::io::Error::other("no") };
        assert_eq!(Failure::from(StartError::Folder(broken)).exit(), 4);
        let newer = callboard_engine::kernel::Error::Database("newer".to_owned());
        assert_eq!(Failure::from(StartError::Engine(newer)).exit(), 4);
    }
}
