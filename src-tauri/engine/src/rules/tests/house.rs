use callboard_clock::{Chance, ManualClock};
use callboard_rpc::types::{HouseRule, Nothing, RuleNamed, RuleOff, Rules};
use callboard_rpc::{Caller, Code, Door, Handle, command};
use jiff::civil::date;

use crate::rules::{Jurisdiction, TimeOfDay};
use crate::{Engine, Options};

struct House {
    engine: Engine,
    _dir: tempfile::TempDir,
}

fn house() -> House {
    let dir = tempfile::tempdir().unwrap();
    let manual = ManualClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
    let engine =
        Engine::start(Options::new(dir.path().to_owned(), manual.clock(), Chance::seeded(1))).unwrap();
    House { engine, _dir: dir }
}

fn maria() -> Caller {
    Caller::new("maria", Door::Window)
}

fn no_uk() -> HouseRule {
    HouseRule {
        id: "no-uk".into(),
        jurisdictions: vec!["gb".into()],
        days: vec![],
        from: None,
        to: None,
        why: "No licence there yet.".into(),
        standing: None,
    }
}

impl House {
    async fn add(&self, rule: HouseRule) -> callboard_rpc::Result<Rules> {
        Handle::<command::RuleAdd>::handle(&self.engine, &maria(), rule).await
    }

    async fn off(&self, id: &str, why: &str) -> callboard_rpc::Result<Rules> {
        let args = RuleOff { id: id.into(), why: why.into(), standing: None };
        Handle::<command::RuleOffCommand>::handle(&self.engine, &maria(), args).await
    }

    async fn on(&self, id: &str) -> callboard_rpc::Result<Rules> {
        Handle::<command::RuleOn>::handle(&self.engine, &maria(), RuleNamed { id: id.into(), standing: None })
            .await
    }

    /// Hours in a place on Monday 23 November 2026.
    async fn monday(&self, place: &str) -> Option<(TimeOfDay, TimeOfDay)> {
        let book = self.engine.rules().await.unwrap();
        let place = Jurisdiction::parse(place).unwrap();
        book.allowed(&[place], date(2026, 11, 23)).ok().map(|day| (day.from, day.to))
    }

    async fn audited(&self) -> Vec<(String, String)> {
        let read = self.engine.kernel.db.read(|db| {
            let mut statement = db.prepare(
                "SELECT action, coalesce(after, '') FROM audit WHERE object LIKE 'rule/%' ORDER BY seq",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        read.await.unwrap()
    }
}

#[tokio::test]
async fn a_rule_of_the_house_holds_at_once_and_is_audited() {
    let house = house();
    assert!(house.monday("GB").await.is_some());
    let before = house.engine.rules().await.unwrap().version().to_owned();
    let rules = house.add(no_uk()).await.unwrap();
    assert!(house.monday("GB").await.is_none());
    assert_ne!(rules.version, before, "a plan names the rules that it was made with");
    let shown = rules.rules.iter().find(|rule| rule.id == "no-uk").unwrap();
    assert_eq!(
        (shown.version, shown.house, shown.words.as_str()),
        (1, true, "No calls at all. No licence there yet.")
    );
    assert_eq!(house.audited().await.len(), 1);
}

#[tokio::test]
async fn a_rule_says_nothing_about_the_days_it_does_not_name() {
    let house = house();
    let sunday = HouseRule { days: vec![0], ..no_uk() };
    house.add(HouseRule { id: "quiet-sundays".into(), ..sunday }).await.unwrap();
    assert!(house.monday("GB").await.is_some());
    let late = HouseRule { from: Some("10:00".into()), to: Some("12:00".into()), ..no_uk() };
    house.add(HouseRule { id: "late-mornings".into(), ..late }).await.unwrap();
    let hours = house.monday("GB").await.map(|(from, to)| (from.to_string(), to.to_string()));
    assert_eq!(hours, Some(("10:00".into(), "12:00".into())));
}

#[tokio::test]
async fn a_changed_rule_is_a_new_version_and_the_newest_holds() {
    let house = house();
    house.add(no_uk()).await.unwrap();
    let softer = HouseRule { from: Some("10:00".into()), to: Some("16:00".into()), ..no_uk() };
    let rules = house.add(softer).await.unwrap();
    assert_eq!(rules.rules.iter().find(|rule| rule.id == "no-uk").unwrap().version, 2);
    assert_eq!(house.monday("GB").await.unwrap().0.to_string(), "10:00");
    let rows: i64 = house
        .engine
        .kernel
        .db
        .read(|db| Ok(db.query_row("SELECT count(*) FROM house_rules", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(rows, 2, "the old version stays for what was decided by it");
}

#[tokio::test]
async fn a_rule_is_switched_off_only_with_a_reason_and_on_again() {
    let house = house();
    assert_eq!(house.off("us-ky-hours", "  ").await.unwrap_err().detail.unwrap()["field"], "why");
    assert_eq!(house.off("no-such", "x").await.unwrap_err().code, Code::NotFound);
    house.off("us-ky-hours", "Counsel says 08:00").await.unwrap();
    assert_eq!(house.monday("US-KY").await.unwrap().0.to_string(), "08:00", "the federal hours are left");
    let list = Handle::<command::RuleList>::handle(&house.engine, &maria(), Nothing {}).await.unwrap();
    let shown = list.rules.iter().find(|rule| rule.id == "us-ky-hours").unwrap();
    assert_eq!(shown.off_because.as_deref(), Some("Counsel says 08:00"));
    house.on("us-ky-hours").await.unwrap();
    assert_eq!(house.monday("US-KY").await.unwrap().0.to_string(), "10:00");
    assert_eq!(house.on("us-ky-hours").await.unwrap_err().code, Code::Conflict);
    let actions: Vec<_> = house.audited().await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(actions, ["rule.off", "rule.on"], "what was refused leaves no row");
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused_by_its_field() {
    let house = house();
    let wrong = [
        (HouseRule { id: "No UK".into(), ..no_uk() }, "id"),
        (HouseRule { id: "us-federal-hours".into(), ..no_uk() }, "id"),
        (HouseRule { jurisdictions: vec![], ..no_uk() }, "jurisdictions"),
        (HouseRule { jurisdictions: vec!["Atlantis".into()], ..no_uk() }, "jurisdictions"),
        (HouseRule { days: vec![7], ..no_uk() }, "days"),
        (HouseRule { from: Some("9am".into()), to: Some("12:00".into()), ..no_uk() }, "from"),
        (HouseRule { from: Some("12:00".into()), ..no_uk() }, "to"),
        (HouseRule { from: Some("20:00".into()), to: Some("08:00".into()), ..no_uk() }, "to"),
        (HouseRule { why: String::new(), ..no_uk() }, "why"),
    ];
    for (rule, field) in wrong {
        let refused = house.add(rule).await.unwrap_err();
        assert_eq!(refused.detail.clone().unwrap()["field"], field, "{refused}");
    }
    assert!(house.audited().await.is_empty());
}
