use std::collections::HashMap;
use std::sync::LazyLock;

/// The name of a zone in IANA's `zone.tab`, where the given one is an older spelling of it: `Asia/Calcutta` →
/// `Asia/Kolkata`. `None` where it is that name already, or none that is known.
pub(super) fn newer_name(name: &str) -> Option<&'static str> {
    NAMES.get(name).copied()
}

/// SQL that writes a table's column in the names of today. A row whose new name is taken already keeps its old one.
pub(crate) fn respelling(table: &str, column: &str) -> String {
    let mut pairs: Vec<_> = NAMES.iter().collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.iter().map(|(old, new)| format!("('{old}', '{new}')")).collect();
    format!(
        "WITH spelled (old, new) AS (VALUES {})
         UPDATE OR IGNORE {table} SET {column} = (SELECT new FROM spelled WHERE old = {column})
         WHERE {column} IN (SELECT old FROM spelled);\n",
        pairs.join(", ")
    )
}

static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/zones/zone-names.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect()
});
