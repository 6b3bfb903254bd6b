//! An outcome that cannot be written down.

use callboard_cxone::Error as TenantError;
use callboard_rpc::types::TrafficState;

use super::house::{House, Loops};
use crate::disposition::patch::Patch;
use crate::disposition::patch::Written;
use crate::kernel::Error;
use crate::outbox::by_hand::{self, Ended, Taken};

#[tokio::test]
async fn it_is_a_dead_letter_and_holds_up_no_other() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "2001", 1), ("b", "2001", 1), ("c", "2001", 1)]).await;
    house.decided().await;
    let taken = house.write(by_hand::take_all).await;
    assert_eq!(taken.len(), 3);
    for (each, fails) in [(false, true), (true, false)] {
        let ended: Vec<_> = taken.iter().cloned().map(|one| ended(one.subject() == "b", one)).collect();
        let written = house.engine.kernel.db.write(move |write| by_hand::settle(write, &ended, each));
        assert_eq!(matches!(written.await, Err(Error::Other(_))), fails);
    }
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Dead, TrafficState::Done]);
    let dead = "SELECT count(*) FROM outbox WHERE state = 'dead' AND look = 1 AND words LIKE '%panicked%'";
    assert_eq!(house.number(dead).await, 1, "it is read before it is sent again");
    assert_eq!(house.number("SELECT count(*) FROM disposition_outcomes").await, 3);
}

#[tokio::test]
async fn what_the_database_refuses_for_ever_is_a_dead_letter_too() {
    let house = House::start(Loops::WithoutEffects).await;
    house.events(&[("a", "2001", 1), ("b", "2001", 1)]).await;
    house.decided().await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON disposition_outcomes WHEN new.outcome = 'done' AND new.event = 2
                  BEGIN SELECT RAISE(ABORT, 'not this one'); END";
    house.write(move |write| Ok(write.execute_batch(refuse)?)).await;
    let taken = house.write(by_hand::take_all).await;
    for (each, fails) in [(false, true), (true, false)] {
        let ended: Vec<_> = taken.iter().cloned().map(|one| ended(false, one)).collect();
        let written = house.engine.kernel.db.write(move |write| by_hand::settle(write, &ended, each));
        assert_eq!(written.await.is_err_and(|error| error.is_of_the_write()), fails);
    }
    assert_eq!(house.states().await, [TrafficState::Done, TrafficState::Dead]);
}

/// A wait that is no number cannot be reckoned with.
fn ended(spoilt: bool, taken: Taken) -> Ended {
    if spoilt {
        return taken.failed(TenantError::Unknown { message: "cut".into() }, f64::NAN);
    }
    taken.arrived(&Patch, Written::Now)
}
