use parking_lot::Mutex;
use std::sync::Arc;

use rand::Rng;
use rand::rand_core::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// Chance that was handed in: cryptographically strong, and repeatable where a test seeds it.
///
/// Cheap to clone; clones share one stream.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<ChaCha20Rng>>);

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance") // the state would foretell every id and key
    }
}

impl Chance {
    /// Seeded from the operating system.
    pub fn from_os() -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::from_os_rng())))
    }

    /// The same stream for the same seed, on every machine.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Uniform in `0.0..1.0`.
    pub fn unit(&self) -> f64 {
        self.lock().random()
    }

    /// Uniform in `0..bound`; 0 where `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.lock().random_range(0..bound) }
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.lock().fill_bytes(&mut bytes);
        bytes
    }

    /// 128 random bits as 32 lower-case hex digits: ids and idempotency keys.
    pub fn token(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.bytes()))
    }

    fn lock(&self) -> parking_lot::MutexGuard<'_, ChaCha20Rng> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let (a, b) = (Chance::seeded(7), Chance::seeded(7));
        assert_eq!(a.token(), b.token());
        assert_ne!(a.token(), b.unit().to_string());
    }

    #[test]
    fn below_stays_below() {
        let chance = Chance::seeded(1);
        assert!((0..1000).all(|_| chance.below(3) < 3));
        assert_eq!(chance.below(0), 0);
    }
}
