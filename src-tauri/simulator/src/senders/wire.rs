use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One kept connection that speaks as much of HTTP/1.1 as measuring needs: a request as it stands, then
/// its answer, of which only the status is kept. Answers need a length.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

/// What the head of an answer says.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    length: usize,
    closes: bool,
}

impl Wire {
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(4096) })
    }

    /// The status of the answer, and whether the connection can be used again.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> io::Result<(u16, bool)> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let (head, body_at) = loop {
            self.more().await?;
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break (head(&self.read[..end])?, end + 4);
            }
        };
        while self.read.len() < body_at + head.length {
            self.more().await?;
        }
        Ok((head.status, !head.closes))
    }

    async fn more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn head(bytes: &[u8]) -> io::Result<Head> {
    let strange = |what: &'static str| io::Error::new(io::ErrorKind::InvalidData, what);
    let text = std::str::from_utf8(bytes).map_err(|_| strange("a head that is no text"))?;
    let mut lines = text.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
    let status = status.ok_or_else(|| strange("no HTTP/1.1"))?;
    let mut head = Head { status, length: 0, closes: false };
    let mut says_length = matches!(status, 204 | 304);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            head.length = value.trim().parse().map_err(|_| strange("a length that is no number"))?;
            says_length = true;
        } else if name.eq_ignore_ascii_case("connection") {
            head.closes = value.trim().eq_ignore_ascii_case("close");
        }
    }
    if says_length { Ok(head) } else { Err(strange("an answer without a length")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_whatever_the_case_of_its_names() {
        let read = head(b"HTTP/1.1 200 OK\r\nContent-LENGTH: 12\r\nConnection: Close").unwrap();
        assert_eq!(read, Head { status: 200, length: 12, closes: true });
        assert_eq!(head(b"HTTP/1.1 204 No Content").unwrap().length, 0);
    }

    #[test]
    fn an_answer_that_cannot_be_measured_is_refused() {
        for answer in ["HTTP/1.1 200 OK", "HTTP/1.0 200 OK\r\ncontent-length: 0", "SSH-2.0", ""] {
            assert!(head(answer.as_bytes()).is_err(), "{answer:?}");
        }
    }
}
