use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callboard_clock::{Chance, Clock, ManualClock};
use callboard_engine::zone::ZoneData;
use callboard_engine::{Engine, Options};
use callboard_rpc::command::{
    ConnectionList, ConnectionSaveCommand, ContactsImportCommand, ScheduleSaveCommand,
};
use callboard_rpc::types::{
    AsksFor, ConfirmedWindow, ConnectionId, ConnectionSave, ConnectionSettings, ContactSet, ContactSetId,
    ContactsImport, FireMode, Misfire, Nothing, Overlap, Schedule, ScheduleDraft, ScheduleSave,
    SecretStoreKind, SecretText,
};
use callboard_rpc::{Caller, Code, Command, Door, Handle, RpcError};
use callboard_simulator::{Campaign, Running, Simulator};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::contacts::{Contacts, csv};
use crate::drive::Drive;
use crate::program::READERS;
use crate::secrets;

/// An engine and a stand-in tenant on one clock, with a connection between them.
#[derive(Debug)]
pub struct TestApp {
    pub engine: Engine,
    pub tenant: Running,
    pub drive: Drive,
    pub connection: ConnectionId,
    data: TempDir,
}

/// The campaign that the stand-in dials.
const CAMPAIGN: &str = "renewals";

impl TestApp {
    /// At a Monday noon in UTC, when New York has just opened and Sydney is asleep.
    pub async fn init() -> Self {
        Self::at("2026-11-23T14:30:00Z").await
    }

    /// # Panics
    /// Where the engine or the tenant do not start.
    pub async fn at(now: &str) -> Self {
        let manual = ManualClock::starting_at(now.parse::<Timestamp>().expect("an instant"));
        let tenant = Simulator::builder()
            .clock(manual.clock())
            .campaigns(vec![Campaign::new(CAMPAIGN, "Renewals")])
            .start("127.0.0.1:0".parse().expect("an address"))
            .await
            .expect("the stand-in starts");
        let data = tempfile::tempdir().expect("a folder");
        let engine = start(data.path(), manual.clock(), None);
        let connection = connect(&engine, &tenant).await;
        Self { engine, tenant, drive: Drive::new(manual), connection, data }
    }

    /// On the machine's own clock, with a tenant that takes `latency` for every answer: for measuring.
    ///
    /// # Panics
    /// Where the engine or the tenant do not start.
    pub async fn on_the_machines_clock(latency: Duration) -> Self {
        let tenant = Simulator::builder()
            .latency(latency)
            .campaigns(vec![Campaign::new(CAMPAIGN, "Renewals")])
            .start("127.0.0.1:0".parse().expect("an address"))
            .await
            .expect("the stand-in starts");
        let data = tempfile::tempdir().expect("a folder");
        let engine = start(data.path(), Clock::system(), None);
        let connection = connect(&engine, &tenant).await;
        // Nothing steps this one; it only stands where a stepped clock would.
        let drive = Drive::new(ManualClock::starting_at(Timestamp::UNIX_EPOCH));
        Self { engine, tenant, drive, connection, data }
    }

    /// The connection's settings as they are stored.
    ///
    /// # Panics
    /// Where it is gone.
    pub async fn connection_settings(&self) -> ConnectionSettings {
        let mut all = self.call(ConnectionList, Nothing {}).await.expect("a list");
        all.pop().expect("a connection").settings
    }

    /// Asks the engine as a person at the command line would.
    pub async fn call<C: Command>(&self, _: C, args: C::Args) -> callboard_rpc::Result<C::Output>
    where
        Engine: Handle<C>,
    {
        Handle::<C>::handle(&self.engine, &caller(), args).await
    }

    /// Saves as a person who lets go out whatever the question names.
    pub async fn save_confirmed(&self, save: ScheduleSave) -> Schedule {
        match self.call_on(ScheduleSaveCommand, save.clone()).await {
            Ok(saved) => saved,
            Err(error) => {
                let save = ScheduleSave { confirmed: asked_for(error), ..save };
                self.call_on(ScheduleSaveCommand, save).await.unwrap()
            }
        }
    }

    /// The same, stepping the clock while the engine waits.
    pub async fn call_on<C: Command>(&self, command: C, args: C::Args) -> callboard_rpc::Result<C::Output>
    where
        Engine: Handle<C>,
    {
        self.drive.during(Duration::from_millis(250), self.call(command, args)).await
    }

    /// Imports a list with so many contacts in each zone, and has the tenant dial as many.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn contacts(&self, contacts: Contacts<'_>) -> ContactSet {
        let campaign =
            contacts.iter().fold(Campaign::new(CAMPAIGN, "Renewals"), |campaign, (zone, count)| {
                campaign.with_contacts(zone, *count)
            });
        assert!(self.tenant.put_campaigns(vec![campaign]), "the campaign makes sense");
        let path = self.data.path().join("contacts.csv");
        std::fs::write(&path, csv(contacts)).expect("a file");
        let file = self.engine.files.adopt(&path).expect("a file that can be read");
        let import = ContactsImport {
            file,
            name: "contacts.csv".to_owned(),
            connection: Some(self.connection.clone()),
            mapping: None,
            region: None,
            columns: None,
            sheet: None,
            header_row: None,
        };
        self.call(ContactsImportCommand, import).await.expect("an import")
    }

    /// Stops the engine and starts it again on the same data, the tenant going on.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.begin_again();
    }

    /// Stops the engine, lets time pass without it, and starts it again.
    pub async fn down_for(&mut self, time: Duration) {
        self.stop().await;
        self.drive.clock().advance(time);
        self.begin_again();
    }

    /// Whatever is under way, ten seconds are enough to stop.
    async fn stop(&self) {
        self.drive.ends_within("the engine stops", Duration::from_secs(10), self.engine.shutdown()).await;
    }

    /// Starts another engine where the first one was dropped without a word.
    pub fn begin_again(&mut self) {
        self.engine = start(self.data.path(), self.drive.clock().clock(), None);
    }

    /// Stops the engine and starts it again with other zone data.
    pub async fn restart_with(&mut self, zones: ZoneData) {
        self.stop().await;
        self.engine = start(self.data.path(), self.drive.clock().clock(), Some(zones));
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }
}

/// A draft at 09:00 on every day in each contact's own time, four hours long.
pub fn draft(contacts: &ContactSetId) -> ScheduleDraft {
    ScheduleDraft {
        name: "Spring renewals".to_owned(),
        campaign_id: CAMPAIGN.to_owned(),
        contacts: Some(contacts.clone()),
        cron: "0 9 * * *".to_owned(),
        mode: FireMode::ContactTime,
        duration_minutes: 240,
        overlap: Overlap::Skip,
        misfire: Misfire::Skip,
        holidays: Vec::new(),
        jitter_seconds: 0,
        pause_after_failures: 0,
        expected: None,
        left_out: Vec::new(),
    }
}

fn caller() -> Caller {
    Caller::new("maria", Door::CommandLine)
}

/// Two starts on the same data must not draw the same ids.
static STARTS: AtomicU64 = AtomicU64::new(7);

fn start(data: &Path, clock: Clock, zones: Option<ZoneData>) -> Engine {
    secrets::prepare(data);
    let mut options =
        Options::new(data.to_owned(), clock, Chance::seeded(STARTS.fetch_add(1, Ordering::Relaxed)));
    if let Some(readers) = std::env::var(READERS).ok().and_then(|text| text.parse().ok()) {
        options.readers = readers;
    }
    options.zones = zones;
    options.secrets.kind = Some(SecretStoreKind::File);
    options.secrets.passphrase = Some(secrets::PASSPHRASE.to_owned().into());
    Engine::start(options).expect("the engine starts")
}

async fn connect(engine: &Engine, tenant: &Running) -> ConnectionId {
    let settings = serde_json::from_value(serde_json::json!({
        "name": "Stand-in", "base_url": tenant.base_url(),
        "client_id": callboard_simulator::DEMO_CLIENT_ID,
        "rate_limit": 0,
    }));
    let save = ConnectionSave {
        id: None,
        settings: settings.expect("settings"),
        client_secret: Some(SecretText(callboard_simulator::DEMO_CLIENT_SECRET.to_owned())),
    };
    let saved = Handle::<ConnectionSaveCommand>::handle(engine, &caller(), save).await;
    saved.expect("a connection").id
}

/// The windows that a refusal asks to be confirmed.
pub fn asked_for(error: RpcError) -> Vec<ConfirmedWindow> {
    assert_eq!(error.code, Code::NeedsConfirmation, "{error}");
    let detail = error.detail.expect("the question names its windows");
    serde_json::from_value::<AsksFor>(detail).expect("its shape").windows
}
