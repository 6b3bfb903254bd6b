use callboard_rpc::{Event, Notice, NoticeReach};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Shows each notice of the engine that is meant for it as a notification of the desktop, until the engine stops.
///
/// A notice that could not be shown is still behind the bell in the window, so a desktop without notifications
/// loses nothing; the log says so.
pub(crate) async fn show_all(mut events: Receiver<Event>, app: AppHandle) {
    loop {
        match events.recv().await {
            Ok(Event::Notice { notice }) if notice.reach != NoticeReach::InApp => show(&app, &notice),
            Ok(Event::Notice { .. } | Event::Changed { .. }) => {}
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(
                    missed,
                    "events came faster than notifications; see the bell for what was missed"
                );
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn show(app: &AppHandle, notice: &Notice) {
    let shown = app.notification().builder().title(&notice.title).body(&notice.body).show();
    if let Err(error) = shown {
        tracing::info!(%error, "this desktop shows no notifications; the notice is behind the bell");
    }
}
