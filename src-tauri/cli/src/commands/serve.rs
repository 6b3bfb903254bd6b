use std::net::SocketAddr;
use std::path::PathBuf;

use callboard_door::{DoorOptions, OpenDoor};
use callboard_engine::Engine;
use callboard_engine::inbox::{Listen, TlsFiles};
use callboard_rpc::Code;
use clap::Args;
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::terminal::Terminal;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where webhooks come in, whatever the settings say; any address but loopback needs a certificate.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The listener's certificate chain: a PEM file.
    #[arg(long, value_name = "FILE", requires_all = ["listen", "tls_key"])]
    tls_cert: Option<PathBuf>,
    /// Its private key: a PEM file.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Where browsers and the command line come in: loopback; default: a port that the system chooses.
    #[arg(long, value_name = "ADDR")]
    http: Option<SocketAddr>,
}

/// Runs the engine and its door until it is stopped.
pub(crate) async fn run(terminal: &Terminal, serve: Serve) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let Some(engine) = reach.own() else {
        return Err(Failure::unreachable("Callboard is already running on this data folder.")
            .hint("Open it there, or name another folder with --data-dir."));
    };
    terminal.log_in(engine.data_dir())?;
    engine.run();
    let listening = listen(engine, &serve).await?;
    let door = open(engine, serve.http).await?;
    terminal.out.object(&json!({ "listening": listening, "http": door.ticket_url() }))?;
    tracing::info!(address = %door.address, "the HTTP door is open");
    wait(terminal, engine).await;
    tracing::info!("asked to end");
    // Together, since what streams to a browser ends with the engine only.
    tokio::join!(door.close(), terminal.close());
    Ok(Answer::Yes)
}

/// Lets one browser in where an instance runs: the address of `serve` opens once, within two minutes.
pub(crate) async fn ticket(terminal: &Terminal) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let Some(door) = reach.forwarded() else {
        return Err(Failure::wrong("No Callboard runs on this data folder.")
            .hint("Start it with `callboard serve --http 127.0.0.1:0`; it prints an address too."));
    };
    let url = door.ticket().await?;
    terminal.out.show(&json!({ "http": url }), |_| url.clone())?;
    Ok(Answer::Yes)
}

/// Where webhooks come in: at the address that was given, else where the settings say, if they say it.
async fn listen(engine: &Engine, serve: &Serve) -> Result<Option<String>, Failure> {
    let Some(address) = serve.listen else {
        return Ok(engine.listener.as_settled().await.map(|address| address.to_string()));
    };
    let files = serve.tls_cert.clone().zip(serve.tls_key.clone());
    let tls = files.map(|(cert, key)| TlsFiles { cert, key });
    let opened = engine.listener.open_at(Listen { address, tls }).await;
    let opened = opened.map_err(|error| match error.code {
        Code::Unavailable => Failure::network(error.message),
        _ => error.into(),
    })?;
    Ok(Some(opened.to_string()))
}

async fn open(engine: &Engine, http: Option<SocketAddr>) -> Result<OpenDoor, Failure> {
    let mut options = DoorOptions::default();
    options.listen = http.unwrap_or(options.listen);
    let listen = options.listen;
    callboard_door::open(engine.clone(), options).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidInput => Failure::wrong(format!("{error}.")),
        // The door's address is written into the data folder.
        std::io::ErrorKind::StorageFull
        | std::io::ErrorKind::QuotaExceeded
        | std::io::ErrorKind::ReadOnlyFilesystem => callboard_engine::kernel::Error::from(error).into(),
        _ => Failure::network(format!("{listen} cannot be opened: {error}.")),
    })
}

async fn wait(terminal: &Terminal, engine: &Engine) {
    let stopping = engine.stopping();
    tokio::select! {
        () = terminal.ending.cancelled() => {}
        () = stopping.cancelled() => {}
    }
}
