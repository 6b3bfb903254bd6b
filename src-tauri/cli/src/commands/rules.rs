use std::path::{Path, PathBuf};

use callboard_engine::rules::RuleBook;
use callboard_engine::table::whole_text;
use callboard_rpc::command::{RuleAdd, RuleList, RuleOffCommand, RuleOn};
use callboard_rpc::types::{HouseRule, Nothing, Rule, RuleNamed, RuleOff, Rules};
use clap::Subcommand;
use serde::Deserialize;
use serde_json::json;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::hand_in;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::counted;

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
            let new = read(&file).await?;
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

/// One after the other; where one is refused, what came before it stays, and that is said.
async fn add(reach: &Reach, new: Vec<HouseRule>) -> Result<Rules, Failure> {
    let mut rules = None;
    for (before, rule) in new.into_iter().enumerate() {
        let id = rule.id.clone();
        match reach.ask::<RuleAdd>(rule).await {
            Ok(added) => rules = Some(added),
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

/// A rule as a person writes it: a field that is not known would be a rule that does something else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    jurisdictions: Vec<String>,
    days: Vec<u8>,
    from: Option<String>,
    to: Option<String>,
    why: String,
}

/// Larger is no file of rules.
const LARGEST: u64 = 1 << 20;

async fn read(path: &Path) -> Result<Vec<HouseRule>, Failure> {
    let bytes = hand_in::whole(path, LARGEST).await?;
    let no_rule = |why: &dyn std::fmt::Display| {
        Failure::wrong(format!("{} is no rule: {why}.", path.display())).hint(
            r#"A rule is {"id":"no-uk","jurisdictions":["GB"],"days":[],"from":"10:00","to":"18:00","why":"…"}."#,
        )
    };
    let text = whole_text(&bytes).ok_or_else(|| no_rule(&"it begins as UTF-16 and is none"))?;
    let is_list = text.trim_ascii_start().starts_with(b"[");
    let written: Result<Vec<Written>, _> = if is_list {
        serde_json::from_slice(&text)
    } else {
        serde_json::from_slice(&text).map(|one| vec![one])
    };
    Ok(written.map_err(|error| no_rule(&error))?.into_iter().map(HouseRule::from).collect())
}

impl From<Written> for HouseRule {
    fn from(written: Written) -> Self {
        let Written { id, jurisdictions, days, from, to, why } = written;
        Self { id, jurisdictions, days, from, to, why }
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn said(text: &[u8]) -> Result<Vec<HouseRule>, Failure> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path()).await
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
