//! An outcome that cannot be written down.

use callboard_cxone::Error as TenantError;
use callboard_cxone::retry::Policy;
use callboard_rpc::types::TrafficState;

use super::house::{House, Loops};
use crate::disposition::attempt::Tried;
use crate::disposition::claim::{Job, LaneId, claim};
use crate::disposition::settle::{Finished, all};
use crate::kernel::Error;

#[tokio::test]
async fn it_is_a_dead_letter_and_holds_up_no_other() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "2001", 1), ("b", "2001", 1), ("c", "2001", 1)]).await;
    house.decided().await;
    let lane = LaneId { connection: house.connection.clone(), urgent: false };
    let jobs = house.write(move |write| claim(write, &lane, 8)).await;
    assert_eq!(jobs.len(), 3);
    for (each, fails) in [(false, true), (true, false)] {
        let finished: Vec<_> = jobs.iter().cloned().map(|job| finished(job.contact == "b", job)).collect();
        let written = house.engine.kernel.db.write(move |write| {
            all(write, &Policy::DURABLE, &finished, each)?;
            Ok(())
        });
        assert_eq!(matches!(written.await, Err(Error::Other(_))), fails);
    }
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Dead, TrafficState::Done]);
    let dead = "SELECT count(*) FROM effects WHERE state = 'dead' AND look = 1 AND words LIKE '%panicked%'";
    assert_eq!(house.number(dead).await, 1, "it is read before it is sent again");
    assert_eq!(house.number("SELECT count(*) FROM disposition_outcomes").await, 3);
}

#[tokio::test]
async fn what_the_database_refuses_for_ever_is_a_dead_letter_too() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "2001", 1), ("b", "2001", 1)]).await;
    house.decided().await;
    let lane = LaneId { connection: house.connection.clone(), urgent: false };
    let refuse =
        "CREATE TRIGGER refuse BEFORE UPDATE ON effects WHEN new.state = 'done' AND new.contact = 'b'
                  BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    house.write(move |write| Ok(write.execute_batch(refuse)?)).await;
    let jobs = house.write(move |write| claim(write, &lane, 8)).await;
    for (each, fails) in [(false, true), (true, false)] {
        let finished: Vec<_> = jobs.iter().cloned().map(|job| finished(false, job)).collect();
        let written = house.engine.kernel.db.write(move |write| {
            all(write, &Policy::DURABLE, &finished, each)?;
            Ok(())
        });
        assert_eq!(written.await.is_err_and(|error| error.is_of_the_write()), fails);
    }
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Dead]);
}

/// A wait that is no number cannot be reckoned with.
fn finished(spoilt: bool, job: Job) -> Finished {
    if spoilt {
        let tried = Tried::Failed(TenantError::Unknown { message: "cut".into() });
        return Finished { job, tried, jitter: f64::NAN };
    }
    Finished { job, tried: Tried::Written, jitter: 0.5 }
}
