//! Campaigns (contract §2.1). Listing them is an extension: where it is absent, the id is entered by hand.

use serde::{Deserialize, Serialize};

use super::read;
use crate::request::Request;
use crate::{Call, Error, Job, Tenant};

/// A campaign as the tenant names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    pub id: String,
    /// Empty where the tenant gives none.
    #[serde(default)]
    pub name: String,
    /// The tenant's own word; see [`Campaign::is_active`].
    #[serde(default)]
    pub state: String,
}

impl Campaign {
    /// An inactive campaign is a warning in the plan.
    pub fn is_active(&self) -> bool {
        self.state.eq_ignore_ascii_case("active")
    }
}

/// All campaigns; [`Error::Absent`] where the tenant does not list them.
pub async fn list(tenant: &Tenant, mut call: Call) -> Result<Vec<Campaign>, Error> {
    #[derive(Deserialize)]
    struct List {
        campaigns: Vec<Campaign>,
    }
    let request = Request::new(tenant.dialect(), Job::ListCampaigns, &[])?;
    let answer = tenant.send(&request, &mut call).await?;
    Ok(read::<List>(&answer)?.campaigns)
}
