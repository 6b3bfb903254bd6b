use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::holidays::calendar_of;
use super::{Binding, Confidence, DayWindow, Jurisdiction, RuleBook, next_legal, words};

/// What the rules make of a calling window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ruling {
    pub verdict: Verdict,
    /// For a supervisor; none where the window is legal as it is.
    pub sentence: Option<String>,
    /// What was not known when the rules were applied.
    pub notes: Vec<Note>,
    /// [`RuleBook::version`].
    pub book: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    Legal,
    /// It may start, and must end earlier than was asked.
    Clamped {
        end: Zoned,
        rule: Binding,
    },
    /// It may not start; `next_legal` is when it may, within 400 days.
    Refused {
        rule: Binding,
        next_legal: Option<Zoned>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// Only the zone or the country is known: only the country's hours were applied.
    StateUnknown { country: String },
    /// Nothing stricter than the federal hours was found for this state, when its law was read.
    FederalHoursOnly { state: String, read_on: Option<jiff::civil::Date> },
    /// No law was read for `place`: the hours are a habit of this house.
    HouseDefault { rule: String, place: String },
    /// The rule is closed on holidays, and the calendar does not reach that far.
    HolidaysUnknown { jurisdiction: String, year: i16 },
}

/// Where a contact may be: a zone, and everyone whose rules hold there.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub zone: TimeZone,
    pub jurisdictions: Vec<Jurisdiction>,
}

impl RuleBook {
    /// The ruling on a window in the zone of `start`, for contacts of all these jurisdictions at once.
    ///
    /// A start outside the legal hours is refused, never moved; an end beyond them is clamped to the last
    /// legal instant of the day on which the window starts, in local wall time. `end` comes after `start`
    /// (the caller's to see to); it is no moment of calling itself: 21:00 is a legal end and an illegal start under hours that end at 21:00.
    pub fn clamp(&self, start: &Zoned, end: &Zoned, jurisdictions: &[Jurisdiction]) -> Ruling {
        let place = Place { zone: start.time_zone().clone(), jurisdictions: jurisdictions.to_vec() };
        self.clamp_everywhere(start.timestamp(), end.timestamp(), &[place])
    }

    /// The same for contacts whose place is one of several (an area code in two zones): the window must be
    /// legal in each of them. Times in the ruling are given in the first place's zone.
    pub fn clamp_everywhere(&self, start: Timestamp, end: Timestamp, places: &[Place]) -> Ruling {
        let (verdict, sentence) = match self.open_until(start, places) {
            Err((rule, sentence)) => {
                let next = next_legal::after(self, start, places);
                let sentence = words::with_next(&sentence, next.as_ref());
                (Verdict::Refused { rule, next_legal: next }, Some(sentence))
            }
            Ok((latest, day, place)) if latest.timestamp() < end => {
                let sentence = words::clamped(&day, place, end);
                let end = latest.with_time_zone(places[0].zone.clone());
                (Verdict::Clamped { end, rule: day.to_by }, Some(sentence))
            }
            Ok(_) => (Verdict::Legal, None),
        };
        Ruling { verdict, sentence, notes: self.notes(start, places), book: self.version().to_owned() }
    }

    /// The first place that closes after `start`, or the first that is closed then.
    fn open_until<'a>(
        &self,
        start: Timestamp,
        places: &'a [Place],
    ) -> Result<(Zoned, DayWindow, &'a Place), (Binding, String)> {
        let mut first_to_close: Option<(Zoned, DayWindow, &Place)> = None;
        for place in places {
            let (closes, day) = self.open_at(start, place)?;
            if first_to_close.as_ref().is_none_or(|(known, ..)| closes < *known) {
                first_to_close = Some((closes, day, place));
            }
        }
        first_to_close.ok_or_else(|| (Binding::own("place-unknown"), words::no_place()))
    }

    fn open_at(&self, start: Timestamp, place: &Place) -> Result<(Zoned, DayWindow), (Binding, String)> {
        let local = start.to_zoned(place.zone.clone());
        let day = match self.allowed(&place.jurisdictions, local.date()) {
            Ok(day) => day,
            Err(refusal) => {
                let sentence = refusal.sentence(&words::city(&place.zone));
                return Err((refusal.by, sentence));
            }
        };
        match day.in_zone(&place.zone) {
            Some((opens, _)) if local < opens => {
                let sentence = words::too_early(&day, place);
                Err((day.from_by, sentence))
            }
            Some((_, closes)) if local < closes => Ok((closes, day)),
            _ => {
                let sentence = words::too_late(&day, place);
                Err((day.to_by, sentence))
            }
        }
    }

    fn notes(&self, start: Timestamp, places: &[Place]) -> Vec<Note> {
        let mut notes: Vec<Note> = places.iter().flat_map(|place| self.notes_of(start, place)).collect();
        notes.sort_by_key(Note::sentence);
        notes.dedup();
        notes
    }

    fn notes_of(&self, start: Timestamp, place: &Place) -> Vec<Note> {
        let date = start.to_zoned(place.zone.clone()).date();
        let mut notes = Vec::new();
        let federal = |jurisdiction: &&Jurisdiction| jurisdiction.country() == "US";
        let us: Vec<_> = place.jurisdictions.iter().filter(federal).collect();
        if !us.is_empty() && us.iter().all(|jurisdiction| jurisdiction.state().is_none()) {
            notes.push(Note::StateUnknown { country: "US".to_owned() });
        }
        for jurisdiction in &place.jurisdictions {
            for rule in self.hours_of(jurisdiction, date) {
                if rule.federal_only {
                    let state = jurisdiction.to_string();
                    notes.push(Note::FederalHoursOnly { state, read_on: rule.read_on });
                }
                if rule.confidence == Confidence::HouseDefault && !rule.house {
                    let place = jurisdiction.to_string();
                    notes.push(Note::HouseDefault { rule: rule.id.clone(), place });
                }
                let known = calendar_of(jurisdiction.as_str()).is_some_and(|calendar| calendar.knows(date));
                if rule.closed_on_holidays && !known {
                    let (jurisdiction, year) = (jurisdiction.to_string(), date.year());
                    notes.push(Note::HolidaysUnknown { jurisdiction, year });
                }
            }
        }
        notes
    }
}

impl Note {
    pub fn sentence(&self) -> String {
        words::note(self)
    }

    /// Many notes as few sentences: states with federal hours only are named in one.
    pub fn sentences<'a>(notes: impl Iterator<Item = &'a Self>) -> BTreeSet<String> {
        words::notes(notes)
    }

    /// Whether it says that no law of a state was applied, only the country's hours.
    pub fn is_federal_only(&self) -> bool {
        matches!(self, Self::StateUnknown { .. } | Self::FederalHoursOnly { .. })
    }
}
