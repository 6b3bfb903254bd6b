//! Codes that were stored before they had one spelling.

use callboard_rpc::command;
use callboard_rpc::types::{MapCode, OfConnection};

use super::house::{House, Loops};

/// As an earlier version of the program stored them: one that waits, one that the map knows by now, one that was mapped.
async fn stored(house: &House) {
    house.events(&[("a", "7001", 1), ("b", "1001", 1), ("c", "8001", 1), ("d", "7001", 1)]).await;
    house.decided().await;
    house
        .write(|write| {
            write.execute("UPDATE decisions SET code = '７００１' WHERE event = 1", [])?;
            write.execute(
                "UPDATE decisions SET code = '10' || char(8203) || '01', category = 'unclassified', severity = 0,
                     opts_out = 0, unmapped = 1 WHERE event = 2",
                [],
            )?;
            write.execute("UPDATE decisions SET code = '８００１', unmapped = 0 WHERE event = 3", [])?;
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn a_code_that_was_stored_in_an_old_spelling_is_listed_and_mapped_like_any_other() {
    let house = House::start(Loops::WithoutEffects).await;
    stored(&house).await;
    let house = house.restart(Loops::WithoutEffects).await;
    house
        .until("a code keeps its old spelling", |db| {
            let told = "SELECT count(*) FROM audit WHERE action = 'disposition.respell'";
            Ok(db.query_row(told, [], |row| row.get::<_, i64>(0))? == 2)
        })
        .await;
    house.decided().await;
    let rows = house.feed().await;
    let told: Vec<_> = rows.iter().map(|row| (row.code.as_str(), row.category.as_deref().unwrap())).collect();
    let expected = [
        ("7001", "unclassified"),
        ("1001", "do_not_call"),
        ("８００１", "unclassified"),
        ("7001", "unclassified"),
    ];
    assert_eq!(told, expected, "what the map knows is done; what was mapped stays as it is");
    let shown = house.call(command::DispositionShow, OfConnection { connection: None }).await.unwrap();
    let listed: Vec<_> = shown.unmapped.iter().map(|one| (one.code.as_str(), one.events)).collect();
    assert_eq!(listed, [("7001", 2)]);
    let map =
        MapCode {
            connection: None, code: "７００１".into(), category: "wrong_number".into(), meaning: None
        };
    assert_eq!(house.call(command::DispositionMapCode, map).await.unwrap().reapplied, 2);
    house.decided().await;
    let mapped = "SELECT count(*) FROM decisions WHERE code = '7001' AND category = 'wrong_number'";
    assert_eq!(house.number(mapped).await, 2);
}
