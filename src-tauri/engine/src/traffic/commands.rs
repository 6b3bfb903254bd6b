use callboard_rpc::command::{TrafficDead, TrafficListCommand, TrafficReplayCommand, TrafficShow};
use callboard_rpc::types::{
    DeadCause, Nothing, Page, Replayed, Trace, TrafficList, TrafficRef, TrafficReplay, TrafficRow,
};
use callboard_rpc::{Caller, Handle, Result, RpcError};

use super::{dead, list, trace};
use crate::kernel::Reveal;
use crate::{Engine, delivery};

/// As many may be named; of a cause there may be any number.
const MOST_NAMED: usize = 1000;

impl Handle<TrafficListCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: TrafficList) -> Result<Page<TrafficRow>> {
        let numbers = Reveal::asked(args.reveal);
        let page = self.kernel.db.read(move |db| list::list(db, &args)).await?;
        self.kernel.reveal(numbers, caller, "traffic", "traffic.list", page.rows.len()).await?;
        Ok(page)
    }
}

impl Handle<TrafficShow> for Engine {
    async fn handle(&self, caller: &Caller, args: TrafficRef) -> Result<Trace> {
        let numbers = Reveal::asked(args.reveal);
        let trace = self.kernel.db.read(move |db| trace::trace(db, &args.id, numbers)).await?;
        let object = format!("traffic/{}", trace.row.id);
        self.kernel.reveal(numbers, caller, &object, "traffic.show", 1).await?;
        Ok(trace)
    }
}

impl Handle<TrafficDead> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<DeadCause>> {
        Ok(self.kernel.db.read(dead::causes).await?)
    }
}

impl Handle<TrafficReplayCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: TrafficReplay) -> Result<Replayed> {
        if args.ids.len() > MOST_NAMED || args.ids.is_empty() && args.cause.is_none() {
            return Err(RpcError::field("ids", format!("Name 1 to {MOST_NAMED} of them, or a cause.")));
        }
        let mut ids = args.ids;
        if let Some(cause) = args.cause {
            ids.extend(self.kernel.db.read(move |db| dead::of_cause(db, &cause)).await?);
        }
        delivery::in_slices(self, caller, ids, dead::revive).await
    }
}
