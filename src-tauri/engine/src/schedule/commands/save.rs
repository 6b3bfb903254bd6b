use callboard_rpc::command::{
    ScheduleAcceptMoved, SchedulePause, ScheduleRemove, ScheduleResume, ScheduleSaveCommand,
};
use callboard_rpc::types::{
    FailedWindow, Schedule, ScheduleGo, ScheduleId, ScheduleRef, ScheduleRemoved, ScheduleSave, ScheduleState,
};
use callboard_rpc::{Caller, Handle, Result};

use super::look::shown;
use crate::kernel::audit::Entry;
use crate::schedule::edit::{self, Change};
use crate::schedule::removal::still_connected;
use crate::schedule::store::{self, Saved, object};
use crate::schedule::{accept, going_on, soon, valid};
use crate::{Engine, connection, kernel};

impl Handle<ScheduleSaveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: ScheduleSave) -> Result<Schedule> {
        let (id, left) = match args.id.clone() {
            None => (create(self, caller, args).await?, Vec::new()),
            Some(id) => (id.clone(), change_to(self, caller, id, args).await?),
        };
        Ok(shown_with(self, id, left).await?)
    }
}

impl Handle<SchedulePause> for Engine {
    async fn handle(&self, caller: &Caller, ScheduleRef { id }: ScheduleRef) -> Result<Schedule> {
        let left = edit::change(self, caller, id.clone(), Change::Pause).await?;
        Ok(shown_with(self, id, left).await?)
    }
}

impl Handle<ScheduleResume> for Engine {
    async fn handle(&self, caller: &Caller, ScheduleGo { id, confirmed }: ScheduleGo) -> Result<Schedule> {
        let (zones, by, resumed) = (self.zones.clone(), caller.clone(), id.clone());
        let done = self.kernel.db.write(move |write| {
            let before = store::named(write, &resumed)?;
            edit::not_held(&before)?;
            if before.state == ScheduleState::Active {
                return Ok(());
            }
            still_connected(write, &before)?;
            let now = write.now();
            let after = Saved {
                state: ScheduleState::Active,
                paused_because: None,
                active_since: now,
                updated: now,
                zone_release: zones.release().to_owned(),
                moved: Vec::new(),
                ..before.clone()
            };
            soon::confirmed(write, &by, &after, &zones, &confirmed)?;
            store::update(write, &after)?;
            let entry =
                Entry::new("schedule.resume", object(&resumed)).before(&before.told()).after(&after.told());
            write.audit(&by, entry)?;
            edit::begin_anew(write, &by, &after, &zones)
        });
        done.await?;
        Ok(shown(self, id).await?)
    }
}

impl Handle<ScheduleRemove> for Engine {
    async fn handle(&self, caller: &Caller, ScheduleRef { id }: ScheduleRef) -> Result<ScheduleRemoved> {
        let (zones, named, now) = (self.zones.clone(), id.clone(), self.kernel.clock.now());
        let going_on = self
            .kernel
            .db
            .read(move |db| going_on::of_all(db, &store::named(db, &named)?, &zones, now))
            .await?;
        let still_dialling = edit::change(self, caller, id, Change::Remove).await?;
        Ok(ScheduleRemoved { still_dialling, going_on })
    }
}

impl Handle<ScheduleAcceptMoved> for Engine {
    async fn handle(&self, caller: &Caller, ScheduleGo { id, confirmed }: ScheduleGo) -> Result<Schedule> {
        let (zones, by, accepted) = (self.zones.clone(), caller.clone(), id.clone());
        let done =
            self.kernel.db.write(move |write| accept::accept(write, &by, &zones, &accepted, &confirmed));
        done.await?;
        Ok(shown(self, id).await?)
    }
}

/// Also shows what the change left standing and the schedule has no more to do with: windows of its campaign before.
async fn shown_with(engine: &Engine, id: ScheduleId, left: Vec<FailedWindow>) -> kernel::Result<Schedule> {
    let mut schedule = shown(engine, id).await?;
    let news = left.into_iter().filter(|left| schedule.blocked.iter().all(|row| row.window != left.window));
    let news: Vec<_> = news.collect();
    schedule.blocked.extend(news);
    Ok(schedule)
}

async fn create(engine: &Engine, caller: &Caller, args: ScheduleSave) -> kernel::Result<ScheduleId> {
    let (zones, caller) = (engine.zones.clone(), caller.clone());
    engine
        .kernel
        .db
        .write(move |write| {
            let connection = connection::the_only(write, args.connection.as_ref())?.id;
            let now = write.now();
            let new = Saved {
                id: ScheduleId::from_token(&write.chance().token()),
                connection,
                draft: valid::to_save(write, &zones, args.draft, now)?,
                state: if args.paused { ScheduleState::Paused } else { ScheduleState::Active },
                paused_because: None,
                active_since: now,
                held: false,
                version: 1,
                zone_release: zones.release().to_owned(),
                moved: Vec::new(),
                created: now,
                updated: now,
            };
            let id = new.id.clone();
            soon::confirmed(write, &caller, &new, &zones, &args.confirmed)?;
            edit::create(write, &caller, &zones, &new)?;
            Ok(id)
        })
        .await
}

async fn change_to(
    engine: &Engine,
    caller: &Caller,
    id: ScheduleId,
    args: ScheduleSave,
) -> kernel::Result<Vec<FailedWindow>> {
    let (zones, by, paused) = (engine.zones.clone(), caller.clone(), args.paused);
    let wanted = engine.kernel.db.write(move |write| {
        let before = store::named(write, &id)?;
        let connection = match &args.connection {
            Some(named) => connection::find(write, named)?.id,
            // Of one whose connection was removed, the only one there is takes its place.
            None if still_connected(write, &before).is_err() => connection::the_only(write, None)?.id,
            None => before.connection.clone(),
        };
        edit::not_held(&before)?;
        let draft = valid::to_save(write, &zones, args.draft, write.now())?;
        let state = if args.paused { ScheduleState::Paused } else { before.state };
        let after = Saved { connection, draft, state, updated: write.now(), ..before.clone() };
        if edit::means_the_same(&before, &after) && state == before.state {
            edit::rename(write, &by, &before, &after)?;
            return Ok(None);
        }
        soon::confirmed(write, &by, &after, &zones, &args.confirmed)?;
        Ok(Some(after))
    });
    match wanted.await? {
        None => Ok(Vec::new()),
        Some(after) => {
            let id = after.id.clone();
            let to = Change::To { connection: after.connection, draft: Box::new(after.draft), paused };
            edit::change(engine, caller, id, to).await
        }
    }
}
