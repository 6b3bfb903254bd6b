use std::path::{Path, PathBuf};
use std::time::Duration;

use callboard_clock::Clock;
use callboard_door::{ClientError, DoorClient, DoorJson, place};
use callboard_engine::kernel::{AtRest, DataDir, FolderError, Reading};
use callboard_engine::secrets::StoreChoice;
use callboard_engine::{Engine, Options, StartError};
use callboard_rpc::command::{
    AuditAnchorCommand, AuditNewKeyCommand, CampaignList, ConnectionAwaited, ConnectionTestCommand,
    FileForgetCommand, NoticeRead, SchedulePlan,
};
use callboard_rpc::types::{FileId, Nothing, SecretStoreKind};
use callboard_rpc::{Caller, Code, Command, Door, Kind, RpcError, dispatch};
use ipnet::IpNet;
use secrecy::SecretString;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio_util::sync::CancellationToken;

use crate::args;
use crate::cut_off;
use crate::failure::Failure;
use crate::hand_in::{self, Bounded, Named};
use crate::output::note;
use crate::patience;
use crate::terminal::Terminal;
use crate::touch::Touch;

/// The engine of the data directory, wherever it runs.
#[derive(Debug)]
pub(crate) struct Reach {
    way: Way,
    clock: Clock,
    ending: CancellationToken,
}

#[derive(Debug)]
enum Way {
    /// Ours, for the length of the command. Its loops begin with the first change: a question makes nothing go out, and
    /// changes nothing in the folder.
    Own { engine: Engine, caller: Caller },
    /// Another process holds the data directory.
    Forwarded(DoorClient),
}

/// How an engine of ours starts, where none runs.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) data_dir: PathBuf,
    pub(crate) secrets: Option<SecretStoreKind>,
    pub(crate) allow_subnets: Vec<IpNet>,
    pub(crate) touch: Touch,
}

/// Changes that concern neither what is sent nor what is received: they begin no loop.
const AT_REST: [&str; 5] = [
    AuditAnchorCommand::NAME,
    AuditNewKeyCommand::NAME,
    ConnectionTestCommand::NAME,
    FileForgetCommand::NAME,
    NoticeRead::NAME,
];
/// Questions to the tenant itself, which may be the stand-in of this program.
const TO_THE_TENANT: [&str; 3] = [CampaignList::NAME, ConnectionTestCommand::NAME, SchedulePlan::NAME];
/// Names a file with the passphrase of the file of secrets.
const PASSPHRASE_FILE: &str = "CALLBOARD_PASSPHRASE_FILE";
/// An instance that is just starting holds the lock before its door is open, and a command holds it as long as it takes:
/// others wait their turn so long.
const TURN: Duration = Duration::from_secs(30);
/// How often it is looked, give or take half of it, so that those who wait do not all look at once.
pub(crate) const LOOK: Duration = Duration::from_millis(100);
/// After so long a person is told what is waited for.
const TOLD: Duration = Duration::from_secs(2);
/// A quick question is answered quickly, also by a busy engine.
const ANSWER: Duration = Duration::from_secs(5);
/// A wait names its cause while it lasts.
const QUICKLY: Duration = Duration::from_secs(1);

impl Reach {
    /// Starts an engine on the data directory, or finds the one that runs there.
    pub(crate) async fn open(terminal: &Terminal) -> Result<Self, Failure> {
        let start = Start {
            data_dir: terminal.data_dir()?,
            secrets: terminal.options.secrets,
            allow_subnets: terminal.options.allow_subnet.clone(),
            touch: terminal.touch,
        };
        let reach = Self::open_as(terminal, &start).await?;
        if reach.own().is_some_and(|engine| engine.reads().is_some()) && !start.data_dir.exists() {
            note(&format!(
                "callboard: Nothing was saved yet: the data folder {} is made by the first command that saves something.",
                start.data_dir.display()
            ));
        }
        if reach.own().is_none() && (start.secrets.is_some() || !start.allow_subnets.is_empty()) {
            note(
                "callboard: Callboard runs on this data folder already, with its own --secrets and --allow-subnet.",
            );
        }
        Ok(reach)
    }

    /// The same, otherwise than the options say.
    pub(crate) async fn open_as(terminal: &Terminal, start: &Start) -> Result<Self, Failure> {
        let way = match own(terminal, start) {
            Ok(way) => way,
            Err(NoEngine::Held(failure)) => forwarded(terminal, start, failure).await?,
            Err(NoEngine::Failed(failure)) => return Err(failure),
        };
        Ok(Self { way, clock: terminal.clock.clone(), ending: terminal.ending.clone() })
    }

    /// The one that runs on the folder, where it answers by now.
    pub(crate) async fn through_the_door(
        terminal: &Terminal,
        folder: &Path,
        held: &Failure,
    ) -> Result<Option<Self>, Failure> {
        let door = answering(terminal, folder, held).await?;
        let (clock, ending) = (terminal.clock.clone(), terminal.ending.clone());
        Ok(door.map(|door| Self { way: Way::Forwarded(door), clock, ending }))
    }

    /// Our own engine, where it is ours.
    pub(crate) fn own(&self) -> Option<&Engine> {
        match &self.way {
            Way::Own { engine, .. } => Some(engine),
            Way::Forwarded(_) => None,
        }
    }

    /// Begins what is under way, where the engine is ours: for a command that waits for what it does.
    pub(crate) fn run(&self) {
        if let Some(engine) = self.own() {
            engine.run();
        }
    }

    /// The door of the process that holds the data directory, where it is another one.
    pub(crate) fn forwarded(&self) -> Option<&DoorClient> {
        match &self.way {
            Way::Own { .. } => None,
            Way::Forwarded(door) => Some(door),
        }
    }

    /// Asks the engine; where that takes long, a person is told what is waited for.
    pub(crate) async fn ask<C: Command>(&self, args: C::Args) -> Result<C::Output, Failure> {
        self.patiently(Box::pin(async {
            tokio::select! {
                answer = self.ask_to_the_end::<C>(args) => answer,
                () = self.ending.cancelled() => Err(Failure::interrupted()),
            }
        }))
        .await
    }

    /// The answer of `work`, which waits for the engine; where that takes long, a person is told what for.
    pub(crate) async fn patiently<T>(&self, work: impl Future<Output = T>) -> T {
        self.patiently_with(work, || None).await
    }

    /// The same for work that knows itself what it waits for, where the engine's callers wait for nothing.
    pub(crate) async fn patiently_with<T>(
        &self,
        work: impl Future<Output = T>,
        known: impl Fn() -> Option<String>,
    ) -> T {
        let say = |words: &str| note(&format!("callboard: {words}"));
        patience::patiently(&self.clock, work, async || self.waited_for(&known).await, say).await
    }

    /// The sentence of what is waited for; an engine that cannot say it in time is waited for all the same.
    async fn waited_for(&self, known: impl Fn() -> Option<String>) -> String {
        let asked = Box::pin(self.ask_to_the_end::<ConnectionAwaited>(Nothing {}));
        let tenants = match self.clock.timeout(QUICKLY, asked).await {
            Ok(Ok(tenants)) => tenants,
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        let tenants: Vec<_> = tenants.into_iter().map(|tenant| (tenant.name, tenant.words)).collect();
        match known() {
            Some(words) if tenants.is_empty() => words,
            _ => patience::sentence(&tenants),
        }
    }

    /// The same also after the program was asked to end: to put things back.
    pub(crate) async fn ask_to_the_end<C: Command>(&self, args: C::Args) -> Result<C::Output, Failure> {
        let args = serde_json::to_value(args).map_err(|error| strange(C::NAME, &error))?;
        let answer = match &self.way {
            Way::Own { engine, caller } => {
                if C::KIND == Kind::Write && engine.reads() == Some(Reading::AsItLies) {
                    let words = format!("{} changes something, and this command is a question.", C::NAME);
                    return Err(RpcError::new(Code::Internal, words).into());
                }
                begin::<C>(engine).await;
                let answer = dispatch(engine, caller, C::NAME, args).await;
                answer.map_err(|error| Failure::from(error).of_our_own_engine())?
            }
            Way::Forwarded(door) => door
                .call(C::NAME, args)
                .await
                .map_err(|error| cut_off::unanswered(error, C::KIND, C::NAME))?,
        };
        serde_json::from_value(answer).map_err(|error| strange(C::NAME, &error))
    }

    /// Hands a list in: ours reads it where it lies, another process gets it as a stream, and a pipe is copied.
    pub(crate) async fn hand_in(&self, path: &Path) -> Result<FileId, Failure> {
        self.hand_in_within(path, hand_in::MOST_PIPED).await
    }

    /// The same of a file that has `most` bytes at most.
    pub(crate) async fn hand_in_within(&self, path: &Path, most: u64) -> Result<FileId, Failure> {
        let facts = tokio::fs::metadata(path).await.ok().filter(std::fs::Metadata::is_file);
        if most < hand_in::MOST_PIPED && facts.is_some_and(|facts| facts.len() > most) {
            return Err(Failure::wrong(format!("{} is larger than {} MiB.", path.display(), most >> 20)));
        }
        tokio::select! {
            handed = self.hand_in_to_the_end(path, most) => handed,
            () = self.ending.cancelled() => Err(Failure::interrupted()),
        }
    }

    async fn hand_in_to_the_end(&self, path: &Path, most: u64) -> Result<FileId, Failure> {
        match (&self.way, hand_in::named(&self.clock, path).await?) {
            (Way::Own { engine, .. }, Named::File) => Ok(engine.files.adopt(path)?),
            (Way::Forwarded(door), Named::File) => Ok(door.upload(path).await?),
            (way, Named::Stream(from)) => {
                let (from, over) = Bounded::new(from, most);
                let handed = match way {
                    Way::Own { engine, .. } => hand_in::copy(engine, from).await,
                    Way::Forwarded(door) => door.upload_from(from).await.map_err(Failure::from),
                };
                handed.map_err(|failure| over.or(failure))
            }
        }
    }

    /// Writes a file that the engine made.
    pub(crate) async fn take_away(
        &self,
        file: &FileId,
        to: &mut (impl tokio::io::AsyncWrite + Unpin),
    ) -> Result<(), Failure> {
        match &self.way {
            Way::Own { engine, .. } => {
                let mut from = tokio::fs::File::from_std(engine.files.read(file)?);
                tokio::io::copy(&mut from, to).await?;
                Ok(to.flush().await?)
            }
            Way::Forwarded(door) => Ok(door.download(file, to).await?),
        }
    }
}

/// What the command needs of an engine of ours beside its answer.
async fn begin<C: Command>(engine: &Engine) {
    if C::KIND == Kind::Write && !AT_REST.contains(&C::NAME) {
        engine.run();
    } else if TO_THE_TENANT.contains(&C::NAME) {
        engine.answer_as_stand_in().await;
    }
}

enum NoEngine {
    /// Another process holds the folder.
    Held(Failure),
    Failed(Failure),
}

fn own(terminal: &Terminal, start: &Start) -> Result<Way, NoEngine> {
    let passphrase = passphrase().map_err(NoEngine::Failed)?;
    let at_rest = match start.touch {
        Touch::Changes => None,
        Touch::ChangesWhatIsThere => {
            DataDir::is_there(&start.data_dir).map_err(|error| NoEngine::Failed(error.into()))?;
            None
        }
        Touch::Reads(reading) => Some(AtRest { reading, may_be_missing: !terminal.names_its_folder() }),
    };
    let mut options = Options::new(start.data_dir.clone(), terminal.clock.clone(), terminal.chance.clone());
    options.secrets = StoreChoice { kind: start.secrets, passphrase };
    options.allow_subnets.clone_from(&start.allow_subnets);
    options.at_rest = at_rest;
    options.name = args::name();
    options.readers = terminal.options.readers.unwrap_or(options.readers);
    match Engine::open(options) {
        Ok(engine) => {
            terminal.holds(&engine);
            Ok(Way::Own { engine, caller: Caller::new(place::account(), Door::CommandLine) })
        }
        Err(error @ StartError::Folder(FolderError::InUse { .. })) => Err(NoEngine::Held(error.into())),
        Err(error) => Err(NoEngine::Failed(error.into())),
    }
}

/// The wait for a folder that another holds.
#[derive(Debug)]
pub(crate) struct Turn {
    clock: Clock,
    begun: Duration,
    told: bool,
}

impl Turn {
    pub(crate) fn begin(terminal: &Terminal) -> Self {
        Self { clock: terminal.clock.clone(), begun: terminal.clock.monotonic(), told: false }
    }

    /// Whether it was waited for long enough; a person is told while it lasts.
    pub(crate) fn is_over(&mut self) -> bool {
        let waited = self.clock.monotonic().saturating_sub(self.begun);
        if waited >= TOLD && !std::mem::replace(&mut self.told, true) {
            note("callboard: Another command uses this data folder; waiting for it, 30 s at most.");
        }
        waited >= TURN
    }
}

/// Through the door of the instance that holds the folder; or our own after all, where it is just leaving or was another
/// command.
async fn forwarded(terminal: &Terminal, start: &Start, held: Failure) -> Result<Way, Failure> {
    let mut turn = Turn::begin(terminal);
    while !turn.is_over() {
        if let Some(door) = answering(terminal, &start.data_dir, &held).await? {
            return Ok(Way::Forwarded(door));
        }
        terminal.wait(LOOK.mul_f64(0.5 + terminal.chance.unit())).await?;
        match own(terminal, start) {
            Ok(way) => return Ok(way),
            Err(NoEngine::Failed(failure)) => return Err(failure),
            Err(NoEngine::Held(_)) => {}
        }
    }
    Err(held)
}

/// `None`: not yet. A door at which somebody is and does not answer is given up.
async fn answering(
    terminal: &Terminal,
    data_dir: &Path,
    held: &Failure,
) -> Result<Option<DoorClient>, Failure> {
    let Some(door) = DoorJson::read(data_dir).and_then(|door| DoorClient::new(door).ok()) else {
        return Ok(None);
    };
    // What is answered from memory: an engine whose database hangs is there, and says so.
    let knock = terminal.clock.timeout(ANSWER, door.call("program.trouble", json!({})));
    tokio::select! {
        answer = knock => match answer {
            // A refusal comes from somebody who is there; what it is about is told to whoever asks for more.
            Ok(answer) => Ok(matches!(answer, Ok(_) | Err(ClientError::Said(_))).then_some(door)),
            Err(_) => Err(held.clone()),
        },
        () = terminal.ending.cancelled() => Err(Failure::interrupted()),
    }
}

/// One line break at the end is the editor's, not the passphrase's.
pub(crate) fn passphrase() -> Result<Option<SecretString>, Failure> {
    let Some(path) = std::env::var_os(PASSPHRASE_FILE).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::wrong(format!("The file that {PASSPHRASE_FILE} names cannot be read: {error}."))
    })?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Some(SecretString::from(text.strip_suffix('\r').unwrap_or(text))))
}

fn strange(command: &str, error: &serde_json::Error) -> Failure {
    RpcError::new(Code::Internal, format!("What {command} carries could not be read: {error}."))
        .hint("The program that runs on the data folder may be of another version.")
        .into()
}
