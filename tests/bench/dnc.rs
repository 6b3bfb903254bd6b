//! `dnc import` of a million numbers: beside reading and splitting the file, and beside parsing each number alone; into an
//! empty ledger and into one of five million; the telling of them to a tenant that answers at once; and the verification of
//! all of it.

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_phone::{Region, Wanted, numbers_in};
use callboard_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Running, Simulator};
use callboard_tests::callboard;
use tokio::runtime::Runtime;

use crate::Finding;
use crate::cost::{self, Cost};
use crate::plan::{ours, say};

const ROWS: u64 = 1_000_000;
const RUNS: u32 = 3;
/// Lists of a million that are there already.
const LISTS: u64 = 5;

pub(crate) fn role(name: &str) -> Option<fn(&[String])> {
    match name {
        "dnc-parse" => Some(parse),
        _ => None,
    }
}

pub(crate) fn measure() -> Vec<Finding> {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = Runtime::new().expect("a runtime");
    let tenant = runtime.block_on(Simulator::builder().start("127.0.0.1:0".parse().expect("an address")));
    let house = House { folder: folder.path().to_owned(), tenant: tenant.expect("a tenant") };
    let file = house.list("acme.csv", 0);
    let split = say("read and split alone", ours("split", &file));
    say("parse each number alone", ours("dnc-parse", &file));
    let import = say("callboard dnc import", house.import_anew(&file));
    let world = house.worldwide();
    let world = say("the same of a worldwide list", house.import_anew(&world));
    let beside = import.wall.as_secs_f64() / split.wall.as_secs_f64().max(0.001);
    println!("import takes {beside:.1} × reading and splitting");
    let full = house.full();
    let into_full = say("the same into 5,000,000", cost::least(1, || import_of(&full, &file)).0);
    let verify = say("callboard audit verify of all", cost::least(1, || verify_of(&full)).0);
    let (told, push) = house.told(&file);
    println!("{ROWS} numbers told in {:.1} s, of which {told} a second", push.as_secs_f64());
    let rows_a_second = ratio(ROWS, world.wall);
    vec![
        aim("import", import.wall, 4.0),
        peak("import", import, 200),
        aim("import into 5,000,000", into_full.wall, 6.0),
        Finding {
            what: format!("a worldwide list is imported at {rows_a_second} rows/s (at least 250,000)"),
            met: rows_a_second >= 250_000,
        },
        peak("a worldwide list", world, 400),
        aim("verify of 6,000,000", verify.wall, 10.0),
        Finding { what: format!("{told} numbers/s are told (at least 20,000)"), met: told >= 20_000 },
    ]
}

fn aim(what: &str, wall: Duration, seconds: f64) -> Finding {
    let took = wall.as_secs_f64();
    Finding { what: format!("{what} takes {took:.1} s (under {seconds})"), met: took < seconds }
}

fn peak(what: &str, cost: Cost, most: u64) -> Finding {
    let memory = cost.peak_bytes >> 20;
    Finding { what: format!("{what} needs {memory} MB at its peak (under {most})"), met: memory < most }
}

fn ratio(count: u64, time: Duration) -> u64 {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1_000_000) / micros
}

struct House {
    folder: PathBuf,
    tenant: Running,
}

static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl House {
    /// A million North American numbers in no order, none of which is in another of these lists.
    fn list(&self, name: &str, which: u64) -> PathBuf {
        const AREAS: [u64; 8] = [212, 312, 303, 415, 602, 713, 305, 617];
        let (path, chance) = (self.folder.join(name), Chance::seeded(which));
        let mut out = BufWriter::new(File::create(&path).expect("a file"));
        writeln!(out, "phone,first_name,city").expect("a disk");
        for row in 0..ROWS {
            // An odd factor walks all of 2^20 without coming back to one; the list stands in the exchange.
            let at = row.wrapping_mul(611_953) & 0xF_FFFF;
            let area = AREAS[usize::try_from(chance.below(8)).expect("small")];
            let exchange = 200 + which * 110 + at / 10_000;
            writeln!(out, "({area}) {exchange:03}-{:04},Maria,Springfield", at % 10_000).expect("a disk");
        }
        path
    }

    /// Numbers of eight countries, in the writings of their people.
    fn worldwide(&self) -> PathBuf {
        let path = self.folder.join("world.csv");
        let mut out = BufWriter::new(File::create(&path).expect("a file"));
        writeln!(out, "phone,first_name,city").expect("a disk");
        for row in 0..ROWS {
            let (high, low) = (row / 10_000 % 100, row % 10_000);
            let number = match row % 8 {
                0 => format!("+49 30 12{high:02}{low:04}"),
                1 => format!("+44 20 79{high:02} {low:04}"),
                2 => format!("+33 1 40 {high:02} {:02} {:02}", low / 100, low % 100),
                3 => format!("+61 2 92{high:02} {low:04}"),
                4 => format!("+81 3-12{high:02}-{low:04}"),
                5 => format!("+55 11 31{high:02}-{low:04}"),
                6 => format!("+91 22 22{high:02} {low:04}"),
                _ => format!("+1 415 5{high:02} {low:04}"),
            };
            writeln!(out, "{number},Maria,Springfield").expect("a disk");
        }
        path
    }

    /// A data folder with a connection.
    fn data(&self) -> PathBuf {
        let data = self.folder.join(format!("data{}", FOLDERS.fetch_add(1, Ordering::Relaxed)));
        let mut add = callboard(Some(&data));
        add.args(["connection", "add", "stand-in", "--client-id", DEMO_CLIENT_ID, "--rate-limit", "0"]);
        add.args(["--base-url", &self.tenant.base_url()]);
        add.env("CALLBOARD_CLIENT_SECRET", DEMO_CLIENT_SECRET);
        let add = add.output().expect("callboard runs");
        assert!(add.status.success(), "{}", String::from_utf8_lossy(&add.stderr));
        data
    }

    /// From the start of the process to its end, into a ledger that has nothing.
    fn import_anew(&self, file: &Path) -> Cost {
        let (cost, output) = cost::least(RUNS, || import_of(&self.data(), file));
        let import: serde_json::Value = serde_json::from_str(&output).expect("JSON");
        let found = ["fresh", "repeated", "refused"].map(|of| import[of].as_u64().expect("a count"));
        assert_eq!(found.iter().sum::<u64>(), ROWS, "{import}");
        assert!(found[0] > ROWS / 2, "{import}");
        cost
    }

    /// A ledger of five million numbers.
    fn full(&self) -> PathBuf {
        let data = self.data();
        for which in 1..=LISTS {
            let file = self.list(&format!("list-{which}.csv"), which);
            let done = import_of(&data, &file).output().expect("callboard runs");
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        data
    }

    /// Numbers a second, and how long it took.
    fn told(&self, file: &Path) -> (u64, Duration) {
        let data = self.data();
        let done = import_of(&data, file).output().expect("callboard runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let clock = Clock::system();
        let began = clock.monotonic();
        let mut push = callboard(Some(&data));
        push.args(["--json", "dnc", "push", "--until-empty"]);
        let done = push.output().expect("callboard runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let took = clock.monotonic().saturating_sub(began);
        (ratio(self.tenant.outbound_contacts().len() as u64, took), took)
    }
}

fn import_of(data: &Path, file: &Path) -> Command {
    let mut command = callboard(Some(data));
    command.args(["--json", "dnc", "import", "--region", "US"]).arg(file);
    command
}

fn verify_of(data: &Path) -> Command {
    let mut command = callboard(Some(data));
    command.args(["--json", "audit", "verify"]);
    command
}

fn parse(args: &[String]) {
    let region = Region::new("US");
    let reader = BufReader::new(File::open(&args[0]).expect("a file"));
    for line in reader.lines().skip(1) {
        let line = line.expect("a disk");
        let cell = line.split(',').next().expect("a cell");
        black_box(numbers_in(cell, region, Wanted::Possible).expect("a number").count());
    }
}
