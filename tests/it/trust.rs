//! The whole path, with everything in its way: a messy list of 5,000 rows, a tenant that accepts and answers 504, a rule
//! in the middle, the lid closed over the end. Nothing is sent that was not confirmed, and no figure differs from the tenant's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use callboard_rpc::command::{
    AuditVerifyCommand, ContactsImportCommand, EndpointSaveCommand, RuleAdd, RunShow, SchedulePlan,
    ScheduleSubmit, SettingsSet,
};
use callboard_rpc::types::{
    AuditVerify, ContactSet, ContactsImport, EndpointSave, HouseRule, Plan, RuleTreatment, Run, RunId,
    RunRef, RunState, SettingSet, SubmitArgs, WindowState,
};
use callboard_simulator::{Campaign, Fault};
use callboard_tests::{Receiver, TestApp, draft};
use serde_json::{Value, json};

const SCHEDULES: &str = "/api/v2/outbound/campaigns/*/schedules";
const ANALYTICS: &str = "/api/v2/analytics/outbound/details/query";

/// What a row of the list is like: a zone, and how many rows of a hundred have it.
const ROWS: &[(&str, usize)] = &[
    ("America/New_York", 38),
    ("America/Chicago", 24),
    ("America/Denver", 9),
    ("America/Los_Angeles", 12),
    ("Europe/Berlin", 6),
    ("Pacific/Honolulu", 3),
    // Nobody can be placed by these.
    ("", 4),
    ("Middle/Earth", 2),
    ("EST", 1),
    ("\"quoted, Nowhere\"", 1),
];

/// 5,000 rows as they come out of other programs: quotes, blanks, doubled ends of lines, zones that are none.
fn messy() -> String {
    let mut csv = "\u{feff}id;zone\r\n".to_owned();
    for number in 0..5_000 {
        let mut place = number * 37 % 100;
        let zone = ROWS.iter().find(|(_, share)| {
            let here = place < *share;
            place = place.wrapping_sub(*share);
            here
        });
        let (zone, _) = zone.expect("the shares add up to a hundred");
        let id = if number % 7 == 0 { format!("\"c{number}\"") } else { format!("  c{number} ") };
        let _ = write!(csv, "{id};{zone}{}", if number % 3 == 0 { "\r\n" } else { "\n" });
    }
    csv
}

async fn import(app: &TestApp) -> ContactSet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("renewals.csv");
    std::fs::write(&path, messy()).unwrap();
    let import = ContactsImport {
        file: app.engine.files.adopt(&path).unwrap(),
        name: "renewals.csv".to_owned(),
        connection: Some(app.connection.clone()),
        mapping: None,
        columns: None,
        region: None,
        sheet: None,
        header_row: None,
    };
    let set = app.call(ContactsImportCommand, import).await.unwrap();
    assert_eq!(set.placed + set.needs_zone + set.invalid, 5_000, "rows in are placed or refused: {set:?}");
    assert!(set.placed > 4_000 && set.needs_zone + set.invalid > 300, "{set:?}");
    set
}

/// The tenant has the same people to call, each zone at its own pace.
fn dials(app: &TestApp, set: &ContactSet) {
    let mut people: BTreeMap<&str, u64> = BTreeMap::new();
    for group in &set.groups {
        *people.entry(&group.zone).or_default() += group.contacts;
    }
    let mut campaign = Campaign::new("renewals", "Renewals");
    campaign.calls_per_minute = 5.0;
    let campaign =
        people.iter().fold(campaign, |campaign, (zone, count)| campaign.with_contacts(zone, *count));
    assert!(app.tenant.put_campaigns(vec![campaign]));
}

async fn listen(app: &TestApp) -> Receiver {
    let receiver = Receiver::start(&[503]).await;
    let set = SettingSet { key: "delivery.allowed_subnets".to_owned(), value: json!(["127.0.0.0/8"]) };
    app.call(SettingsSet, set).await.unwrap();
    let save = EndpointSave {
        id: None,
        name: "CRM".to_owned(),
        url: receiver.url(),
        events: vec!["campaign.completed".to_owned()],
        enabled: true,
        secret: None,
    };
    app.call(EndpointSaveCommand, save).await.unwrap();
    receiver
}

/// What stands at the tenant, as zone, start and end.
fn standing(app: &TestApp) -> BTreeSet<(String, String, String)> {
    let windows = app.tenant.windows();
    let told: BTreeSet<_> = windows
        .iter()
        .map(|window| (window.timezone.clone(), window.start.to_string(), window.end.to_string()))
        .collect();
    assert_eq!(told.len(), windows.len(), "a window was made twice: {windows:?}");
    told
}

fn confirmed(plan: &Plan) -> BTreeSet<(String, String, String)> {
    plan.requests.iter().map(|one| (one.zone.clone(), one.start.to_string(), one.end.to_string())).collect()
}

async fn show(app: &TestApp, id: &RunId) -> Run {
    app.call(RunShow, RunRef { id: id.clone() }).await.unwrap()
}

/// A rule of the house in the middle: saved only with what becomes of the window that it forbids. Answers what stands.
async fn no_calls_to_germany(app: &TestApp, plan: &Plan) -> BTreeSet<(String, String, String)> {
    let rule = HouseRule {
        id: "no-germany".to_owned(),
        jurisdictions: vec!["DE".to_owned()],
        days: Vec::new(),
        from: None,
        to: None,
        why: "a holiday of ours".to_owned(),
        standing: None,
    };
    let refused = app.call(RuleAdd, rule.clone()).await.unwrap_err();
    assert!(refused.message.contains("1 submitted window"), "{refused}");
    assert_eq!(standing(app), confirmed(plan), "asking changes nothing");
    app.call_on(RuleAdd, HouseRule { standing: Some(RuleTreatment::Withdraw), ..rule }).await.unwrap();
    let allowed: BTreeSet<_> = confirmed(plan).into_iter().filter(|(zone, ..)| zone != BERLIN).collect();
    let gone = || async { (standing(app) == allowed).then_some(()) };
    app.drive.until("Berlin's window is withdrawn", Duration::from_secs(1), gone).await;
    allowed
}

const BERLIN: &str = "Europe/Berlin";

#[tokio::test(flavor = "multi_thread")]
async fn from_a_messy_list_to_a_signed_end_nothing_is_sent_unconfirmed_and_no_figure_is_wrong() {
    // 13:30 UTC: half past eight in New York, where it is to begin at nine.
    let mut app = TestApp::at("2026-11-23T13:30:00Z").await;
    let receiver = listen(&app).await;
    let set = import(&app).await;
    dials(&app, &set);
    let args = SubmitArgs { connection: None, schedule: None, draft: Some(draft(&set.id)), now: false };
    let plan = app.call(SchedulePlan, args.clone()).await.unwrap();
    assert_eq!(standing(&app), BTreeSet::new(), "a plan sends nothing");

    // The tenant makes every window, and a gateway before it answers 504.
    app.tenant.faults().add(Fault::accepted_then(504).on("POST", SCHEDULES).share(0.6));
    let id = app.call_on(ScheduleSubmit, args).await.unwrap().run_id;
    let settled = || async {
        let run = show(&app, &id).await;
        run.windows.iter().all(|window| window.state == WindowState::Submitted).then_some(run)
    };
    let run = app.drive.until("every window stands", Duration::from_secs(1), settled).await;
    app.tenant.faults().clear();
    assert_eq!(standing(&app), confirmed(&plan), "what was confirmed, and nothing else, and nothing twice");
    assert_eq!(run.summary.figures.expected, set.placed, "everybody who has a zone, once");

    let allowed = no_calls_to_germany(&app, &plan).await;
    let left = set.placed
        - set.groups.iter().filter(|group| group.zone == BERLIN).map(|group| group.contacts).sum::<u64>();
    let counted = || async { (show(&app, &id).await.summary.figures.expected == left).then_some(()) };
    app.drive.until("nobody in Germany is expected", Duration::from_secs(1), counted).await;

    let dialled = || async {
        let run = show(&app, &id).await;
        (run.summary.figures.completed > 100).then_some(run)
    };
    let run = app.drive.until("calls come in", Duration::from_secs(30), dialled).await;
    let last_opens = run.windows.iter().map(|window| window.start).max().unwrap();
    if let Some(eta) = run.summary.eta {
        assert!(eta > last_opens, "no end is promised before the last zone opens");
    }

    // The lid is closed over the end, and opened where there is no network.
    app.tenant.faults().add(Fault::reset().on("POST", ANALYTICS));
    app.drive.clock().advance(Duration::from_hours(30));
    app.drive.over(Duration::from_mins(40), Duration::from_secs(5)).await;
    app.restart().await;
    app.drive.over(Duration::from_mins(5), Duration::from_secs(5)).await;
    assert_eq!(show(&app, &id).await.summary.ended_at, None, "nobody could be asked: it is not over");
    assert!(receiver.came().is_empty(), "and nobody is told");
    app.tenant.faults().clear();
    let over = || async {
        let run = show(&app, &id).await;
        run.summary.ended_at.is_some().then_some(run)
    };
    let run = app.drive.until("the run is over", Duration::from_secs(15), over).await;
    let truth = app.tenant.figures("renewals").unwrap();
    let figures = run.summary.figures;
    assert_eq!(
        (figures.completed, figures.attempted, figures.connected),
        (truth.completed, truth.attempted, truth.connected),
        "the run's figures are the tenant's"
    );
    assert!(matches!(run.summary.state, RunState::Ended | RunState::Completed));
    assert_eq!(standing(&app), allowed, "nothing was sent after that either");

    let taken = || async { (receiver.came().len() >= 2).then_some(()) };
    app.drive.until("the webhook arrives at its second try", Duration::from_millis(250), taken).await;
    app.drive.over(Duration::from_mins(10), Duration::from_secs(5)).await;
    assert_eq!((receiver.came().len(), receiver.ids().len()), (2, 1), "one end, told once");
    let told: Value = serde_json::from_str(&receiver.came()[1].body).unwrap();
    assert_eq!(told["data"]["totalCompleted"], truth.completed);
    assert_eq!(told["data"]["expected"], left);
    assert_eq!(told["data"]["runId"], id.as_str());

    let verified = app.call(AuditVerifyCommand, AuditVerify { anchor: None }).await.unwrap();
    assert!(verified.ok, "{verified:?}");
}
