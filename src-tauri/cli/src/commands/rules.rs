use std::path::{Path, PathBuf};

use callboard_engine::rules::RuleBook;
use callboard_rpc::command::{RuleAdd, RuleList, RuleOffCommand, RuleOn};
use callboard_rpc::types::{HouseRule, Nothing, Rule, RuleNamed, RuleOff, Rules};
use clap::Subcommand;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// All rules, shipped and of the house.
    List,
    /// The calling hours of every state with source and confidence, as Markdown; `--json`: as the rows of the file.
    Table,
    /// Adds rules of the house from a JSON file: one `{"id","jurisdictions","days","from","to","why"}`, or a list.
    Add { file: PathBuf },
    /// Switches a rule off.
    Off {
        id: String,
        /// The reason; it stands in the audit log.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// Switches it on again.
    On { id: String },
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let rules = match group {
        Group::Table => return table(terminal),
        Group::List => Reach::open(terminal).await?.ask::<RuleList>(Nothing {}).await?,
        Group::Add { file } => {
            let new = read(&file)?;
            add(&Reach::open(terminal).await?, new).await?
        }
        Group::Off { id, why } => {
            Reach::open(terminal).await?.ask::<RuleOffCommand>(RuleOff { id, why }).await?
        }
        Group::On { id } => Reach::open(terminal).await?.ask::<RuleOn>(RuleNamed { id }).await?,
    };
    terminal.out.show(&rules, words)?;
    Ok(Answer::Yes)
}

/// The rows that come with this program; needs no data folder.
fn table(terminal: &Terminal) -> Result<Answer, Failure> {
    let book = RuleBook::built_in();
    terminal.out.show(&json!({ "version": book.version(), "rules": book.rules() }), |_| book.table())?;
    Ok(Answer::Yes)
}

async fn add(reach: &Reach, new: Vec<HouseRule>) -> Result<Rules, Failure> {
    let mut rules = None;
    for rule in new {
        rules = Some(reach.ask::<RuleAdd>(rule).await?);
    }
    rules.ok_or_else(|| Failure::wrong("The file holds no rule."))
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
