use callboard_rpc::types::AuditRow;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::kernel::Ms;

/// The columns that [`row`] reads, in its order.
pub(super) const COLUMNS: &str =
    "seq, at, actor, door, action, object, before, after, result, prev_hash, hash";

/// A row for people. Reading never fails over what someone wrote into the file by other means: what is not
/// text or not JSON is shown as well as it can be, and [`super::verify`] is what names it.
pub(super) fn row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        at: row.get::<_, Ms>(1).map(|at| at.0).unwrap_or_default(),
        actor: text(row.get_ref(2)?),
        door: text(row.get_ref(3)?),
        action: text(row.get_ref(4)?),
        object: text(row.get_ref(5)?),
        before: json(row.get_ref(6)?),
        after: json(row.get_ref(7)?),
        result: text(row.get_ref(8)?),
        prev_hash: text(row.get_ref(9)?),
        hash: text(row.get_ref(10)?),
    })
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(blob) => hex::encode(blob),
    }
}

fn json(value: ValueRef<'_>) -> Option<Value> {
    if value == ValueRef::Null {
        return None;
    }
    let text = text(value);
    Some(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
