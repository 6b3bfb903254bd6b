//! No secret and no full phone number in any file, log, answer or command line: canaries are put in wherever such
//! things come from, and looked for wherever something is written.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use callboard_simulator::{Campaign, Fault};
use callboard_tests::{Answer, Office, Program};
use reqwest::Client;
use serde_json::{Value, json};

const SECRET: &str = "kanarienvogel-7f3a91c2";
/// The same as it would stand in a header of HTTP Basic.
const SECRET_BASIC: &str = "ZGVtbzprYW5hcmllbnZvZ2VsLTdmM2E5MWMy";
/// The same as a form that encodes every byte would have it.
const SECRET_FORM: &str = "%6banarienvogel%2D7f3a91c2";
/// Numbers as they are written in the list and by the tenant; digits alone are looked for as well.
const NUMBERS: &[&str] =
    &["+14155550123", "+1 (415) 555-0124", "4155550125", "+4917212345678", "0172 87654321", "+442079460126"];
const ZONES: &[(&str, u64)] = &[("America/New_York", 1), ("Europe/Berlin", 1)];

/// What commands said, and nothing else is kept of them.
#[derive(Default)]
struct Said(Vec<(String, String)>);

impl Said {
    fn keep(&mut self, what: &str, answer: &Answer) {
        self.0.push((format!("stdout of {what}"), answer.stdout.clone()));
        self.0.push((format!("stderr of {what}"), answer.stderr.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_number_is_written_anywhere() {
    let office = office().await;
    let mut said = Said::default();
    let serve = office.serve();
    let added = add_with_the_secret_on_stdin(&office, &mut said).await;
    assert_eq!(added.json()["has_secret"], true);
    let list = list(&office);
    let cron = ["--cron", "0 12 * * 3", "--campaign", "renewals", "--contacts", &list];
    for command in [
        vec!["--log", "trace", "connection", "test", "stand-in"],
        vec!["contacts", "import", &list],
        [&["schedule", "plan"], &cron[..]].concat(),
        [&["schedule", "submit"], &cron[..]].concat(),
        [&["schedule", "save"], &cron[..]].concat(),
        vec!["connection", "test", "stand-in"],
        vec!["connection", "list"],
        vec!["run", "list"],
        vec!["contacts", "list"],
        vec!["audit", "list"],
        vec!["audit", "export"],
        vec!["status"],
        vec!["doctor"],
    ] {
        said.keep(&command.join(" "), &office.ask(&command));
        said.keep(&command.join(" "), &Answer::of(office.callboard().args(&command), ""));
    }
    shown_one_by_one(&office, &mut said);
    said.0.push(("the command line of serve".to_owned(), command_line(&office, serve.pid()).await));
    said.0.push(("the diagnostics".to_owned(), diagnostics(&office, &serve).await));
    assert_eq!(serve.stop(), Some(0));
    said.0.push((
        "the log on stderr".to_owned(),
        fs::read_to_string(office.folder().join("serve.log")).unwrap(),
    ));

    for (place, text) in &said.0 {
        is_clean(place, text.as_bytes());
    }
    let mut files = 0;
    each_file(&office.data(), &mut |path| {
        is_clean(&path.display().to_string(), &fs::read(path).unwrap());
        files += 1;
    });
    assert!(files >= 3, "database, lock and log at least: {files}");
}

/// A tenant that repeats in its refusals what it was told and more.
async fn office() -> Office {
    let echo = json!({
        "message": format!(
            "client_secret={SECRET} may not call {} or {}; you are {SECRET}, {SECRET_BASIC}, {SECRET_FORM}",
            NUMBERS[0], NUMBERS[3]
        ),
        "errors": [{ "secret": SECRET, "phoneNumber": NUMBERS[5] }],
    });
    let office = Office::with(ZONES, |tenant| tenant.client("demo", SECRET)).await;
    assert!(office.tenant.put_campaigns(vec![Campaign::new("renewals", "Renewals")]));
    let fails = |status| Fault::answer(status, echo.clone());
    office.tenant.faults().add(fails(422).on("POST", "/api/v2/outbound/campaigns/*/schedules").next(1));
    office.tenant.faults().add(fails(400).on("POST", "/api/v2/outbound/campaigns/*/schedules").next(1));
    office.tenant.faults().add(fails(403).on("POST", "/api/v2/analytics/**"));
    office
}

/// Its command line is read while it waits for the secret.
async fn add_with_the_secret_on_stdin(office: &Office, said: &mut Said) -> Answer {
    let mut add = office.callboard();
    add.args([
        "--json",
        "--log",
        "trace",
        "connection",
        "add",
        "stand-in",
        "--client-id",
        "demo",
        "--default-region",
        "US",
    ]);
    add.args([
        "--token-style",
        "basic",
        "--base-url",
        &office.tenant.base_url(),
        "--rate-limit",
        "0",
        "--secret-stdin",
    ]);
    let mut child = add.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let words = command_line(office, child.id()).await;
    assert!(words.contains("--secret-stdin"), "{words}");
    said.0.push(("the command line of connection add".to_owned(), words));
    writeln!(child.stdin.take().unwrap(), "{SECRET}").unwrap();
    let answer = Answer::from(child.wait_with_output().unwrap());
    said.keep("connection add", &answer);
    answer
}

/// Valid and refused rows, with numbers in columns where nobody expects them.
fn list(office: &Office) -> String {
    let rows = [
        format!("a,{},America/New_York", NUMBERS[0]),
        format!("b,{},Mars/Olympus", NUMBERS[1]),
        format!("c,{},", NUMBERS[2]),
        format!("d,{}x9,", NUMBERS[3]),
        format!("e,{},", NUMBERS[4]),
        format!("{},,Mars/Olympus", NUMBERS[5]),
        format!("f,,{}", NUMBERS[0]),
        format!("g,+14155550199,Europe/Berlin,{}", NUMBERS[0]),
    ];
    office.file("list.csv", &format!("id,phone,zone\n{}\n", rows.join("\n")))
}

/// Every run and every list, whole.
fn shown_one_by_one(office: &Office, said: &mut Said) {
    let runs = office.done(&["run", "list"]);
    assert!(runs["total"].as_u64().unwrap() > 0, "the submission is a run, whatever the tenant says");
    for run in runs["rows"].as_array().unwrap() {
        said.keep("run show", &office.ask(&["run", "show", run["id"].as_str().unwrap()]));
    }
    let sets = office.done(&["contacts", "list"]);
    let refused = sets.as_array().unwrap().iter().filter(|set| set["invalid"].as_u64() > Some(0));
    for set in refused {
        let rows = office.ask(&["contacts", "refused", set["id"].as_str().unwrap()]);
        assert!(!rows.json()["rows"].as_array().unwrap().is_empty());
        said.keep("contacts refused", &rows);
    }
}

/// As `ps` shows it, once the program is there.
async fn command_line(office: &Office, pid: u32) -> String {
    let read = || {
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap();
        (!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).replace('\0', " "))
    };
    office.until("a command line", read).await
}

async fn diagnostics(office: &Office, serve: &Program) -> String {
    let door: Value = serde_json::from_slice(&fs::read(office.data().join("door.json")).unwrap()).unwrap();
    let token = door["token"].as_str().unwrap();
    let http = Client::builder().no_proxy().build().unwrap();
    let body = json!({ "command": "diagnostics.export", "args": {} });
    let made =
        http.post(format!("{}/rpc", serve.door())).bearer_auth(token).json(&body).send().await.unwrap();
    let made: Value = made.json().await.unwrap();
    let url = format!("{}/files/{}", serve.door(), made["file"].as_str().unwrap());
    let text = http.get(url).bearer_auth(token).send().await.unwrap().text().await.unwrap();
    assert!(text.lines().count() > 10, "it tells something: {text}");
    text
}

/// The encrypted secrets aside, and what was handed in, which waits on the shelf to be read.
fn each_file(folder: &Path, look: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "files" {
            each_file(&path, look);
        } else if path.is_file() && name != "secrets.age" {
            look(&path);
        }
    }
}

fn is_clean(place: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in [SECRET, SECRET_BASIC, SECRET_FORM] {
        assert!(!text.contains(secret), "the secret stands in {place}: {}", around(&text, secret));
    }
    for number in NUMBERS {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        for written in [*number, &digits] {
            assert!(!text.contains(written), "{written} stands in {place}: {}", around(&text, written));
        }
    }
}

fn around<'a>(text: &'a str, found: &str) -> &'a str {
    let at = text.find(found).unwrap_or_default();
    let from = text.floor_char_boundary(at.saturating_sub(160));
    &text[from..text.ceil_char_boundary(at + found.len() + 60)]
}

#[test]
fn a_secret_cannot_be_an_argument() {
    let help = Answer::of(callboard_tests::callboard(None).args(["connection", "add", "--help"]), "").stdout;
    assert!(help.contains("--secret-stdin"), "{help}");
    assert!(!help.contains("--client-secret") && !help.contains("--secret <"), "{help}");
}
