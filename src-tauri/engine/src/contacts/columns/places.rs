use callboard_rpc::types::{ColumnQuestion, QuestionAbout};
use rustc_hash::FxHashMap;

use super::content::is_zone;
use super::states::{StateCells, Verdict, is_state, judge, like_states, states_too};
use crate::zone::ZoneData;

/// What an unused column holds of zones and states, through all of its rows: each cell at first, then every eighth.
#[derive(Debug, Default)]
pub(super) struct Places {
    filled: u64,
    zones: u64,
    /// Of those that were looked at.
    states: StateCells,
    /// Texts that were looked at: of zones and states there are few in a list.
    seen: FxHashMap<Box<[u8]>, Is>,
    looked: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Zone,
    State,
    Neither,
}

/// Whether a column is chosen for zones, or for states, and whether somebody said so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    pub(super) is_there: bool,
    pub(super) is_said: bool,
}

/// Longest name of a zone or a state.
const LONGEST: usize = 48;
/// So many cells are looked at one by one.
const EACH: u64 = 2_000;
const MOST_SEEN: usize = 4096;
/// A column with so many different texts is none of places.
const MOST_LOOKS: u32 = 20_000;

impl Places {
    pub(super) fn see(&mut self, cell: &[u8], zones: &ZoneData) {
        self.filled += 1;
        if self.looked == MOST_LOOKS || (self.filled > EACH && !self.filled.is_multiple_of(8)) {
            return;
        }
        self.states.filled += 1;
        if cell.len() > LONGEST {
            return;
        }
        let is = match self.seen.get(cell) {
            Some(is) => *is,
            None => self.look(cell, zones),
        };
        self.zones += u64::from(is == Is::Zone);
        self.states.states += u64::from(is == Is::State);
    }

    fn look(&mut self, cell: &[u8], zones: &ZoneData) -> Is {
        self.looked += 1;
        let text = String::from_utf8_lossy(cell);
        let is = if is_zone(&text, zones) {
            Is::Zone
        } else if is_state(&text) {
            self.states.know(&text);
            Is::State
        } else {
            Is::Neither
        };
        if self.seen.len() < MOST_SEEN {
            self.seen.insert(Box::from(cell), is);
        }
        is
    }

    /// What only a person can say of the column, or what is to be said of it.
    pub(super) fn end(
        &self,
        index: u32,
        column: Named<'_>,
        zone: Chosen,
        state: Chosen,
    ) -> (Option<String>, Option<ColumnQuestion>) {
        let Named { name, in_the_file } = column;
        // Nothing else looks like the name of a zone.
        if self.zones > 0 && self.zones * 10 >= self.states.filled * 2 {
            return if zone.is_said || zone.is_there {
                (Some(format!("The column “{name}” holds names of zones, and is not used.")), None)
            } else {
                let words = format!(
                    "The column “{name}” looks like zones (not only in its first rows), and no column is chosen for \
                     them: a contact’s own zone decides when it is called."
                );
                (None, Some(question(QuestionAbout::Zone, index, words)))
            };
        }
        let words = match judge(name, in_the_file, &self.states, state.is_there) {
            Verdict::Nothing => return (None, None),
            Verdict::Note(note) => return (Some(note), None),
            Verdict::Ask(words) => words,
            // Its cells are states further down than where columns are taken.
            Verdict::Take => like_states(name, state.is_there),
        };
        if !state.is_said {
            return (None, Some(question(QuestionAbout::State, index, words)));
        }
        (state.is_there.then(|| states_too(name)), None)
    }
}

/// A column's name, or what stands for one that the file does not have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'n> {
    pub(super) name: &'n str,
    pub(super) in_the_file: bool,
}

fn question(about: QuestionAbout, index: u32, words: String) -> ColumnQuestion {
    ColumnQuestion { about, columns: vec![index], words }
}
