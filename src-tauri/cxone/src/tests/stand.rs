use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, ManualClock};
use secrecy::SecretString;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::{ConnectionSettings, Tenant};

pub(crate) const NOW: &str = "2026-11-23T08:00:00Z";
pub(crate) const TOKEN_PATH: &str = "/oauth/token";

/// A tenant that answers as its script says, and remembers what it was asked.
pub(crate) struct Stand {
    pub(crate) base: String,
    pub(crate) manual: Arc<ManualClock>,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

/// One request as it stood on the wire; header names in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

pub(crate) enum Reply {
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// The connection ends without a word.
    Reset,
    /// The connection ends in the middle of the body.
    Cut {
        status: u16,
    },
}

pub(crate) fn reply(status: u16, body: &str) -> Reply {
    Reply::Answer { status, headers: Vec::new(), body: body.to_owned() }
}

pub(crate) fn slow_down(retry_after: &str) -> Reply {
    let headers = vec![("Retry-After".to_owned(), retry_after.to_owned())];
    Reply::Answer { status: 429, headers, body: String::new() }
}

/// The n-th token (from 1) is `token-n`; it lives an hour.
pub(crate) fn granted(n: usize) -> Reply {
    reply(200, &format!(r#"{{"access_token":"token-{n}","expires_in":3600}}"#))
}

type Script = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

impl Stand {
    /// `script` is given each request and how many to the same path came so far, this one included.
    pub(crate) async fn start(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen("http", None, Arc::new(script)).await
    }

    /// Over TLS, as `https://localhost`; tokens are granted without asking the script.
    pub(crate) async fn secured(
        tls: ServerConfig,
        script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let tls = Some(TlsAcceptor::from(Arc::new(tls)));
        let script =
            move |seen: &Seen, n| if seen.target == TOKEN_PATH { granted(n) } else { script(seen, n) };
        Self::listen("https", tls, Arc::new(script)).await
    }

    async fn listen(scheme: &str, tls: Option<TlsAcceptor>, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let port = listener.local_addr().expect("it is bound").port();
        let host = if tls.is_some() { "localhost" } else { "127.0.0.1" };
        let base = format!("{scheme}://{host}:{port}");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(accept(listener, tls, script, Arc::clone(&seen)));
        Self { base, manual: ManualClock::starting_at(NOW.parse().expect("a time")), seen, task }
    }

    /// As `start`, but tokens are granted without asking the script.
    pub(crate) async fn granting(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(move |seen, n| if seen.target == TOKEN_PATH { granted(n) } else { script(seen, n) }).await
    }

    pub(crate) fn settings(&self) -> ConnectionSettings {
        ConnectionSettings {
            name: "stand".into(),
            base_url: self.base.clone(),
            client_id: "demo".into(),
            rate_limit: 0,
            ..Default::default()
        }
    }

    pub(crate) fn tenant(&self) -> Tenant {
        self.tenant_with(&self.settings(), "demo-secret")
    }

    pub(crate) fn tenant_with(&self, settings: &ConnectionSettings, secret: &str) -> Tenant {
        let secret = Arc::new(SecretString::from(secret.to_owned()));
        Tenant::new(settings, secret, self.manual.clock(), Chance::seeded(1)).expect("good settings")
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().clone()
    }

    pub(crate) fn token_requests(&self) -> usize {
        self.seen().iter().filter(|seen| seen.target == TOKEN_PATH).count()
    }

    pub(crate) fn api_requests(&self) -> Vec<Seen> {
        self.seen()
            .into_iter()
            .filter(|seen| seen.target.starts_with("/api/v2/") && !seen.target.ends_with("/oauth/token"))
            .collect()
    }

    /// Runs `work`, and lets every wait of the client be over at once; also says how long they were together.
    pub(crate) async fn hurry<F: Future>(&self, work: F) -> (F::Output, Duration) {
        tokio::pin!(work);
        let mut waited = Duration::ZERO;
        loop {
            tokio::select! {
                biased;
                output = &mut work => return (output, waited),
                () = tokio::task::yield_now() => {
                    if self.manual.sleepers() > 0 && let Some(due) = self.manual.next_due() {
                        self.manual.advance(due);
                        waited += due;
                    }
                }
            }
        }
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
) {
    while let Ok((socket, _)) = listener.accept().await {
        let (tls, script, seen) = (tls.clone(), Arc::clone(&script), Arc::clone(&seen));
        tokio::spawn(async move {
            match tls {
                None => serve(socket, script, seen).await,
                Some(tls) => serve(tls.accept(socket).await.ok()?, script, seen).await,
            }
        });
    }
}

/// Ends when the peer leaves or the script says so.
async fn serve<S>(socket: S, script: Arc<Script>, seen: Arc<Mutex<Vec<Seen>>>) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut socket = BufReader::new(socket);
    loop {
        let request = read(&mut socket).await?;
        let reply = {
            let mut seen = seen.lock();
            seen.push(request.clone());
            let count = seen.iter().filter(|earlier| earlier.target == request.target).count();
            script(&request, count)
        };
        socket.write_all(&written(&reply)?).await.ok()?;
        if matches!(reply, Reply::Cut { .. }) {
            return None;
        }
    }
}

async fn read<S: AsyncRead + Unpin>(socket: &mut BufReader<S>) -> Option<Seen> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut first = lines.first()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let header = |line: &String| line.split_once(": ").map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()));
    let headers: BTreeMap<String, String> = lines[1..].iter().filter_map(header).collect();
    let length = headers.get("content-length").map_or(Ok(0), |length| length.parse()).ok()?;
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await.ok()?;
    Some(Seen { method, target, headers, body: String::from_utf8(body).ok()? })
}

fn written(reply: &Reply) -> Option<Vec<u8>> {
    match reply {
        Reply::Reset => None,
        Reply::Cut { status } => {
            Some(format!("HTTP/1.1 {status} X\r\nContent-Length: 100\r\n\r\n{{\"id\":").into_bytes())
        }
        Reply::Answer { status, headers, body } => {
            let mut head = vec![format!("HTTP/1.1 {status} X")];
            head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
            if *status != 204 {
                head.push(format!("Content-Length: {}", body.len()));
            }
            Some(format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes())
        }
    }
}
