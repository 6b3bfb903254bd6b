//! The switch of a source. Nothing else of its row is written, so that two people who change it at once lose nothing.

use callboard_rpc::command::SourceSetEnabledCommand;
use callboard_rpc::types::{Source, SourceSetEnabled};
use callboard_rpc::{Caller, Handle, Result};
use serde_json::json;

use super::sources::{self, Stored};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::{self, Write};

impl Handle<SourceSetEnabledCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: SourceSetEnabled) -> Result<Source> {
        let caller = caller.clone();
        let stored = self.kernel.db.write(move |write| set(write, &caller, &args)).await?;
        self.listener.load_sources().await;
        Ok(self.seen(stored).await?)
    }
}

fn set(write: &mut Write<'_>, caller: &Caller, asked: &SourceSetEnabled) -> kernel::Result<Stored> {
    let before = sources::find(write, &asked.id)?;
    if before.enabled != asked.enabled {
        sources::set_enabled(write, &asked.id, asked.enabled)?;
        let told = |enabled| json!({ "name": before.name, "enabled": enabled });
        let entry = Entry::new("source.set_enabled", format!("source/{}", asked.id));
        write.audit(caller, entry.before(&told(before.enabled)).after(&told(asked.enabled)))?;
    }
    Ok(Stored { enabled: asked.enabled, ..before })
}
