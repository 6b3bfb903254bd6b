use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::senders::Kind;

/// What one message is about, before it is put into the words of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) id: String,
    pub(crate) contact: String,
    pub(crate) phone: String,
    pub(crate) code: String,
    pub(crate) campaign: String,
    pub(crate) at: Timestamp,
    /// Decides what nothing else does.
    pub(crate) chance: u64,
}

const RESULTS: [&str; 4] = ["completed", "no_answer", "busy", "voicemail"];
const LANGUAGES: [&str; 3] = ["en-US", "es-US", "de-DE"];
const EVENT_TYPES: [&str; 4] = ["contact.created", "contact.updated", "interaction.completed", "queue.event"];

/// The body of contract.md §4 for this kind.
pub(crate) fn body(kind: Kind, about: &Subject) -> Value {
    match kind {
        Kind::CallResult => json!({
            "contactId": about.contact,
            "dispositionCode": about.code,
            "callResult": pick(&RESULTS, about.chance),
            "timestamp": about.at,
        }),
        Kind::DataAction => json!({
            "phoneNumber": about.phone,
            "eventName": if about.chance % 10 < 3 { "optIn" } else { "optOut" },
            "timestamp": about.at,
            "metadata": { "source": "sms", "keyword": "STOP" },
        }),
        Kind::Callback => {
            let hours = |hours: u64| SignedDuration::from_hours(i64::try_from(hours).unwrap_or(1));
            let next_hour = about.at.as_second().div_euclid(3600).saturating_add(1).saturating_mul(3600);
            let next_hour = Timestamp::from_second(next_hour).unwrap_or(about.at);
            let start = next_hour + hours(1 + about.chance % 6);
            json!({
                "phoneNumber": about.phone,
                "requestedStart": start,
                "requestedEnd": start + hours(1 + about.chance / 6 % 4),
                "campaignId": about.campaign,
                "language": pick(&LANGUAGES, about.chance),
            })
        }
        Kind::Event => json!({
            "id": about.id,
            "eventType": pick(&EVENT_TYPES, about.chance),
            "subscriptionId": "subscription-1",
            "timestamp": about.at,
            "data": { "contactId": about.contact, "channel": "voice" },
        }),
    }
}

/// The fields that have to be there: whom it is about, what it says of them, and when that was.
pub(crate) fn fields(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::CallResult => ["contactId", "dispositionCode", "timestamp"],
        Kind::DataAction => ["phoneNumber", "eventName", "timestamp"],
        Kind::Callback => ["phoneNumber", "campaignId", "requestedStart"],
        Kind::Event => ["id", "eventType", "timestamp"],
    }
}

fn pick<'a>(choices: &[&'a str], chance: u64) -> &'a str {
    choices[usize::try_from(chance % choices.len() as u64).unwrap_or_default()]
}
