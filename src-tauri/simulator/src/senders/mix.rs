use serde::Serialize;

use crate::senders::Kind;
use crate::senders::draw::{Draw, Question};
use crate::senders::plan::{Plan, Shares};
use crate::senders::target::Proof;

/// How far back a duplicate reaches at most.
const REACH: u64 = 64;

/// What is the matter with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Nothing.
    Plain,
    /// An earlier plain one again: same id, same body.
    Duplicate,
    /// Its event happened days ago (a callback: was wanted for days ago).
    LateEvent,
    /// It was signed days ago.
    StaleSignature,
    /// Signed with another secret, or another token.
    Forged,
    /// Cut in the middle.
    BrokenJson,
    /// A code, event name, language or event type that nobody has heard of. A listener may well take it.
    UnknownValue,
    /// A field that has to be there is not.
    MissingField,
    /// A phone number that is none.
    BadNumber,
    /// A time that is none.
    BadTime,
    /// The id of an earlier plain one, with another body.
    OtherBody,
}

/// Which message has which shape. A pure function of seed and number.
#[derive(Clone, Debug)]
pub(crate) struct Mix {
    draw: Draw,
    shares: Shares,
    late: Vec<Shape>,
    wrong: Vec<Shape>,
}

impl Mix {
    pub(crate) fn of(plan: &Plan, proof: &Proof) -> Self {
        let (signed, known) = match proof {
            Proof::Signature(_) => (true, true),
            Proof::Bearer(_) => (false, true),
            Proof::Nothing => (false, false),
        };
        let about_a_number = matches!(plan.kind, Kind::DataAction | Kind::Callback);
        let possible = |shapes: &[(Shape, bool)]| {
            shapes.iter().filter(|(_, possible)| *possible).map(|(shape, _)| *shape).collect()
        };
        Self {
            draw: Draw::seeded(plan.seed),
            shares: plan.shares,
            late: possible(&[(Shape::LateEvent, true), (Shape::StaleSignature, signed)]),
            wrong: possible(&[
                (Shape::Forged, known),
                (Shape::BrokenJson, true),
                (Shape::UnknownValue, true),
                (Shape::MissingField, true),
                (Shape::BadNumber, about_a_number),
                (Shape::BadTime, true),
                (Shape::OtherBody, signed),
            ]),
        }
    }

    /// The shape of a message, and the number of the one whose id it has: its own but for
    /// [`Shape::Duplicate`] and [`Shape::OtherBody`]. Where there is no earlier plain one, it is plain.
    pub(crate) fn shape(&self, number: u64) -> (Shape, u64) {
        let shape = self.drawn(number);
        if !matches!(shape, Shape::Duplicate | Shape::OtherBody) {
            return (shape, number);
        }
        let back = 1 + self.draw.below(number, Question::Distance, REACH.min(number));
        let oldest = number.saturating_sub(REACH);
        let nearer = (oldest..=number.saturating_sub(back)).rev();
        let others = number.saturating_sub(back)..number;
        let plain = nearer.chain(others).chain([0]).find(|earlier| self.drawn(*earlier) == Shape::Plain);
        plain.filter(|earlier| *earlier < number).map_or((Shape::Plain, number), |earlier| (shape, earlier))
    }

    /// What the first message would be that repeats another is plain.
    fn drawn(&self, number: u64) -> Shape {
        let choose = |shapes: &[Shape]| {
            self.draw.one_of(number, Question::Choice, shapes).copied().unwrap_or(Shape::Plain)
        };
        let Shares { duplicate, late, wrong } = self.shares;
        let share = self.draw.unit(number, Question::Share);
        let shape = if share < duplicate {
            Shape::Duplicate
        } else if share < duplicate + late {
            choose(&self.late)
        } else if share < duplicate + late + wrong {
            choose(&self.wrong)
        } else {
            Shape::Plain
        };
        if number == 0 && matches!(shape, Shape::Duplicate | Shape::OtherBody) { Shape::Plain } else { shape }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mix(shares: Shares, proof: &Proof) -> Mix {
        Mix::of(&Plan { shares, ..Plan::default() }, proof)
    }

    #[test]
    fn a_duplicate_repeats_an_earlier_plain_one_and_the_first_is_no_duplicate() {
        for share in [0.3, 0.7, 1.0] {
            let mix = mix(Shares { duplicate: share, late: 0.0, wrong: 1.0 - share }, &Proof::Nothing);
            for number in 0..2_000 {
                let (shape, of) = mix.shape(number);
                if shape == Shape::Duplicate {
                    assert!(of < number && mix.shape(of) == (Shape::Plain, of), "{number} repeats {of}");
                }
            }
            assert!(!matches!(mix.shape(0).0, Shape::Duplicate), "there is nothing to repeat");
        }
    }

    #[test]
    fn shares_are_about_what_was_asked_for() {
        let mix = mix(Shares { duplicate: 0.2, late: 0.1, wrong: 0.3 }, &Proof::Bearer("t".into()));
        let count = |wanted: fn(Shape) -> bool| (0..10_000).filter(|n| wanted(mix.shape(*n).0)).count();
        assert!((1_900..2_100).contains(&count(|shape| shape == Shape::Duplicate)));
        assert!((900..1_100).contains(&count(|shape| shape == Shape::LateEvent)));
        assert!((3_900..4_100).contains(&count(|shape| shape == Shape::Plain)));
        assert_eq!(count(|shape| shape == Shape::StaleSignature), 0, "a bearer has no time");
    }
}
