use std::path::{Path, PathBuf};
use std::sync::Arc;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::Caller;
use callboard_rpc::types::{AuditVerified, SecretStoreKind};
use rusqlite::Connection;
use serde_json::json;

use crate::audit::verify::{Kinds, verify_with};
use crate::audit::{Question, SLICE, SealKind, Signer, erase_private, seal};
use crate::kernel::audit::Entry;
use crate::kernel::{self, DataDir, Kernel, Schema};
use crate::secrets::{self, Secrets, StoreChoice, StoresOfFile, cheap};

/// Rows that a machine makes in these tests.
pub(super) const LINES: SealKind = SealKind {
    name: "test.lines",
    table: "lines",
    group: "batch",
    order: "line",
    columns: &["text", "weight"],
    beside: None,
    derived: None,
};
pub(super) const KINDS: &[SealKind] = &[LINES];

const TABLES: &str = "
    CREATE TABLE lines (batch TEXT NOT NULL, line INTEGER NOT NULL, text TEXT, weight REAL, note TEXT);
    CREATE TABLE effects (n INTEGER PRIMARY KEY) STRICT;";

/// A data folder with its kernel and signer.
pub(super) struct House {
    pub(super) kernel: Kernel,
    pub(super) secrets: Secrets,
    pub(super) signer: Signer,
    pub(super) manual: Arc<ManualClock>,
    pub(super) folder: DataDir,
}

impl House {
    pub(super) fn at(path: &Path) -> Self {
        Self::with_store(path, SecretStoreKind::Session)
    }

    /// With secrets that outlive the program: in a file behind a passphrase.
    pub(super) fn lasting(path: &Path) -> Self {
        if !path.join("secrets.age").exists() {
            cheap(path, PASSPHRASE);
        }
        Self::with_choice(path, lasting())
    }

    pub(super) fn with_store(path: &Path, kind: SecretStoreKind) -> Self {
        Self::with_choice(path, StoreChoice { kind: Some(kind), passphrase: None })
    }

    fn with_choice(path: &Path, choice: StoreChoice) -> Self {
        // Two computers do not draw the same keys.
        let chance = Chance::seeded(if choice.passphrase.is_some() { 6 } else { 5 });
        let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        let folder = DataDir::hold(path).unwrap();
        let kernel = Kernel::open(&folder, &schema(), manual.clock(), chance).unwrap();
        let secrets = Secrets::new(kernel.clone(), &folder, choice);
        let signer = Signer::new(kernel.clone(), secrets.clone());
        Self { kernel, secrets, signer, manual, folder }
    }

    pub(super) async fn add(&self, count: u64) {
        let adds = (0..count).map(|n| self.kernel.db.write(move |write| write.audit(&caller(), entry(n))));
        for added in futures_util::future::join_all(adds).await {
            added.unwrap();
        }
    }

    /// Writes `count` lines of a batch in one transaction, sealed.
    pub(super) async fn add_lines(&self, batch: &'static str, first: i64, count: i64) {
        let written = self.kernel.db.write(move |write| {
            for line in first..first + count {
                write.execute(
                    "INSERT INTO lines VALUES (?1, ?2, ?3, ?4, 'may change')",
                    rusqlite::params![batch, line, format!("line {line}"), 0.5],
                )?;
            }
            seal(write, &caller(), &LINES, batch, first..=first + count - 1)
        });
        assert!(written.await.unwrap().is_some());
    }

    pub(super) async fn erase(&self, seq: u64) {
        self.kernel.db.write(move |write| erase_private(write, &caller(), seq)).await.unwrap();
    }

    pub(super) async fn verify(&self) -> AuditVerified {
        let question = self.signer.question(None).await;
        self.kernel
            .db
            .read(move |db| verify_with(db, &question, Kinds { rows: KINDS, trees: &[] }))
            .await
            .unwrap()
    }

    /// Closes it; the file alone holds everything then.
    pub(super) async fn close(self) -> PathBuf {
        self.kernel.close().await;
        self.folder.database()
    }
}

pub(super) const PASSPHRASE: &str = "correct horse";

/// For a copy beside which the file of secrets lies.
pub(super) fn file_beside() -> StoresOfFile {
    StoresOfFile::new(ManualClock::starting_at(plain_question().now).clock(), lasting(), None)
}

/// For a copy that is checked by itself.
pub(super) fn no_store() -> StoresOfFile {
    let session = StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None };
    StoresOfFile::new(ManualClock::starting_at(plain_question().now).clock(), session, None)
}

/// The store of [`House::lasting`].
pub(super) fn lasting() -> StoreChoice {
    StoreChoice { kind: Some(SecretStoreKind::File), passphrase: Some(PASSPHRASE.to_owned().into()) }
}

/// A log with everything in it: private text, one erased, seals, checkpoints; closed.
pub(super) async fn rich_log(path: &Path) -> PathBuf {
    let house = House::at(path);
    house.add(20).await;
    house.add_lines("monday", 1, 7).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    house.add(14).await;
    house.erase(4).await;
    house.add_lines("monday", 8, 3).await;
    house.add_lines("tuesday", 1, 4).await;
    house.signer.checkpoint(1).await.unwrap().expect("there are rows to sign");
    house.add(5).await;
    let verified = house.verify().await;
    assert!(verified.ok, "{:?}", verified.first_bad);
    assert_eq!((verified.rows, verified.seals, verified.checkpoints), (45, 3, 2));
    house.close().await
}

pub(super) fn verified(db: &Connection, question: &Question) -> AuditVerified {
    verify_with(db, question, Kinds { rows: KINDS, trees: &[] }).unwrap()
}

/// Without anchor and secret store.
pub(super) fn plain_question() -> Question {
    Question::alone("2026-11-23T09:00:00Z".parse().unwrap())
}

pub(super) fn caller() -> Caller {
    Caller::new("maria", callboard_rpc::Door::Window)
}

/// Every fourth row has private text, every third a state before.
fn entry(n: u64) -> Entry {
    let mut entry = Entry::new("test.add", format!("thing/{n}")).after(&json!({ "n": n, "words": "größer" }));
    if n.is_multiple_of(3) {
        entry = entry.before(&json!({ "n": n + 1 })).result("refused: the rule");
    }
    if n % 4 == 3 {
        entry = entry.private(format!("a number, {n}"));
    }
    entry
}

fn schema() -> Schema {
    Schema::new(vec![kernel::TABLES, SLICE.tables, secrets::SLICE.tables, &[TABLES]])
}
