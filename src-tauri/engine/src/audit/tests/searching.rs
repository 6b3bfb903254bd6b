use callboard_rpc::types::{AuditExport, AuditFilter, AuditList, ExportFormat};

use super::house::House;
use crate::audit::export::export;
use crate::audit::search::{list, show};

fn asked(filter: AuditFilter, after: Option<String>) -> AuditList {
    AuditList { filter, after, limit: Some(7), seals: None }
}

#[tokio::test]
async fn pages_run_from_the_newest_to_the_oldest_without_gap_or_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(20).await;
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let ask = asked(AuditFilter::default(), after);
        let page = house.kernel.db.read(move |db| list(db, &ask)).await.unwrap();
        assert_eq!(page.total, 20, "the total counts all pages");
        seen.extend(page.rows.iter().map(|row| row.seq));
        after = page.next;
        if after.is_none() {
            break;
        }
        // What is added meanwhile is newer than any page that follows.
        if seen.len() == 14 {
            break;
        }
    }
    let ask = asked(AuditFilter::default(), after);
    let last = house.kernel.db.read(move |db| list(db, &ask)).await.unwrap();
    seen.extend(last.rows.iter().map(|row| row.seq));
    assert_eq!(last.next, None);
    assert_eq!(seen, (1..=20).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn each_filter_lets_through_what_it_names() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(20).await;
    house.manual.advance(std::time::Duration::from_mins(1));
    house.add_lines("100%_sure", 1, 2).await;
    let count = async |filter: AuditFilter| {
        let ask = asked(filter, None);
        house.kernel.db.read(move |db| list(db, &ask)).await.unwrap().total
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(count(AuditFilter { object: some("thing/"), ..Default::default() }).await, 20);
    assert_eq!(
        count(AuditFilter { object: some("sealed/test.lines/100%_sure"), ..Default::default() }).await,
        1
    );
    assert_eq!(count(AuditFilter { action: some("test.add"), ..Default::default() }).await, 20);
    assert_eq!(count(AuditFilter { actor: some("maria"), ..Default::default() }).await, 21);
    assert_eq!(count(AuditFilter { actor: some("nobody"), ..Default::default() }).await, 0);
    assert_eq!(count(AuditFilter { text: some("GRÖSSER"), ..Default::default() }).await, 0);
    assert_eq!(count(AuditFilter { text: some("the RULE"), ..Default::default() }).await, 7);
    assert_eq!(count(AuditFilter { text: some("100%_s"), ..Default::default() }).await, 1);
    assert_eq!(
        count(AuditFilter { text: some("1%s"), ..Default::default() }).await,
        0,
        "no wildcard of its own"
    );
    let minute = "2026-11-23T08:01:00Z".parse().ok();
    assert_eq!(count(AuditFilter { since: minute, ..Default::default() }).await, 1);
    assert_eq!(count(AuditFilter { until: minute, ..Default::default() }).await, 20);
}

#[tokio::test]
async fn an_export_holds_every_row_of_its_filter_and_no_formula() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(5).await;
    let entry = crate::kernel::audit::Entry::new("test.add", "=HYPERLINK(1)");
    house.kernel.db.write(|write| write.audit(&super::house::caller(), entry)).await.unwrap();
    let file = async |format| {
        let asked = AuditExport { filter: AuditFilter::default(), format };
        let read = house.kernel.db.read(move |db| {
            let mut out = Vec::new();
            assert_eq!(export(db, &asked, &mut out)?, 6);
            Ok(String::from_utf8(out).unwrap())
        });
        read.await.unwrap()
    };
    let lines = file(ExportFormat::Jsonl).await;
    let first: callboard_rpc::types::AuditRow = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    let shown = house.kernel.db.read(|db| show(db, 1)).await.unwrap();
    assert_eq!(first, shown, "a line is the row as it is shown");
    let csv = file(ExportFormat::Csv).await;
    assert_eq!(csv.lines().count(), 7);
    assert!(csv.contains(",'=HYPERLINK(1),"), "a spreadsheet would run it: {csv}");
}

#[tokio::test]
async fn a_row_that_was_tampered_with_can_still_be_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    house.add(3).await;
    let sql = "UPDATE audit SET actor = CAST(x'ff41' AS TEXT), after = 'no json', at = 9223372036854775807 WHERE seq = 2";
    house.kernel.db.write(move |write| Ok(write.execute(sql, [])?)).await.unwrap();
    let row = house.kernel.db.read(|db| show(db, 2)).await.unwrap();
    assert_eq!((row.actor.as_str(), row.after), ("\u{fffd}A", Some("no json".into())));
}

#[tokio::test]
async fn seals_are_left_out_and_counted_where_they_are_not_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let house = House::at(dir.path());
    for line in 0..12 {
        house.add(1).await;
        house.add_lines("monday", line, 1).await;
    }
    let page = async |filter: AuditFilter, seals: Option<bool>, after: Option<String>| {
        let ask = AuditList { seals, ..asked(filter, after) };
        house.kernel.db.read(move |db| list(db, &ask)).await.unwrap()
    };
    let all = page(AuditFilter::default(), None, None).await;
    assert_eq!((all.total, all.rows[0].seq, all.seals_left_out), (24, 24, None));
    let first = page(AuditFilter::default(), Some(false), None).await;
    assert_eq!((first.total, first.rows[0].seq, first.seals_left_out), (12, 23, Some(12)));
    assert!(first.rows.iter().all(|row| row.action != "audit.seal"));
    let second = page(AuditFilter::default(), Some(false), first.next).await;
    assert_eq!((second.total, second.seals_left_out, second.next), (12, Some(12), None), "carried along");
    assert_eq!(second.rows.len(), 5);
    let some = |text: &str| Some(text.to_owned());
    let by_name = AuditFilter { object: some("sealed/test.lines/monday"), ..Default::default() };
    let named = page(by_name, Some(false), None).await;
    assert_eq!((named.total, named.seals_left_out), (12, None), "whoever names them gets them");
    let by_actor = AuditFilter { actor: some("maria"), ..Default::default() };
    let filtered = page(by_actor, Some(false), None).await;
    assert_eq!((filtered.total, filtered.seals_left_out), (12, Some(12)), "of those that fit");
}
