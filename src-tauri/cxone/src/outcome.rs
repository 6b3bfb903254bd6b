//! What an answer means (contract §3): one match, one test an arm.

use jiff::Timestamp;
use serde_json::Value;

use crate::Error;
use crate::error::NamedNumber;
use crate::mask::{Known, mask};
use crate::request::Request;
use crate::retry;
use crate::wire::{Answer, Failure};

/// The answer where it is a 2xx, else what the caller can do.
pub(crate) fn judge(
    request: &Request,
    answer: Answer,
    now: Timestamp,
    known: &Known,
) -> Result<Answer, Error> {
    if (200..=299).contains(&answer.status) {
        let body = known.out_of(answer.body);
        return Ok(Answer { body, ..answer });
    }
    let message = message(&answer.body, known);
    let route = request.route;
    Err(match answer.status {
        401 => Error::Unauthorized { message },
        403 => Error::Forbidden { scope: route.scope.to_owned(), message },
        404 if route.extension && request.names_no_id() => Error::Absent { job: route.job },
        404 => Error::NotFound { message, maybe_absent: route.extension },
        405 if route.extension => Error::Absent { job: route.job },
        409 => Error::Conflict {
            message,
            existing: existing(&answer.body, known),
            number: text_at(&answer.body, "phoneNumber").map(NamedNumber),
        },
        429 => slow_down(&answer, now),
        status @ (408 | 500..=599) => failing(status, &message, answer.retry_after_503(now)),
        status => Error::Rejected { status, message },
    })
}

/// What a missing answer means.
pub(crate) fn of_failure(request: &Request, failure: Failure) -> Error {
    match failure {
        Failure::Cut(message) if request.changes_something() => Error::Unknown { message },
        Failure::Cut(message) | Failure::NotSent(message) => unreachable(&message),
    }
}

/// A POST that makes something new each time and was answered with 408 or 5xx: it may have been made all the same. A
/// PATCH is the same when done twice, and is simply tried again.
pub(crate) fn in_doubt(request: &Request, error: Error) -> Error {
    match error {
        Error::Transient { message, status: Some(status), not_before }
            if request.changes_something() && request.method() == reqwest::Method::POST =>
        {
            Error::Doubtful { message, status, not_before }
        }
        error => error,
    }
}

/// A 404 of a route that has answered with a 2xx before is about the id, not about the route.
pub(crate) fn known_to_be_offered(error: Error, offered: bool) -> Error {
    match error {
        Error::NotFound { message, maybe_absent } => {
            Error::NotFound { message, maybe_absent: maybe_absent && !offered }
        }
        error => error,
    }
}

fn slow_down(answer: &Answer, now: Timestamp) -> Error {
    Error::RateLimited { until: answer.retry_after().and_then(|header| retry::retry_after(header, now)) }
}

fn failing(status: u16, message: &str, not_before: Option<Timestamp>) -> Error {
    let message = if message.is_empty() { String::new() } else { format!(": {message}") };
    Error::Transient {
        message: format!("The tenant answered {status}{message}"),
        status: Some(status),
        not_before,
    }
}

fn unreachable(message: &str) -> Error {
    Error::Transient {
        message: format!("The tenant cannot be reached: {message}"),
        status: None,
        not_before: None,
    }
}

/// The tenant's own words out of an error body, masked: JSON's usual fields, else the text itself.
pub(crate) fn message(body: &[u8], known: &Known) -> String {
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(json) => words(&json).unwrap_or_else(|| json.to_string()),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    let text = text.trim();
    let page = text.get(..1) == Some("<");
    if page { "(a web page instead of an answer)".into() } else { mask(text, known) }
}

fn existing(body: &[u8], known: &Known) -> Option<String> {
    text_at(body, "existingRecordId").map(|id| known.without(&id, false))
}

const WORDS: [&str; 5] = ["message", "error_description", "detail", "title", "error"];

fn words(json: &Value) -> Option<String> {
    let found = WORDS.iter().filter_map(|field| json.get(field)).find_map(|value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) => words(value),
        _ => None,
    });
    found.or_else(|| words(json.get("errors")?.get(0)?))
}

pub(crate) fn text_at(body: &[u8], field: &str) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    json.get(field)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

    use super::*;
    use crate::{CXONE_V2, Job};

    fn now() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().expect("a time")
    }

    fn canary() -> Known {
        let known = Known::default();
        known.note(&secrecy::SecretString::from("t0ken-canary".to_owned()));
        known
    }

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: body.to_owned().into() }
    }

    fn judged(job: Job, answer: Answer) -> Result<u16, Error> {
        let ids = ["c", "s"];
        let request = Request::new(&CXONE_V2, job, &ids).expect("a request");
        judge(&request, answer, now(), &canary()).map(|a| a.status)
    }

    fn create(status: u16, body: &str) -> Result<u16, Error> {
        judged(Job::CreateSchedule, answer(status, body))
    }

    #[test]
    fn a_2xx_is_passed_on() {
        assert_eq!(create(201, r#"{"id":"1"}"#), Ok(201));
        assert_eq!(create(204, ""), Ok(204));
    }

    #[test]
    fn a_401_is_about_the_token() {
        assert_eq!(create(401, ""), Err(Error::Unauthorized { message: String::new() }));
    }

    #[test]
    fn a_403_names_the_scope() {
        let Err(error) = create(403, r#"{"message":"no"}"#) else { panic!("a 403 is an error") };
        assert!(error.to_string().contains("outbound:campaign:write"), "{error}");
        let Err(error) = judged(Job::ReadAnalytics, answer(403, "")) else { panic!("a 403 is an error") };
        assert!(error.to_string().contains("analytics:read"), "{error}");
    }

    #[test]
    fn a_404_is_an_absent_extension_only_where_no_id_could_be_wrong() {
        assert_eq!(
            judged(Job::ListCampaigns, answer(404, "")),
            Err(Error::Absent { job: Job::ListCampaigns })
        );
        let not_found = |maybe_absent| Err(Error::NotFound { message: String::new(), maybe_absent });
        assert_eq!(judged(Job::ListSchedules, answer(404, "")), not_found(true));
        assert_eq!(create(404, ""), not_found(false));
    }

    #[test]
    fn a_405_is_an_absent_extension() {
        assert_eq!(
            judged(Job::WithdrawSchedule, answer(405, "")),
            Err(Error::Absent { job: Job::WithdrawSchedule })
        );
        assert_eq!(create(405, ""), Err(Error::Rejected { status: 405, message: String::new() }));
    }

    #[test]
    fn a_409_names_the_existing_record() {
        assert_eq!(
            create(409, r#"{"existingRecordId":"r1","message":"twice"}"#),
            Err(Error::Conflict { message: "twice".into(), existing: Some("r1".into()), number: None })
        );
    }

    #[test]
    fn a_429_waits_as_long_as_it_says() {
        let mut slow = answer(429, "");
        slow.headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
        let until = "2026-11-23T08:00:30Z".parse().ok();
        assert_eq!(judged(Job::CreateSchedule, slow), Err(Error::RateLimited { until }));
        assert_eq!(create(429, ""), Err(Error::RateLimited { until: None }));
    }

    #[test]
    fn a_503_waits_as_long_as_it_says_and_no_other_failure_does() {
        let failing = |status, header: &'static str| {
            let mut down = answer(status, "");
            down.headers.insert(RETRY_AFTER, HeaderValue::from_static(header));
            judged(Job::CreateSchedule, down).expect_err("it failed").not_before()
        };
        assert_eq!(failing(503, "30"), "2026-11-23T08:00:30Z".parse().ok());
        assert_eq!(failing(503, "Fri, 31 Dec 9999 23:59:59 GMT"), "2026-11-23T08:15:00Z".parse().ok());
        assert_eq!((failing(503, "-1"), failing(500, "30")), (None, None));
    }

    #[test]
    fn a_408_and_every_5xx_are_transient() {
        for status in [408, 500, 502, 503, 599] {
            assert!(
                matches!(create(status, ""), Err(Error::Transient { status: Some(s), .. }) if s == status)
            );
        }
    }

    #[test]
    fn everything_else_is_permanent() {
        for status in [301, 302, 400, 410, 413, 418, 422] {
            let rejected = Err(Error::Rejected { status, message: "why".into() });
            assert_eq!(create(status, r#"{"error":{"message":"why"}}"#), rejected);
        }
    }

    #[test]
    fn a_cut_answer_is_unknown_where_something_may_have_changed() {
        let failed =
            |job, failure| of_failure(&Request::new(&CXONE_V2, job, &["c"]).expect("a request"), failure);
        let cut = || Failure::Cut("reset".into());
        assert!(failed(Job::CreateSchedule, cut()).may_have_happened());
        assert!(failed(Job::ReadAnalytics, cut()).is_passing(), "a query can be asked again");
        let not_sent = failed(Job::CreateSchedule, Failure::NotSent("refused".into()));
        assert!(not_sent.is_passing() && !not_sent.may_have_happened(), "nothing left the house");
    }

    #[test]
    fn a_5xx_to_a_post_that_makes_something_leaves_its_outcome_in_doubt() {
        let of = |job| {
            let request = Request::new(&CXONE_V2, job, &["c", "s"]).expect("a request");
            in_doubt(&request, failing(504, "", None))
        };
        assert!(
            of(Job::CreateSchedule).may_have_happened(),
            "a gateway answers 504 after the tenant took it"
        );
        for job in [Job::ListSchedules, Job::WithdrawSchedule, Job::ReadAnalytics, Job::WriteContact] {
            assert!(
                of(job).is_passing() && !of(job).may_have_happened(),
                "{job:?} is the same when done twice"
            );
        }
    }

    #[test]
    fn a_404_of_a_route_that_has_answered_before_is_about_the_id() {
        let not_found = |maybe_absent| Error::NotFound { message: String::new(), maybe_absent };
        assert_eq!(known_to_be_offered(not_found(true), true), not_found(false));
        assert_eq!(known_to_be_offered(not_found(true), false), not_found(true));
    }

    #[test]
    fn the_tenants_words_are_found_and_masked() {
        let said = |body: &str| message(body.as_bytes(), &canary());
        assert_eq!(said(r#"{"message":"token t0ken-canary"}"#), "token [secret]");
        assert_eq!(said(r#"{"error":"invalid_scope","error_description":"no x"}"#), "no x");
        assert_eq!(said(r#"{"errors":[{"detail":"+14155550123 is bad"}]}"#), "+•••••••••23 is bad");
        assert_eq!(said("plain"), "plain");
        assert_eq!(said("<html>login</html>"), "(a web page instead of an answer)");
    }
}
