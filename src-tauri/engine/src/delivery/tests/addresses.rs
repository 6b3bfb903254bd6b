//! Promise 14: no request to a private or metadata address unless listed, also not after a second DNS answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_clock::{Chance, ManualClock};

use super::receiver::Receiver;
use crate::delivery::Reach;
use crate::delivery::answer::Outcome;
use crate::delivery::resolver::Lookup;
use crate::delivery::wire::{Request, Tried, Wire};
use crate::signature::SigningSecret;

fn wire(listed: &[&str], lookup: Lookup) -> Wire {
    let clock = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap()).clock();
    let wire = Wire::new(clock, lookup);
    wire.list(Reach::new(listed.iter().map(|net| net.parse().unwrap())));
    wire
}

/// Answers every name with the next of these, and the last one for ever.
fn answers(addresses: &[&[&str]]) -> Lookup {
    let addresses: Vec<Vec<IpAddr>> =
        addresses.iter().map(|all| all.iter().map(|one| one.parse().unwrap()).collect()).collect();
    let asked = AtomicUsize::new(0);
    Arc::new(move |_| {
        let at = asked.fetch_add(1, Ordering::SeqCst).min(addresses.len() - 1);
        let answer = addresses[at].clone();
        Box::pin(async move { Ok(answer) })
    })
}

async fn send(wire: &Wire, url: String) -> Tried {
    let request = Request { id: "msg_1".to_owned(), url, body: "{}".to_owned() };
    wire.send(&request, &[SigningSecret::make(&Chance::seeded(1))]).await
}

fn words(tried: &Tried) -> &str {
    match &tried.outcome {
        Outcome::Failed { words, .. } => words,
        other => panic!("{other:?} is no failure"),
    }
}

#[tokio::test]
async fn loopback_in_every_spelling_gets_no_connection() {
    let receiver = Receiver::that_accepts().await;
    let wire = wire(&["10.0.0.0/8"], answers(&[&["127.0.0.1", "::1"]]));
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "a.example.com",
    ];
    for host in hosts {
        for scheme in ["http", "https"] {
            let tried = send(&wire, format!("{scheme}://{host}:{}/hook", receiver.port)).await;
            let words = words(&tried);
            assert!(words.contains("listed"), "{scheme}://{host}: {words}");
        }
    }
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_name_that_answers_otherwise_the_second_time_gains_nothing() {
    let receiver = Receiver::that_accepts().await;
    let wire = wire(&["127.0.0.1/32"], answers(&[&["127.0.0.1"], &["127.0.0.2"]]));
    let url = format!("http://hooks.example.com:{}/hook", receiver.port);
    assert_eq!(send(&wire, url.clone()).await.outcome, Outcome::Delivered { status: 200 });
    let second = send(&wire, url).await;
    assert!(
        words(&second).contains("127.0.0.2"),
        "each request asks and is checked anew: {}",
        words(&second)
    );
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn of_several_addresses_only_those_that_may_be_reached_are() {
    let receiver = Receiver::that_accepts().await;
    let wire = wire(&["127.0.0.1/32"], answers(&[&["169.254.169.254", "127.0.0.1"]]));
    let tried = send(&wire, format!("http://hooks.example.com:{}/hook", receiver.port)).await;
    assert_eq!(tried.outcome, Outcome::Delivered { status: 200 });
}

#[tokio::test]
async fn a_subnet_that_is_listed_no_more_is_reached_no_more() {
    let receiver = Receiver::that_accepts().await;
    let wire = wire(&["127.0.0.0/8"], answers(&[&["127.0.0.1"]]));
    let url = format!("http://127.0.0.1:{}/hook", receiver.port);
    assert_eq!(send(&wire, url.clone()).await.outcome, Outcome::Delivered { status: 200 });
    wire.list(Reach::default());
    assert!(words(&send(&wire, url).await).contains("this computer itself"));
    assert_eq!(receiver.connections.load(Ordering::SeqCst), 1);
}
