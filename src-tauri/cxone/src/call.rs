use crate::permit::{Class, Permit};
use crate::retry::Policy;

/// How hard to try one call, and in whose name.
#[derive(Debug)]
pub struct Call {
    pub(crate) policy: Policy,
    pub(crate) permit: Option<Permit>,
    class: Option<Class>,
}

impl Call {
    /// A person waits: 3 retries, first in line.
    pub fn person() -> Self {
        Self { policy: Policy::PERSON, permit: None, class: Some(Class::Person) }
    }

    /// One attempt with a permit that is already held. For durable tasks: take the permit, take the row,
    /// make the attempt, ask [`retry::decide`](crate::retry::decide), write down what follows.
    pub fn attempt(permit: Permit) -> Self {
        Self { policy: Policy::ONCE, class: Some(permit.class()), permit: Some(permit) }
    }

    /// As `policy` says, in the class of the route.
    pub fn with(policy: Policy) -> Self {
        Self { policy, permit: None, class: None }
    }

    pub(crate) fn class(&self, of_route: Class) -> Class {
        self.class.unwrap_or(of_route)
    }
}
