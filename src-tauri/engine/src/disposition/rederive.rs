//! What another map makes of a contact's events: one pure function, for trying a map and for applying it.

use super::code::is_blank;
use super::decisions::Decision;
use super::lookup::{Lookup, Meaning};

/// Which events are decided anew.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    /// Those that came in since then, milliseconds.
    Since(i64),
    /// Those of one code that were unmapped.
    Code(String),
    /// Those that are held and whose code the map knows now.
    Held,
}

impl Scope {
    pub(super) fn covers(&self, decision: &Decision, lookup: &Lookup) -> bool {
        match self {
            Self::Since(since) => decision.received >= *since,
            Self::Code(code) => decision.unmapped && decision.code == *code,
            Self::Held => decision.held() && lookup.mapped(&decision.code).is_some(),
        }
    }
}

/// All events of one contact as they would stand: those in the scope decided by `lookup`, the head found anew.
pub(super) fn rederive(events: &[Decision], lookup: &Lookup, hold: bool, scope: &Scope) -> Vec<Decision> {
    let decided = |event: &Decision| {
        if scope.covers(event, lookup) { decide_anew(event, lookup, hold) } else { event.clone() }
    };
    let mut after: Vec<Decision> = events.iter().map(decided).collect();
    let head = after.iter().filter(|event| !event.held()).map(Decision::rank).max();
    for event in &mut after {
        event.head = Some(event.rank()) == head && !event.held();
    }
    after
}

/// An event that was written once is never held afterwards: what is at the tenant does not go away by holding it.
fn decide_anew(event: &Decision, lookup: &Lookup, hold: bool) -> Decision {
    let mapped = lookup.mapped(&event.code);
    let meaning: Option<&Meaning> = match mapped {
        Some(meaning) => Some(meaning),
        None if hold && event.held() && !is_blank(&event.code) => None,
        None => Some(lookup.unclassified()),
    };
    Decision {
        category: meaning.map(|meaning| meaning.category.clone()),
        severity: meaning.map_or(0, Meaning::rank),
        opts_out: meaning.is_some_and(Meaning::opts_out),
        unmapped: mapped.is_none(),
        version: lookup.version,
        ..event.clone()
    }
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::ConnectionId;

    use super::*;
    use crate::disposition::default_map::default_map;

    fn event(number: i64, happened: i64, code: &str) -> Decision {
        Decision {
            event: number,
            connection: ConnectionId::from("con_1"),
            contact: "c".into(),
            code: code.into(),
            call_result: None,
            happened,
            fine: 0,
            received: happened,
            category: None,
            severity: 0,
            opts_out: false,
            unmapped: true,
            head: false,
            version: 0,
        }
    }

    fn heads(events: &[Decision]) -> Vec<i64> {
        events.iter().filter(|event| event.head).map(|event| event.event).collect()
    }

    #[test]
    fn the_head_is_found_anew_among_all_events_of_the_contact() {
        let lookup = Lookup::new(2, &default_map());
        let tie = [event(1, 5, "1001"), event(2, 5, "2001"), event(3, 4, "4001")];
        let after = rederive(&tie, &lookup, false, &Scope::Since(0));
        assert_eq!(heads(&after), [1], "do_not_call wins the tie");
        assert!(after.iter().all(|event| event.version == 2 && !event.unmapped));
        let after = rederive(&tie, &lookup, true, &Scope::Since(5));
        assert!(after[2].held() && after[2].version == 0, "what is outside the scope stays as it is");
    }

    #[test]
    fn a_held_event_counts_for_nothing_until_its_code_is_mapped() {
        let lookup = Lookup::new(2, &default_map());
        let events = [event(1, 5, "2001"), event(2, 9, "9999")];
        let after = rederive(&events, &lookup, true, &Scope::Held);
        assert_eq!(heads(&after), [1]);
        assert!(after[1].held());
        let written = rederive(&events, &lookup, false, &Scope::Since(0));
        assert_eq!(heads(&written), [2], "where they are written, it is unclassified, and the newest");
        let again = rederive(&written, &lookup, true, &Scope::Since(0));
        assert_eq!(
            again[1].category.as_deref(),
            Some("unclassified"),
            "what was written is never held again"
        );
    }
}
