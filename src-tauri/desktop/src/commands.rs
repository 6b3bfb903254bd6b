use parking_lot::Mutex;
use std::panic::AssertUnwindSafe;

use callboard_door::frames;
use callboard_engine::Engine;
use callboard_rpc::{Caller, Code, Door, Event, Result, RpcError};
use futures_util::FutureExt as _;
use serde_json::Value;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::{Channel, Invoke, Request};
use tauri::{State, WebviewWindow, Wry};

use crate::uploads::{Piece, Uploaded, Uploads};
use crate::window;

/// What the commands work with.
pub(crate) struct Shell {
    engine: Engine,
    caller: Caller,
    /// Feeds the page's one channel; replaced when the page is loaded anew.
    feed: Mutex<Option<JoinHandle<()>>>,
    uploads: Uploads,
}

impl Shell {
    pub(crate) fn new(engine: Engine, account: String) -> Self {
        Self {
            engine,
            caller: Caller::new(account, Door::Window),
            feed: Mutex::default(),
            uploads: Uploads::default(),
        }
    }
}

/// The commands that a page may call; each has its permission in `permissions/window.toml`.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![rpc, upload, events, painted]
}

/// Asks the engine. A panic on the way is an error here and a line in the log: the router sees to that.
#[tauri::command]
async fn rpc(shell: State<'_, Shell>, command: String, args: Value) -> Result<Value> {
    callboard_rpc::dispatch(&shell.engine, &shell.caller, &command, args).await
}

/// Takes one piece of a file in.
#[tauri::command]
async fn upload(shell: State<'_, Shell>, request: Request<'_>) -> Result<Uploaded> {
    let piece = Piece::of(&request)?;
    let taking = AssertUnwindSafe(shell.uploads.take(&shell.engine.files, piece));
    taking.catch_unwind().await.unwrap_or_else(|_| Err(panicked("upload")))
}

/// Opens the channel on which the page hears what changed. There is one: a page that was loaded anew takes it
/// over, so that nothing is sent to a page that is gone.
#[tauri::command]
async fn events(shell: State<'_, Shell>, channel: Channel<Vec<Event>>) -> Result<()> {
    let send = move |frame| channel.send(frame).is_ok();
    let forwarding = frames::forward(shell.engine.subscribe(), shell.engine.clock(), send);
    let feed = tauri::async_runtime::spawn(forwarding);
    let before = shell.feed.lock().replace(feed);
    if let Some(before) = before {
        before.abort();
    }
    Ok(())
}

/// The page shows something, so the window may be seen.
#[tauri::command]
async fn painted(window: WebviewWindow) -> Result<()> {
    window::show(&window);
    Ok(())
}

/// The hook of the standard library has said on stderr where it was.
fn panicked(command: &'static str) -> RpcError {
    tracing::error!(command, "a command of the window panicked");
    RpcError::new(Code::Internal, format!("Callboard made a mistake while doing {command}."))
        .hint("Nothing else is affected. Please copy the diagnostics in Settings and report it.")
}
