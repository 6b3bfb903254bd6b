use callboard_rpc::types::{Nothing, Setting, SettingSet};
use callboard_rpc::{Caller, Handle, Result, RpcError, Topic, command};
use serde_json::Value;

use super::known::Known;
use super::{TABLE, store};
use crate::Engine;
use crate::kernel::audit::Entry;

impl Handle<command::SettingsShow> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<Setting>> {
        let all = self.kernel.db.read(store::all).await?;
        Ok(all.into_iter().map(|(known, value)| setting(known, value)).collect())
    }
}

impl Handle<command::SettingsSet> for Engine {
    async fn handle(&self, caller: &Caller, args: SettingSet) -> Result<Vec<Setting>> {
        let known = TABLE.iter().find(|known| known.key == args.key).ok_or_else(|| unknown(&args.key))?;
        let value = known.check(&args.value)?;
        let caller = caller.clone();
        let all = self.kernel.db.write(move |write| {
            let before = store::one(write, known)?;
            store::set(write, known, &value)?;
            let entry = Entry::new("settings.set", format!("setting/{}", known.key));
            write.audit(&caller, entry.before(&before).after(&value))?;
            write.changed(Topic::Settings);
            store::all(write)
        });
        Ok(all.await?.into_iter().map(|(known, value)| setting(known, value)).collect())
    }
}

fn setting(known: &Known, value: Value) -> Setting {
    let (unit, min, max) = known.bounds();
    Setting {
        key: known.key.to_owned(),
        value,
        default: known.default(),
        words: known.words.to_owned(),
        unit: unit.map(str::to_owned),
        min,
        max,
    }
}

fn unknown(key: &str) -> RpcError {
    let keys: Vec<_> = TABLE.iter().map(|known| known.key).collect();
    RpcError::field("key", format!("There is no setting `{key}`."))
        .hint(format!("There are: {}.", keys.join(", ")))
}
