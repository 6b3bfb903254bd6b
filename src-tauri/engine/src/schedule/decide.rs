use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use callboard_rpc::types::{ConnectionId, ContactTotals, RefusedWindow, ScheduleId, Verdict as VerdictWord};
use jiff::Timestamp;

use super::question::Question;
use super::{Asked, Group, Occurrence, Verdict, Window, window_at, windows};
use crate::rules::Note;
use crate::window::{NewWindow, Whereabouts};

/// When the windows of a submission start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At the next fire of every zone.
    NextFire,
    /// As soon as they can be sent, wherever that is legal.
    Now(Timestamp),
    /// At an instant that a person chose.
    At(Timestamp),
}

/// Whose windows they are to be.
#[derive(Clone, Debug)]
pub(crate) struct For {
    pub(crate) connection: ConnectionId,
    pub(crate) campaign: String,
    pub(crate) schedule: Option<ScheduleId>,
}

/// What a draft comes to: one window a zone, or the rule that refuses it.
#[derive(Debug)]
pub(crate) struct Decided {
    /// Refused ones too, to be kept and shown; never sent.
    pub(crate) windows: Vec<NewWindow>,
    pub(crate) refused: Vec<RefusedWindow>,
    pub(crate) contacts: ContactTotals,
}

/// Judges every group and joins those that the tenant cannot tell apart.
pub(crate) fn decide(question: &Question, asked: &Asked<'_>, when: When, whose: &For) -> Decided {
    let judged = question.groups.iter().filter_map(|group| Some((group, judge(asked, group, when)?)));
    let asap = matches!(when, When::Now(_));
    let mut joined: BTreeMap<(&str, Timestamp), Joined<'_>> = BTreeMap::new();
    for (group, window) in judged {
        let key = (group.zones().clock().0, window.start);
        match joined.get_mut(&key) {
            Some(there) => there.join(group, window),
            None => {
                joined.insert(key, Joined { groups: vec![group], window });
            }
        }
    }
    let mut decided = Decided {
        windows: Vec::new(),
        refused: Vec::new(),
        contacts: ContactTotals {
            needs_zone: question.needs_zone,
            invalid: question.invalid,
            left_out: question.left_out,
            ..ContactTotals::default()
        },
    };
    for ((zone, _), joined) in joined {
        decided.take(zone, joined, whose, asap);
    }
    decided
}

fn judge(asked: &Asked<'_>, group: &Group, when: When) -> Option<Window> {
    match when {
        When::NextFire => windows(asked, group).next(),
        When::Now(start) | When::At(start) => {
            Some(window_at(asked, group, Occurrence::Instant(start), start))
        }
    }
}

/// One clock's window for one fire: of all groups that follow that clock. `None` where there is none.
pub(super) fn one_window(zone: &str, judged: Vec<(&Group, Window)>, whose: &For) -> Option<NewWindow> {
    let mut judged = judged.into_iter();
    let (group, window) = judged.next()?;
    let mut joined = Joined { groups: vec![group], window };
    judged.for_each(|(group, window)| joined.join(group, window));
    Some(joined.into_new(zone, whose, false))
}

/// Groups with one clock and one start: the tenant takes one window for all of them, so the strictest holds.
struct Joined<'a> {
    groups: Vec<&'a Group>,
    window: Window,
}

impl<'a> Joined<'a> {
    fn join(&mut self, group: &'a Group, mut window: Window) {
        let mut notes = mem::take(&mut self.window.notes);
        notes.append(&mut window.notes);
        self.groups.push(group);
        let stricter = match (&self.window.verdict, &window.verdict) {
            (Verdict::Refused { .. }, _) => false,
            (_, Verdict::Refused { .. }) => true,
            _ => window.end < self.window.end,
        };
        if stricter {
            self.window = window;
        }
        self.window.notes = notes;
    }

    fn contacts(&self) -> u64 {
        self.groups.iter().map(|group| group.contacts()).sum()
    }

    fn names(&self) -> String {
        self.groups.iter().map(|group| group.zones().name()).collect::<Vec<_>>().join(", ")
    }

    fn into_new(self, zone: &str, whose: &For, asap: bool) -> NewWindow {
        let (contacts, zones, places) = (self.contacts(), self.names(), self.places());
        let window = self.window;
        NewWindow {
            schedule: whose.schedule.clone(),
            connection: whose.connection.clone(),
            campaign: whose.campaign.clone(),
            zone: zone.to_owned(),
            zones,
            occurrence: window.occurrence.to_string(),
            start: window.start,
            end: window.end,
            asap,
            contacts,
            verdict: window.verdict.word(),
            rule: window.verdict.cause().map(|cause| cause.rule.clone()),
            places,
            notes: window.notes,
            waits_for: Vec::new(),
        }
    }

    /// Where its people may be: each zone of a group with every jurisdiction in it.
    fn places(&self) -> Vec<Whereabouts> {
        let mut places: Vec<Whereabouts> = Vec::new();
        for group in &self.groups {
            let counted = group.jurisdictions().iter().flat_map(|count| count.jurisdiction.split('|'));
            let mut jurisdictions: Vec<String> = counted.map(str::to_owned).collect();
            jurisdictions.sort_unstable();
            jurisdictions.dedup();
            for (zone, _) in group.zones().all() {
                let there = Whereabouts { zone: zone.to_owned(), jurisdictions: jurisdictions.clone() };
                if !places.contains(&there) {
                    places.push(there);
                }
            }
        }
        places
    }
}

impl Decided {
    fn take(&mut self, zone: &str, joined: Joined<'_>, whose: &For, asap: bool) {
        let contacts = joined.contacts();
        match joined.window.verdict.word() {
            VerdictWord::Legal => self.contacts.legal += contacts,
            VerdictWord::Clamped => self.contacts.clamped += contacts,
            VerdictWord::Refused => {
                self.contacts.refused += contacts;
                self.refused.push(refusal(zone, contacts, &joined.window));
            }
        }
        self.windows.push(joined.into_new(zone, whose, asap));
    }

    /// What the verdicts of the windows that are to be sent rest on, in few sentences.
    pub(crate) fn notes(&self) -> BTreeSet<String> {
        Note::sentences(self.notes_of_sent())
    }

    pub(crate) fn notes_of_sent(&self) -> impl Iterator<Item = &Note> {
        let sent = self.windows.iter().filter(|window| window.verdict != VerdictWord::Refused);
        sent.flat_map(|window| &window.notes)
    }

    /// Contacts whose windows are to be sent: what a run expects where nobody says otherwise.
    pub(crate) fn expected(&self) -> u64 {
        self.contacts.legal + self.contacts.clamped
    }
}

fn refusal(zone: &str, contacts: u64, window: &Window) -> RefusedWindow {
    let cause = window.verdict.cause();
    let words = cause.map_or_else(String::new, |cause| match &cause.part {
        None => cause.rule.words.clone(),
        Some(part) => format!(
            "{} {} of the {contacts} contacts there cause it ({}); they can be left out.",
            cause.rule.words, part.contacts, part.jurisdiction
        ),
    });
    let legal_again = match &window.verdict {
        Verdict::Refused { legal_again, .. } => *legal_again,
        _ => None,
    };
    RefusedWindow {
        zone: zone.to_owned(),
        contacts,
        rule: cause.map(|cause| cause.rule.clone()),
        words,
        legal_again,
    }
}
