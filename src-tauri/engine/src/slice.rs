//! A slice's declaration of itself: its part in what the whole program does.
//!
//! Cast: each slice with such a part has a `const SLICE: Slice` in its `mod.rs`; [`SLICES`](crate::engine::SLICES) is the
//! one list of them. Whoever begins something that concerns all (a start, a removal of a connection, a change of the
//! rules, the Board) walks that list and knows no slice by name.

use std::time::Duration;

use callboard_rpc::Caller;
use callboard_rpc::types::{Need, SourceKind, WaitingTasks};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use rusqlite::Connection;

use crate::Engine;
use crate::audit::{SealKind, TreeKind};
use crate::connection::{Dependent, Hold, Mended, Removed};
use crate::engine::Memory;
use crate::inbox::Arrival;
use crate::kernel::{Mend, Pace, Result, Write};
use crate::outbox::Kind;
use crate::rules::Standing;
use crate::run::Stopped;
use crate::traffic::Tracer;
use crate::window::Failed;
use crate::zone::ZoneData;

const HOUR: Duration = Duration::from_hours(1);

/// The parts of one slice; each is absent until it is set (`Slice { resume: …, ..Slice::named("run") }`).
#[derive(Clone, Copy)]
pub(crate) struct Slice {
    pub(crate) name: &'static str,
    /// The SQL that makes the tables, as they were at first; `schema.rs` says how one is changed later.
    pub(crate) tables: &'static [&'static str],
    /// Kinds of machine-made rows that the audit log seals, so that verifying finds those that were changed, taken away
    /// or added.
    pub(crate) sealed: &'static [SealKind],
    /// The same for trees of many rows.
    pub(crate) sealed_trees: &'static [TreeKind],
    /// Begins the loops; what was under way at a crash is begun anew.
    pub(crate) resume: Option<fn(&Engine)>,
    /// Lets go of what is older than the settings keep it, once an hour.
    pub(crate) retention: Option<Retention>,
    /// Moves stored waits where the calendar was set back.
    pub(crate) set_back: Option<Mend>,
    /// Kinds of messages that the outbox sends for the slice.
    pub(crate) messages: &'static [&'static dyn Kind],
    /// The reaction to events of some kinds, in the write that stores them.
    pub(crate) arrival: Option<fn(&Memory) -> Arrival>,
    /// Steps of an event's trace.
    pub(crate) trace: Option<Tracer>,
    /// How a dead event of a kind is done again.
    pub(crate) revive: Option<Reviver>,
    /// Lines of the Board: what waits for a person.
    pub(crate) needs: Option<Needs>,
    /// Queues that `status` lists beside the kernel's tasks.
    pub(crate) waiting: Option<Queue>,
    /// Why a connection must stay.
    pub(crate) hold: Option<Hold>,
    /// Work that depends on a connection and is ended with it, as a person chooses.
    pub(crate) dependent: Option<Dependent>,
    /// Begins again what waits for a connection that was changed or has passed its test.
    pub(crate) on_mended: Option<Mended>,
    /// Ends what waits for a connection that is removed.
    pub(crate) on_removed: Option<Removed>,
    /// Work that is judged anew where the rules change.
    pub(crate) on_rules_changed: Option<Standing>,
    /// Ends what else a run would still get where a person stops it.
    pub(crate) on_run_stopped: Option<Stopped>,
    /// Considers a schedule whose window failed for good.
    pub(crate) on_window_failed: Option<Failed>,
}

/// The letting go of old rows, in small writes, so that nobody who waits for a write waits for it.
pub(crate) type Retention = fn(Engine) -> BoxFuture<'static, Result<()>>;

/// How the slice that handles a kind does one of its dead events again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reviver {
    pub(crate) kind: SourceKind,
    /// Answers whether anything was begun; where not, the event's words say why.
    pub(crate) revive: fn(&mut Write<'_>, &Caller, i64) -> Result<bool>,
}

/// Lines of the Board, from what is stored.
pub(crate) type Needs = fn(&Connection, &ZoneData, Timestamp) -> Result<Vec<Need>>;

/// A queue with a table of its own; `None` where nothing waits or is dead.
pub(crate) type Queue = fn(&Connection) -> Result<Option<WaitingTasks>>;

impl Slice {
    /// Begins the loops, and the retention of each hour.
    pub(crate) fn begin(&self, engine: &Engine) {
        if let Some(resume) = self.resume {
            resume(engine);
        }
        if let Some(retention) = self.retention {
            let (this, what) = (engine.clone(), format!("the retention of {}", self.name));
            engine.kernel.keep_doing(what, Pace::every(HOUR), move || retention(this.clone()));
        }
        tracing::debug!(slice = self.name, "its loops run");
    }

    pub(crate) const fn named(name: &'static str) -> Self {
        Self {
            name,
            tables: &[],
            sealed: &[],
            sealed_trees: &[],
            resume: None,
            retention: None,
            set_back: None,
            messages: &[],
            arrival: None,
            trace: None,
            revive: None,
            needs: None,
            waiting: None,
            hold: None,
            dependent: None,
            on_mended: None,
            on_removed: None,
            on_rules_changed: None,
            on_run_stopped: None,
            on_window_failed: None,
        }
    }
}
