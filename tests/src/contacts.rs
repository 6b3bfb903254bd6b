use std::fmt::Write as _;

/// So many contacts in each zone.
pub type Contacts<'a> = &'a [(&'a str, u64)];

/// A contact list as a supervisor would have it: id, phone, zone.
pub fn csv(contacts: Contacts<'_>) -> String {
    let mut csv = "id,phone,zone\n".to_owned();
    let mut number = 0;
    for (zone, count) in contacts {
        for _ in 0..*count {
            number += 1;
            // 555-01xx is set aside for fiction, and a toll-free number lies in no country: it contradicts no zone.
            let _ = writeln!(csv, "c{number},+1800555{:04},{zone}", 100 + number % 100);
        }
    }
    csv
}
