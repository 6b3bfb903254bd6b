//! Commands that take long, and commands whose engine goes away: what a person at the terminal is told.

use std::process::{Child, Stdio};
use std::time::Duration;

use callboard_simulator::Fault;
use callboard_tests::{Answer, DELETE, Office};

use super::{ZONES, at_noon};

/// Noon stands at a tenant that takes its time to withdraw it.
async fn slow_to_withdraw(delay: Duration) -> Office {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    office.done(&at_noon(&["schedule", "submit"], &office.list(ZONES)));
    office.tenant.faults().add(Fault::delay(delay).on(DELETE.0, DELETE.1));
    office
}

/// Begins a command; it says its answer when it is waited for.
fn begin(office: &Office, args: &[&str]) -> Child {
    let mut command = office.callboard();
    command.arg("--json").args(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

async fn until_withdrawing(office: &Office) {
    let journal = office.tenant.journal();
    journal.until(|entries| entries.iter().any(|entry| entry.is(DELETE.0, DELETE.1))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_wait_says_on_stderr_what_is_waited_for_and_nothing_of_it_in_the_document() {
    // Longer than a person waits without wondering, whatever else the machine does.
    let office = slow_to_withdraw(Duration::from_secs(5)).await;
    let serve = office.serve();
    let stopped = office.ask(&["schedule", "stop-now", "renewals"]);
    assert_eq!(stopped.ended_with(0)["withdrawn"].as_array().map(Vec::len), Some(2));
    let told: Vec<&str> =
        stopped.stderr.lines().filter(|line| line.starts_with("callboard: Waiting")).collect();
    assert!(!told.is_empty(), "{stopped:?}");
    assert!(
        told[0].contains("Waiting for stand-in: 0 of 2 windows withdrawn; it has not answered for"),
        "{told:?}"
    );
    assert_eq!(serve.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_killed_in_the_middle_of_a_change_ends_with_5_and_says_what_to_look_at() {
    let office = slow_to_withdraw(Duration::from_mins(1)).await;
    let serve = office.serve();
    let stop = begin(&office, &["schedule", "stop-now", "renewals"]);
    until_withdrawing(&office).await;
    serve.kill();
    let answer = Answer::from(stop.wait_with_output().unwrap());
    let words = answer.refused_with(5);
    assert!(words.contains("may have been done, in part or whole"), "{words}");
    assert!(words.contains("callboard run list") && words.contains("callboard audit list"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_is_killed_in_the_middle_of_a_question_changed_nothing() {
    let office = Office::open().await;
    office.connect();
    let serve = office.serve();
    office.tenant.faults().add(Fault::delay(Duration::from_mins(1)).on("GET", "/api/v2/outbound/campaigns"));
    let asked = begin(&office, &["connection", "campaigns"]);
    let journal = office.tenant.journal();
    journal.until(|entries| entries.iter().any(|entry| entry.path.ends_with("/outbound/campaigns"))).await;
    serve.kill();
    let words = Answer::from(asked.wait_with_output().unwrap()).refused_with(5);
    assert!(words.contains("went away before it answered") && words.contains("ask again"), "{words}");
    assert!(!words.contains("may have been done"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_words_names_what_is_withdrawn() {
    let office = slow_to_withdraw(Duration::from_millis(1)).await;
    let said = Answer::of(office.callboard().args(["schedule", "stop-now", "renewals"]), "");
    assert_eq!(said.code, 0, "{said:?}");
    let words = "2 windows withdrawn: America/New_York, Europe/Berlin. Nothing dials any more.\n";
    assert!(
        said.stdout == words
            || said.stdout
                == words.replace("America/New_York, Europe/Berlin", "Europe/Berlin, America/New_York"),
        "{said:?}"
    );
}

/// What a command says on stderr, until these words are among it; then it is ended.
fn says(mut command: Child, words: &str) -> String {
    use std::io::{BufRead as _, BufReader};
    let mut said = String::new();
    for line in BufReader::new(command.stderr.take().unwrap()).lines() {
        said.push_str(&line.unwrap());
        said.push('\n');
        if said.contains(words) {
            break;
        }
    }
    let _ = command.kill();
    let answer = Answer::from(command.wait_with_output().unwrap());
    assert!(said.contains(words), "{said} {answer:?}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_token_is_told_who_refuses_it_and_what_to_do() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    let list = office.list(ZONES);
    for status in [403, 404, 307] {
        office.tenant.faults().clear();
        office.tenant.faults().add(Fault::status(status).on("POST", "/oauth/token"));
        let submit = at_noon(&["schedule", "submit"], &list);
        let refused = format!("/oauth/token answered {status}");
        let said = says(begin(&office, &submit), &refused);
        assert!(said.contains("No token is granted: ") && said.contains(&refused), "{said}");
        assert!(said.contains("Check the token address"), "{said}");
        assert!(!said.contains("a request failed"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_dead_tenant_is_told_what_failed_and_when_it_is_tried_again() {
    let office = Office::with(ZONES, |tenant| tenant).await;
    office.connect();
    office.tenant.faults().add(Fault::reset());
    let list = office.list(ZONES);
    let submit = at_noon(&["schedule", "submit"], &list);
    let said = says(begin(&office, &submit), "tried again at");
    assert!(said.contains("callboard: Waiting for ") && !said.contains("Not done yet"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_gets_no_input_says_that_it_waits_for_it() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let office = Office::open().await;
    for (args, input) in [
        (&["contacts", "import", "-"][..], "id,zone\na,America/New_York\n"),
        (&["rules", "add", "-"], r#"{"id":"no-us","jurisdictions":["US"],"days":[],"why":"A strike."}"#),
        (&["phone", "normalize"], "US\t+12125550123\n"),
        (&["schedule", "next"], "0 9 * * *\tEurope/Berlin\t2026-11-23T00:00:00Z\t1\n"),
    ] {
        let mut command = office.callboard();
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut command = command.spawn().unwrap();
        let mut stderr = BufReader::new(command.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        assert!(line.starts_with("callboard: Waiting for input on the standard input."), "{args:?}: {line}");
        let mut stdin = command.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let (mut rest, answer) = (String::new(), command.wait_with_output().unwrap());
        stderr.read_to_string(&mut rest).unwrap();
        assert!(answer.status.success() && rest.is_empty(), "{args:?}: {answer:?} {rest}");
    }
}
