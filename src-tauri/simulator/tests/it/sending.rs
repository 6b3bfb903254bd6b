use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::senders::load::{Load, run};
use callboard_simulator::senders::{Plan, Sending, Target, send};
use reqwest::Method;
use serde_json::{Value, json};

use crate::listener::{Listener, SECRET};
use crate::tenant::Tenant;

async fn until_next_is_due_in(listener: &Listener, time: Duration) {
    while listener.clock.next_due() != Some(time) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_rate_is_kept_on_the_clock_that_was_handed_in() {
    let listener = Listener::open().await;
    let plan = Plan { rate: Some(2.0), count: 4, ..listener.plan() };
    let sending = Sending::start(&plan, listener.clock.clock()).unwrap();
    for sent in 1..=3 {
        until_next_is_due_in(&listener, Duration::from_millis(500)).await;
        assert_eq!(listener.came().len(), sent, "one more for every half second");
        listener.clock.advance(Duration::from_millis(500));
    }
    let report = sending.done().await;
    assert_eq!((report.sent, report.acknowledged), (4, 4));
    assert!((report.seconds - 1.5).abs() < 1e-9, "{}", report.seconds);
}

#[tokio::test]
async fn nothing_is_begun_after_its_time() {
    let listener = Listener::open().await;
    let plan = Plan { rate: Some(1.0), seconds: 2.0, count: 100, ..listener.plan() };
    let sending = Sending::start(&plan, listener.clock.clock()).unwrap();
    for _ in 0..2 {
        until_next_is_due_in(&listener, Duration::from_secs(1)).await;
        listener.clock.advance(Duration::from_secs(1));
    }
    assert_eq!(sending.done().await.sent, 3, "at 0, 1 and 2 s");
}

#[tokio::test]
async fn a_try_repeats_id_and_body_under_a_fresh_signature_until_it_is_taken() {
    let listener = Listener::open().await;
    listener.answer_instead(&[503, 429]);
    let plan = Plan { count: 1, tries: 5, pause_ms: 2_000, ..listener.plan() };
    let sending = Sending::start(&plan, listener.clock.clock()).unwrap();
    for _ in 0..2 {
        until_next_is_due_in(&listener, Duration::from_secs(2)).await;
        listener.clock.advance(Duration::from_secs(2));
    }
    let report = sending.done().await;
    assert_eq!((report.sent, report.acknowledged), (3, 1));
    let came = listener.came();
    assert!(came.iter().all(|one| one.body == came[0].body));
    assert!(came.iter().all(|one| one.header("webhook-id") == came[0].header("webhook-id")));
    assert_ne!(came[0].header("webhook-timestamp"), came[2].header("webhook-timestamp"));
}

#[tokio::test]
async fn a_refusal_is_not_repeated_and_no_answer_is_counted_as_such() {
    let listener = Listener::open().await;
    listener.answer_instead(&[400]);
    let plan = Plan { count: 1, tries: 5, ..listener.plan() };
    assert_eq!(send(&plan, listener.clock.clock()).await.unwrap().sent, 1, "400 stays 400");
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    drop(socket);
    let report = send(&Plan { url, count: 3, ..plan_once(&listener) }, Clock::system()).await.unwrap();
    assert_eq!((report.sent, report.unanswered, report.acknowledged), (3, 3, 0));
    assert!(report.last_failure.is_some());
}

fn plan_once(listener: &Listener) -> Plan {
    Plan { tries: 1, ..listener.plan() }
}

#[tokio::test]
async fn one_given_body_is_sent_as_it_is() {
    let listener = Listener::open().await;
    let url = format!("{}/webhook/call-result/second", listener.url);
    let target = Target::new(&url, None, Some(&SECRET.into()), None).unwrap();
    let answer = target.post("msg-1", r#"{"a": 1}"#, &listener.clock.clock()).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(target.post("msg-1", r#"{"a": 2}"#, &listener.clock.clock()).await.unwrap().status, 409);
    let came = &listener.came()[0];
    assert_eq!((came.path.as_str(), &came.body[..]), ("/webhook/call-result/second", &br#"{"a": 1}"#[..]));
}

/// A field, and how it is set out of its range.
type Slip = (&'static str, fn(&mut Plan));

#[tokio::test]
async fn a_plan_out_of_its_range_names_its_field_and_sends_nothing() {
    let listener = Listener::open().await;
    let slips: [Slip; 12] = [
        ("url", |plan| plan.url.clear()),
        ("url", |plan| plan.url = "ftp://127.0.0.1".to_owned()),
        ("secret", |plan| plan.secret = Some("whsec_?".into())),
        ("bearer", |plan| plan.bearer = Some("both".into())),
        ("count", |plan| plan.count = 0),
        ("rate", |plan| plan.rate = Some(f64::NAN)),
        ("seconds", |plan| plan.seconds = f64::INFINITY),
        ("connections", |plan| plan.connections = 0),
        ("contacts", |plan| plan.contacts = 0),
        ("codes", |plan| plan.codes.clear()),
        ("shares", |plan| (plan.shares.late, plan.shares.wrong) = (0.6, 0.6)),
        ("tries", |plan| plan.tries = 0),
    ];
    for (field, slip) in slips {
        let mut plan = listener.plan();
        slip(&mut plan);
        assert_eq!(send(&plan, listener.clock.clock()).await.unwrap_err().field, field);
    }
    assert!(listener.came().is_empty());
}

#[tokio::test]
async fn a_person_begins_a_sending_over_the_wire_looks_at_it_and_stops_it() {
    let (tenant, listener) = (Tenant::open().await, Listener::open().await);
    let url = format!("{}/_control/send", tenant.running.base_url());
    let ask = async |method: Method, body: Option<Value>| {
        let request = tenant.http.request(method, &url);
        let request = if let Some(body) = body { request.json(&body) } else { request };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    };
    assert_eq!(ask(Method::GET, None).await.0, 404, "nothing was sent yet");
    let mut plan =
        json!({"url": listener.url, "kind": "data-action", "secret": SECRET, "count": 3, "rate": 1});
    let (status, begun) = ask(Method::POST, Some(plan.clone())).await;
    assert_eq!((status, &begun["over"]), (202, &json!(false)));
    assert!(!begun.to_string().contains(SECRET), "{begun}");
    assert_eq!(ask(Method::POST, Some(plan.clone())).await.0, 409, "one at a time");
    for sent in 1..=3 {
        listener.until(sent).await;
        tenant.clock.advance(Duration::from_secs(1));
    }
    let report = loop {
        let (_, report) = ask(Method::GET, None).await;
        if report["over"] == true {
            break report["report"].clone();
        }
    };
    assert_eq!((&report["acknowledged"], &report["statuses"]["200"]), (&json!(3), &json!(3)), "{report}");
    assert_eq!(listener.came()[2].path, "/webhook/data-action");

    plan["count"] = json!(1000);
    assert_eq!(ask(Method::POST, Some(plan.clone())).await.0, 202);
    assert_eq!(ask(Method::DELETE, None).await.0, 204);
    while ask(Method::GET, None).await.1["over"] != true {}
    for (slip, value) in [("count", json!(0)), ("speed", json!(1)), ("kind", json!("fax"))] {
        let mut plan = plan.clone();
        plan[slip] = value;
        assert_eq!(ask(Method::POST, Some(plan)).await.0, 422, "{slip}");
    }
}

#[tokio::test]
async fn a_load_is_signed_beforehand_and_sent_over_connections_that_are_kept() {
    let listener = Listener::open().await;
    let url = format!("{}/webhook/call-result", listener.url);
    let plan = Plan { url, count: 500, connections: 8, ..listener.plan() };
    let load = Load::of(&plan, &listener.clock.clock()).unwrap();
    let measured = run(&load, &Clock::system()).await;
    assert_eq!(measured.statuses, [(200, 500)].into(), "signed, whole, and none twice");
    assert_eq!((measured.connections_opened, measured.failed), (8, 0));
    assert!(measured.per_second > 0.0 && measured.p50_ms <= measured.p99_ms);
    assert_eq!(listener.came().len(), 500);
    for url in ["https://127.0.0.1:1", "http://localhost:1"] {
        let plan = Plan { url: url.to_owned(), ..plan.clone() };
        assert_eq!(Load::of(&plan, &Clock::system()).unwrap_err().field, "url", "{url}");
    }
}
