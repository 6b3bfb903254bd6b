use std::time::Duration;

use super::stand::{Reply, Seen, Stand, reply};
use crate::analytics::{DetailsQuery, Figures};
use crate::contacts::{self, Disposition};
use crate::retry::Policy;
use crate::schedules::NewSchedule;
use crate::{Call, Error, IdempotencyKey, analytics, campaigns, schedules};

fn window() -> NewSchedule {
    let zoned = |text: &str| text.parse().expect("a time in a zone");
    let (start, end) = ("2026-11-23T09:00[America/New_York]", "2026-11-23T13:00[America/New_York]");
    NewSchedule::between("renewals", &zoned(start), &zoned(end)).expect("a window")
}

fn key() -> IdempotencyKey {
    IdempotencyKey::new("key-1").expect("a key")
}

async fn create(tenant: &crate::Tenant) -> Result<String, Error> {
    schedules::create(tenant, &window(), &key(), Call::with(Policy::DURABLE)).await
}

#[tokio::test]
async fn a_submission_whose_answer_was_lost_is_unknown_and_not_repeated() {
    for lost in [|| Reply::Reset, || Reply::Cut { status: 201 }, || reply(201, "{}"), || reply(200, "<html>")]
    {
        let stand = Stand::granting(move |_, _| lost()).await;
        let tenant = stand.tenant();
        let (outcome, _) = stand.hurry(create(&tenant)).await;
        assert!(outcome.expect_err("nobody knows").may_have_happened());
        assert_eq!(stand.api_requests().len(), 1, "never blindly again");
    }
}

#[tokio::test]
async fn a_submission_that_was_answered_with_a_5xx_is_in_doubt_and_not_repeated_blindly() {
    for status in [408, 500, 503, 504] {
        let stand = Stand::granting(move |_, _| reply(status, "")).await;
        let tenant = stand.tenant();
        let (outcome, _) = stand.hurry(create(&tenant)).await;
        assert!(outcome.expect_err("it may stand there").may_have_happened(), "{status}");
        assert_eq!(stand.api_requests().len(), 1, "it is looked for first");
    }
}

#[tokio::test]
async fn a_submission_that_was_held_back_is_repeated_with_the_same_key_and_body() {
    let stand =
        Stand::granting(|_, n| if n < 3 { reply(429, "") } else { reply(201, r#"{"id":"s1"}"#) }).await;
    let tenant = stand.tenant();
    let (outcome, _) = stand.hurry(create(&tenant)).await;
    assert_eq!(outcome.as_deref(), Ok("s1"));
    let sent = |seen: &Seen| (seen.headers.get("idempotency-key").cloned(), seen.body.clone());
    let all: Vec<_> = stand.api_requests().iter().map(sent).collect();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|one| one == &all[0] && one.0.as_deref() == Some("key-1")), "{all:?}");
}

#[tokio::test]
async fn a_tenant_that_is_not_there_was_sent_nothing() {
    let stand = Stand::granting(|_, _| reply(201, r#"{"id":"s1"}"#)).await;
    let tenant = stand.tenant();
    campaigns::list(&tenant, Call::with(Policy::ONCE))
        .await
        .expect_err("a wrong body, but the token is there");
    let nowhere = crate::ConnectionSettings {
        base_url: "http://127.0.0.1:1".into(),
        token_url: Some(format!("{}/oauth/token", stand.base)),
        ..stand.settings()
    };
    let tenant = stand.tenant_with(&nowhere, "demo-secret");
    let outcome = schedules::create(&tenant, &window(), &key(), Call::with(Policy::ONCE)).await;
    let error = outcome.expect_err("nobody listens there");
    assert!(
        matches!(error, Error::Transient { status: None, .. }) && !error.may_have_happened(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_start_that_has_passed_is_not_sent_though_it_was_right_when_planned() {
    let stand = Stand::granting(|_, _| reply(201, r#"{"id":"s1"}"#)).await;
    let tenant = stand.tenant();
    stand.manual.advance(Duration::from_hours(6));
    let outcome = schedules::create(&tenant, &window(), &key(), Call::person()).await;
    assert_eq!(outcome, Err(Error::TooLate { start: "2026-11-23T14:00:00Z".parse().expect("a time") }));
    assert!(stand.api_requests().is_empty(), "14:00 is now: start must be later than that");
}

fn page(number: u32, of: u32, campaign: &str) -> String {
    format!(
        r#"{{"data":[{{"campaignId":"{campaign}","callsCompleted":1,"callsAttempted":2,"connected":1}}],"page":{number},"totalPages":{of}}}"#
    )
}

fn asked(seen: &Seen) -> u32 {
    let body: serde_json::Value = serde_json::from_str(&seen.body).expect("JSON");
    u32::try_from(body["page"].as_u64().expect("a page")).expect("small")
}

fn query() -> DetailsQuery {
    let time = |text: &str| text.parse().expect("a time");
    DetailsQuery::new(time("2026-11-23T07:00:00Z"), time(super::stand::NOW), vec!["c1".into(), "c3".into()])
}

#[tokio::test]
async fn every_page_is_read() {
    let stand =
        Stand::granting(|seen, _| reply(200, &page(asked(seen), 3, &format!("c{}", asked(seen))))).await;
    let details =
        analytics::query(&stand.tenant(), &query(), Call::with(Policy::ONCE)).await.expect("three pages");
    assert_eq!(details.rows.len(), 3);
    assert_eq!(details.of("c3"), Some(&Ok(Figures { completed: 1, attempted: 2, connected: 1 })));
    assert_eq!(details.of("c9"), None);
}

#[tokio::test]
async fn pages_that_never_end_fail_the_poll() {
    // The one tenant says a number that nobody reads, the other says one page more with every page.
    for further in [|_| u32::MAX, |asked: u32| asked + 1] {
        let stand = Stand::granting(move |seen, _| {
            reply(200, &page(asked(seen), further(asked(seen)), &format!("c{}", asked(seen))))
        })
        .await;
        let query = DetailsQuery { page_ceiling: 4, ..query() };
        let outcome = analytics::query(&stand.tenant(), &query, Call::with(Policy::ONCE)).await;
        let Err(Error::Unreadable { message }) = outcome else { panic!("a part is no figures: {outcome:?}") };
        assert!(message.contains("more after 4"), "{message}");
        assert_eq!(stand.api_requests().len(), 4, "the ceiling holds");
    }
}

#[tokio::test]
async fn a_tenant_that_says_fewer_pages_meanwhile_is_asked_for_those_that_it_said_before() {
    let stand = Stand::granting(|seen, _| {
        let number = asked(seen);
        reply(200, &page(number, if number == 1 { 3 } else { 1 }, &format!("c{number}")))
    })
    .await;
    let details =
        analytics::query(&stand.tenant(), &query(), Call::with(Policy::ONCE)).await.expect("three pages");
    assert!(details.of("c3").is_some(), "the row on the third page is not lost");
}

#[tokio::test]
async fn a_page_that_fails_fails_the_poll() {
    let stand = Stand::granting(|seen, _| match asked(seen) {
        2 => reply(500, ""),
        n => reply(200, &page(n, 3, "c1")),
    })
    .await;
    let outcome = analytics::query(&stand.tenant(), &query(), Call::with(Policy::ONCE)).await;
    assert!(
        matches!(outcome, Err(Error::Transient { status: Some(500), .. })),
        "half of the figures are none"
    );
}

#[tokio::test]
async fn a_page_that_was_not_asked_for_is_not_counted() {
    let stand = Stand::granting(|_, _| reply(200, &page(1, 2, "c1"))).await;
    let outcome = analytics::query(&stand.tenant(), &query(), Call::with(Policy::ONCE)).await;
    assert!(matches!(outcome, Err(Error::Unreadable { .. })), "page 1 twice would double the figures");
}

#[tokio::test]
async fn a_query_is_no_intent_and_carries_no_key_and_is_repeated_when_its_answer_was_cut() {
    let stand =
        Stand::granting(
            |_, n| if n == 1 { Reply::Cut { status: 200 } } else { reply(200, &page(1, 1, "c1")) },
        )
        .await;
    let tenant = stand.tenant();
    let (outcome, _) = stand.hurry(analytics::query(&tenant, &query(), Call::person())).await;
    outcome.expect("the second answer was whole");
    assert!(stand.api_requests().iter().all(|seen| !seen.headers.contains_key("idempotency-key")));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let body = format!(r#"{{"campaigns":[],"x":"{}"}}"#, "y".repeat(9 * 1024 * 1024));
    let stand = Stand::granting(move |_, _| reply(200, &body)).await;
    let outcome = campaigns::list(&stand.tenant(), Call::with(Policy::ONCE)).await;
    assert!(outcome.expect_err("more than 8 MiB").to_string().contains("8 MiB"));
}

#[tokio::test]
async fn an_error_page_without_end_is_kept_to_64_kib() {
    let body = "y".repeat(9 * 1024 * 1024);
    let stand = Stand::granting(move |_, _| reply(422, &body)).await;
    let outcome = campaigns::list(&stand.tenant(), Call::with(Policy::ONCE)).await;
    let Err(Error::Rejected { message, .. }) = outcome else { panic!("a 422") };
    assert_eq!(message.len(), 64 * 1024);
}

fn do_not_call() -> Disposition {
    Disposition {
        disposition_category: "do_not_call".into(),
        last_audit_log: "[2026-11-23T08:00:00Z] Disposition 1001 mapped to do_not_call".into(),
    }
}

#[tokio::test]
async fn a_contact_is_written_with_exactly_its_two_fields_and_the_stored_key() {
    for answer in [|| reply(204, ""), || reply(200, r#"{"id":"a b/c","custom":{},"updatedDate":"x"}"#)] {
        let stand = Stand::granting(move |_, _| answer()).await;
        let written =
            contacts::write(&stand.tenant(), "a b/c", &do_not_call(), &key(), Call::with(Policy::ONCE)).await;
        assert_eq!(written, Ok(()));
        let [seen] = stand.api_requests().try_into().expect("one request");
        assert_eq!((seen.method.as_str(), seen.target.as_str()), ("PATCH", "/api/v2/contacts/a%20b%2Fc"));
        assert_eq!(seen.headers["idempotency-key"], "key-1");
        assert_eq!(
            seen.body,
            r#"{"custom":{"disposition_category":"do_not_call","last_audit_log":"[2026-11-23T08:00:00Z] Disposition 1001 mapped to do_not_call"}}"#
        );
    }
}

#[tokio::test]
async fn a_contact_whose_answer_was_lost_is_unknown_and_is_found_by_reading() {
    let stand = Stand::granting(|seen, _| match seen.method.as_str() {
        "PATCH" => Reply::Cut { status: 200 },
        _ => reply(200, &serde_json::json!({"id": "c", "custom": do_not_call()}).to_string()),
    })
    .await;
    let tenant = stand.tenant();
    let outcome = contacts::write(&tenant, "c", &do_not_call(), &key(), Call::with(Policy::DURABLE)).await;
    assert!(outcome.expect_err("nobody knows").may_have_happened());
    let found = contacts::read(&tenant, "c", Call::with(Policy::ONCE)).await.expect("a contact");
    assert!(found.says(&do_not_call()));
    assert_eq!(stand.api_requests().len(), 2, "never blindly again");
}

#[tokio::test]
async fn a_contact_that_is_not_there_is_said_to_be_so() {
    let stand = Stand::granting(|_, _| reply(404, r#"{"message":"No contact c"}"#)).await;
    let outcome =
        contacts::write(&stand.tenant(), "c", &do_not_call(), &key(), Call::with(Policy::DURABLE)).await;
    let not_found = Error::NotFound { message: "No contact c".into(), maybe_absent: false };
    assert_eq!(outcome, Err(not_found), "permanent, and with the tenant's own words");
}
