//! Verifying takes as many steps a row however many rows there are.

use super::house::{House, KINDS, plain_question};
use crate::audit::search::list;
use crate::audit::verify::{Kinds, verify_with};
use crate::kernel::steps::steps;
use callboard_rpc::types::AuditList;

/// One group with as many seals as a day has commits.
async fn seals(house: &House, from: i64, upto: i64) {
    for line in from..upto {
        house.add_lines("one day", line, 1).await;
    }
}

async fn verifying(house: &House) -> u64 {
    let verify = |db: &rusqlite::Connection| {
        let verified = verify_with(db, &plain_question(), Kinds { rows: KINDS, trees: &[] })?;
        assert!(verified.ok, "{:?}", verified.first_bad);
        Ok(())
    };
    steps(&house.kernel.db, verify).await
}

#[tokio::test]
async fn verifying_a_row_costs_the_same_however_many_seals_a_group_has() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let index = "CREATE INDEX lines_by_batch ON lines (batch, line)";
    house.kernel.db.write(|write| Ok(write.execute_batch(index)?)).await.unwrap();
    seals(&house, 0, 100).await;
    let few = verifying(&house).await;
    seals(&house, 100, 800).await;
    let many = verifying(&house).await;
    assert!(
        many < few * 10,
        "{few} steps for 100 seals, {many} for 800: eight times as many, and not the square"
    );
}

#[tokio::test]
async fn a_later_page_costs_the_same_however_many_rows_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let page = |db: &rusqlite::Connection| {
        let asked = AuditList { after: Some("150.900".into()), limit: Some(50), ..AuditList::default() };
        assert_eq!(list(db, &asked)?.total, 900, "as the first page counted them");
        Ok(())
    };
    house.add(200).await;
    let few = steps(&house.kernel.db, page).await;
    house.add(3_000).await;
    let many = steps(&house.kernel.db, page).await;
    assert!(many <= few + 100, "{few} steps of 200 rows, {many} of 3,200");
}

#[tokio::test]
async fn the_first_page_without_seals_costs_the_same_however_many_seals_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    let page = |db: &rusqlite::Connection| {
        let asked = AuditList { limit: Some(50), seals: Some(false), ..AuditList::default() };
        assert_eq!(list(db, &asked)?.rows.len(), 50);
        Ok(())
    };
    house.add(60).await;
    seals(&house, 0, 10).await;
    let few = steps(&house.kernel.db, page).await;
    seals(&house, 10, 700).await;
    let many = steps(&house.kernel.db, page).await;
    assert!(many <= few + 100, "{few} steps with 10 seals, {many} with 700");
}
