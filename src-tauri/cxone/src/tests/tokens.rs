use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::stand::{Stand, granted, reply, slow_down};
use crate::retry::Policy;
use crate::{Call, Error, TokenStyle, campaigns};

const NO_CAMPAIGNS: &str = r#"{"campaigns":[]}"#;

async fn list(tenant: &crate::Tenant) -> Result<(), Error> {
    campaigns::list(tenant, Call::with(Policy::ONCE)).await.map(drop)
}

/// Promise 9, first half.
#[tokio::test]
async fn a_hundred_callers_at_expiry_cause_one_token_request() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let tenant = stand.tenant();
    let all = join_all((0..100).map(|_| list(&tenant))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(stand.token_requests(), 1, "the first token");
    stand.manual.advance(Duration::from_mins(59) - Duration::from_secs(1));
    list(&tenant).await.expect("the token is good still");
    assert_eq!(stand.token_requests(), 1, "a second before its margin nobody asks");
    stand.manual.advance(Duration::from_secs(1));
    let all = join_all((0..100).map(|_| list(&tenant))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(stand.token_requests(), 2, "the margin began: one more, for all");
}

#[tokio::test]
async fn a_caller_that_is_not_polled_while_it_asks_for_the_token_keeps_nobody_from_it() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let tenant = stand.tenant();
    let mut first = Box::pin(list(&tenant));
    assert!((&mut first).now_or_never().is_none(), "it asks, and then lies there");
    list(&tenant).await.expect("the second has its answer");
    assert_eq!(stand.token_requests(), 1);
    first.await.expect("and so has the first, once it is polled again");
}

/// Promise 9, second half.
#[tokio::test]
async fn a_hundred_refused_requests_cause_one_refresh_and_are_each_repeated_once() {
    let stand = Stand::granting(|seen, _| match seen.headers["authorization"].as_str() {
        "Bearer token-1" => reply(401, ""),
        _ => reply(200, NO_CAMPAIGNS),
    })
    .await;
    let tenant = stand.tenant();
    let all = join_all((0..100).map(|_| list(&tenant))).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!((stand.token_requests(), stand.api_requests().len()), (2, 200));
}

#[tokio::test]
async fn a_second_401_is_refused_credentials_and_goes_no_further() {
    let stand = Stand::granting(|_, _| reply(401, r#"{"message":"no"}"#)).await;
    let tenant = stand.tenant();
    let refused = campaigns::list(&tenant, Call::with(Policy::DURABLE)).await.expect_err("refused");
    assert_eq!(refused.code(), "credentials_refused");
    assert_eq!((stand.token_requests(), stand.api_requests().len()), (2, 2));
}

#[tokio::test]
async fn the_failure_of_a_token_request_is_shared_and_not_repeated_before_its_backoff_is_over() {
    let stand = Stand::start(|seen, n| match (seen.target.as_str(), n) {
        ("/oauth/token", 1) => slow_down("20"),
        ("/oauth/token", n) => granted(n),
        _ => reply(200, NO_CAMPAIGNS),
    })
    .await;
    let tenant = stand.tenant();
    let all = join_all((0..100).map(|_| list(&tenant))).await;
    let until = "2026-11-23T08:00:20Z".parse().ok();
    let told = |one: &Result<(), Error>| match one {
        Err(error) => (error.code(), error.not_before()),
        Ok(()) => ("ok", None),
    };
    assert!(all.iter().all(|one| told(one) == ("no_token", until)), "all are told the same: {all:?}");
    stand.manual.advance(Duration::from_secs(19));
    assert!(list(&tenant).await.is_err());
    assert_eq!(stand.token_requests(), 1, "the backoff is not over");
    stand.manual.advance(Duration::from_secs(1));
    list(&tenant).await.expect("now it is asked again");
    assert_eq!(stand.token_requests(), 2);
}

#[tokio::test]
async fn callers_who_waited_share_the_failure_however_short_its_backoff() {
    let stand = Stand::start(|_, _| reply(503, "")).await;
    let tenant = stand.tenant();
    let all = join_all((0..100).map(|_| list(&tenant))).await;
    assert!(all.iter().all(|one| matches!(one, Err(Error::NoToken { .. }))), "{all:?}");
    assert_eq!(stand.token_requests(), 1);
}

/// What the token endpoint may say instead of a token, and what of it has to be told.
#[tokio::test]
async fn whatever_else_the_token_endpoint_answers_is_the_connections_trouble_and_asked_again() {
    type Made = fn() -> super::stand::Reply;
    let answers: [(Made, &str); 12] = [
        (|| reply(400, r#"{"error":"invalid_scope","error_description":"no x"}"#), "answered 400: no x"),
        (|| reply(400, r#"{"error":"unsupported_grant_type"}"#), "answered 400: unsupported_grant_type"),
        (|| reply(403, "<html>blocked</html>"), "answered 403: (a web page"),
        (|| reply(404, ""), "/oauth/token answered 404"),
        (|| reply(405, ""), "answered 405"),
        (|| reply(307, ""), "answered 307: it is redirected elsewhere"),
        (|| reply(200, "<html>please log in</html>"), "holds no access_token"),
        (|| reply(200, r#"{"access_token":""}"#), "holds no access_token"),
        (|| reply(502, "<html>proxy</html>"), "answered 502"),
        (|| slow_down("1"), "answered 429"),
        (|| super::stand::Reply::Reset, "/oauth/token cannot be reached: "),
        (|| super::stand::Reply::Cut { status: 200 }, "/oauth/token cannot be reached: "),
    ];
    for (answer, words) in answers {
        let stand = Stand::start(move |seen, n| match (seen.target.as_str(), n) {
            ("/oauth/token", 1) => answer(),
            ("/oauth/token", n) => granted(n),
            _ => reply(200, NO_CAMPAIGNS),
        })
        .await;
        let tenant = stand.tenant();
        let error = list(&tenant).await.expect_err("no token");
        assert_eq!(error.code(), "no_token", "{words}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.lacks_a_token() && error.is_held_back() && error.is_passing(), "{error}");
        assert!(!error.may_have_happened(), "nothing was sent");
        assert_eq!(tenant.health().token.trouble.as_ref().map(|(code, _)| *code), Some("no_token"));
        let (outcome, _) = stand.hurry(campaigns::list(&tenant, Call::with(Policy::DURABLE))).await;
        outcome.expect("it was mended");
        assert_eq!(tenant.health().token.trouble, None);
    }
}

#[tokio::test]
async fn a_start_that_passes_while_no_token_is_to_be_had_is_too_late() {
    let stand = Stand::start(|_, _| reply(404, "")).await;
    let tenant = stand.tenant();
    let zoned = |text: &str| text.parse().expect("a time in a zone");
    let (start, end) = ("2026-11-23T09:00[America/New_York]", "2026-11-23T13:00[America/New_York]");
    let window = crate::schedules::NewSchedule::between("c", &zoned(start), &zoned(end)).expect("a window");
    let key = crate::IdempotencyKey::new("key").expect("a key");
    let create = || crate::schedules::create(&tenant, &window, &key, Call::with(Policy::ONCE));
    assert_eq!(create().await.expect_err("no token").code(), "no_token");
    stand.manual.advance(Duration::from_hours(6));
    assert_eq!(create().await.expect_err("14:00 is now").code(), "too_late");
}

#[tokio::test]
async fn invalid_client_is_never_retried_until_a_person_tests_the_connection() {
    let stand = Stand::start(|seen, n| match (seen.target.as_str(), n) {
        ("/oauth/token", 1) => reply(401, r#"{"error":"invalid_client"}"#),
        ("/oauth/token", n) => granted(n),
        _ => reply(200, NO_CAMPAIGNS),
    })
    .await;
    let tenant = stand.tenant();
    for _ in 0..5 {
        let (outcome, _) = stand.hurry(campaigns::list(&tenant, Call::with(Policy::DURABLE))).await;
        assert_eq!(outcome.expect_err("refused").code(), "credentials_refused");
        stand.manual.advance(Duration::from_hours(24));
    }
    assert_eq!(stand.token_requests(), 1);
    tenant.forget_token();
    list(&tenant).await.expect("the secret was entered anew");
}

#[tokio::test]
async fn a_use_once_token_is_used_once() {
    let stand = Stand::start(|seen, n| match seen.target.as_str() {
        "/oauth/token" => reply(200, &format!(r#"{{"access_token":"t{n}","expires_in":0}}"#)),
        _ => reply(200, NO_CAMPAIGNS),
    })
    .await;
    let tenant = stand.tenant();
    for _ in 0..3 {
        list(&tenant).await.expect("granted");
    }
    let used: Vec<_> =
        stand.api_requests().iter().map(|seen| seen.headers["authorization"].clone()).collect();
    assert_eq!(used, ["Bearer t1", "Bearer t2", "Bearer t3"]);
}

#[tokio::test]
async fn a_limit_of_one_does_not_let_request_and_token_wait_for_each_other() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let settings = crate::ConnectionSettings { rate_limit: 1, ..stand.settings() };
    let tenant = stand.tenant_with(&settings, "demo-secret");
    let permit = tenant.permit(crate::Class::Schedules).await;
    let (outcome, waited) = stand.hurry(campaigns::list(&tenant, Call::attempt(permit))).await;
    outcome.expect("token and request, a minute apart");
    assert!(waited >= Duration::from_mins(1), "both count: {waited:?}");
}

#[tokio::test]
async fn permits_that_are_held_leave_the_token_a_slot_where_the_limit_is_large_enough() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let settings = crate::ConnectionSettings { rate_limit: 20, ..stand.settings() };
    let tenant = stand.tenant_with(&settings, "demo-secret");
    let permits = join_all((0..19).map(|_| tenant.permit(crate::Class::Schedules))).await;
    let calls = permits.into_iter().map(|permit| campaigns::list(&tenant, Call::attempt(permit)));
    let (outcomes, waited) = stand.hurry(join_all(calls)).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(waited, Duration::ZERO, "nineteen requests and a token: twenty within the minute");
}

#[tokio::test]
async fn the_token_is_asked_for_elsewhere_but_sent_to_the_base_only_and_never_after_a_redirect() {
    let login = Stand::granting(|_, _| reply(500, "")).await;
    let elsewhere = login.base.clone();
    let api = Stand::start(move |_, _| super::stand::Reply::Answer {
        status: 307,
        headers: vec![("Location".into(), format!("{elsewhere}/api/v2/outbound/campaigns"))],
        body: String::new(),
    })
    .await;
    let settings = crate::ConnectionSettings {
        token_url: Some(format!("{}/oauth/token", login.base)),
        token_style: TokenStyle::Json,
        ..api.settings()
    };
    let tenant = api.tenant_with(&settings, "demo-secret");
    let outcome = campaigns::list(&tenant, Call::person()).await;
    assert!(matches!(outcome, Err(Error::Rejected { status: 307, .. })), "{outcome:?}");
    assert_eq!((login.token_requests(), login.api_requests().len()), (1, 0), "the token did not follow");
    assert_eq!(api.api_requests().len(), 1);
}

#[tokio::test]
async fn a_keyring_that_is_locked_is_said_and_asked_again_only_after_its_backoff() {
    struct Locked(std::sync::atomic::AtomicUsize);
    impl crate::SecretSource for Locked {
        fn client_secret(
            &self,
        ) -> futures_util::future::BoxFuture<'_, Result<secrecy::SecretString, crate::SecretUnavailable>>
        {
            self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Box::pin(async { Err(crate::SecretUnavailable { reason: "the keyring is locked".into() }) })
        }
    }
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let locked = std::sync::Arc::new(Locked(0.into()));
    let chance = callboard_clock::Chance::seeded(1);
    let tenant = crate::Tenant::new(&stand.settings(), locked.clone(), stand.manual.clock(), chance)
        .expect("settings");
    let all = join_all((0..10).map(|_| list(&tenant))).await;
    assert!(all.iter().all(|one| one.as_ref().is_err_and(|error| error.code() == "secret_unavailable")));
    assert_eq!(locked.0.load(std::sync::atomic::Ordering::SeqCst), 1, "one prompt, not ten");
    assert!(stand.seen().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_token_endpoint_that_is_not_there_is_the_connections_trouble() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    for (nowhere, why) in [
        ("http://127.0.0.1:1/oauth/token", "127.0.0.1/oauth/token cannot be reached: no connection"),
        ("https://token.invalid/oauth/token", "token.invalid/oauth/token cannot be reached: no connection"),
    ] {
        let settings = crate::ConnectionSettings { token_url: Some(nowhere.into()), ..stand.settings() };
        let error = list(&stand.tenant_with(&settings, "demo-secret")).await.expect_err("nobody is there");
        assert!(error.lacks_a_token() && error.is_held_back() && error.is_passing(), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(stand.api_requests().is_empty());
}
