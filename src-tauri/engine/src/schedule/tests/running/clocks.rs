//! Clock changes, in the running scheduler: contacts in Kathmandu, and one moment on New York's clock.

use super::*;

/// A daily fire on New York's clock, for contacts for whom its night is a legal afternoon.
async fn begun(now: &str, cron: &str) -> House {
    let house = House::at(now).await;
    let list = house.list(&[KATHMANDU]).await;
    let mut draft = draft(cron, &list);
    draft.mode = same_moment("America/New_York");
    draft.duration_minutes = 10;
    house.save(draft).await;
    house
}

async fn starts(house: &House) -> Vec<String> {
    house.starts().await.into_iter().map(|(_, start)| start).collect()
}

/// Hour by hour, with a restart in each.
async fn through(mut house: House, day: &str, hours: std::ops::Range<u32>) -> House {
    for hour in hours {
        house.step_to(&format!("{day}T{hour:02}:29:30Z")).await;
        house = house.restart().await;
        house.step_to(&format!("{day}T{hour:02}:59:30Z")).await;
    }
    house
}

#[tokio::test]
async fn a_time_that_a_gap_swallows_runs_once_right_after_it() {
    let house = begun("2026-03-08T00:00:00Z", "30 2 * * *").await;
    let house = through(house, "2026-03-08", 4..10).await;
    assert_eq!(starts(&house).await, ["2026-03-08T07:00:00Z"], "02:30 does not exist there; 03:00 is 07:00Z");
}

#[tokio::test]
async fn a_time_that_comes_twice_runs_the_first_time_only() {
    let house = begun("2026-11-01T00:00:00Z", "30 1 * * *").await;
    let house = through(house, "2026-11-01", 4..10).await;
    assert_eq!(starts(&house).await, ["2026-11-01T05:30:00Z"], "01:30 EDT, and not 01:30 EST at 06:30Z");
}

#[tokio::test]
async fn a_job_that_follows_the_clock_runs_in_both_passes_each_fire_once() {
    let house = begun("2026-11-01T00:00:00Z", "*/15 1 * * *").await;
    let house = through(house, "2026-11-01", 4..10).await;
    let all = ["05:00", "05:15", "05:30", "05:45", "06:00", "06:15", "06:30", "06:45"];
    assert_eq!(starts(&house).await, all.map(|time| format!("2026-11-01T{time}:00Z")));
}

#[tokio::test]
async fn each_zones_own_clock_change_is_its_own() {
    let house = House::at("2026-03-08T10:00:00Z").await;
    let list = house.list(&[NEW_YORK, ("America/Phoenix", "US-AZ", 5)]).await;
    house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-03-08T16:30:00Z").await;
    let starts = house.starts().await;
    let expected =
        [("America/New_York", "2026-03-08T13:00:00Z"), ("America/Phoenix", "2026-03-08T16:00:00Z")];
    assert_eq!(starts, expected.map(|(zone, start)| (zone.to_owned(), start.to_owned())));
}

#[tokio::test]
async fn one_moment_for_all_is_one_instant_and_one_run() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let list = house.list(&[NEW_YORK, CHICAGO, HONOLULU]).await;
    let mut draft = draft("0 11 * * *", &list);
    draft.mode = same_moment("America/New_York");
    house.save(draft).await;
    house.step_to("2026-11-23T15:00:00Z").await;
    let windows = house.windows().await;
    assert_eq!(windows.len(), 3);
    assert!(windows.iter().all(|row| row.occurrence == "2026-11-23T16:00:00Z" && row.run == windows[0].run));
    let refused: Vec<_> =
        windows.iter().filter(|row| row.rule.is_some()).map(|row| row.zone.as_str()).collect();
    assert_eq!(refused, ["Pacific/Honolulu"], "06:00 there: kept visible, with its rule");
}

#[tokio::test]
async fn a_moment_in_every_zone_is_decided_in_slices_and_is_one_run() {
    let house = House::at("2026-11-23T13:00:00Z").await;
    let mut names = house.engine.zones.names();
    names.retain(|name| house.engine.zones.written(name) == Ok(name)); // each zone by its one name
    let places: Vec<_> = names
        .iter()
        .filter_map(|zone| Some((*zone, crate::rules::Jurisdiction::of_zone(zone)?.to_string(), 1)))
        .collect();
    let groups: Vec<_> = places.iter().map(|(zone, place, count)| (*zone, place.as_str(), *count)).collect();
    assert!(groups.len() > 300, "more than one slice: {}", groups.len());
    let mut draft = draft("0 11 * * *", &house.list(&groups).await);
    draft.mode = same_moment("America/New_York");
    house.save(draft).await;
    house.step_to("2026-11-23T15:00:00Z").await;
    let windows = house.windows().await;
    assert_eq!(windows.len(), groups.len(), "one each, refused ones among them");
    assert!(windows.iter().all(|row| row.run == windows[0].run), "one moment is one run");
    let decided = house.fires().await;
    assert_eq!(decided.len(), groups.len());
}
