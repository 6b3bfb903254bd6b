//! What a removal says of the schedules and windows that depend on a connection.

use callboard_rpc::types::Dependents;
use callboard_rpc::{Code, RpcError};
use serde_json::json;

/// So many names are said one by one.
const NAMED: usize = 5;

/// `Acme EU has 1 active schedule, which stops: Spring renewals. 2 windows, 414 contacts, stand in CXone: Chicago, Denver.`
pub(super) fn question(name: &str, dependents: Dependents) -> RpcError {
    let mut words = Vec::new();
    match dependents.schedules.len() {
        0 => {}
        1 => words.push(format!("{name} has 1 active schedule, which stops: {}.", schedules(&dependents))),
        n => words.push(format!("{name} has {n} active schedules, which stop: {}.", schedules(&dependents))),
    }
    let hint = if dependents.windows.is_empty() {
        "Confirm with --withdraw: its schedules are paused, and it is removed. Nothing was changed."
    } else {
        words.push(format!("{} in CXone: {}.", windows(&dependents, "stands", "stand"), places(&dependents)));
        "Say what becomes of the windows: --withdraw or --keep. Nothing was changed."
    };
    RpcError::new(Code::Refused, words.join(" ")).hint(hint).detail(detail(dependents))
}

/// `Acme EU was not removed: 1 window, 96 contacts, may still dial in CXone: Chicago.`
pub(super) fn kept_by(name: &str, dependents: Dependents) -> RpcError {
    let what = if dependents.windows.is_empty() {
        format!("schedules of it are active again: {}", schedules(&dependents))
    } else {
        format!(
            "{} in CXone: {}",
            windows(&dependents, "may still dial", "may still dial"),
            places(&dependents)
        )
    };
    RpcError::new(Code::Refused, format!("{name} was not removed: {what}."))
        .hint(
            "Its schedules are paused, and what is being withdrawn is tried again while Callboard runs. Remove it again in a \
             minute, or with --keep where its tenant is gone for good.",
        )
        .detail(detail(dependents))
}

fn detail(dependents: Dependents) -> serde_json::Value {
    let Dependents { schedules, windows } = dependents;
    json!({ "field": "standing", "schedules": schedules, "windows": windows })
}

fn schedules(dependents: &Dependents) -> String {
    let names: Vec<&str> = dependents.schedules.iter().map(|schedule| schedule.name.as_str()).collect();
    some(&names)
}

fn windows(dependents: &Dependents, one: &str, many: &str) -> String {
    let contacts: u64 = dependents.windows.iter().map(|window| window.contacts).sum();
    let contacts = if contacts == 1 { "1 contact".to_owned() } else { format!("{contacts} contacts") };
    match dependents.windows.len() {
        1 => format!("1 window, {contacts}, {one}"),
        n => format!("{n} windows, {contacts}, {many}"),
    }
}

fn places(dependents: &Dependents) -> String {
    let mut places: Vec<&str> = dependents.windows.iter().map(|window| window.place.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    some(&places)
}

/// `Chicago, Denver and 3 more`.
fn some(names: &[&str]) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..NAMED].join(", ")),
    }
}
