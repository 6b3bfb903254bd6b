use callboard_rpc::command::{
    ScheduleCalendar, ScheduleClockChanges, ScheduleList, SchedulePreview, ScheduleShow,
};
use callboard_rpc::types::{
    CalendarArgs, ClockChange, ClockChangesArgs, MaybeConnection, NextFire, Preview, PreviewArgs, Schedule,
    ScheduleId, ScheduleRef,
};
use callboard_rpc::{Caller, Handle, Result, RpcError};

use crate::schedule::question::{Question, Wanted, cron_refused};
use crate::schedule::shown::View;
use crate::schedule::{Cron, Mode, calendar, clock_changes, preview, store};
use crate::{Engine, connection, kernel, rules};

/// Fires a zone in a preview: at most, and where nobody says.
const MOST_FIRES: u32 = 100;
const FIRES: u32 = 4;
/// Zones whose clock changes are listed at once.
const MOST_ZONES: usize = 1000;

impl Handle<SchedulePreview> for Engine {
    async fn handle(&self, _: &Caller, args: PreviewArgs) -> Result<Preview> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let count = args.count.unwrap_or(FIRES).clamp(1, MOST_FIRES) as usize;
        let shown = self.kernel.db.read(move |db| {
            let rules = rules::current(db)?;
            let wanted = Wanted {
                cron: &args.cron,
                mode: &args.mode,
                duration_minutes: args.duration_minutes,
                holidays: &args.holidays,
                contacts: args.contacts.as_ref(),
                zones: &args.zones,
                left_out: &args.left_out,
            };
            let question = Question::read(db, &zones, wanted, now)?;
            let asked = question.asked(&zones, &rules, args.from.unwrap_or(now), now);
            let mut shown = preview(&asked, &question.groups, count, question.needs_zone);
            shown.totals.left_out = question.left_out;
            Ok(shown)
        });
        Ok(shown.await?)
    }
}

impl Handle<ScheduleClockChanges> for Engine {
    async fn handle(&self, _: &Caller, args: ClockChangesArgs) -> Result<Vec<ClockChange>> {
        let field = |field: &'static str| {
            move |error: crate::zone::ZoneError| RpcError::field(field, error.to_string())
        };
        if args.zones.len() > MOST_ZONES {
            return Err(RpcError::field("zones", format!("At most {MOST_ZONES} zones at once.")));
        }
        let cron = Cron::parse(&args.cron).map_err(|error| cron_refused(&error))?;
        let mode = Mode::of(&args.mode, &self.zones).map_err(field("mode.zone"))?;
        clock_changes(&self.zones, &cron, &mode, &args.zones, self.kernel.clock.now()).map_err(field("zones"))
    }
}

impl Handle<ScheduleList> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Vec<Schedule>> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let list = self.kernel.db.read(move |db| {
            let named = args.connection.as_ref().map(|id| connection::find(db, id)).transpose()?;
            let view = View::new(db, &zones, now)?;
            let saved = store::all(db, named.as_ref().map(|row| &row.id))?;
            saved.into_iter().map(|saved| view.schedule(saved)).collect()
        });
        Ok(list.await?)
    }
}

impl Handle<ScheduleShow> for Engine {
    async fn handle(&self, _: &Caller, args: ScheduleRef) -> Result<Schedule> {
        Ok(shown(self, args.id).await?)
    }
}

impl Handle<ScheduleCalendar> for Engine {
    async fn handle(&self, _: &Caller, args: CalendarArgs) -> Result<Vec<NextFire>> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        Ok(self.kernel.db.read(move |db| calendar::between(db, &zones, &args, now)).await?)
    }
}

/// One saved schedule, as every command answers with it.
pub(super) async fn shown(engine: &Engine, id: ScheduleId) -> kernel::Result<Schedule> {
    let (zones, now) = (engine.zones.clone(), engine.kernel.clock.now());
    let read = engine.kernel.db.read(move |db| View::new(db, &zones, now)?.schedule(store::named(db, &id)?));
    read.await
}
