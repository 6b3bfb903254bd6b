use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Chance;

use crate::fault::{Act, Fault, Often};
use crate::fault_file::Faults;

/// The faults that are still to be acted out. Cheap to clone; clones are one book.
#[derive(Clone, Debug)]
pub struct FaultBook {
    waiting: Arc<Mutex<Vec<Fault>>>,
    chance: Chance,
}

impl FaultBook {
    pub(crate) fn new(faults: Faults, chance: Chance) -> Self {
        Self { waiting: Arc::new(Mutex::new(faults.faults)), chance }
    }

    /// Adds a fault behind those that wait already.
    pub fn add(&self, fault: Fault) {
        self.lock().push(fault);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// What is still to come; `next` counts down.
    pub fn waiting(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// What happens to this request: the first fault that fits and (for a share) is drawn.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<(Duration, Act)> {
        let mut waiting = self.lock();
        let struck = waiting
            .iter_mut()
            .find_map(|fault| (fault.fits(method, path) && fault.draw(&self.chance)).then_some(fault))?;
        let what = (struck.delay, struck.act.clone());
        waiting.retain(|fault| fault.often != Often::Next(0));
        Some(what)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.waiting.lock()
    }
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method) && self.path.matches(path)
    }

    fn draw(&mut self, chance: &Chance) -> bool {
        match &mut self.often {
            Often::Always => true,
            Often::Share(share) => chance.unit() < *share,
            Often::Next(0) => false,
            Often::Next(left) => {
                *left -= 1;
                true
            }
        }
    }
}
