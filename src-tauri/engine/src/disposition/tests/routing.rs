use std::time::Duration;

use callboard_rpc::types::{OfConnection, Severity, SeverityRouteSet, StepState, TraceKind};
use callboard_rpc::{Event, NoticeReach, command};
use rusqlite::params;
use tokio::sync::broadcast::Receiver;

use super::house::{House, Loops};

const OF: OfConnection = OfConnection { connection: None };

/// Those that were told until now: at least so many, however long the loop takes, and whatever it tells beyond them.
async fn told(house: &House, events: &mut Receiver<Event>, least: usize) -> Vec<(String, NoticeReach)> {
    let mut titles = Vec::new();
    let mut after = 0;
    while after < 200 {
        house.number("SELECT 1").await;
        while let Ok(event) = events.try_recv() {
            if let Event::Notice { notice } = event {
                titles.push((notice.title, notice.reach));
            }
        }
        after += u32::from(titles.len() >= least);
    }
    titles
}

#[tokio::test]
async fn a_burst_does_not_drown_the_bell_and_nothing_of_it_is_left_out() {
    let house = House::start(Loops::WithoutEffects).await;
    let mut events = house.engine.subscribe();
    house.events(&[("first", "1001", 1)]).await;
    house.decided().await;
    let at_once = told(&house, &mut events, 1).await;
    assert_eq!(at_once, [("do_not_call: contact first".to_owned(), NoticeReach::InApp)]);
    let contacts: Vec<String> = (0..37).map(|n| format!("c{n}")).collect();
    for contact in &contacts {
        house.events(&[(contact, "1002", 1)]).await;
    }
    house.decided().await;
    assert_eq!(told(&house, &mut events, 0).await, [], "within a minute of the first");
    assert_eq!(house.number("SELECT count(*) FROM routed WHERE state = 'waiting'").await, 37);
    house.clock.advance(Duration::from_secs(61));
    let together = told(&house, &mut events, 1).await;
    assert_eq!(together, [("37 contacts: do_not_call".to_owned(), NoticeReach::InApp)]);
    assert_eq!(house.number("SELECT count(*) FROM routed WHERE state = 'waiting'").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM notices").await, 2);
}

#[tokio::test]
async fn a_severity_that_nobody_listens_to_is_counted_and_listed() {
    let house = House::start(Loops::WithoutEffects).await;
    let first = house.events(&[("a", "4001", 1), ("b", "9999", 1), ("c", "2001", 1)]).await;
    house.decided().await;
    let routes = house.call(command::RouteList, OF).await.unwrap();
    let unheard: Vec<_> = routes.iter().map(|route| (route.severity, route.in_app, route.unheard)).collect();
    assert_eq!(
        unheard,
        [
            (Severity::Critical, true, 0),
            (Severity::High, true, 0),
            (Severity::Medium, false, 1),
            (Severity::Low, false, 2)
        ]
    );
    assert!(routes.iter().all(|route| !route.redis && route.redis_because.is_some()));
    let trace = house.trace(first).await;
    let routed = trace.iter().find(|step| step.kind == TraceKind::Routed).unwrap();
    assert_eq!((routed.state, routed.words.as_str()), (StepState::Skipped, "Nobody listens to low events."));
}

#[tokio::test]
async fn each_subscriber_has_a_row_of_its_own_and_a_route_is_a_persons_decision() {
    let house = House::start(Loops::WithoutEffects).await;
    house
        .write(|write| {
            for (id, wants) in [("end_1", "disposition.routed"), ("end_2", "disposition.routed"), ("end_3", "campaign.completed")] {
                write.execute(
                    "INSERT INTO endpoints (id, name, url, events, enabled, made) VALUES (?1, ?1, 'https://x', ?2, 1, 0)",
                    params![id, format!("[\"{wants}\"]")],
                )?;
            }
            Ok(())
        })
        .await;
    let set = |severity, endpoints: &[&str]| SeverityRouteSet {
        connection: None,
        severity,
        in_app: false,
        desktop: true,
        endpoints: Some(endpoints.iter().map(|id| (*id).into()).collect()),
        every: None,
    };
    let deaf = house.call(command::RouteSet, set(Severity::Medium, &["end_3"])).await.unwrap_err();
    assert_eq!(deaf.detail.unwrap()["field"], "endpoints");
    house.call(command::RouteSet, set(Severity::Medium, &["end_2"])).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM audit WHERE action = 'route.set'").await, 1);
    let mut events = house.engine.subscribe();
    let first = house.events(&[("a", "2001", 1), ("b", "4001", 1)]).await;
    house.decided().await;
    let desktop = told(&house, &mut events, 1).await;
    assert_eq!(desktop, [("callback_later: contact a".to_owned(), NoticeReach::Desktop)]);
    assert_eq!(house.number("SELECT count(*) FROM notices").await, 0, "not behind the bell");
    let sent = house
        .read(|db| {
            let mut statement = db.prepare(
                "SELECT endpoint || ' ' || subject || ' ' || body FROM deliveries ORDER BY endpoint, subject",
            )?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .await;
    let heads: Vec<_> = sent.iter().map(|one| one.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(heads, ["end_1 evt_2", "end_2 evt_1", "end_2 evt_2"], "low goes to all that listen");
    assert!(
        sent[1].ends_with(r#""data":{"contactId":"a","category":"callback_later","severity":"medium","timestamp":"2026-11-23T00:01:00Z"}}"#),
        "{}",
        sent[1]
    );
    let routed = house.trace(first).await.into_iter().filter(|step| step.kind == TraceKind::Routed);
    let words: Vec<_> = routed.map(|step| step.words).collect();
    assert_eq!(words, ["Handed to the desktop as medium.", "Handed to end_2 as medium."]);
}

/// Switches an endpoint that listens on or off, adding it where it is not there.
async fn endpoint(house: &House, id: &'static str, on: bool) {
    house
        .write(move |write| {
            write.execute(
                "INSERT INTO endpoints (id, name, url, events, enabled, made)
                 VALUES (?1, ?1, 'https://x', '[\"disposition.routed\"]', ?2, 0)
                 ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled",
                params![id, on],
            )?;
            Ok(())
        })
        .await;
}

#[tokio::test]
async fn all_that_listen_stay_all_until_some_are_chosen_and_those_stay_chosen_while_they_are_off() {
    let house = House::start(Loops::WithoutEffects).await;
    endpoint(&house, "end_1", true).await;
    let set = |endpoints: Option<&[&str]>, every| SeverityRouteSet {
        connection: None,
        severity: Severity::High,
        in_app: false,
        desktop: true,
        endpoints: endpoints.map(|ids| ids.iter().map(|id| (*id).into()).collect()),
        every,
    };
    let high = |routes: Vec<callboard_rpc::types::SeverityRoute>| {
        let route = routes.into_iter().find(|route| route.severity == Severity::High).unwrap();
        (route.every, route.endpoints.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };
    // A page that changes something else sends what it was shown.
    let shown = house.call(command::RouteSet, set(Some(&["end_1"]), None)).await.unwrap();
    assert_eq!(high(shown), (true, "end_1".to_owned()));
    endpoint(&house, "end_2", true).await;
    assert_eq!(high(house.call(command::RouteList, OF).await.unwrap()), (true, "end_1 end_2".to_owned()));
    house.call(command::RouteSet, set(Some(&["end_2"]), None)).await.unwrap();
    endpoint(&house, "end_2", false).await;
    let shown = house.call(command::RouteSet, set(Some(&["end_2"]), None)).await.unwrap();
    assert_eq!(high(shown), (false, "end_2".to_owned()), "it is off, and stays chosen");
    let shown = house.call(command::RouteSet, set(None, None)).await.unwrap();
    assert_eq!(high(shown), (false, "end_2".to_owned()));
    let shown = house.call(command::RouteSet, set(None, Some(true))).await.unwrap();
    assert_eq!(high(shown), (true, "end_1".to_owned()));
}
