use super::house::{plain_question, rich_log, verified};
use super::mutations::open;

/// Someone may take the table's own rules away first, and then write anything into any column.
#[tokio::test]
async fn whatever_stands_in_a_column_is_named_and_nothing_breaks() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&rich_log(dir.path()).await);
    db.execute_batch(
        "ALTER TABLE audit RENAME TO strict_audit;
         CREATE TABLE audit AS SELECT * FROM strict_audit;",
    )
    .unwrap();
    assert!(verified(&db, &plain_question()).ok, "the same values in a loose table are the same log");
    let columns = [
        "seq",
        "at",
        "actor",
        "door",
        "action",
        "object",
        "before",
        "after",
        "result",
        "commitment",
        "prev_hash",
        "hash",
    ];
    for column in columns {
        for value in ["NULL", "''", "7.25", "-1", "'words'", "x''", "x'ff00ff'", "CAST(x'c328' AS TEXT)"] {
            db.execute_batch("BEGIN").unwrap();
            let sql =
                format!("UPDATE audit SET {column} = {value} WHERE seq = 15 AND {column} IS NOT {value}");
            let changed = db.execute(&sql, []).unwrap();
            let verified = verified(&db, &plain_question());
            db.execute_batch("ROLLBACK").unwrap();
            assert_eq!(verified.ok, changed == 0, "{sql}");
        }
    }
}

#[tokio::test]
async fn a_log_without_rows_is_said_to_be_cut_where_something_speaks_of_rows() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&rich_log(dir.path()).await);
    db.execute_batch("DELETE FROM audit").unwrap();
    let bad = verified(&db, &plain_question()).first_bad.expect("45 rows are gone");
    assert!(bad.words.contains("missing") || bad.words.contains("no row knows"), "{}", bad.words);
}
