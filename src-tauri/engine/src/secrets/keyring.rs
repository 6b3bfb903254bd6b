use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Semaphore, oneshot};

use super::SecretTrouble;

/// The operating system's store: Keychain, Credential Manager, Secret Service.
///
/// Its calls block, and an unlock prompt can hang for ever, so each has a thread of its own and [`LIMIT`] to
/// answer. The threads are not tokio's: one that hangs must not keep the program from ending.
#[derive(Clone, Debug)]
pub(super) struct Keyring {
    clock: Clock,
    /// Tells the entries of one data folder from another's.
    house: String,
    ask: Ask,
    threads: Arc<Semaphore>,
}

/// How long a call may take.
pub(super) const LIMIT: Duration = Duration::from_secs(5);
/// Calls that hang keep their thread; so many may, then no more are begun.
const THREADS: usize = 4;
/// What a person sees in the keyring's own window.
const SERVICE: &str = "Callboard";

/// One blocking call; a test hands in one that hangs.
pub(super) type Ask = fn(&str, Question) -> Result<Option<SecretString>, String>;

#[derive(Debug)]
pub(super) enum Question {
    Get,
    Set(SecretString),
    Remove,
}

impl Keyring {
    pub(super) fn new(clock: Clock, house: String, ask: Ask) -> Self {
        Self { clock, house, ask, threads: Arc::new(Semaphore::new(THREADS)) }
    }

    pub(super) async fn get(&self, name: &str) -> Result<Option<SecretString>, SecretTrouble> {
        self.call(name, Question::Get).await
    }

    pub(super) async fn set(&self, name: &str, secret: SecretString) -> Result<(), SecretTrouble> {
        self.call(name, Question::Set(secret)).await.map(drop)
    }

    pub(super) async fn remove(&self, name: &str) -> Result<(), SecretTrouble> {
        self.call(name, Question::Remove).await.map(drop)
    }

    /// Asks for an entry that is not there: that needs the store, but no unlocking.
    pub(super) async fn probe(&self) -> Result<(), SecretTrouble> {
        self.call("probe", Question::Get).await.map(drop)
    }

    async fn call(&self, name: &str, question: Question) -> Result<Option<SecretString>, SecretTrouble> {
        let answer = self.clock.timeout(LIMIT, self.on_a_thread(name, question)).await;
        answer
            .unwrap_or_else(|_| {
                Err("it did not answer within 5 s (an unlock prompt may be waiting)".to_owned())
            })
            .map_err(|why| SecretTrouble::keyring(&why))
    }

    async fn on_a_thread(&self, name: &str, question: Question) -> Result<Option<SecretString>, String> {
        let closed = |_| "the program is stopping".to_owned();
        let permit = Arc::clone(&self.threads).acquire_owned().await.map_err(closed)?;
        let (reply, answer) = oneshot::channel();
        let (ask, user) = (self.ask, format!("{}/{name}", self.house));
        let thread = std::thread::Builder::new().name("callboard-keyring".to_owned()).spawn(move || {
            // Nobody listens any more where the time was over.
            let _ = reply.send(ask(&user, question));
            drop(permit);
        });
        thread.map_err(|error| format!("no thread could be started for it ({error})"))?;
        answer.await.unwrap_or_else(|_| Err("the call to it failed".to_owned()))
    }
}

/// The real one.
pub(super) fn ask_the_system(user: &str, question: Question) -> Result<Option<SecretString>, String> {
    if let Err(error) = keyring::Entry::store_status() {
        return Err(words(error));
    }
    let entry = keyring::Entry::new(SERVICE, user).map_err(|error| words(&error))?;
    let outcome = match question {
        Question::Get => entry.get_password().map(|text| Some(SecretString::from(text))),
        Question::Set(secret) => entry.set_password(secret.expose_secret()).map(|()| None),
        Question::Remove => entry.delete_credential().map(|()| None),
    };
    match outcome {
        Err(keyring::Error::NoEntry) => Ok(None),
        other => other.map_err(|error| words(&error)),
    }
}

/// The keyring's error without what it may carry of a secret (`BadEncoding` holds the bytes).
fn words(error: &keyring::Error) -> String {
    match error {
        keyring::Error::NoStorageAccess(why) => format!("it is locked or not reachable ({why})"),
        keyring::Error::PlatformFailure(why) => format!("it is not there or failed ({why})"),
        keyring::Error::NoDefaultStore => {
            "none runs on this machine (start Callboard again once one does)".to_owned()
        }
        keyring::Error::TooLong(what, limit) => format!("{what} is longer than the {limit} it can hold"),
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) => {
            "what it holds under this name is no text".to_owned()
        }
        keyring::Error::Ambiguous(_) => "it holds several entries under this name".to_owned(),
        _ => "it refused the request".to_owned(),
    }
}
