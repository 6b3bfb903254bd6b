//! The switch of a receiver. Nothing else of its row is written, so that two people who change it at once lose nothing.

use callboard_rpc::command::EndpointSetEnabledCommand;
use callboard_rpc::types::{Endpoint, EndpointSetEnabled};
use callboard_rpc::{Caller, Handle, Result, RpcError};
use serde_json::json;

use super::{endpoints, lane};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{self, Write};

impl Handle<EndpointSetEnabledCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: EndpointSetEnabled) -> Result<Endpoint> {
        let caller = caller.clone();
        Ok(self.kernel.db.write(move |write| set(write, &caller, &args)).await?)
    }
}

fn set(write: &mut Write<'_>, caller: &Caller, asked: &EndpointSetEnabled) -> kernel::Result<Endpoint> {
    let gone = || RpcError::not_found("receiver", asked.id.as_str());
    let (name, was) = endpoints::on(write, &asked.id)?.ok_or_else(gone)?;
    if was != asked.enabled {
        endpoints::set_enabled(write, &asked.id, asked.enabled)?;
        let told = |enabled| json!({ "name": name, "enabled": enabled });
        let entry = Entry::new("endpoint.set_enabled", format!("endpoint/{}", asked.id));
        write.audit(caller, entry.before(&told(was)).after(&told(asked.enabled)))?;
    }
    if asked.enabled {
        lane::wake(write, &asked.id)?;
    }
    Ok(endpoints::find(write, &asked.id)?.ok_or_else(gone)?)
}
