//! `code,category,severity,actions,meaning`: one row a code; a row without a code is a category alone.
//!
//! Severity and actions belong to the category: every row of it says the same, or nothing where another row or the
//! published map says it; what nobody says of a new category is an error. Actions stand in one cell, separated by white
//! space or `;`; `none` is no action. Cells are separated by `,`, `;` or tabs, whatever the header has most of.

use std::io::Cursor;
use std::ops::ControlFlow;

use callboard_rpc::RpcError;
use callboard_rpc::types::{
    DispositionAction, DispositionCategory, DispositionCode, DispositionMap, Severity,
};

use super::cells::{harmless, is_error, is_formula, is_rounded, meant};
use super::{refused, too_many};
use crate::disposition::code::as_seen;
use crate::disposition::default_map::{UNCLASSIFIED, unclassified};
use crate::disposition::validate::MOST_CODES;
use crate::disposition::words::{ACTIONS, SEVERITIES, action_word, severity_word};
use crate::kernel;
use crate::table::{self, Choice, Row};

/// In the cell of actions: an empty cell says nothing about them.
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

pub(in crate::disposition) fn write(map: &DispositionMap) -> kernel::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADER).map_err(anyhow::Error::from)?;
    for category in &map.categories {
        let actions: Vec<_> = category.actions.iter().map(|action| action_word(*action)).collect();
        let actions = if actions.is_empty() { NONE.to_owned() } else { actions.join(" ") };
        let severity = severity_word(category.severity);
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
    /// What rows said of the category at the same place of the map.
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

    /// What no row said is what the published map says.
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
    let found = SEVERITIES.into_iter().find(|one| severity_word(*one).eq_ignore_ascii_case(text));
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
        let found = ACTIONS.into_iter().find(|one| action_word(*one).eq_ignore_ascii_case(word));
        actions.push(found.ok_or_else(|| {
            let all: Vec<_> = ACTIONS.into_iter().map(action_word).collect();
            format!("`{word}` is no action; there are {}.", all.join(", "))
        })?);
    }
    actions.sort_unstable();
    actions.dedup();
    Ok((!actions.is_empty()).then_some(actions))
}

/// Where the columns stand, and how many there are.
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
mod tests {
    use super::*;
    use crate::disposition::compare::changes;
    use crate::disposition::default_map::default_map;

    fn said(text: &str) -> String {
        super::super::read(text.as_bytes(), &default_map()).unwrap_err().message
    }

    #[test]
    fn what_was_exported_is_imported_as_the_same_map() {
        let mut map = default_map();
        map.codes.push(DispositionCode {
            code: "=1+1".into(),
            category: "wrong_number".into(),
            meaning: "-, \"quoted\"".into(),
        });
        for code in ["'=2", "''=2", "'", "'tis", "=2"] {
            let (category, meaning) = ("wrong_number".to_owned(), format!("'{code}"));
            map.codes.push(DispositionCode { code: code.into(), category, meaning });
        }
        map.codes[0].code = "01001".into();
        let wrong = map.categories.iter_mut().find(|one| one.name == "wrong_number").unwrap();
        assert!(!std::mem::take(&mut wrong.actions).is_empty(), "one that does nothing any more");
        let text = write(&map).unwrap();
        assert!(
            String::from_utf8(text.clone()).unwrap().contains("'=1+1"),
            "no formula reaches a spreadsheet"
        );
        let back = read(&text, &DispositionMap::default()).unwrap();
        assert_eq!(changes(&map, &back), []);
        let json = super::super::json::write(&map).unwrap();
        assert_eq!(super::super::read(&json, &default_map()).unwrap(), map);
    }

    #[test]
    fn a_category_is_said_once_or_taken_from_the_published_map() {
        let text =
            "code;category;severity;actions\n5001;refused;high;notify;\n5002;refused\n4002;wrong_number;;\n";
        let map = read(text.as_bytes(), &default_map()).unwrap();
        let severities: Vec<_> = map.categories.iter().map(|one| (one.name.as_str(), one.severity)).collect();
        let expected =
            [("refused", Severity::High), ("wrong_number", Severity::Low), (UNCLASSIFIED, Severity::Low)];
        assert_eq!(severities, expected);
        assert_eq!(map.codes.len(), 3);
    }

    #[test]
    fn what_was_not_exported_keeps_its_apostrophe() {
        let map = read(b"code,category\n'tis,wrong_number\n'+1,wrong_number\n", &default_map()).unwrap();
        assert_eq!(map.codes.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["'tis", "+1"]);
    }

    #[test]
    fn a_code_is_read_as_events_have_it() {
        let text = "code,category\n\u{200B}７７,wrong_number\n77\u{FEFF},wrong_number\n";
        assert!(said(text).starts_with("Line 3: the code `77` is there twice"), "{}", said(text));
    }

    #[test]
    fn whatever_a_spreadsheet_writes_is_the_same_map() {
        let comma = "code,category,meaning\n5001,wrong_number,\"Fax, or modem\"\n";
        let wanted = read(comma.as_bytes(), &default_map()).unwrap();
        assert_eq!(wanted.codes[0].meaning, "Fax, or modem");
        let tabs = "code\tcategory\tmeaning\r\n5001\twrong_number\t\"Fax, or modem\"\r\n";
        for text in [
            tabs.to_owned(),
            "sep=;\r\ncode;category;meaning\r\n5001;wrong_number;Fax, or modem\r\n".to_owned(),
            "code;category;meaning;\"why, and when\"\n5001;wrong_number;Fax, or modem;\n".to_owned(),
            format!("sep=,\n{comma}"),
        ] {
            assert_eq!(read(text.as_bytes(), &default_map()).unwrap(), wanted, "{text}");
        }
        let mut wide = b"\xFF\xFE".to_vec();
        wide.extend(tabs.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(super::super::read(&wide, &default_map()).unwrap(), wanted);
    }

    #[test]
    fn a_code_that_a_spreadsheet_kept_as_text_or_took_for_a_number_is_the_code() {
        let text = "code,category\n'1001,wrong_number\n\"=\"\"1002\"\"\",wrong_number\n1003.0,wrong_number\n=\"1004\",wrong_number\n";
        let map = read(text.as_bytes(), &default_map()).unwrap();
        assert_eq!(
            map.codes.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(),
            ["1001", "1002", "1003", "1004"]
        );
        assert!(
            said("code,category\n1003,wrong_number\n1003.0,wrong_number\n").contains("`1003` is there twice")
        );
        assert!(
            said("code,category\n1.001E+10,wrong_number\n").starts_with("Line 2: a spreadsheet has rounded")
        );
    }

    #[test]
    fn an_accent_has_one_spelling() {
        let text = "code,category\nrappele\u{301},wrong_number\nrappel\u{e9},wrong_number\n";
        assert!(said(text).starts_with("Line 3: the code `rappelé` is there twice"), "{}", said(text));
    }

    #[test]
    fn nothing_in_a_map_vanishes() {
        let cases = [
            ("code,category\n1,wrong_number,low\n", "Line 2: a row has 3 cells and the header 2"),
            ("code,category\n1,\"wrong_number\n2,wrong_number\n", "Line 2: A quotation mark opens here"),
            ("code,category\n#N/A,wrong_number\n", "Line 2: `#N/A` is no code"),
            ("code,category\n=1008,wrong_number\n", "Line 2: `=1008` is no code"),
            ("code,category\n1.003E3,wrong_number\n", "Line 2: a spreadsheet has rounded"),
            (
                "code,category,meaning,severity\n1001,wrong_number,\"said later,medium\n1002,do_not_call,opt out,critical\"\n",
                "Line 2: A quotation mark opens here and closes in line 3",
            ),
            (
                "code,category\n1001,\"wrong_number\n1002,do_not_call\"\n",
                "Line 2: A quotation mark opens here and closes",
            ),
            ("code,category\n1,\"wrong\"_number\n", "Line 2: A quotation mark closes in the middle"),
            ("code,category,note\n,,see below\n", "Line 2: a row needs a category"),
            ("code,category,code\n1,wrong_number,2\n", "Line 1: two columns are called code"),
            ("code,category\n1\u{0},wrong_number\n", "Line 2: The row holds characters"),
            ("code,category\n\"1\n2\",wrong_number\n", "Line 2: a code stands on one line"),
        ];
        for (text, words) in cases {
            assert!(said(text).starts_with(words), "{text:?}: {}", said(text));
        }
        for end in ["\r", "\n", "\r\n"] {
            let text = ["code,category", "1,wrong_number", "2,wrong_number", ",,", ""].join(end);
            assert_eq!(read(text.as_bytes(), &default_map()).unwrap().codes.len(), 2, "{end:?}");
        }
        let latin = read(b"code,category\nrappel\xE9,wrong_number\n", &default_map()).unwrap();
        assert_eq!(latin.codes[0].code, "rappelé");
    }

    #[test]
    fn a_map_has_at_most_5000_codes() {
        let rows: Vec<_> = (0..=MOST_CODES).map(|n| format!("{n},wrong_number\n")).collect();
        let text = |count: usize| format!("code,category\n{}", rows[..count].concat());
        let map = read(text(MOST_CODES).as_bytes(), &default_map()).unwrap();
        assert_eq!(map.codes.len(), MOST_CODES);
        assert_eq!(said(&text(MOST_CODES + 1)), "Line 5002: a map has at most 5000 codes.");
    }

    #[test]
    fn an_error_names_its_line() {
        assert_eq!(
            said("code,category,severity\n1,wrong_number,\n2,new,low\n"),
            "Line 3: `new` is a new category: say its actions, or `none`."
        );
        assert!(
            said("code,category,severity,actions\n1,new,low,\n")
                .starts_with("Line 2: `new` is a new category")
        );
        assert!(said("sep=;\ncode;category\n1;new\n").starts_with("Line 3: `new` is a new category"));
        assert!(said("sep=;\nnumber;name\n1;2\n").starts_with("Line 2: the columns are"));
        assert!(said("code,category\n1,new\n").starts_with("Line 2: `new` is a new category"));
        assert!(
            said("code,category,severity\n1,wrong_number\n2,wrong_number,loud\n")
                .starts_with("Line 3: `loud`")
        );
        assert!(
            said("code,category,severity,actions\n\n1,wrong_number,,sing\n").starts_with("Line 3: `sing`")
        );
        assert!(said("code,category\n1,wrong_number\n1,do_not_call\n").starts_with("Line 3: the code `1`"));
        assert!(
            said("code,category,severity\n1,wrong_number,low\n2,wrong_number,high\n")
                .starts_with("Line 3: `wrong_number` has another severity in line 2")
        );
        assert!(said("number,name\n1,2\n").starts_with("Line 1: the columns are"));
        assert!(said("code,category\n1,\n").starts_with("Line 2: a row needs a category"));
        assert!(said("{\n  \"codes\": 7\n}").starts_with("Line 2: "));
    }
}
