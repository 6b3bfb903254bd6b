//! The migrations of the database, in the order in which they came to be.
//!
//! The first ones make the tables of the kernel and of each slice. Whoever changes a table later, or adds a slice with
//! tables, adds a line at the **end**: `&[delivery::SHARDS]`, where that constant of the slice holds the SQL
//! (`ALTER TABLE …`), or `callbacks::SLICE.tables`. A line is never changed, moved or taken away, and neither is the SQL that it
//! names: a database counts in `user_version` how many lines it has seen, so the number of each must stay what it was. Where
//! two branches each add one, the one that is merged second comes second, and says so in the conflict of this file.
//! A test below holds the lines to what they were.

use crate::kernel::{self, Schema};
use crate::{
    audit, connection, contacts, delivery, disposition, dnc, inbox, map, outbox, rules, run, schedule,
    secrets, settings, window,
};

pub(crate) fn schema() -> Schema {
    Schema::new(vec![
        kernel::TABLES,
        secrets::SLICE.tables,
        settings::SLICE.tables,
        audit::SLICE.tables,
        delivery::SLICE.tables,
        connection::SLICE.tables,
        window::SLICE.tables,
        run::SLICE.tables,
        contacts::SLICE.tables,
        rules::SLICE.tables,
        schedule::SLICE.tables,
        inbox::SLICE.tables,
        dnc::SLICE.tables,
        map::SLICE.tables,
        disposition::SLICE.tables,
        outbox::SLICE.tables,
        dnc::IMPORTS,
    ])
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Each line with the beginning of the SHA-256 of its SQL, spaces and line breaks aside. A new line of the schema is a new
    /// one here, at the end.
    const KNOWN: [&str; 17] = [
        "612fe9d067bb", // kernel
        "aacc32df1bf1", // secrets
        "43d7afc46d51", // settings
        "fe14f544fbd3", // audit
        "5cc41475233a", // delivery
        "2c70eb7384cd", // connection
        "7c314165d79f", // window
        "bb2f77479b6a", // run
        "ede27995e406", // contacts
        "632a3bb9b715", // rules
        "f3830431c095", // schedule
        "c21397d95f79", // inbox
        "6a0723b49036", // dnc
        "98dd2d8eb9b9", // map
        "06164a3eba81", // disposition
        "807e756e74c1", // outbox
        "19ca96f8a79c", // imports of do-not-call lists
    ];

    #[test]
    fn a_migration_is_never_changed_or_moved() {
        let schema = schema();
        let now = schema.migrations().iter().map(|sql| {
            let words: Vec<&str> = sql.split_whitespace().collect();
            let digest = Sha256::digest(words.join(" "));
            digest.iter().take(6).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
        });
        assert_eq!(now.collect::<Vec<_>>(), KNOWN);
    }
}
