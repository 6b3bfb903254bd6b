use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a command of the real program said, and how it ended.
#[derive(Clone, Debug)]
pub struct Answer {
    /// -1 where a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Answer {
    /// Runs the command to its end, with `stdin` to read.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn of(command: &mut Command, stdin: &str) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("callboard starts");
        let mut input = child.stdin.take().expect("it was piped");
        let text = stdin.to_owned();
        // A command that refuses its arguments reads nothing, which is no failure of ours.
        let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
        let output = child.wait_with_output().expect("it ends");
        writer.join().expect("the writer ends");
        Self::from(output)
    }

    /// The one JSON document on stdout.
    ///
    /// # Panics
    /// Where stdout holds anything else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no one JSON document ({error}): {self:?}"))
    }

    /// The document, where the exit code is this.
    ///
    /// # Panics
    /// Where it is another.
    pub fn ended_with(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        self.json()
    }

    /// The words of a refusal with this exit code.
    ///
    /// # Panics
    /// Where it ended otherwise, or not with `{"error":{"code","message"}}`.
    pub fn refused_with(&self, code: i32) -> String {
        let answer = self.ended_with(code);
        let error = &answer["error"];
        assert!(
            error["code"].is_string() && answer.as_object().is_some_and(|all| all.len() == 1),
            "{answer}"
        );
        let hint = error["hint"].as_str().unwrap_or_default();
        format!("{} {hint}", error["message"].as_str().expect("a message"))
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
