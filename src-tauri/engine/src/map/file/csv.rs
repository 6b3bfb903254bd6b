//! `code,category,severity,actions,meaning`: one row a code; a row without a code is a category alone.
//!
//! Severity and actions belong to the category: every row of it says the same, or nothing where another row or the
//! published map says it; a new category without them is an error. Actions share one cell, separated by white
//! space or `;`; `none` is no action. Cells are separated by `,`, `;` or tabs, whatever the header has most of.

use std::io::Cursor;
use std::ops::ControlFlow;

use callboard_rpc::RpcError;
use callboard_rpc::types::{
    DispositionAction, DispositionCategory, DispositionCode, DispositionMap, Severity,
};

use super::cells::{harmless, is_error, is_formula, is_rounded, meant};
use super::{refused, too_many};
use crate::kernel::{self, StoredWord};
use crate::map::code::as_seen;
use crate::map::default_map::{UNCLASSIFIED, unclassified};
use crate::map::validate::MOST_CODES;
use crate::map::words::{ACTIONS, SEVERITIES};
use crate::table::{self, Choice, Row};

/// The word for no actions: an empty cell says nothing about them.
const NONE: &str = "none";
const HEADER: [&str; 5] = ["code", "category", "severity", "actions", "meaning"];

pub(super) fn read(bytes: &[u8], known: &DispositionMap) -> Result<DispositionMap, RpcError> {
    let mut header: Option<Header> = None;
    let mut reading = Reading { known, map: DispositionMap::default(), said: Vec::new() };
    let read = table::each_row(Cursor::new(bytes), &Choice::default(), |row| {
        match &header {
            None => header = Some(Header::of(row)?),
            Some(header) => reading.add(header, row)?,
        }
        Ok(ControlFlow::Continue(()))
    });
    read.map_err(|error| of_file(error.into()))?;
    reading.whole()
}

/// The file's own faults end with what that means for the draft, as ours do.
fn of_file(error: RpcError) -> RpcError {
    if error.code != callboard_rpc::Code::Invalid || error.hint.is_some() {
        return error;
    }
    error.hint("Correct the file and hand it in again; the draft was not changed.")
}

pub(crate) fn write(map: &DispositionMap) -> kernel::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADER).map_err(anyhow::Error::from)?;
    for category in &map.categories {
        let actions: Vec<_> = category.actions.iter().map(|action| action.word()).collect();
        let actions = if actions.is_empty() { NONE.to_owned() } else { actions.join(" ") };
        let severity = category.severity.word();
        let mut codes = map.codes.iter().filter(|code| code.category == category.name).peekable();
        if codes.peek().is_none() {
            out.write_record(["", &category.name, severity, &actions, ""]).map_err(anyhow::Error::from)?;
        }
        for code in codes {
            let row = [&harmless(&code.code), &category.name, severity, &actions, &harmless(&code.meaning)];
            out.write_record(row).map_err(anyhow::Error::from)?;
        }
    }
    Ok(out.into_inner().map_err(|error| anyhow::anyhow!("{}", error.error()))?)
}

struct Reading<'a> {
    known: &'a DispositionMap,
    map: DispositionMap,
    /// Severity and actions of the category at the same place of the map, as rows say them.
    said: Vec<Said>,
}

#[derive(Default)]
struct Said {
    severity: Option<Severity>,
    actions: Option<Vec<DispositionAction>>,
    first_line: u64,
}

impl Reading<'_> {
    fn add(&mut self, header: &Header, row: &Row) -> kernel::Result<()> {
        let line = row.line();
        if let Some(fault) = row.fault() {
            return Err(refused(Some(line), fault).into());
        }
        if let Some(beyond) = (header.width..row.cells()).find(|index| !row.cell(*index).is_empty()) {
            let words = format!(
                "a row has {} cells and the header {}: a separator inside a text may have shifted it.",
                beyond + 1,
                header.width
            );
            return Err(refused(Some(line), &words).into());
        }
        let cells =
            header.places.map(|place| place.map_or_else(String::new, |index| row.text(index).into_owned()));
        if cells.iter().all(String::is_empty) {
            return if row.is_blank() {
                Ok(())
            } else {
                Err(refused(Some(line), "a row needs a category.").into())
            };
        }
        let [code, category, severity, actions, meaning] = cells;
        if code.chars().any(char::is_control) {
            return Err(refused(Some(line), "a code stands on one line.").into());
        }
        if is_rounded(&code) {
            let words = format!("a spreadsheet has rounded the code to {code}: write it as text.");
            return Err(refused(Some(line), &words).into());
        }
        if is_error(&code) || is_formula(&code) {
            let words =
                format!("`{code}` is no code but what a spreadsheet computes: write the code itself.");
            return Err(refused(Some(line), &words).into());
        }
        let text = |cell: String| meant(&cell).into_owned();
        let cells = [text(code), category, severity, actions, text(meaning)];
        Ok(self.row(line, cells)?)
    }

    fn row(&mut self, line: u64, cells: [String; 5]) -> Result<(), RpcError> {
        let [code, category, severity, actions, meaning] = cells;
        if category.is_empty() {
            return Err(refused(Some(line), "a row needs a category."));
        }
        let severity = severity_of(&severity).map_err(|words| refused(Some(line), &words))?;
        let actions = actions_of(&actions).map_err(|words| refused(Some(line), &words))?;
        let at = self.place(&category, line);
        let said = &mut self.said[at];
        let other = |was: bool, what: &str| {
            was.then(|| refused(Some(line), &format!("`{category}` has {what} in line {}.", said.first_line)))
        };
        let differs = matches!((said.severity, severity), (Some(before), Some(now)) if before != now);
        if let Some(error) = other(differs, "another severity") {
            return Err(error);
        }
        let differs = matches!((&said.actions, &actions), (Some(before), Some(now)) if before != now);
        if let Some(error) = other(differs, "other actions") {
            return Err(error);
        }
        said.severity = said.severity.or(severity);
        said.actions = said.actions.take().or(actions);
        let code = as_seen(&code);
        if code.is_empty() {
            return Ok(());
        }
        if self.map.codes.len() == MOST_CODES {
            return Err(too_many(Some(line)));
        }
        if self.map.codes.iter().any(|one| one.code == code) {
            return Err(refused(Some(line), &format!("the code `{code}` is there twice.")));
        }
        self.map.codes.push(DispositionCode { code, category, meaning });
        Ok(())
    }

    fn place(&mut self, category: &str, line: u64) -> usize {
        if let Some(at) = self.map.categories.iter().position(|one| one.name == category) {
            return at;
        }
        self.said.push(Said { first_line: line, ..Said::default() });
        self.map.categories.push(DispositionCategory {
            name: category.to_owned(),
            severity: Severity::Low,
            actions: Vec::new(),
        });
        self.map.categories.len() - 1
    }

    /// The map, completed from the published one.
    fn whole(mut self) -> Result<DispositionMap, RpcError> {
        for (category, said) in self.map.categories.iter_mut().zip(self.said) {
            let known = self.known.categories.iter().find(|one| one.name == category.name);
            let (line, name) = (said.first_line, category.name.as_str());
            let unsaid =
                |what: &str| refused(Some(line), &format!("`{name}` is a new category: say its {what}."));
            let severity = said.severity.or(known.map(|one| one.severity));
            let severity = severity.ok_or_else(|| unsaid("severity"))?;
            let actions = said.actions.or_else(|| known.map(|one| one.actions.clone()));
            let actions = actions.ok_or_else(|| unsaid("actions, or `none`"))?;
            (category.severity, category.actions) = (severity, actions);
        }
        if !self.map.categories.iter().any(|one| one.name == UNCLASSIFIED) {
            let known = self.known.categories.iter().find(|one| one.name == UNCLASSIFIED).cloned();
            self.map.categories.push(known.unwrap_or_else(unclassified));
        }
        Ok(self.map)
    }
}

fn severity_of(text: &str) -> Result<Option<Severity>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let found = SEVERITIES.into_iter().find(|one| one.word().eq_ignore_ascii_case(text));
    found.map(Some).ok_or_else(|| format!("`{text}` is no severity; there are low, medium, high, critical."))
}

fn actions_of(text: &str) -> Result<Option<Vec<DispositionAction>>, String> {
    if text.eq_ignore_ascii_case(NONE) {
        return Ok(Some(Vec::new()));
    }
    let words =
        text.split(|c: char| c.is_whitespace() || c == ';' || c == '|').filter(|word| !word.is_empty());
    let mut actions = Vec::new();
    for word in words {
        let found = ACTIONS.into_iter().find(|one| one.word().eq_ignore_ascii_case(word));
        actions.push(found.ok_or_else(|| {
            let all: Vec<_> = ACTIONS.into_iter().map(StoredWord::word).collect();
            format!("`{word}` is no action; there are {}.", all.join(", "))
        })?);
    }
    actions.sort_unstable();
    actions.dedup();
    Ok((!actions.is_empty()).then_some(actions))
}

/// The places of the columns, and how many there are.
struct Header {
    places: [Option<usize>; 5],
    width: usize,
}

impl Header {
    fn of(row: &Row) -> Result<Self, RpcError> {
        let line = Some(row.line());
        let names: Vec<String> =
            (0..row.cells()).map(|index| as_seen(&row.text(index)).to_lowercase()).collect();
        for wanted in HEADER {
            if names.iter().filter(|name| *name == wanted).count() > 1 {
                return Err(refused(line, &format!("two columns are called {wanted}.")));
            }
        }
        let places = HEADER.map(|wanted| names.iter().position(|name| name == wanted));
        match (places[0], places[1]) {
            (Some(_), Some(_)) => Ok(Self { places, width: row.cells() }),
            _ => Err(refused(
                line,
                &format!("the columns are {}; code and category are needed.", HEADER.join(", ")),
            )),
        }
    }
}

#[cfg(test)]
mod tests;
