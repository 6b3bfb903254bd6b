use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

/// An enum that a column keeps as a word. [`stored_as!`] implements it.
pub trait StoredWord: Copy + 'static {
    /// Every value with its word.
    const WORDS: &'static [(Self, &'static str)];

    fn word(self) -> &'static str;

    fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(value, _)| *value)
    }

    /// [`StoredWord::read`], of a column that may be empty.
    fn read_optional(row: &Row<'_>, column: usize, of: (&str, usize)) -> rusqlite::Result<Option<Self>> {
        match row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            _ => Self::read(row, column, of).map(Some),
        }
    }

    /// The value in `column` of a row of `table`, whose id is in column `id`. An unknown word is an error that names
    /// table, row and word.
    fn read(row: &Row<'_>, column: usize, (table, id): (&str, usize)) -> rusqlite::Result<Self> {
        let word = row.get_ref(column)?.as_str()?;
        Self::of_word(word).ok_or_else(|| {
            let name = row.as_ref().column_name(column).unwrap_or("column");
            let id = match row.get_ref(id) {
                Ok(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
                Ok(ValueRef::Integer(number)) => number.to_string(),
                _ => "without an id".to_owned(),
            };
            unknown_word(column, table, &id, name, word)
        })
    }
}

/// The error of a stored word that nothing is called.
pub(crate) fn unknown_word(column: usize, table: &str, id: &str, name: &str, word: &str) -> rusqlite::Error {
    let why = format!("table {table}, row {id}: no {name} is called {word:?}");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

/// Implements [`StoredWord`]: `stored_as!(WindowState { Planned => "planned", … })`. Every variant has a word.
macro_rules! stored_as {
    ($type:ty { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $crate::kernel::StoredWord for $type {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$variant, $word)),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}
pub(crate) use stored_as;

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Light {
        Red,
        Green,
    }
    stored_as!(Light { Red => "red", Green => "green" });

    fn lights() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE TABLE lights (id TEXT, number INTEGER, light TEXT);
             INSERT INTO lights VALUES ('north', 1, 'green'), ('south', 2, 'mauve'), (NULL, 3, 'mauve');",
        )
        .unwrap();
        db
    }

    fn light(db: &Connection, number: i64, id: usize) -> rusqlite::Result<Light> {
        let sql = "SELECT id, number, light FROM lights WHERE number = ?1";
        db.query_row(sql, [number], |row| Light::read(row, 2, ("lights", id)))
    }

    #[test]
    fn a_value_is_read_as_it_was_written() {
        assert_eq!(light(&lights(), 1, 0), Ok(Light::Green));
        for (value, word) in Light::WORDS {
            assert_eq!((value.word(), Light::of_word(word)), (*word, Some(*value)));
        }
    }

    #[test]
    fn an_unknown_word_is_an_error_that_names_table_row_and_word() {
        let db = lights();
        let said = |number, id| light(&db, number, id).unwrap_err().to_string();
        for (number, id, row) in [(2, 0, "row south"), (2, 1, "row 2"), (3, 0, "row without an id")] {
            let said = said(number, id);
            assert!(said.contains(&format!("table lights, {row}: no light is called \"mauve\"")), "{said}");
        }
    }
}
