use std::path::{Path, PathBuf};
use std::time::Duration;

use callboard_rpc::types::FileId;
use callboard_rpc::{Code, RpcError};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncRead;
use tokio_util::io::ReaderStream;

use crate::json::DoorJson;

/// The way through the door of an engine that runs in another process on this machine.
#[derive(Clone, Debug)]
pub struct DoorClient {
    http: reqwest::Client,
    door: DoorJson,
}

#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The engine's own answer.
    #[error(transparent)]
    Said(#[from] RpcError),
    /// `door.json` names a door at which nobody answers.
    #[error("Callboard runs on this data folder, but its door does not answer: {0}")]
    Unreachable(reqwest::Error),
    /// The request left, and no whole answer came: what it asked for may have been done.
    #[error("Callboard, which ran on this data folder, went away before it answered ({0})")]
    Cut(reqwest::Error),
    /// In the words of the engine, which reads files of its own where none is forwarded.
    #[error("{path} cannot be read ({source})")]
    File { path: PathBuf, source: std::io::Error },
    #[error("what was taken away cannot be written: {0}")]
    Taken(#[from] std::io::Error),
}

/// Where there was no connection, nothing was asked.
impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_connect() || error.is_builder() { Self::Unreachable(error) } else { Self::Cut(error) }
    }
}

impl DoorClient {
    /// A command may wait for a tenant for a long time; connecting to this machine may not.
    const CONNECT: Duration = Duration::from_secs(2);

    pub fn new(door: DoorJson) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .connect_timeout(Self::CONNECT)
            .no_proxy()
            // The door is plain http on this machine, also on one without certificate authorities.
            .tls_certs_only([])
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, door })
    }

    /// Asks the engine.
    pub async fn call(&self, command: &str, args: Value) -> Result<Value, ClientError> {
        let body = json!({ "command": command, "args": args });
        self.answer(self.post("/rpc").json(&body)).await
    }

    /// An address that lets one browser in, once, within two minutes.
    pub async fn ticket(&self) -> Result<String, ClientError> {
        #[derive(Deserialize)]
        struct Ticket {
            url: String,
        }
        let answer = self.answer(self.post("/ticket")).await?;
        let ticket: Ticket = serde_json::from_value(answer).map_err(|error| strange(&error))?;
        Ok(ticket.url)
    }

    /// Hands a file in.
    pub async fn upload(&self, path: &Path) -> Result<FileId, ClientError> {
        let unreadable = |source| ClientError::File { path: path.to_owned(), source };
        self.upload_from(tokio::fs::File::open(path).await.map_err(unreadable)?).await
    }

    /// Hands in what a pipe gives.
    pub async fn upload_from(&self, from: impl AsyncRead + Send + 'static) -> Result<FileId, ClientError> {
        #[derive(Deserialize)]
        struct Uploaded {
            file_id: FileId,
        }
        let body = reqwest::Body::wrap_stream(ReaderStream::new(from));
        let answer = self.answer(self.post("/files").body(body)).await?;
        let uploaded: Uploaded = serde_json::from_value(answer).map_err(|error| strange(&error))?;
        Ok(uploaded.file_id)
    }

    /// Takes a file away that the engine made.
    pub async fn download(
        &self,
        file: &FileId,
        to: &mut (impl tokio::io::AsyncWrite + Unpin),
    ) -> Result<(), ClientError> {
        use tokio::io::AsyncWriteExt as _;
        let request =
            self.http.get(format!("{}/files/{file}", self.door.address)).bearer_auth(&self.door.token);
        let mut response = request.send().await?;
        if !response.status().is_success() {
            return Err(said(response).await);
        }
        while let Some(chunk) = response.chunk().await? {
            to.write_all(&chunk).await?;
        }
        Ok(to.flush().await?)
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.post(format!("{}{path}", self.door.address)).bearer_auth(&self.door.token)
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Value, ClientError> {
        let response = request.send().await?;
        if response.status().is_success() { Ok(response.json().await?) } else { Err(said(response).await) }
    }
}

async fn said(response: reqwest::Response) -> ClientError {
    let status = response.status();
    match response.json::<RpcError>().await {
        Ok(error) => error.into(),
        Err(_) => {
            RpcError::new(Code::Unavailable, format!("The door answered {status} and nothing else.")).into()
        }
    }
}

fn strange(error: &serde_json::Error) -> RpcError {
    RpcError::new(Code::Internal, format!("The door's answer could not be read: {error}."))
        .hint("The program that runs and the command line may be of different versions.")
}
