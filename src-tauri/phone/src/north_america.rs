//! Plain North American numbers, read without the parser.
//!
//! Cast. [`quick`] reads a cell of digits, spaces, hyphens, points and parentheses whose first six digits decide alone
//! that the number plan lists it, some fifty times as fast as the parser; whatever else it leaves to the parser.
//! `LISTED` has a bit for each six digits, made once by walking the plan's own patterns (`Plan`), digit by digit.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex_automata::Input;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::util::syntax;
use rlibphonenumber::PHONE_NUMBER_UTIL;
use rlibphonenumber::interfaces::AsOriginal as _;

use crate::{E164, Parsed, Region};

/// The number in a plain writing; `None` for everything else, also where it may be a number all the same.
///
/// `+1` and ten digits count in any region; ten digits from 2 to 9, or eleven from 1, in the US and Canada alone, whose
/// national numbers are written so. Where this reads a number, the parser reads the same one.
pub(crate) fn quick(raw: &str, region: Option<Region>) -> Option<Parsed> {
    let (digits, with_plus) = plain_digits(raw.as_bytes())?;
    let national = match digits {
        ELEVEN_FROM_ONE..ELEVEN_FROM_TWO => digits - ELEVEN_FROM_ONE,
        TEN_FROM_TWO..ELEVEN_FROM_ONE if !with_plus => digits,
        _ => return None,
    };
    if !(with_plus || region.is_some_and(writes_ten_digits)) {
        return None;
    }
    let prefix = usize::try_from(national / BEHIND_PREFIX).ok()?;
    LISTED.has(prefix).then(|| Parsed {
        e164: E164::of_digits(ELEVEN_FROM_ONE + national),
        listed: true,
        extension: None,
        repaired: Vec::new(),
    })
}

/// The digits of a cell that has nothing beside them that needs a closer look, and whether a plus stands before them.
fn plain_digits(raw: &[u8]) -> Option<(u64, bool)> {
    let (mut digits, mut count, mut plus, mut points) = (0_u64, 0_u32, false, 0_u32);
    for byte in raw {
        match byte {
            b'0'..=b'9' if count < 11 => {
                digits = digits * 10 + u64::from(byte - b'0');
                count += 1;
            }
            b'+' if count == 0 && !plus => plus = true,
            b'.' => points += 1,
            // A minus before digits alone is a sum's.
            b'-' if count > 0 => {}
            b' ' | b'(' | b')' => {}
            _ => return None,
        }
    }
    // One point may be the decimal end of a spreadsheet; a leading 0 is part of no number here.
    (points != 1 && digits >= TEN_FROM_TWO && digits.ilog10() + 1 == count).then_some((digits, plus))
}

fn writes_ten_digits(region: Region) -> bool {
    matches!(region.0, rlibphonenumber::Region::US | rlibphonenumber::Region::CA)
}

const TEN_FROM_TWO: u64 = 2_000_000_000;
const ELEVEN_FROM_ONE: u64 = 10_000_000_000;
const ELEVEN_FROM_TWO: u64 = 20_000_000_000;
/// The divisor that leaves the first six of ten digits.
const BEHIND_PREFIX: u64 = 10_000;
const PREFIXES: usize = 1_000_000;

static LISTED: LazyLock<Prefixes> = LazyLock::new(|| {
    let mut listed = vec![0; PREFIXES.div_ceil(64)];
    Plan::of_north_america().walk(&mut |prefixes, verdict| {
        if verdict == Verdict::All {
            prefixes.for_each(|prefix| listed[prefix / 64] |= 1 << (prefix % 64));
        }
    });
    Prefixes(listed.into())
});

/// A bit for the first six digits of a national number: set where every number that begins so is listed.
struct Prefixes(Box<[u64]>);

impl Prefixes {
    fn has(&self, prefix: usize) -> bool {
        self.0[prefix / 64] >> (prefix % 64) & 1 == 1
    }
}

/// Whether the numbers that can still follow are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Verdict {
    All,
    None,
    Some,
}

/// The number plan of calling code 1 as automata: one country after the other, in the order in which the parser asks them.
struct Plan {
    countries: Vec<Country>,
}

struct Country {
    /// Which numbers are this country's, whatever its other patterns say; most have it.
    leading: Option<Pattern>,
    /// The shape of all its numbers.
    general: Pattern,
    /// The shapes of its kinds of numbers, one of which must fit.
    kinds: Pattern,
}

/// How far the patterns of a country have come.
#[derive(Clone, Copy)]
struct Standing {
    leading: Option<LazyStateID>,
    general: LazyStateID,
    kinds: LazyStateID,
}

impl Plan {
    fn of_north_america() -> Self {
        let regions = PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(1).into_iter().flatten();
        Self { countries: regions.filter_map(Country::of).collect() }
    }

    /// Tells of all prefixes what the plan says of the numbers behind them, in order.
    fn walk(&mut self, tell: &mut impl FnMut(Range<usize>, Verdict)) {
        let start: Vec<Standing> = self.countries.iter_mut().map(Country::start).collect();
        self.walk_on(&start, 0, 6, tell);
    }

    /// The same for those that begin with `prefix`, which lacks so many digits of six.
    fn walk_on(
        &mut self,
        at: &[Standing],
        prefix: usize,
        missing: u8,
        tell: &mut impl FnMut(Range<usize>, Verdict),
    ) {
        let verdict = self.verdict(at, missing + 4);
        if verdict != Verdict::Some || missing == 0 {
            let width = 10_usize.pow(missing.into());
            return tell(prefix * width..(prefix + 1) * width, verdict);
        }
        for digit in 0..10 {
            let next = self.after(at, digit);
            self.walk_on(&next, prefix * 10 + usize::from(digit), missing - 1, tell);
        }
    }

    fn after(&mut self, at: &[Standing], digit: u8) -> Vec<Standing> {
        self.countries.iter_mut().zip(at).map(|(country, at)| country.after(*at, digit)).collect()
    }

    /// The first country whose leading digits fit, or one of whose kinds does, decides.
    fn verdict(&mut self, at: &[Standing], missing: u8) -> Verdict {
        for (country, at) in self.countries.iter_mut().zip(at) {
            let listed = match country.general.verdict(at.general, missing) {
                Verdict::None => Verdict::None,
                shape => shape.and(country.kinds.verdict(at.kinds, missing)),
            };
            let leads = match (&mut country.leading, at.leading) {
                (Some(leading), Some(at)) => leading.verdict(at, missing),
                _ => Verdict::None,
            };
            match (leads, listed) {
                (Verdict::All, decided) => return decided,
                (Verdict::None, Verdict::None) => {}
                (Verdict::None, Verdict::All) => return Verdict::All,
                _ => return Verdict::Some,
            }
        }
        Verdict::None
    }
}

impl Verdict {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, Self::All) => Self::All,
            _ => Self::Some,
        }
    }
}

impl Country {
    fn of(region: rlibphonenumber::Region) -> Option<Self> {
        let plan = PHONE_NUMBER_UTIL.as_original().get_metadata_for_region(region)?;
        let kinds = [
            &plan.premium_rate,
            &plan.toll_free,
            &plan.shared_cost,
            &plan.voip,
            &plan.personal_number,
            &plan.pager,
            &plan.uan,
            &plan.voicemail,
            &plan.fixed_line,
            &plan.mobile,
        ];
        let ten_digits = |lengths: &[i32]| lengths.is_empty() || lengths.contains(&10);
        let kinds = kinds
            .into_iter()
            .filter(|kind| ten_digits(&kind.original.possible_length))
            .map(|kind| kind.national_number_pattern().original_base())
            .filter(|pattern| !pattern.is_empty());
        let leading = plan.leading_digits().original_base();
        Some(Self {
            leading: (!leading.is_empty()).then(|| Pattern::new(&format!("(?:{leading})[0-9]*"))),
            general: Pattern::new(plan.general_desc.national_number_pattern().original_base()),
            kinds: Pattern::new(&kinds.collect::<Vec<_>>().join("|")),
        })
    }

    fn start(&mut self) -> Standing {
        Standing {
            leading: self.leading.as_mut().map(Pattern::start),
            general: self.general.start(),
            kinds: self.kinds.start(),
        }
    }

    fn after(&mut self, at: Standing, digit: u8) -> Standing {
        Standing {
            leading: self.leading.as_mut().zip(at.leading).map(|(leading, at)| leading.after(at, digit)),
            general: self.general.after(at.general, digit),
            kinds: self.kinds.after(at.kinds, digit),
        }
    }
}

/// One pattern that must fit the whole number, as an automaton that can be walked a digit at a time.
struct Pattern {
    automaton: DFA,
    cache: Cache,
    /// Verdicts that were found before: by where it stands and how many digits are missing.
    known: HashMap<(LazyStateID, u8), Verdict>,
}

impl Pattern {
    fn new(pattern: &str) -> Self {
        let automaton = DFA::builder()
            .configure(Config::new().cache_capacity(ROOM).skip_cache_capacity_check(true))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(&format!("^(?:{pattern})$"))
            .expect("the parser compiles the same patterns, and one is a few states");
        let cache = automaton.create_cache();
        Self { automaton, cache, known: HashMap::new() }
    }

    fn start(&mut self) -> LazyStateID {
        let input = Input::new("").anchored(regex_automata::Anchored::Yes);
        self.automaton.start_state_forward(&mut self.cache, &input).expect(WITHIN)
    }

    fn after(&mut self, at: LazyStateID, digit: u8) -> LazyStateID {
        self.automaton.next_state(&mut self.cache, at, b'0' + digit).expect(WITHIN)
    }

    fn verdict(&mut self, at: LazyStateID, missing: u8) -> Verdict {
        if at.is_dead() {
            return Verdict::None;
        }
        if missing == 0 {
            let end = self.automaton.next_eoi_state(&mut self.cache, at).expect(WITHIN);
            return if end.is_match() { Verdict::All } else { Verdict::None };
        }
        if let Some(known) = self.known.get(&(at, missing)) {
            return *known;
        }
        let first = self.after(at, 0);
        let mut verdict = self.verdict(first, missing - 1);
        for digit in 1..10 {
            let next = self.after(at, digit);
            if self.verdict(next, missing - 1) != verdict {
                verdict = Verdict::Some;
            }
        }
        self.known.insert((at, missing), verdict);
        verdict
    }
}

/// Bytes that the states of one pattern may take; the largest takes some 100 kB.
const ROOM: usize = 16 << 20;
const WITHIN: &str = "the patterns have plain digits alone, and their states have room";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::by_parser;

    /// Some number of the prefix, the same in each run.
    fn tail(prefix: usize) -> usize {
        prefix.wrapping_mul(7_919).wrapping_add(4_099) % 10_000
    }

    #[test]
    fn every_prefix_is_read_as_the_parser_reads_it() {
        let us = Region::new("US");
        let mut of_each = HashMap::new();
        Plan::of_north_america().walk(&mut |prefixes, verdict| {
            for prefix in prefixes {
                *of_each.entry(verdict).or_insert(0) += 1;
                let text = format!("+1{prefix:06}{:04}", tail(prefix));
                let parsed = by_parser(&text, us).ok().filter(|parsed| parsed.listed);
                match verdict {
                    Verdict::All => {
                        assert_eq!(quick(&text, None), parsed, "{text}");
                        assert_eq!(quick(&text[2..], us), by_parser(&text[2..], us).ok(), "{text}");
                    }
                    Verdict::None => assert_eq!((quick(&text, us), parsed), (None, None), "{text}"),
                    Verdict::Some => assert_eq!(quick(&text, us), None, "{text}: the parser looks at it"),
                }
            }
        });
        assert_eq!(of_each.values().sum::<usize>(), PREFIXES, "each prefix is told once");
        assert_eq!(of_each[&Verdict::Some], 3, "prefixes of which later digits decide");
    }

    #[test]
    fn a_plain_writing_is_read_and_any_other_is_left_to_the_parser() {
        let us = Region::new("US");
        for text in [
            "4155552671",
            "14155552671",
            "+14155552671",
            "(415) 555-2671",
            "+1 (415) 555-2671",
            "415.555.2671",
            "1-415-555-2671",
            " 415 555 2671 ",
            "(+1) 415-555-2671",
        ] {
            assert_eq!(
                quick(text, us).map(|parsed| parsed.e164.reveal()).as_deref(),
                Some("+14155552671"),
                "{text}"
            );
        }
        for text in [
            "1415555267.0",
            "-4155552671",
            "+4155552671",
            "04155552671",
            "415555267",
            "41555526711",
            "4155552671x5",
            "0014155552671",
            "++14155552671",
            "+1+4155552671",
            "415\u{a0}555 2671",
            "",
            "+",
            "+1999999999999999999999",
        ] {
            assert_eq!(quick(text, us), None, "{text}");
        }
        for region in [None, Region::new("DE"), Region::new("AG")] {
            assert_eq!(
                quick("4155552671", region),
                None,
                "a national number of {region:?} is written otherwise"
            );
            assert!(quick("+1 415 555 2671", region).is_some());
        }
        assert!(quick("4155552671", Region::new("CA")).is_some());
    }
}
