//! 20,000 call results as fast as they are taken: everything drains, whatever the number of connections, receivers and
//! readers, and lists are answered meanwhile.

use callboard_tests::Burst;

use crate::Finding;

const EVENTS: u64 = 20_000;
/// Connections, receivers, readers of the database.
const SHAPES: [(usize, usize, Option<usize>); 6] =
    [(1, 1, None), (3, 0, None), (2, 4, None), (1, 1, Some(1)), (3, 0, Some(1)), (2, 4, Some(1))];

pub(crate) fn drill() -> Vec<Finding> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    SHAPES.into_iter().map(|shape| runtime.block_on(drain(shape))).collect()
}

async fn drain((connections, receivers, readers): (usize, usize, Option<usize>)) -> Finding {
    // Divided among the connections without a rest.
    let events = EVENTS / connections as u64 * connections as u64;
    let pool = readers.map_or_else(String::new, |readers| format!(", {readers} reader"));
    let shape = format!("{connections} connections, {receivers} receivers{pool}");
    match (Burst { connections, receivers, events, readers }).drain().await {
        Ok(drained) => {
            println!("{shape}: {drained:?}");
            let told = drained.delivered as u64 == drained.acknowledged * receivers as u64;
            Finding {
                what: format!(
                    "{shape}: {} events, {} webhooks, {} lists (the slowest {:.1} s) in {:.0} s",
                    drained.acknowledged,
                    drained.delivered,
                    drained.lists.answered,
                    drained.lists.slowest.as_secs_f64(),
                    drained.took.as_secs_f64()
                ),
                holds: drained.acknowledged == events && told && drained.lists.answered > 0,
            }
        }
        Err(left) => Finding { what: format!("{shape}: it stands still: {left}"), holds: false },
    }
}
