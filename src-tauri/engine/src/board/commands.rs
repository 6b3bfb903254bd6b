use callboard_rpc::command::{BoardShow, ConnectionList, SecretsShow};
use callboard_rpc::types::{
    Board, BoardTraffic, Listener, ListenerState, NavCounts, Need, NeedKind, Nothing,
};
use callboard_rpc::{Caller, Handle, Result};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::{health, needs};
use crate::Engine;
use crate::kernel::Notices;
use crate::{disposition, inbox, run, schedule, status, traffic};

/// "Today and tomorrow".
const AHEAD: SignedDuration = SignedDuration::from_hours(36);
/// As many coming fires are listed.
const NEXT: usize = 40;

impl Handle<BoardShow> for Engine {
    async fn handle(&self, caller: &Caller, _: Nothing) -> Result<Board> {
        let connections = Handle::<ConnectionList>::handle(self, caller, Nothing {}).await?;
        let store = Handle::<SecretsShow>::handle(self, caller, Nothing {}).await?;
        let listener = inbox::shown(&self.listener).await?;
        let (zones, now) = (self.zones.clone(), self.kernel.clock.now());
        let trouble = status::trouble(self).await?;
        let audit_trouble = self.signer.trouble();
        let standing_still = status::standing_still(self);
        let board = self.kernel.db.read(move |db| {
            let mut waiting = needs::needs(db, &zones, now)?;
            let troubled = connections.iter().filter_map(|one| needs::connection_trouble(one, now));
            for need in troubled {
                // Where something waits for that connection, its own line says more.
                let said = |one: &Need| one.kind == need.kind && one.subject == need.subject;
                if !waiting.iter().any(said) {
                    waiting.push(need);
                }
            }
            waiting.extend(needs::secret_store(&store, now));
            waiting.extend(needs::listener(&listener, now));
            let running = run::live(db)?;
            let mut counts = counts(&waiting);
            counts.dispositions = u32::try_from(disposition::codes_to_map(db)?).unwrap_or(u32::MAX);
            counts.notices = Notices::unread(db)?;
            Ok(Board {
                fresh: connections.is_empty(),
                next: schedule::next_fires(db, &zones, now, now + AHEAD, NEXT)?,
                running: running
                    .into_iter()
                    .map(|found| run::summarise(db, &zones, found, now))
                    .collect::<crate::kernel::Result<_>>()?,
                health: health::lines(db, &connections, &listener, audit_trouble, &standing_still)?,
                traffic: tile(db, &listener, now)?,
                needs: waiting,
                counts,
                trouble,
                now,
            })
        });
        Ok(board.await?)
    }
}

fn tile(db: &Connection, listener: &Listener, now: Timestamp) -> crate::kernel::Result<BoardTraffic> {
    Ok(BoardTraffic {
        listening: listener.state == ListenerState::Listening,
        sources: listener.sources,
        events_per_minute: listener.events_per_minute,
        events_by_minute: inbox::by_minute(db, now)?,
        oldest_waiting_seconds: listener.oldest_waiting_seconds,
        dead_letters: traffic::dead_letters(db)?,
    })
}

/// What waits on each page, as far as a line of needs says it.
fn counts(needs: &[Need]) -> NavCounts {
    let of = |kinds: &[NeedKind]| {
        u32::try_from(needs.iter().filter(|need| kinds.contains(&need.kind)).count()).unwrap_or(u32::MAX)
    };
    NavCounts {
        board: u32::try_from(needs.len()).unwrap_or(u32::MAX),
        schedules: of(&[NeedKind::MissedFires, NeedKind::PausedSchedule, NeedKind::MovedFires]),
        runs: of(&[NeedKind::StalledRun, NeedKind::FailedWindows]),
        traffic: of(&[NeedKind::DeadDeliveries, NeedKind::DeadEvents]),
        settings: of(&[
            NeedKind::FailingEndpoint,
            NeedKind::ListenerTrouble,
            NeedKind::ConnectionTrouble,
            NeedKind::SecretStore,
        ]),
        dispositions: 0,
        notices: 0,
    }
}
