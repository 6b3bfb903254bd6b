use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::secrets;

/// The real program in a process of its own. Killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// The first line that it printed: where it listens.
    pub first: Value,
}

impl Program {
    /// Starts the command and waits for the line that says where it listens. Its log goes to `log`, or nowhere.
    ///
    /// # Panics
    /// Where it ends or prints something else.
    pub fn start(command: &mut Command, log: Option<&Path>) -> Self {
        let stderr = log.map_or_else(Stdio::null, |path| File::create(path).expect("a log file").into());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
        let mut child = command.spawn().expect("callboard starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it was piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let first =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{command:?} printed {line:?} first"));
        Self { child, first }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where its HTTP door is: `http://127.0.0.1:PORT`, without the ticket.
    ///
    /// # Panics
    /// Where it has none.
    pub fn door(&self) -> &str {
        let url = self.first["http"].as_str().expect("a door");
        url.split("/?").next().expect("a URL")
    }

    /// Where its listener is: `http://127.0.0.1:PORT`.
    ///
    /// # Panics
    /// Where it has none.
    pub fn listener(&self) -> String {
        format!("http://{}", self.first["listening"].as_str().expect("a listener"))
    }

    /// Files and sockets that it holds open.
    ///
    /// # Panics
    /// Where the process is gone.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.pid())).expect("a process").count()
    }

    /// Bytes of its memory that are in use.
    ///
    /// # Panics
    /// Where the process is gone.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
    }

    /// As `kill -9` does.
    ///
    /// # Panics
    /// Where the process cannot be waited for.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("it is gone");
    }

    /// Asks it to end, as a service manager does, and answers its exit code.
    ///
    /// # Panics
    /// Where it cannot be asked.
    pub fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status();
        assert!(asked.expect("kill runs").success());
        self.child.wait().expect("it is gone").code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Holds every engine of the tests to so many that read the database at once. With one, whatever keeps a reader while
/// it waits for another stands still at once.
pub(crate) const READERS: &str = "CALLBOARD_TEST_READERS";

/// The program beside the tests, on this data folder, with secrets in a file and nothing of this machine's own.
///
/// # Panics
/// Where the tests do not stand where cargo puts them.
pub fn callboard(data: Option<&Path>) -> Command {
    let mut command = Command::new(binary());
    if let Ok(readers) = std::env::var(READERS) {
        command.args(["--readers", &readers]);
    }
    for own in ["CALLBOARD_DATA_DIR", "CALLBOARD_CLIENT_SECRET", "CALLBOARD_PASSPHRASE_FILE"] {
        command.env_remove(own);
    }
    if let Some(data) = data {
        let passphrase = data.with_extension("passphrase");
        if !passphrase.exists() {
            std::fs::write(&passphrase, format!("{}\n", secrets::PASSPHRASE)).expect("a file");
            secrets::prepare(data);
        }
        command.env("CALLBOARD_PASSPHRASE_FILE", passphrase);
        command.arg("--data-dir").arg(data).args(["--secrets", "file"]);
    }
    command
}

/// `target/debug/callboard`, from `target/debug/deps/it-…`.
fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a file");
    let folder = test.parent().and_then(Path::parent).expect("target/debug/deps");
    let binary = folder.join(format!("callboard{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "{} is not built: cargo build -p callboard-cli", binary.display());
    binary
}
