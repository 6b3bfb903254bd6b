mod written;

use std::path::{Path, PathBuf};

use callboard_clock::Clock;
use callboard_engine::rules::RuleBook;
use callboard_engine::table::whole_text;
use callboard_rpc::command::{
    RuleAdd, RuleDecide, RuleEffectOf, RuleList, RuleOffCommand, RuleOn, RuleStanding,
};
use callboard_rpc::types::{
    Forbidden, HouseRule, Nothing, Rule, RuleDecision, RuleEffect, RuleNamed, RuleOff, RuleTreatment,
    RuleTrial, Rules,
};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::hand_in;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{counted, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// All rules, shipped and of the house.
    List,
    /// The calling hours of every state with source and confidence, as Markdown; `--json`: as the rows of the file.
    Table,
    /// Adds rules of the house, --withdraw, --shorten or --keep for what stands in spite of them: one `{"id","jurisdictions","days","from","to","why"}`, or a list.
    Add {
        /// A JSON file, a pipe, or `-` for the standard input.
        file: PathBuf,
        #[command(flatten)]
        standing: Treatment,
    },
    /// Switches a rule off.
    Off {
        /// As `rules list` shows it.
        id: String,
        /// The reason; it stands in the audit log.
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        standing: Treatment,
    },
    /// Switches it on again.
    On {
        /// As `rules list` shows it.
        id: String,
        #[command(flatten)]
        standing: Treatment,
    },
    /// What stands in spite of a rule; with a choice, decides what becomes of it. Ends with 1 where anything is left.
    Standing {
        #[command(flatten)]
        standing: Treatment,
    },
}

/// What becomes of windows that stand at the tenant and that the rule forbids. Without a choice, and where there are any,
/// nothing is changed and the command ends with 1.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Treatment {
    /// Withdraws them.
    #[arg(long)]
    withdraw: bool,
    /// Ends them where the rule's hours end, and withdraws what is not allowed at all.
    #[arg(long)]
    shorten: bool,
    /// Leaves them as they are; they wait on the Board.
    #[arg(long)]
    keep: bool,
}

impl Treatment {
    pub(crate) fn chosen(self) -> Option<RuleTreatment> {
        match (self.withdraw, self.shorten, self.keep) {
            (true, ..) => Some(RuleTreatment::Withdraw),
            (_, true, _) => Some(RuleTreatment::Shorten),
            (.., true) => Some(RuleTreatment::Keep),
            _ => None,
        }
    }
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let rules = match group {
        Group::Table => return table(terminal),
        Group::List => Reach::open(terminal).await?.ask::<RuleList>(Nothing {}).await?,
        Group::Add { file, standing } => {
            let new = read(&terminal.clock, &file).await?;
            add(&Reach::open(terminal).await?, new, standing.chosen()).await?
        }
        Group::Off { id, why, standing } => {
            let off = RuleOff { id, why, standing: standing.chosen() };
            Reach::open(terminal).await?.ask::<RuleOffCommand>(off).await?
        }
        Group::On { id, standing } => {
            let on = RuleNamed { id, standing: standing.chosen() };
            Reach::open(terminal).await?.ask::<RuleOn>(on).await?
        }
        Group::Standing { standing } => return decide(terminal, standing.chosen()).await,
    };
    terminal.out.show(&rules, words)?;
    Ok(Answer::yes_if(rules.still_standing.is_empty()))
}

/// The rows that come with this program; needs no data folder.
fn table(terminal: &Terminal) -> Result<Answer, Failure> {
    let book = RuleBook::built_in();
    terminal.out.show(&json!({ "version": book.version(), "rules": book.rules() }), |_| book.table())?;
    Ok(Answer::Yes)
}

/// One after the other; what they would forbid is asked of all of them before the first is added. Where one is refused,
/// what came before it stays, and that is said.
async fn add(reach: &Reach, new: Vec<HouseRule>, chosen: Option<RuleTreatment>) -> Result<Rules, Failure> {
    let undecided = chosen.is_none() && new.iter().any(|rule| rule.standing.is_none());
    if undecided && new.len() > 1 {
        let effect =
            reach.ask::<RuleEffectOf>(RuleTrial { add: new.clone(), ..RuleTrial::default() }).await?;
        if !effect.forbidden.is_empty() {
            return Err(Failure::no("refused", effect.sentence)
                .hint("Say what becomes of them: --withdraw, --shorten or --keep. Nothing was changed."));
        }
    }
    let mut rules = None;
    for (before, rule) in new.into_iter().enumerate() {
        let (id, standing) = (rule.id.clone(), chosen.or(rule.standing));
        match reach.ask::<RuleAdd>(HouseRule { standing, ..rule }).await {
            Ok(mut added) => {
                let before = rules.map_or_else(Vec::new, |rules: Rules| rules.still_standing);
                added.still_standing.splice(0..0, before);
                rules = Some(added);
            }
            Err(failure) if before > 0 => {
                let stay = format!(
                    "The {} before it were added, `{id}` and what follows were not",
                    counted(before as u64, "rule")
                );
                return Err(failure.hint(format!("{stay}: correct it, and hand in the rest.")));
            }
            Err(failure) => return Err(failure),
        }
    }
    rules.ok_or_else(|| Failure::wrong("The file holds no rule."))
}

async fn decide(terminal: &Terminal, chosen: Option<RuleTreatment>) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let mut effect = reach.ask::<RuleStanding>(Nothing {}).await?;
    if let Some(standing) = chosen
        && !effect.forbidden.is_empty()
    {
        // What is on its way back can only be withdrawn whole.
        let open = |one: &&Forbidden| one.decided.is_none() || standing == RuleTreatment::Withdraw;
        let ids: Vec<String> = effect.forbidden.iter().filter(open).map(|one| one.id.clone()).collect();
        if !ids.is_empty() {
            effect = reach.ask::<RuleDecide>(RuleDecision { ids, standing }).await?;
        }
    }
    terminal.out.show(&effect, standing_words)?;
    Ok(Answer::yes_if(effect.forbidden.is_empty()))
}

fn standing_words(effect: &RuleEffect) -> String {
    if effect.forbidden.is_empty() {
        return "Nothing stands in spite of a rule.".to_owned();
    }
    let table = table_of(&effect.forbidden);
    match effect.forbidden.iter().filter(|one| one.decided.is_none()).count() {
        0 => format!("{table}\nAll of it was decided, and is being carried out."),
        _ => format!("{table}\nDecide with --withdraw, --shorten or --keep."),
    }
}

pub(super) fn table_of(standing: &[Forbidden]) -> Table {
    Table::new(["WINDOW", "CAMPAIGN", "WHERE", "WHEN", "CONTACTS", "STATE", "DIALS UNTIL", "RULE"]).with(
        standing,
        |one| {
            [
                one.id.clone(),
                one.campaign_id.clone(),
                one.place.clone(),
                one.words.clone(),
                one.contacts.to_string(),
                state_of(one),
                time(one.end),
                one.rule.id.clone(),
            ]
        },
    )
}

/// `submitted`; `being shortened`, where that was decided.
fn state_of(one: &Forbidden) -> String {
    match one.decided {
        Some(RuleTreatment::Shorten) => "being shortened".to_owned(),
        Some(_) => "being withdrawn".to_owned(),
        None => word(&one.state),
    }
}

/// Larger is no file of rules.
const LARGEST: u64 = 1 << 20;

async fn read(clock: &Clock, path: &Path) -> Result<Vec<HouseRule>, Failure> {
    let bytes = hand_in::whole(clock, path, LARGEST).await?;
    let no_rule = |why: &dyn std::fmt::Display| {
        Failure::wrong(format!("{} is no rule: {why}.", path.display())).hint(
            r#"A rule is {"id":"no-uk","jurisdictions":["GB"],"days":[],"from":"10:00","to":"18:00","why":"…"}."#,
        )
    };
    let text = whole_text(&bytes).ok_or_else(|| no_rule(&"it begins as UTF-16 and is none"))?;
    written::rules(&text).map_err(|why| no_rule(&why))
}

fn words(rules: &Rules) -> String {
    let table =
        Table::new(["RULE", "WHERE", "WHAT", "SOURCE", "CONFIDENCE", "STATE"]).with(&rules.rules, |rule| {
            [
                rule.id.clone(),
                rule.jurisdictions.join(" "),
                rule.words.clone(),
                rule.source.clone(),
                rule.confidence.clone(),
                state(rule),
            ]
        });
    let said = format!("{table}\nRules of {}. {}", rules.version, rules.remark);
    if rules.still_standing.is_empty() {
        return said;
    }
    let left = table_of(&rules.still_standing);
    format!(
        "{said}\n\nThe rule is in force, and these windows still stand in CXone, or may; each may dial until its end. What is being withdrawn is tried again while Callboard runs; `callboard rules standing` says what is left.\n\n{left}"
    )
}

fn state(rule: &Rule) -> String {
    match (&rule.off_because, &rule.not_enforced_because) {
        (Some(why), _) => format!("off: {why}"),
        (None, Some(_)) if !rule.enforced => "shown only".to_owned(),
        _ if rule.house => "on, of the house".to_owned(),
        _ => "on".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn said(text: &[u8]) -> Result<Vec<HouseRule>, Failure> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(&Clock::system(), file.path()).await
    }

    const RULE: &str =
        r#"{"id":"no-uk","jurisdictions":["GB"],"days":[],"from":"10:00","to":"18:00","why":"x"}"#;

    #[tokio::test]
    async fn rules_are_read_however_an_editor_saved_them() {
        let wide: Vec<u8> = RULE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for text in
            [RULE.into(), format!("\u{FEFF}{RULE}").into_bytes(), format!(" [{RULE}]").into_bytes(), wide]
        {
            assert_eq!(said(&text).await.unwrap()[0].id, "no-uk");
        }
    }

    #[tokio::test]
    async fn a_field_that_is_not_known_is_refused() {
        let text = RULE.replace("\"from\"", "\"form\"");
        let failure = said(text.as_bytes()).await.unwrap_err();
        assert!(failure.to_string().contains("unknown field `form`"), "{failure}");
        assert_eq!(failure.exit(), 2);
        assert!(said(b"").await.is_err() && said(b"{\"id\":1}").await.is_err());
    }
}
