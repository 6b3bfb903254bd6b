use std::io::{self, ErrorKind, Write as _};

use callboard_rpc::types::Page;
use serde::Serialize;

use crate::failure::Failure;
use crate::table::Table;

/// Stdout: JSON or words, never both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Out {
    json: bool,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One document: as JSON, or as `words` make of it. A reader that has had enough of it (`| head`) does not
    /// change the command's answer: a log that does not hold is still exit 1.
    pub(crate) fn show<T: Serialize>(
        self,
        document: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<(), Failure> {
        let shown =
            if self.json { self.object(document) } else { print(words(document).trim_end_matches('\n')) };
        match shown {
            Err(failure) if failure == closed() => Ok(()),
            other => other,
        }
    }

    /// A list: as JSON, or as a table; `empty` says what to do where there is nothing.
    pub(crate) fn list<T: Serialize>(
        self,
        document: &T,
        empty: &str,
        table: impl FnOnce(&T) -> Table,
    ) -> Result<(), Failure> {
        self.show(document, |document| {
            let table = table(document);
            if table.is_empty() { empty.to_owned() } else { table.to_string() }
        })
    }

    /// A page of a list: as JSON, or as a table with what is left of the list; `asked` is the place behind which it
    /// begins, and `empty` says what to do where the whole list is.
    pub(crate) fn page<T: Serialize>(
        self,
        page: &Page<T>,
        asked: Option<&str>,
        empty: &str,
        table: impl FnOnce(&[T]) -> Table,
    ) -> Result<(), Failure> {
        self.show(page, |page| {
            let rows = table(&page.rows);
            let left = left(page.rows.len(), page.total, page.next.as_deref());
            match (rows.is_empty(), asked) {
                (true, Some(_)) => NOTHING_BEHIND.to_owned(),
                (true, None) => empty.to_owned(),
                (false, _) => left.map_or(rows.to_string(), |left| format!("{rows}{left}")),
            }
        })
    }

    /// One JSON object on one line.
    #[allow(clippy::unused_self, reason = "an object is written by whoever holds stdout")]
    pub(crate) fn object(self, document: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(document).map_err(|error| {
            Failure::storage(format!("The answer could not be written as JSON: {error}."))
        })?;
        print(&text)
    }

    /// A line for people; nothing with `--json`.
    pub(crate) fn say(self, words: &str) -> Result<(), Failure> {
        if self.json { Ok(()) } else { print(words) }
    }

    /// Where nothing is to be told but that it is done.
    pub(crate) fn done(self, words: &str) -> Result<(), Failure> {
        if self.json { self.object(&serde_json::json!({})) } else { print(words) }
    }

    /// Says why it did not work, and answers with the exit code.
    pub(crate) fn failure(self, failure: &Failure) -> u8 {
        if *failure == closed() {
            return 0;
        }
        let said = if self.json { self.object(&failure.to_json()) } else { Ok(()) };
        if said.is_err() || !self.json {
            note(&failure.to_string());
        }
        failure.exit()
    }
}

/// Where a page that was asked for by its place has no row.
pub(crate) const NOTHING_BEHIND: &str = "Nothing comes after that place.";

/// `50 of 120 shown; next: --after 71.120`, where there is another page.
pub(crate) fn left(shown: usize, total: u64, next: Option<&str>) -> Option<String> {
    next.map(|next| format!("{shown} of {total} shown; next: --after {next}"))
}

/// A line on stderr, beside the log: what a person should know whatever goes to stdout.
pub(crate) fn note(words: &str) {
    // Without a stderr nobody can be told anything.
    let _ = writeln!(io::stderr().lock(), "{words}");
}

fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(closed()),
        other => Ok(other?),
    }
}

/// The reader has had enough (`| head`), which is no failure.
fn closed() -> Failure {
    Failure::no("closed", "Nobody reads on.")
}
