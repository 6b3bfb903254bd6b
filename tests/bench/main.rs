//! What Callboard costs, measured as ratios within one run. `script/bench` runs it; each figure stands beside what
//! it is compared with, and a missed aim makes the exit code 1.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout)]

mod cost;
mod dispositions;
mod dnc;
mod listener;
mod plan;
mod windows;

use std::process::ExitCode;

/// One figure and its aim.
struct Finding {
    what: String,
    met: bool,
}

type Part = (&'static str, fn() -> Vec<Finding>);

/// `script/bench PART…` measures only these.
const PARTS: [Part; 5] = [
    ("plan", plan::measure),
    ("windows", windows::measure),
    ("listener", listener::measure),
    ("dispositions", dispositions::measure),
    ("dnc", dnc::measure),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // The program starts itself anew for work that is measured as a process of its own.
    if let [role, rest @ ..] = args.as_slice()
        && let Some(work) = plan::role(role)
            .or_else(|| listener::role(role))
            .or_else(|| dispositions::role(role))
            .or_else(|| dnc::role(role))
    {
        work(rest);
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    // `cargo test --all-targets` starts this too, in a build that is not worth measuring.
    if !args.iter().any(|arg| arg == "--bench") {
        return ExitCode::SUCCESS;
    }
    let mut findings = Vec::new();
    for (name, measure) in PARTS {
        if chosen.is_empty() || chosen.iter().any(|part| *part == name) {
            findings.extend(measure());
        }
    }
    println!();
    for finding in &findings {
        println!("{} {}", if finding.met { "met   " } else { "MISSED" }, finding.what);
    }
    if findings.iter().all(|finding| finding.met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
