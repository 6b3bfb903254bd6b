use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an event is about; each kind has its path and its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A call ended, and an agent said how.
    #[default]
    CallResult,
    /// Somebody opted in or out.
    DataAction,
    /// Somebody wants to be called back.
    Callback,
    /// A subscribed event.
    Event,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::CallResult, Self::DataAction, Self::Callback, Self::Event];

    pub fn name(self) -> &'static str {
        match self {
            Self::CallResult => "call-result",
            Self::DataAction => "data-action",
            Self::Callback => "callback",
            Self::Event => "event",
        }
    }

    /// The path of the first source of this kind.
    pub fn path(self) -> String {
        format!("/webhook/{}", self.name())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| format!("{name:?} is none of call-result, data-action, callback, event"))
    }
}
