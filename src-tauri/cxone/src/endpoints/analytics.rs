//! Figures of campaigns (contract §2.2). A page that fails fails the poll: the caller keeps its last good
//! figures. A metric that cannot be read is an error of that row, never silently 0.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::read;
use crate::request::Request;
use crate::{Call, Error, Job, Tenant};

/// What is asked: the figures of some campaigns between two instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailsQuery {
    /// The run's own first start, so that an earlier run is not counted.
    pub from: Timestamp,
    pub to: Timestamp,
    pub campaign_ids: Vec<String>,
    /// Rows a page; the contract says 100.
    pub page_size: u32,
    /// Pages that are read at most.
    pub page_ceiling: u32,
}

/// All rows of all pages: where a page is missing, there are no details at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub rows: Vec<Row>,
}

/// One campaign's figures, or what is wrong with its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `None` where the row names none.
    pub campaign_id: Option<String>,
    pub figures: Result<Figures, RowFault>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub completed: u64,
    pub attempted: u64,
    pub connected: u64,
}

/// Why a row's figures cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    #[error("the row names no campaign")]
    NoCampaign,
    /// `4711` and `"4711"` may be two campaigns: whose figures these are is not guessed.
    #[error("the row's campaignId is {found} and no text")]
    CampaignNotText { found: String },
    #[error("the campaign appears in more than one row")]
    Repeated,
    #[error("{metric} is missing")]
    Missing { metric: &'static str },
    #[error("{metric} is negative")]
    Negative { metric: &'static str },
    #[error("{metric} is not a whole number")]
    NotANumber { metric: &'static str },
}

const COMPLETED: &str = "callsCompleted";
const ATTEMPTED: &str = "callsAttempted";
const CONNECTED: &str = "connected";

impl DetailsQuery {
    /// Pages of 100 rows, 50 pages at most.
    pub fn new(from: Timestamp, to: Timestamp, campaign_ids: Vec<String>) -> Self {
        Self { from, to, campaign_ids, page_size: 100, page_ceiling: 50 }
    }

    fn page(&self, page: u32) -> Value {
        json!({
            "dateFrom": self.from.to_string(),
            "dateTo": self.to.to_string(),
            "groupBy": ["campaignId"],
            "metrics": [COMPLETED, ATTEMPTED, CONNECTED],
            "filter": {"campaignId": {"in": self.campaign_ids}},
            "page": page,
            "pageSize": self.page_size,
        })
    }
}

impl Details {
    /// The figures of `campaign_id`; `None` where the tenant has no row for it.
    pub fn of(&self, campaign_id: &str) -> Option<&Result<Figures, RowFault>> {
        self.rows.iter().find(|row| row.campaign_id.as_deref() == Some(campaign_id)).map(|row| &row.figures)
    }

    /// What is wrong with the first row of which it is not known whose figures it holds.
    pub fn unattributed(&self) -> Option<&RowFault> {
        self.rows.iter().filter(|row| row.campaign_id.is_none()).find_map(|row| row.figures.as_ref().err())
    }
}

/// Reads all pages, or fails: a part of the figures is none. The policy of `call` holds for each page; a permit in
/// it serves the first.
pub async fn query(tenant: &Tenant, query: &DetailsQuery, mut call: Call) -> Result<Details, Error> {
    let mut data = Vec::new();
    let (mut number, mut last) = (1, 1);
    loop {
        let page = page(tenant, query, number, &mut call).await?;
        data.extend(page.data);
        // A tenant that says fewer pages meanwhile may still hold rows on those that it said before.
        last = page.total_pages.max(last);
        if number >= last {
            return Ok(Details { rows: rows(&data) });
        }
        if number >= query.page_ceiling {
            return Err(endless(number, last));
        }
        number += 1;
    }
}

fn endless(read: u32, last: u32) -> Error {
    Error::Unreadable { message: format!("there are {last} pages of figures, and still more after {read}") }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    data: Vec<Map<String, Value>>,
    #[serde(rename = "page")]
    number: u32,
    total_pages: u32,
}

/// Another page than the one that was asked for would be counted twice.
async fn page(tenant: &Tenant, query: &DetailsQuery, number: u32, call: &mut Call) -> Result<Page, Error> {
    let request = Request::new(tenant.dialect(), Job::ReadAnalytics, &[])?.json(&query.page(number))?;
    let page: Page = read(&tenant.send(&request, call).await?)?;
    if page.number == number {
        Ok(page)
    } else {
        Err(Error::Unreadable { message: format!("page {} instead of page {number}", page.number) })
    }
}

fn rows(data: &[Map<String, Value>]) -> Vec<Row> {
    let mut rows: Vec<Row> = data.iter().map(row).collect();
    let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for id in rows.iter().filter_map(|row| row.campaign_id.clone()) {
        if !seen.insert(id.clone()) {
            twice.insert(id);
        }
    }
    for row in &mut rows {
        if row.campaign_id.as_ref().is_some_and(|id| twice.contains(id)) {
            row.figures = Err(RowFault::Repeated);
        }
    }
    rows
}

fn row(data: &Map<String, Value>) -> Row {
    match data.get("campaignId") {
        Some(Value::String(id)) if !id.is_empty() => {
            Row { campaign_id: Some(id.clone()), figures: figures(data) }
        }
        None | Some(Value::Null | Value::String(_)) => {
            Row { campaign_id: None, figures: Err(RowFault::NoCampaign) }
        }
        Some(other) => {
            Row { campaign_id: None, figures: Err(RowFault::CampaignNotText { found: short(other) }) }
        }
    }
}

/// As it stands in the answer, cut where it is no id by any measure.
fn short(value: &Value) -> String {
    const MOST: usize = 40;
    let text = value.to_string();
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

fn figures(data: &Map<String, Value>) -> Result<Figures, RowFault> {
    Ok(Figures {
        completed: metric(data, COMPLETED)?,
        attempted: metric(data, ATTEMPTED)?,
        connected: metric(data, CONNECTED)?,
    })
}

/// The largest whole number that a JSON float holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A whole number; `12.0` is one, `"12"` and `null` are none.
fn metric(data: &Map<String, Value>, metric: &'static str) -> Result<u64, RowFault> {
    let value = data.get(metric).ok_or(RowFault::Missing { metric })?;
    match (value.as_u64(), value.as_f64()) {
        (Some(whole), _) => Ok(whole),
        (None, Some(number)) if number < 0.0 => Err(RowFault::Negative { metric }),
        (None, Some(number)) if number.fract() == 0.0 && number <= EXACT =>
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, 0 to 2^53")]
            Ok(number as u64)
        }
        _ => Err(RowFault::NotANumber { metric }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures_of(row: Value) -> Result<Figures, RowFault> {
        let Value::Object(data) = row else { panic!("a row is an object") };
        rows(&[data]).remove(0).figures
    }

    #[test]
    fn whole_numbers_are_figures() {
        let good = json!({"campaignId":"c","callsCompleted":3,"callsAttempted":5.0,"connected":0});
        assert_eq!(figures_of(good), Ok(Figures { completed: 3, attempted: 5, connected: 0 }));
    }

    #[test]
    fn a_metric_that_cannot_be_read_is_an_error_of_its_row_and_never_0() {
        let with = |value: Value| {
            figures_of(json!({"campaignId":"c","callsCompleted":value,"callsAttempted":5,"connected":0}))
        };
        let metric = COMPLETED;
        assert_eq!(with(json!(-1)), Err(RowFault::Negative { metric }));
        assert_eq!(with(json!(-0.5)), Err(RowFault::Negative { metric }));
        for odd in [json!("3"), json!("NaN"), Value::Null, json!(1.5), json!(1e300), json!([])] {
            assert_eq!(with(odd.clone()), Err(RowFault::NotANumber { metric }), "{odd}");
        }
        let missing = json!({"campaignId":"c","callsAttempted":5,"connected":0});
        assert_eq!(figures_of(missing), Err(RowFault::Missing { metric }));
    }

    #[test]
    fn a_row_without_a_campaign_or_with_one_that_came_before_is_a_fault() {
        let row = json!({"campaignId":"c","callsCompleted":3,"callsAttempted":5,"connected":0});
        let Value::Object(data) = row else { panic!("a row is an object") };
        let found = rows(&[data.clone(), data]);
        assert!(found.iter().all(|row| row.figures == Err(RowFault::Repeated)));
        for nobody in [json!({"callsCompleted":3}), json!({"campaignId":null}), json!({"campaignId":""})] {
            assert_eq!(figures_of(nobody.clone()), Err(RowFault::NoCampaign), "{nobody}");
        }
    }

    #[test]
    fn a_campaign_that_is_no_text_is_an_error_of_its_row_also_where_its_digits_are_those_asked_for() {
        let row = json!({"campaignId":4711,"callsCompleted":3,"callsAttempted":5,"connected":0});
        let Value::Object(data) = row else { panic!("a row is an object") };
        let details = Details { rows: rows(&[data]) };
        assert_eq!(details.of("4711"), None);
        let found = "4711".to_owned();
        assert_eq!(details.unattributed(), Some(&RowFault::CampaignNotText { found }), "said, and never 0");
    }
}
