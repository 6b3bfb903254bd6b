use super::house::{House, LINES, caller};
use crate::audit::drop_sealed;

async fn checkpoints(house: &House) -> Vec<i64> {
    let sql = "SELECT seq FROM audit_checkpoints ORDER BY seq";
    let read = house.kernel.db.read(move |db| {
        let mut statement = db.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<i64>>>()?)
    });
    read.await.unwrap()
}

async fn until(house: &House, count: usize) -> Vec<i64> {
    let mut events = house.kernel.bus.subscribe();
    loop {
        let made = checkpoints(house).await;
        if made.len() >= count {
            return made;
        }
        events.recv().await.unwrap();
    }
}

#[tokio::test]
async fn every_256_rows_the_head_is_signed_and_what_signed_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.signer.start();
    house.add(255).await;
    tokio::task::yield_now().await;
    assert!(checkpoints(&house).await.is_empty(), "255 rows are not enough");
    house.add(1).await;
    let made = until(&house, 1).await;
    assert!(made[0] >= 256);
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert_eq!(verified.checkpoints, 1);
}

#[tokio::test]
async fn a_day_later_what_there_is_gets_signed() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.signer.start();
    house.add(3).await;
    let mut left = 24 * 60 + 2;
    while checkpoints(&house).await.is_empty() {
        assert!(left > 0, "a day has passed and nothing was signed");
        while house.manual.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        house.manual.advance(std::time::Duration::from_mins(1));
        left -= 1;
        tokio::task::yield_now().await;
    }
    assert_eq!(checkpoints(&house).await, [3]);
    assert!(left < 5, "and not before the day was over");
}

#[tokio::test]
async fn at_the_end_what_is_unsigned_is_signed_and_nothing_new_makes_none() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(3).await;
    house.signer.start();
    house.close().await;
    let house = House::at(dir.path());
    assert_eq!(checkpoints(&house).await, [3]);
    house.signer.start();
    house.close().await;
    let house = House::at(dir.path());
    assert_eq!(checkpoints(&house).await, [3], "the row that tells of a checkpoint needs none of its own");
    assert!(house.verify().await.ok);
}

/// Whoever has the database could cut or remake what nobody has signed.
#[tokio::test]
async fn what_an_end_by_force_has_left_unsigned_is_signed_soon_after_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(3).await;
    house.close().await; // without the signer, which would sign at the end
    let house = House::at(dir.path());
    house.signer.start();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(checkpoints(&house).await.is_empty(), "a command that is over soon asks for no secret");
    while house.manual.sleepers() == 0 {
        tokio::task::yield_now().await;
    }
    house.manual.advance(std::time::Duration::from_secs(2));
    assert_eq!(until(&house, 1).await, [3]);
    house.add(2).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(checkpoints(&house).await, [3], "and what follows in its time");
}

#[tokio::test]
async fn private_text_is_erased_and_the_chain_stays_whole() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(8).await;
    house.erase(4).await;
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    let erased = house.kernel.db.write(|write| crate::audit::erase_private(write, &caller(), 4)).await;
    assert!(erased.is_err(), "there is nothing left to erase");
    let path = house.close().await;
    let bytes = std::fs::read(path).unwrap();
    let stands = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(stands(b"a number, 7"), "the other one is still there");
    assert!(!stands(b"a number, 3"), "the file's free pages do not hold it either");
}

#[tokio::test]
async fn a_group_that_was_dropped_with_a_row_is_not_missed_and_may_begin_anew() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add_lines("monday", 1, 5).await;
    house.add_lines("tuesday", 1, 2).await;
    let dropped =
        house.kernel.db.write(|write| drop_sealed(write, &caller(), &LINES, "monday")).await.unwrap();
    assert_eq!(dropped, 5);
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert_eq!(verified.seals, 1);
    house.add_lines("monday", 1, 3).await;
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert_eq!(verified.seals, 2);
}
