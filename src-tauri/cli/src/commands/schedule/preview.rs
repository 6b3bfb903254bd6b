use callboard_engine::schedule::NO_PLACE;
use callboard_rpc::command::{CampaignList, SchedulePreview};
use callboard_rpc::types::{
    FireMode, Mark, MaybeConnection, Preview, PreviewArgs, PreviewFire, RuleRef, Verdict,
};
use clap::Args as ClapArgs;
use jiff::Timestamp;
use serde::Serialize;

use super::draft::USUAL_MINUTES;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::parse;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{parts, word};

#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Five fields, or a name such as @daily.
    #[arg(long, value_name = "EXPR")]
    cron: String,
    /// IANA names.
    #[arg(long, value_name = "ZONE", required = true, num_args = 1..)]
    zone: Vec<String>,
    /// Fires strictly after this; default: now.
    #[arg(long, value_name = "T", value_parser = parse::instant)]
    from: Option<Timestamp>,
    /// Fires a zone, at most 100.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    count: u32,
    /// Length of a window, e.g. 4h (the default) or 90m.
    #[arg(long, value_parser = parse::minutes)]
    duration: Option<u32>,
    /// Also says whether the tenant has this campaign, and whether it dials.
    #[arg(long, value_name = "ID")]
    campaign: Option<String>,
    /// One moment for all, read on this zone's clock.
    #[arg(long, value_name = "ZONE")]
    same_moment: Option<String>,
}

impl Args {
    pub(crate) fn asks_the_tenant(&self) -> bool {
        self.campaign.is_some()
    }
}

/// The preview as the interface of the command line has it: a flat list of fires.
#[derive(Debug, Serialize)]
struct Document {
    sentence: String,
    fires: Vec<Fire>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Fire {
    zone: String,
    start: Timestamp,
    end: Timestamp,
    local_start: String,
    local_end: String,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<RuleRef>,
    /// Only federal hours were applied to some of these contacts.
    federal_hours_only: bool,
    marks: Vec<Mark>,
    #[serde(skip)]
    words: String,
}

pub(crate) async fn run(terminal: &Terminal, reach: &Reach, args: Args) -> Result<Answer, Failure> {
    let mode = args.same_moment.map_or(FireMode::ContactTime, |zone| FireMode::SameMoment { zone });
    let asked = PreviewArgs {
        cron: args.cron,
        mode,
        connection: terminal.options.connection(),
        contacts: None,
        zones: args.zone,
        left_out: Vec::new(),
        holidays: Vec::new(),
        from: args.from,
        count: Some(args.count),
        duration_minutes: args.duration.unwrap_or(USUAL_MINUTES),
    };
    let preview = reach.ask::<SchedulePreview>(asked).await?;
    let mut document = document(preview);
    if let Some(campaign) = args.campaign {
        document.warnings.extend(about_campaign(terminal, reach, &campaign).await?);
    }
    terminal.out.show(&document, words)?;
    Ok(Answer::Yes)
}

fn document(preview: Preview) -> Document {
    let fires = preview.rows.into_iter().flat_map(|row| {
        let zone = row.zone;
        row.fires.into_iter().map(move |fire| flat(zone.clone(), fire))
    });
    Document { sentence: preview.sentence, fires: fires.collect(), warnings: preview.warnings }
}

fn flat(zone: String, fire: PreviewFire) -> Fire {
    Fire {
        zone,
        start: fire.start,
        end: fire.end,
        local_start: fire.local_start,
        local_end: fire.local_end,
        verdict: fire.verdict,
        rule: fire.rule,
        federal_hours_only: fire.federal_hours_only,
        marks: fire.marks,
        words: fire.words,
    }
}

/// A campaign that is missing or inactive is worth a word before anything is planned.
async fn about_campaign(
    terminal: &Terminal,
    reach: &Reach,
    campaign: &str,
) -> Result<Option<String>, Failure> {
    let args = MaybeConnection { connection: terminal.options.connection() };
    let found = reach.ask::<CampaignList>(args).await?;
    if found.unlisted.is_some() {
        return Ok(found.unlisted);
    }
    Ok(match found.campaigns.iter().find(|known| known.id == campaign) {
        None => Some(format!("The tenant has no campaign {campaign}.")),
        Some(known) if !known.active => {
            Some(format!("Campaign {} is {} at the tenant.", known.name, known.state))
        }
        Some(_) => None,
    })
}

fn verdict(fire: &Fire) -> String {
    if fire.rule.as_ref().is_some_and(|rule| rule.id == NO_PLACE) {
        return "cannot be judged".to_owned();
    }
    let word = word(&fire.verdict);
    if fire.federal_hours_only { format!("{word} (federal hours only)") } else { word }
}

fn words(document: &Document) -> String {
    let table = Table::new(["ZONE", "WINDOW THERE", "VERDICT", "MARKS", ""]).with(&document.fires, |fire| {
        [
            fire.zone.clone(),
            fire.words.clone(),
            verdict(fire),
            fire.marks.iter().map(word).collect::<Vec<_>>().join(", "),
            fire.rule.as_ref().map(|rule| rule.words.clone()).unwrap_or_default(),
        ]
    });
    parts([document.sentence.clone(), table.unless_empty(), document.warnings.join("\n")])
}
