use std::time::Duration;

use callboard_rpc::command::{ListenerSelfTest, ListenerShow};
use callboard_rpc::types::{ListenerSettings, Nothing, SourceAuth, SourceKind};
use http::Method;
use serde_json::{Value, json};

use super::house::{House, Sender, call_result, said};

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_work_is_the_contracts() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let path = &sender.saved.source.path;
    let url = house.url(path);
    // Each request is wrong in everything that comes later, too.
    let get = house.http().request(Method::GET, &url).header("host", "evil.example").send().await.unwrap();
    assert_eq!((get.status().as_u16(), get.headers()["allow"].to_str().unwrap()), (405, "POST"));
    let foreign =
        house.http().post(&url).header("host", "evil.example").header("origin", "https://evil.example");
    assert_eq!(said(foreign).await.0, 421);
    let origin =
        house.http().post(&url).header("origin", "https://evil.example").header("content-encoding", "gzip");
    assert_eq!(said(origin).await.0, 403);
    let encoded = house.post(path).header("content-encoding", "identity").body("{");
    assert_eq!(said(encoded).await.0, 415);
    let kind = house.http().post(&url).header("content-type", "text/plain").body("x".repeat(300_000));
    assert_eq!(said(kind).await.0, 415);
    let large = house.post(path).body("x".repeat(256 * 1024 + 1));
    assert_eq!(said(large).await.0, 413);
    let broken = house.post(path).body("{");
    assert_eq!(said(broken).await.0, 401, "who it is comes before what it says");
    assert_eq!(house.send(&sender, "msg_1", "{").await.0, 400);
    let nowhere = house.url("/webhook/call-results");
    assert_eq!(said(house.http().get(&nowhere)).await.0, 405, "nothing is told of which sources there are");
    assert_eq!(said(house.http().post(&nowhere).header("host", "evil.example")).await.0, 421);
    assert_eq!(said(house.post("/webhook/call-results").body("{}")).await.0, 404);
    assert_eq!(house.value("SELECT count(*) FROM events").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_numeric_contact_id_is_its_digits_and_what_is_no_whole_number_is_refused() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let body = |id: &str| call_result("c", house.now()).replace(r#""c""#, id);
    for (name, id) in [("msg_1", "42"), ("msg_2", "123456789012345678901234567890")] {
        assert_eq!(house.send(&sender, name, &body(id)).await.0, 200, "{id}");
    }
    for id in ["1e3", "-5", "1.0", "true"] {
        let (status, said) = house.send(&sender, "msg_3", &body(id)).await;
        assert_eq!(status, 400, "{id}: {said}");
    }
    let kept = "SELECT count(*) FROM decisions WHERE contact IN ('42', '123456789012345678901234567890')";
    house.until(kept, 2).await;
}

/// A proxy or a tunnel hands on what comes from anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_proves_nothing_is_refused_once_there_is_a_public_address() {
    let house = House::open().await;
    let saved = house.source(SourceKind::CallResult, SourceAuth::None).await;
    let post = || house.post(&saved.source.path).body(call_result("c", house.now()));
    assert_eq!(said(post()).await.0, 200);
    let shown = house.ask(ListenerShow, Nothing {}).await.unwrap();
    let public =
        ListenerSettings { public_url: Some("https://hooks.example.com".to_owned()), ..shown.settings };
    let shown = super::house::set(&house, public).await;
    assert!(
        shown.warnings.iter().any(|words| words.contains("while there is a public address")),
        "{shown:?}"
    );
    let url = format!("http://{}{}", shown.address.unwrap(), saved.source.path);
    let again = house.http().post(url).header("content-type", "application/json");
    assert_eq!(said(again.body(call_result("c", house.now()))).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_say_what_it_has_to_is_malformed_and_never_echoed() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let good = json!({ "contactId": "c", "dispositionCode": 1001, "timestamp": house.now() });
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body.to_string()
    };
    let without = |key: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(key);
        body.to_string()
    };
    let malformed = [
        without("contactId"),
        without("dispositionCode"),
        without("timestamp"),
        with("contactId", json!("")),
        with("contactId", json!("canary".repeat(22))),
        with("contactId", json!(7.5)),
        with("contactId", json!("a\nb")),
        with("dispositionCode", json!(10.5)),
        with("dispositionCode", json!(" ")),
        with("dispositionCode", json!(null)),
        with("callResult", json!(["canary"])),
        with("timestamp", json!(1_700_000_000)),
        format!("{good}x"),
        r#"{"contactId":"canary","contactId":"d","dispositionCode":"1","timestamp":"2026-11-23T14:30:00Z"}"#
            .to_owned(),
        "[".repeat(10_000),
        String::new(),
    ];
    for (number, body) in malformed.iter().enumerate() {
        let (status, said) = house.send(&sender, &format!("msg_{number}"), body).await;
        assert_eq!(status, 400, "{body}: {said}");
        assert!(!said.to_string().contains("canary"), "{said}");
    }
    let never = [
        "yesterday",
        "1999-12-31T23:59:59Z",
        "2026-11-23T14:35:01Z",
        "2026-11-23",
        "2026-11-23T14:30:00",
        "2026-11-23T14:30:00+25:00",
        "9999-12-31T23:59:59Z",
    ];
    for time in never {
        let (status, said) = house.send(&sender, "msg_time", &with("timestamp", json!(time))).await;
        assert_eq!(status, 422, "{time}: {said}");
    }
    let edge = with("timestamp", json!("2026-11-23T14:35:00Z"));
    assert_eq!(house.send(&sender, "msg_edge", &edge).await.0, 200, "five minutes ahead are taken");
    let comma = with("timestamp", json!("2026-11-23T14:30:00,25Z"));
    assert_eq!(house.send(&sender, "msg_comma", &comma).await.0, 200, "ISO 8601 allows it");
    assert_eq!(house.value("SELECT count(*) FROM events").await, 2);
    house.pass(Duration::from_secs(6)).await;
    assert_eq!(
        house.value("SELECT count(*) FROM event_refusals").await,
        i64::try_from(malformed.len() + never.len()).unwrap(),
        "what a proven sender sent in vain can be looked at"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_is_taken_for_every_number_that_somebody_could_dial() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::DataAction).await;
    let wish = |number: &str, what: &str| {
        json!({ "phoneNumber": number, "eventName": what, "timestamp": house.now() }).to_string()
    };
    // The last two as messengers write them: with the country code, without a plus.
    let taken =
        ["+14575550123", "+5215555550123", "+14155552671", "+998901234567", "5215555550124", "447911123456"];
    for (at, number) in taken.iter().enumerate() {
        let (status, said) = house.send(&sender, &format!("msg_{at}"), &wish(number, "optOut")).await;
        assert_eq!(status, 200, "{number}: {said}");
    }
    for number in ["+11235552671", "+14150552671", "212-555-XXXX", "+1415555267"] {
        assert_eq!(
            house.send(&sender, "msg_n", &wish(number, "optOut")).await.0,
            422,
            "nobody can dial {number}"
        );
    }
    assert_eq!(house.value("SELECT count(*) FROM events").await, 6);
    let about = "SELECT count(*) FROM events WHERE about IN ('+525555550124', '+447911123456')";
    assert_eq!(house.value(about).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_windows_that_can_never_be_right_are_422() {
    let house = House::open().await;
    let opt = house.sender(SourceKind::DataAction).await;
    let callback = house.sender(SourceKind::Callback).await;
    let out = |number: &str| {
        json!({ "phoneNumber": number, "eventName": "optOut", "timestamp": house.now() }).to_string()
    };
    for number in ["", "911", "+1415555267", "+999123456789", "call me", "+4912"] {
        assert_eq!(house.send(&opt, "msg_n", &out(number)).await.0, 422, "{number}");
    }
    assert_eq!(house.send(&opt, "msg_in", &out("+14155552671").replace("optOut", "optout")).await.0, 400);
    let ask = |start: &str, end: &str| {
        json!({ "phoneNumber": "+14155552671", "requestedStart": start, "requestedEnd": end, "campaignId": "r", "language": "en" })
            .to_string()
    };
    for (start, end) in [
        ("2026-11-23T18:00:00Z", "2026-11-23T17:00:00Z"),
        ("2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z"),
        ("soon", "2026-11-23T17:00:00Z"),
        // Neither an instant nor a time on the contact's clock.
        ("2026-11-23T18:00:00+25:00", "2026-11-23T19:00:00"),
        ("2026-11-23T18:00:00Z", "9999-12-31T23:59:59Z"),
    ] {
        assert_eq!(house.send(&callback, "msg_c", &ask(start, end)).await.0, 422, "{start} {end}");
    }
    for (id, start, end) in [
        ("msg_a", "2026-11-23T16:00:00Z", "2026-11-23T18:00:00Z"),
        ("msg_b", "2026-11-24T09:00", "2026-11-24T11:00"),
    ] {
        assert_eq!(house.send(&callback, id, &ask(start, end)).await.0, 200, "{start}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted_and_sampled_and_cannot_fill_the_disk() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::CallResult).await;
    let forged =
        Sender { secret: crate::signature::SigningSecret::make(&house.engine.kernel.chance), ..sender };
    let before = house.value("SELECT count(*) FROM audit").await;
    for number in 0..150 {
        assert_eq!(
            house.send(&forged, &format!("msg_{number}"), &call_result("c", house.now())).await.0,
            401
        );
        said(house.post(&format!("/webhook/nobody-{number}")).body("{}")).await;
        if number % 30 == 0 {
            house.pass(Duration::from_secs(6)).await;
        }
    }
    house.pass(Duration::from_secs(6)).await;
    assert_eq!(
        house.value("SELECT count(*) FROM refusal_hours").await,
        2,
        "one row a kind, not one a request"
    );
    assert_eq!(house.value("SELECT sum(count) FROM refusal_hours").await, 300);
    let told = house.value("SELECT count(*) FROM audit").await - before;
    assert!((2..=6).contains(&told), "the first, the tenth, the hundredth: {told}");
    let shown = house.ask(ListenerShow, Nothing {}).await.unwrap();
    assert_eq!(shown.refused.iter().map(|one| (one.status, one.count)).collect::<Vec<_>>(), [(404, 150)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_self_test_says_whether_its_nonce_came_back() {
    let house = House::open().await;
    let test = house.ask(ListenerSelfTest, Nothing {}).await.unwrap();
    assert!(test.came_back && test.words.contains("No public address"), "{test:?}");
    let shown = house.ask(ListenerShow, Nothing {}).await.unwrap();
    assert_eq!(shown.self_test, Some(test));
    let nobody = said(
        house
            .post("/webhook/self-test")
            .header("webhook-id", "selftest_x")
            .header("webhook-timestamp", house.now().as_second())
            .header("webhook-signature", "v1,AAAA")
            .body("{}"),
    );
    assert_eq!(nobody.await.0, 401, "a nonce that was not sent is nobody's");
}
