//! Every literal exchange of `tests/contract/` (its README says how they are read).

use std::path::{Path, PathBuf};
use std::time::Duration;

use callboard_simulator::{ALL_SCOPES, Campaign, Contact, Settings};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::tenant::{NOW, Tenant};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    name: String,
    #[serde(rename = "says")]
    _says: String,
    given: Given,
    request: Asked,
    answer: Expected,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Given {
    now: Option<String>,
    campaigns: Option<Vec<Campaign>>,
    schedules: Map<String, Value>,
    token: Option<String>,
    scopes: Option<String>,
    expires_in: Option<Value>,
    keys: Option<Value>,
    absent: Option<Value>,
    contacts: Option<Map<String, Value>>,
    contact_update: Option<Value>,
    batch_answer: Option<Value>,
    rate_limit: Option<u32>,
    earlier: Vec<Asked>,
    faults: Vec<callboard_simulator::Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    method: String,
    path: String,
    #[serde(default)]
    query: Map<String, Value>,
    headers: Map<String, Value>,
    body: Option<Value>,
    form: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    status: u16,
    headers: Map<String, Value>,
    body: Option<Value>,
}

#[tokio::test]
async fn every_exchange_of_the_contract_is_answered_as_written() {
    let mut wrong = Vec::new();
    let files = files();
    for file in &files {
        let exchange: Exchange = serde_json::from_slice(&std::fs::read(file).unwrap())
            .unwrap_or_else(|error| panic!("{} is no exchange: {error}", file.display()));
        let place = format!("{}.json", exchange.name);
        assert!(file.ends_with(&place), "{} calls itself {}", file.display(), exchange.name);
        if let Err(difference) = act_out(&exchange).await {
            wrong.push(format!("{}: {difference}", exchange.name));
        }
    }
    assert!(files.len() >= 120, "the exchanges were found ({} of them)", files.len());
    assert!(wrong.is_empty(), "answered otherwise than written:\n{}", wrong.join("\n"));
}

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/contract");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folders
        .filter(|path| path.is_dir())
        .flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

async fn act_out(exchange: &Exchange) -> Result<(), String> {
    let tenant = tenant_of(&exchange.given).await;
    let mut ids = Vec::new();
    for earlier in &exchange.given.earlier {
        let (status, _, body) = send(&tenant, earlier).await;
        assert!((200..300).contains(&status), "an earlier request is answered {status}: {body}");
        ids.push(body["id"].as_str().unwrap_or_default().to_owned());
    }
    for fault in &exchange.given.faults {
        tenant.running.faults().add(fault.clone());
    }
    let (status, headers, body) = send(&tenant, &exchange.request).await;
    let expected = &exchange.answer;
    if status != expected.status {
        return Err(format!("status {status} instead of {}, saying {body}", expected.status));
    }
    for (name, value) in &expected.headers {
        let given = headers.get(name).and_then(|given| given.to_str().ok()).unwrap_or_default();
        let parameters = name.eq_ignore_ascii_case("content-type");
        let given = if parameters { given.split(';').next().unwrap_or_default() } else { given };
        if value != given {
            return Err(format!("header {name} is {given:?} instead of {value}"));
        }
    }
    expected.body.as_ref().map_or(Ok(()), |expected| same(expected, &body, &ids))
}

async fn tenant_of(given: &Given) -> Tenant {
    let now = given.now.as_deref().unwrap_or(NOW);
    let mut settings = Settings { rate_limit: given.rate_limit, ..Settings::default() };
    if let Some(keys) = &given.keys {
        settings.keys = serde_json::from_value(keys.clone()).unwrap();
    }
    if let Some(answered) = &given.batch_answer {
        settings.batch_answer = serde_json::from_value(answered.clone()).unwrap();
    }
    if let Some(answered) = &given.contact_update {
        settings.contact_update = serde_json::from_value(answered.clone()).unwrap();
    }
    settings.contacts_on_demand = given.contacts.is_none();
    if let Some(expires_in) = &given.expires_in {
        settings.expires_in = serde_json::from_value(expires_in.clone()).unwrap();
    }
    if let Some(absent) = &given.absent {
        settings.absent = serde_json::from_value(absent.clone()).unwrap();
    }
    let expired = given.token.as_deref() == Some("expired");
    let life = Duration::from_hours(1);
    let begin = now.parse::<jiff::Timestamp>().unwrap()
        - jiff::SignedDuration::try_from(if expired { life } else { Duration::ZERO }).unwrap();
    let mut tenant = Tenant::at(&begin.to_string(), |builder| {
        let builder = builder.settings(settings);
        match &given.campaigns {
            Some(campaigns) => builder.campaigns(campaigns.clone()),
            None => builder,
        }
    })
    .await;
    tenant.token = tenant.running.issue_token(given.scopes.as_deref().unwrap_or(&ALL_SCOPES.join(" ")));
    match given.token.as_deref() {
        Some("unknown") => tenant.running.revoke_tokens(),
        Some("expired") => tenant.clock.advance(life),
        _ => {}
    }
    assert!(tenant.running.put_contacts(contacts_of(given)), "the contacts are sound");
    for (campaign, windows) in &given.schedules {
        for window in windows.as_array().unwrap() {
            tenant.running.place_window(campaign, window).unwrap();
        }
    }
    tenant
}

fn contacts_of(given: &Given) -> Vec<Contact> {
    let listed = given.contacts.iter().flatten().map(|(id, fields)| {
        let mut contact = fields.clone();
        contact["id"] = Value::String(id.clone());
        serde_json::from_value(contact).unwrap()
    });
    listed.collect()
}

async fn send(tenant: &Tenant, asked: &Asked) -> (u16, reqwest::header::HeaderMap, Value) {
    let method = Method::from_bytes(asked.method.as_bytes()).unwrap();
    let query: Vec<_> =
        asked.query.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
    let question = if query.is_empty() { "" } else { "?" };
    let path = format!("{}{question}{}", asked.path, query.join("&"));
    let mut request = tenant.http.request(method, format!("{}{path}", tenant.running.base_url()));
    for (name, value) in &asked.headers {
        let value = value.as_str().unwrap().replace("<token>", &tenant.token);
        request = request.header(name, value.replace("<any-", "any-"));
    }
    if let Some(body) = &asked.body {
        request = request.body(body.to_string());
    }
    if let Some(form) = &asked.form {
        let fields = form.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap()));
        request = request.body(fields.collect::<Vec<_>>().join("&").replace(' ', "+"));
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    (status, headers, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// Whether `given` holds all that is `expected`.
fn same(expected: &Value, given: &Value, ids: &[String]) -> Result<(), String> {
    let differs = || Err(format!("{given} instead of {expected}"));
    match (expected, given) {
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .try_for_each(|(name, value)| same(value, &given[name], ids).map_err(|e| format!("{name}: {e}"))),
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            wanted.iter().zip(found).try_for_each(|(wanted, found)| same(wanted, found, ids))
        }
        (Value::String(placeholder), given) if placeholder.starts_with('<') => {
            let is_text = given.as_str().is_some_and(|text| !text.is_empty());
            let fits = match placeholder.as_str() {
                "<any-count>" => given.is_u64(),
                "<any-token>" | "<any-id>" | "<any-text>" => is_text,
                other => {
                    let number = other.strip_prefix("<id-of-earlier-").and_then(|n| n.strip_suffix('>'));
                    given == &ids[number.unwrap().parse::<usize>().unwrap() - 1]
                }
            };
            if fits { Ok(()) } else { differs() }
        }
        _ if expected == given => Ok(()),
        _ => differs(),
    }
}
