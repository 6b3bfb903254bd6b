use std::time::Duration;

use callboard_clock::ManualClock;
use callboard_simulator::{Simulator, SimulatorError};
use reqwest::Method;

use crate::tenant::{NOW, SCHEDULES, Tenant, a_window, id_of};

#[tokio::test]
async fn what_was_made_is_found_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let first = Tenant::with(|builder| builder.state_file(&file).seed(9)).await;
    let id = id_of(first.create("key-1").await.unwrap()).await;
    first.clock.advance(Duration::from_mins(11));
    let figures = first.running.figures("renewals").unwrap();
    assert!(figures.attempted > 0, "the campaign is on its way");
    let address = first.running.address();
    first.running.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "the door is closed");

    let second = Tenant::with(|builder| builder.state_file(&file).seed(10)).await;
    let repeated = second.create("key-1").await.unwrap();
    assert_eq!(id_of(repeated).await, id, "the key is remembered");
    let other = id_of(second.create("key-2").await.unwrap()).await;
    assert_ne!(other, id, "no id is given out twice");
    let path = format!("{SCHEDULES}/{other}");
    assert_eq!(second.ask(Method::DELETE, &path).send().await.unwrap().status(), 204);
    second.clock.advance(Duration::from_mins(11));
    assert_eq!(second.running.figures("renewals").unwrap(), figures, "its calls went as they went");
    let old = second.http.get(format!("{}{SCHEDULES}", second.running.base_url())).bearer_auth(&first.token);
    // Both lives draw their tokens from their own seed, so the old one is unknown here.
    assert_eq!(old.send().await.unwrap().status(), 401, "tokens are not kept");
}

#[tokio::test]
async fn five_hundred_at_once_are_five_hundred_windows_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    let tenant = Tenant::with(|builder| builder.state_file(&file)).await;
    let keys: Vec<_> = (0..500).map(|number| format!("key-{number}")).collect();
    let answers = futures_util::future::join_all(keys.iter().map(|key| tenant.create(key))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.status() == 201)));
    let ids: std::collections::BTreeSet<_> = tenant.running.windows().into_iter().map(|w| w.id).collect();
    assert_eq!(ids.len(), 500, "each has an id of its own");
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["windows"].as_array().unwrap().len(), 500);
}

#[tokio::test]
async fn an_answer_is_given_only_after_the_state_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gone").join("tenant.json");
    std::fs::create_dir(folder.path().join("gone")).unwrap();
    let tenant = Tenant::with(|builder| builder.state_file(&file)).await;
    std::fs::remove_dir_all(folder.path().join("gone")).unwrap();
    assert_eq!(tenant.create("key-1").await.unwrap().status(), 500, "it could not be kept");
    assert!(tenant.running.windows().is_empty(), "so it was not done");
    std::fs::create_dir(folder.path().join("gone")).unwrap();
    assert_eq!(tenant.create("key-1").await.unwrap().status(), 201, "the retry is done");
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(
        kept.contains(a_window()["startTime"].as_str().unwrap()),
        "and is on the disk when it is answered"
    );
}

#[tokio::test]
async fn a_damaged_state_file_is_refused_by_name_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tenant.json");
    std::fs::write(&file, "{\"seed\":1,").unwrap();
    let clock = ManualClock::starting_at(NOW.parse().unwrap());
    let builder = Simulator::builder().clock(clock.clock()).state_file(&file);
    let refused = builder.start("127.0.0.1:0".parse().unwrap()).await.unwrap_err();
    assert!(
        matches!(refused, SimulatorError::StateFile { .. }) && refused.to_string().contains("tenant.json")
    );
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        "{\"seed\":1,",
        "what is in it may still be saved by hand"
    );
}
