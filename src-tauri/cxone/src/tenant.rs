mod exchange;

use std::sync::Arc;

use callboard_clock::{Chance, Clock, turn};
use tokio::sync::watch;
use url::Url;

use crate::breaker::Breaker;
use crate::capability::Learned;
use crate::dialect::{CXONE_V2, Dialect};
use crate::flight::{Awaited, Flights};
use crate::health::Board;
use crate::mask::Known;
use crate::permit::Gate;
use crate::request::Request;
use crate::retry::{Decision, Policy, decide};
use crate::token::{Bearer, Desk, Tokens};
use crate::wire::{Answer, Wire};
use crate::{
    Call, Capability, Class, ConnectionSettings, Error, Health, Permit, SecretSource, TokenHealth, retry,
};

/// One connection, alive: its token, its permits, its breaker, its pool. Clones share them.
#[derive(Clone)]
pub struct Tenant(Arc<Inner>);

struct Inner {
    dialect: &'static Dialect,
    base: Url,
    wire: Wire,
    known: Known,
    gate: Gate,
    breaker: Breaker,
    tokens: Arc<Tokens>,
    learned: Learned,
    board: Board,
    flights: Flights,
    clock: Clock,
    chance: Chance,
}

impl std::fmt::Debug for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tenant").field("base", &self.0.base.as_str()).finish_non_exhaustive()
    }
}

impl Tenant {
    /// Checks the settings and reads the CA file; asks nothing of anybody yet.
    pub fn new(
        settings: &ConnectionSettings,
        secrets: Arc<dyn SecretSource>,
        clock: Clock,
        chance: Chance,
    ) -> Result<Self, Error> {
        settings.check()?;
        let addresses = settings.addresses()?;
        let wire = Wire::new(settings, &addresses)?;
        let board = Board::new();
        let known = Known::default();
        let flights = Flights::new(clock.clone());
        let gate = Gate::new(settings.rate_limit, clock.clone(), board.clone());
        let desk = Desk {
            url: addresses.token,
            style: settings.token_style,
            client_id: settings.client_id.clone(),
            scopes: settings.scopes.clone(),
            secrets,
            wire: wire.clone(),
            known: known.clone(),
            gate: gate.clone(),
            flights: flights.clone(),
            clock: clock.clone(),
        };
        Ok(Self(Arc::new(Inner {
            dialect: &CXONE_V2,
            base: addresses.base,
            wire,
            known,
            breaker: Breaker::new(clock.clone(), chance.clone(), board.clone()),
            tokens: Arc::new(Tokens::new(desk, clock.clone(), chance.clone(), board.clone())),
            learned: Learned::default(),
            gate,
            board,
            flights,
            clock,
            chance,
        })))
    }

    /// Waits for the right to send one request, also until a pause of the tenant's (429) or the breaker's
    /// rest is over. A durable task takes it before it takes its row, so that nothing is held meanwhile.
    pub async fn permit(&self, class: Class) -> Permit {
        while let Err(Error::BreakerOpen { until }) = self.0.breaker.check() {
            turn(self.0.clock.sleep(retry::until(self.0.clock.now(), until))).await;
        }
        self.0.gate.permit(class).await
    }

    /// What the board shows. Waits are measured by the clock that cannot be set; their ends are told by the calendar as
    /// it is now.
    pub fn health(&self) -> Health {
        let told = self.0.board.watch().borrow().clone();
        let valid_until = self.0.tokens.valid_until().or(told.token.valid_until);
        Health {
            waiting_until: self.0.gate.paused_until(),
            breaker: self.0.breaker.health(),
            token: TokenHealth { valid_until, ..told.token },
            ..told
        }
    }

    /// A wake-up whenever the health changes.
    pub fn health_changes(&self) -> watch::Receiver<Health> {
        self.0.board.watch()
    }

    /// Reasons why callers of this tenant wait now.
    pub fn awaited(&self) -> Awaited {
        self.0.flights.awaited()
    }

    /// What this tenant can do, as far as is known by now.
    pub fn capabilities(&self) -> Vec<Capability> {
        self.0.learned.capabilities(self.0.dialect)
    }

    /// After the secret was entered anew: forgets the token, and also that credentials were refused.
    pub fn forget_token(&self) {
        self.0.tokens.forget();
    }

    /// The kind of API this tenant speaks.
    pub fn dialect(&self) -> &'static Dialect {
        self.0.dialect
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) async fn bearer(&self) -> Result<Bearer, Error> {
        self.0.tokens.bearer().await
    }

    /// Sends `request` as often as the call's policy allows. The one way out for every endpoint.
    pub(crate) async fn send(&self, request: &Request, call: &mut Call) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.attempt(request, call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match decide(attempt, &error, &call.policy, self.0.clock.now(), self.0.chance.unit()) {
                Decision::GiveUp => return Err(error),
                Decision::After(wait) => {
                    let _pause = self.0.flights.tries_again(self.0.clock.now() + wait);
                    turn(self.0.clock.sleep(wait)).await;
                }
            }
            attempt += 1;
        }
    }

    /// One attempt; a 401 has it repeated once, with another token.
    async fn attempt(&self, request: &Request, call: &mut Call) -> Result<Answer, Error> {
        let class = call.class(request.route.class);
        self.may_send(&call.policy)?;
        // Also while no token is to be had: what waits for one must not wait for ever.
        self.in_time(request)?;
        let (bearer, permit) =
            self.patiently(&call.policy, self.clearance(class, call.permit.take())).await?;
        match self.exchange(request, &bearer, permit).await {
            Err(Error::Unauthorized { .. }) => {}
            outcome => return outcome,
        }
        let again = async {
            let bearer = self.0.tokens.newer_than(bearer.generation).await?;
            Ok((bearer, self.0.gate.permit(class).await))
        };
        let (bearer, permit) = self.patiently(&call.policy, again).await?;
        self.exchange(request, &bearer, permit).await
    }

    /// Waits for what a request needs; says no as soon as the tenant asks for a longer silence than the caller's patience.
    async fn patiently<T>(
        &self,
        policy: &Policy,
        needed: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::select! {
            biased;
            needed = needed => needed,
            until = self.0.gate.paused_longer_than(policy.patience) => Err(Error::Paused { until }),
        }
    }

    /// A token for a person, who is told at once where the tenant has asked for silence.
    pub(crate) async fn bearer_now(&self) -> Result<Bearer, Error> {
        if let Some(until) = self.0.gate.paused_until() {
            return Err(Error::Paused { until });
        }
        self.forget_token();
        self.patiently(&Policy::ONCE, self.bearer()).await
    }

    /// A start must lie ahead when it is sent.
    fn in_time(&self, request: &Request) -> Result<(), Error> {
        let now = self.0.clock.now();
        match request.starts.filter(|start| *start <= now) {
            Some(start) => Err(Error::TooLate { start }),
            None => Ok(()),
        }
    }

    /// Says no at once, before anything is waited for, where the wait would be longer than the caller's patience.
    fn may_send(&self, policy: &Policy) -> Result<(), Error> {
        self.0.breaker.check()?;
        match self.0.gate.paused_until() {
            Some(until) if retry::until(self.0.clock.now(), until) > policy.patience => {
                Err(Error::Paused { until })
            }
            _ => Ok(()),
        }
    }

    /// A token and a permit, both good now. Where the limit is so small that the token would wait for our
    /// permit and we for the token, the permit is let go of meanwhile.
    async fn clearance(&self, class: Class, mut permit: Option<Permit>) -> Result<(Bearer, Permit), Error> {
        let mut rounds = 0;
        loop {
            let bearer = if let Some(bearer) = self.0.tokens.at_hand() {
                bearer
            } else {
                permit = permit.filter(Permit::leaves_room_for_tokens);
                self.bearer().await?
            };
            let held = match permit.take() {
                Some(permit) => permit,
                None => self.0.gate.permit(class).await,
            };
            rounds += 1;
            // Tokens that live shorter than the queue is long: a 401 will say so, we do not turn for ever.
            if bearer.is_fresh(&self.0.clock) || rounds == 3 {
                return Ok((bearer, held));
            }
            permit = Some(held);
        }
    }

    #[cfg(test)]
    pub(crate) fn pause_for_test(&self, until: jiff::Timestamp) {
        self.0.gate.pause_until(until);
    }

    pub(crate) fn learned(&self) -> &Learned {
        &self.0.learned
    }
}
