mod states;
mod told;

use callboard_rpc::types::{ConnectionId, RunFigures, RunId, RunState, Verdict, WindowId, WindowState};
use jiff::Timestamp;

use super::store::Run;
use crate::window::Window;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

/// Expects 100, from minute 60 to minute 300.
fn run() -> Run {
    Run {
        id: RunId::from("run_1"),
        connection: ConnectionId::from("con_1"),
        campaign_id: "c".to_owned(),
        schedule: None,
        name: "c".to_owned(),
        state: RunState::Submitting,
        opened: at(0),
        first_start: at(60),
        last_end: at(300),
        figures: RunFigures { expected: 100, ..RunFigures::default() },
        by_hand: false,
        progressed: None,
        quiet_since: None,
        silent_since: None,
        stop_asked: false,
        superseded: None,
        flags: Vec::new(),
        stall: None,
        ended: None,
    }
}

fn window(state: WindowState) -> Window {
    Window {
        id: WindowId::from("win_1"),
        run: RunId::from("run_1"),
        schedule: None,
        connection: ConnectionId::from("con_1"),
        campaign: "c".to_owned(),
        zone: "Europe/Berlin".to_owned(),
        zones: "Europe/Berlin".to_owned(),
        occurrence: "1970-01-01T01:00".to_owned(),
        start: at(60),
        end: at(300),
        asap: false,
        contacts: 100,
        verdict: Verdict::Legal,
        rule: None,
        state,
        key: String::new(),
        tenant_id: Some("s".to_owned()),
        attempts: 1,
        unwanted: false,
        trouble: None,
        next_try: None,
        places: Vec::new(),
        shorten_to: None,
        in_spite: None,
        repeated: false,
        waits_for: Vec::new(),
        people: Vec::new(),
        gone: None,
    }
}
