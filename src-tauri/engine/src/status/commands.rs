use callboard_phone::{Damage, Region};
use callboard_rpc::types::{
    FileOut, Moment, Nothing, NoticesRead, PhoneNormalize, PhoneView, Status, Trouble, WallTime,
};
use callboard_rpc::{Caller, Handle, Notice, Result, RpcError, command};

use super::{diagnostics, facts, trouble};
use crate::Engine;
use crate::kernel::Notices;
use crate::zone;

impl Handle<command::StatusShow> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Status> {
        Ok(facts::status(self).await?)
    }
}

/// Of memory alone: what asks the database could not tell that it does not answer.
impl Handle<command::ProgramTrouble> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<Trouble>> {
        Ok(trouble::standing_still(self))
    }
}

impl Handle<command::NoticeList> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<Notice>> {
        Ok(self.kernel.db.read(Notices::list).await?)
    }
}

/// Looking at a notice decides nothing, so the audit log does not tell of it.
impl Handle<command::NoticeRead> for Engine {
    async fn handle(&self, _: &Caller, args: NoticesRead) -> Result<Nothing> {
        self.kernel.db.write(move |write| Notices::mark_read(write, &args.ids)).await?;
        Ok(Nothing {})
    }
}

impl Handle<command::ZoneNames> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<Vec<String>> {
        Ok(self.zones.names().into_iter().map(str::to_owned).collect())
    }
}

impl Handle<command::ZoneInstant> for Engine {
    async fn handle(&self, _: &Caller, args: WallTime) -> Result<Moment> {
        Ok(Moment { at: zone::instant(&self.zones, &args)? })
    }
}

impl Handle<command::PhoneNormalizeCommand> for Engine {
    async fn handle(&self, _: &Caller, args: PhoneNormalize) -> Result<PhoneView> {
        view(&args)
    }
}

impl Handle<command::DiagnosticsExport> for Engine {
    async fn handle(&self, _: &Caller, _: Nothing) -> Result<FileOut> {
        Ok(diagnostics::export(self).await?)
    }
}

fn view(args: &PhoneNormalize) -> Result<PhoneView> {
    let region = match args.region.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        None => None,
        Some(code) => {
            let unknown =
                || RpcError::field("region", format!("{code:?} is no country that has phone numbers."));
            Some(Region::new(code).ok_or_else(unknown)?)
        }
    };
    let parsed = callboard_phone::parse(&args.raw, region);
    let parsed = parsed.map_err(|error| RpcError::field("raw", error.to_string()))?;
    let number = &parsed.e164;
    let zones = match callboard_phone::zones(number) {
        callboard_phone::ZonesOf::One(zone) => vec![zone.to_owned()],
        callboard_phone::ZonesOf::Several(zones) => zones.iter().map(|zone| (*zone).to_owned()).collect(),
        callboard_phone::ZonesOf::Unknown { .. } => Vec::new(),
    };
    let repaired = parsed.repaired.iter().map(|damage: &Damage| damage.sentence()).collect::<Vec<_>>();
    Ok(PhoneView {
        masked: number.masked(),
        country: callboard_phone::country(number).map(|country| country.to_string()),
        state: callboard_phone::state(number).map(str::to_owned),
        zones,
        repaired: (!repaired.is_empty()).then(|| repaired.join(" ")),
    })
}
