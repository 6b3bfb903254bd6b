use std::time::Duration;

use callboard_simulator::{Campaign, Figures, Window, figures};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use crate::tenant::{SCHEDULES, Tenant, a_window, id_of};

const ZONES: [&str; 2] = ["Europe/Berlin", "Asia/Tokyo"];

fn at(minutes: i64) -> Timestamp {
    "2026-11-23T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn window(zone: &str, start: i64, minutes: i64, speed: f64) -> Window {
    Window {
        id: format!("{zone}-{start}"),
        campaign_id: "renewals".to_owned(),
        start: at(start),
        end: at(start + minutes),
        timezone: zone.to_owned(),
        start_text: String::new(),
        end_text: String::new(),
        speed,
    }
}

fn campaign(people: u64) -> Campaign {
    Campaign::new("renewals", "Autumn renewals")
        .with_contacts(ZONES[0], people)
        .with_contacts(ZONES[1], people)
}

prop_compose! {
    fn any_window()(zone in 0..2_usize, start in 0..600_i64, minutes in 1..120_i64, speed in 0.1..50.0_f64) -> Window {
        window(ZONES[zone], start, minutes, speed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn figures_never_fall_and_never_pass_the_number_of_people(
        windows in prop::collection::vec(any_window(), 0..6),
        people in 0..300_u64,
        calls_per_minute in 0.0..300.0_f64,
        seed in any::<u64>(),
    ) {
        let campaign = Campaign { calls_per_minute, ..campaign(people) };
        let mut before = Figures::default();
        for minute in -5..750 {
            let now = figures(&campaign, &windows, seed, at(minute));
            prop_assert!(now.attempted >= before.attempted && now.connected >= before.connected);
            prop_assert!(now.completed >= before.completed, "a completed call stays completed");
            prop_assert!(now.attempted <= 2 * people, "nobody is called twice");
            prop_assert!(now.completed <= now.attempted && now.connected <= now.attempted);
            let open = windows.iter().any(|w| w.start < at(minute) && at(minute - 1) < w.end);
            prop_assert!(open || now == before, "outside every window nothing moves");
            let anything_open = windows.iter().any(|w| w.start <= at(minute) && at(minute) < w.end);
            prop_assert!(anything_open || now.completed == now.attempted, "no call outlives its window");
            before = now;
        }
    }

    #[test]
    fn a_window_that_ends_early_takes_nothing_back(minutes in 1..59_i64, seed in any::<u64>()) {
        let campaign = Campaign { calls_per_minute: 5.0, ..campaign(500) };
        let whole = figures(&campaign, &[window(ZONES[0], 0, 60, 1.0)], seed, at(minutes));
        let cut = figures(&campaign, &[window(ZONES[0], 0, minutes, 1.0)], seed, at(minutes));
        prop_assert!(cut.attempted == whole.attempted && cut.completed >= whole.completed);
    }
}

#[test]
fn a_long_enough_window_completes_everybody_in_its_zone() {
    let done = figures(&campaign(40), &[window(ZONES[0], 0, 60, 1.0)], 1, at(60));
    assert_eq!((done.attempted, done.completed), (40, 40), "the other zone had no window");
    assert!(done.connected > 0 && done.connected < 40, "some answer, some do not");
}

#[test]
fn what_one_window_leaves_the_next_goes_on_with() {
    let slow = Campaign { calls_per_minute: 1.0, ..campaign(40) };
    let windows = [window(ZONES[0], 0, 15, 1.0), window(ZONES[0], 100, 60, 1.0)];
    let between = figures(&slow, &windows, 1, at(50));
    assert!((14..=16).contains(&between.completed), "a call a minute for 15 minutes: {between:?}");
    assert_eq!(figures(&slow, &windows, 1, at(160)).completed, 40, "the rest is called in the second");
}

#[test]
fn speed_hastens_calls_as_a_longer_window_would() {
    let campaign = Campaign { calls_per_minute: 2.0, ..campaign(500) };
    let fast = figures(&campaign, &[window(ZONES[0], 0, 1, 60.0)], 7, at(1));
    let slow = figures(&campaign, &[window(ZONES[0], 0, 60, 1.0)], 7, at(60));
    assert_eq!(fast, slow, "sixty times as fast is an hour in a minute");
    assert!(fast.attempted > 100);
}

#[test]
fn the_same_seed_tells_the_same_story_and_another_another() {
    let windows = [window(ZONES[0], 0, 60, 1.0)];
    let story = |seed| (0..60).map(|m| figures(&campaign(200), &windows, seed, at(m))).collect::<Vec<_>>();
    assert_eq!(story(1), story(1));
    assert_ne!(story(1), story(2));
}

#[test]
fn two_windows_at_once_do_not_dial_twice_as_fast() {
    let one = figures(&campaign(500), &[window(ZONES[0], 0, 5, 1.0)], 1, at(3));
    let two = figures(&campaign(500), &[window(ZONES[0], 0, 5, 1.0), window(ZONES[0], 0, 5, 1.0)], 1, at(3));
    assert_eq!(one, two);
}

#[test]
fn an_inactive_campaign_and_one_without_agents_stand_still() {
    let windows = [window(ZONES[0], 0, 60, 1.0)];
    assert_eq!(figures(&campaign(9).inactive(), &windows, 1, at(60)), Figures::default());
    let without_agents = Campaign { calls_per_minute: 0.0, ..campaign(9) };
    assert_eq!(figures(&without_agents, &windows, 1, at(60)), Figures::default());
}

#[tokio::test]
async fn a_withdrawn_window_stops_the_campaign_at_once() {
    let tenant = Tenant::open().await;
    let id = id_of(tenant.create("key-1").await.unwrap()).await;
    tenant.clock.advance(Duration::from_mins(10) + Duration::from_secs(8));
    let begun = tenant.running.figures("renewals").unwrap();
    assert!(begun.attempted > 0 && begun.attempted < 20, "it is in the middle: {begun:?}");
    let path = format!("{SCHEDULES}/{id}");
    assert_eq!(tenant.ask(Method::DELETE, &path).send().await.unwrap().status(), 204);
    tenant.clock.advance(Duration::from_hours(2));
    let ended = tenant.running.figures("renewals").unwrap();
    assert_eq!(ended.attempted, begun.attempted, "nobody was called after that");
    assert_eq!(ended.completed, ended.attempted, "calls in the line were ended with it");
}

#[tokio::test]
async fn analytics_show_a_campaign_on_its_way_from_nothing_to_everybody() {
    let tenant = Tenant::open().await;
    tenant.create("key-1").await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..30 {
        tenant.clock.advance(Duration::from_mins(1));
        let query = json!({
            "dateFrom": "2026-11-23T08:10:00Z", "dateTo": tenant.clock.clock().now().to_string(),
            "groupBy": ["campaignId"], "metrics": ["callsCompleted", "callsAttempted", "connected"],
            "filter": {"campaignId": {"in": ["renewals"]}}, "page": 1, "pageSize": 100,
        });
        let request = tenant.ask(Method::POST, "/api/v2/analytics/outbound/details/query").json(&query);
        let answer = request.send().await.unwrap();
        if answer.status() == 200 {
            let body: Value = answer.json().await.unwrap();
            seen.push(body["data"][0]["callsCompleted"].as_u64().unwrap());
        }
    }
    assert_eq!(seen.last(), Some(&20), "everybody was called: {seen:?}");
    assert!(seen.is_sorted(), "on the way figures never fell: {seen:?}");
    assert_eq!(a_window()["timezone"], "Europe/Berlin");
}
