//! The door's limits, seen from the peer's side of a real socket.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use callboard_clock::{Clock, ManualClock};
use callboard_http::{HangUp, HostRule, Limits, TlsIdentity, allow_body, bind, only_hosts, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

struct Opened {
    address: SocketAddr,
    closing: CancellationToken,
    door: JoinHandle<()>,
}

async fn open(router: Router, limits: Limits, clock: Clock, tls: Option<TlsIdentity>) -> Opened {
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let closing = CancellationToken::new();
    let door = tokio::spawn(serve(listener, router, limits, tls, clock, closing.clone()));
    Opened { address, closing, door }
}

fn manual() -> Arc<ManualClock> {
    ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap())
}

fn pages() -> Router {
    Router::new()
        .route("/", get(|| async { "here" }))
        .route("/read", post(|body: Bytes| async move { body.len().to_string() }))
}

async fn due_in(clock: &ManualClock, due: Duration) {
    while clock.next_due() != Some(due) {
        tokio::task::yield_now().await;
    }
}

/// Lets the clock go on, a little at a time, until this is done; answers when it was.
async fn passing<T>(clock: &Arc<ManualClock>, work: impl Future<Output = T>) -> (T, Duration) {
    tokio::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return (done, clock.clock().monotonic()),
            () = tokio::task::yield_now() => clock.advance(Duration::from_millis(10)),
        }
    }
}

/// A limit of a minute, and what the sockets of this machine take to tell of it.
fn about_a_minute(at: Duration) -> bool {
    (Duration::from_mins(1)..Duration::from_secs(90)).contains(&at)
}

async fn say(address: SocketAddr, text: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(text.as_bytes()).await.unwrap();
    socket
}

async fn hear(socket: &mut TcpStream) -> String {
    let mut heard = String::new();
    socket.read_to_string(&mut heard).await.unwrap();
    heard
}

#[tokio::test]
async fn a_head_that_does_not_end_is_cut_after_its_time() {
    let clock = manual();
    let opened = open(pages(), Limits::default(), clock.clock(), None).await;
    let mut socket = say(opened.address, "GET / HTTP/1.1\r\nHos").await;
    due_in(&clock, Duration::from_secs(10)).await;
    clock.advance(Duration::from_secs(10));
    assert_eq!(hear(&mut socket).await, "", "the connection ends without an answer");
}

#[tokio::test]
async fn a_connection_may_rest_between_requests_and_no_longer() {
    let clock = manual();
    let opened = open(pages(), Limits::default(), clock.clock(), None).await;
    let mut socket = say(opened.address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let mut answer = vec![0; 1024];
    let read = socket.read(&mut answer).await.unwrap();
    assert!(answer[..read].ends_with(b"here"), "the first request is answered");
    let (read, at) = passing(&clock, socket.read(&mut answer)).await;
    assert!(read.unwrap() == 0 && about_a_minute(at), "a minute of rest ends it, not {at:?}");
}

#[tokio::test]
async fn a_body_that_does_not_end_is_answered_408() {
    let clock = manual();
    let opened = open(pages(), Limits::default(), clock.clock(), None).await;
    let mut socket =
        say(opened.address, "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc").await;
    due_in(&clock, Duration::from_secs(10)).await;
    clock.advance(Duration::from_secs(10));
    assert!(hear(&mut socket).await.starts_with("HTTP/1.1 408"), "the peer is told that it was too slow");
}

#[tokio::test]
async fn an_answer_before_the_body_was_read_says_that_the_connection_closes() {
    let opened = open(pages(), Limits::default(), Clock::system(), None).await;
    let head = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    let answer = hear(&mut say(opened.address, head).await).await;
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("connection: close"), "{answer}");
    let two = "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answers = hear(&mut say(opened.address, two).await).await;
    assert_eq!(answers.matches("connection: close").count(), 1, "only what was asked for: {answers}");
    assert!(answers.ends_with("here"), "{answers}");
}

#[tokio::test]
async fn a_handler_that_never_answers_is_503() {
    let clock = manual();
    let begun = Arc::new(Notify::new());
    let begins = Arc::clone(&begun);
    let never = move || {
        begins.notify_one();
        std::future::pending::<&'static str>()
    };
    let router = Router::new().route("/", get(never));
    let opened = open(router, Limits::default(), clock.clock(), None).await;
    let mut socket = say(opened.address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    begun.notified().await;
    let (answer, at) = passing(&clock, hear(&mut socket)).await;
    assert!(
        answer.starts_with("HTTP/1.1 503") && about_a_minute(at),
        "the peer does not wait for ever: {at:?}"
    );
}

#[tokio::test]
async fn a_peer_that_does_not_read_is_cut() {
    struct TellsWhenDropped(Arc<Notify>);
    impl Drop for TellsWhenDropped {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let clock = manual();
    let dropped = Arc::new(Notify::new());
    let told = Arc::clone(&dropped);
    let endless = move || {
        let guard = TellsWhenDropped(Arc::clone(&told));
        let chunks = futures_util::stream::repeat_with(move || {
            let _kept = &guard;
            Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 16_384]))
        });
        async move { Body::from_stream(chunks) }
    };
    let opened = open(Router::new().route("/", get(endless)), Limits::default(), clock.clock(), None).await;
    let _deaf = say(opened.address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    due_in(&clock, Duration::from_secs(10)).await;
    clock.advance(Duration::from_secs(10));
    dropped.notified().await; // hangs, and so fails, where the stream is kept for ever
}

#[tokio::test]
async fn two_thousand_silent_sockets_do_not_stop_an_honest_request() {
    let limits = Limits { connections: 64, ..Limits::default() };
    let opened = open(pages(), limits, Clock::system(), None).await;
    let mut silent = Vec::new();
    for _ in 0..2_000 {
        silent.push(TcpStream::connect(opened.address).await.unwrap());
    }
    let answer = reqwest::get(format!("http://{}/", opened.address)).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "here", "the one that rested longest made room");
}

#[tokio::test]
async fn bodies_that_do_not_end_make_room_where_all_seats_are_taken() {
    let clock = manual();
    let limits = Limits { connections: 8, ..Limits::default() };
    let opened = open(pages(), limits, clock.clock(), None).await;
    let head = "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{";
    let mut slow = Vec::new();
    for _ in 0..8 {
        slow.push(say(opened.address, head).await);
    }
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut honest = say(opened.address, request).await;
    let (heard, at) = passing(&clock, hear(&mut honest)).await;
    assert!(heard.ends_with("here"), "{heard}");
    assert!(at < Duration::from_secs(9), "long before a body is overdue: {at:?}");
}

#[tokio::test]
async fn an_oversize_body_is_413_whether_it_says_its_length_or_not() {
    let opened = open(pages(), Limits::default(), Clock::system(), None).await;
    let url = format!("http://{}/read", opened.address);
    let client = reqwest::Client::new();
    let largest = client.post(&url).body(vec![b'x'; 256 * 1024]).send().await.unwrap();
    assert_eq!(largest.text().await.unwrap(), "262144", "the limit itself is allowed");
    let said = client.post(&url).body(vec![b'x'; 256 * 1024 + 1]).send().await.unwrap();
    assert_eq!(said.status(), 413, "one byte more is not");
    let mut socket =
        say(opened.address, "POST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            .await;
    socket.write_all(b"40001\r\n").await.unwrap();
    socket.write_all(&vec![b'x'; 0x40001]).await.unwrap();
    let mut status = [0; 12];
    socket.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 413", "a chunked body is counted as it comes");
}

#[tokio::test]
async fn a_body_whose_length_is_said_in_two_ways_is_refused_and_the_connection_ends() {
    let opened = open(pages(), Limits::default(), Clock::system(), None).await;
    let body = "3\r\nabc\r\n0\r\n\r\n";
    for framing in [
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity, chunked",
    ] {
        let head = format!("POST /read HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n{body}");
        let mut answer = String::new();
        say(opened.address, &head).await.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{framing}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "nothing follows on it: {answer}");
    }
    let head = format!(
        "POST /read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: Chunked\r\n\r\n{body}"
    );
    let mut answer = String::new();
    say(opened.address, &head).await.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with('3'), "{answer}");
}

#[tokio::test]
async fn a_route_may_be_allowed_more_than_the_rest() {
    let files = Router::new().route("/files", post(|body: Bytes| async move { body.len().to_string() }));
    let router = pages().merge(allow_body(files, 4 << 20, Duration::from_mins(1)));
    let opened = open(router, Limits::default(), Clock::system(), None).await;
    let client = reqwest::Client::new();
    let body = vec![b'x'; 3 << 20];
    let file =
        client.post(format!("http://{}/files", opened.address)).body(body.clone()).send().await.unwrap();
    assert_eq!(file.text().await.unwrap(), "3145728", "axum's own 2 MB do not apply either");
    let other = client.post(format!("http://{}/read", opened.address)).body(body).send().await;
    // The door may answer and close while we are still sending.
    assert!(other.map_or(true, |answer| answer.status() == 413), "the rest keeps its limit");
}

#[tokio::test]
async fn a_foreign_host_is_refused_and_a_missing_one_too() {
    let opened =
        open(only_hosts(pages(), HostRule::loopback()), Limits::default(), Clock::system(), None).await;
    for (host, status) in [("Host: evil.example\r\n", 421), ("", 400), ("Host: localhost:1\r\n", 200)] {
        let request = format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n");
        let mut socket = say(opened.address, &request).await;
        let heard = hear(&mut socket).await;
        assert!(heard.starts_with(&format!("HTTP/1.1 {status}")), "{host:?} is answered {status}: {heard}");
    }
}

#[tokio::test]
async fn closing_lets_what_has_begun_finish_and_takes_nothing_new() {
    let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&finish));
    let slow = move || {
        let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
        async move {
            tell.notify_one();
            wait.notified().await;
            "finished"
        }
    };
    let opened = open(Router::new().route("/", get(slow)), Limits::default(), Clock::system(), None).await;
    let _silent = TcpStream::connect(opened.address).await.unwrap();
    let asked = tokio::spawn(reqwest::get(format!("http://{}/", opened.address)));
    begun.notified().await;
    opened.closing.cancel();
    while TcpStream::connect(opened.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    finish.notify_one();
    let answer = asked.await.unwrap().unwrap();
    assert_eq!(answer.text().await.unwrap(), "finished", "the request had begun before the door closed");
    opened.door.await.unwrap(); // hangs where the silent socket is waited for
}

#[tokio::test]
async fn closing_does_not_wait_longer_than_the_drain() {
    let clock = manual();
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let stuck = move || {
        tell.notify_one();
        std::future::pending::<&'static str>()
    };
    let limits = Limits { drain: Duration::from_secs(3), ..Limits::default() };
    let opened = open(Router::new().route("/", get(stuck)), limits, clock.clock(), None).await;
    let mut socket = say(opened.address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    begun.notified().await;
    opened.closing.cancel();
    due_in(&clock, Duration::from_secs(3)).await;
    clock.advance(Duration::from_secs(3));
    opened.door.await.unwrap();
    assert_eq!(hear(&mut socket).await, "", "what did not end in time was cut off");
}

#[tokio::test]
async fn hanging_up_resets_the_connection() {
    let opened =
        open(Router::new().route("/", get(|| async { HangUp })), Limits::default(), Clock::system(), None)
            .await;
    let mut socket = say(opened.address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let ended = socket.read(&mut [0; 16]).await;
    assert_eq!(ended.unwrap_err().kind(), ErrorKind::ConnectionReset, "not an orderly end");
}

#[tokio::test]
async fn with_an_identity_the_door_speaks_tls() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let pem = made.cert.pem();
    let identity =
        TlsIdentity::from_pem(pem.as_bytes(), made.signing_key.serialize_pem().as_bytes()).unwrap();
    let opened = open(pages(), Limits::default(), Clock::system(), Some(identity)).await;
    let trusted = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client = reqwest::Client::builder().tls_certs_only([trusted]).build().unwrap();
    let url = format!("https://localhost:{}/", opened.address.port());
    assert_eq!(client.get(url).send().await.unwrap().text().await.unwrap(), "here");
    let plain = reqwest::get(format!("http://{}/", opened.address)).await;
    assert!(plain.is_err(), "the same port answers nobody in the clear");
}

#[test]
fn an_identity_without_its_parts_is_refused_by_name() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let refused = TlsIdentity::from_pem(b"", made.signing_key.serialize_pem().as_bytes()).unwrap_err();
    assert_eq!(refused.to_string(), "the certificate file holds no certificate");
    let refused = TlsIdentity::from_pem(made.cert.pem().as_bytes(), b"nonsense").unwrap_err();
    assert_eq!(refused.to_string(), "the key is not a PEM private key");
}
