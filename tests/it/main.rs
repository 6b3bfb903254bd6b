//! Integration tests: one file a feature. Those that open an `Office` run the built `callboard`
//! (`cargo build -p callboard-cli` first; `script/test` does).

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod arrows;
mod at_rest;
mod atomic;
mod attributed;
mod burst;
mod canaries;
mod clean_machine;
mod cli;
mod connection;
mod demo;
mod dispositions;
mod dnc;
mod dnc_imports;
mod doors;
mod edits;
mod figures;
mod house;
mod keyring;
mod kill;
mod late;
mod listener;
mod lists;
mod removal;
mod resume;
mod reveal;
mod rule_change;
mod run;
mod run_now;
mod schedule;
mod storage;
mod submit;
mod tampering;
mod trust;
mod unknown;
mod waiting;
mod watch;
mod webhooks;
