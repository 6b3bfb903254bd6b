//! Lists that a person imports, on their way to the ledger and to the tenant, and back.

use callboard_phone::E164;
use callboard_rpc::types::{
    DncGo, DncImport, DncImportGo, DncImportMode, DncImportPush, DncImportRef, DncImportState, DncLookAt,
    DncNumber, DncRefusedOf, DncRelease,
};
use callboard_rpc::{Caller, Code, Handle, Result, RpcError, command};
use callboard_simulator::BatchAnswer;

use super::house::{House, number};
use crate::audit;
use crate::dnc::{Direction, state};

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

/// Lines of a list: numbers from `first` on.
fn list(first: usize, count: usize) -> String {
    lines((first..first + count).map(|at| number(at).reveal()))
}

fn args(house: &House, name: &str, text: &str) -> DncLookAt {
    let path = house.dir().join(format!("{name}-handed-in"));
    std::fs::write(&path, text).unwrap();
    DncLookAt {
        connection: None,
        file: house.engine.files.adopt(&path).unwrap(),
        name: name.to_owned(),
        list: None,
        mode: None,
        direction: None,
        columns: None,
        region: None,
        date_order: None,
        sheet: None,
        header_row: None,
        start_for_bad_dates: None,
        go: None,
    }
}

async fn look(house: &House, args: DncLookAt) -> Result<DncImport> {
    Handle::<command::DncLookAtCommand>::handle(&house.engine, &House::caller(), args).await
}

async fn go(house: &House, looked: &DncImport, push: bool, count: u64) -> Result<DncImport> {
    let args = DncImportGo { import: looked.id.clone(), go: DncGo { push, count: Some(count) } };
    Handle::<command::DncImportGoCommand>::handle(&house.engine, &House::caller(), args).await
}

async fn undo(house: &House, import: &DncImport) -> Result<DncImport> {
    let args = DncImportRef { import: import.id.clone() };
    Handle::<command::DncUndo>::handle(&house.engine, &House::caller(), args).await
}

async fn release(house: &House, import: &DncImport, count: u64) -> Result<DncImport> {
    let args = DncRelease { import: import.id.clone(), count };
    Handle::<command::DncReleaseCommand>::handle(&house.engine, &House::caller(), args).await
}

async fn shown(house: &House, import: &DncImport) -> DncImport {
    let args = DncImportRef { import: import.id.clone() };
    Handle::<command::DncImportShow>::handle(&house.engine, &House::caller(), args).await.unwrap()
}

/// Looked at, let go, written, and told where it is to be.
async fn import_as(house: &House, args: DncLookAt, push: bool) -> DncImport {
    let looked = look(house, args).await.unwrap();
    go(house, &looked, push, looked.confirm).await.unwrap();
    house.settled().await;
    shown(house, &looked).await
}

async fn import(house: &House, name: &str, text: &str, push: bool) -> DncImport {
    import_as(house, args(house, name, text), push).await
}

async fn direction(house: &House, number: E164) -> Option<Direction> {
    let of = house.connection.clone();
    let read = house.engine.kernel.db.read(move |db| state(db, &of, number)).await;
    read.unwrap().map(|state| state.direction)
}

fn suppressed(house: &House) -> usize {
    house.at_the_tenant().values().filter(|contact| contact.do_not_call).count()
}

/// What was ever sent of a number, in its order; what is sent again as the change of a record is one.
fn sent(house: &House, number: E164) -> Vec<bool> {
    let batches = house.batches();
    let contacts = batches.iter().flat_map(|batch| batch.body["contacts"].as_array().unwrap());
    let mut sent: Vec<bool> = contacts
        .filter(|contact| contact["phone"]["phoneNumber"] == number.reveal().as_str())
        .map(|contact| contact["dnc"]["doNotCall"].as_bool().unwrap())
        .collect();
    sent.dedup();
    sent
}

#[tokio::test]
async fn a_look_changes_nothing_and_an_import_is_told_once_a_person_says_so() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let text = format!("{}not a number\n{}", list(1, 250), list(1, 2));
    let looked = look(&house, args(&house, "acme.csv", &text)).await.unwrap();
    assert_eq!((looked.state, looked.rows, looked.numbers), (DncImportState::Looked, 253, 252));
    assert_eq!((looked.refused, looked.repeated, looked.fresh, looked.confirm), (1, 2, 250, 0));
    assert_eq!(direction(&house, number(1)).await, None);
    assert_eq!(house.number("SELECT count(*) FROM dnc_lists").await, 0);

    go(&house, &looked, false, 0).await.unwrap();
    house.settled().await;
    let done = shown(&house, &looked).await;
    assert_eq!((done.state, done.fresh, done.written, done.passed), (DncImportState::Done, 250, 250, 0));
    assert_eq!(direction(&house, number(250)).await, Some(Direction::Out));
    assert_eq!(house.batches().len(), 0, "nobody said that the tenant is to be told");

    let args = DncImportPush { import: done.id.clone(), push: true };
    Handle::<command::DncImportPushCommand>::handle(&house.engine, &House::caller(), args).await.unwrap();
    house.told().await;
    let done = shown(&house, &looked).await;
    assert_eq!((done.passed, done.confirmed, done.known, done.dead), (250, 250, 0, 0));
    let sizes: Vec<_> =
        house.batches().iter().map(|batch| batch.body["contacts"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [100, 100, 50]);
    let first = house.batches()[0].body["contacts"][0]["phone"]["phoneNumber"].clone();
    assert_eq!(first, number(1).reveal().as_str(), "by ascending number");
    assert_eq!(suppressed(&house), 250);
    assert!(!house.dir().join("imports").join(done.id.as_str()).exists(), "its files are gone");
}

#[tokio::test]
async fn the_same_file_again_asks_the_tenant_nothing_and_counts_nothing_as_new() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    import(&house, "acme.csv", &list(1, 120), true).await;
    let before = house.batches().len();
    house.clock.advance(std::time::Duration::from_hours(24));
    let again = import(&house, "acme.csv", &list(1, 120), true).await;
    assert_eq!((again.fresh, again.already), (0, 120));
    assert_eq!((again.passed, again.known, again.confirmed), (120, 120, 0));
    assert_eq!(house.batches().len(), before);
}

#[tokio::test]
async fn an_import_that_is_undone_leaves_the_tenant_as_it_is_until_its_count_is_released() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let wrong = import(&house, "wrong.csv", &list(1, 30), true).await;
    house.say(number(5), Direction::Out, 10).await;
    undo(&house, &wrong).await.unwrap();
    house.settled().await;
    let undone = shown(&house, &wrong).await;
    assert_eq!((undone.state, undone.to_release), (DncImportState::Undone, 29), "one opted out by itself");
    assert_eq!(direction(&house, number(1)).await, None);
    assert_eq!(direction(&house, number(5)).await, Some(Direction::Out));
    assert_eq!(suppressed(&house), 30, "nothing is lifted by undoing");

    let refused = release(&house, &wrong, 30).await.unwrap_err();
    assert_eq!(refused.code, Code::NeedsConfirmation);
    assert_eq!(refused.message, "29 wait to be released, not 30.");
    let released = release(&house, &wrong, 29).await.unwrap();
    house.settled().await;
    assert_eq!(shown(&house, &released).await.confirmed, 29);
    assert_eq!(shown(&house, &wrong).await.to_release, 0);
    assert_eq!(suppressed(&house), 1);
    assert_eq!(sent(&house, number(1)), [true, false]);
    assert_eq!(direction(&house, number(1)).await, Some(Direction::In), "a person let it be called");
    assert!(undo(&house, &wrong).await.is_err(), "it was undone already");
    // What was released wrongly can be taken back as well: the number is suppressed by nothing, and stays as it is.
    undo(&house, &shown(&house, &released).await).await.unwrap();
    house.settled().await;
    assert_eq!(sent(&house, number(1)), [true, false]);
}

#[tokio::test]
async fn a_number_in_two_files_of_which_one_is_undone_stays_out_in_one_list_and_in_two() {
    for same_list in [false, true] {
        let house = House::start(|tenant| tenant).await;
        house.send();
        let mut second = args(&house, "second.csv", &list(20, 20));
        second.list = same_list.then(|| "first.csv".to_owned());
        let first = import(&house, "first.csv", &list(1, 30), true).await;
        let second = import_as(&house, second, true).await;
        undo(&house, &first).await.unwrap();
        house.settled().await;
        assert_eq!(direction(&house, number(20)).await, Some(Direction::Out), "in one list: {same_list}");
        assert_eq!(shown(&house, &first).await.to_release, 19);
        undo(&house, &second).await.unwrap();
        house.settled().await;
        assert_eq!(direction(&house, number(20)).await, None);
        let left = shown(&house, &first).await.to_release + shown(&house, &second).await.to_release;
        assert_eq!((left, suppressed(&house)), (39, 39));
    }
}

#[tokio::test]
async fn a_new_edition_takes_back_what_it_lacks_once_its_count_is_confirmed_and_undoing_it_brings_that_back()
{
    let house = House::start(|tenant| tenant).await;
    house.send();
    let first = import(&house, "acme.csv", &list(1, 40), true).await;
    let edition = |text: &str| DncLookAt {
        mode: Some(DncImportMode::Edition),
        list: Some("acme.csv".to_owned()),
        ..args(&house, "acme-dec.csv", text)
    };
    let looked = look(&house, edition(&list(11, 40))).await.unwrap();
    assert_eq!((looked.lacks, looked.confirm, looked.fresh, looked.already), (10, 10, 10, 30));
    let refused = go(&house, &looked, true, 0).await.unwrap_err();
    assert_eq!(refused.code, Code::NeedsConfirmation);
    assert_eq!(refused.message, "The file lacks 10 numbers of the 40 that its list has.");
    go(&house, &looked, true, 10).await.unwrap();
    house.settled().await;
    assert_eq!(direction(&house, number(1)).await, None);
    assert_eq!(direction(&house, number(11)).await, Some(Direction::Out));
    assert_eq!(direction(&house, number(50)).await, Some(Direction::Out));
    assert_eq!(shown(&house, &first).await.to_release, 10);
    assert_eq!(suppressed(&house), 50, "what the edition lacks waits to be released");

    undo(&house, &looked).await.unwrap();
    house.settled().await;
    assert_eq!(direction(&house, number(1)).await, Some(Direction::Out), "the edition before counts again");
    assert_eq!(direction(&house, number(50)).await, None);
    assert_eq!((shown(&house, &first).await.to_release, shown(&house, &looked).await.to_release), (0, 10));
}

#[tokio::test]
async fn a_change_file_takes_back_its_own_lists_word_and_is_no_opt_in() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    import(&house, "registry", &list(1, 10), true).await;
    house.say(number(2), Direction::Out, 10).await;
    let day = "2026-11-22T00:00:00Z";
    let text: String = [1, 2, 99].map(|at| format!("{},{day},D\n", number(at).reveal())).concat();
    let changes = |text: &str| DncLookAt {
        mode: Some(DncImportMode::Changes),
        list: Some("registry".to_owned()),
        ..args(&house, "changes.txt", text)
    };
    let older = import_as(&house, changes(&text), true).await;
    assert_eq!((older.takes_back, older.already, older.fresh), (2, 1, 0), "one was never on the list");
    assert_eq!(direction(&house, number(1)).await, Some(Direction::Out), "the list said so later");

    house.clock.advance(std::time::Duration::from_hours(48));
    let text = text.replace(day, "2026-11-24T00:00:00Z");
    let changed = import_as(&house, changes(&text), true).await;
    assert_eq!(direction(&house, number(1)).await, None);
    assert_eq!(direction(&house, number(2)).await, Some(Direction::Out), "its owner opted out as well");
    assert_eq!((shown(&house, &changed).await.to_release, suppressed(&house)), (1, 10));
    assert_eq!(sent(&house, number(1)), [true], "it is no opt-in");
}

#[tokio::test]
async fn what_a_list_says_is_never_released_though_the_tenant_was_not_told_of_it() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let first = import(&house, "acme.csv", &list(1, 3), true).await;
    // A new edition that nobody pushes takes the place of the first.
    let edition = DncLookAt { mode: Some(DncImportMode::Edition), ..args(&house, "acme.csv", &list(1, 3)) };
    let edition = import_as(&house, edition, false).await;
    for import in [&first, &edition] {
        assert_eq!(shown(&house, import).await.to_release, 0, "the edition says so still");
    }
    undo(&house, &edition).await.unwrap();
    undo(&house, &first).await.unwrap();
    house.settled().await;
    let left = if shown(&house, &first).await.to_release == 3 { &first } else { &edition };
    assert_eq!(shown(&house, left).await.to_release, 3);
    // A list that is imported and not pushed supports them again.
    import(&house, "other.csv", &list(2, 2), false).await;
    assert_eq!(shown(&house, left).await.to_release, 1);
    let set = |state: &'static str| {
        let sql = "UPDATE dnc_imports SET state = ?1 WHERE file = 'other.csv'";
        house.write(move |write| Ok(write.execute(sql, [state])?))
    };
    set("writing").await;
    assert!(release(&house, left, 1).await.is_err(), "what is being written may say something of them");
    set("done").await;
    let released = release(&house, left, 1).await.unwrap();
    assert!(release(&house, left, 1).await.is_err(), "one at a time");
    house.settled().await;
    assert_eq!((shown(&house, &released).await.distinct, suppressed(&house)), (1, 2));
    assert_eq!(direction(&house, number(2)).await, Some(Direction::Out));
    assert_eq!(sent(&house, number(2)), [true]);
}

#[tokio::test]
async fn a_file_that_takes_numbers_off_the_list_is_confirmed_by_its_count() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    import(&house, "acme.csv", &list(1, 5), true).await;
    house.say(number(7), Direction::Out, 10).await;
    house.settled().await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let rows = lines([1, 7, 8].into_iter().map(|at| format!("{},,optIn", number(at).reveal())));
    let text = format!("phone,date,direction\n{rows}");
    let looked = look(&house, args(&house, "optins.csv", &text)).await.unwrap();
    assert_eq!((looked.lifts, looked.lifts_people, looked.fresh, looked.confirm), (2, 1, 3, 2));
    let refused = go(&house, &looked, true, 1).await.unwrap_err();
    assert_eq!(
        refused.message,
        "The file takes 2 numbers off the do-not-call list; the owners of 1 opted out themselves."
    );
    go(&house, &looked, true, 2).await.unwrap();
    house.settled().await;
    assert_eq!((sent(&house, number(1)), sent(&house, number(8))), (vec![true, false], vec![false]));
    assert_eq!(suppressed(&house), 4);
}

#[tokio::test]
async fn an_import_that_is_not_told_holds_nothing_up_and_lets_nobody_be_called() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let text = format!("phone,date,direction\n{},,optIn\n", number(1).reveal());
    house.say(number(1), Direction::Out, 30).await;
    house.settled().await;
    house.clock.advance(std::time::Duration::from_hours(1));
    let optin = import(&house, "optins.csv", &text, false).await;
    house.say(number(1), Direction::Out, 20).await;
    house.settled().await;
    assert_eq!(sent(&house, number(1)), [true], "the opt-in waits for its push");
    let args = DncImportPush { import: optin.id.clone(), push: true };
    Handle::<command::DncImportPushCommand>::handle(&house.engine, &House::caller(), args).await.unwrap();
    house.told().await;
    assert_eq!(sent(&house, number(1)), [true, false]);
}

#[tokio::test]
async fn people_come_before_the_numbers_of_an_import() {
    let house = House::start(|tenant| tenant).await;
    house.tenant.change_settings(|settings| settings.latency_ms = 1000);
    house.send();
    let looked = look(&house, args(&house, "acme.csv", &list(1, 3000))).await.unwrap();
    go(&house, &looked, true, 0).await.unwrap();
    while house.batches().len() < 3 {
        house.number("SELECT 1").await;
        house.step();
    }
    // What is on its way already has arrived: every answer takes its second.
    for _ in 0..50 {
        house.number("SELECT 1").await;
    }
    house.say(number(9999), Direction::Out, 1).await;
    let begun = house.batches().len();
    house.told().await;
    let batches = house.batches();
    let of = batches.iter().position(|batch| {
        batch.body["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|contact| contact["phone"]["phoneNumber"] == number(9999).reveal().as_str())
    });
    assert!(of.is_some_and(|of| of < begun + 2), "{of:?} of {}, said after {begun}", batches.len());
    assert_eq!(suppressed(&house), 3001);
}

#[tokio::test]
async fn numbers_that_are_contacts_already_cost_few_requests_where_the_tenant_takes_changes_without_their_ids()
 {
    for (takes_it, answer, most) in [
        (true, BatchAnswer::EachItem, 10 + 2),
        (true, BatchAnswer::Whole { names_number: true }, 10 + 101),
        (false, BatchAnswer::EachItem, 20 + 2),
    ] {
        let house = House::start(|tenant| tenant).await;
        house.send();
        import(&house, "known.csv", &list(1, 1000), true).await;
        assert_eq!(suppressed(&house), 1000);
        // As far as the program knows, the tenant holds nothing of them.
        house.write(|write| Ok(write.execute_batch("DELETE FROM dnc_held; DELETE FROM dnc_habits;")?)).await;
        house.tenant.change_settings(|settings| {
            settings.batch_answer = answer;
            settings.upsert_without_id = takes_it;
        });
        let before = house.batches().len();
        let done = import(&house, "again.csv", &list(1, 1000), true).await;
        let requests = house.batches().len() - before;
        assert_eq!(done.confirmed, 1000);
        assert!(requests <= most, "{requests} requests: {takes_it}, {answer:?}");
    }
}

#[tokio::test]
async fn a_restart_in_the_middle_goes_on_and_counts_each_row_once() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let text: String = lines((0..9000).map(|at| format!("{}\nnobody", number(at).reveal())));
    let mut args = args(&house, "acme.csv", &text);
    args.go = Some(DncGo { push: true, count: None });
    let looked = look(&house, args).await.unwrap();
    let house = house.restart().await;
    house.send();
    house.settled().await;
    let done = shown(&house, &looked).await;
    assert_eq!((done.state, done.written, done.refused), (DncImportState::Done, 9000, 9000));
    assert_eq!((done.confirmed, suppressed(&house)), (9000, 9000));
    assert_eq!(house.number("SELECT count(*) FROM dnc_refused").await, 9000);
    assert!(house.at_the_tenant().values().all(|contact| contact.writes == 1));
}

#[tokio::test]
async fn a_list_that_was_looked_at_and_not_let_go_is_forgotten_and_one_being_read_goes_on() {
    let house = House::start(|tenant| tenant).await;
    let looked = look(&house, args(&house, "looked.csv", &list(1, 10))).await.unwrap();
    let mut read = args(&house, "read.csv", &list(20, 10));
    read.go = Some(DncGo { push: false, count: None });
    let read = look(&house, read).await.unwrap();
    // As it stands where the program ends while the file is read.
    house
        .write(|write| Ok(write.execute("UPDATE dnc_imports SET state = 'reading' WHERE go = 1", [])?))
        .await;
    house.clock.advance(std::time::Duration::from_secs(1));
    let house = house.restart().await;
    house.send();
    house.settled().await;
    let refs = DncImportRef { import: looked.id.clone() };
    let gone = Handle::<command::DncImportShow>::handle(&house.engine, &House::caller(), refs).await;
    assert_eq!(gone.map_err(|error: RpcError| error.code).unwrap_err(), Code::NotFound);
    assert_eq!(shown(&house, &read).await.written, 10);
    let left = std::fs::read_dir(house.dir().join("imports")).unwrap().count();
    assert_eq!(left, 0, "no file of either is left");
}

#[tokio::test]
async fn a_stop_before_anything_is_written_leaves_nothing_and_is_a_row_of_the_log() {
    let house = House::start(|tenant| tenant).await;
    let mut all = Vec::new();
    for (name, state) in [("looked.csv", "looked"), ("read.csv", "reading")] {
        let mut args = args(&house, name, &list(1, 10));
        args.go = Some(DncGo { push: true, count: None });
        let import = look(&house, args).await.unwrap();
        let sql = "UPDATE dnc_imports SET state = ?1 WHERE file = ?2";
        house.write(move |write| Ok(write.execute(sql, [state, name])?)).await;
        let refs = DncImportRef { import: import.id.clone() };
        Handle::<command::DncImportStop>::handle(&house.engine, &House::caller(), refs).await.unwrap();
        all.push(import);
    }
    house.send();
    house.settled().await;
    assert_eq!(house.number("SELECT count(*) FROM dnc_imports").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM dnc_listed").await, 0);
    assert_eq!(house.number("SELECT count(*) FROM audit WHERE action = 'dnc.import_stop'").await, 2);
    assert_eq!(house.batches().len(), 0);
    for import in all {
        assert!(!house.dir().join("imports").join(import.id.as_str()).exists(), "its files are gone");
    }
}

#[tokio::test]
async fn whoever_lets_an_import_go_stands_in_the_log_and_not_who_looked_at_it() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let looked = look(&house, args(&house, "acme.csv", &list(1, 3))).await.unwrap();
    let grace = Caller { actor: "Grace".to_owned(), ..House::caller() };
    let args = DncImportGo { import: looked.id.clone(), go: DncGo { push: false, count: None } };
    Handle::<command::DncImportGoCommand>::handle(&house.engine, &grace, args).await.unwrap();
    house.settled().await;
    let again = looked.clone();
    assert_eq!((looked.actor, shown(&house, &again).await.actor), ("Ada".into(), "Grace".into()));
    let by = "SELECT count(*) FROM audit WHERE action LIKE 'dnc.import%' AND actor = 'Grace'";
    assert_eq!(house.number(by).await, 2);
}

#[tokio::test]
async fn refused_rows_are_kept_with_line_and_reason_and_numbers_in_them_are_masked() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let looked = look(&house, args(&house, "acme.csv", "+14155550001\n310-555-0199 / 4711\nnobody\n")).await;
    let looked = looked.unwrap();
    let page = |import: &DncImport| {
        let args = DncRefusedOf { import: import.id.clone(), after: None, limit: None };
        let (engine, caller) = (house.engine.clone(), House::caller());
        async move { Handle::<command::DncRefusedCommand>::handle(&engine, &caller, args).await.unwrap() }
    };
    let before = page(&looked).await;
    go(&house, &looked, false, 0).await.unwrap();
    house.settled().await;
    let after = page(&looked).await;
    assert_eq!(before, after, "the same before it is written and after");
    let lines: Vec<_> = after.rows.iter().map(|row| row.line).collect();
    assert_eq!((lines, after.total), (vec![2, 3], 2));
    assert!(!after.rows[0].cell.contains("0199"), "{:?}", after.rows[0]);
}

#[tokio::test]
async fn a_changed_added_or_removed_row_of_an_import_is_found_by_the_verification() {
    let touches = [
        "UPDATE dnc_listed SET said = said + 4 WHERE number = (SELECT max(number) FROM dnc_listed)",
        "DELETE FROM dnc_listed WHERE number = (SELECT min(number) FROM dnc_listed)",
        "INSERT INTO dnc_listed SELECT list, number + 1000000, said, import, line, NULL, NULL FROM dnc_listed LIMIT 1",
        "DELETE FROM dnc_listed",
        "UPDATE dnc_imports SET stands = 0",
        "INSERT INTO dnc_ledgers (connection) VALUES ('con_other'); UPDATE dnc_lists SET ledger = (SELECT max(id) FROM dnc_ledgers)",
        "DELETE FROM dnc_marks WHERE mark = 'ended'",
        "UPDATE dnc_refused SET reason = 'none'",
    ];
    for touch in touches {
        let house = House::start(|tenant| tenant).await;
        house.send();
        import(&house, "acme.csv", &format!("{}none\n", list(1, 6000)), false).await;
        import(&house, "other.csv", &list(3000, 6000), false).await;
        let now = house.engine.kernel.clock.now();
        let verify = move |db: &rusqlite::Connection| audit::verify(db, &audit::Question::alone(now));
        let sound = house.engine.kernel.db.read(verify).await.unwrap();
        assert!(sound.ok, "{:?}", sound.first_bad);
        house.write(move |write| Ok(write.execute_batch(touch)?)).await;
        let touched = house.engine.kernel.db.read(verify).await.unwrap();
        assert!(!touched.ok, "{touch}");
    }
}

#[tokio::test]
async fn the_history_of_a_number_names_list_file_and_line() {
    let house = House::start(|tenant| tenant).await;
    house.send();
    let first = import(&house, "acme.csv", &list(1, 5), false).await;
    undo(&house, &first).await.unwrap();
    import(&house, "other.csv", &list(3, 5), false).await;
    let args = DncNumber { connection: None, number: number(4).reveal() };
    let found =
        Handle::<command::DncLookupCommand>::handle(&house.engine, &House::caller(), args).await.unwrap();
    let told: Vec<_> =
        found.events.iter().map(|event| (event.file.clone().unwrap(), event.outcome.clone())).collect();
    assert_eq!(
        told,
        [
            ("other.csv: other.csv, line 2".to_owned(), "counts".to_owned()),
            ("acme.csv: acme.csv, line 4".to_owned(), "taken_back".to_owned()),
        ]
    );
}
