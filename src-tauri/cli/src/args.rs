use std::path::PathBuf;
use std::process::ExitCode;

use callboard_rpc::types::{ConnectionId, SecretStoreKind};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use ipnet::IpNet;

use crate::commands::{
    audit, connection, contacts, delivery, demo, disposition, dnc, inbox, listener, phone, rules, run,
    schedule, serve, settings, simulate, source,
};
use crate::failure::Failure;
use crate::output::Out;

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "callboard",
    version,
    about = "Outbound campaigns on NICE CXone: schedules, runs, webhooks and an audit log, without a window.",
    after_help = "Exit codes: 0 done; 1 it ran and the answer is no; 2 wrong arguments or input; 3 the tenant or the \
                  network; 4 storage; 5 the engine that runs on the data folder cannot be reached, or went away.\n\
                  A file may be a pipe, or `-` for the standard input. What takes long says on stderr what it waits for."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Common {
    /// Where everything is kept; default: `CALLBOARD_DATA_DIR`, else the platform's data folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The tenant; default: the only one.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) connection: Option<String>,
    /// Where secrets are kept. For `file`, `CALLBOARD_PASSPHRASE_FILE` names a file with the passphrase.
    #[arg(long, global = true, value_enum)]
    pub(crate) secrets: Option<SecretStoreKind>,
    /// One JSON document on stdout (one object a line where a command streams), and nothing else.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// What is logged on stderr: error, warn, info, debug, trace, or a filter such as `callboard_cxone=debug`.
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
    /// Phone numbers whole, where a command shows any; audited.
    #[arg(long, global = true)]
    pub(crate) reveal: bool,
    /// A private network that deliveries may reach while this command runs, e.g. `10.0.0.0/8`, beside those of the
    /// setting `delivery.allowed_subnets`.
    #[arg(long, global = true, value_name = "CIDR")]
    pub(crate) allow_subnet: Vec<IpNet>,
    /// For tests and drills: how many read the database at once.
    #[arg(long, global = true, hide = true, value_name = "N")]
    pub(crate) readers: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The main job with nothing set up: a stand-in tenant, a schedule, a campaign watched to its end.
    Demo(demo::Demo),
    /// A stand-in tenant on loopback.
    Simulate(simulate::Simulate),
    /// Engine and HTTP door until stopped.
    Serve(serve::Serve),
    /// An address that lets one browser into the instance that runs on the data folder.
    Ticket,
    /// Tenants.
    #[command(subcommand)]
    Connection(connection::Group),
    /// Contact lists that were imported.
    #[command(subcommand)]
    Contacts(contacts::Group),
    /// Schedules: what they mean, submitting, saving, stopping.
    #[command(subcommand)]
    Schedule(schedule::Group),
    /// Campaign runs.
    #[command(subcommand)]
    Run(run::Group),
    /// Phone numbers.
    #[command(subcommand)]
    Phone(phone::Group),
    /// Where webhooks come in.
    #[command(subcommand)]
    Listener(listener::Group),
    /// Who may send events.
    #[command(subcommand)]
    Source(source::Group),
    /// What the ends of calls mean, and what they do.
    #[command(subcommand)]
    Disposition(disposition::Group),
    /// Numbers that may not be called.
    #[command(subcommand)]
    Dnc(dnc::Group),
    /// Events that came in.
    #[command(subcommand)]
    Inbox(inbox::Group),
    /// Outgoing webhooks.
    #[command(subcommand)]
    Delivery(delivery::Group),
    /// Who did what, and whether anyone touched the log of it.
    #[command(subcommand)]
    Audit(audit::Group),
    /// Calling hours and limits.
    #[command(subcommand)]
    Rules(rules::Group),
    /// Settings of the program.
    #[command(subcommand)]
    Settings(settings::Group),
    /// Health of everything, versions, what is waiting and why.
    Status,
    /// The same, with every check made now; exit 1 where one fails.
    Doctor,
}

impl Command {
    /// What is logged where nobody says: what runs for days tells what it does.
    pub(crate) fn usual_log(&self) -> &'static str {
        match self {
            Self::Serve(_) | Self::Simulate(_) => "info",
            _ => "error",
        }
    }
}

impl Common {
    /// The tenant, as commands name it: the engine takes a name for an id.
    pub(crate) fn connection(&self) -> Option<ConnectionId> {
        self.connection.as_deref().map(ConnectionId::from)
    }
}

/// The command that runs, as others are told of it: `` `callboard run watch` ``.
pub(crate) fn name() -> String {
    let mut words = vec!["callboard".to_owned()];
    let matches = Cli::command().try_get_matches().ok();
    let mut left = matches.as_ref().and_then(clap::ArgMatches::subcommand);
    while let Some((word, deeper)) = left {
        words.push(word.to_owned());
        left = deeper.subcommand();
    }
    format!("`{}`", words.join(" "))
}

/// Reads the command line; help and refusals are said here.
pub(crate) fn read() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nothing to do where nobody reads the help.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        // What was typed need not be text.
        _ if std::env::args_os().any(|argument| argument == "--json") => {
            let failure = not_text(&error).unwrap_or_else(|| refused(&error));
            ExitCode::from(Out::new(true).failure(&failure))
        }
        _ => {
            if let Some(failure) = not_text(&error) {
                return ExitCode::from(Out::new(false).failure(&failure));
            }
            let _ = error.print();
            ExitCode::from(2)
        }
    })
}

/// An argument that is no text, where that may be why nobody knows it.
fn not_text(error: &clap::Error) -> Option<Failure> {
    let may_be = [ErrorKind::InvalidUtf8, ErrorKind::InvalidSubcommand, ErrorKind::UnknownArgument];
    let odd = std::env::args_os().skip(1).find(|argument| argument.to_str().is_none())?;
    let words = format!("The argument '{}' is not UTF-8 text.", odd.to_string_lossy());
    let hint = "Only folders and files may be named so.";
    may_be.contains(&error.kind()).then(|| Failure::wrong(words).hint(hint))
}

/// The first paragraph says what is wrong, the next ones what was meant; the rest is how to use it.
fn refused(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let message = paragraphs.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let hint =
        paragraphs.next().filter(|words| !words.starts_with("Usage:") && !words.starts_with("For more"));
    match hint {
        Some(hint) => Failure::wrong(message).hint(hint.trim_start_matches("tip: ")),
        None => Failure::wrong(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    /// The names of commands and of what can be said to them that no help text tells of.
    fn untold(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        let path = format!("{path} {}", command.get_name());
        if command.get_about().is_none() {
            found.push(path.clone());
        }
        let told = |argument: &&clap::Arg| argument.is_positional() || argument.get_help().is_some();
        let options = command.get_arguments().filter(|argument| !argument.is_hide_set() && !told(argument));
        found.extend(options.map(|option| format!("{path} --{}", option.get_id())));
        command.get_subcommands().for_each(|sub| untold(sub, &path, found));
    }

    #[test]
    fn every_command_and_every_option_says_what_it_is() {
        let mut found = Vec::new();
        untold(&Cli::command(), "", &mut found);
        assert!(found.is_empty(), "no help text:\n{}", found.join("\n"));
    }

    #[test]
    fn common_options_stand_anywhere() {
        let cli =
            Cli::try_parse_from(["callboard", "audit", "verify", "--json", "--data-dir", "/d"]).unwrap();
        assert!(cli.common.json);
        assert_eq!(cli.common.data_dir, Some("/d".into()));
        assert!(Cli::try_parse_from(["callboard", "--json", "audit", "verify"]).unwrap().common.json);
    }

    #[test]
    fn a_refusal_says_what_is_wrong_in_one_line() {
        let refused = |arguments: &[&str]| {
            let error = Cli::try_parse_from([&["callboard"], arguments].concat()).unwrap_err();
            let failure = refused(&error);
            assert_eq!(failure.exit(), 2);
            failure.to_json()["error"].clone()
        };
        let typo = refused(&["schedule", "plan", "--corn", "x"]);
        assert_eq!(typo["message"], "unexpected argument '--corn' found");
        assert!(typo["hint"].as_str().unwrap().contains("--cron"), "{typo}");
        let missing = refused(&["schedule", "save", "--cron", "@daily"]);
        assert_eq!(missing["message"], "the following required arguments were not provided: --campaign <ID>");
        assert_eq!(missing.get("hint"), None, "how to use it is for people");
    }
}
