use callboard_clock::{Chance, ManualClock};
use callboard_cxone::analytics::Figures;
use callboard_rpc::command::{ConnectionSaveCommand, RunListCommand};
use callboard_rpc::types::{ConnectionId, ConnectionSave, RunList, RunState, SecretStoreKind, SecretText};
use callboard_rpc::{Caller, Door, Handle};

use super::super::answer::Answer;
use super::super::conclude::take;
use super::super::end::finish;
use super::super::marks::marks;
use super::super::open::{NewRun, open};
use super::super::poll::Heard;
use super::super::progress::Windows;
use super::super::store::find;
use super::super::tell::{BACKWARDS, FAILED, NO_ROW, flag};
use super::at;
use crate::secrets::StoreChoice;
use crate::{Engine, Options};

fn engine(dir: &tempfile::TempDir) -> Engine {
    let clock = ManualClock::starting_at(at(0));
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.path().to_owned(), clock.clock(), Chance::seeded(11))
    };
    Engine::open(options).unwrap()
}

fn caller() -> Caller {
    Caller::new("maria", Door::CommandLine)
}

fn new_run(connection: ConnectionId) -> NewRun {
    NewRun { connection, campaign_id: "c".into(), schedule: None, name: "c".into(), expected: None }
}

#[tokio::test]
async fn an_outage_is_one_mark_whatever_each_poll_failed_of() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(&dir);
    let told = engine.kernel.db.write(|write| {
        let id = open(write, &caller(), new_run("con_1".into()))?;
        let mut run = find(write, &id)?.expect("it was opened just now");
        for poll in 0..5 {
            flag(write, &mut run, "flagged", FAILED, &format!("{FAILED}: trace {poll}."))?;
        }
        let flagged = marks(write, &id)?.into_iter().filter(|mark| mark.kind == "flagged").count();
        Ok((flagged, run.flags))
    });
    let (marks, flags) = told.await.unwrap();
    assert_eq!(marks, 1, "a poll each half minute would fill the chart and the table");
    assert_eq!(flags, ["The last poll failed: trace 4."], "the words are those of the last one");
    engine.shutdown().await;
}

#[tokio::test]
async fn smaller_totals_are_flagged_as_long_as_they_are_smaller_and_both_ends_are_in_the_audit_log() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(&dir);
    let told = engine.kernel.db.write(|write| {
        let id = open(write, &caller(), new_run("con_1".into()))?;
        let mut run = find(write, &id)?.expect("it was opened just now");
        let mut flagged = Vec::new();
        for (minute, completed) in [(1, 40), (2, 12), (3, 39), (4, 40), (5, 41)] {
            let figures = Figures { completed, attempted: 60, connected: 50 };
            let answer = Answer { figures, odd: None, no_row: false };
            take(write, &mut run, false, &Heard { answer, asked: at(minute) })?;
            flagged.push((run.figures.completed, run.flags == [BACKWARDS]));
        }
        let marks = marks(write, &id)?.into_iter().map(|mark| mark.kind).collect::<Vec<_>>();
        let audited = write
            .prepare("SELECT result FROM audit WHERE action = 'run.figures' ORDER BY seq")?
            .query_map([], |row| row.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((flagged, marks, audited))
    });
    let (flagged, marks, audited) = told.await.unwrap();
    assert_eq!(flagged, [(40, false), (40, true), (40, true), (40, false), (41, false)]);
    assert_eq!(marks.iter().filter(|kind| *kind == "flagged").count(), 1, "{marks:?}");
    assert_eq!(marks.last().map(String::as_str), Some("resumed"));
    assert_eq!(audited, ["smaller than before", "not smaller any more"]);
    engine.shutdown().await;
}

#[tokio::test]
async fn runs_are_listed_by_the_name_of_their_connection_as_well_as_by_its_id() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(&dir);
    let settings =
        serde_json::json!({ "name": "Acme", "base_url": "http://127.0.0.1:9", "client_id": "desk" });
    let save = ConnectionSave {
        id: None,
        settings: serde_json::from_value(settings).unwrap(),
        client_secret: Some(SecretText("a secret".into())),
    };
    let acme = Handle::<ConnectionSaveCommand>::handle(&engine, &caller(), save).await.unwrap().id;
    let opened = acme.clone();
    engine.kernel.db.write(move |write| open(write, &caller(), new_run(opened))).await.unwrap();
    for (named, found) in [(acme.as_str(), 1), ("Acme", 1), ("Other", 0)] {
        let asked = RunList { connection: Some(named.into()), ..RunList::default() };
        let page = Handle::<RunListCommand>::handle(&engine, &caller(), asked).await.unwrap();
        assert_eq!(page.total, found, "{named}");
    }
    engine.shutdown().await;
}

/// The event that announced the end of a run in this state, and the words of its end.
async fn end_of(state: RunState, standing: Windows, flags: Vec<String>) -> (i64, String) {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(&dir);
    let told = engine.kernel.db.write(move |write| {
        let id = open(write, &caller(), new_run("con_1".into()))?;
        write.execute(
            "INSERT INTO endpoints (id, name, url, events, enabled, made)
             VALUES ('end_1', 'CRM', 'https://crm.example.com', '[\"campaign.completed\"]', 1, 0)",
            [],
        )?;
        let mut run = find(write, &id)?.expect("it was opened just now");
        (run.state, run.flags, run.quiet_since) = (state, flags, Some(at(5)));
        finish(write, &mut run, standing)?;
        let told = write.query_row("SELECT count(*) FROM deliveries", [], |row| row.get(0))?;
        let words = marks(write, &id)?.pop().map(|mark| mark.words).unwrap_or_default();
        Ok((told, words))
    });
    let told = told.await.unwrap();
    engine.shutdown().await;
    told
}

#[tokio::test]
async fn nobody_is_told_of_the_completion_of_what_never_began() {
    let began = Windows { any_stood: true, ..Windows::default() };
    for state in [RunState::Stopped, RunState::Ended, RunState::Completed] {
        assert_eq!(end_of(state, began, Vec::new()).await.0, 1, "{state:?} after it began");
    }
    for state in [RunState::Stopped, RunState::Failed] {
        let (told, words) = end_of(state, Windows::default(), Vec::new()).await;
        assert_eq!(told, 0, "{state:?} without a window that began: {words}");
    }
    let (_, words) = end_of(RunState::Stopped, Windows::default(), Vec::new()).await;
    assert_eq!(words, "Stopped before any of its windows began: nobody was called.");
}

#[tokio::test]
async fn a_run_that_ends_without_a_row_of_its_campaign_says_so_and_is_told() {
    let began = Windows { any_stood: true, ..Windows::default() };
    let (told, words) = end_of(RunState::Ended, began, vec![NO_ROW.to_owned()]).await;
    assert_eq!(told, 1, "a campaign without calls has ended");
    assert!(
        words.starts_with("Ended, 0 of ") && words.contains("without a row for this campaign"),
        "{words}"
    );
}

#[tokio::test]
async fn an_answer_without_a_row_is_said_after_the_end_and_no_longer_than_it_is_so() {
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(&dir);
    let told = engine.kernel.db.write(|write| {
        let id = open(write, &caller(), new_run("con_1".into()))?;
        let mut run = find(write, &id)?.expect("it was opened just now");
        let mut said = Vec::new();
        for (minute, no_row, last) in [(1, true, false), (2, true, true), (3, false, true)] {
            let answer = Answer { figures: Figures::default(), odd: None, no_row };
            take(write, &mut run, last, &Heard { answer, asked: at(minute) })?;
            said.push(run.flags == [NO_ROW]);
        }
        Ok(said)
    });
    assert_eq!(told.await.unwrap(), [false, true, false], "before it dials, a tenant may well have none");
    engine.shutdown().await;
}
