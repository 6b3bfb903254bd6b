use callboard_rpc::command::{RunListCommand, RunRetry, RunShow, RunStop};
use callboard_rpc::types::{
    Page, Run as RunView, RunId, RunList, RunRef, RunSummary, StopReport, SubmitReport,
};
use callboard_rpc::{Caller, Handle, Result, RpcError};

use super::end::close;
use super::marks::marks;
use super::store::{Run, select};
use super::{find, look_again, points, starts_to_come, stop_asked, summarise};
use crate::engine::SLICES;
use crate::kernel::{Error, Paging, no_such_place};
use crate::{Engine, connection, delivery, window};

/// Runs a page at most, and where nobody says.
const PAGE: u32 = 200;
const USUAL_PAGE: u32 = 50;

impl Handle<RunListCommand> for Engine {
    async fn handle(&self, _: &Caller, args: RunList) -> Result<Page<RunSummary>> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let page = self.kernel.db.read(move |db| {
            let mut args = args;
            if let Some(named) = args.connection.take() {
                // The command line gives a name. One that was removed is known by its id alone.
                args.connection = Some(connection::find(db, &named).map_or(named, |row| row.id));
            }
            let (condition, mut params) = condition(&args);
            let refs: Vec<&dyn rusqlite::ToSql> = params.iter().map(|p| p as &dyn rusqlite::ToSql).collect();
            let paging = Paging::<String>::new(args.after.as_deref(), args.limit, USUAL_PAGE, PAGE)?;
            if let Some(after) = &paging.after {
                find(db, &RunId(after.clone()))?.ok_or_else(no_such_place)?;
            }
            let total = paging.total(|| {
                let sql = format!("SELECT count(*) FROM runs WHERE {condition}");
                Ok(db.query_row(&sql, refs.as_slice(), |row| row.get::<_, i64>(0))?.unsigned_abs())
            })?;
            params.push(paging.after.clone());
            params.push(Some(paging.to_read().to_string()));
            let (after, most) = (params.len() - 1, params.len());
            let page = format!(
                "{condition} AND (?{after} IS NULL OR (opened, id) < (SELECT opened, id FROM runs WHERE id = ?{after}))
                 ORDER BY opened DESC, id DESC LIMIT CAST(?{most} AS INTEGER)"
            );
            let refs: Vec<&dyn rusqlite::ToSql> = params.iter().map(|p| p as &dyn rusqlite::ToSql).collect();
            let runs = select(db, &page, &refs)?;
            let Page { rows, total, next } = paging.page(runs, total, |run| run.id.to_string());
            let rows = rows.into_iter().map(|run| summarise(db, &zones, run, now));
            Ok(Page { rows: rows.collect::<std::result::Result<_, _>>()?, total, next })
        });
        Ok(page.await?)
    }
}

/// The filter as SQL over numbered parameters; one that is not set lets everything through.
fn condition(args: &RunList) -> (String, Vec<Option<String>>) {
    let params = vec![
        args.connection.as_ref().map(ToString::to_string),
        args.campaign_id.clone(),
        args.schedule.as_ref().map(ToString::to_string),
    ];
    let mut condition = "(?1 IS NULL OR connection = ?1) AND (?2 IS NULL OR campaign = ?2)
         AND (?3 IS NULL OR schedule = ?3)"
        .to_owned();
    if args.live {
        condition.push_str(" AND ended IS NULL");
    }
    (condition, params)
}

impl Handle<RunShow> for Engine {
    async fn handle(&self, _: &Caller, RunRef { id }: RunRef) -> Result<RunView> {
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let shown = self.kernel.db.read(move |db| {
            let run = find(db, &id)?.ok_or_else(|| RpcError::not_found("run", id.as_str()))?;
            let windows = window::of_run(db, &id)?;
            Ok(RunView {
                summary: summarise(db, &zones, run, now)?,
                windows: windows.into_iter().map(|row| window::shown(row, &zones, now)).collect(),
                points: points::all(db, &id)?,
                marks: marks(db, &id)?,
                deliveries: delivery::of_run(db, &id)?,
            })
        });
        Ok(shown.await?)
    }
}

impl Handle<RunRetry> for Engine {
    async fn handle(&self, caller: &Caller, RunRef { id }: RunRef) -> Result<SubmitReport> {
        let (caller, run) = (caller.clone(), id.clone());
        let rows = self.kernel.db.write(move |write| {
            not_over(write, &run)?;
            if window::retry_failed(write, &caller, &run)? == 0 {
                return Err(RpcError::new(
                    callboard_rpc::Code::Conflict,
                    "No window of this run has failed.",
                )
                .into());
            }
            look_again(write, &run)?;
            window::of_run(write, &run)
        });
        let settled = window::settle(self, rows.await?, window::PATIENCE).await?;
        let (submitted, failed) = (settled.submitted(), settled.failed());
        Ok(SubmitReport {
            run_id: id,
            submitted,
            failed,
            refused: Vec::new(),
            contacts: settled.contacts(),
            warnings: Vec::new(),
            passed_over: Vec::new(),
        })
    }
}

impl Handle<RunStop> for Engine {
    async fn handle(&self, caller: &Caller, RunRef { id }: RunRef) -> Result<StopReport> {
        let (by, run) = (caller.clone(), id.clone());
        let rows = self.kernel.db.write(move |write| {
            let stopped = not_over(write, &run)?;
            if close(write, &by, &run)? {
                return Ok((stopped, None));
            }
            let cancelled = starts_to_come(write, &run, write.now())?;
            stop_asked(write, &by, &run)?;
            if let Some(schedule) = &stopped.schedule {
                let mut others = SLICES.iter().filter_map(|slice| slice.on_run_stopped);
                others.try_for_each(|stopped| stopped(write, schedule, &run))?;
            }
            let rows = window::of_run(write, &run)?;
            for row in &rows {
                window::withdraw(write, &by, row)?;
            }
            Ok((stopped, Some((rows, cancelled))))
        });
        let (stopped, rows) = rows.await?;
        // Closed without its last figures: nothing of it may dial any more.
        let Some((rows, cancelled)) = rows else { return Ok(StopReport::default()) };
        let settled = window::settle_gone(self, rows, window::PATIENCE).await?;
        let (connection, campaign) = (stopped.connection, stopped.campaign_id);
        let whose = window::Whose { connection, campaign, run: Some(stopped.id) };
        let strays = window::withdraw_strays(self, whose).await?;
        self.kernel.db.write(move |write| look_again(write, &id)).await?;
        Ok(StopReport { cancelled, ..strays.added_to(&settled) })
    }
}

fn not_over(db: &rusqlite::Connection, id: &callboard_rpc::types::RunId) -> std::result::Result<Run, Error> {
    let run = find(db, id)?.ok_or_else(|| RpcError::not_found("run", id.as_str()))?;
    if run.is_over() {
        return Err(RpcError::new(callboard_rpc::Code::Conflict, "This run is over.")
            .hint("Submit its schedule again for another run.")
            .into());
    }
    Ok(run)
}
