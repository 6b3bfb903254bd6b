//! Where the data is, who sits at the machine, and where the built pages are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Names the data directory, over the platform's own; tests and portable installations set it.
const DATA_DIR: &str = "CALLBOARD_DATA_DIR";
/// Names a folder of built pages.
const UI: &str = "CALLBOARD_UI";

/// Who sits at this machine: the account's name, as it stands in the audit log.
pub fn account() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .or_else(home_name)
        .unwrap_or_else(|| "unknown".to_owned())
}

fn home_name() -> Option<String> {
    let home = directories::UserDirs::new()?;
    Some(home.home_dir().file_name()?.to_string_lossy().into_owned())
}

/// Where the engine keeps everything; `None` where the platform names no home.
pub fn data_dir() -> Option<PathBuf> {
    chosen(std::env::var_os(DATA_DIR)).or_else(|| {
        let platform = directories::ProjectDirs::from("org", "callboard", "Callboard")?;
        Some(platform.data_local_dir().to_owned())
    })
}

/// Whether the environment names it, rather than the platform.
pub fn names_a_data_dir() -> bool {
    chosen(std::env::var_os(DATA_DIR)).is_some()
}

/// An empty variable is the same as none: nobody means the current directory by it.
fn chosen(value: Option<OsString>) -> Option<PathBuf> {
    value.filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Where the built pages are: named by `CALLBOARD_UI`, beside the program as it was installed, or in the
/// source folder it was compiled in.
pub fn built_ui() -> Option<PathBuf> {
    let named = std::env::var_os(UI).map(PathBuf::from);
    let installed = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("../share/callboard/ui")));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    named.into_iter().chain(installed).chain([source]).find(|folder| folder.join("index.html").is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_data_directory_variable_names_nothing() {
        assert_eq!(chosen(Some(OsString::new())), None, "an empty value must not mean the current directory");
        assert_eq!(chosen(Some("/data".into())), Some(PathBuf::from("/data")));
    }
}
