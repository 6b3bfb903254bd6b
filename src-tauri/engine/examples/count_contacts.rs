//! Counts a list and says how long it took, beside reading and splitting the file alone:
//! `cargo run --release -p callboard-engine --example count_contacts -- FILE [REGION]`.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)] // a tool for a developer's terminal

use std::fs::File;

use callboard_clock::Clock;
use callboard_engine::contacts::{CountOptions, count};
use callboard_engine::zone::ZoneData;
use callboard_phone::Region;

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().expect("a file");
    let options =
        CountOptions { region: args.next().and_then(|code| Region::new(&code)), ..CountOptions::default() };
    let clock = Clock::system();
    let zones = ZoneData::newest();
    for _ in 0..3 {
        let began = clock.monotonic();
        let cells = split(&path);
        let split = clock.monotonic().saturating_sub(began);
        let began = clock.monotonic();
        let counts = count(File::open(&path).unwrap(), &options, &zones, |_| Ok(())).unwrap();
        let counted = clock.monotonic().saturating_sub(began);
        println!(
            "split {cells} cells in {split:?}; counted {} rows into {} groups ({} refused) in {counted:?}",
            counts.rows,
            counts.groups.len(),
            counts.needs_zone + counts.invalid
        );
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
    }
}

/// The same file read and split with the csv crate, and nothing else done.
fn split(path: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).unwrap();
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        cells += record.len();
    }
    cells
}
