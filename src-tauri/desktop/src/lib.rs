//! The window: a shell around the engine, which binds and never decides.
//!
//! | who | what |
//! |---|---|
//! | [`run`] | starts the engine, opens its door for the command line and the one window, and stops both when the window is gone |
//! | `commands` | what a page may call: `rpc`, `upload`, `events`, `painted` |
//! | `uploads` | files on their way in, piece by piece |
//! | `notices` | shows what a person should hear of as a notification of the desktop |
//! | `window` | the window itself: hidden until painted, locked to the pages built in |
//! | `refusal` | says why there is no window: another instance, a damaged database |
//! | `webview` | what the platform's webview needs to hear before it starts |
//!
//! After a crash there is nothing to mend here: the engine's state is in its database, and the lock on the
//! data directory goes with the process.

mod app;
mod commands;
mod notices;
mod refusal;
mod uploads;
mod webview;
mod window;

pub use app::run;
