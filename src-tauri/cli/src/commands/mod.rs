//! The commands, one file a group.

pub(crate) mod audit;
pub(crate) mod connection;
pub(crate) mod contacts;
pub(crate) mod delivery;
pub(crate) mod demo;
pub(crate) mod disposition;
pub(crate) mod dnc;
pub(crate) mod inbox;
pub(crate) mod listener;
pub(crate) mod phone;
pub(crate) mod rules;
pub(crate) mod run;
pub(crate) mod schedule;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod simulate;
pub(crate) mod source;
mod status;

use crate::answer::Answer;
use crate::args::Command;
use crate::failure::Failure;
use crate::output::note;
use crate::terminal::Terminal;

pub(crate) async fn run(terminal: &Terminal, command: Command) -> Result<Answer, Failure> {
    if terminal.options.reveal
        && let Some(why) = not_revealed(&command)
    {
        note(&format!("callboard: --reveal: {why}"));
    }
    match command {
        Command::Demo(demo) => demo::run(terminal, demo).await,
        Command::Simulate(simulate) => simulate::run(terminal, simulate).await,
        Command::Serve(serve) => serve::run(terminal, serve).await,
        Command::Ticket => serve::ticket(terminal).await,
        Command::Connection(group) => connection::run(terminal, group).await,
        Command::Contacts(group) => contacts::run(terminal, group).await,
        Command::Schedule(group) => schedule::run(terminal, group).await,
        Command::Run(group) => run::run(terminal, group).await,
        Command::Phone(group) => phone::run(&group, terminal.clock.clone()),
        Command::Listener(group) => listener::run(terminal, group).await,
        Command::Source(group) => source::run(terminal, group).await,
        Command::Disposition(group) => disposition::run(terminal, group).await,
        Command::Dnc(group) => dnc::run(terminal, group).await,
        Command::Inbox(group) => inbox::run(terminal, group).await,
        Command::Delivery(group) => delivery::run(terminal, group).await,
        Command::Audit(group) => audit::run(terminal, group).await,
        Command::Rules(group) => rules::run(terminal, group).await,
        Command::Settings(group) => settings::run(terminal, group).await,
        Command::Status => status::status(terminal).await,
        Command::Doctor => status::doctor(terminal).await,
    }
}

/// Why `--reveal` shows nothing more than without it; `None` where it does.
fn not_revealed(command: &Command) -> Option<&'static str> {
    match command {
        Command::Inbox(inbox::Group::List(_) | inbox::Group::Show { .. })
        | Command::Delivery(delivery::Group::List(_) | delivery::Group::Show { .. })
        | Command::Disposition(disposition::Group::Feed(_)) => None,
        Command::Contacts(_) => Some("a list's numbers are not kept; look into the file itself."),
        Command::Audit(_) => {
            Some("the log holds its numbers masked; the events themselves may still have them whole.")
        }
        Command::Dnc(_) => Some("a look-up shows its number masked: the command itself holds it whole."),
        Command::Phone(_) => Some("these numbers come out whole anyway: they are the command's own input."),
        _ => Some("this command shows no phone number."),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn a_command_that_can_reveal_nothing_says_why() {
        let why = |words: &[&str]| {
            let cli = Cli::try_parse_from([&["callboard", "--reveal"], words].concat()).unwrap();
            not_revealed(&cli.command)
        };
        for words in [
            &["inbox", "list"][..],
            &["delivery", "list"],
            &["delivery", "show", "msg_1"],
            &["disposition", "feed"],
        ] {
            assert_eq!(why(words), None, "{words:?}");
        }
        assert!(why(&["contacts", "list"]).unwrap().contains("are not kept"));
        assert!(why(&["audit", "list"]).unwrap().contains("masked"));
        assert!(why(&["status"]).unwrap().contains("no phone number"));
    }
}
