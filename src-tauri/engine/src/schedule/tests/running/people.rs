//! The expected count of a day's run: everybody once.

use super::*;

const ILLINOIS: (&str, &str, u32) = ("America/Chicago", "US-IL", 40);
const IOWA: (&str, &str, u32) = ("America/Chicago", "US-IA", 50);

async fn expected(house: &House) -> Vec<i64> {
    house
        .read(|db| {
            let mut rows = db.prepare("SELECT expected FROM runs ORDER BY opened")?;
            let rows = rows.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
}

fn without(saved: &ScheduleDraft, state: &str, cron: &str) -> ScheduleDraft {
    let left_out = vec![format!("America/Chicago/{state}")];
    ScheduleDraft { left_out, cron: cron.to_owned(), ..saved.clone() }
}

#[tokio::test]
async fn windows_of_one_zone_for_different_states_expect_both() {
    let house = House::at("2026-11-23T14:30:00Z").await;
    let list = house.list(&[ILLINOIS, IOWA]).await;
    let both = draft("0 9 * * *", &list);
    let saved = house.save(without(&both, "US-IA", "0 9 * * *")).await;
    house.step_to("2026-11-23T15:10:00Z").await;
    assert_eq!(expected(&house).await, [40], "Illinois at nine");
    let sql = "UPDATE windows SET state = 'begun', tenant_id = 't1'";
    house.write(move |db| Ok(db.execute(sql, [])?)).await;
    house.change(&saved.id, without(&both, "US-IL", "0 15 * * *")).await;
    house.step_to("2026-11-23T20:30:00Z").await;
    assert_eq!(house.windows().await.len(), 2, "and Iowa at three");
    assert_eq!(expected(&house).await, [90], "one run, and nobody is forgotten");
}

#[tokio::test]
async fn windows_for_the_same_people_expect_them_once() {
    let house = House::at("2026-11-23T14:30:00Z").await;
    let list = house.list(&[ILLINOIS, IOWA]).await;
    let mut twice = draft("0 9,15 * * *", &list);
    twice.duration_minutes = 60;
    house.save(twice).await;
    house.step_to("2026-11-23T20:30:00Z").await;
    assert_eq!(house.windows().await.len(), 2);
    assert_eq!(expected(&house).await, [90]);
}
