//! Do-not-call lists by the real program, from the file to the tenant's confirmation, and back.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use callboard_clock::Chance;
use callboard_tests::Office;
use serde_json::{Value, json};

/// What the tenant's outbound contacts say of each number.
fn at_the_tenant(office: &Office) -> BTreeMap<String, bool> {
    let all = office.tenant.outbound_contacts();
    all.into_iter().map(|contact| (contact.phone_number, contact.do_not_call)).collect()
}

fn suppressed(office: &Office) -> usize {
    at_the_tenant(office).values().filter(|out| **out).count()
}

/// One number in a line, as a person writes it.
fn list(numbers: std::ops::Range<u64>) -> String {
    numbers
        .flat_map(|at| [format!("(415) {:03}-{:04}", 200 + at / 10_000, at % 10_000), "\n".to_owned()])
        .collect()
}

fn row(import: &Value) -> [&Value; 5] {
    ["state", "fresh", "already", "refused", "confirmed"].map(|field| &import[field])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_imported_told_undone_and_released() {
    let office = Office::open().await;
    office.connect();
    let file = office.file("acme.csv", &format!("{}4.15555E+09\n", list(1..301)));
    let looked = office.ask(&["dnc", "import", &file, "--dry-run", "--region", "US"]).ended_with(1);
    assert_eq!(row(&looked)[..4], [&json!("looked"), &json!(300), &json!(0), &json!(1)]);
    assert_eq!(office.done(&["dnc", "imports"]), json!([]), "a dry run leaves nothing");

    // Without an instance: it is written before the command ends, and nobody is told.
    let imported = office.ask(&["dnc", "import", &file, "--region", "US"]).ended_with(1);
    assert_eq!(row(&imported)[..4], [&json!("done"), &json!(300), &json!(0), &json!(1)]);
    assert_eq!(suppressed(&office), 0);
    let id = imported["id"].as_str().unwrap();
    let refused = office.done(&["dnc", "refused", id]);
    assert_eq!(refused["rows"][0]["line"], 301);

    let serve = office.serve();
    office.done(&["dnc", "push", "--until-empty"]);
    assert_eq!(suppressed(&office), 300);
    let asked = office.tenant.journal().of("POST", "/api/v2/outbound/contacts").len();
    let again = office.ask(&["dnc", "import", &file, "--region", "US", "--push"]).ended_with(1);
    assert_eq!(row(&again)[..3], [&json!("done"), &json!(0), &json!(300)]);
    office.done(&["dnc", "push", "--until-empty"]);
    assert_eq!(office.tenant.journal().of("POST", "/api/v2/outbound/contacts").len(), asked);

    office.done(&["dnc", "undo", again["id"].as_str().unwrap()]);
    office.done(&["dnc", "undo", id]);
    let to_release = || {
        let imports = office.done(&["dnc", "imports"]);
        imports.as_array().unwrap().iter().map(|one| one["to_release"].as_u64().unwrap()).sum::<u64>()
    };
    office.until("all of it waits to be released", || (to_release() == 300).then_some(())).await;
    assert_eq!(suppressed(&office), 300, "nothing is lifted by undoing");
    let last = again["id"].as_str().unwrap();
    office.ask(&["dnc", "release", last, "--count", "3"]).refused_with(1);
    office.done(&["dnc", "release", last, "--count", "300"]);
    office.done(&["dnc", "push", "--until-empty"]);
    assert_eq!((suppressed(&office), at_the_tenant(&office).len()), (0, 300));
    let found = office.done(&["dnc", "lookup", "+14152000001"]);
    let sources: Vec<_> = found["events"].as_array().unwrap().iter().map(|event| &event["source"]).collect();
    assert_eq!(sources, [&json!("release"), &json!("import"), &json!("import")]);
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
    let log = office.done(&["audit", "list"]).to_string();
    assert!(!log.contains("4152000001"), "no number stands in the log whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_again_and_again_counts_each_row_once_and_tells_each_number() {
    const NUMBERS: u64 = 12_000;
    let office = Office::open().await;
    office.connect();
    let chance = Chance::seeded(4711);
    let file = office.file("acme.csv", &format!("{}nobody\n", list(0..NUMBERS)));
    let mut serve = office.serve();
    let mut import = office.callboard();
    let args = ["dnc", "import", &file, "--region", "US", "--push"];
    let mut import = import.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    office
        .until("the import is there", || (office.done(&["dnc", "imports"]) != json!([])).then_some(()))
        .await;
    let done = |imports: &Value| {
        let one = &imports[0];
        let told = one["confirmed"].as_u64().unwrap() + one["known"].as_u64().unwrap();
        one["state"] == "done" && told == NUMBERS
    };
    let mut kills = 0;
    for _ in 0..8 {
        office.let_pass(Duration::from_millis(200 + chance.below(900))).await;
        serve.kill();
        kills += 1;
        serve = office.serve();
        if done(&office.done(&["dnc", "imports"])) {
            break;
        }
    }
    // Whoever waited for it was cut off, or saw the end of it.
    import.wait().unwrap();
    office.until("all of it is confirmed", || done(&office.done(&["dnc", "imports"])).then_some(())).await;
    let imports = office.done(&["dnc", "imports"]);
    assert_eq!(imports.as_array().unwrap().len(), 1, "{kills} kills: {imports}");
    assert_eq!(
        [&imports[0]["fresh"], &imports[0]["written"], &imports[0]["refused"], &imports[0]["numbers"]],
        [&json!(NUMBERS), &json!(NUMBERS), &json!(1), &json!(NUMBERS)]
    );
    let all = at_the_tenant(&office);
    assert_eq!((all.len() as u64, all.values().all(|out| *out)), (NUMBERS, true));
    assert_eq!(serve.stop(), Some(0));
    office.done(&["audit", "verify"]);
}
