//! What stands at the tenant and should not: a request that was taken twice, or taken although the answer said no. After
//! a stop the tenant's own list is read, and what is ours on it is withdrawn too.

use callboard_cxone::retry::Policy;
use callboard_cxone::schedules::{self, Schedule};
use callboard_cxone::{Call, Error as TenantError};
use callboard_rpc::types::{ConnectionId, FailedWindow, RunId, StopReport, WindowState};
use callboard_rpc::{Caller, Code, RpcError};
use jiff::{SignedDuration, Timestamp};

use super::reads::of_campaign;
use super::row::{Window, object, store};
use super::send::spelled;
use super::settle::{PATIENCE, Settled, settle_gone};
use super::{state, withdraw};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};
use crate::zone::place;

/// Whose windows were stopped.
#[derive(Clone, Debug)]
pub(crate) struct Whose {
    pub(crate) connection: ConnectionId,
    pub(crate) campaign: String,
    /// Of one run alone; else all of the campaign, and what was not made here is named too.
    pub(crate) run: Option<RunId>,
}

/// What a look at the tenant's list came to.
#[derive(Debug, Default)]
pub(crate) struct Strays {
    /// Zones in which another window was found and withdrawn.
    pub(crate) withdrawn: Vec<String>,
    pub(crate) still_dialling: Vec<FailedWindow>,
    /// The list could not be read.
    unread: Option<Unread>,
}

#[derive(Debug)]
struct Unread {
    words: String,
    /// It answered that it lists nothing, and windows of the campaign were made here before: no more is to be known.
    ours_tell: bool,
    campaign: String,
}

impl Strays {
    /// Refuses to say that nothing dials where nothing tells so: the list was not read, and nothing of the campaign that
    /// was made here was live.
    pub(crate) fn known_with(&self, settled: &Settled) -> Result<()> {
        let Some(unread) = self.unread.as_ref().filter(|unread| !unread.ours_tell) else { return Ok(()) };
        let nothing = self.withdrawn.is_empty() && self.still_dialling.is_empty();
        if !(settled.windows.is_empty() && nothing) {
            return Ok(());
        }
        let words = format!(
            "CXone could not be asked what stands of campaign {}: {} Nothing of it that was made here dials, so nothing was withdrawn; whether anything else does is not known.",
            unread.campaign, unread.words
        );
        Err(RpcError::new(Code::Refused, words)
            .hint("Look whether the campaign's id is right and the connection works, and stop it again.")
            .into())
    }

    /// The answer to whoever stopped: what was known, and what was found.
    pub(crate) fn added_to(self, settled: &Settled) -> StopReport {
        let (mut withdrawn, mut still_dialling) = (settled.withdrawn(), settled.still_dialling());
        withdrawn.extend(self.withdrawn);
        withdrawn.sort_unstable();
        still_dialling.extend(self.still_dialling);
        let unread = self.unread.map(|unread| unread.words);
        StopReport { withdrawn, still_dialling, unread, ..StopReport::default() }
    }
}

/// So often the list is read: a request that was repeated many times may stand there as often.
const ROUNDS: usize = 12;
/// What ended this long ago does not dial any more, and may still be listed.
const LONG_OVER: SignedDuration = SignedDuration::from_hours(24);

/// Reads the tenant's list and withdraws what of it is ours, again until nothing of ours is left there. Call it once
/// everything that was known is withdrawn.
pub(crate) async fn withdraw_strays(engine: &Engine, whose: Whose) -> Result<Strays> {
    let mut strays = Strays::default();
    for _ in 0..ROUNDS {
        let listed = match list(engine, &whose).await {
            Ok(listed) => listed,
            Err(error) => {
                strays.unread = Some(unread(engine, &whose, &error).await?);
                strays.still_dialling.extend(in_doubt(engine, whose, &error).await?);
                return Ok(strays);
            }
        };
        let asked = whose.clone();
        let (adopted, others) = engine.kernel.db.write(move |write| adopt(write, &asked, listed)).await?;
        if adopted.is_empty() {
            strays.still_dialling.extend(others);
            return Ok(strays);
        }
        let settled = settle_gone(engine, adopted, PATIENCE).await?;
        strays.withdrawn.extend(settled.withdrawn());
        let left = settled.still_dialling();
        if !left.is_empty() {
            strays.still_dialling.extend(left);
            return Ok(strays);
        }
    }
    Ok(strays)
}

async fn list(engine: &Engine, whose: &Whose) -> std::result::Result<Vec<Schedule>, TenantError> {
    let tenant = engine.tenants.client(&whose.connection).await;
    let tenant = tenant.map_err(|error| TenantError::Config { message: error.to_string() })?;
    let listed = schedules::list(&tenant, &whose.campaign, Call::with(Policy::ONCE)).await?;
    Ok(listed.into_iter().map(|there| spelled(&engine.zones, there)).collect())
}

/// Takes windows of the list that are ours into the rows they were made from, and begins to withdraw them. Answers also
/// those that nobody here made.
fn adopt(
    write: &mut Write<'_>,
    whose: &Whose,
    listed: Vec<Schedule>,
) -> Result<(Vec<Window>, Vec<FailedWindow>)> {
    let now = write.now();
    let mut rows = of_campaign(write, &whose.connection, &whose.campaign, now - LONG_OVER)?;
    let (mut adopted, mut others): (Vec<Window>, Vec<FailedWindow>) = (Vec::new(), Vec::new());
    for there in listed.into_iter().filter(|there| dials(there, now)) {
        let is_its = |row: &Window| row.tenant_id.as_deref() == Some(there.id.as_str());
        // What it says itself is told by whoever stopped it.
        if rows.iter().any(|row| is_its(row) && state::may_dial(row.state)) {
            continue;
        }
        let found = rows.iter().position(is_its).or_else(|| rows.iter().position(|row| is_of(row, &there)));
        let free = found.filter(|index| place_is_free(&rows, *index));
        match (found.map(|index| rows[index].run.clone()), free) {
            (Some(run), _) if whose.run.as_ref().is_some_and(|only| *only != run) => {}
            (_, Some(index)) => {
                let row = Window { tenant_id: Some(there.id.clone()), ..rows[index].clone() };
                store(write, &row)?;
                let told = Entry::new("window.stray", object(&row.id)).after(&row.told());
                write.audit(&Caller::engine(), told.result("it stands at the tenant all the same"))?;
                withdraw::begin(write, row.clone())?;
                rows[index] = Window { state: WindowState::Withdrawing, ..row.clone() };
                adopted.push(row);
            }
            (_, None) if whose.run.is_none() => others.push(not_ours(&there)),
            (_, None) => {}
        }
    }
    Ok((adopted, others))
}

fn dials(there: &Schedule, now: Timestamp) -> bool {
    there.ends_at().is_none_or(|end| end > now)
}

fn is_of(row: &Window, there: &Schedule) -> bool {
    let same = (there.starts_at(), there.ends_at()) == (Some(row.start), Some(row.end));
    same && row.zone == there.timezone && row.state != WindowState::Refused
}

/// No other window of ours may dial there: it is dealt with first.
fn place_is_free(rows: &[Window], index: usize) -> bool {
    let row = &rows[index];
    !rows
        .iter()
        .any(|other| state::may_dial(other.state) && (&other.zone, other.start) == (&row.zone, row.start))
}

fn not_ours(there: &Schedule) -> FailedWindow {
    FailedWindow {
        window: None,
        zone: there.timezone.clone(),
        state: WindowState::Unknown,
        words: format!(
            "A window from {} to {} stands at the tenant ({}) and was not made here, so it was left: end it there.",
            there.start_time, there.end_time, there.id
        ),
        next_try: None,
    }
}

async fn unread(engine: &Engine, whose: &Whose, error: &TenantError) -> Result<Unread> {
    let (words, campaign) = (format!("{} {}", error.sentence(), error.hint()), whose.campaign.clone());
    let lists_nothing = super::outcome::is_absent(error);
    let whose = whose.clone();
    let ever = engine.kernel.db.read(move |db| {
        Ok(!of_campaign(db, &whose.connection, &whose.campaign, Timestamp::UNIX_EPOCH)?.is_empty())
    });
    Ok(Unread { words, campaign, ours_tell: ever.await? && lists_nothing })
}

/// The list cannot be read: windows whose request was repeated unseen may stand there twice.
async fn in_doubt(engine: &Engine, whose: Whose, error: &TenantError) -> Result<Vec<FailedWindow>> {
    let (words, now) = (error.sentence(), engine.kernel.clock.now());
    engine
        .kernel
        .db
        .read(move |db| {
            let rows = of_campaign(db, &whose.connection, &whose.campaign, now)?;
            let ours = |row: &Window| whose.run.as_ref().is_none_or(|run| *run == row.run);
            let doubtful = rows.into_iter().filter(|row| row.repeated && ours(row));
            Ok(doubtful
                .map(|row| FailedWindow {
                    window: Some(row.id),
                    words: format!(
                        "Its request was sent twice, and the tenant's list cannot be read ({words}): a second window may dial in {} until {}. Look there.",
                        place(&row.zone),
                        row.end
                    ),
                    zone: row.zone,
                    state: WindowState::Unknown,
                    next_try: None,
                })
                .collect())
        })
        .await
}
