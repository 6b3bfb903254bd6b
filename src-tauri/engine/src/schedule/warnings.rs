//! What a plan says of its campaign before anything is sent.

use callboard_cxone::retry::Policy;
use callboard_cxone::{Call, Error as TenantError, campaigns};
use callboard_rpc::types::ConnectionId;

use crate::Engine;

/// A campaign that is missing or inactive at the tenant, or could not be looked up. Where the tenant cannot list
/// campaigns there is nothing to say.
pub(super) async fn campaign_warnings(
    engine: &Engine,
    connection: &ConnectionId,
    campaign: &str,
) -> Vec<String> {
    let tenant = match engine.tenants.client(connection).await {
        Ok(tenant) => tenant,
        Err(error) => return vec![format!("The campaign was not looked up: {error}")],
    };
    match campaigns::list(&tenant, Call::with(Policy::ONCE)).await {
        Ok(listed) => match listed.iter().find(|known| known.id == campaign) {
            None => vec![format!("The tenant lists no campaign `{campaign}`.")],
            Some(known) if !known.is_active() => {
                vec![format!("The campaign `{campaign}` is {} at the tenant: it may not dial.", known.state)]
            }
            Some(_) => Vec::new(),
        },
        Err(TenantError::Absent { .. }) => Vec::new(),
        Err(error) => vec![format!("The campaign was not looked up: {error}.")],
    }
}
