//! How values are said to people.

pub(crate) use callboard_engine::kernel::counted;
use jiff::Timestamp;
use serde::Serialize;

/// `2026-11-23T08:15:03Z`, without fractions.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub(crate) fn maybe_time(at: Option<Timestamp>) -> String {
    at.map_or_else(nothing, time)
}

/// A unit variant as it crosses a door: `not_started` becomes `not started`.
pub(crate) fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().replace('_', " ")
}

pub(crate) fn or_nothing(text: Option<&str>) -> String {
    text.map_or_else(nothing, str::to_owned)
}

pub(crate) fn nothing() -> String {
    "–".to_owned()
}

/// The parts of an answer with an empty line between them; empty ones are left out.
pub(crate) fn parts(parts: impl IntoIterator<Item = String>) -> String {
    let parts = parts.into_iter().map(|part| part.trim_end().to_owned()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// `, 2 refused, 1 invalid`: what there is beside the first count.
pub(crate) fn besides<const N: usize>(counts: [(u64, &str); N]) -> String {
    let there = counts.iter().filter(|(count, _)| *count > 0);
    there.map(|(count, what)| format!(", {count} {what}")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::StallCause;

    use super::*;

    #[test]
    fn words_are_those_of_the_interface_with_spaces() {
        assert_eq!(word(&StallCause::OutsideHours), "outside hours");
        assert_eq!(counted(1, "window"), "1 window");
        assert_eq!(time("2026-11-23T08:15:03.123Z".parse().unwrap()), "2026-11-23T08:15:03Z");
    }
}
