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

pub(crate) fn say(what: &str, cost: Cost) -> Cost {
    let Cost { wall, cpu, peak_bytes } = cost;
    println!(
        "{what:<28} {:>6.2} s  CPU {:>6.2} s  peak {:>4} MB",
        wall.as_secs_f64(),
        cpu.as_secs_f64(),
        peak_bytes >> 20
    );
    cost
}

/// A zone, a state where its country has them here, and the first digits of a number that rings there: what disagrees is
/// refused, and this list is to be planned whole.
const PLACES: [(&str, &str, &str); ZONES] = [
    ("America/New_York", "NY", "+1212555"),
    ("America/Chicago", "IL", "+1312555"),
    ("America/Denver", "CO", "+1303555"),
    ("America/Los_Angeles", "CA", "+1415555"),
    ("America/Phoenix", "AZ", "+1602555"),
    ("America/Anchorage", "AK", "+1907555"),
    ("Pacific/Honolulu", "HI", "+1808555"),
    ("America/Toronto", "ON", "+1416555"),
    ("America/Vancouver", "BC", "+1604555"),
    ("America/Halifax", "NS", "+1902555"),
    ("Europe/Berlin", "", "+4930123"),
    ("Europe/Paris", "", "+3314012"),
    ("Europe/Madrid", "", "+3491123"),
    ("Europe/Lisbon", "", "+35121123"),
    ("Europe/Dublin", "", "+3531234"),
    ("Europe/Amsterdam", "", "+3120123"),
    ("Europe/Brussels", "", "+322123"),
    ("Europe/Vienna", "", "+431234"),
    ("Europe/Zurich", "", "+4144123"),
    ("Europe/Warsaw", "", "+4822123"),
    ("Europe/Prague", "", "+42022123"),
    ("Europe/Bratislava", "", "+42122123"),
    ("Europe/Budapest", "", "+361234"),
    ("Europe/Bucharest", "", "+4021123"),
    ("Europe/Sofia", "", "+3592123"),
    ("Europe/Athens", "", "+30210123"),
    ("Europe/Istanbul", "", "+90212123"),
    ("Europe/Stockholm", "", "+468123"),
    ("Europe/Copenhagen", "", "+453212"),
    ("Europe/Vilnius", "", "+3705212"),
    ("Europe/Riga", "", "+3716712"),
    ("Europe/Tallinn", "", "+372612"),
    ("Europe/Kyiv", "", "+38044123"),
    ("Asia/Kolkata", "", "+91222123"),
    ("Asia/Bangkok", "", "+662123"),
    ("Asia/Ho_Chi_Minh", "", "+84243123"),
    ("Asia/Kuala_Lumpur", "", "+603212"),
    ("Asia/Singapore", "", "+656212"),
    ("Asia/Manila", "", "+6328123"),
    ("Asia/Jakarta", "", "+6221123"),
    ("Asia/Tokyo", "", "+8131234"),
    ("Asia/Seoul", "", "+822212"),
    ("Asia/Shanghai", "", "+86101234"),
    ("Asia/Taipei", "", "+88622123"),
    ("Asia/Hong_Kong", "", "+8522212"),
    ("Africa/Johannesburg", "", "+2711123"),
    ("Asia/Dubai", "", "+9714212"),
    ("Africa/Nairobi", "", "+25420123"),
    ("Africa/Cairo", "", "+2022123"),
    ("America/Sao_Paulo", "", "+55113123"),
];

fn write_contacts(file: &Path) {
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    writeln!(out, "id,phone,zone,state,first_name,last_name").expect("a disk");
    for row in 0..ROWS {
        let (zone, state, number) = PLACES[usize::try_from(row * 7 % ZONES as u64).expect("small")];
        let line = row / ZONES as u64 % 10_000;
        writeln!(out, "c{row},{number}{line:04},{zone},{state},Maria,Example").expect("a disk");
    }
}

/// This program anew, in a role.
pub(crate) fn ours(role: &str, file: &Path) -> Cost {
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
