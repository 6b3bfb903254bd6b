//! An engine that went away in the middle of a question: what was asked may have been done.

use callboard_door::ClientError;
use callboard_rpc::{Code, Kind};

use crate::failure::Failure;

/// The failure of a question that has no answer, with what to look at before it is repeated.
pub(crate) fn unanswered(error: ClientError, kind: Kind, command: &str) -> Failure {
    match (error, kind) {
        (error @ ClientError::Cut(_), Kind::Write) => {
            Failure::unreachable(format!("{error}: {MAYBE}")).hint(look_at(command))
        }
        (error @ ClientError::Cut(_), Kind::Read) => {
            Failure::unreachable(format!("{error}.")).hint("It was asked to change nothing: ask again.")
        }
        // It said so itself: it is stopping, or its queue is full.
        (ClientError::Said(said), Kind::Write) if said.code == Code::Unavailable => {
            let hint = said.hint.clone().map_or_else(String::new, |hint| format!("{hint} "));
            Failure::from(said).hint(hint + &look_at(command))
        }
        (error, _) => error.into(),
    }
}

const MAYBE: &str = "what was asked may have been done, in part or whole, and what was begun goes on when Callboard runs again.";

/// Commands that show how it stands.
fn look_at(command: &str) -> String {
    let shows = match command.split('.').next().unwrap_or_default() {
        "schedule" | "run" | "missed" => {
            "`callboard schedule list`, `callboard run list` and `callboard schedule missed`"
        }
        "connection" => "`callboard connection list` and `callboard status`",
        "rule" => "`callboard rules list` and `callboard rules standing`",
        "contacts" => "`callboard contacts list`",
        "source" => "`callboard source list`",
        "endpoint" | "delivery" => "`callboard delivery endpoint list` and `callboard delivery list`",
        "inbox" => "`callboard inbox list`",
        "disposition" => "`callboard disposition map show`",
        "settings" => "`callboard settings show`",
        _ => "`callboard status`",
    };
    format!("Look before you repeat it: {shows} show how it stands, `callboard audit list` what was done.")
}

#[cfg(test)]
mod tests {
    use callboard_rpc::COMMANDS;

    use super::*;

    #[test]
    fn every_command_that_changes_something_says_what_to_look_at() {
        for command in COMMANDS.iter().filter(|command| command.kind == Kind::Write) {
            let words = look_at(command.name);
            assert!(words.contains("callboard audit list"), "{}: {words}", command.name);
        }
        assert!(look_at("schedule.pause").contains("callboard run list"));
        assert!(look_at("rule.add").contains("callboard rules standing"));
        assert!(look_at("connection.remove").contains("callboard status"));
    }
}
