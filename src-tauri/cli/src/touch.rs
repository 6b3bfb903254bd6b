//! What a command does to the data folder, where no Callboard runs on it: a question leaves it as it is.

use callboard_engine::kernel::Reading;

use crate::args::Command;
use crate::commands::{
    audit, connection, contacts, delivery, disposition, dnc, inbox, listener, rules, run, schedule, settings,
    source,
};

/// What a command needs of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    /// It changes something there, and makes the folder where it is missing.
    Changes,
    /// It goes on with what is there, so that the folder has to be.
    ChangesWhatIsThere,
    /// It asks.
    Reads(Reading),
}

use Touch::{Changes, ChangesWhatIsThere};

const READS: Touch = Touch::Reads(Reading::AsItLies);
/// What is found out on the way, as a list that is counted or the answer of a tenant, is kept for this command alone.
const READS_A_COPY: Touch = Touch::Reads(Reading::OnACopy);

/// Whoever is shown numbers whole is written down.
pub(crate) fn of(command: &Command, reveal: bool) -> Touch {
    match (asked_by(command), reveal) {
        (Touch::Reads(_), true) if reveals(command) => ChangesWhatIsThere,
        (touch, _) => touch,
    }
}

fn reveals(command: &Command) -> bool {
    matches!(command, Command::Inbox(_) | Command::Delivery(_) | Command::Disposition(_))
}

fn asked_by(command: &Command) -> Touch {
    match command {
        Command::Demo(_) | Command::Serve(_) => Changes,
        Command::Simulate(_) | Command::Phone(_) | Command::Ticket | Command::Status => READS,
        Command::Doctor => READS_A_COPY,
        Command::Connection(group) => match group {
            connection::Group::List => READS,
            connection::Group::Campaigns => READS_A_COPY,
            connection::Group::Add(_) | connection::Group::Test { .. } | connection::Group::Remove { .. } => {
                Changes
            }
        },
        Command::Contacts(group) => match group {
            contacts::Group::List | contacts::Group::Refused { .. } => READS,
            contacts::Group::Import { .. } => Changes,
        },
        Command::Schedule(group) => asked_by_schedule(group),
        Command::Run(group) => match group {
            run::Group::List { .. } | run::Group::Show { .. } => READS,
            run::Group::Watch { .. } => ChangesWhatIsThere,
            run::Group::Retry { .. } | run::Group::Stop { .. } => Changes,
        },
        Command::Listener(group) => match group {
            listener::Group::Show => READS,
            listener::Group::Set(_) | listener::Group::SelfTest => Changes,
        },
        Command::Source(group) => {
            if matches!(group, source::Group::List) {
                READS
            } else {
                Changes
            }
        }
        Command::Disposition(group) => asked_by_disposition(group),
        Command::Dnc(group) => match group {
            dnc::Group::Lookup { .. }
            | dnc::Group::Status
            | dnc::Group::Imports
            | dnc::Group::Of(dnc::Of::Refused { out: None, .. }) => READS,
            dnc::Group::Add { .. } | dnc::Group::Push { .. } | dnc::Group::Import(_) | dnc::Group::Of(_) => {
                Changes
            }
        },
        Command::Inbox(group) => match group {
            inbox::Group::List(_) | inbox::Group::Show { .. } => READS,
            inbox::Group::Replay { .. } => Changes,
        },
        Command::Delivery(group) => match group {
            delivery::Group::List(_)
            | delivery::Group::Show { .. }
            | delivery::Group::Dead
            | delivery::Group::Endpoint(delivery::endpoint::Group::List) => READS,
            delivery::Group::Endpoint(_) | delivery::Group::Replay(_) => Changes,
        },
        Command::Audit(group) => match group {
            audit::Group::List { .. } | audit::Group::Verify { .. } | audit::Group::Export { .. } => READS,
            audit::Group::NewKey { .. } | audit::Group::Anchor => ChangesWhatIsThere,
        },
        Command::Rules(group) => match group {
            rules::Group::List | rules::Group::Table => READS,
            rules::Group::Standing { standing } if standing.chosen().is_none() => READS,
            rules::Group::Standing { .. }
            | rules::Group::Add { .. }
            | rules::Group::Off { .. }
            | rules::Group::On { .. } => Changes,
        },
        Command::Settings(group) => match group {
            settings::Group::Show => READS,
            settings::Group::Set { .. } => Changes,
        },
    }
}

fn asked_by_schedule(group: &schedule::Group) -> Touch {
    use schedule::Group;
    match group {
        Group::Preview(args) if args.asks_the_tenant() => READS_A_COPY,
        Group::Plan(_) => READS_A_COPY,
        Group::Preview(_)
        | Group::Next
        | Group::List
        | Group::Show { .. }
        | Group::Missed { what: None | Some(schedule::missed::Group::List { .. }) } => READS,
        Group::Submit(_)
        | Group::RunNow { .. }
        | Group::StopNow { .. }
        | Group::Save(_)
        | Group::Edit(_)
        | Group::Pause { .. }
        | Group::Resume { .. }
        | Group::Remove { .. }
        | Group::AcceptMoved { .. }
        | Group::Missed { .. } => Changes,
    }
}

fn asked_by_disposition(group: &disposition::Group) -> Touch {
    use disposition::Group;
    use disposition::map::Group as Map;
    match group {
        Group::Unmapped
        | Group::Feed(_)
        | Group::Routes
        | Group::Map(Map::Show { .. } | Map::Try { .. } | Map::Compare | Map::History | Map::Export { .. }) => {
            READS
        }
        Group::MapCode { .. }
        | Group::Policy { .. }
        | Group::Route(_)
        | Group::Map(Map::Set { .. } | Map::Publish { .. } | Map::Discard | Map::GoBack { .. }) => Changes,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::Cli;

    fn touch(words: &[&str]) -> Touch {
        let cli = Cli::try_parse_from([&["callboard"], words].concat()).unwrap();
        of(&cli.command, cli.common.reveal)
    }

    #[test]
    fn a_question_reads_and_what_it_finds_out_is_kept_nowhere() {
        assert_eq!(touch(&["run", "list"]), READS);
        assert_eq!(touch(&["rules", "standing"]), READS);
        assert_eq!(touch(&["schedule", "missed"]), READS);
        assert_eq!(touch(&["doctor"]), READS_A_COPY);
        let plan = ["schedule", "plan", "--cron", "@daily", "--campaign", "c", "--contacts", "f"];
        assert_eq!(touch(&plan), READS_A_COPY, "its list is counted");
        let preview = ["schedule", "preview", "--cron", "@daily", "--zone", "UTC"];
        assert_eq!(touch(&preview), READS);
        assert_eq!(touch(&[&preview[..], &["--campaign", "c"]].concat()), READS_A_COPY);
    }

    #[test]
    fn a_decision_changes_and_so_does_looking_at_whole_numbers() {
        assert_eq!(touch(&["rules", "standing", "--keep"]), Changes);
        assert_eq!(touch(&["schedule", "missed", "skip", "m"]), Changes);
        assert_eq!(touch(&["inbox", "list", "--reveal"]), ChangesWhatIsThere);
        assert_eq!(touch(&["run", "list", "--reveal"]), READS, "it has none to reveal");
        assert_eq!(touch(&["run", "watch", "r"]), ChangesWhatIsThere);
    }
}
