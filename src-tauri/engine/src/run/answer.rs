//! The tenant's answer as figures of one run's campaign.
//!
//! Only our campaign is asked for. A tenant that holds no call of it tells a row of zeros, or no row at all: both are 0.
//! Rows that name others alone are something else: the filter was not kept, or our id is written otherwise there, so
//! that ours may be anything. Whose figures those are is not guessed, also where the ids differ in letter case alone.

use callboard_cxone::Error as TenantError;
use callboard_cxone::analytics::{Details, Figures};

/// The figures of one campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) figures: Figures,
    /// A row that came with them and is nobody's, or may be ours under another id.
    pub(super) odd: Option<String>,
    /// The answer has no row at all.
    pub(super) no_row: bool,
}

/// As many other campaigns are named.
const NAMED: usize = 3;
/// An id is told up to so many characters.
const LONGEST: usize = 64;

/// Reads what is told of `campaign`; fails where it is not told.
pub(super) fn read(details: &Details, campaign: &str) -> Result<Answer, TenantError> {
    let unreadable = |message: String| TenantError::Unreadable { message };
    let odd = details.unattributed().map(ToString::to_string);
    match (details.of(campaign), odd) {
        (Some(Ok(figures)), odd) => {
            let odd = odd.or_else(|| twin(details, campaign));
            Ok(Answer { figures: *figures, odd, no_row: false })
        }
        (Some(Err(fault)), _) => Err(unreadable(format!("a row of the figures is wrong: {fault}"))),
        (None, Some(fault)) => Err(unreadable(format!("a row of the figures is wrong: {fault}"))),
        (None, None) if details.rows.is_empty() => {
            Ok(Answer { figures: Figures::default(), odd: None, no_row: true })
        }
        (None, None) => Err(unreadable(others_alone(details, campaign))),
    }
}

/// `the figures are of campaign "RENEWALS", and none are of "renewals", which was asked for (the two differ in letter case)`
fn others_alone(details: &Details, campaign: &str) -> String {
    let others = names(details);
    let shown: Vec<String> = others.iter().take(NAMED).map(|name| quoted(name)).collect();
    let more = match others.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let alike = match others.iter().find(|name| is_alike(name, campaign)) {
        Some(name) => format!(" ({} may be the same in other letters, which is not guessed)", quoted(name)),
        None => String::new(),
    };
    let what = if others.len() == 1 { "campaign" } else { "campaigns" };
    format!(
        "the figures are of {what} {}{more}, and none are of {}, which was asked for{alike}",
        shown.join(", "),
        quoted(campaign)
    )
}

/// A row beside ours whose campaign may be ours too.
fn twin(details: &Details, campaign: &str) -> Option<String> {
    let name = names(details).into_iter().find(|name| *name != campaign && is_alike(name, campaign))?;
    Some(format!("its campaign is {}, and this one is {}", quoted(name), quoted(campaign)))
}

fn names(details: &Details) -> Vec<&str> {
    details.rows.iter().filter_map(|row| row.campaign_id.as_deref()).collect()
}

/// The same but for letter case and white space around it.
fn is_alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn quoted(name: &str) -> String {
    format!("{:?}", name.chars().take(LONGEST).collect::<String>())
}

#[cfg(test)]
mod tests {
    use callboard_cxone::analytics::{Row, RowFault};

    use super::*;

    const FIGURES: Figures = Figures { completed: 9, attempted: 12, connected: 10 };

    fn details(campaigns: &[&str]) -> Details {
        let row = |name: &&str| Row { campaign_id: Some((*name).to_owned()), figures: Ok(FIGURES) };
        Details { rows: campaigns.iter().map(row).collect() }
    }

    fn refused(campaigns: &[&str]) -> String {
        let error = read(&details(campaigns), "renewals").expect_err("none of these rows is ours");
        error.to_string()
    }

    #[test]
    fn rows_of_other_campaigns_alone_tell_nothing_of_ours_and_are_named() {
        let one = refused(&["winback"]);
        assert!(one.contains("of campaign \"winback\", and none are of \"renewals\""), "{one}");
        let many = refused(&["a", "b", "c", "d", "e"]);
        assert!(many.contains("campaigns \"a\", \"b\", \"c\" and 2 more"), "{many}");
    }

    #[test]
    fn the_same_id_in_other_letters_is_not_taken_for_ours() {
        for alike in ["RENEWALS", "Renewals", " renewals", "renewals\u{a0}"] {
            let words = refused(&[alike]);
            assert!(words.contains("which is not guessed"), "{alike}: {words}");
        }
        let ours = read(&details(&["RENEWALS", "renewals"]), "renewals").unwrap();
        assert_eq!(ours.figures, FIGURES, "ours is there too");
        assert!(ours.odd.is_some_and(|odd| odd.contains("\"RENEWALS\"")), "and the other is said");
    }

    #[test]
    fn other_campaigns_beside_ours_are_theirs() {
        let ours = read(&details(&["winback", "renewals"]), "renewals");
        assert_eq!(ours, Ok(Answer { figures: FIGURES, odd: None, no_row: false }));
    }

    #[test]
    fn no_row_at_all_is_a_campaign_without_calls() {
        let none = read(&Details::default(), "renewals");
        assert_eq!(none, Ok(Answer { figures: Figures::default(), odd: None, no_row: true }));
        let zeros = Row { campaign_id: Some("renewals".to_owned()), figures: Ok(Figures::default()) };
        let zeros = read(&Details { rows: vec![zeros] }, "renewals").unwrap();
        assert_eq!((zeros.figures, zeros.no_row), (Figures::default(), false), "and so is a row of zeros");
    }

    #[test]
    fn a_row_of_nobody_alone_tells_nothing_of_ours() {
        let nobody = Row { campaign_id: None, figures: Err(RowFault::NoCampaign) };
        let error = read(&Details { rows: vec![nobody] }, "renewals").unwrap_err().to_string();
        assert!(error.contains("names no campaign"), "{error}");
    }
}
