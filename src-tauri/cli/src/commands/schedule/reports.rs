//! What came of a submission, in words.

use callboard_rpc::types::{ContactTotals, FailedWindow, Plan, RefusedWindow, StopReport, SubmitReport};

use crate::table::Table;
use crate::words::{besides, counted, maybe_time, parts, time, word};

pub(crate) fn plan(plan: &Plan) -> String {
    let requests =
        Table::new(["DO", "ZONE", "WINDOW THERE", "CONTACTS", "VERDICT"]).with(&plan.requests, |request| {
            [
                word(&request.action),
                request.zone.clone(),
                request.words.clone(),
                request.contacts.to_string(),
                if request.federal_hours_only {
                    format!("{} (federal hours only)", word(&request.verdict))
                } else {
                    word(&request.verdict)
                },
            ]
        });
    let data = format!("Zone data {}, rules {}. Nothing was sent.", plan.zone_release, plan.rules_version);
    parts([
        requests.unless_empty(),
        totals(plan.contacts),
        refused(&plan.refused),
        plan.warnings.join("\n"),
        data,
    ])
}

pub(crate) fn submitted(report: &SubmitReport) -> String {
    let windows = Table::new(["ZONE", "SCHEDULE AT TENANT", "START", "END"])
        .with(&report.submitted, |window| {
            [window.zone.clone(), window.schedule_id.clone(), time(window.start), time(window.end)]
        });
    let windows_submitted = counted(report.submitted.len() as u64, "window");
    parts([
        format!("Run {}: {windows_submitted} submitted.", report.run_id),
        windows.unless_empty(),
        troubles(&report.failed).unless_empty(),
        report.warnings.join("\n"),
        report.passed_over.iter().map(|start| start.words.clone()).collect::<Vec<_>>().join("\n"),
        refused(&report.refused),
        totals(report.contacts),
    ])
}

/// The windows that are withdrawn and those that stay, in words.
pub(crate) fn stop(report: &StopReport) -> String {
    let mut withdrawn = withdrawn(&report.withdrawn);
    if report.cancelled > 0 {
        let do_not = if report.cancelled == 1 { "does not" } else { "do not" };
        let starts = counted(report.cancelled, "later start");
        withdrawn = format!("{withdrawn} {starts} of today {do_not} happen either.");
    }
    let unread = report
        .unread
        .as_ref()
        .map(|why| format!("CXone's own list was not read, so what was made elsewhere may dial too: {why}"));
    if report.still_dialling.is_empty() {
        let left = match &unread {
            None => "Nothing dials any more.",
            Some(_) => "Nothing that was made here dials any more.",
        };
        return parts([format!("{withdrawn} {left}"), unread.unwrap_or_default()]);
    }
    parts([withdrawn, still_dialling(&report.still_dialling), unread.unwrap_or_default()])
}

/// `2 windows withdrawn: America/Chicago, Europe/Berlin.`
fn withdrawn(zones: &[String]) -> String {
    let count = counted(zones.len() as u64, "window");
    if zones.is_empty() {
        format!("{count} withdrawn.")
    } else {
        format!("{count} withdrawn: {}.", zones.join(", "))
    }
}

/// Windows that should be gone and may still dial, and until when.
pub(crate) fn still_dialling(windows: &[FailedWindow]) -> String {
    let table = troubles(windows).unless_empty();
    if table.is_empty() { table } else { format!("Still dialling, or not known:\n\n{table}") }
}

/// Windows that were let go and did not reach the tenant, or not yet.
pub(crate) fn not_sent(windows: &[FailedWindow]) -> String {
    let table = troubles(windows).unless_empty();
    if table.is_empty() { table } else { format!("Not sent, or not yet:\n\n{table}") }
}

fn troubles(windows: &[FailedWindow]) -> Table {
    Table::new(["ZONE", "STATE", "NEXT TRY", ""]).with(windows, |window| {
        [window.zone.clone(), word(&window.state), maybe_time(window.next_try), window.words.clone()]
    })
}

fn refused(windows: &[RefusedWindow]) -> String {
    let lines = windows.iter().map(|window| {
        format!("\n{} ({}): {}", window.zone, counted(window.contacts, "contact"), window.words)
    });
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("Refused:{lines}") }
}

fn totals(contacts: ContactTotals) -> String {
    let others = besides([
        (contacts.clamped, "in shorter windows"),
        (contacts.refused, "refused"),
        (contacts.needs_zone, "without a zone"),
        (contacts.invalid, "invalid"),
        (contacts.left_out, "left out"),
    ]);
    format!("Contacts: {} legal{others}.", contacts.legal)
}
