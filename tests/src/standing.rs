use std::time::Duration;

use callboard_rpc::command::{RunListCommand, RunShow};
use callboard_rpc::types::{RunList, RunRef, Schedule, ScheduleSave, WindowState};

use crate::app::{TestApp, draft};
use crate::contacts::Contacts;

/// How a test finds the requests that make a window at the tenant.
pub const CREATE: (&str, &str) = ("POST", "/api/v2/outbound/campaigns/*/schedules");
/// And those that withdraw one.
pub const DELETE: (&str, &str) = ("DELETE", "/api/v2/outbound/campaigns/*/schedules/*");
/// A step of the clock while something is waited for.
pub const TICK: Duration = Duration::from_millis(250);

impl TestApp {
    /// A schedule of nine o'clock whose windows stand at the tenant in all of these zones, and are known here to do so. In
    /// New York it is between eight and nine on a Monday; `now` says when.
    ///
    /// # Panics
    /// Where it cannot be saved.
    pub async fn standing(now: &str, zones: Contacts<'_>) -> (Self, Schedule) {
        let app = Self::at(now).await;
        let set = app.contacts(zones).await;
        let saved = app.save_confirmed(ScheduleSave::new(None, draft(&set.id))).await;
        let submitted = async || {
            let run = app.call(RunListCommand, RunList::default()).await.unwrap().rows.into_iter().next()?;
            let windows = app.call(RunShow, RunRef { id: run.id }).await.unwrap().windows;
            let stand = windows.iter().filter(|window| window.state == WindowState::Submitted).count();
            (stand == zones.len()).then_some(())
        };
        app.drive.until("nine o'clock stands, and it is known here", TICK, submitted).await;
        (app, saved)
    }

    /// Steps the clock until so many windows stand at the tenant.
    ///
    /// # Panics
    /// Where they never do.
    pub async fn until_standing(&self, count: usize) {
        let stand = async || (self.tenant.windows().len() == count).then_some(());
        self.drive.until(&format!("{count} windows at the tenant"), Duration::from_secs(1), stand).await;
    }

    /// Lets `work` run until the tenant was asked to withdraw something and has not answered; whether it goes on then is the
    /// caller's.
    ///
    /// # Panics
    /// Where `work` ends before.
    pub async fn until_withdrawing<T: std::fmt::Debug>(&self, work: impl Future<Output = T>) {
        let journal = self.tenant.journal();
        tokio::select! {
            answer = work => panic!("the tenant said nothing, and yet: {answer:?}"),
            _ = journal.until(|entries| entries.iter().any(|entry| entry.is(DELETE.0, DELETE.1))) => {}
        }
    }
}
