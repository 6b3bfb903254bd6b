use parking_lot::Mutex;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use callboard_clock::{Chance, Clock};
use callboard_door::logs::{self, Logs};
use callboard_door::place;
use callboard_engine::Engine;
use callboard_engine::kernel::DataDir;
use tokio_util::sync::CancellationToken;

use crate::answer::Answer;
use crate::args::Common;
use crate::failure::Failure;
use crate::output::Out;
use crate::signals;
use crate::touch::Touch;

/// What every command works with.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) options: Common,
    pub(crate) out: Out,
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    /// What the command does to the data folder.
    pub(crate) touch: Touch,
    /// Cancelled when the program was asked to end.
    pub(crate) ending: CancellationToken,
    /// Since when (monotonic).
    asked: OnceLock<Duration>,
    /// Our own engine, where there is one: whatever a command comes to, it is stopped in order.
    engine: Mutex<Option<Engine>>,
    logs: Mutex<Logs>,
}

impl Terminal {
    /// From being asked to end until the program has left: 10 s are promised. The engine gives what runs 8 s, then
    /// closes the database.
    const LEAVING: Duration = Duration::from_millis(9500);

    pub(crate) fn new(options: Common, out: Out, usual_log: &str, touch: Touch) -> Result<Self, Failure> {
        let clock = Clock::system();
        let logs = logs::start(options.log.as_deref().unwrap_or(usual_log), clock.clone())?;
        Ok(Self {
            options,
            out,
            clock,
            chance: Chance::from_os(),
            touch,
            ending: CancellationToken::new(),
            asked: OnceLock::new(),
            engine: Mutex::default(),
            logs: Mutex::new(logs),
        })
    }

    /// Whether numbers are to be shown whole, as commands that show any ask the engine.
    pub(crate) fn reveal(&self) -> Option<bool> {
        self.options.reveal.then_some(true)
    }

    pub(crate) fn data_dir(&self) -> Result<PathBuf, Failure> {
        let folder = self.options.data_dir.clone().or_else(place::data_dir);
        folder.ok_or_else(|| {
            Failure::storage("This account has no data folder.").hint("Name one with --data-dir.")
        })
    }

    /// Whether a person named the folder, which is then expected to be there.
    pub(crate) fn names_its_folder(&self) -> bool {
        self.options.data_dir.is_some() || place::names_a_data_dir()
    }

    /// Runs `work`; at Ctrl-C or SIGTERM says so to it, and it puts down what it holds.
    pub(crate) async fn until_asked_to_end(
        &self,
        work: impl Future<Output = Result<Answer, Failure>>,
    ) -> Result<Answer, Failure> {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            // Signals first: they are to be heard before the work says that it is there.
            biased;
            () = signals::asked_to_end() => {}
            answer = &mut work => return answer,
        }
        self.asked.get_or_init(|| self.clock.monotonic());
        self.ending.cancel();
        self.clock.timeout(self.time_left(), work).await.unwrap_or_else(|_| Err(Failure::interrupted()))
    }

    /// For what is still to be put down in order.
    fn time_left(&self) -> Duration {
        let spent =
            self.asked.get().map_or(Duration::ZERO, |asked| self.clock.monotonic().saturating_sub(*asked));
        Self::LEAVING.saturating_sub(spent)
    }

    /// Waits, and says whether it may go on: not where the program was asked to end.
    pub(crate) async fn wait(&self, time: Duration) -> Result<(), Failure> {
        tokio::select! {
            () = self.clock.sleep(time) => Ok(()),
            () = self.ending.cancelled() => Err(Failure::interrupted()),
        }
    }

    /// An engine of ours runs from now on.
    pub(crate) fn holds(&self, engine: &Engine) {
        *self.engine.lock() = Some(engine.clone());
    }

    /// The log also goes to the data directory.
    pub(crate) fn log_in(&self, folder: &DataDir) -> Result<(), Failure> {
        Ok(self.logs.lock().keep_in(folder)?)
    }

    /// Stops our engine, where there is one.
    pub(crate) async fn close(&self) {
        let engine = self.engine.lock().take();
        if let Some(engine) = engine
            && self.clock.timeout(self.time_left(), engine.shutdown()).await.is_err()
        {
            tracing::warn!("stopped without waiting longer; what is left resumes at the next start");
        }
    }
}
