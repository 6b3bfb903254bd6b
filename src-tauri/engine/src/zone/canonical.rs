use std::collections::HashMap;
use std::sync::LazyLock;

/// The name of a zone in IANA's `zone.tab`, where the given one is an older spelling of it: `Asia/Calcutta` →
/// `Asia/Kolkata`. `None` where it is that name already, or none that is known.
pub(super) fn newer_name(name: &str) -> Option<&'static str> {
    NAMES.get(name).copied()
}

static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/zones/zone-names.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});
