use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_simulator::{Builder, Campaign, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, Running, Simulator};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use crate::answer::Answer;
use crate::contacts::{Contacts, csv};
use crate::program::{Program, callboard};
use crate::receiver::Receiver;

/// A data folder for the real program, and a stand-in tenant in this process; both on the machine's clock.
#[derive(Debug)]
pub struct Office {
    folder: TempDir,
    pub tenant: Running,
    clock: Clock,
}

/// The campaign that the stand-in dials.
const CAMPAIGN: &str = "renewals";
/// So often is a program looked at before a test is told that its condition never came: five minutes.
const LOOKS: u32 = 1_500;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

impl Office {
    /// With a tenant at its usual pace.
    pub async fn open() -> Self {
        Self::with(&[], |tenant| tenant).await
    }

    /// With a tenant that has these people to call, and is otherwise as `change` makes it.
    ///
    /// # Panics
    /// Where the tenant does not start.
    pub async fn with(people: Contacts<'_>, change: impl FnOnce(Builder) -> Builder) -> Self {
        let campaign = people.iter().fold(Campaign::new(CAMPAIGN, "Renewals"), |campaign, (zone, count)| {
            campaign.with_contacts(zone, *count)
        });
        let builder = change(Simulator::builder().campaigns(vec![campaign]));
        let tenant = builder.start(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("the stand-in starts");
        Self { folder: tempfile::tempdir().expect("a folder"), tenant, clock: Clock::system() }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("callboard.db")
    }

    /// The program on this office's data.
    pub fn callboard(&self) -> Command {
        callboard(Some(&self.data()))
    }

    /// Runs a command with `--json`, to its end.
    pub fn ask(&self, args: &[&str]) -> Answer {
        Answer::of(self.callboard().arg("--json").args(args), "")
    }

    /// What a command says that is done.
    ///
    /// # Panics
    /// Where it ends with another exit code than 0.
    pub fn done(&self, args: &[&str]) -> Value {
        self.ask(args).ended_with(0)
    }

    /// Makes the tenant a connection.
    ///
    /// # Panics
    /// Where it is refused.
    pub fn connect(&self) -> Value {
        self.connect_as("stand-in")
    }

    /// The same under a name of its own: several connections to one tenant.
    fn connect_as(&self, name: &str) -> Value {
        let mut add = self.callboard();
        add.args(["--json", "connection", "add", name, "--client-id", DEMO_CLIENT_ID]);
        add.args(["--base-url", &self.tenant.base_url(), "--rate-limit", "0", "--secret-stdin"]);
        Answer::of(&mut add, &format!("{DEMO_CLIENT_SECRET}\n")).ended_with(0)
    }

    /// A contact list on disk.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn list(&self, contacts: Contacts<'_>) -> String {
        self.file("contacts.csv", &csv(contacts))
    }

    /// A file with this content, outside the data folder.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.to_string_lossy().into_owned()
    }

    /// Starts `callboard serve` with a listener on a port that the system chooses.
    pub fn listen(&self) -> Program {
        Program::start(&mut self.listening("127.0.0.1:0"), Some(&self.folder.path().join("serve.log")))
    }

    /// `callboard serve` with its listener here, not started yet; deliveries may go to loopback.
    pub fn listening(&self, address: &str) -> Command {
        let mut serve = self.callboard();
        serve.args(["--allow-subnet", "127.0.0.0/8", "serve", "--http", "127.0.0.1:0", "--listen", address]);
        serve
    }

    /// Adds a source of this kind that signs; answers its secret.
    ///
    /// # Panics
    /// Where it is refused.
    pub fn source(&self, kind: &str) -> String {
        let saved = self.done(&["source", "add", &format!("{kind} sender"), "--kind", kind]);
        saved["secret"].as_str().expect("a secret that was made").to_owned()
    }

    /// Another connection with a source of call results that signs; answers the source's path and its secret.
    pub(crate) fn sender(&self, number: usize) -> (String, String) {
        let name = format!("tenant {number}");
        self.connect_as(&name);
        let sender = format!("sender {number}");
        let saved = self.done(&["source", "add", &sender, "--kind", "call-result", "--connection", &name]);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&saved["source"]["path"]), text(&saved["secret"]))
    }

    /// A receiver that is told of every disposition.
    pub(crate) async fn receiver(&self) -> Receiver {
        let receiver = Receiver::start(&[]).await;
        let add = ["--allow-subnet", "127.0.0.0/8", "delivery", "endpoint", "add", &receiver.url()];
        self.done(&[&add[..], &["--events", "disposition.routed"]].concat());
        receiver
    }

    /// `callboard serve` with a listener, and with so many that read its database at once.
    pub(crate) fn busy(&self, readers: Option<usize>) -> Program {
        let mut serve = self.listening("127.0.0.1:0");
        if let Some(readers) = readers {
            serve.args(["--readers", &readers.to_string()]);
        }
        Program::start(&mut serve, Some(&self.folder.path().join("serve.log")))
    }

    /// Starts `callboard serve`; deliveries may go to loopback.
    pub fn serve(&self) -> Program {
        let mut serve = self.callboard();
        serve.args(["--allow-subnet", "127.0.0.0/8", "serve", "--http", "127.0.0.1:0"]);
        Program::start(&mut serve, Some(&self.folder.path().join("serve.log")))
    }

    /// An address for a listener that is started again and again, so that senders find each anew.
    ///
    /// # Panics
    /// Where this machine has no port left.
    pub fn free_address(&self) -> String {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        port.local_addr().expect("an address").to_string()
    }

    /// Events of this office that are not decided, and effects that are not done.
    ///
    /// # Panics
    /// Where there is no database.
    pub fn left_to_do(&self) -> i64 {
        let db = Connection::open_with_flags(self.database(), OpenFlags::SQLITE_OPEN_READ_WRITE)
            .expect("a database");
        let count = "SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting')
                          + (SELECT count(*) FROM events WHERE state = 'received'
                             AND number NOT IN (SELECT event FROM decisions))";
        db.query_row(count, [], |row| row.get(0)).expect("a count")
    }

    /// Waits on the machine's clock: only to choose a moment, never for something to have happened.
    pub async fn let_pass(&self, time: Duration) {
        self.clock.sleep(time).await;
    }

    /// Looks again and again, until `found` answers with something.
    ///
    /// # Panics
    /// Where that never happens.
    pub async fn until<T>(&self, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
        for _ in 0..LOOKS {
            if let Some(found) = found() {
                return found;
            }
            self.clock.sleep(BETWEEN_LOOKS).await;
        }
        panic!("{what}: it never came");
    }
}
