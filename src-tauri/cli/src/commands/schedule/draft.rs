use std::path::PathBuf;

use callboard_rpc::types::{ContactSetId, FireMode, Misfire, Overlap, ScheduleDraft};
use clap::Args;

use crate::commands::contacts;
use crate::failure::Failure;
use crate::output::note;
use crate::parse;
use crate::reach::Reach;
use crate::terminal::Terminal;

/// A schedule that is written out.
#[derive(Debug, Args)]
pub(crate) struct Whole {
    /// Five fields, or a name such as @daily.
    #[arg(long, value_name = "EXPR", required_unless_present = "at")]
    pub(crate) cron: Option<String>,
    /// The campaign's id at the tenant.
    #[arg(long, value_name = "ID")]
    pub(crate) campaign: String,
    #[command(flatten)]
    pub(crate) rest: Rest,
}

/// What may be left out of a schedule; of one that is edited, what stays as it is.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Rest {
    /// Once, at this date and time: `2026-12-08 10:00`, each contact's local time.
    #[arg(long, value_name = "DATE TIME", value_parser = parse::moment, conflicts_with = "cron")]
    at: Option<String>,
    /// CSV or XLSX with id, phone, zone, state, in any order; a pipe, or `-`.
    #[arg(long, value_name = "FILE")]
    pub(crate) contacts: Option<PathBuf>,
    /// A list that was imported before.
    #[arg(long, value_name = "SET", conflicts_with = "contacts")]
    contact_set: Option<String>,
    #[command(flatten)]
    reading: contacts::Reading,
    /// What the supervisor calls it.
    #[arg(long)]
    name: Option<String>,
    /// Length of a window, e.g. 4h (the default) or 90m.
    #[arg(long, value_parser = parse::minutes)]
    duration: Option<u32>,
    /// Expected completions; default: the contacts in the submitted windows.
    #[arg(long, value_name = "N")]
    expected: Option<u64>,
    /// One moment for all, read on this zone's clock, instead of each contact's local time.
    #[arg(long, value_name = "ZONE")]
    pub(crate) same_moment: Option<String>,
    /// Where a window of the campaign and zone is still open at the next fire.
    #[arg(long, value_enum)]
    overlap: Option<Overlap>,
    /// Starts a fire late that the program slept through, where it is not older than this; default: it is missed.
    #[arg(long, value_name = "AGE", value_parser = parse::minutes)]
    late: Option<u32>,
    /// Dates on which it does not fire, by the contact's calendar.
    #[arg(long, value_name = "DATE", value_delimiter = ',')]
    holidays: Vec<String>,
    /// A start is put off by a random part of this.
    #[arg(long, value_parser = parse::seconds)]
    jitter: Option<u32>,
    /// Pauses itself after so many failed fires in a row.
    #[arg(long, value_name = "N")]
    pause_after: Option<u32>,
    /// Groups that are left out, as ZONE or ZONE/JURISDICTION.
    #[arg(long, value_name = "GROUP", value_delimiter = ',')]
    leave_out: Vec<String>,
}

/// Hours of a window where nobody says.
pub(crate) const USUAL_MINUTES: u32 = 240;

impl Whole {
    /// The draft, with its list imported.
    pub(crate) async fn draft(self, terminal: &Terminal, reach: &Reach) -> Result<ScheduleDraft, Failure> {
        let blank = ScheduleDraft {
            name: self.campaign.clone(),
            campaign_id: self.campaign,
            contacts: None,
            cron: self.cron.unwrap_or_default(),
            mode: FireMode::ContactTime,
            duration_minutes: USUAL_MINUTES,
            overlap: Overlap::Skip,
            misfire: Misfire::Skip,
            holidays: Vec::new(),
            jitter_seconds: 0,
            pause_after_failures: 0,
            expected: None,
            left_out: Vec::new(),
        };
        self.rest.over(blank, terminal, reach).await
    }
}

impl Rest {
    /// Whether a list that was imported before is named.
    pub(crate) fn names_a_list(&self) -> bool {
        self.contact_set.is_some()
    }

    /// `draft` with everything that was said here.
    pub(crate) async fn over(
        self,
        mut draft: ScheduleDraft,
        terminal: &Terminal,
        reach: &Reach,
    ) -> Result<ScheduleDraft, Failure> {
        let names_a_list = self.contacts.is_some() || self.contact_set.is_some();
        if let Some(file) = &self.contacts {
            let set = contacts::import(terminal, reach, file, self.reading.clone()).await?;
            set.notes.iter().for_each(|words| note(&format!("callboard: {words}")));
            draft.contacts = Some(set.id);
        } else if self.reading.says_a_layout() {
            return Err(Failure::wrong(
                "--column, --sheet and --header-row say how a file is read: name it with --contacts.",
            ));
        }
        if let Some(set) = self.contact_set {
            draft.contacts = Some(ContactSetId(set));
        }
        if let Some(list) = draft.contacts.as_ref().filter(|_| names_a_list)
            && let Some(words) = contacts::find(reach, list).await?.as_ref().and_then(contacts::refused_rows)
        {
            note(&format!("callboard: {words}"));
        }
        draft.cron = self.at.unwrap_or(draft.cron);
        if let Some(zone) = self.same_moment {
            draft.mode = FireMode::SameMoment { zone };
        }
        if let Some(max_age_minutes) = self.late {
            draft.misfire = Misfire::Late { max_age_minutes };
        }
        if !self.holidays.is_empty() {
            draft.holidays = self.holidays;
        }
        if !self.leave_out.is_empty() {
            draft.left_out = self.leave_out;
        }
        draft.overlap = self.overlap.unwrap_or(draft.overlap);
        draft.name = self.name.unwrap_or(draft.name);
        draft.duration_minutes = self.duration.unwrap_or(draft.duration_minutes);
        draft.jitter_seconds = self.jitter.unwrap_or(draft.jitter_seconds);
        draft.pause_after_failures = self.pause_after.unwrap_or(draft.pause_after_failures);
        draft.expected = self.expected.or(draft.expected);
        Ok(draft)
    }
}
