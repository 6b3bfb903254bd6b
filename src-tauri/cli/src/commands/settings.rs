use callboard_rpc::command::{SettingsSet, SettingsShow};
use callboard_rpc::types::{Nothing, Setting, SettingSet};
use clap::Subcommand;
use serde_json::Value;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::nothing;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// All settings, with what they do.
    Show,
    /// Changes one.
    Set { key: String, value: String },
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    let settings = match group {
        Group::Show => reach.ask::<SettingsShow>(Nothing {}).await?,
        Group::Set { key, value } => reach.ask::<SettingsSet>(SettingSet { key, value: read(value) }).await?,
    };
    terminal.out.show(&settings, |settings| table(settings).to_string())?;
    Ok(Answer::Yes)
}

/// A JSON value where it is one, else the text itself: the engine understands both.
fn read(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

fn table(settings: &[Setting]) -> Table {
    Table::new(["SETTING", "VALUE", "DEFAULT", "UNIT", "WHAT IT DOES"]).with(settings, |setting| {
        [
            setting.key.clone(),
            setting.value.to_string(),
            setting.default.to_string(),
            setting.unit.clone().unwrap_or_else(nothing),
            setting.words.clone(),
        ]
    })
}
