use parking_lot::Mutex;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A receiver on loopback that does as it is told, written on bare sockets so that it can misbehave.
pub(super) struct Receiver {
    pub(super) port: u16,
    pub(super) connections: Arc<AtomicUsize>,
    heard: mpsc::UnboundedReceiver<Heard>,
}

/// A request as it arrived.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) line: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    Answer(String),
    /// Breaks the connection off without an answer.
    Reset,
    /// Keeps the connection and says nothing.
    Hang,
    /// This head, and a body without end.
    Endless(String),
}

impl Act {
    pub(super) fn status(status: u16) -> Self {
        Self::with_header(status, "x-nothing: 1", "")
    }

    pub(super) fn with_header(status: u16, header: &str, body: &str) -> Self {
        let length = body.len();
        Self::Answer(format!("HTTP/1.1 {status} Word\r\n{header}\r\ncontent-length: {length}\r\n\r\n{body}"))
    }
}

impl Receiver {
    /// Does `acts` one after the other, and the last one for ever.
    pub(super) async fn that(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<VecDeque<_>>()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (tell, heard) = mpsc::unbounded_channel();
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(socket, Arc::clone(&acts), tell.clone()));
            }
        });
        Self { port, connections, heard }
    }

    pub(super) async fn that_accepts() -> Self {
        Self::that([Act::status(200)]).await
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub(super) async fn next(&mut self) -> Heard {
        self.heard.recv().await.unwrap()
    }

    pub(super) fn heard_so_far(&mut self) -> Vec<Heard> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }
}

async fn serve(mut socket: TcpStream, acts: Arc<Mutex<VecDeque<Act>>>, tell: mpsc::UnboundedSender<Heard>) {
    let Some(heard) = read(&mut socket).await else { return };
    let act = {
        let mut acts = acts.lock();
        if acts.len() > 1 { acts.pop_front().unwrap() } else { acts[0].clone() }
    };
    let _ = tell.send(heard);
    match act {
        Act::Answer(text) => drop(socket.write_all(text.as_bytes()).await),
        Act::Reset => {}
        Act::Hang => std::future::pending().await,
        Act::Endless(head) => {
            let _ = socket.write_all(head.as_bytes()).await;
            while socket.write_all(&[b'x'; 4096]).await.is_ok() {}
        }
    }
}

async fn read(socket: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let line = lines.next()?.to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    let mut body = bytes[head + 4..].to_vec();
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Heard { line, headers, body: String::from_utf8(body).unwrap() })
}
