use callboard_rpc::types::{DispositionCode, Dispositions, MapCode, MapGoBack, MapPublish, MapPublished};
use callboard_rpc::{Caller, Handle, Result, RpcError, command};

use super::meant;
use crate::Engine;
use crate::disposition::{publish, shown};

/// The most days that a map is tried on or applied to.
pub(super) const MOST_DAYS: u32 = 3650;

impl Handle<command::DispositionPublish> for Engine {
    async fn handle(&self, caller: &Caller, args: MapPublish) -> Result<MapPublished> {
        if args.reapply_days > MOST_DAYS {
            return Err(RpcError::field("reapply_days", format!("0 to {MOST_DAYS} days.")));
        }
        let caller = caller.clone();
        let published = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            publish::draft(write, &caller, &of, args.note.as_deref(), args.over, args.seen, args.reapply_days)
        });
        Ok(published.await?)
    }
}

impl Handle<command::DispositionGoBack> for Engine {
    async fn handle(&self, caller: &Caller, args: MapGoBack) -> Result<Dispositions> {
        let caller = caller.clone();
        let back = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            publish::go_back(write, &caller, &of, args.version, args.over)?;
            shown::shown(write, &of)
        });
        Ok(back.await?)
    }
}

impl Handle<command::DispositionMapCode> for Engine {
    async fn handle(&self, caller: &Caller, args: MapCode) -> Result<MapPublished> {
        let caller = caller.clone();
        let mapped = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            let meaning = args.meaning.unwrap_or_default();
            let new = DispositionCode { code: args.code, category: args.category, meaning };
            publish::map_code(write, &caller, &of, new)
        });
        Ok(mapped.await?)
    }
}
