//! Promise 15: no secret and no full phone number in a log, an error, a Debug. The tenant echoes everything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use std::io::Write;
use std::sync::Arc;

use super::stand::{Reply, Stand, reply};
use crate::retry::Policy;
use crate::{Call, ConnectionSettings, Tenant, TokenStyle, campaigns};

const SECRET: &str = "s3cret/canary+ÿ";
const TOKEN: &str = "t0ken-canary";
const NUMBER: &str = "+14155550123";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn assert_clean(text: &str) {
    let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = STANDARD.encode(format!("demo:{SECRET}"));
    let inner = &basic[8..basic.len() - 4];
    for canary in [SECRET, &form, inner, "canary", TOKEN, NUMBER, "4155550123", "555-0123"] {
        assert!(!text.contains(canary), "{canary} in: {text}");
    }
}

async fn said_by(tenant: &Tenant) -> String {
    let outcome = campaigns::list(tenant, Call::with(Policy::ONCE)).await;
    let error = outcome.expect_err("this tenant says no to everything");
    format!("{error} {error:?} {} {tenant:?} {:?}", error.hint(), tenant.health())
}

#[tokio::test]
async fn a_tenant_that_echoes_everything_gives_nothing_away() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    // For the whole process: a subscriber of one thread misses lines whose place another thread passed first.
    tracing::subscriber::set_global_default(subscriber).expect("no other test of this crate sets one");

    // The secret also where nothing announces it, and in the spellings of JSON, forms, HTTP Basic and a page.
    let echo = |seen: &super::stand::Seen| {
        let auth = seen.headers.get("authorization").cloned().unwrap_or_default();
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let basic = STANDARD.encode(format!("{}:{SECRET}", "demo"));
        format!(
            r#"{{"message":"you sent {} and {auth}; call {NUMBER} or 415-555-0123. It is {SECRET}, {form}, {basic}, s3cret\/canary+\u00ff."}}"#,
            seen.body.replace('"', "'")
        )
    };
    for status in [400, 401, 403, 404, 409, 422, 500] {
        for style in [TokenStyle::Form, TokenStyle::Basic, TokenStyle::Json] {
            let refusing = Stand::start(move |seen, _| reply(status, &echo(seen))).await;
            let settings = ConnectionSettings { token_style: style, ..refusing.settings() };
            assert_clean(&said_by(&refusing.tenant_with(&settings, SECRET)).await);
        }
        let granting = Stand::start(move |seen, _| match seen.target.as_str() {
            "/oauth/token" => reply(200, &format!(r#"{{"access_token":"{TOKEN}","expires_in":3600}}"#)),
            _ => reply(status, &echo(seen)),
        })
        .await;
        assert_clean(&said_by(&granting.tenant_with(&granting.settings(), SECRET)).await);
    }
    let resetting = Stand::start(|_, _| Reply::Reset).await;
    assert_clean(&said_by(&resetting.tenant_with(&resetting.settings(), SECRET)).await);

    let logged = String::from_utf8(log.0.lock().clone()).expect("text");
    assert!(logged.contains("the tenant was asked"), "the log was really captured: {logged}");
    assert_clean(&logged);
}
