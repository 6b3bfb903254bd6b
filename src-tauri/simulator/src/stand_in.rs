use parking_lot::{Mutex, MutexGuard};

use callboard_clock::Clock;

use crate::answer::Refusal;
use crate::contacts::Contacts;
use crate::control::Begun;
use crate::fault_book::FaultBook;
use crate::journal::Journal;
use crate::outbound::Outbound;
use crate::settings::{Extension, Settings};
use crate::state::Tenant;
use crate::store::Store;
use crate::throttle::Throttle;
use crate::tokens::Tokens;

/// All that the routes share.
#[derive(Debug)]
pub(crate) struct StandIn {
    pub(crate) clock: Clock,
    pub(crate) client: Client,
    pub(crate) tokens: Tokens,
    pub(crate) faults: FaultBook,
    pub(crate) journal: Journal,
    pub(crate) settings: Mutex<Settings>,
    pub(crate) throttle: Mutex<Throttle>,
    pub(crate) tenant: Mutex<Tenant>,
    pub(crate) store: Option<Store>,
    pub(crate) contacts: Mutex<Contacts>,
    pub(crate) outbound: Mutex<Outbound>,
    pub(crate) sending: Mutex<Option<Begun>>,
}

/// Who may ask for tokens.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}

impl StandIn {
    pub(crate) fn settings(&self) -> Settings {
        lock(&self.settings).clone()
    }

    pub(crate) fn tenant(&self) -> MutexGuard<'_, Tenant> {
        lock(&self.tenant)
    }

    /// Changes the tenant, and keeps the change before it is seen. Where `change` refuses (which it does
    /// before it touches anything) or the state file cannot be written, nothing has changed.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&mut Tenant) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut tenant = self.tenant();
        let Some(store) = &self.store else { return change(&mut tenant) };
        let mut next = tenant.clone();
        let done = change(&mut next)?;
        store.save(&next).map_err(|error| Refusal::not_kept(&error))?;
        *tenant = next;
        Ok(done)
    }

    pub(crate) fn must_have(&self, extension: Extension) -> Result<(), Refusal> {
        match lock(&self.settings).absent.get(&extension) {
            Some(status) => Err(Refusal::absent(*status)),
            None => Ok(()),
        }
    }

    pub(crate) fn take_permit(&self) -> Result<(), Refusal> {
        let Some(limit) = lock(&self.settings).rate_limit else { return Ok(()) };
        lock(&self.throttle).take(limit, self.clock.monotonic()).map_err(Refusal::throttled)
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock()
}
