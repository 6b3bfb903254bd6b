//! Promise 11: a changed, cut, swapped or forged row is found and named.

use callboard_clock::Chance;
use rusqlite::{Connection, params};

use super::house::{plain_question, rich_log, verified};
use crate::kernel::audit::{Stored, row_hash};

const ROWS: i64 = 45;

#[tokio::test]
async fn of_a_thousand_mutations_a_thousand_are_found_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&rich_log(dir.path()).await);
    let chance = Chance::seeded(11);
    let mut kinds = std::collections::BTreeMap::new();
    for round in 0..1000 {
        db.execute_batch("BEGIN").unwrap();
        let mutation = mutate(&db, &chance);
        *kinds.entry(mutation.kind).or_insert(0_u32) += 1;
        let verified = verified(&db, &plain_question());
        let bad = verified.first_bad.unwrap_or_else(|| panic!("round {round}: not found: {mutation:?}"));
        assert!(!verified.ok);
        assert!(
            (mutation.place - 1..=mutation.place + 1).contains(&bad.seq.cast_signed()) || mutation.anywhere,
            "round {round}: {mutation:?} was named as {bad:?}"
        );
        db.execute_batch("ROLLBACK").unwrap();
    }
    assert!(
        kinds.len() >= 12 && kinds.values().all(|count| *count > 5),
        "every kind had its turn: {kinds:?}"
    );
    assert!(verified(&db, &plain_question()).ok, "after all rollbacks it is the log it was");
}

#[tokio::test]
async fn the_words_say_what_was_done() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(&rich_log(dir.path()).await);
    let tell = |sql: &str| {
        db.execute_batch(&format!("BEGIN; {sql}")).unwrap();
        let bad = verified(&db, &plain_question()).first_bad.expect("it was found");
        db.execute_batch("ROLLBACK").unwrap();
        format!("{}: {}", bad.seq, bad.words)
    };
    insta::assert_snapshot!([
        tell("UPDATE audit SET actor = 'nobody' WHERE seq = 12"),
        tell("DELETE FROM audit WHERE seq = 12"),
        tell("DELETE FROM audit WHERE seq BETWEEN 12 AND 14"),
        tell("DELETE FROM audit WHERE seq >= 44"),
        tell("UPDATE audit SET seq = -1 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = 9; UPDATE audit SET seq = 9 WHERE seq = -1"),
        tell("INSERT INTO audit SELECT -3, at, actor, door, action, object, before, after, result, commitment, prev_hash, hash FROM audit WHERE seq = 3"),
        tell("UPDATE audit SET actor = CAST(x'ff' AS TEXT) WHERE seq = 12"),
        tell("DELETE FROM audit_head"),
        tell("UPDATE audit_head SET seq = 40"),
        tell("UPDATE audit_private SET text = 'another' WHERE seq = 8"),
        tell("DELETE FROM audit_private WHERE seq = 8"),
        tell("INSERT INTO audit_private VALUES (2, x'00', 'made up')"),
        tell("UPDATE audit_checkpoints SET at = at + 1 WHERE seq = 21"),
        tell("DELETE FROM audit_checkpoints WHERE seq = 21"),
        tell("DELETE FROM audit WHERE seq > 38; UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 38)"),
        tell("UPDATE lines SET text = 'another' WHERE batch = 'monday' AND line = 3"),
        tell("DELETE FROM lines WHERE batch = 'tuesday'"),
        tell("INSERT INTO lines VALUES ('monday', 99, 'added', 1, NULL)"),
        tell("INSERT INTO lines VALUES ('sunday', 1, 'added', 1, NULL)"),
        tell("DROP TABLE lines"),
    ]
    .join("\n"), @r"
    12: Row 12 was changed: its hash does not fit its content.
    12: Row 12 is missing: it was deleted.
    12: Rows 12 to 14 are missing: they were deleted.
    44: Rows 44 to 45 are missing: the tail was cut.
    5: Rows 5 and 9 were swapped.
    0: A row with the number -3 was added before the first.
    12: Row 12 was changed: its actor is not what can stand there.
    45: The head of the log is gone: rows behind the last one may have been cut.
    41: Row 41 was added behind the head of the log, which is row 40.
    8: The private text beside row 8 was changed: it does not fit the row's commitment.
    8: The private text beside row 8 is gone, and no row tells that it was erased.
    2: There is private text beside row 2 that no row knows of: it was added.
    21: The checkpoint at row 21 was changed: its signature does not hold.
    21: The checkpoint at row 21 is gone, or has another number.
    39: Row 39 and what followed is missing, the tail was cut: a checkpoint was made at row 39, and the row that tells of it is gone.
    21: What row 21 sealed was changed: 7 rows of test.lines in monday (1 to 7), of which 7 are there now.
    39: What row 39 sealed was changed: 4 rows of test.lines in tuesday (1 to 4), of which 0 are there now.
    38: test.lines has 11 rows in monday of which 10 were sealed: some were added or taken away.
    0: test.lines has 1 row in sunday of which 0 were sealed: some were added or taken away.
    21: What row 21 sealed was changed: 7 rows of test.lines in monday (1 to 7), of which 0 are there now.
    ");
}

pub(super) fn open(path: &std::path::Path) -> Connection {
    let db = Connection::open(path).unwrap();
    // What a person with sqlite3 is not held back by.
    db.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    db
}

#[derive(Debug)]
struct Mutation {
    kind: &'static str,
    /// The row that should be named, give or take its neighbour.
    place: i64,
    /// Or any other, where the mutation has no row of its own.
    anywhere: bool,
    #[expect(dead_code, reason = "read by Debug where a mutation is not found")]
    what: String,
}

#[expect(clippy::too_many_lines, reason = "one arm a kind of mutation")]
fn mutate(db: &Connection, chance: &Chance) -> Mutation {
    let row = 1 + i64::try_from(chance.below(ROWS as u64)).unwrap();
    let made = |kind, place, what: String| Mutation { kind, place, anywhere: false, what };
    match chance.below(14) {
        0..=2 => {
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
            let column = columns[usize::try_from(chance.below(12)).unwrap()];
            let what = change(db, chance, "audit", column, &format!("seq = {row}"));
            made("column", row, what)
        }
        3 => {
            db.execute("DELETE FROM audit WHERE seq = ?1", [row]).unwrap();
            made("deleted row", row, String::new())
        }
        4 => {
            let other = 1 + (row + i64::try_from(chance.below(ROWS as u64 - 1)).unwrap()) % ROWS;
            let (first, second) = (row.min(other), row.max(other));
            for (from, to) in [(first, -9), (second, first), (-9, second)] {
                db.execute("UPDATE audit SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
            }
            Mutation {
                anywhere: first == second,
                ..made("swapped rows", first, format!("{first} and {second}"))
            }
        }
        5 => {
            let behind = [-7, 0, ROWS + 1, ROWS + 5][usize::try_from(chance.below(4)).unwrap()];
            db.execute(
                "INSERT INTO audit SELECT ?2, at, actor, door, action, object, before, after, result, commitment, prev_hash, hash
                 FROM audit WHERE seq = ?1",
                [row, behind],
            )
            .unwrap();
            made("inserted row", behind.clamp(0, ROWS + 1), format!("{behind}"))
        }
        6 => {
            forge(db, row, "someone else");
            made("forged and hashed anew", row, String::new())
        }
        7 => {
            db.execute("DELETE FROM audit WHERE seq >= ?1", [row]).unwrap();
            made("cut tail", row, String::new())
        }
        8 => {
            let sql = [
                "DELETE FROM audit_head",
                "UPDATE audit_head SET seq = seq - 1",
                "UPDATE audit_head SET seq = seq + 4",
                "UPDATE audit_head SET hash = zeroblob(32)",
                "UPDATE audit_head SET only = 2",
                "INSERT INTO audit_head VALUES (2, 1, x'00')",
            ];
            let sql = sql[usize::try_from(chance.below(6)).unwrap()];
            db.execute_batch(sql).unwrap();
            made("head", ROWS, sql.to_owned())
        }
        9 => {
            let at = pick(db, chance, "SELECT seq FROM audit_private");
            let column = ["salt", "text", "seq"][usize::try_from(chance.below(3)).unwrap()];
            let what = change(db, chance, "audit_private", column, &format!("seq = {at}"));
            made("private text", at, what)
        }
        10 => {
            let at = pick(db, chance, "SELECT seq FROM audit_private");
            db.execute("DELETE FROM audit_private WHERE seq = ?1", [at]).unwrap();
            made("private text taken away", at, String::new())
        }
        11 => {
            let at = pick(db, chance, "SELECT seq FROM audit_checkpoints");
            let column =
                ["seq", "hash", "at", "public_key", "signature"][usize::try_from(chance.below(5)).unwrap()];
            let what = change(db, chance, "audit_checkpoints", column, &format!("seq = {at}"));
            made("checkpoint", at, what)
        }
        12 => {
            let at = pick(db, chance, "SELECT seq FROM audit_checkpoints");
            db.execute("DELETE FROM audit_checkpoints WHERE seq = ?1", [at]).unwrap();
            made("checkpoint taken away", at, String::new())
        }
        _ => {
            let at = pick(db, chance, "SELECT rowid FROM lines");
            let column = ["batch", "line", "text", "weight", ""][usize::try_from(chance.below(5)).unwrap()];
            let what = if column.is_empty() {
                db.execute("DELETE FROM lines WHERE rowid = ?1", [at]).unwrap();
                "deleted".to_owned()
            } else {
                change(db, chance, "lines", column, &format!("rowid = {at}"))
            };
            Mutation { anywhere: true, ..made("sealed row", at, what) }
        }
    }
}

/// Another value of the same type, or none, or what is no text.
fn change(db: &Connection, chance: &Chance, table: &str, column: &str, row: &str) -> String {
    let other = match chance.below(4) {
        0 if matches!(column, "before" | "after" | "commitment" | "text" | "weight")
            && table != "audit_private" =>
        {
            "CASE WHEN {c} IS NULL THEN {other} END"
        }
        1 => "CASE typeof({c}) WHEN 'text' THEN CAST({c} || x'ff' AS TEXT) ELSE {other} END",
        _ => "{other}",
    };
    let plain =
        "CASE typeof({c}) WHEN 'integer' THEN {c} + 1000 WHEN 'real' THEN {c} + 1 WHEN 'text' THEN {c} || 'x'
        WHEN 'null' THEN {fresh} ELSE substr({c}, 1, length({c}) - 1) || x'a7' || x'' END";
    let fresh = match column {
        "commitment" => "zeroblob(32)",
        _ => "'null'",
    };
    let value = other.replace("{other}", plain).replace("{fresh}", fresh).replace("{c}", column);
    // `||` makes text of what it joins; a column of bytes wants bytes.
    let value = match column {
        "commitment" | "prev_hash" | "hash" | "salt" | "public_key" | "signature" => {
            format!("CAST(({value}) AS BLOB)")
        }
        _ => value,
    };
    let sql = format!("UPDATE {table} SET {column} = {value} WHERE {row}");
    assert_eq!(db.execute(&sql, []).unwrap_or_else(|error| panic!("{sql}: {error}")), 1);
    sql
}

fn pick(db: &Connection, chance: &Chance, sql: &str) -> i64 {
    let mut statement = db.prepare(sql).unwrap();
    let all: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    all[usize::try_from(chance.below(all.len() as u64)).unwrap()]
}

/// Another actor, and a hash that fits: what someone does who knows how the chain is made.
pub(super) fn forge(db: &Connection, seq: i64, actor: &str) {
    let sql = "SELECT at, door, action, object, before, after, result, commitment, prev_hash FROM audit WHERE seq = ?1";
    let hash = db
        .query_row(sql, [seq], |row| {
            let texts: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
            let (before, after): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
            let (result, commitment): (String, Option<Vec<u8>>) = (row.get(6)?, row.get(7)?);
            let prev_hash: Vec<u8> = row.get(8)?;
            Ok(row_hash(&Stored {
                seq: seq.cast_unsigned(),
                at: row.get(0)?,
                actor,
                door: &texts[0],
                action: &texts[1],
                object: &texts[2],
                before: before.as_deref(),
                after: after.as_deref(),
                result: &result,
                commitment: commitment.as_deref(),
                prev_hash: &prev_hash,
            }))
        })
        .unwrap();
    db.execute("UPDATE audit SET actor = ?2, hash = ?3 WHERE seq = ?1", params![seq, actor, hash]).unwrap();
}
