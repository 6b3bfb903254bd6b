use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::answer::Refusal;
use crate::campaign::Campaign;
use crate::moment::parse;
use crate::progress::{Figures, figures};
use crate::routes::json_object;
use crate::stand_in::StandIn;
use crate::state::Tenant;

const SCOPE: &str = "analytics:read";
const LARGEST_PAGE: u64 = 500;

/// `POST /analytics/outbound/details/query`.
pub(super) fn routes() -> Router<Arc<StandIn>> {
    Router::new().route("/api/v2/analytics/outbound/details/query", post(query))
}

/// A query whose every field was checked.
struct Query {
    from: Timestamp,
    to: Timestamp,
    metrics: Vec<Metric>,
    /// `None`: every campaign.
    campaigns: Option<Vec<String>>,
    page: usize,
    page_size: usize,
}

#[derive(Clone, Copy)]
enum Metric {
    Completed,
    Attempted,
    Connected,
}

async fn query(
    State(stand_in): State<Arc<StandIn>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, Refusal> {
    stand_in.tokens.authorize(&headers, SCOPE)?;
    let query = Query::read(&json_object(&headers, &bytes)?)?;
    let tenant = stand_in.tenant();
    let asked: Vec<_> = tenant.campaigns.iter().filter(|campaign| query.asks_for(campaign)).collect();
    let pages = asked.len().div_ceil(query.page_size).max(1);
    let now = stand_in.clock.now();
    let shown = asked.iter().skip((query.page - 1) * query.page_size).take(query.page_size);
    let rows: Vec<_> = shown.map(|campaign| query.row(&tenant, campaign, now)).collect();
    Ok(Json(json!({ "data": rows, "page": query.page, "totalPages": pages })))
}

impl Query {
    fn read(body: &Map<String, Value>) -> Result<Self, Refusal> {
        let (from, to) = (date(body, "dateFrom")?, date(body, "dateTo")?);
        if to <= from {
            return Err(Refusal::field("dateTo", "dateTo is not after dateFrom"));
        }
        if body.get("groupBy") != Some(&json!(["campaignId"])) {
            return Err(Refusal::field("groupBy", "only [\"campaignId\"] is known"));
        }
        Ok(Self {
            from,
            to,
            metrics: metrics(body)?,
            campaigns: campaigns(body)?,
            page: count(body, "page", 1, u64::from(u32::MAX))?,
            page_size: count(body, "pageSize", 100, LARGEST_PAGE)?,
        })
    }

    fn asks_for(&self, campaign: &Campaign) -> bool {
        self.campaigns.as_ref().is_none_or(|ids| ids.contains(&campaign.id))
    }

    /// Only the calls after `dateFrom` and up to `dateTo` (or to now) count.
    fn row(&self, tenant: &Tenant, campaign: &Campaign, now: Timestamp) -> Value {
        let at = |moment: Timestamp| figures(campaign, &tenant.windows, tenant.seed, moment.min(now));
        let figures = at(self.to).since(at(self.from));
        let mut row = json!({ "campaignId": campaign.id });
        for metric in &self.metrics {
            row[metric.name()] = json!(metric.of(figures));
        }
        row
    }
}

impl Metric {
    const ALL: [Self; 3] = [Self::Completed, Self::Attempted, Self::Connected];

    fn name(self) -> &'static str {
        match self {
            Self::Completed => "callsCompleted",
            Self::Attempted => "callsAttempted",
            Self::Connected => "connected",
        }
    }

    fn of(self, figures: Figures) -> u64 {
        match self {
            Self::Completed => figures.completed,
            Self::Attempted => figures.attempted,
            Self::Connected => figures.connected,
        }
    }
}

fn date(body: &Map<String, Value>, field: &str) -> Result<Timestamp, Refusal> {
    let text = body.get(field).and_then(Value::as_str);
    let text = text.ok_or_else(|| Refusal::field(field, format!("{field} is missing")))?;
    let moment = parse(text).ok_or_else(|| Refusal::field(field, format!("{text:?} is not RFC 3339")))?;
    Ok(moment.at)
}

fn metrics(body: &Map<String, Value>) -> Result<Vec<Metric>, Refusal> {
    let asked = body.get("metrics").and_then(Value::as_array).filter(|asked| !asked.is_empty());
    let asked = asked.ok_or_else(|| Refusal::field("metrics", "metrics are missing"))?;
    let known = |name: &Value| Metric::ALL.into_iter().find(|metric| name == metric.name());
    let metrics: Option<Vec<_>> = asked.iter().map(known).collect();
    metrics.ok_or_else(|| Refusal::field("metrics", "a metric is not known"))
}

fn campaigns(body: &Map<String, Value>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(filter) = body.get("filter") else { return Ok(None) };
    let ids = filter.pointer("/campaignId/in").and_then(Value::as_array);
    let ids = ids.and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect());
    ids.map(Some).ok_or_else(|| Refusal::field("filter", "only campaignId.in with a list of ids is known"))
}

/// A whole number from 1; `usual` where it is missing.
fn count(body: &Map<String, Value>, field: &str, usual: u64, most: u64) -> Result<usize, Refusal> {
    let number = body.get(field).map_or(Some(usual), Value::as_u64);
    number
        .filter(|number| (1..=most).contains(number))
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| Refusal::field(field, format!("{field} is a whole number from 1 to {most}")))
}
