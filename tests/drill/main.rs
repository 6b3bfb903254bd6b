//! What is too long for the tests: the promises about events under load. `script/drill` runs it, prints figures, and
//! ends with 1 where a promise does not hold.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout)]

mod burst;
mod edits;
mod effects;
mod held;
mod imports;
mod kept;
mod killed;
mod kills;
mod soak;
mod synced;

use std::process::ExitCode;

/// What a drill found.
struct Finding {
    what: String,
    holds: bool,
}

type Drill = (&'static str, fn() -> Vec<Finding>);

const DRILLS: [Drill; 8] = [
    ("burst", burst::drill),
    ("kills", kills::drill),
    ("effects", effects::drill),
    ("edits", edits::drill),
    ("imports", imports::drill),
    ("synced", synced::drill),
    ("held", held::drill),
    ("soak", soak::drill),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` starts this too.
    if !args.iter().any(|arg| arg == "--bench") {
        return ExitCode::SUCCESS;
    }
    let chosen: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let mut findings = Vec::new();
    for (name, drill) in DRILLS {
        if chosen.is_empty() || chosen.iter().any(|one| *one == name) {
            println!("\n{name}");
            findings.extend(drill());
        }
    }
    println!();
    for finding in &findings {
        println!("{} {}", if finding.holds { "holds  " } else { "BROKEN " }, finding.what);
    }
    if findings.iter().all(|finding| finding.holds) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
