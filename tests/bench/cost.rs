use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use callboard_clock::Clock;

/// What a process cost from its start to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak_bytes: u64,
}

/// The least that a command takes of `runs` runs, each to its end: what else the machine did meanwhile is not its cost.
pub(crate) fn least(runs: u32, command: impl Fn() -> Command) -> (Cost, String) {
    let (mut least, mut output) = of(&mut command());
    for _ in 1..runs {
        let (cost, text) = of(&mut command());
        least.wall = least.wall.min(cost.wall);
        least.cpu = least.cpu.min(cost.cpu);
        least.peak_bytes = least.peak_bytes.max(cost.peak_bytes);
        output = text;
    }
    (least, output)
}

/// CPU is the kernel's account of finished children, peak memory its high-water mark, read until the process is gone.
fn of(command: &mut Command) -> (Cost, String) {
    let clock = Clock::system();
    let (began, cpu) = (clock.monotonic(), children_cpu());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut stdout = child.stdout.take().expect("it was piped");
    let output = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).map(|_| text)
    });
    let mut peak_bytes = 0;
    let status = loop {
        peak_bytes = peak_bytes.max(high_water(child.id()));
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            break status;
        }
        // Looking without a pause would take a core from what is measured.
        std::thread::park_timeout(Duration::from_micros(500));
    };
    let wall = clock.monotonic().saturating_sub(began);
    let output = output.join().expect("a reader").expect("text");
    assert!(status.success(), "{command:?} ended with {status}: {output}");
    (Cost { wall, cpu: children_cpu().saturating_sub(cpu), peak_bytes }, output)
}

/// User and system time of children that have ended.
fn children_cpu() -> Duration {
    // Fields 16 and 17 of proc(5).
    ticks("/proc/self/stat", [16, 17])
}

/// User and system time of a process until now.
pub(crate) fn of_process(pid: u32) -> Duration {
    ticks(&format!("/proc/{pid}/stat"), [14, 15])
}

/// The sum of fields of proc(5), in ticks of 10 ms; the first two stand before the bracket that ends the name.
fn ticks(stat: &str, which: [usize; 2]) -> Duration {
    let stat = fs::read_to_string(stat).expect("Linux, and a process");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = which.iter().map(|field| fields[field - 3].parse::<u64>().expect("ticks")).sum();
    Duration::from_millis(ticks * 10)
}

fn high_water(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes = line.trim().trim_end_matches(" kB").trim();
    kilobytes.parse::<u64>().unwrap_or(0) * 1024
}
