use std::time::Duration;

use callboard_clock::Clock;
use tauri::webview::NewWindowResponse;
use tauri::{App, Manager as _, Url, WebviewWindow, WebviewWindowBuilder};

/// A page says `painted` when it shows something. One that has not by then is shown as it is: an empty window can be closed, a hidden one cannot.
const SHOW_AT_LATEST: Duration = Duration::from_secs(8);

/// Opens the window as tauri.conf.json describes it, hidden until its page has painted.
///
/// Only the pages built into the program are ever loaded. Files are dropped into the page as in a browser, so
/// the window's own drop handler is off.
pub(crate) fn open(app: &App, clock: Clock) -> tauri::Result<()> {
    let described = app.config().app.windows.first().ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app, described)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .disable_drag_drop_handler()
        .build()?;
    tauri::async_runtime::spawn(async move {
        clock.sleep(SHOW_AT_LATEST).await;
        show(&window);
    });
    Ok(())
}

/// Shows the window; once shown, does nothing.
pub(crate) fn show(window: &WebviewWindow) {
    let shown = window.is_visible().unwrap_or(false);
    if shown {
        return;
    }
    if let Err(error) = window.show().and_then(|()| window.set_focus()) {
        tracing::error!(%error, "the window could not be shown");
    }
}

/// Brings the window before the others, for example after a click on a notification.
pub(crate) fn raise(app: &tauri::AppHandle) {
    let Some(window) = app.get_webview_window("main") else { return };
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// `tauri://localhost` (Linux, macOS) or `http://tauri.localhost` (Windows): the pages built in.
fn is_own_page(url: &Url) -> bool {
    let host = url.host_str();
    match url.scheme() {
        "tauri" => host == Some("localhost"),
        "http" | "https" => cfg!(windows) && host == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(url: &str) -> bool {
        is_own_page(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_window_loads_only_the_pages_built_in() {
        assert!(allowed("tauri://localhost/index.html#/runs"));
        for foreign in [
            "https://example.com/",
            "http://localhost/",
            "tauri://example.com/",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(!allowed(foreign), "{foreign} is not a page of this program");
        }
    }
}
