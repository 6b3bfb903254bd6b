//! The commands, one file a group.

pub(crate) mod audit;
pub(crate) mod connection;
pub(crate) mod contacts;
pub(crate) mod delivery;
pub(crate) mod demo;
pub(crate) mod disposition;
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
use crate::terminal::Terminal;

pub(crate) async fn run(terminal: &Terminal, command: Command) -> Result<Answer, Failure> {
    match command {
        Command::Demo(demo) => demo::run(terminal, demo).await,
        Command::Simulate(simulate) => simulate::run(terminal, simulate).await,
        Command::Serve(serve) => serve::run(terminal, serve).await,
        Command::Ticket => serve::ticket(terminal).await,
        Command::Connection(group) => connection::run(terminal, group).await,
        Command::Contacts(group) => contacts::run(terminal, group).await,
        Command::Schedule(group) => schedule::run(terminal, group).await,
        Command::Run(group) => run::run(terminal, group).await,
        Command::Phone(group) => phone::run(&group),
        Command::Listener(group) => listener::run(terminal, group).await,
        Command::Source(group) => source::run(terminal, group).await,
        Command::Disposition(group) => disposition::run(terminal, group).await,
        Command::Inbox(group) => inbox::run(terminal, group).await,
        Command::Delivery(group) => delivery::run(terminal, group).await,
        Command::Audit(group) => audit::run(terminal, group).await,
        Command::Rules(group) => rules::run(terminal, group).await,
        Command::Settings(group) => settings::run(terminal, group).await,
        Command::Status => status::status(terminal).await,
        Command::Doctor => status::doctor(terminal).await,
    }
}
