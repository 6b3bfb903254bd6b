use callboard_rpc::types::{ColumnRole, ColumnSaid};
use clap::Args;

/// How a list of contacts is read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reading {
    /// ISO 3166, for national phone numbers in the list; default: the connection's.
    #[arg(long)]
    pub(crate) region: Option<String>,
    /// Which column of the list holds what, where its name does not say it: id, phone, zone, state or country, then the column's
    /// name or number (`phone="Contact Ph"`, `zone=4`), or `none`. Phone, state and country may be said more than once.
    #[arg(long = "column", value_name = "ROLE=NAME", value_parser = column)]
    pub(crate) columns: Vec<ColumnSaid>,
    /// The sheet of a workbook; default: the first visible one with anything in it.
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The line of the names of the columns, the first being 1; what stands above is passed over. 0: there is none.
    #[arg(long, value_name = "LINE")]
    pub(crate) header_row: Option<u32>,
}

impl Reading {
    /// Whether something is said of how a file is laid out.
    pub(crate) fn says_a_layout(&self) -> bool {
        !self.columns.is_empty() || self.sheet.is_some() || self.header_row.is_some()
    }
}

fn column(text: &str) -> Result<ColumnSaid, String> {
    const ROLES: [(&str, ColumnRole); 5] = [
        ("id", ColumnRole::Id),
        ("phone", ColumnRole::Phone),
        ("zone", ColumnRole::Zone),
        ("state", ColumnRole::State),
        ("country", ColumnRole::Country),
    ];
    column_said(text, &ROLES, |role, name| ColumnSaid { role, name })
}

/// What a person says of a column: `phone=Contact Ph`, `zone=4`, `state=none`.
pub(crate) fn column_said<R: Copy, S>(
    text: &str,
    roles: &[(&str, R)],
    said: impl Fn(R, Option<String>) -> S,
) -> Result<S, String> {
    let words = text.split_once('=').map(|(role, name)| (role.trim(), name.trim()));
    let role = words.and_then(|(role, _)| roles.iter().find(|known| known.0.eq_ignore_ascii_case(role)));
    match (words, role) {
        (Some((_, name)), Some((_, role))) if !name.is_empty() => {
            let name = (!name.eq_ignore_ascii_case("none")).then(|| name.to_owned());
            Ok(said(*role, name))
        }
        _ => {
            let names: Vec<_> = roles.iter().map(|(name, _)| *name).collect();
            let (last, others) = names.split_last().ok_or("there is no role")?;
            let names = format!("{} or {last}", others.join(", "));
            Err(format!("write ROLE=NAME, where ROLE is {names}, as in phone=\"Contact Ph\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_said_by_role_and_name() {
        let said = |role, name: Option<&str>| Ok(ColumnSaid { role, name: name.map(str::to_owned) });
        assert_eq!(column("phone=Contact Ph"), said(ColumnRole::Phone, Some("Contact Ph")));
        assert_eq!(column("PHONE = a=b"), said(ColumnRole::Phone, Some("a=b")));
        assert_eq!(column("phone=none"), said(ColumnRole::Phone, None));
        assert_eq!(column("country=Land"), said(ColumnRole::Country, Some("Land")));
        assert_eq!(column("state=3"), said(ColumnRole::State, Some("3")));
        for wrong in ["phone", "phone=", "fax=Fax", "=Phone", ""] {
            assert!(column(wrong).is_err(), "{wrong}");
        }
    }
}
