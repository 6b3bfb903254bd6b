//! The HTTP door: whom it lets in, what it takes, what it gives, and what it leaves behind.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_tests::{Answer, Office, Program};
use reqwest::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

struct Visitor {
    office: Office,
    serve: Program,
    http: Client,
}

impl Visitor {
    async fn arrive() -> Self {
        let office = Office::open().await;
        let serve = office.serve();
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { office, serve, http }
    }

    fn token(&self) -> String {
        let door = std::fs::read(self.office.data().join("door.json")).unwrap();
        serde_json::from_slice::<Value>(&door).unwrap()["token"].as_str().unwrap().to_owned()
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.serve.door()))
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.serve.door()))
    }

    /// A harmless question.
    fn question(&self) -> RequestBuilder {
        self.post("/rpc").json(&json!({ "command": "settings.show", "args": {} }))
    }

    /// Comes in by the ticket that was printed at the start.
    async fn redeem(&self, url: &str) -> Response {
        self.http.get(url).send().await.unwrap()
    }

    /// `callboard=…`, of the first ticket.
    async fn cookie(&self) -> String {
        let answer = self.redeem(self.serve.first["http"].as_str().unwrap()).await;
        let set = answer.headers()[SET_COOKIE].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_in_without_a_token() {
    let visitor = Visitor::arrive().await;
    for request in [
        visitor.question(),
        visitor.get("/events"),
        visitor.post("/files").body("x"),
        visitor.post("/ticket"),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{}", answer.url());
        let error: Value = answer.json().await.unwrap();
        assert_eq!(error["code"], "unauthorized");
    }
    assert_eq!(status(visitor.question().bearer_auth("wrong")).await, 401);
    assert_eq!(status(visitor.question().bearer_auth(visitor.token())).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_goes_by_its_own_name_only() {
    let visitor = Visitor::arrive().await;
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example"] {
        let asked = visitor.question().bearer_auth(visitor.token()).header(HOST, host);
        assert_eq!(status(asked).await, 421, "{host}: a page whose name was pointed here says its own name");
    }
    assert_eq!(status(visitor.get("/").header(HOST, "evil.example")).await, 421, "the pages too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_lets_one_browser_in_once() {
    let visitor = Visitor::arrive().await;
    let url = visitor.serve.first["http"].as_str().unwrap().to_owned();
    let first = visitor.redeem(&url).await;
    assert_eq!(first.status(), 303);
    assert_eq!(first.headers()["location"], "/", "the ticket goes out of the address");
    let set = first.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(flag), "{flag} in {set}");
    }
    let second = visitor.redeem(&url).await;
    assert!(second.headers().get(SET_COOKIE).is_none(), "a ticket that was seen by another opens nothing");
    let made_up = visitor.redeem(&format!("{}/?ticket=0123", visitor.serve.door())).await;
    assert!(made_up.headers().get(SET_COOKIE).is_none());
    // Whoever may read the data folder may ask for another.
    let fresh = visitor.office.done(&["ticket"]);
    let again = visitor.redeem(fresh["http"].as_str().unwrap()).await;
    assert!(again.headers().get(SET_COOKIE).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_cookie_opens_nothing_for_a_foreign_page() {
    let visitor = Visitor::arrive().await;
    let cookie = visitor.cookie().await;
    let own = visitor.serve.door().to_owned();
    let from = |origin: &str| visitor.question().header(COOKIE, &cookie).header(ORIGIN, origin);
    assert_eq!(status(from(&own)).await, 200);
    for foreign in ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"] {
        assert_eq!(status(from(foreign)).await, 401, "{foreign}");
    }
    assert_eq!(
        status(visitor.question().header(COOKIE, &cookie)).await,
        401,
        "a change says where it comes from"
    );
    let preflight = visitor.http.request(reqwest::Method::OPTIONS, format!("{own}/rpc"));
    let answer = preflight.header(ORIGIN, "http://evil.example").send().await.unwrap();
    assert!(answer.headers().get("access-control-allow-origin").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_up_as_a_stream_and_a_report_comes_down() {
    let visitor = Visitor::arrive().await;
    let token = visitor.token();
    let call = async |command: &str, args: Value| -> Value {
        let body = json!({ "command": command, "args": args });
        let answer = visitor.post("/rpc").bearer_auth(&token).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{command}");
        answer.json().await.unwrap()
    };
    let csv = "id,phone,zone\na,+493023125001,Europe/Berlin\nb,nonsense,\n";
    let up = visitor.post("/files").bearer_auth(&token).body(csv).send().await.unwrap();
    let up: Value = up.json().await.unwrap();
    let set = call("contacts.import", json!({ "file": up["file_id"], "name": "a.csv" })).await;
    assert_eq!((&set["placed"], &set["invalid"]), (&1.into(), &1.into()), "{set}");
    let made = call("contacts.refused_export", json!({ "set": set["id"] })).await;
    let path = format!("/files/{}?name=refused.csv", made["file"].as_str().unwrap());
    let down = visitor.get(&path).bearer_auth(&token).send().await.unwrap();
    assert_eq!(down.headers()["x-content-type-options"], "nosniff");
    assert!(down.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let text = down.text().await.unwrap();
    assert!(text.lines().count() == 2 && text.contains('3'), "the header and line 3: {text}");
    assert_eq!(status(visitor.get(&path)).await, 401);
    assert_eq!(status(visitor.get("/files/..%2Fcallboard.db").bearer_auth(&token)).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_is_told_to_whoever_listens() {
    let visitor = Visitor::arrive().await;
    let token = visitor.token();
    let mut events = visitor.get("/events").bearer_auth(&token).send().await.unwrap();
    assert!(events.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/event-stream"));
    visitor.office.done(&["settings", "set", "run.poll_seconds", "60"]);
    let heard = async {
        let mut text = String::new();
        while let Some(chunk) = events.chunk().await.unwrap() {
            text += &String::from_utf8_lossy(&chunk);
            let frames = text.lines().filter_map(|line| line.strip_prefix("data:"));
            let events = frames.filter_map(|frame| serde_json::from_str::<Vec<Value>>(frame).ok()).flatten();
            let mut changes = events.filter(|event| event["event"] == "changed");
            if changes.any(|change| change["topics"].as_array().unwrap().contains(&json!("settings"))) {
                return true;
            }
        }
        false
    };
    // Only so that a door that says nothing fails the test rather than holding it for ever.
    let heard = Clock::system().timeout(Duration::from_mins(1), heard).await;
    assert_eq!(heard, Ok(true), "a list of events with the topic that changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_too_large_or_no_call_is_refused() {
    let visitor = Visitor::arrive().await;
    let token = visitor.token();
    // Only its head is sent: it is refused by what it says that it will bring.
    let door = visitor.serve.door().strip_prefix("http://").unwrap().to_owned();
    let large = format!(
        "POST /rpc HTTP/1.1\r\nHost: {door}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        9 << 20
    );
    let mut socket = TcpStream::connect(&door).await.unwrap();
    socket.write_all(large.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    let call = |body: String| {
        visitor.post("/rpc").bearer_auth(&token).header(CONTENT_TYPE, "application/json").body(body)
    };
    assert_eq!(status(call("{".to_owned())).await, 400);
    assert_eq!(status(call(r#"{"command":"nothing.there"}"#.to_owned())).await, 404);
    assert_eq!(status(call(r#"{"command":"run.show","args":{"id":7}}"#.to_owned())).await, 400);
    assert_eq!(status(visitor.question().bearer_auth(&token)).await, 200, "the next honest call is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn door_json_is_the_owners_alone_and_goes_with_the_door() {
    let visitor = Visitor::arrive().await;
    let path = visitor.office.data().join("door.json");
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.clone()), 0o600);
    assert_eq!(mode(visitor.office.data()), 0o700);
    assert_eq!(mode(visitor.office.database()), 0o600);
    assert_eq!(visitor.serve.stop(), Some(0));
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_serve_is_refused_and_one_after_a_crash_is_not() {
    let visitor = Visitor::arrive().await;
    let second = visitor.office.ask(&["serve", "--http", "127.0.0.1:0"]);
    let words = second.refused_with(5);
    assert!(words.contains("already running"), "{words}");
    let people = Answer::of(visitor.office.callboard().args(["serve"]), "");
    assert!(people.code == 5 && people.stderr.contains("already running"), "{people:?}");
    assert_eq!(status(visitor.question().bearer_auth(visitor.token())).await, 200, "the first goes on");

    let old_token = visitor.token();
    visitor.serve.kill();
    assert!(visitor.office.data().join("door.json").exists(), "a crash removes nothing");
    visitor.office.done(&["status"]);
    let again = visitor.office.serve();
    let asked = visitor
        .http
        .post(format!("{}/rpc", again.door()))
        .json(&json!({"command":"settings.show","args":{}}));
    assert_eq!(status(asked.bearer_auth(old_token)).await, 401, "the old token went with its process");
    assert_eq!(again.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_opens_on_loopback_only() {
    let office = Office::open().await;
    let refused = office.ask(&["serve", "--http", "0.0.0.0:0"]).refused_with(2);
    assert!(refused.contains("loopback"), "{refused}");
}
