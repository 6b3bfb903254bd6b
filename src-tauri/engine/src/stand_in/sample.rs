//! What is put into the stand-in and the program for a demo.

use std::io::Write as _;

use callboard_cxone::ConnectionSettings;
use callboard_rpc::types::{
    ConnectionId, ContactSet, ContactSetId, ContactsImport, FireMode, Misfire, Overlap, ScheduleDraft,
    SecretStoreKind, SecretStoreUse,
};
use callboard_rpc::{Caller, Handle, NoticeLevel, command};
use callboard_simulator::{Campaign, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::places::{self, Place};
use super::running::lead_there;
use crate::Engine;
use crate::connection::{self, NewConnection, Row};
use crate::kernel::{NewNotice, Notices, Result};

/// Calls begun a minute in each zone, and their mean length, before the stand-in hastens them.
const CALLS_PER_MINUTE: f64 = 32.0;
const CALL_SECONDS: f64 = 30.0;
/// On this machine, so a limit serves nobody; one is set all the same, since a tenant has one.
const RATE_LIMIT: u32 = 600;

/// Where the chosen store of secrets does not work, the session's is used, and that is said.
pub(super) async fn usable_secrets(engine: &Engine, caller: &Caller) -> Result<()> {
    let state = engine.secrets.state().await?;
    if state.usable {
        return Ok(());
    }
    let session = SecretStoreUse { kind: SecretStoreKind::Session, passphrase: None };
    Handle::<command::SecretsUse>::handle(engine, caller, session).await?;
    let notice = NewNotice {
        level: NoticeLevel::Attention,
        title: "Secrets are kept for this session only".to_owned(),
        body: format!(
            "{} Choose another store in Settings before you add a tenant of your own.",
            state.words
        ),
        link: Some("/settings".to_owned()),
    };
    engine.kernel.db.write(move |write| Notices::tell(write, notice)).await
}

/// The connection to the stand-in, made where there is none; the stand-in answers afterwards.
pub(super) async fn stand_in_connection(engine: &Engine, caller: &Caller) -> Result<Row> {
    if let Some(row) = engine.kernel.db.read(connection::stand_in).await? {
        lead_there(engine, &row).await?;
        return Ok(row);
    }
    let base_url = engine.stand_in.answer(engine, 0).await?;
    let settings = ConnectionSettings {
        name: "Stand-in tenant".to_owned(),
        base_url,
        client_id: DEMO_CLIENT_ID.to_owned(),
        rate_limit: RATE_LIMIT,
        ..ConnectionSettings::default()
    };
    let secret = Some(DEMO_CLIENT_SECRET.into());
    connection::save(engine, caller, NewConnection { id: None, settings, secret, stand_in: true }).await
}

/// A campaign of its own for each demo: people who were called are not called again.
pub(super) fn campaign(id: &str, places: &[Place]) -> Campaign {
    let campaign = Campaign::new(id, "Sample campaign");
    let mut campaign =
        places.iter().fold(campaign, |campaign, place| campaign.with_contacts(place.zone, place.people));
    campaign.calls_per_minute = CALLS_PER_MINUTE;
    campaign.call_seconds = CALL_SECONDS;
    campaign
}

/// The contact list, through the import that anybody's list goes through.
pub(super) async fn contacts(
    engine: &Engine,
    caller: &Caller,
    connection: &ConnectionId,
    places: &[Place],
) -> Result<ContactSet> {
    let (file, mut to) = engine.files.make()?;
    to.write_all(places::csv(places).as_bytes())?;
    let import = ContactsImport {
        file,
        name: "sample contacts.csv".to_owned(),
        connection: Some(connection.clone()),
        mapping: None,
        region: None,
        columns: None,
        sheet: None,
        header_row: None,
    };
    Ok(Handle::<command::ContactsImportCommand>::handle(engine, caller, import).await?)
}

/// A schedule of one hour, once a week. Its own fires lie days away everywhere, so that none of them falls into the
/// run that is started by hand: runs of one campaign that overlap share their figures.
pub(super) fn schedule(campaign: &str, contacts: ContactSetId, now: Timestamp) -> ScheduleDraft {
    let today = now.to_zoned(TimeZone::UTC).date();
    let day = today.checked_add(3.days()).unwrap_or(today).weekday().to_sunday_zero_offset();
    ScheduleDraft {
        name: "Sample campaign".to_owned(),
        campaign_id: campaign.to_owned(),
        contacts: Some(contacts),
        cron: format!("0 10 * * {day}"),
        mode: FireMode::ContactTime,
        duration_minutes: 60,
        overlap: Overlap::Skip,
        misfire: Misfire::Skip,
        holidays: Vec::new(),
        jitter_seconds: 0,
        pause_after_failures: 0,
        expected: None,
        left_out: Vec::new(),
    }
}
