//! Two spellings of a zone are one zone: one window, one fire.

use super::*;

/// 09:00 in Kolkata on Tuesday 24 November is 03:30Z.
async fn both_spellings(left_out: &[&str]) -> House {
    let house = House::at("2026-11-24T02:00:00Z").await;
    let list = house
        .list(&[("Asia/Calcutta", "IN", 300), ("Asia/Kolkata", "IN", 18), ("Asia/Katmandu", "NP", 40)])
        .await;
    let left_out = left_out.iter().map(|zone| (*zone).to_owned()).collect();
    house.save(ScheduleDraft { left_out, ..draft("0 9 * * *", &list) }).await;
    house.step_to("2026-11-24T02:40:00Z").await;
    house
}

#[tokio::test]
async fn spellings_of_one_zone_make_one_window() {
    let house = both_spellings(&[]).await;
    let windows: Vec<_> = house.windows().await.into_iter().map(|row| (row.zone, row.contacts)).collect();
    assert_eq!(windows, [("Asia/Kathmandu".to_owned(), 40), ("Asia/Kolkata".to_owned(), 318)]);
}

#[tokio::test]
async fn a_zone_is_left_out_in_any_spelling() {
    for spelling in ["Asia/Calcutta", "Asia/Kolkata", "Asia/Calcutta/IN", "Asia/Kolkata/IN"] {
        let house = both_spellings(&[spelling]).await;
        let zones: Vec<_> = house.windows().await.into_iter().map(|row| row.zone).collect();
        assert_eq!(zones, ["Asia/Kathmandu"], "{spelling}");
    }
}

#[tokio::test]
async fn contacts_of_a_list_whose_zone_is_no_place_are_not_called() {
    let house = House::at("2026-11-23T12:00:00Z").await;
    let list = house.list(&[("UTC", "US-CA", 12), NEW_YORK]).await;
    house.save(draft("0 9 * * *", &list)).await;
    house.step_to("2026-11-23T13:00:00Z").await;
    let zones: Vec<_> = house.windows().await.into_iter().map(|row| (row.zone, row.contacts)).collect();
    assert_eq!(zones, [("America/New_York".to_owned(), 812)]);
}
