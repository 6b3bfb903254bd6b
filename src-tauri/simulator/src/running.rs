use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use callboard_clock::Clock;
use callboard_http::{HostRule, Limits, only_hosts, serve};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::campaign::Campaign;
use crate::contact::Contact;
use crate::fault_book::FaultBook;
use crate::journal::Journal;
use crate::outbound::OutboundContact;
use crate::progress::Figures;
use crate::settings::Settings;
use crate::stand_in::{StandIn, lock};
use crate::window::{Asked, Window, WindowRefused};
use crate::{control, routes};

/// A tenant that answers. Dropping it closes the door; [`Running::stop`] also waits until it is closed.
#[derive(Debug)]
pub struct Running {
    stand_in: Arc<StandIn>,
    address: SocketAddr,
    closing: DropGuard,
    door: JoinHandle<()>,
}

impl Running {
    pub(crate) fn open(
        stand_in: Arc<StandIn>,
        listener: TcpListener,
        address: SocketAddr,
        with_control: bool,
    ) -> Self {
        let mut router = routes::router(Arc::clone(&stand_in));
        if with_control {
            router = router.merge(control::router(Arc::clone(&stand_in)));
        }
        let router = only_hosts(router, HostRule::loopback().and(&address.ip().to_string()));
        let limits = Limits {
            answer: Duration::from_hours(1), // a delay on request may be long
            drain: Duration::from_secs(2),
            ..Limits::default()
        };
        let closing = CancellationToken::new();
        let door = serve(listener, router, limits, None, Clock::system(), closing.clone());
        Self { stand_in, address, closing: closing.drop_guard(), door: tokio::spawn(door) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://ADDRESS`, as a connection takes it.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn journal(&self) -> &Journal {
        &self.stand_in.journal
    }

    pub fn faults(&self) -> &FaultBook {
        &self.stand_in.faults
    }

    pub fn settings(&self) -> Settings {
        self.stand_in.settings()
    }

    /// Holds for the requests that come from now on.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut lock(&self.stand_in.settings));
    }

    pub fn campaigns(&self) -> Vec<Campaign> {
        self.stand_in.tenant().campaigns.clone()
    }

    /// Puts these in place of the campaigns there are. `false`: one has no id or a senseless number, or
    /// the state file could not be written; nothing has changed.
    #[must_use]
    pub fn put_campaigns(&self, campaigns: Vec<Campaign>) -> bool {
        self.stand_in.put_campaigns(campaigns).is_ok()
    }

    /// The contact of this id as `GET` answers it, listed or made up; `None` where that is 404.
    pub fn contact(&self, id: &str) -> Option<Contact> {
        lock(&self.stand_in.contacts).find(id, &self.settings())
    }

    /// Those that were put or changed, by id; contacts that were only asked for are not kept.
    pub fn contacts(&self) -> Vec<Contact> {
        lock(&self.stand_in.contacts).all()
    }

    /// Puts these in place of the contacts that are kept. `false`: an id is empty or too long, or the
    /// state file could not be written; nothing has changed.
    #[must_use]
    pub fn put_contacts(&self, contacts: Vec<Contact>) -> bool {
        self.stand_in.put_contacts(contacts).is_ok()
    }

    /// The numbers that batches have brought, by number.
    pub fn outbound_contacts(&self) -> Vec<OutboundContact> {
        lock(&self.stand_in.outbound).all()
    }

    /// Every window there is or was, in the order of creation; withdrawn before they began: gone.
    pub fn windows(&self) -> Vec<Window> {
        self.stand_in.tenant().windows.clone()
    }

    /// Puts a window there as if it had been made long ago, also a past one: the body of contract.md
    /// §2.1 with an `id`.
    pub fn place_window(&self, campaign: &str, body: &Value) -> Result<(), WindowRefused> {
        let fields = body.as_object().cloned().unwrap_or_default();
        let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
        let asked = Asked::read(campaign, &fields)?;
        let speed = self.settings().speed;
        let kept = self.stand_in.change(|tenant| {
            let id = id.unwrap_or_else(|| tenant.new_id("window"));
            tenant.windows.push(asked.into_window(id, campaign, speed));
            Ok(())
        });
        kept.map_err(|_| WindowRefused { field: "id", reason: "the state file cannot be written".to_owned() })
    }

    /// What a campaign has done until now; `None` where there is no such campaign.
    pub fn figures(&self, campaign: &str) -> Option<Figures> {
        self.stand_in.figures(campaign)
    }

    /// A token for these scopes (space-separated), without asking for it over the wire.
    pub fn issue_token(&self, scopes: &str) -> String {
        let scopes = scopes.split_whitespace().map(str::to_owned).collect();
        self.stand_in.tokens.issue(scopes, &self.settings())
    }

    /// Every token is refused from now on.
    pub fn revoke_tokens(&self) {
        self.stand_in.tokens.revoke_all();
    }

    /// Closes the door, lets begun requests end for 2 s, and returns when the port is free.
    pub async fn stop(self) {
        drop(self.closing);
        if let Err(error) = self.door.await {
            tracing::error!(%error, "the stand-in's door ended badly");
        }
    }
}
