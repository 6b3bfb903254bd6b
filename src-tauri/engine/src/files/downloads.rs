use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Copies `from` into `folder` under `name`, or `name (2)`, `name (3)` … where that is taken: never over a file.
///
/// `name` is made harmless first: no folder, no hidden file, nothing that a file system forbids.
pub fn save_into(folder: &Path, name: &str, from: &mut File) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let name = harmless(name);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name.as_str(), String::new()),
    };
    for number in 1..=MOST {
        let numbered = if number == 1 { name.clone() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(numbered);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut to) => {
                io::copy(from, &mut to)?;
                to.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "a thousand files have this name already"))
}

const MOST: u32 = 1000;
const LONGEST: usize = 120;

fn harmless(name: &str) -> String {
    let kept =
        |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let name: String = name.chars().map(|c| if kept(c) { c } else { '-' }).take(LONGEST).collect();
    let name = name.trim().trim_start_matches('.').trim_end_matches(['.', ' ']);
    let device = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    match device.as_str() {
        "" => "callboard".to_owned(),
        // Windows opens a device, whatever comes after the dot.
        "CON" | "PRN" | "AUX" | "NUL" => format!("_{name}"),
        _ if device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT")) => {
            format!("_{name}")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(folder: &Path, name: &str, content: &str) -> PathBuf {
        let source = folder.join("source");
        std::fs::write(&source, content).unwrap();
        let path = save_into(&folder.join("downloads"), name, &mut File::open(source).unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        path
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["1", "2", "3"].map(|content| save(dir.path(), "audit.csv", content));
        let names = names.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
        assert_eq!(names, ["audit.csv", "audit (2).csv", "audit (3).csv"]);
        assert_eq!(std::fs::read_to_string(dir.path().join("downloads/audit.csv")).unwrap(), "1");
    }

    #[test]
    fn a_name_never_leaves_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["../../etc/passwd", "/etc/passwd", "..", ".bashrc", "a\0b", "C:\\x", "", "nul.txt"] {
            let path = save(dir.path(), name, "x");
            assert_eq!(path.parent().unwrap(), dir.path().join("downloads"), "{name:?}");
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                !file.starts_with('.') && !file.eq_ignore_ascii_case("nul.txt"),
                "{name:?} became {file}"
            );
        }
    }
}
