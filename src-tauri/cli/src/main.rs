//! `callboard`: the engine without a window.
//!
//! Cast: [`args`] is what was typed, [`Terminal`] what every command works with (options, output, the way out),
//! [`reach::Reach`] the engine: one that runs on the data directory already, or our own for as long as the command takes.
//! A command reads its arguments, asks the engine, and prints; it decides nothing. An [`Answer`] becomes exit code 0
//! or 1, a [`Failure`] one of 1 to 5. After a crash nothing is to be mended here: all that matters is the engine's.

mod answer;
mod args;
mod at_rest;
mod commands;
mod cut_off;
mod failure;
mod hand_in;
mod input;
mod output;
mod parse;
mod patience;
mod reach;
mod signals;
mod table;
mod terminal;
mod touch;
mod words;

use std::process::ExitCode;

use answer::Answer;
use args::{Cli, Command};
use callboard_clock::Clock;
use failure::Failure;
use output::Out;
use terminal::Terminal;

fn main() -> ExitCode {
    let Cli { common, command } = match args::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let out = Out::new(common.json);
    let answer = match command {
        // Filters from stdin to stdout: no data directory, no runtime, as fast as the pipe.
        Command::Schedule(commands::schedule::Group::Next) => commands::schedule::next(Clock::system()),
        Command::Phone(group) => commands::phone::run(&group, Clock::system()),
        command => in_runtime(common, command, out),
    };
    let code = answer.map_or_else(|failure| out.failure(&failure), Answer::exit_code);
    ExitCode::from(code)
}

fn in_runtime(common: args::Common, command: Command, out: Out) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let answer = runtime.block_on(async {
        let touch = touch::of(&command, common.reveal);
        let terminal = Terminal::new(common, out, command.usual_log(), touch)?;
        let answer = terminal.until_asked_to_end(Box::pin(commands::run(&terminal, command))).await;
        terminal.close().await;
        answer
    });
    // A thread that waits for a keyring must not keep the program from leaving.
    runtime.shutdown_background();
    answer
}
