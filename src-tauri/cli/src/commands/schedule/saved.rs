use callboard_rpc::command::{
    ScheduleAcceptMoved, ScheduleList, SchedulePause, SchedulePreview, ScheduleRemove, ScheduleResume,
    ScheduleSaveCommand, ScheduleShow,
};
use callboard_rpc::types::{
    ConfirmedWindow, FailedWindow, MaybeConnection, Misfire, Overlap, PreviewArgs, Schedule, ScheduleGo,
    ScheduleId, ScheduleRef, ScheduleSave, Verdict,
};
use clap::Args;
use serde::Serialize;

use super::Group;
use super::draft::{Rest, Whole};
use super::{confirm, reports, sent, submit};
use crate::answer::Answer;
use crate::commands::contacts;
use crate::failure::Failure;
use crate::output::note;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{nothing, parts, time, word};

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// As `schedule list` shows it.
    id: String,
    /// Five fields, or a name such as @daily.
    #[arg(long, value_name = "EXPR")]
    cron: Option<String>,
    /// The campaign's id at the tenant.
    #[arg(long, value_name = "ID")]
    campaign: Option<String>,
    /// Each contact's local time again, instead of one moment for all.
    #[arg(long, conflicts_with = "same_moment")]
    contact_time: bool,
    #[command(flatten)]
    rest: Rest,
    #[command(flatten)]
    going: Going,
}

/// A new schedule, active at once or not.
#[derive(Debug, Args)]
pub(crate) struct Save {
    #[command(flatten)]
    whole: Whole,
    #[command(flatten)]
    going: Going,
}

/// What becomes of windows that would go out at once.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Going {
    /// Keeps it without being active: nothing is submitted until it is resumed.
    #[arg(long)]
    paused: bool,
    /// Lets the first windows go out, where they begin within the time of submission.
    #[arg(long, conflicts_with = "paused")]
    go: bool,
}

pub(super) async fn run(terminal: &Terminal, reach: &Reach, group: Group) -> Result<Answer, Failure> {
    let one = |id: String| ScheduleRef { id: ScheduleId(id) };
    let withdraws = matches!(group, Group::Edit(_) | Group::Pause { .. });
    let saves = matches!(group, Group::Save(_) | Group::Edit(_));
    let alone = |schedule| (schedule, Vec::new());
    let (schedule, let_go) = match group {
        Group::List => return list(terminal, reach).await,
        Group::Remove { id } => return remove(terminal, reach, one(id)).await,
        Group::Save(save) => {
            let Save { whole, going } = *save;
            let draft = whole.draft(terminal, reach).await?;
            let new = ScheduleSave::new(terminal.options.connection(), draft);
            let new = ScheduleSave { paused: going.paused, ..new };
            let args = |confirmed| ScheduleSave { confirmed, ..new.clone() };
            confirm::ask::<ScheduleSaveCommand>(reach, going.go, confirm::GOES_OUT, args).await?
        }
        Group::Edit(edit) => self::edit(terminal, reach, *edit).await?,
        Group::Show { id } => alone(reach.ask::<ScheduleShow>(one(id)).await?),
        Group::Pause { id } => alone(reach.ask::<SchedulePause>(one(id)).await?),
        Group::Resume { id, go } => {
            let args = |confirmed| ScheduleGo { id: ScheduleId(id.clone()), confirmed };
            confirm::ask::<ScheduleResume>(reach, go, confirm::GOES_OUT, args).await?
        }
        Group::AcceptMoved { id, go } => {
            let args = |confirmed| ScheduleGo { id: ScheduleId(id.clone()), confirmed };
            confirm::ask::<ScheduleAcceptMoved>(reach, go, confirm::GOES_OUT, args).await?
        }
        other => return Err(Failure::wrong(format!("{other:?} concerns no saved schedule."))),
    };
    let saved = Saved { not_sent: sent::wait(terminal, reach, &schedule.id, &let_go).await?, schedule };
    terminal.out.show(&saved, |saved| parts([words(&saved.schedule), reports::not_sent(&saved.not_sent)]))?;
    sent::say(&saved.not_sent);
    submit::withdrawn_later(reach, &saved.schedule.blocked);
    let nobody = if saves { nobody(reach, &saved.schedule).await? } else { None };
    if let Some(words) = &nobody {
        note(&format!("callboard: {words}"));
    }
    let all_gone = !withdraws || saved.schedule.blocked.is_empty();
    Ok(Answer::yes_if(nobody.is_none() && all_gone && saved.not_sent.is_empty()))
}

/// A schedule, with the windows that were let go and that did not reach the tenant before the command ended.
#[derive(Debug, Serialize)]
struct Saved {
    #[serde(flatten)]
    schedule: Schedule,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_sent: Vec<FailedWindow>,
}

async fn remove(terminal: &Terminal, reach: &Reach, named: ScheduleRef) -> Result<Answer, Failure> {
    let removed = reach.ask::<ScheduleRemove>(named).await?;
    terminal.out.show(&removed, |removed| {
        let done = "The schedule is removed; its runs stay.".to_owned();
        let going_on: Vec<&str> = removed.going_on.iter().map(|window| window.words.as_str()).collect();
        parts([done, going_on.join("\n"), reports::still_dialling(&removed.still_dialling)])
    })?;
    submit::withdrawn_later(reach, &removed.still_dialling);
    Ok(Answer::yes_if(removed.still_dialling.is_empty()))
}

/// Starts of each zone that are looked at: a fortnight of daily ones, with its Sundays.
const LOOKED_AT: u32 = 14;

/// The sentence for a schedule of which no start to come would call anybody, in any zone.
async fn nobody(reach: &Reach, schedule: &Schedule) -> Result<Option<String>, Failure> {
    const SAVED: &str = "It is saved, and would call nobody:";
    let draft = &schedule.draft;
    let asked = PreviewArgs {
        cron: draft.cron.clone(),
        mode: draft.mode.clone(),
        connection: Some(schedule.connection.clone()),
        contacts: draft.contacts.clone(),
        zones: Vec::new(),
        left_out: draft.left_out.clone(),
        holidays: draft.holidays.clone(),
        from: None,
        count: Some(LOOKED_AT),
        duration_minutes: draft.duration_minutes,
    };
    let preview = reach.ask::<SchedulePreview>(asked).await?;
    let mut fires = preview.rows.iter().flat_map(|row| &row.fires);
    let Some(first) = fires.clone().next() else {
        return Ok(Some(format!("{SAVED} {}", whom_it_lacks(reach, schedule).await?)));
    };
    if fires.any(|fire| fire.verdict != Verdict::Refused) {
        return Ok(None);
    }
    let why = first.rule.as_ref().map(|rule| format!(" {}", rule.words)).unwrap_or_default();
    Ok(Some(format!("{SAVED} every start to come is refused in every zone.{why}")))
}

/// Why there is no start in any zone.
async fn whom_it_lacks(reach: &Reach, schedule: &Schedule) -> Result<String, Failure> {
    let Some(list) = &schedule.draft.contacts else {
        return Ok("it has no list of contacts. Name one with --contacts FILE.".to_owned());
    };
    let Some(set) = contacts::find(reach, list).await? else {
        return Ok("its list is not there any more. Name another with --contacts FILE.".to_owned());
    };
    if set.placed > 0 && !schedule.draft.left_out.is_empty() {
        return Ok("every zone of its list is left out. Say another --leave-out.".to_owned());
    }
    let refused = contacts::refused_rows(&set).unwrap_or_default();
    Ok(format!("nobody of its list has a zone in which they could be called. {refused}"))
}

/// What is said replaces what stands there; the rest stays.
async fn edit(
    terminal: &Terminal,
    reach: &Reach,
    edit: Edit,
) -> Result<(Schedule, Vec<ConfirmedWindow>), Failure> {
    let id = ScheduleId(edit.id);
    let mut draft = reach.ask::<ScheduleShow>(ScheduleRef { id: id.clone() }).await?.draft;
    draft.cron = edit.cron.unwrap_or(draft.cron);
    draft.campaign_id = edit.campaign.unwrap_or(draft.campaign_id);
    if edit.contact_time {
        draft.mode = callboard_rpc::types::FireMode::ContactTime;
    }
    let draft = edit.rest.over(draft, terminal, reach).await?;
    let new = ScheduleSave::new(terminal.options.connection(), draft);
    let changed = ScheduleSave { id: Some(id), paused: edit.going.paused, ..new };
    let args = |confirmed| ScheduleSave { confirmed, ..changed.clone() };
    confirm::ask::<ScheduleSaveCommand>(reach, edit.going.go, confirm::GOES_OUT, args).await
}

async fn list(terminal: &Terminal, reach: &Reach) -> Result<Answer, Failure> {
    let args = MaybeConnection { connection: terminal.options.connection() };
    let schedules = reach.ask::<ScheduleList>(args).await?;
    terminal.out.list(
        &schedules,
        "Nothing is saved. `callboard schedule save` saves a schedule.",
        |schedules| {
            Table::new(["ID", "NAME", "CAMPAIGN", "CRON", "STATE", "ZONES", "CONTACTS", "NEXT"]).with(
                schedules,
                |schedule| {
                    [
                        schedule.id.to_string(),
                        schedule.draft.name.clone(),
                        schedule.draft.campaign_id.clone(),
                        schedule.draft.cron.clone(),
                        word(&schedule.state),
                        schedule.zones.to_string(),
                        schedule.contacts.map_or_else(nothing, |contacts| contacts.to_string()),
                        schedule.next.first().map_or_else(nothing, |next| time(next.start)),
                    ]
                },
            )
        },
    )?;
    Ok(Answer::Yes)
}

fn words(schedule: &Schedule) -> String {
    const MOVED: &str = "Newer zone data moved these; nothing fires until `schedule accept-moved`:";
    let draft = &schedule.draft;
    let about = format!(
        "{} ({}): {}\n{}\nWindows of {} min; overlapping fires {}; missed fires {}. Zone data {}.\n",
        draft.name,
        schedule.id,
        word(&schedule.state),
        schedule.sentence,
        draft.duration_minutes,
        match draft.overlap {
            Overlap::Skip => "do not start",
            Overlap::Allow => "start as well",
        },
        match draft.misfire {
            Misfire::Skip => "wait in the tray".to_owned(),
            Misfire::Late { max_age_minutes } => format!("start up to {max_age_minutes} min late"),
        },
        schedule.zone_release,
    );
    let paused =
        schedule.paused_because.as_ref().map(|why| format!("Paused itself: {why}")).unwrap_or_default();
    let next = Table::new(["NEXT FIRE THERE", "START", "ZONE", "CONTACTS", "VERDICT"]).with(
        &schedule.next,
        |next| {
            [
                next.local_start.clone(),
                time(next.start),
                next.zone.clone(),
                next.contacts.to_string(),
                word(&next.verdict),
            ]
        },
    );
    let moved = Table::new(["ZONE", "OCCURRENCE", "WAS", "IS"]).with(&schedule.moved, |moved| {
        [moved.zone.clone(), moved.occurrence.clone(), time(moved.was), time(moved.is)]
    });
    let about_moved = if moved.is_empty() { "" } else { MOVED }.to_owned();
    let passed_over = Table::new(["DOES NOT START", "ZONE", ""])
        .with(&schedule.passed_over, |start| [time(start.start), start.zone.clone(), start.words.clone()]);
    parts([
        about,
        paused,
        reports::still_dialling(&schedule.blocked),
        schedule.going_on.join("\n"),
        next.unless_empty(),
        passed_over.unless_empty(),
        about_moved,
        moved.unless_empty(),
    ])
}
