use callboard_rpc::types::{EndpointId, OfConnection, SeverityRoute, SeverityRouteSet};
use callboard_rpc::{Caller, Handle, Result, RpcError, Topic, command};
use serde_json::json;

use super::meant;
use crate::Engine;
use crate::disposition::route::{self, Route};
use crate::kernel::StoredWord as _;
use crate::kernel::audit::Entry;

impl Handle<command::RouteList> for Engine {
    async fn handle(&self, _: &Caller, args: OfConnection) -> Result<Vec<SeverityRoute>> {
        let now = self.kernel.clock.now();
        let read = self.kernel.db.read(move |db| route::list(db, &meant(db, args.connection.as_ref())?, now));
        Ok(read.await?)
    }
}

impl Handle<command::RouteSet> for Engine {
    async fn handle(&self, caller: &Caller, args: SeverityRouteSet) -> Result<Vec<SeverityRoute>> {
        let caller = caller.clone();
        let set = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            let listening = route::listening(write)?;
            let before = route::route(write, &of, args.severity)?;
            // One that was chosen stays so while it is off.
            let known = |id: &EndpointId| {
                listening.contains(id) || before.chosen.as_ref().is_some_and(|chosen| chosen.contains(id))
            };
            if let Some(deaf) = args.endpoints.iter().flatten().find(|id| !known(id)) {
                let words = format!("The receiver `{deaf}` does not listen to {}.", route::ROUTED);
                return Err(RpcError::field("endpoints", words)
                    .hint("Turn it on and let it listen to that event in Settings, Deliveries.")
                    .into());
            }
            let chosen = chosen(&before, &listening, args.endpoints.clone(), args.every);
            let after = Route { in_app: args.in_app, desktop: args.desktop, chosen };
            route::set(write, &of, args.severity, &after)?;
            let shown = |route: &Route| {
                let endpoints =
                    route.chosen.as_ref().map_or_else(|| json!("all that listen"), |ids| json!(ids));
                json!({ "in_app": route.in_app, "desktop": route.desktop, "endpoints": endpoints })
            };
            let object = format!("route/{of}/{}", args.severity.word());
            let entry = Entry::new("route.set", object).before(&shown(&before)).after(&shown(&after));
            write.audit(&caller, entry)?;
            write.changed(Topic::Dispositions);
            let now = write.now();
            route::list(write, &of, now)
        });
        Ok(set.await?)
    }
}

/// The chosen endpoints. `None`, all that listen, stays so until a person chooses some of them.
fn chosen(
    before: &Route,
    listening: &[EndpointId],
    named: Option<Vec<EndpointId>>,
    every: Option<bool>,
) -> Option<Vec<EndpointId>> {
    let Some(named) = named.filter(|_| every != Some(true)) else {
        let pinned = || (every == Some(false)).then(|| listening.to_vec());
        return if every == Some(true) { None } else { before.chosen.clone().or_else(pinned) };
    };
    let mut named = named;
    named.sort();
    named.dedup();
    let all = named.len() == listening.len() && listening.iter().all(|id| named.contains(id));
    let stays = every.is_none() && before.chosen.is_none() && all;
    (!stays).then_some(named)
}
