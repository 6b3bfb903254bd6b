use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use callboard_engine::Engine;
use callboard_http::{HostRule, Limits, only_hosts};
use callboard_rpc::{Caller, Code, Door, RpcError};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::json::DoorJson;
use crate::session::{Pass, Sessions};
use crate::{events, files, place, ui};

/// How to open the door.
#[derive(Clone, Debug)]
pub struct DoorOptions {
    /// Loopback; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// The built window; where there is none, a page says how to build it.
    pub ui: Option<PathBuf>,
    /// A rpc call may bring this many bytes.
    pub body_limit: u64,
}

impl Default for DoorOptions {
    fn default() -> Self {
        Self { listen: (Ipv4Addr::LOCALHOST, 0).into(), ui: place::built_ui(), body_limit: 8 << 20 }
    }
}

/// How long an answer may take. A submission waits for the tenant for a minute, and a list of a million contacts
/// takes its time on a slow disk; nobody is let in who might abuse it.
const PATIENCE: Duration = Duration::from_mins(15);

/// A door that is open until it is closed.
#[derive(Debug)]
pub struct OpenDoor {
    pub address: SocketAddr,
    json: DoorJson,
    engine: Engine,
    sessions: Arc<Sessions>,
    stop: CancellationToken,
    served: tokio::task::JoinHandle<()>,
}

/// What a request finds.
#[derive(Clone, Debug)]
pub(crate) struct House {
    pub(crate) engine: Engine,
    sessions: Arc<Sessions>,
    origins: Arc<[String]>,
    account: Arc<str>,
}

/// Opens the door and writes `door.json`.
pub async fn open(engine: Engine, options: DoorOptions) -> std::io::Result<OpenDoor> {
    if !options.listen.ip().is_loopback() {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidInput,
            format!("the door opens on loopback only, and {} is not", options.listen.ip()),
        ));
    }
    let listener = callboard_http::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let token = engine.chance().token();
    let sessions = Arc::new(Sessions::new(engine.clock(), engine.chance(), &token));
    let json = DoorJson {
        address: format!("http://{address}"),
        token,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        pid: std::process::id(),
    };
    json.write(engine.data_dir())?;
    engine.door_opened(&json.address);
    let house = House {
        engine: engine.clone(),
        sessions: Arc::clone(&sessions),
        origins: origins(address),
        account: place::account().into(),
    };
    let router = router(house, &options);
    let stop = CancellationToken::new();
    let served = tokio::spawn(callboard_http::serve(
        listener,
        router,
        Limits::default(),
        None,
        engine.clock(),
        stop.clone(),
    ));
    Ok(OpenDoor { address, json, engine, sessions, stop, served })
}

impl OpenDoor {
    /// An address that lets one browser in, once, within two minutes.
    pub fn ticket_url(&self) -> String {
        format!("{}/?ticket={}", self.json.address, self.sessions.ticket())
    }

    /// Lets what is being answered finish, and removes `door.json`.
    pub async fn close(self) {
        self.json.remove(self.engine.data_dir());
        self.stop.cancel();
        if let Err(error) = self.served.await {
            tracing::warn!(%error, "the HTTP door did not end in order");
        }
    }
}

/// As a browser may call our own page.
fn origins(address: SocketAddr) -> Arc<[String]> {
    let port = address.port();
    [format!("http://{address}"), format!("http://localhost:{port}")].into()
}

fn router(house: House, options: &DoorOptions) -> Router {
    let calls = callboard_http::allow_body(
        Router::new().route("/rpc", post(rpc)).route("/ticket", post(ticket)),
        options.body_limit,
        PATIENCE,
    );
    let inside = Router::new()
        .merge(calls)
        .merge(files::routes())
        .route("/events", get(events::stream))
        .layer(from_fn_with_state(house.clone(), admit))
        .with_state(house.clone());
    let pages = ui::pages(options.ui.as_deref()).layer(from_fn_with_state(house, enter));
    only_hosts(inside.fallback_service(pages), HostRule::loopback())
}

/// Only with a token or a cookie; leaves the caller for the handlers.
async fn admit(State(house): State<House>, mut request: Request, next: Next) -> Response {
    let Some(pass) = house.sessions.admit(request.method(), request.headers(), &house.origins) else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            &RpcError::new(Code::Unauthorized, "This door opens with a token or a ticket only.")
                .hint("Open the address that `callboard ticket` prints; it lets one browser in."),
        );
    };
    let door = match pass {
        Pass::Token => Door::CommandLine,
        Pass::Cookie => Door::Browser,
    };
    request.extensions_mut().insert(Caller::new(&*house.account, door));
    next.run(request).await
}

#[derive(Deserialize)]
struct Ticket {
    ticket: Option<String>,
}

/// A ticket in the address becomes a cookie, and goes out of the address.
async fn enter(
    State(house): State<House>,
    Query(Ticket { ticket }): Query<Ticket>,
    request: Request,
    next: Next,
) -> Response {
    let Some(ticket) = ticket else { return next.run(request).await };
    let mut response = Redirect::to("/").into_response();
    if let Some(cookie) = house.sessions.redeem(&ticket) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[derive(Deserialize)]
struct Call {
    command: String,
    #[serde(default)]
    args: Value,
}

async fn rpc(
    State(house): State<House>,
    axum::Extension(caller): axum::Extension<Caller>,
    body: Result<Json<Call>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let Json(call) = match body {
        Ok(call) => call,
        Err(rejection) => {
            return refuse(rejection.status(), &RpcError::new(Code::Invalid, rejection.body_text()));
        }
    };
    match callboard_rpc::dispatch(&house.engine, &caller, &call.command, call.args).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => refuse_rpc(&error),
    }
}

/// For the holder of the token: an address that lets one browser in.
async fn ticket(State(house): State<House>) -> Response {
    let address = house.origins.first().cloned().unwrap_or_default();
    Json(serde_json::json!({ "url": format!("{address}/?ticket={}", house.sessions.ticket()) }))
        .into_response()
}

pub(crate) fn refuse_rpc(error: &RpcError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    refuse(status, error)
}

fn refuse(status: StatusCode, error: &RpcError) -> Response {
    (status, Json(error)).into_response()
}
