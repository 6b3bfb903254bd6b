//! The literal exchanges of `tests/contract/`: the client sends exactly that request, and understands
//! that answer. What the client's own types cannot even write (a body without a start) goes out as it
//! stands, so that its answer is understood too.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::stand::{NOW, Reply, Seen, Stand, reply};
use crate::analytics::DetailsQuery;
use crate::contacts::Disposition;
use crate::outbound::Push;
use crate::request::Request;
use crate::retry::Policy;
use crate::schedules::NewSchedule;
use crate::{
    Call, ConnectionSettings, Error, IdempotencyKey, Job, Tenant, TokenStyle, analytics, campaigns, contacts,
    outbound, schedules,
};

#[tokio::test]
async fn every_literal_exchange_is_sent_and_understood() {
    let (mut all, mut typed) = (0, 0);
    for file in files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/contract"))) {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let exchange: Value = serde_json::from_str(&text).expect("JSON");
        let name = exchange["name"].as_str().expect("a name");
        match name.split('/').next() {
            Some("token") => token(name, &exchange).await,
            Some("campaigns" | "contacts" | "outbound" | "schedules" | "analytics") => {
                typed += usize::from(endpoint(name, &exchange).await);
            }
            other => panic!("{name}: the client has no endpoint for {other:?}"),
        }
        all += 1;
    }
    assert!(all >= 70, "only {all} exchanges were found");
    assert!(typed >= 40, "only {typed} were written by the client's own types");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the exchanges are part of the repository");
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    found
}

async fn token(name: &str, exchange: &Value) {
    let answer = exchange["answer"].clone();
    let stand = Stand::start(move |_, _| served(&answer)).await;
    let request = &exchange["request"];
    let form = request.get("form").or(request.get("body")).expect("a body");
    let basic = request["headers"].get("Authorization").is_some();
    let settings = ConnectionSettings {
        token_path: request["path"].as_str().expect("a path").into(),
        token_style: match (basic, request.get("form")) {
            (true, _) => TokenStyle::Basic,
            (false, Some(_)) => TokenStyle::Form,
            (false, None) => TokenStyle::Json,
        },
        scopes: form["scope"].as_str().unwrap_or_default().into(),
        ..stand.settings()
    };
    let secret = if name.contains("invalid-client") { "wrong" } else { "demo-secret" };
    let outcome = stand.tenant_with(&settings, secret).bearer().await;
    assert_sent(name, request, &stand.seen()[0]);
    let until = |seconds| Some(now() + SignedDuration::from_secs(seconds));
    match (exchange["answer"]["status"].as_u64(), exchange["given"]["expires_in"].as_str(), outcome) {
        (Some(200), _, Err(error)) if name == "token/without-access-token" => {
            assert_eq!(error.code(), "no_token", "{name}");
        }
        (Some(200), given, Ok(bearer)) => {
            let expected = match given {
                Some("missing") => until(300),
                Some("zero") => None,
                _ => until(3600),
            };
            let told = bearer.expiry.map(|expiry| expiry.valid_until(&stand.manual.clock()));
            assert_eq!(told, expected, "{name}");
        }
        (Some(429), _, Err(error)) => {
            assert_eq!((error.code(), error.not_before()), ("no_token", until(20)), "{name}");
        }
        (Some(401), _, Err(error)) => assert_eq!(error.code(), "credentials_refused", "{name}"),
        (Some(400 | 503), _, Err(error)) => assert_eq!(error.code(), "no_token", "{name}"),
        (status, _, outcome) => panic!("{name}: {status:?} was understood as {outcome:?}"),
    }
}

/// Says whether the client's own types wrote it.
async fn endpoint(name: &str, exchange: &Value) -> bool {
    let (request, answer) = (exchange["request"].clone(), exchange["answer"].clone());
    let wanted = request["body"]["page"].clone();
    let stand = Stand::start(move |seen, _| {
        let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
        if seen.target == super::stand::TOKEN_PATH {
            reply(200, r#"{"access_token":"<token>","expires_in":3600}"#)
        } else if body["page"] == wanted {
            served(&answer)
        } else {
            let (page, total) = (&body["page"], page_before(&body, &wanted));
            reply(200, &json!({"data": [], "page": page, "totalPages": total}).to_string())
        }
    })
    .await;
    let tenant = stand.tenant();
    let (typed, outcome) = match typed(&tenant, &request).await {
        Some(outcome) => (true, outcome),
        None => (false, raw(&tenant, &request).await),
    };
    let mine =
        |seen: &&Seen| request["body"].is_null() || json_of(&seen.body)["page"] == request["body"]["page"];
    let seen = stand.api_requests();
    assert_sent(name, &request, seen.iter().find(mine).unwrap_or_else(|| panic!("{name}: nothing was sent")));
    assert_understood(name, &exchange["answer"], outcome);
    typed
}

/// How many pages there are said to be, when another page is asked for than the exchange is about:
/// enough that the client goes on to it, and no more once it is past.
fn page_before(body: &Value, wanted: &Value) -> Value {
    if body["page"].as_u64() < wanted.as_u64() { wanted.clone() } else { body["page"].clone() }
}

/// The request by the client's endpoints; `None` where its types cannot write it.
async fn typed(tenant: &Tenant, request: &Value) -> Option<Result<Value, Error>> {
    let path: Vec<&str> = request["path"].as_str()?.split('/').skip(3).collect();
    let id = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let call = Call::with(Policy::ONCE);
    match (request["method"].as_str()?, path.as_slice()) {
        ("GET", ["outbound", "campaigns"]) => {
            Some(campaigns::list(tenant, call).await.map(|list| json!({"campaigns": list})))
        }
        ("GET", ["outbound", "campaigns", campaign, "schedules"]) => {
            Some(schedules::list(tenant, &id(campaign), call).await.map(|list| json!({"schedules": list})))
        }
        ("DELETE", ["outbound", "campaigns", campaign, "schedules", schedule]) => {
            Some(schedules::withdraw(tenant, &id(campaign), &id(schedule), call).await.map(|()| Value::Null))
        }
        ("POST", ["outbound", "campaigns", campaign, "schedules"]) => {
            let schedule: NewSchedule = serde_json::from_value(request["body"].clone()).ok()?;
            let start: Timestamp = schedule.start_time.parse().ok()?;
            if schedule.campaign_id != id(campaign) || start <= now() {
                return None;
            }
            Some(schedules::create(tenant, &schedule, &key(request), call).await.map(|id| json!({"id": id})))
        }
        ("POST", ["outbound", "contacts"]) => {
            let contacts: Option<Vec<Push>> =
                request["body"]["contacts"].as_array()?.iter().map(contact).collect();
            let pushed = outbound::push(tenant, &contacts?, &key(request), call).await;
            Some(pushed.map(|all| json!({"pushed": all.len(), "each": each(&all)})))
        }
        ("POST", ["analytics", ..]) => analytics_of(tenant, &request["body"], call).await,
        ("GET", ["contacts", contact]) => {
            let read = contacts::read(tenant, &id(contact), call).await;
            Some(read.map(|contact| json!({"id": contact.id, "phoneNumber": contact.phone_number()})))
        }
        ("PATCH", ["contacts", contact]) => {
            let ours =
                request["body"].as_object()?.len() == 1 && request["body"]["custom"].as_object()?.len() == 2;
            let wanted: Disposition = serde_json::from_value(request["body"]["custom"].clone()).ok()?;
            if !ours || request["headers"].get("Idempotency-Key").is_none() {
                return None;
            }
            let written = contacts::write(tenant, &id(contact), &wanted, &key(request), call).await;
            Some(written.map(|()| json!({"id": id(contact)})))
        }
        other => panic!("no endpoint for {other:?}"),
    }
}

/// One contact of a batch, as the client's own type.
fn contact(body: &Value) -> Option<Push> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Some(Push {
        number: text(&body["phone"]["phoneNumber"])?,
        do_not_call: body["dnc"]["doNotCall"].as_bool()?,
        opt_out_date: body["dnc"]["optOutDate"].as_str().and_then(|at| at.parse().ok()),
        custom_list_ids: body["customListIds"].as_array().into_iter().flatten().filter_map(text).collect(),
        existing: text(&body["existingRecordId"]),
        upsert: body["updateMode"] == "upsert",
    })
}

async fn analytics_of(tenant: &Tenant, body: &Value, call: Call) -> Option<Result<Value, Error>> {
    let time = |field: &str| body[field].as_str()?.parse().ok();
    let ids: Vec<String> = serde_json::from_value(body["filter"]["campaignId"]["in"].clone()).ok()?;
    let mut query = DetailsQuery::new(time("dateFrom")?, time("dateTo")?, ids);
    query.page_size = u32::try_from(body["pageSize"].as_u64()?).ok()?;
    let ours = body["metrics"] == json!(["callsCompleted", "callsAttempted", "connected"])
        && body["groupBy"] == json!(["campaignId"])
        && body["page"].as_u64()? > 0;
    if !ours {
        return None;
    }
    let row = |row: analytics::Row| match row.figures {
        Ok(figures) => json!({
            "campaignId": row.campaign_id, "callsCompleted": figures.completed,
            "callsAttempted": figures.attempted, "connected": figures.connected,
        }),
        Err(fault) => json!({"campaignId": row.campaign_id, "fault": fault.to_string()}),
    };
    let details = analytics::query(tenant, &query, call).await;
    Some(details.map(|details| json!({"data": details.rows.into_iter().map(row).collect::<Vec<_>>()})))
}

/// As it stands, through the one place that sends.
async fn raw(tenant: &Tenant, request: &Value) -> Result<Value, Error> {
    let path = request["path"].as_str().expect("a path");
    let job = match path {
        path if path.contains("/analytics/") => Job::ReadAnalytics,
        path if path.contains("/outbound/contacts") => Job::PushContacts,
        path if path.contains("/contacts/") => Job::WriteContact,
        _ => Job::CreateSchedule,
    };
    let mut prepared = Request::new(tenant.dialect(), job, &["placeholder"])?.json(&request["body"])?;
    prepared.path = path.into();
    if request["headers"].get("Idempotency-Key").is_some() {
        prepared = prepared.key(&key(request));
    }
    let answer = tenant.send(&prepared, &mut Call::with(Policy::ONCE)).await?;
    Ok(if answer.body.is_empty() { Value::Null } else { serde_json::from_slice(&answer.body).expect("JSON") })
}

/// What became of each contact of a batch, in a word.
fn each(pushed: &[outbound::Pushed]) -> Vec<&'static str> {
    let word = |one: &outbound::Pushed| match one {
        outbound::Pushed::Taken => "taken",
        outbound::Pushed::Conflict { .. } => "conflict",
        outbound::Pushed::NotTaken => "not taken",
        outbound::Pushed::Refused { .. } => "refused",
        outbound::Pushed::NotNow { .. } => "not now",
        outbound::Pushed::Unknown => "unknown",
    };
    pushed.iter().map(word).collect()
}

fn key(request: &Value) -> IdempotencyKey {
    let key = request["headers"]["Idempotency-Key"].as_str().expect("a key");
    IdempotencyKey::new(key).expect("a key that can be sent")
}

/// Exactly this method, path, query and body; at least these headers.
fn assert_sent(name: &str, request: &Value, seen: &Seen) {
    assert_eq!(Some(seen.method.as_str()), request["method"].as_str(), "{name}: method");
    assert!(request.get("query").is_none(), "{name}: no endpoint of ours has a query yet");
    assert_eq!(Some(seen.target.as_str()), request["path"].as_str(), "{name}: path and query");
    for (header, wanted) in request["headers"].as_object().expect("headers") {
        let sent = seen.headers.get(&header.to_ascii_lowercase());
        let sent = sent.unwrap_or_else(|| panic!("{name}: {header} is missing"));
        assert!(matches(wanted.as_str().expect("a text"), sent), "{name}: {header}: {sent}");
    }
    if let Some(form) = request.get("form") {
        let sent: serde_json::Map<String, Value> = url::form_urlencoded::parse(seen.body.as_bytes())
            .map(|(field, value)| (field.into_owned(), value.into_owned().into()))
            .collect();
        assert_eq!(&Value::Object(sent), form, "{name}: form");
    } else {
        assert_eq!(json_of(&seen.body), request["body"], "{name}: body");
    }
}

fn json_of(body: &str) -> Value {
    if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("JSON") }
}

/// `<token>` is served and sent literally; every other placeholder stands for any text.
fn matches(wanted: &str, sent: &str) -> bool {
    match wanted.split_once("<any-") {
        Some((before, rest)) => {
            let after = rest.split_once('>').map_or("", |(_, after)| after);
            sent.len() > before.len() + after.len() && sent.starts_with(before) && sent.ends_with(after)
        }
        None => wanted == sent,
    }
}

fn served(answer: &Value) -> Reply {
    let headers = answer["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned()));
    let body = answer.get("body").map(|body| body.to_string().replace(r#""<any-count>""#, "2"));
    Reply::Answer {
        status: u16::try_from(answer["status"].as_u64().expect("a status")).expect("a status"),
        headers: headers.collect(),
        body: body.unwrap_or_default(),
    }
}

fn assert_understood(name: &str, answer: &Value, outcome: Result<Value, Error>) {
    let error = match (answer["status"].as_u64().expect("a status"), outcome) {
        (200..=299, Ok(understood)) => return assert_read(name, answer, &understood),
        (200..=299, Err(error))
            if name == "schedules/create-without-id"
                || (name.starts_with("contacts/") && answer["body"]["id"].is_null()) =>
        {
            let read = name.starts_with("contacts/") && error.code() == "unreadable_answer";
            return assert!(read || error.may_have_happened(), "{name}: {error:?}");
        }
        (200..=299, Err(error)) if name == "analytics/without-data" => {
            return assert_eq!(error.code(), "unreadable_answer", "{name}");
        }
        // It says of each contact of the batch what became of it.
        (409, Ok(understood)) if name == "outbound/push-conflict-named" => {
            return assert_eq!(understood["each"], json!(["not taken", "conflict"]), "{name}");
        }
        (_, Err(error)) => error,
        (status, Ok(understood)) => panic!("{name}: {status} was understood as {understood}"),
    };
    let code = match answer["status"].as_u64().expect("a status") {
        401 => "credentials_refused",
        403 => "scope_missing",
        404 if name.starts_with("campaigns/") => "capability_absent",
        404 => "not_found",
        405 => "capability_absent",
        409 => "conflict",
        400 | 413 | 415 | 422 => "rejected",
        429 => "rate_limited",
        408 | 500..=599 => "tenant_unavailable",
        status => panic!("{name}: {status} has no meaning in the contract"),
    };
    assert_eq!(error.code(), code, "{name}: {error:?}");
    if let Some(scope) = answer["body"]["missingScopes"][0].as_str() {
        assert!(error.to_string().contains(scope), "{name}: {error}");
    }
    if let Error::RateLimited { until } = error {
        let waits = match answer["headers"]["Retry-After"].as_str().expect("a header") {
            "Mon, 23 Nov 2026 08:00:20 GMT" => Some(20),
            text => text.parse::<i64>().ok().filter(|seconds| *seconds > 0),
        };
        assert_eq!(until, waits.map(|seconds| now() + SignedDuration::from_secs(seconds)), "{name}");
    }
}

fn assert_read(name: &str, answer: &Value, understood: &Value) {
    let fault = match name {
        "analytics/metric-missing" => "callsAttempted is missing",
        "analytics/metric-negative" => "callsCompleted is negative",
        "analytics/metric-no-number" => "callsCompleted is not a whole number",
        _ => "",
    };
    if !fault.is_empty() {
        return assert_eq!(understood["data"][0]["fault"], fault, "{name}");
    }
    let Reply::Answer { body, .. } = served(answer) else { unreachable!("exchanges are whole") };
    let body = json_of(&body);
    if name.starts_with("contacts/") {
        let number = body["phone"]["phoneNumber"].as_str();
        return assert!(
            (body.is_null() || understood["id"] == body["id"])
                && (understood.get("phoneNumber").is_none() || understood["phoneNumber"].as_str() == number),
            "{name}: {understood}"
        );
    }
    for field in ["id", "campaigns", "schedules", "data"] {
        assert_eq!(understood.get(field), body.get(field), "{name}: {field}");
    }
}

fn now() -> Timestamp {
    NOW.parse().expect("a time")
}
