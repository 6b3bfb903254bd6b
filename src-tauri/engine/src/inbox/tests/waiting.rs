use std::sync::mpsc;

use callboard_rpc::types::SourceKind;
use futures_util::future::poll_immediate;

use super::filing::{arriving, live};
use super::house::House;
use crate::inbox::arriving::Arriving;
use crate::inbox::intake::{Intake, Verdict};

#[tokio::test(flavor = "multi_thread")]
async fn the_line_holds_so_many_bytes_and_nothing_of_who_has_left() {
    let house = House::open().await;
    let sender = house.sender(SourceKind::Event).await;
    let source = live(&house, &sender);
    let large = |at| Arriving { body: "x".repeat(256 * 1024), ..arriving(&house, &source, at) };
    let intake = Intake::new(&house.engine.kernel, &house.engine.listener.0.desk);

    // The writer is busy until it is told.
    let (begun, began) = tokio::sync::oneshot::channel();
    let (go, wait) = mpsc::channel::<()>();
    let db = house.engine.kernel.db.clone();
    let busy = tokio::spawn(async move {
        let held = db.write(move |_| {
            let _ = begun.send(());
            let _ = wait.recv();
            Ok(())
        });
        held.await.unwrap();
    });
    began.await.unwrap();
    let mut waiting: Vec<_> = (0..64).map(|at| Box::pin(intake.take(large(at)))).collect();
    for one in &mut waiting {
        assert!(poll_immediate(one).await.is_none(), "it waits for the writer");
    }
    assert!(intake.take(arriving(&house, &source, 64)).await.is_none(), "16 MiB wait");

    let last = waiting.pop().unwrap();
    drop(waiting);
    go.send(()).unwrap();
    busy.await.unwrap();
    assert_eq!(last.await.unwrap().unwrap(), Verdict::Kept(1), "those before it have left");
    assert_eq!(house.value("SELECT count(*) FROM events").await, 1);
    assert_eq!(intake.take(large(0)).await.unwrap().unwrap(), Verdict::Kept(2), "there is place again");
}
