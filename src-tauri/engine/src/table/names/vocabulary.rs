use std::sync::LazyLock;

/// Names of columns and words in them, as `assets/columns/names.tsv` has them, each from the most telling to the least.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    pub(crate) id: Names,
    pub(crate) phone: Names,
    /// A phone's with a figure behind it: `number1`.
    pub(crate) phone_numbered: Names,
    /// A phone's within any name.
    pub(crate) phone_part: Names,
    pub(crate) phone_word: Names,
    /// Beside the word that tells whose number it is.
    pub(crate) phone_beside: Names,
    /// Said of a number in a column beside it.
    pub(crate) phone_about: Names,
    /// Words of which `phone` is a part only.
    pub(crate) phone_never: Names,
    /// Somebody else's number, or none at all.
    pub(crate) other: Names,
    /// `day+time`: the second word says nothing of another's number.
    pub(crate) contact_pair: Names,
    pub(crate) zone: Names,
    pub(crate) state: Names,
    /// Too short to name a further column.
    pub(crate) state_short: Names,
    pub(crate) state_word: Names,
    pub(crate) state_abroad: Names,
    pub(crate) state_beside: Names,
    pub(crate) state_whose: Names,
    pub(crate) region: Names,
    pub(crate) state_never: Names,
    pub(crate) state_never_word: Names,
    pub(crate) country: Names,
    /// What a state's or a country's name may begin with.
    pub(crate) address: Names,
    /// Of a number that stands in two columns.
    pub(crate) area_code: Names,
    /// A number's, where the column beside it has its area code.
    pub(crate) dnc_number: Names,
    /// When a do-not-call list has a number since.
    pub(crate) dnc_date: Names,
    /// Within a name: another date.
    pub(crate) dnc_date_never: Names,
    pub(crate) dnc_expiry: Names,
    pub(crate) dnc_reason: Names,
    /// Whether a number goes on the list or off it.
    pub(crate) dnc_direction: Names,
    /// The same, where its cells say yes and no.
    pub(crate) dnc_flag: Names,
}

/// Names of one kind, in the file's order.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<&'static str>);

impl Names {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }
}

pub(crate) static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    for (kind, names) in lines() {
        if let Some(list) = vocabulary.list(kind) {
            list.0.extend(names);
        }
    }
    vocabulary
});

fn lines() -> impl Iterator<Item = (&'static str, std::str::SplitAsciiWhitespace<'static>)> {
    let lines = include_str!("../../../../../assets/columns/names.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.map(|(kind, names)| (kind, names.split_ascii_whitespace()))
}

impl Vocabulary {
    fn list(&mut self, kind: &str) -> Option<&mut Names> {
        Some(match kind {
            "id" => &mut self.id,
            "phone" => &mut self.phone,
            "phone_numbered" => &mut self.phone_numbered,
            "phone_part" => &mut self.phone_part,
            "phone_word" => &mut self.phone_word,
            "phone_beside" => &mut self.phone_beside,
            "phone_about" => &mut self.phone_about,
            "phone_never" => &mut self.phone_never,
            "other" => &mut self.other,
            "contact_pair" => &mut self.contact_pair,
            "zone" => &mut self.zone,
            "state" => &mut self.state,
            "state_short" => &mut self.state_short,
            "state_word" => &mut self.state_word,
            "state_abroad" => &mut self.state_abroad,
            "state_beside" => &mut self.state_beside,
            "state_whose" => &mut self.state_whose,
            "region" => &mut self.region,
            "state_never" => &mut self.state_never,
            "state_never_word" => &mut self.state_never_word,
            "country" => &mut self.country,
            "address" => &mut self.address,
            "area_code" => &mut self.area_code,
            "dnc_number" => &mut self.dnc_number,
            "dnc_date" => &mut self.dnc_date,
            "dnc_date_never" => &mut self.dnc_date_never,
            "dnc_expiry" => &mut self.dnc_expiry,
            "dnc_reason" => &mut self.dnc_reason,
            "dnc_direction" => &mut self.dnc_direction,
            "dnc_flag" => &mut self.dnc_flag,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::bare;
    use super::*;

    #[test]
    fn every_line_is_of_a_kind_that_is_known_and_holds_names_as_they_are_compared() {
        let mut kinds = std::collections::BTreeSet::new();
        for (kind, names) in lines() {
            assert!(Vocabulary::default().list(kind).is_some(), "{kind}");
            kinds.insert(kind);
            for name in names {
                assert!(name.split('+').all(|part| bare(part) == part && !part.is_empty()), "{kind} {name}");
            }
        }
        assert_eq!(kinds.len(), 30, "each list of the vocabulary has a line: {kinds:?}");
    }
}
