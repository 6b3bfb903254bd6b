//! The table of deliveries that arrived, sealed in the audit log by one row a commit.

use callboard_rpc::Caller;
use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::settle::Due;
use crate::audit::{self, SealKind, drop_sealed};
use crate::kernel::{Ms, Result, Write};

/// Rows are only added; `day` (UTC) is what retention drops as one.
pub(super) const TABLES: &str = "
    CREATE TABLE delivery_outcomes (
        number   INTEGER PRIMARY KEY,
        day      TEXT NOT NULL,
        delivery TEXT NOT NULL,
        event    TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        status   INTEGER NOT NULL,
        tries    INTEGER NOT NULL,
        at       INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX delivery_outcomes_by_day ON delivery_outcomes (day, number);";

/// What the audit log says of deliveries that arrived. One that was given up, which a person may have to bring back, has
/// a row of its own.
pub(crate) const OUTCOMES: SealKind = SealKind {
    name: "deliveries",
    table: "delivery_outcomes",
    group: "day",
    order: "number",
    columns: &["delivery", "event", "endpoint", "status", "tries", "at"],
    beside: None,
    derived: None,
};

/// The delivery arrived.
pub(super) fn arrived(write: &mut Write<'_>, due: &Due, status: u16) -> Result<()> {
    let (now, day) = (write.now(), day(write.now()));
    write
        .prepare_cached(
            "INSERT INTO delivery_outcomes (day, delivery, event, endpoint, status, tries, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            day,
            due.id.as_str(),
            due.event,
            due.endpoint.as_str(),
            status,
            due.failures + 1,
            Ms(now)
        ])?;
    let number = write.last_insert_rowid();
    write.seal_at_commit(OUTCOMES.name, seal, day, number);
    Ok(())
}

/// Drops the oldest day where it is older than `before`; whether there may be more.
pub(super) fn drop_oldest(write: &mut Write<'_>, before: Timestamp) -> Result<bool> {
    let oldest = write
        .prepare_cached("SELECT day FROM delivery_outcomes WHERE day < ?1 ORDER BY day LIMIT 1")?
        .query_row([day(before)], |row| row.get::<_, String>(0))
        .optional()?;
    match oldest {
        Some(oldest) => Ok(drop_sealed(write, &Caller::engine(), &OUTCOMES, &oldest)? > 0),
        None => Ok(false),
    }
}

fn seal(write: &mut Write<'_>, day: &str, rows: std::ops::RangeInclusive<i64>) -> Result<()> {
    audit::seal(write, &Caller::engine(), &OUTCOMES, day, rows).map(drop)
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{DeliveryId, EndpointId};

    use super::*;
    use crate::audit::{Question, verify};
    use crate::delivery::tests::house::House;

    fn due(number: u32) -> Due {
        Due {
            id: DeliveryId(format!("msg_{number}")),
            endpoint: EndpointId("end_1".to_owned()),
            endpoint_name: "CRM".to_owned(),
            url: "https://crm.example.com".to_owned(),
            event: "campaign.completed".to_owned(),
            run: None,
            failures: 0,
        }
    }

    async fn first_bad(house: &House) -> Option<String> {
        let now = house.engine.kernel.clock.now();
        let read = house.engine.kernel.db.read(move |db| verify(db, &Question::alone(now)));
        read.await.unwrap().first_bad.map(|bad| bad.words)
    }

    #[tokio::test]
    async fn what_arrives_in_one_commit_is_sealed_by_one_row_and_a_change_of_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let house = House::at(dir.path());
        let seals =
            "SELECT count(*) FROM audit WHERE action = 'audit.seal' AND object LIKE 'sealed/deliveries/%'";
        let three = house
            .engine
            .kernel
            .db
            .write(|write| (1..=3).try_for_each(|number| arrived(write, &due(number), 200)));
        three.await.unwrap();
        assert_eq!(house.count(seals).await, 1, "three deliveries, one row");
        let taken_back = house.engine.kernel.db.write(|write| {
            arrived(write, &due(4), 200)?;
            Err::<(), _>(anyhow::anyhow!("the disk is full").into())
        });
        assert!(taken_back.await.is_err());
        assert_eq!(house.count(seals).await, 1, "what was taken back is not sealed");
        assert_eq!(first_bad(&house).await, None);
        let change = "UPDATE delivery_outcomes SET status = 204 WHERE delivery = 'msg_2'";
        house.engine.kernel.db.write(move |write| Ok(write.execute(change, [])?)).await.unwrap();
        let bad = first_bad(&house).await.expect("it is recomputed");
        assert!(bad.contains("sealed was changed: 3 rows of deliveries"), "{bad}");
    }

    #[tokio::test]
    async fn a_day_that_is_let_go_goes_whole_and_is_told_of() {
        let dir = tempfile::tempdir().unwrap();
        let house = House::at(dir.path());
        house.engine.kernel.db.write(|write| arrived(write, &due(1), 200)).await.unwrap();
        let later = house.engine.kernel.clock.now() + jiff::SignedDuration::from_hours(48);
        assert!(house.engine.kernel.db.write(move |write| drop_oldest(write, later)).await.unwrap());
        assert!(!house.engine.kernel.db.write(move |write| drop_oldest(write, later)).await.unwrap());
        assert_eq!(house.count("SELECT count(*) FROM delivery_outcomes").await, 0);
        assert_eq!(first_bad(&house).await, None);
    }
}
