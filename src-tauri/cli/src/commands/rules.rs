use std::path::{Path, PathBuf};

use callboard_rpc::command::{
    RuleAdd, RuleDecide, RuleEffectOf, RuleList, RuleOffCommand, RuleOn, RuleStanding,
};
use callboard_rpc::types::{
    HouseRule, Nothing, Rule, RuleDecision, RuleEffect, RuleNamed, RuleOff, RuleTreatment, RuleTrial, Rules,
};
use clap::{Args, Subcommand};
use serde::Deserialize;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// All rules, shipped and of the house.
    List,
    /// Adds rules of the house from a JSON file: one `{"id","jurisdictions","days","from","to","why"}`, or a list.
    Add {
        file: PathBuf,
        #[command(flatten)]
        standing: Standing,
    },
    /// Switches a rule off.
    Off {
        id: String,
        /// The reason; it stands in the audit log.
        #[arg(long, value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        standing: Standing,
    },
    /// Switches it on again.
    On {
        id: String,
        #[command(flatten)]
        standing: Standing,
    },
    /// What stands in spite of a rule; with a choice, decides what becomes of it. Ends with 1 where anything is left.
    Standing {
        #[command(flatten)]
        standing: Standing,
    },
}

/// What becomes of windows that stand at the tenant and that the rule forbids. Without a choice, and where there are any,
/// nothing is changed and the command ends with 1.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Standing {
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

impl Standing {
    fn chosen(self) -> Option<RuleTreatment> {
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
        Group::List => Reach::open(terminal).await?.ask::<RuleList>(Nothing {}).await?,
        Group::Add { file, standing } => {
            let new = read(&file)?;
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
    Ok(Answer::Yes)
}

/// All of a file or nothing of it: what it would forbid is asked of all its rules before the first is added.
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
    for rule in new {
        let standing = chosen.or(rule.standing);
        rules = Some(reach.ask::<RuleAdd>(HouseRule { standing, ..rule }).await?);
    }
    rules.ok_or_else(|| Failure::wrong("The file holds no rule."))
}

async fn decide(terminal: &Terminal, chosen: Option<RuleTreatment>) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let mut effect = reach.ask::<RuleStanding>(Nothing {}).await?;
    if let Some(standing) = chosen
        && !effect.forbidden.is_empty()
    {
        let ids = effect.forbidden.iter().map(|one| one.id.clone()).collect();
        effect = reach.ask::<RuleDecide>(RuleDecision { ids, standing }).await?;
    }
    terminal.out.show(&effect, standing_words)?;
    Ok(Answer::yes_if(effect.forbidden.is_empty()))
}

fn standing_words(effect: &RuleEffect) -> String {
    if effect.forbidden.is_empty() {
        return "Nothing stands in spite of a rule.".to_owned();
    }
    let table = Table::new(["WINDOW", "CAMPAIGN", "WHERE", "WHEN", "CONTACTS", "RULE"]).with(
        &effect.forbidden,
        |one| {
            [
                one.id.clone(),
                one.campaign_id.clone(),
                one.place.clone(),
                one.words.clone(),
                one.contacts.to_string(),
                one.rule.id.clone(),
            ]
        },
    );
    format!("{table}\nDecide with --withdraw, --shorten or --keep.")
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(HouseRule),
    Several(Vec<HouseRule>),
}

fn read(path: &Path) -> Result<Vec<HouseRule>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::wrong(format!("{} cannot be read: {error}.", path.display())))?;
    match serde_json::from_str(&text) {
        Ok(Written::One(rule)) => Ok(vec![rule]),
        Ok(Written::Several(rules)) => Ok(rules),
        Err(error) => Err(Failure::wrong(format!("{} is no rule: {error}.", path.display())).hint(
            r#"A rule is {"id":"no-uk","jurisdictions":["GB"],"days":[],"from":"10:00","to":"18:00","why":"…"}."#,
        )),
    }
}

fn words(rules: &Rules) -> String {
    let table = Table::new(["RULE", "WHERE", "WHAT", "SOURCE", "STATE"]).with(&rules.rules, |rule| {
        [rule.id.clone(), rule.jurisdictions.join(" "), rule.words.clone(), rule.source.clone(), state(rule)]
    });
    format!("{table}\nRules of {}. {}", rules.version, rules.remark)
}

fn state(rule: &Rule) -> String {
    match (&rule.off_because, &rule.not_enforced_because) {
        (Some(why), _) => format!("off: {why}"),
        (None, Some(_)) if !rule.enforced => "shown only".to_owned(),
        _ if rule.house => "on, of the house".to_owned(),
        _ => "on".to_owned(),
    }
}
