use parking_lot::Mutex;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::{Chance, Clock};

use crate::campaign::Campaign;
use crate::contact::Contact;
use crate::contact_log::ContactLog;
use crate::contacts::Contacts;
use crate::fault_book::FaultBook;
use crate::fault_file::Faults;
use crate::journal::Journal;
use crate::running::Running;
use crate::settings::Settings;
use crate::stand_in::{Client, StandIn};
use crate::state::Tenant;
use crate::store::Store;
use crate::tokens::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Tokens};

/// How many requests the journal holds.
const JOURNAL: usize = 50_000;

/// Where a stand-in tenant begins: [`Simulator::builder`].
#[derive(Clone, Copy, Debug)]
pub struct Simulator;

impl Simulator {
    /// A tenant with seed 1, the machine's clock, sample campaigns and no faults, kept nowhere.
    pub fn builder() -> Builder {
        Builder {
            seed: 1,
            clock: Clock::system(),
            chance: None,
            faults: Faults::default(),
            campaigns: None,
            contacts: None,
            settings: Settings::default(),
            state_file: None,
            client: Client { id: DEMO_CLIENT_ID.to_owned(), secret: DEMO_CLIENT_SECRET.to_owned() },
            control: true,
            journal: JOURNAL,
        }
    }
}

/// What a stand-in tenant is made of.
#[derive(Clone, Debug)]
#[must_use = "nothing answers before `start`"]
pub struct Builder {
    seed: u64,
    clock: Clock,
    chance: Option<Chance>,
    faults: Faults,
    campaigns: Option<Vec<Campaign>>,
    contacts: Option<Vec<Contact>>,
    settings: Settings,
    state_file: Option<PathBuf>,
    client: Client,
    control: bool,
    journal: usize,
}

/// Why a stand-in does not start.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the state file {path} cannot be used: {source}")]
    StateFile { path: PathBuf, source: std::io::Error },
    #[error("a setting, a campaign or a contact is out of its range")]
    Senseless,
}

impl Builder {
    /// What decides how calls go. A state file that exists keeps the seed it was begun with, since its
    /// past would change otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How much faster than life calls go. Hastens calls, not the clock.
    pub fn speed(mut self, speed: f64) -> Self {
        self.settings.speed = speed;
        self
    }

    /// The tenant's time: tokens, windows, figures, delays. The limits of its sockets stay on the
    /// machine's clock, so that a test that steps an hour does not cut every connection.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// What tokens and shares of faults are drawn from; seeded with the seed where not said.
    pub fn chance(mut self, chance: Chance) -> Self {
        self.chance = Some(chance);
        self
    }

    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Instead of the samples, or of those in the state file.
    pub fn campaigns(mut self, campaigns: Vec<Campaign>) -> Self {
        self.campaigns = Some(campaigns);
        self
    }

    /// Instead of those in the state file. Others are made up as they are asked for, unless
    /// [`Settings::contacts_on_demand`] says no.
    pub fn contacts(mut self, contacts: Vec<Contact>) -> Self {
        self.contacts = Some(contacts);
        self
    }

    /// How many requests the journal holds (50,000 where not said); a measurement may want few.
    pub fn journal(mut self, requests: usize) -> Self {
        self.journal = requests;
        self
    }

    /// Keeps the state in this file and the contacts beside it (`FILE.contacts`), and finds them again.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// How long every answer takes.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.settings.latency_ms = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Requests taken in any 60 s.
    pub fn rate_limit(mut self, requests: u32) -> Self {
        self.settings.rate_limit = Some(requests);
        self
    }

    /// All switches at once; speed, latency and rate limit among them.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    pub fn client(mut self, id: &str, secret: &str) -> Self {
        self.client = Client { id: id.to_owned(), secret: secret.to_owned() };
        self
    }

    /// Without `/_control/…`.
    pub fn without_control(mut self) -> Self {
        self.control = false;
        self
    }

    /// Opens the port (0: the system chooses) and answers until [`Running::stop`] or drop.
    pub async fn start(self, address: SocketAddr) -> Result<Running, SimulatorError> {
        let stand_in = Arc::new(self.stand_in()?);
        let listener = callboard_http::bind(address).await;
        let listener = listener.map_err(|source| SimulatorError::Listen { address, source })?;
        let address = listener.local_addr().map_err(|source| SimulatorError::Listen { address, source })?;
        Ok(Running::open(stand_in, listener, address, self.control))
    }

    pub(crate) fn stand_in(&self) -> Result<StandIn, SimulatorError> {
        let store = self.state_file.as_deref().map(Store::at);
        let unusable =
            |source| SimulatorError::StateFile { path: self.state_file.clone().unwrap_or_default(), source };
        let kept = store.as_ref().map(Store::load).transpose().map_err(unusable)?.flatten();
        let mut tenant = kept.unwrap_or_else(|| Tenant::fresh(self.seed));
        if let Some(campaigns) = &self.campaigns {
            tenant.campaigns.clone_from(campaigns);
        }
        let contacts_are_sound = self.contacts.iter().flatten().all(Contact::is_sound);
        let campaigns_are_sound = tenant.campaigns.iter().all(Campaign::is_sound);
        if !(self.settings.are_sound() && campaigns_are_sound && contacts_are_sound) {
            return Err(SimulatorError::Senseless);
        }
        store.as_ref().map(|store| store.save(&tenant)).transpose().map_err(unusable)?;
        let log = self.state_file.as_deref().map(ContactLog::beside);
        let contacts = Contacts::open(tenant.seed, log, self.contacts.clone()).map_err(unusable)?;
        let chance = self.chance.clone().unwrap_or_else(|| Chance::seeded(self.seed));
        Ok(StandIn {
            clock: self.clock.clone(),
            client: self.client.clone(),
            tokens: Tokens::new(self.clock.clone(), chance.clone()),
            faults: FaultBook::new(self.faults.clone(), chance),
            journal: Journal::new(self.clock.clone(), self.journal),
            settings: Mutex::new(self.settings.clone()),
            throttle: Mutex::default(),
            tenant: Mutex::new(tenant),
            store,
            contacts: Mutex::new(contacts),
            outbound: Mutex::default(),
            sending: Mutex::default(),
        })
    }
}
