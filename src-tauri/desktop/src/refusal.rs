#![allow(clippy::print_stderr)] // Before the log is open, stderr is the only place to say why there is no window.

use callboard_engine::StartError;
use callboard_engine::kernel::FolderError;
use rfd::{MessageButtons, MessageDialog, MessageLevel};

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("This account has no home folder. Set CALLBOARD_DATA_DIR to a folder for Callboard's data.")]
    NoDataDir,
    #[error("There is no display here. `callboard demo` and `callboard serve --http` work without one.")]
    NoDisplay,
    #[error(
        "{0}. Go to the window that is open or wait for the command to end, or start with another folder in CALLBOARD_DATA_DIR."
    )]
    InUse(FolderError),
    /// The engine's own words, e.g. that the database is of a newer version.
    #[error("{0}")]
    Engine(StartError),
    #[error("The window could not be opened: {0}")]
    Window(#[from] tauri::Error),
}

impl From<StartError> for Refusal {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Folder(in_use @ FolderError::InUse { .. }) => Self::InUse(in_use),
            other => Self::Engine(other),
        }
    }
}

/// Says on stderr and, where there is a display, in a dialog why Callboard does not start. Returns when the
/// dialog was closed.
pub(crate) fn tell(refusal: &Refusal) {
    complain(&refusal.to_string());
    if has_display() {
        MessageDialog::new()
            .set_level(MessageLevel::Warning)
            .set_title("Callboard cannot start")
            .set_description(refusal.to_string())
            .set_buttons(MessageButtons::Ok)
            .show();
    }
}

/// A line on stderr.
pub(crate) fn complain(what: &str) {
    eprintln!("callboard-desktop: {what}");
}

/// Elsewhere than on X11 and Wayland there always is one.
pub(crate) fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || named("DISPLAY") || named("WAYLAND_DISPLAY")
}
