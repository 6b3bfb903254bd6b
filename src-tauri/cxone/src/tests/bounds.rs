//! Promise 6: nothing is retried for ever. And the limit, as the tenant counts it.

use std::time::Duration;

use futures_util::future::join_all;

use super::stand::{Reply, Stand, reply, slow_down};
use crate::retry::Policy;
use crate::{BreakerHealth, Call, Class, ConnectionSettings, Error, campaigns};

async fn requests_of(policy: Policy, answer: fn() -> Reply) -> (usize, Error, Duration) {
    let stand = Stand::granting(move |_, _| answer()).await;
    let tenant = stand.tenant();
    let (outcome, waited) = stand.hurry(campaigns::list(&tenant, Call::with(policy))).await;
    (stand.api_requests().len(), outcome.expect_err("it fails for ever"), waited)
}

#[tokio::test]
async fn a_tenant_that_refuses_for_ever_is_asked_once() {
    for status in [400, 403, 404, 405, 409, 410, 422] {
        let stand = Stand::granting(move |_, _| reply(status, "")).await;
        let tenant = stand.tenant();
        let (outcome, waited) = stand.hurry(campaigns::list(&tenant, Call::with(Policy::DURABLE))).await;
        assert!(outcome.is_err());
        assert_eq!((stand.api_requests().len(), waited), (1, Duration::ZERO), "{status}");
    }
}

#[tokio::test]
async fn a_tenant_that_slows_down_for_ever_is_asked_nine_times_and_no_sooner_than_it_says() {
    let (requests, error, waited) = requests_of(Policy::DURABLE, || slow_down("100")).await;
    assert_eq!(requests, 9);
    assert_eq!(error.code(), "rate_limited");
    assert!(waited >= Duration::from_secs(800), "8 waits of 100 s at least: {waited:?}");
}

#[tokio::test]
async fn a_tenant_that_fails_for_ever_is_asked_at_most_nine_times_whoever_fails() {
    for answer in [
        || reply(500, ""),
        || reply(503, ""),
        || reply(408, ""),
        || Reply::Reset,
        || Reply::Cut { status: 200 },
    ] {
        let (requests, error, waited) = requests_of(Policy::DURABLE, answer).await;
        assert!((5..=9).contains(&requests), "the breaker may save some: {requests}");
        assert!(matches!(error, Error::Transient { .. } | Error::BreakerOpen { .. }), "{error:?}");
        assert!(waited <= Duration::from_secs(1 + 2 + 4 + 8 + 16 + 32 + 60 + 60), "{waited:?}");
    }
}

#[tokio::test]
async fn where_a_person_waits_four_attempts_are_all() {
    let stand = Stand::granting(|_, _| reply(500, "")).await;
    let tenant = stand.tenant();
    let (outcome, _) = stand.hurry(campaigns::list(&tenant, Call::person())).await;
    assert!(outcome.is_err());
    assert_eq!(stand.api_requests().len(), 4);
    assert_eq!(stand.manual.next_due(), None, "no sleep after the last attempt");
}

#[tokio::test]
async fn one_attempt_is_one_attempt() {
    let stand = Stand::granting(|_, _| reply(500, "")).await;
    let tenant = stand.tenant();
    let permit = tenant.permit(Class::Schedules).await;
    let outcome = campaigns::list(&tenant, Call::attempt(permit)).await;
    assert!(matches!(outcome, Err(Error::Transient { status: Some(500), .. })));
    assert_eq!(stand.api_requests().len(), 1);
}

#[tokio::test]
async fn a_failing_tenant_is_left_alone_and_tried_with_one_probe() {
    let stand =
        Stand::granting(|_, n| if n <= 5 { Reply::Reset } else { reply(200, r#"{"campaigns":[]}"#) }).await;
    let tenant = stand.tenant();
    let once = || campaigns::list(&tenant, Call::with(Policy::ONCE));
    for _ in 0..5 {
        assert!(matches!(once().await, Err(Error::Transient { .. })));
    }
    let Err(Error::BreakerOpen { until }) = once().await else { panic!("five in a row open it") };
    let rest = Duration::try_from(until.duration_since(stand.manual.clock().now())).expect("later");
    assert!((5..=30).contains(&rest.as_secs()), "{rest:?}");
    assert_eq!(stand.api_requests().len(), 5, "nothing is sent meanwhile");
    assert!(matches!(tenant.health().breaker, BreakerHealth::Open { .. }));
    let (_, waited) = stand.hurry(tenant.permit(Class::Schedules)).await;
    assert_eq!(waited, rest, "a task waits before it takes its row");
    let outcomes = join_all((0..10).map(|_| once())).await;
    assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "one probe goes through");
    assert_eq!(stand.api_requests().len(), 6);
    once().await.expect("the probe closed it");
    assert_eq!(tenant.health().breaker, BreakerHealth::Closed { failures: 0 });
}

#[tokio::test]
async fn a_429_holds_back_everyone_and_the_board_says_until_when() {
    let stand =
        Stand::granting(|_, n| if n == 1 { slow_down("120") } else { reply(200, r#"{"campaigns":[]}"#) })
            .await;
    let tenant = stand.tenant();
    let until = "2026-11-23T08:02:00Z".parse().expect("a time");
    let first = campaigns::list(&tenant, Call::with(Policy::ONCE)).await;
    assert_eq!(first, Err(Error::RateLimited { until: Some(until) }));
    for call in [Call::with(Policy::ONCE), Call::person()] {
        let outcome = campaigns::list(&tenant, call).await;
        assert_eq!(outcome, Err(Error::Paused { until }), "told at once, not kept waiting");
    }
    assert_eq!(stand.api_requests().len(), 1, "the others were not sent");
    assert_eq!(tenant.health().waiting_until, Some(until));
    let (outcome, waited) = stand.hurry(campaigns::list(&tenant, Call::with(Policy::DURABLE))).await;
    outcome.expect("a patient one waits");
    assert_eq!(waited, Duration::from_mins(2));
}

#[tokio::test]
async fn a_503_that_names_a_time_holds_back_everyone_as_a_429_does() {
    let busy = || super::stand::Reply::Answer {
        status: 503,
        headers: vec![("Retry-After".to_owned(), "120".to_owned())],
        body: String::new(),
    };
    let stand =
        Stand::granting(move |_, n| if n == 1 { busy() } else { reply(200, r#"{"campaigns":[]}"#) }).await;
    let tenant = stand.tenant();
    let until = "2026-11-23T08:02:00Z".parse().expect("a time");
    let first = campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect_err("a 503");
    assert_eq!((first.code(), first.not_before()), ("tenant_unavailable", Some(until)));
    assert_eq!(tenant.health().waiting_until, Some(until));
    let (outcome, waited) = stand.hurry(campaigns::list(&tenant, Call::with(Policy::DURABLE))).await;
    outcome.expect("a patient one waits");
    assert_eq!(waited, Duration::from_mins(2));
}

#[tokio::test]
async fn a_calendar_that_is_set_back_prolongs_no_pause_and_no_rest() {
    let stand = Stand::granting(|_, n| match n {
        1 => slow_down("120"),
        2..=6 => reply(500, ""),
        _ => reply(200, r#"{"campaigns":[]}"#),
    })
    .await;
    let tenant = stand.tenant();
    let back = || stand.manual.set_calendar(stand.manual.clock().now() - Duration::from_hours(2));
    campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect_err("a 429");
    let told = || tenant.health().waiting_until.map(|at| at.duration_since(stand.manual.clock().now()));
    assert_eq!(told(), Some(jiff::SignedDuration::from_mins(2)));
    back();
    assert_eq!(
        told(),
        Some(jiff::SignedDuration::from_mins(2)),
        "the end that is said moves with the calendar"
    );
    stand.manual.set_calendar(stand.manual.clock().now() + Duration::from_hours(5));
    assert_eq!(told(), Some(jiff::SignedDuration::from_mins(2)), "also where it is set on");
    let (_, waited) = stand.hurry(tenant.permit(Class::Schedules)).await;
    assert_eq!(waited, Duration::from_mins(2), "as the tenant asked");
    assert_eq!(told(), None, "and it is over when it is over");
    for _ in 0..5 {
        campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect_err("a 500");
    }
    let begun = stand.manual.clock().monotonic();
    let permit = tenant.permit(Class::Schedules);
    tokio::pin!(permit);
    assert!(futures_util::poll!(&mut permit).is_pending(), "the breaker rests");
    back();
    let BreakerHealth::Open { until } = tenant.health().breaker else { panic!("it rests") };
    let rests = until.duration_since(stand.manual.clock().now());
    assert!(
        rests <= jiff::SignedDuration::from_secs(30),
        "the end that is said moves with the calendar: {rests}"
    );
    let (_, waited) = stand.hurry(permit).await;
    assert!(waited <= Duration::from_secs(30), "{waited:?} since {begun:?}");
    campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect("the tenant is back");
}

/// Journalled by the tenant on the same clock, tokens included.
#[tokio::test]
async fn the_tenant_never_sees_more_than_the_limit_in_any_60_s() {
    let times = std::sync::Arc::new(parking_lot::Mutex::new(Vec::new()));
    let clock = std::sync::Arc::new(std::sync::OnceLock::<callboard_clock::Clock>::new());
    let stand = Stand::start({
        let (times, clock) = (times.clone(), clock.clone());
        move |seen, n| {
            times.lock().push(clock.get().expect("set").monotonic());
            if seen.target == super::stand::TOKEN_PATH {
                super::stand::granted(n)
            } else {
                reply(200, r#"{"campaigns":[]}"#)
            }
        }
    })
    .await;
    clock.set(stand.manual.clock()).expect("set once");
    let settings = ConnectionSettings { rate_limit: 10, ..stand.settings() };
    let tenant = stand.tenant_with(&settings, "demo-secret");
    let (all, _) =
        stand.hurry(join_all((0..95).map(|_| campaigns::list(&tenant, Call::with(Policy::ONCE))))).await;
    assert!(all.iter().all(Result::is_ok));
    let times = times.lock().clone();
    assert_eq!(times.len(), 96, "95 requests and a token");
    for (first, over) in times.iter().zip(&times[10..]) {
        assert!(
            over.saturating_sub(*first) > Duration::from_mins(1),
            "eleven within 60 s: {first:?} to {over:?}"
        );
    }
}
