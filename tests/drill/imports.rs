//! `kill -9` again and again while a million numbers are imported and told.

use std::process::Stdio;
use std::time::Duration;

use callboard_clock::Chance;
use callboard_tests::{Office, Program};
use serde_json::Value;

use crate::Finding;

const NUMBERS: u64 = 1_000_000;
const KILLS: u64 = 20;

pub(crate) fn drill() -> Vec<Finding> {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(kill_again_and_again())
}

fn list() -> String {
    (0..NUMBERS)
        .flat_map(|at| {
            let number = at.wrapping_mul(611_953) % NUMBERS;
            let area = if number < 700_000 { 210 } else { 212 };
            let exchange = 200 + number % 700_000 / 1000;
            [format!("({area}) {exchange}-{:04}", 1000 + number % 1000), "\n".to_owned()]
        })
        .collect()
}

fn of(import: &Value, what: &str) -> u64 {
    import[what].as_u64().unwrap_or_default()
}

async fn kill_again_and_again() -> Vec<Finding> {
    let (office, chance) = (Office::open().await, Chance::seeded(20));
    office.connect();
    let file = office.file("million.csv", &list());
    let mut serve = office.serve();
    let mut import = office.callboard();
    let args = ["dnc", "import", &file, "--region", "US", "--push"];
    let mut import =
        import.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    office
        .until("the import is there", || {
            let imports = office.done(&["dnc", "imports"]);
            imports.as_array().is_some_and(|all| !all.is_empty()).then_some(())
        })
        .await;
    let (mut reading, mut writing, mut telling) = (0, 0, 0);
    for _ in 0..KILLS {
        office.let_pass(Duration::from_millis(100 + chance.below(2500))).await;
        let imports = office.done(&["dnc", "imports"]);
        match imports[0]["state"].as_str() {
            Some("reading" | "looked") => reading += 1,
            Some("writing") => writing += 1,
            _ => telling += 1,
        }
        serve.kill();
        serve = office.serve();
    }
    let _ = import.wait();
    finish(&office, serve, (reading, writing, telling)).await
}

async fn finish(office: &Office, serve: Program, kills: (u64, u64, u64)) -> Vec<Finding> {
    let told = || {
        let imports = office.done(&["dnc", "imports"]);
        (of(&imports[0], "confirmed") + of(&imports[0], "known") >= NUMBERS).then(|| imports[0].clone())
    };
    let import = office.until("all of it is confirmed", told).await;
    let all = office.tenant.outbound_contacts();
    let out = all.iter().filter(|contact| contact.do_not_call).count();
    let stopped = serve.stop();
    let verified = office.ask(&["audit", "verify"]);
    println!(
        "{KILLS} kills: {} while reading, {} while writing, {} while telling",
        kills.0, kills.1, kills.2
    );
    vec![
        Finding {
            what: format!(
                "each row counts once: {} new of {NUMBERS}, {} written",
                of(&import, "fresh"),
                of(&import, "written")
            ),
            holds: of(&import, "fresh") == NUMBERS && of(&import, "written") == NUMBERS,
        },
        Finding {
            what: format!("the tenant holds {out} of {NUMBERS}"),
            holds: out as u64 == NUMBERS && all.len() as u64 == NUMBERS,
        },
        Finding {
            what: format!("the audit log holds afterwards ({})", verified.stdout.trim()),
            holds: stopped == Some(0) && verified.code == 0,
        },
    ]
}
