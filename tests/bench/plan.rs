//! `schedule plan` for a million contacts: beside reading and splitting the file, and beside evaluating the
//! expression once per contact.

use std::collections::HashMap;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::Command;

use callboard_engine::rules::RuleBook;
use callboard_engine::schedule::{Asked, Cron, Group, Holidays, Mode, windows};
use callboard_engine::zone::ZoneData;
use callboard_simulator::{Campaign, Simulator};
use callboard_tests::callboard;

use crate::Finding;
use crate::cost::{self, Cost};

const ROWS: u64 = 1_000_000;
const ZONES: usize = 50;
/// Each is run so often, and the least is taken.
const RUNS: u32 = 5;
const CRON: &str = "0 9 * * 1-5";

pub(crate) fn role(name: &str) -> Option<fn(&[String])> {
    match name {
        "split" => Some(split),
        "each" => Some(each),
        _ => None,
    }
}

pub(crate) fn measure() -> Vec<Finding> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("contacts.csv");
    write_contacts(&file);
    println!(
        "{ROWS} contacts over {ZONES} zones, {} MB",
        std::fs::metadata(&file).expect("a file").len() >> 20
    );
    let split = say("read and split alone", ours("split", &file));
    let each = say("one evaluation per contact", ours("each", &file));
    let plan = say("callboard schedule plan", plan(folder.path(), &file));
    let (wall, cpu) = (ratio(plan.wall, split.wall), ratio(each.cpu, plan.cpu));
    let memory = plan.peak_bytes >> 20;
    vec![
        Finding {
            what: format!("plan takes {wall:.1} × reading and splitting (at most 4)"),
            met: wall <= 4.0,
        },
        Finding {
            what: format!("plan takes {cpu:.1} × less CPU than one evaluation per contact (at least 10)"),
            met: cpu >= 10.0,
        },
        Finding { what: format!("plan needs {memory} MB at its peak (under 100)"), met: memory < 100 },
    ]
}

fn ratio(a: std::time::Duration, b: std::time::Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64().max(0.001)
}

fn say(what: &str, cost: Cost) -> Cost {
    let Cost { wall, cpu, peak_bytes } = cost;
    println!(
        "{what:<28} {:>6.2} s  CPU {:>6.2} s  peak {:>4} MB",
        wall.as_secs_f64(),
        cpu.as_secs_f64(),
        peak_bytes >> 20
    );
    cost
}

fn write_contacts(file: &Path) {
    let names = ZoneData::newest();
    let zones: Vec<&str> = names
        .names()
        .iter()
        .copied()
        .filter(|name| name.contains('/') && !name.starts_with("Etc/"))
        .step_by(8)
        .take(ZONES)
        .collect();
    assert_eq!(zones.len(), ZONES);
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    writeln!(out, "id,phone,zone,first_name,last_name").expect("a disk");
    for row in 0..ROWS {
        let zone = zones[usize::try_from(row * 7 % ZONES as u64).expect("small")];
        writeln!(out, "c{row},+1415555{:04},{zone},Maria,Example", row % 10_000).expect("a disk");
    }
}

/// This program anew, in a role.
fn ours(role: &str, file: &Path) -> Cost {
    let program = || {
        let mut command = Command::new(std::env::current_exe().expect("a program"));
        command.arg(role).arg(file);
        command
    };
    cost::least(RUNS, program).0
}

fn plan(folder: &Path, file: &Path) -> Cost {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let tenant = runtime.block_on(
        Simulator::builder()
            .campaigns(vec![Campaign::new("renewals", "Renewals")])
            .start("127.0.0.1:0".parse().expect("an address")),
    );
    let tenant = tenant.expect("a tenant");
    let data = folder.join("data");
    let mut add = on(&data);
    add.args(["connection", "add", "stand-in", "--client-id", callboard_simulator::DEMO_CLIENT_ID]);
    add.args(["--base-url", &tenant.base_url()]);
    add.env("CALLBOARD_CLIENT_SECRET", callboard_simulator::DEMO_CLIENT_SECRET);
    let add = add.output().expect("callboard runs");
    assert!(add.status.success(), "{}", String::from_utf8_lossy(&add.stderr));
    let (cost, output) = cost::least(RUNS, || {
        let mut command = on(&data);
        command.args(["--json", "schedule", "plan", "--cron", CRON, "--campaign", "renewals", "--contacts"]);
        command.arg(file);
        command
    });
    let plan: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    let contacts = &plan["contacts"];
    let counted: u64 = ["legal", "clamped", "refused"].iter().filter_map(|of| contacts[of].as_u64()).sum();
    assert_eq!(counted, ROWS, "every contact is in the plan: {contacts}");
    cost
}

/// Secrets are kept for the command only: opening the encrypted file takes 128 MB and a third of a second by design,
/// whatever is planned.
fn on(data: &Path) -> Command {
    let mut command = callboard(None);
    command.arg("--data-dir").arg(data).args(["--secrets", "session"]);
    command
}

/// What any program must do that reads the file at all.
fn split(args: &[String]) {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(&args[0]).expect("a file"));
    let (mut line, mut fields) = (Vec::new(), 0_u64);
    while reader.read_until(b'\n', &mut line).expect("a disk") > 0 {
        for field in line.split(|byte| *byte == b',') {
            fields += u64::from(!black_box(field).is_empty());
        }
        line.clear();
    }
    assert!(fields > ROWS);
}

/// What a program does that evaluates the schedule for each contact: its next window there, with its verdict. What
/// is known of a zone is kept; only the evaluation itself is made a million times.
fn each(args: &[String]) {
    let (zones, cron) = (ZoneData::newest(), Cron::parse(CRON).expect("a cron text"));
    let from = "2026-11-23T00:00:00Z".parse().expect("an instant");
    let asked = Asked {
        cron: &cron,
        mode: &Mode::ContactTime,
        zones: &zones,
        from,
        today: from,
        duration: jiff::SignedDuration::from_hours(4),
        holidays: &Holidays::read(&[] as &[&str]).expect("none"),
        rules: &RuleBook::built_in(),
    };
    let group =
        |zone: &str| Group::new(zones.set(zone, from).expect("a zone"), Vec::new()).expect("a country");
    let mut groups: HashMap<String, Group> = HashMap::new();
    let reader = BufReader::new(File::open(&args[0]).expect("a file"));
    for line in reader.lines().skip(1) {
        let line = line.expect("a disk");
        let zone = line.split(',').nth(2).expect("a zone");
        if !groups.contains_key(zone) {
            groups.insert(zone.to_owned(), group(zone));
        }
        black_box(windows(&asked, &groups[zone]).next().expect("a window"));
    }
}
