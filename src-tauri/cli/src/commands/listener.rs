use callboard_rpc::command::{ListenerSelfTest, ListenerSet, ListenerShow};
use callboard_rpc::types::{Listener, ListenerSettings, Nothing};
use clap::{ArgGroup, Args, Subcommand};

use crate::answer::Answer;
use crate::failure::Failure;
use crate::reach::Reach;
use crate::table::Table;
use crate::terminal::Terminal;
use crate::words::{or_nothing, parts, time, word};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Where webhooks come in, and what can reach it.
    Show,
    /// Changes what is named, and leaves the rest as it is.
    Set(Set),
    /// Sends a signed nonce to the public address; exit 1 where it does not come back.
    SelfTest,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("turned").args(["on", "off"]))]
pub(crate) struct Set {
    /// Opens it.
    #[arg(long)]
    on: bool,
    /// Closes it.
    #[arg(long)]
    off: bool,
    /// `ADDRESS:PORT`; any but loopback needs a certificate.
    #[arg(long)]
    address: Option<String>,
    /// A PEM file; empty: none.
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// A PEM file; empty: none.
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
    /// Where senders reach it through a reverse proxy or a tunnel; empty: none.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

pub(crate) async fn run(terminal: &Terminal, group: Group) -> Result<Answer, Failure> {
    let reach = Reach::open(terminal).await?;
    match group {
        Group::Show => {
            let listener = reach.ask::<ListenerShow>(Nothing {}).await?;
            terminal.out.show(&listener, said)?;
            Ok(Answer::Yes)
        }
        Group::Set(set) => {
            let before = reach.ask::<ListenerShow>(Nothing {}).await?.settings;
            let listener = reach.ask::<ListenerSet>(set.over(before)).await?;
            terminal.out.show(&listener, said)?;
            Ok(Answer::Yes)
        }
        Group::SelfTest => {
            let test = reach.ask::<ListenerSelfTest>(Nothing {}).await?;
            terminal.out.show(&test, |test| format!("{}\n{}", test.url, test.words))?;
            Ok(Answer::yes_if(test.came_back))
        }
    }
}

impl Set {
    fn over(self, before: ListenerSettings) -> ListenerSettings {
        let or =
            |named: Option<String>, before: Option<String>| named.or(before).filter(|text| !text.is_empty());
        ListenerSettings {
            enabled: self.on || before.enabled && !self.off,
            address: self.address.unwrap_or(before.address),
            tls_cert: or(self.tls_cert, before.tls_cert),
            tls_key: or(self.tls_key, before.tls_key),
            public_url: or(self.public_url, before.public_url),
        }
    }
}

fn said(listener: &Listener) -> String {
    let facts = [
        (
            "State",
            format!(
                "{}{}",
                word(&listener.state),
                listener.since.map_or_else(String::new, |at| format!(" since {}", time(at)))
            ),
        ),
        ("Listens at", or_nothing(listener.address.as_deref())),
        ("Encrypted", if listener.tls { "yes" } else { "no" }.to_owned()),
        ("Public address", or_nothing(listener.settings.public_url.as_deref())),
        ("Sources", listener.sources.to_string()),
        ("Events", format!("{} in the last minute", listener.events_per_minute)),
    ];
    let facts = facts.map(|(name, value)| format!("{name:<14}  {value}")).join("\n");
    let refused = Table::new(["REFUSED", "STATUS", "LAST", ""]).with(&listener.refused, |refused| {
        [refused.count.to_string(), refused.status.to_string(), time(refused.last), refused.reason.clone()]
    });
    parts([facts, listener.words.clone(), listener.warnings.join("\n"), refused.unless_empty()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_stays_and_an_empty_text_takes_away() {
        let before = ListenerSettings {
            enabled: true,
            address: "127.0.0.1:8080".to_owned(),
            tls_cert: None,
            tls_key: None,
            public_url: Some("https://hooks.example.com".to_owned()),
        };
        let set =
            Set { on: false, off: false, address: None, tls_cert: None, tls_key: None, public_url: None };
        assert_eq!(set.over(before.clone()), before);
        let set = Set {
            on: false,
            off: true,
            address: Some("[::1]:9000".to_owned()),
            tls_cert: None,
            tls_key: None,
            public_url: Some(String::new()),
        };
        let after = set.over(before);
        assert_eq!((after.enabled, after.address.as_str(), after.public_url), (false, "[::1]:9000", None));
    }
}
