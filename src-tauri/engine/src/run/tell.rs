//! What is said of a run while it goes on: flags that stay as long as they are true, marks on its chart, and the
//! stall.

use callboard_cxone::Error as TenantError;
use callboard_cxone::analytics::Figures;
use callboard_rpc::types::{RunState, Stall};
use callboard_rpc::{Caller, NoticeLevel};
use serde_json::json;

use super::marks::mark;
use super::progress::Windows;
use super::stall;
use super::store::{Run, object};
use crate::kernel::audit::Entry;
use crate::kernel::{NewNotice, Notices, Result, Write};

/// How a flag begins that says why the last poll told nothing.
pub(super) const FAILED: &str = "The last poll failed";
/// How a flag begins that says what is wrong with a row that is nobody's.
pub(super) const ODD: &str = "A row of the tenant's figures cannot be attributed";
/// The words for a last answer without a row of the campaign or of any other.
pub(super) const NO_ROW: &str = "CXone answered without a row for this campaign, which is taken as no calls: look whether its id is the right one.";
pub(super) const BACKWARDS: &str = "The tenant reported smaller totals than before; the larger ones stand.";
const RECOVERED: &str = "The tenant reports no smaller totals any more.";

/// Said once, and marked on the chart when it is new: an outage of a day is one mark, whatever each poll failed of.
/// Flags with one beginning replace each other.
pub(super) fn flag(
    write: &mut Write<'_>,
    run: &mut Run,
    kind: &str,
    beginning: &str,
    words: &str,
) -> Result<()> {
    if run.flags.iter().any(|flag| flag == words) {
        return Ok(());
    }
    let goes_on = unflag(run, beginning);
    run.flags.push(words.to_owned());
    if goes_on { Ok(()) } else { mark(write, &run.id, kind, words) }
}

/// It is true no more; answers whether it was.
pub(super) fn unflag(run: &mut Run, beginning: &str) -> bool {
    let before = run.flags.len();
    run.flags.retain(|flag| !flag.starts_with(beginning));
    run.flags.len() < before
}

/// That the tenant's totals are smaller than the largest that it has told is said as long as it is so; when it began and
/// when it was over stands in the audit log. Before they are taken.
pub(super) fn tell_totals(
    write: &mut Write<'_>,
    run: &mut Run,
    reported: Figures,
    went_backwards: bool,
) -> Result<()> {
    let was = run.flags.iter().any(|flag| flag == BACKWARDS);
    if was == went_backwards {
        return Ok(());
    }
    let result = if went_backwards {
        flag(write, run, "flagged", BACKWARDS, BACKWARDS)?;
        "smaller than before"
    } else {
        unflag(run, BACKWARDS);
        mark(write, &run.id, "resumed", RECOVERED)?;
        "not smaller any more"
    };
    let of = |completed, attempted, connected| json!({ "completed": completed, "attempted": attempted, "connected": connected });
    let known = of(run.figures.completed, run.figures.attempted, run.figures.connected);
    let told = of(reported.completed, reported.attempted, reported.connected);
    let entry = Entry::new("run.figures", object(&run.id)).before(&known).after(&told).result(result);
    write.audit(&Caller::engine(), entry)?;
    Ok(())
}

/// Why the last poll told nothing, in words.
pub(super) fn why_silent(run: &Run) -> Option<&str> {
    run.flags.iter().map(String::as_str).find(|flag| flag.starts_with(FAILED))
}

pub(super) fn tell_stall(
    write: &mut Write<'_>,
    run: &mut Run,
    before: RunState,
    standing: Windows,
    error: Option<&TenantError>,
) -> Result<()> {
    if run.state != RunState::Stalled {
        if run.stall.take().is_some() && !run.is_over() {
            let words =
                if standing.over() { "CXone tells its figures again." } else { "It makes progress again." };
            mark(write, &run.id, "resumed", words)?;
        }
        return Ok(());
    }
    let known = stall::Known {
        over: standing.over(),
        a_window_is_open: standing.open.is_some(),
        error,
        went_backwards: run.flags.iter().any(|flag| flag == BACKWARDS),
        figures: run.figures,
    };
    let (cause, words) = stall::cause(known);
    let since = if standing.over() { run.silent_since } else { run.progressed };
    run.stall = Some(Stall { since: since.unwrap_or(run.first_start), cause, words: words.to_owned() });
    if before != RunState::Stalled {
        mark(write, &run.id, "stalled", words)?;
        let notice = NewNotice {
            level: NoticeLevel::Attention,
            title: title(&run.name, standing.over()),
            body: words.to_owned(),
            link: Some(format!("/runs/{}", run.id)),
        };
        Notices::tell(write, notice)?;
    }
    Ok(())
}

/// What is the matter with a stalled run, in a few words.
pub fn stall_title(run: &Run) -> String {
    title(&run.name, run.stall.as_ref().is_some_and(|stall| stall::is_of_an_end(&stall.words)))
}

fn title(name: &str, over: bool) -> String {
    if over {
        format!("{name} has ended, and its figures are not known")
    } else {
        format!("{name} makes no progress")
    }
}
