use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use callboard_clock::{Chance, Clock};
use callboard_rpc::Event;
use callboard_rpc::types::ConnectionId;
use ipnet::IpNet;
use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::audit::{SealKind, Signer, TreeKind};
use crate::connection::{Tenants, Waits};
use crate::delivery::Deliveries;
use crate::files::Files;
use crate::inbox::{Arrivals, Listener};
use crate::kernel::{self, AtRest, DataDir, Error, FolderError, Kernel, Mend, Reading, Write};
use crate::map::Maps;
use crate::rules::InForce;
use crate::schema::schema;
use crate::secrets::{Secrets, StoreChoice};
use crate::slice::Slice;
use crate::stand_in::StandIn;
use crate::status::ZoneDifferences;
use crate::window::InFlight;
use crate::zone::ZoneData;
use crate::{
    audit, connection, contacts, delivery, disposition, dnc, files, inbox, map, outbox, rules, run, schedule,
    secrets, settings, stand_in, window,
};

/// The engine, as a door holds it. Cheap to clone; runs until [`Engine::shutdown`].
///
/// It answers every command through `callboard_rpc::dispatch`, each in its slice's `commands.rs`.
#[derive(Clone, Debug)]
pub struct Engine(Arc<Parts>);

/// What the slices find in the engine: the kernel, and what each of them keeps in memory.
#[derive(Debug)]
pub struct Parts {
    pub(crate) kernel: Kernel,
    pub(crate) folder: DataDir,
    pub(crate) started_at: Timestamp,
    /// The zone data in use, chosen at start.
    pub zones: ZoneData,
    pub(crate) zone_differences: ZoneDifferences,
    pub(crate) in_force: InForce,
    pub secrets: Secrets,
    pub files: Files,
    /// A live client for each connection.
    pub tenants: Tenants,
    /// The waits of callers for them.
    pub(crate) waits: Waits,
    /// Windows of which a request is in flight.
    pub(crate) in_flight: InFlight,
    pub deliveries: Deliveries,
    /// Where webhooks come in.
    pub listener: Listener,
    pub(crate) memory: Memory,
    /// The stand-in tenant of this program, where it runs.
    pub(crate) stand_in: StandIn,
    /// Signs the audit log.
    pub signer: Signer,
    pub(crate) downloads: Option<PathBuf>,
    /// Address of the HTTP door, where one is open.
    pub(crate) door: Mutex<Option<String>>,
    /// Whether the loops have begun.
    runs: AtomicBool,
}

/// How to start.
#[derive(Clone, Debug)]
pub struct Options {
    pub data_dir: PathBuf,
    pub clock: Clock,
    pub chance: Chance,
    /// Where secrets are kept, where this start says it (`--secrets`).
    pub secrets: StoreChoice,
    /// Where a person finds the files that the window saves.
    pub downloads: Option<PathBuf>,
    /// Subnets that deliveries may reach beside those of the settings (`--allow-subnet`).
    pub allow_subnets: Vec<IpNet>,
    /// How many read the database at once; tests and drills hold it to one.
    pub readers: usize,
    /// Reads the folder, and changes nothing in it; `None` holds it, and makes it where it is missing.
    pub at_rest: Option<AtRest>,
    /// What whoever finds the folder held is told of us.
    pub name: String,
    /// The zone data to use; the newest at hand where nobody says.
    pub zones: Option<ZoneData>,
}

impl Options {
    /// With the store that was chosen in the window, and the account's own Downloads folder.
    pub fn new(data_dir: PathBuf, clock: Clock, chance: Chance) -> Self {
        let account = directories::UserDirs::new();
        let downloads = account.map(|dirs| {
            dirs.download_dir().map_or_else(|| dirs.home_dir().join("Downloads"), std::path::Path::to_owned)
        });
        Self {
            data_dir,
            clock,
            chance,
            secrets: StoreChoice::default(),
            downloads,
            allow_subnets: Vec::new(),
            readers: kernel::readers(),
            at_rest: None,
            name: "Callboard".to_owned(),
            zones: None,
        }
    }
}

/// State of slices that is kept in memory and is there before the engine is. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// The published disposition map of each connection, ready to decide.
    pub(crate) maps: Maps,
}

/// All slices that declare themselves, each behind those that it stands on. A new slice is a line here.
pub(crate) const SLICES: &[Slice] = &[
    secrets::SLICE,
    settings::SLICE,
    audit::SLICE,
    files::SLICE,
    connection::SLICE,
    contacts::SLICE,
    delivery::SLICE,
    inbox::SLICE,
    map::SLICE,
    stand_in::SLICE,
    outbox::SLICE,
    window::SLICE,
    rules::SLICE,
    run::SLICE,
    schedule::SLICE,
    dnc::SLICE,
    disposition::SLICE,
];

/// The kinds of messages of all slices.
pub(crate) fn messages() -> outbox::Kinds {
    static ALL: LazyLock<Vec<&'static dyn outbox::Kind>> =
        LazyLock::new(|| SLICES.iter().flat_map(|slice| slice.messages).copied().collect());
    &ALL
}

/// The kinds of sealed trees of all slices.
pub(crate) fn sealed_trees() -> Vec<TreeKind> {
    SLICES.iter().flat_map(|slice| slice.sealed_trees).copied().collect()
}

/// The kinds of sealed rows of all slices.
pub(crate) fn sealed() -> Vec<SealKind> {
    SLICES.iter().flat_map(|slice| slice.sealed).copied().collect()
}

/// How the stored waits of all slices go on where the calendar is set back.
pub(crate) fn mends() -> Vec<Mend> {
    SLICES.iter().filter_map(|slice| slice.set_back).collect()
}

/// A connection was changed or has passed its test: whatever waits for it goes on.
pub(crate) fn mended(write: &mut Write<'_>, connection: &ConnectionId) -> kernel::Result<()> {
    SLICES.iter().filter_map(|slice| slice.on_mended).try_for_each(|mended| mended(write, connection))
}

/// Why the engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Engine(#[from] Error),
}

impl Engine {
    /// Takes the data directory, opens and migrates the database, and resumes all that was under way.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let engine = Self::open(options)?;
        engine.run();
        Ok(engine)
    }

    /// The same with nothing under way yet: questions are answered, and nothing is sent or received by itself until
    /// [`Engine::run`]. Of a folder that is only read it answers questions and no more.
    pub fn open(options: Options) -> Result<Self, StartError> {
        let folder = match options.at_rest {
            Some(at_rest) => DataDir::read(&options.data_dir, at_rest)?,
            None => DataDir::hold_as(&options.data_dir, &options.name)?,
        };
        let kernel = Kernel::open_with(&folder, &schema(), options.clock, options.chance, options.readers)?;
        let started_at = kernel.clock.now();
        let secrets = Secrets::new(kernel.clone(), &folder, options.secrets);
        let files = Files::open(&folder, kernel.clone())?;
        let tenants = Tenants::new(kernel.clone(), secrets.clone());
        let deliveries = Deliveries::new(kernel.clone(), secrets.clone(), options.allow_subnets);
        let memory = Memory::default();
        let arrivals =
            SLICES.iter().filter_map(|slice| slice.arrival).map(|arrival| arrival(&memory)).collect();
        let listener = Listener::new(kernel.clone(), secrets.clone(), Arrivals::new(arrivals));
        let signer = Signer::new(kernel.clone(), secrets.clone());
        Ok(Self(Arc::new(Parts {
            kernel,
            folder,
            started_at,
            zones: options.zones.unwrap_or_else(ZoneData::newest),
            zone_differences: ZoneDifferences::default(),
            in_force: InForce::default(),
            secrets,
            files,
            tenants,
            waits: Waits::default(),
            in_flight: InFlight::default(),
            deliveries,
            listener,
            memory,
            stand_in: StandIn::default(),
            signer,
            downloads: options.downloads,
            door: Mutex::default(),
            runs: AtomicBool::new(false),
        })))
    }

    /// How the folder is read, where it is only read.
    pub fn reads(&self) -> Option<Reading> {
        self.folder.read_in().map(|(_, reading)| reading)
    }

    /// Resumes all that was under way, where that has not been done; nothing where the folder is only read.
    pub fn run(&self) {
        if !self.folder.is_read() && !self.runs.swap(true, Ordering::AcqRel) {
            self.resume();
        }
    }

    /// What the engine tells by itself.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.kernel.bus.subscribe()
    }

    /// Stops: no new work, 10 s at most for what is being done, then the database is closed.
    pub async fn shutdown(&self) {
        self.kernel.drain().await;
        if !self.folder.is_read() {
            self.sign_the_last_rows().await;
        }
        self.kernel.close().await;
        self.folder.release();
    }

    /// What was written while everything drained is signed too, unless the secret store takes its time.
    async fn sign_the_last_rows(&self) {
        const PATIENCE: std::time::Duration = std::time::Duration::from_millis(1500);
        if let Ok(Err(error)) = self.kernel.clock.timeout(PATIENCE, self.signer.checkpoint(1)).await {
            tracing::warn!(%error, "the last rows of the audit log are signed at the next start");
        }
    }

    pub fn clock(&self) -> Clock {
        self.kernel.clock.clone()
    }

    pub fn chance(&self) -> Chance {
        self.kernel.chance.clone()
    }

    /// The data directory, which this engine holds.
    pub fn data_dir(&self) -> &DataDir {
        &self.folder
    }

    /// Cancelled when the engine begins to stop.
    pub fn stopping(&self) -> CancellationToken {
        self.kernel.shutdown.token()
    }

    /// A door was opened at this address; shown in the status.
    pub fn door_opened(&self, address: &str) {
        *self.door.lock() = Some(address.to_owned());
    }

    /// Every slice begins its loops; what was under way at a crash is begun anew.
    fn resume(&self) {
        self.kernel.keep_watch();
        self.kernel.watch_calendar(mends());
        for slice in SLICES {
            slice.begin(self);
        }
        tracing::info!(data_dir = %self.folder.path().display(), at = %self.started_at, "the engine runs");
    }
}

impl Deref for Engine {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
