use std::fmt::Write as _;

/// A place where sample contacts live: a line of `assets/sample/places.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) zone: &'static str,
    /// State or province; empty where rules do not differ by it.
    pub(super) state: &'static str,
    /// Each `#` is a digit of a running count.
    number: &'static str,
    /// How many contacts are there.
    pub(super) people: u64,
}

/// In the order in which they are preferred.
pub(super) fn places() -> Vec<Place> {
    let lines = include_str!("../../../../assets/sample/places.csv").lines().skip(1);
    lines.map(|line| read(line).expect("the file is built in, and a test reads it")).collect()
}

fn read(line: &'static str) -> Option<Place> {
    let mut cells = line.split(',');
    let place = Place {
        zone: cells.next()?,
        state: cells.next()?,
        number: cells.next()?,
        people: cells.next()?.parse().ok()?,
    };
    cells.next().is_none().then_some(place)
}

impl Place {
    /// A number of this place that belongs to nobody. After the last one it begins again.
    fn number(&self, count: u64) -> String {
        let digits = self.number.matches('#').count();
        let count = format!("{count:020}");
        let mut digits = count[count.len() - digits.min(count.len())..].chars();
        self.number
            .chars()
            .filter(|c| *c != ' ')
            .map(|c| if c == '#' { digits.next().unwrap_or('0') } else { c })
            .collect()
    }
}

/// The contact list of these places, as a person would hand it in.
pub(super) fn csv(places: &[Place]) -> String {
    let mut text = "id,phone,zone,state\n".to_owned();
    for place in places {
        for person in 0..place.people {
            let city = place.zone.rsplit('/').next().unwrap_or(place.zone).to_ascii_lowercase();
            let number = place.number(person);
            // A String takes everything.
            let _ = writeln!(text, "{city}-{person:03},{number},{},{}", place.zone, place.state);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_a_range_that_is_kept_free() {
        const FREE: [&str; 8] = [
            "+44207946",
            "+6125550",
            "+6175550",
            "+6185550",
            "+3319900",
            "+493023125",
            "+3532091",
            "+468465004",
        ];
        for place in places() {
            let number = place.number(7);
            let fiction = number.starts_with("+1") && number[5..].starts_with("55501");
            let free = FREE.iter().any(|range| number.starts_with(range));
            assert!(fiction || free || number.starts_with("+888"), "{}: {number}", place.zone);
        }
    }

    #[test]
    fn a_list_has_a_row_for_each_person() {
        let places = places();
        let people: u64 = places.iter().map(|place| place.people).sum();
        assert_eq!(csv(&places).lines().count() as u64, people + 1, "and the header");
        assert!(
            csv(&places[..1])
                .starts_with("id,phone,zone,state\nnew_york-000,+12125550100,America/New_York,NY\n")
        );
    }
}
