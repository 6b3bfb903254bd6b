use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who asks: stands as `actor` and `door` in every audit row that the question causes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account on this machine, e.g. `maria`; `callboard` where the program acts by itself.
    pub actor: String,
    pub door: Door,
}

/// The way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The desktop window.
    Window,
    /// A browser at the HTTP door.
    Browser,
    /// The command line, in its own process or forwarded.
    CommandLine,
    /// Nobody asked: a timer, a restart, an answer of a tenant.
    Engine,
}

impl Door {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Browser => "browser",
            Self::CommandLine => "command_line",
            Self::Engine => "engine",
        }
    }
}

impl Caller {
    /// The program itself.
    pub fn engine() -> Self {
        Self { actor: "callboard".to_owned(), door: Door::Engine }
    }

    pub fn new(actor: impl Into<String>, door: Door) -> Self {
        Self { actor: actor.into(), door }
    }
}
