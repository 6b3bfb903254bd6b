use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::campaign::{Campaign, CampaignState};
use crate::window::Window;

/// What a campaign has done up to a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub attempted: u64,
    pub connected: u64,
    pub completed: u64,
}

/// The figures of `campaign` at `until` (inclusive), out of its `windows` and the tenant's seed alone.
///
/// In every zone with an open window the campaign dials one person after another. The i-th of a zone is
/// called once so much window time has gone by, connects (or not) after ringing, and is completed at the
/// end of the call, at the latest when the window closes. So the figures grow only inside windows, never
/// fall, and stop at the number of people; a window that closes early leaves its people to the next.
pub fn figures<'a>(
    campaign: &Campaign,
    windows: impl IntoIterator<Item = &'a Window>,
    seed: u64,
    until: Timestamp,
) -> Figures {
    let mut zones: BTreeMap<&str, Vec<&Window>> = BTreeMap::new();
    if campaign.state == CampaignState::Active {
        for window in windows.into_iter().filter(|window| window.campaign_id == campaign.id) {
            zones.entry(&window.timezone).or_default().push(window);
        }
    }
    zones.into_iter().fold(Figures::default(), |sum, (zone, windows)| {
        let zone =
            ZoneOfCampaign { campaign, people: campaign.people_in(zone), fate: fate(seed, campaign, zone) };
        sum.plus(zone.figures(&spans(windows), until))
    })
}

impl Figures {
    fn plus(self, other: Self) -> Self {
        Self {
            attempted: self.attempted + other.attempted,
            connected: self.connected + other.connected,
            completed: self.completed + other.completed,
        }
    }

    /// What was added since `earlier`, figures of the same campaign at an earlier moment.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            attempted: self.attempted.saturating_sub(earlier.attempted),
            connected: self.connected.saturating_sub(earlier.connected),
            completed: self.completed.saturating_sub(earlier.completed),
        }
    }
}

/// An open stretch, and the seconds of dialling (at speed 1) that lie before it and at its end.
struct Span {
    start: Timestamp,
    end: Timestamp,
    speed: f64,
    work_before: f64,
    work_at_end: f64,
}

impl Span {
    fn work_at(&self, until: Timestamp) -> f64 {
        if until >= self.end {
            return self.work_at_end;
        }
        self.work_before + until.duration_since(self.start).as_secs_f64().max(0.0) * self.speed
    }
}

/// Windows of one zone in the order of time. Where two overlap, the second begins where the first ends:
/// a zone is not dialled twice as fast because it was asked for twice.
fn spans(mut windows: Vec<&Window>) -> Vec<Span> {
    windows.sort_by_key(|window| (window.start, window.end));
    let mut spans: Vec<Span> = Vec::new();
    for window in windows {
        let (open_until, work_before) =
            spans.last().map_or((window.start, 0.0), |span| (span.end, span.work_at_end));
        let start = window.start.max(open_until);
        if start < window.end {
            let work = window.end.duration_since(start).as_secs_f64() * window.speed;
            let work_at_end = work_before + work;
            spans.push(Span { start, end: window.end, speed: window.speed, work_before, work_at_end });
        }
    }
    spans
}

struct ZoneOfCampaign<'a> {
    campaign: &'a Campaign,
    people: u64,
    fate: u64,
}

impl ZoneOfCampaign<'_> {
    fn figures(&self, spans: &[Span], until: Timestamp) -> Figures {
        let mut figures = Figures::default();
        let mut person = 0;
        for span in spans.iter().take_while(|span| span.start <= until) {
            let (work, closed) = (span.work_at(until), span.end <= until);
            while person < self.people {
                let attempted = self.attempted_at(person);
                // A call that falls on the closing moment itself is left to the next window.
                if attempted > work || attempted >= span.work_at_end {
                    break;
                }
                let length = self.campaign.call_seconds * (0.5 + self.draw(person, 1));
                figures.attempted += 1;
                if self.draw(person, 2) < self.campaign.connect_share
                    && (closed || attempted + length / 5.0 <= work)
                {
                    figures.connected += 1;
                }
                if closed || attempted + length <= work {
                    figures.completed += 1;
                }
                person += 1;
            }
        }
        figures
    }

    /// Seconds of dialling at speed 1 until the call of this person begins; grows with each person.
    fn attempted_at(&self, person: u64) -> f64 {
        (exact(person) + self.draw(person, 0)) * 60.0 / self.campaign.calls_per_minute
    }

    /// In 0..1, always the same for the same person and question.
    fn draw(&self, person: u64, question: u64) -> f64 {
        let mixed = mix(self.fate ^ mix(person.wrapping_mul(4).wrapping_add(question)));
        exact(mixed >> 11) / exact(1 << 53)
    }
}

#[allow(clippy::cast_precision_loss)] // below 2^53: people are counted in millions, draws are cut to 53 bits
fn exact(number: u64) -> f64 {
    number as f64
}

/// What sets the calls of one zone of one campaign apart from all others.
fn fate(seed: u64, campaign: &Campaign, zone: &str) -> u64 {
    let mut digest = Sha256::new();
    digest.update(seed.to_be_bytes());
    digest.update(campaign.id.as_bytes());
    digest.update([0]);
    digest.update(zone.as_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&digest.finalize()[..8]);
    u64::from_be_bytes(head)
}

/// `SplitMix64`'s finaliser: neighbours in, unrelated numbers out.
pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
