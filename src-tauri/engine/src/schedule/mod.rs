//! Schedules: from what a supervisor writes to windows at the tenant.
//!
//! Cast: a [`Cron`] is what was written; a [`Fire`] one instant at which it comes in a zone, and its [`Occurrence`]
//! what makes it itself, so that it happens once. The same functions serve preview, plan and scheduler.
//! Everything up to `policy` is pure: zones, rules and the time are handed in, and nothing outlives the call.
//!
//! Then come rows. A person saves a schedule (`store`), or submits a draft without saving it (`submit`). For each
//! active one a durable task wakes in time (`tick`), considers every zone (`consider`) and stores what it decided in
//! one transaction: a row a fire, unique by schedule, zone and occurrence; windows in one run an occurrence; the
//! tray of what was missed, with its reason (`missed`, `alive`); up to where each zone was decided. After a crash
//! the task is due again and finds what was decided. A change (`edit`) is a row first (`intent`), withdraws (`lift`), and
//! then begins anew; a crash in between leaves it to be gone on with. Newer zone data are compared before anything fires (`moved`).

// From what is written to instants and windows; pure.
mod buttons;
mod cron;
mod day;
mod fires;
mod next;
mod occurrence;
mod policy;
mod preview;
mod sentence;

// A draft, judged and submitted.
mod decide;
mod in_the_way;
mod judged;
mod left_out;
mod planned;
mod question;
mod replace;
mod submit;
mod under_way;
mod valid;
mod warnings;

// What is saved, and what became of its fires.
mod fire_reads;
mod fire_rows;
mod intent;
mod lifted_rows;
mod made;
mod marks;
mod missed_rows;
mod store;

// The scheduler: what is due, and carrying it out.
mod again;
mod ahead_again;
mod alive;
mod carry;
mod coming;
mod consider;
mod decided;
mod here;
mod lose;
mod not_coming;
mod outlived;
mod pass_over;
mod soon;
mod start;
mod tick;

// What a person does and sees.
mod accept;
mod board;
mod calendar;
mod commands;
mod edit;
mod going_on;
mod lift;
mod missed;
mod missed_plan;
mod missed_start;
mod moved;
mod removal;
mod shown;

#[cfg(test)]
mod tests;

pub use board::{needs, next_fires};

pub use buttons::{Buttons, ButtonsRefusal, buttons_of, cron_of};
pub use cron::{Cron, CronError, CronFault, Field, FieldKind};
pub use fires::{Fire, Turn, fires, instant_of, next_fire};
pub use next::next_line;
pub use occurrence::{NoOccurrence, Occurrence};
pub use policy::{
    Decision, Due, Holidays, LEAD, MOST_DUE, Misfire, MissedBecause, NoDate, ON_TIME, SHORTEST, Watermark,
    decide, due, jittered,
};
pub use preview::{
    Asked, Cause, Group, Mode, NO_PLACE, NoJurisdiction, Verdict, Window, clock_changes, is_holiday, preview,
    window_at, window_of, windows,
};
pub use sentence::sentence;

use crate::Engine;
use crate::slice::Slice;

/// The part of schedules in the program.
pub(crate) const SLICE: Slice = Slice {
    tables: &[store::TABLES, intent::TABLES],
    resume: Some(resume),
    set_back: Some(tick::set_back),
    needs: Some(needs),
    hold: Some(removal::hold),
    dependent: Some(removal::DEPENDENT),
    on_rules_changed: Some(outlived::STANDING),
    on_run_stopped: Some(lift::stop_lifted_of),
    on_window_failed: Some(tick::failed),
    ..Slice::named("schedule")
};

/// Where storage fails at the start, the scheduler tries again after this long.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Begins the scheduler: newer zone data are compared first, then everything active is considered.
fn resume(engine: &Engine) {
    let this = engine.clone();
    engine.kernel.shutdown.spawn(async move {
        while let Err(error) = begin(&this).await {
            tracing::error!(%error, "the scheduler could not begin; it is tried again");
            tokio::select! {
                () = this.stopping().cancelled_owned() => return,
                () = this.kernel.clock.sleep(AGAIN) => {}
            }
        }
        go_on(&this);
        edit::resume(&this);
    });
}

/// Begins the loops.
fn go_on(engine: &Engine) {
    tick::resume(engine);
    alive::keep_beating(engine);
}

async fn begin(engine: &Engine) -> crate::kernel::Result<()> {
    let zones = engine.zones.clone();
    engine
        .kernel
        .db
        .write(move |write| {
            alive::began(write)?;
            edit::let_go_of_what_nobody_changes(write)?;
            moved::check_all(write, &zones)?;
            tick::all_soon(write)
        })
        .await
}
