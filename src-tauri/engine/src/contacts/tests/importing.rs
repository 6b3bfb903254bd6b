use std::io::Read as _;

use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{
    AuditVerify, ContactSet, ContactSetRef, ContactsImport, ContactsInspect, ContactsRefused, FileForget,
    FileId, MaybeConnection, SecretStoreKind,
};
use callboard_rpc::{Caller, Code, Door, Handle, command};

use crate::secrets::StoreChoice;
use crate::{Engine, Options};

struct House {
    engine: Engine,
    dir: tempfile::TempDir,
}

fn house() -> House {
    start(tempfile::tempdir().unwrap())
}

fn start(dir: tempfile::TempDir) -> House {
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let options = Options {
        secrets: StoreChoice { kind: Some(SecretStoreKind::Session), passphrase: None },
        ..Options::new(dir.path().to_owned(), manual.clock(), Chance::seeded(1))
    };
    House { engine: Engine::start(options).unwrap(), dir }
}

fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

impl House {
    async fn shelve(&self, text: &str) -> FileId {
        let mut writer = self.engine.files.begin().await.unwrap();
        writer.write(text.as_bytes()).await.unwrap();
        writer.finish().await.unwrap()
    }

    async fn import(&self, text: &str) -> callboard_rpc::Result<ContactSet> {
        let file = self.shelve(text).await;
        let args = ContactsImport {
            file,
            name: "spring.csv".into(),
            connection: None,
            mapping: None,
            region: Some("US".into()),
            columns: None,
            sheet: None,
            header_row: None,
        };
        Handle::<command::ContactsImportCommand>::handle(&self.engine, &maria(), args).await
    }

    async fn number(&self, sql: &'static str) -> i64 {
        self.engine.kernel.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
    }
}

/// 1,200 rows that need a zone between 3 that do not.
fn mostly_refused() -> String {
    let refused = "r,EST\n".repeat(1200);
    format!("id,zone\na,America/Denver\n{refused}b,America/Denver\nc,Europe/Berlin\n")
}

#[tokio::test]
async fn a_list_becomes_counts_and_refused_rows_and_is_forgotten() {
    let house = house();
    let set = house.import(&mostly_refused()).await.unwrap();
    assert_eq!((set.rows, set.placed, set.needs_zone), (1203, 3, 1200));
    let listed = Handle::<command::ContactsList>::handle(&house.engine, &maria(), MaybeConnection::default())
        .await
        .unwrap();
    assert_eq!(listed, std::slice::from_ref(&set));
    assert_eq!(house.number("SELECT count(*) FROM contacts_refused").await, 1200, "none is left out");
    let left = std::fs::read_dir(house.dir.path().join("files")).unwrap().count();
    assert_eq!(left, 0, "the people are not kept");
    let actions = house.number("SELECT count(*) FROM audit WHERE action = 'audit.seal'").await;
    assert_eq!(actions, 3, "a seal for each slice of refused rows");
}

#[tokio::test]
async fn a_refused_row_that_was_changed_is_found() {
    let house = house();
    house.import(&mostly_refused()).await.unwrap();
    let engine = house.engine.clone();
    let verify = async || {
        let caller = Caller::engine();
        Handle::<command::AuditVerifyCommand>::handle(&engine, &caller, AuditVerify::default()).await
    };
    let whole = verify().await.unwrap();
    assert!(whole.ok, "{whole:?}");
    house
        .engine
        .kernel
        .db
        .write(|write| Ok(write.execute("UPDATE contacts_refused SET reason = 'x' WHERE line = 700", [])?))
        .await
        .unwrap();
    assert!(!verify().await.unwrap().ok);
}

#[tokio::test]
async fn refused_rows_come_page_by_page_in_the_files_order() {
    let house = house();
    let set = house.import(&mostly_refused()).await.unwrap().id;
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let args = ContactsRefused { set: set.clone(), after, limit: Some(500) };
        let page =
            Handle::<command::ContactsRefusedCommand>::handle(&house.engine, &maria(), args).await.unwrap();
        assert_eq!(page.total, 1200);
        seen.extend(page.rows.into_iter().map(|row| row.line));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, (3..1203).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_refused_rows_can_be_taken_away_and_no_cell_is_a_formula() {
    let house = house();
    let set = house.import("id,zone\n=1+1,EST\nb,\n").await.unwrap().id;
    let out =
        Handle::<command::ContactsRefusedExport>::handle(&house.engine, &maria(), ContactSetRef { set })
            .await
            .unwrap();
    assert_eq!((out.rows, out.name.as_str()), (2, "spring-refused.csv"));
    let mut text = String::new();
    house.engine.files.read(&out.file).unwrap().read_to_string(&mut text).unwrap();
    assert!(text.starts_with("line,contact_id,kind,reason\n2,'=1+1,needs_zone,"), "{text}");
}

#[tokio::test]
async fn an_import_that_fails_leaves_no_set_and_says_what_it_took_back() {
    let house = house();
    let text = format!("id,zone\n{}x,\"{}", "r,EST\n".repeat(600), "y,\n".repeat(600_000));
    let error = house.import(&text).await.unwrap_err();
    assert_eq!(error.code, Code::Invalid);
    assert_eq!(house.number("SELECT count(*) FROM contact_sets").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM contacts_refused").await, 0);
    let dropped = "SELECT count(*) FROM audit WHERE action = 'audit.drop_sealed'";
    assert_eq!(house.number(dropped).await, 1);
}

#[tokio::test]
async fn what_a_crash_left_of_an_import_is_removed_at_the_next_start() {
    let house = house();
    let begin = "INSERT INTO contact_sets (id, name, imported) VALUES ('set_x', 'half.csv', 0)";
    let row = "INSERT INTO contacts_refused VALUES ('set_x', 2, '', 'invalid', '')";
    house
        .engine
        .kernel
        .db
        .write(move |write| {
            write.execute(begin, [])?;
            write.execute(row, [])?;
            Ok(())
        })
        .await
        .unwrap();
    crate::contacts::remove_unfinished(&house.engine).await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM contacts_refused").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM contact_sets").await, 0);
}

#[tokio::test]
async fn a_look_at_a_list_shows_columns_and_masks_numbers() {
    let house = house();
    let file = house.shelve("Phone;Zone;Note\n+14155552671;EST;call +442071838750\n").await;
    let seen = Handle::<command::ContactsInspectCommand>::handle(
        &house.engine,
        &maria(),
        ContactsInspect { file, sheet: None, header_row: None, connection: None, region: None },
    )
    .await
    .unwrap();
    assert_eq!((seen.format.as_str(), seen.columns.len()), ("csv", 3));
    assert_eq!((seen.mapping.phone, seen.mapping.zone, seen.mapping.id), (Some(0), Some(1), None));
    let text = format!("{seen:?}");
    assert!(!text.contains("5552671") && !text.contains("7183"), "{text}");
}

impl House {
    fn on_disk(&self) -> usize {
        std::fs::read_dir(self.dir.path().join("files")).unwrap().count()
    }
}

#[tokio::test]
async fn a_list_that_is_refused_is_forgotten_too() {
    let house = house();
    for text in [
        "id,phone,Where\n1,+12125550123,AL\n",
        "id,zone\n1,\"America/Denver\n",
        "%PDF-1.7",
        "x,y\n1,2\n",
        "id,zone\n",
    ] {
        house.import(text).await.unwrap_err();
        assert_eq!(house.on_disk(), 0, "{text}");
    }
    let look = async |file: FileId| {
        let args = ContactsInspect { file, sheet: None, header_row: None, connection: None, region: None };
        Handle::<command::ContactsInspectCommand>::handle(&house.engine, &maria(), args).await
    };
    let file = house.shelve("%PDF-1.7").await;
    look(file).await.unwrap_err();
    assert_eq!(house.on_disk(), 0, "nobody can import what cannot be looked at");

    let file = house.shelve("id,phone,Where\n1,+12125550123,AL\n").await;
    look(file.clone()).await.unwrap();
    assert_eq!(house.on_disk(), 1, "it waits for an answer");
    let forget = FileForget { file };
    Handle::<command::FileForgetCommand>::handle(&house.engine, &maria(), forget).await.unwrap();
    assert_eq!(house.on_disk(), 0);
}

#[tokio::test]
async fn what_waits_for_an_answer_goes_with_the_program() {
    let house = house();
    house.shelve("id,phone\n1,+12125550123\n").await;
    assert_eq!(house.on_disk(), 1);
    house.engine.shutdown().await;
    assert_eq!(house.on_disk(), 0);
}
