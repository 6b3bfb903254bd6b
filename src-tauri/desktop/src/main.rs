//! The window's program. Everything is in the library, so that it can be tested.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    callboard_desktop::run()
}
