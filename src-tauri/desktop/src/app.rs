use std::process::ExitCode;

use callboard_clock::{Chance, Clock};
use callboard_door::logs::{self, Logs};
use callboard_door::{DoorOptions, OpenDoor, place};
use callboard_engine::{Engine, Options};
use tauri::AppHandle;
use tauri::async_runtime::{block_on, spawn};
use tauri_plugin_notification::NotificationExt as _;

use crate::commands::{self, Shell};
use crate::refusal::{self, Refusal};
use crate::{notices, webview, window};

/// Runs Callboard with its window, until the window is closed or the process is asked to end.
///
/// The engine starts before the window, so that a refusal (another instance, a damaged database) is said
/// plainly and no half-working window appears; and it stops after the window is gone, so that closing feels
/// immediate while what is under way is put down in order.
pub fn run() -> ExitCode {
    webview::apply_workarounds();
    run_engine_and_window().unwrap_or_else(|refusal| {
        refusal::tell(&refusal);
        ExitCode::FAILURE
    })
}

fn run_engine_and_window() -> Result<ExitCode, Refusal> {
    let mut logs = start_logs();
    let engine = block_on(async { start() })?;
    keep_logs(logs.as_mut(), &engine);
    let door = block_on(open_door(&engine));
    let outcome = show_window(&engine);
    block_on(async {
        if let Some(door) = door {
            door.close().await;
        }
        engine.shutdown().await;
    });
    outcome
}

/// Within the runtime, on which the engine begins its loops.
fn start() -> Result<Engine, Refusal> {
    if !refusal::has_display() {
        return Err(Refusal::NoDisplay);
    }
    let data_dir = place::data_dir().ok_or(Refusal::NoDataDir)?;
    let name = "Callboard's window".to_owned();
    let options = Options { name, ..Options::new(data_dir, Clock::system(), Chance::from_os()) };
    Ok(Engine::start(options)?)
}

/// To stderr, for whoever started us from a terminal.
fn start_logs() -> Option<Logs> {
    logs::start("warn", Clock::system())
        .inspect_err(|error| refusal::complain(&format!("there are no logs: {error}")))
        .ok()
}

/// And to the data directory, which is ours only now.
fn keep_logs(logs: Option<&mut Logs>, engine: &Engine) {
    if let Some(Err(error)) = logs.map(|logs| logs.keep_in(engine.data_dir())) {
        tracing::warn!(%error, "the logs are not kept");
    }
}

/// The door through which the command line reaches this engine. The window does without, where loopback is
/// closed to us.
async fn open_door(engine: &Engine) -> Option<OpenDoor> {
    callboard_door::open(engine.clone(), DoorOptions::default())
        .await
        .inspect_err(|error| tracing::warn!(%error, "the command line cannot reach this window's engine"))
        .ok()
}

/// Opens the window and stays until it is gone.
fn show_window(engine: &Engine) -> Result<ExitCode, Refusal> {
    let noticed = engine.subscribe();
    let clock = engine.clock();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(commands::handler())
        .manage(Shell::new(engine.clone(), place::account()))
        .setup(move |app| {
            window::open(app, clock)?;
            spawn(notices::show_all(noticed, app.handle().clone()));
            raise_on_click(app.handle());
            exit_when_asked(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|_, _| {});
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// A click on a notification brings the window to the front.
fn raise_on_click(app: &AppHandle) {
    let handle = app.clone();
    let listening = app.notification().on_action(move |_| window::raise(&handle));
    if let Err(error) = listening {
        tracing::warn!(%error, "clicks on notifications are not heard");
    }
}

/// A log-out, a package upgrade or Ctrl-C ends the process as closing the window does.
#[cfg(unix)]
fn exit_when_asked(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        spawn(async move {
            match signal(kind) {
                Ok(mut asked) => {
                    asked.recv().await;
                    tracing::info!(signal = kind.as_raw_value(), "asked to end");
                    app.exit(0);
                }
                Err(error) => tracing::warn!(%error, "a signal cannot be heard"),
            }
        });
    }
}

/// Elsewhere the system closes the window, which ends the process.
#[cfg(not(unix))]
fn exit_when_asked(_app: &AppHandle) {}
