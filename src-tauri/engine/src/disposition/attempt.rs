//! One try of one effect at the tenant.

use callboard_cxone::contacts::{self, Disposition};
use callboard_cxone::{Call, Class, Error, IdempotencyKey, Permit, Tenant};

use super::claim::Job;
use super::code::plain;
use super::decisions::instant;

/// What one try brought.
#[derive(Debug)]
pub(super) enum Tried {
    /// The tenant has taken it.
    Written,
    /// It was read, and says so already.
    Stands,
    Failed(Error),
}

/// Reads where an earlier try may have arrived or the house wants it (`read_first`), then writes.
pub(super) async fn attempt(tenant: &Tenant, permit: Permit, job: &Job, read_first: bool) -> Tried {
    patch(tenant, permit, job, read_first).await.unwrap_or_else(Tried::Failed)
}

async fn patch(tenant: &Tenant, permit: Permit, job: &Job, read_first: bool) -> Result<Tried, Error> {
    let wanted = wanted(job);
    let key = IdempotencyKey::new(job.key.clone())
        .ok_or_else(|| Error::Config { message: "The stored key cannot be sent".to_owned() })?;
    let class = permit.class();
    let mut permit = Some(permit);
    if job.look || read_first {
        let there = contacts::read(tenant, &job.contact, call(tenant, &mut permit, class).await).await?;
        if there.says(&wanted) {
            return Ok(Tried::Stands);
        }
    }
    let call = call(tenant, &mut permit, class).await;
    contacts::write(tenant, &job.contact, &wanted, &key, call).await.map(|()| Tried::Written)
}

/// Each request has a permit of its own.
async fn call(tenant: &Tenant, held: &mut Option<Permit>, class: Class) -> Call {
    match held.take() {
        Some(permit) => Call::attempt(permit),
        None => Call::attempt(tenant.permit(class).await),
    }
}

/// Made of what was parsed, never of the sender's own text.
fn wanted(job: &Job) -> Disposition {
    let (at, code) = (instant(job.happened), plain(&job.code));
    Disposition {
        disposition_category: job.category.clone(),
        last_audit_log: format!("[{at}] Disposition {code} mapped to {}", job.category),
    }
}
