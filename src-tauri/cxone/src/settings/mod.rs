mod address;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub(crate) use address::{Addresses, is_loopback};

/// What the supervisor wrote down about one tenant (contract §1). Kept in the database as it is; the
/// client secret is not part of it, it stays with the [`SecretSource`](crate::SecretSource).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionSettings {
    /// What the supervisor calls it; 1–100 characters.
    pub name: String,
    /// `https://HOST`, without a path; plain http for loopback hosts only.
    pub base_url: String,
    /// Where another host issues the token. Without a path of its own, `token_path` is added.
    pub token_url: Option<String>,
    pub token_path: String,
    pub token_style: TokenStyle,
    /// Space-separated; sent when not empty.
    pub scopes: String,
    pub client_id: String,
    /// ISO 3166 region for national phone numbers; without one a national number is refused.
    pub default_region: Option<String>,
    /// Requests in any 60 s that are never exceeded; 0 is no limit of ours.
    pub rate_limit: u32,
    /// A company's HTTP proxy; `None` is what the system says. Loopback tenants are always reached directly.
    pub proxy: Option<String>,
    /// PEM file with a company's certificate authorities, trusted besides the system's.
    pub ca_file: Option<PathBuf>,
    /// Sender of confirmations; without one no SMS is sent.
    pub sms_from: Option<String>,
    /// Lists that a do-not-call push names.
    pub custom_list_ids: Vec<String>,
}

/// How id and secret are presented to the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenStyle {
    /// Both in the form body.
    #[default]
    Form,
    /// HTTP Basic; the form body holds the grant only.
    Basic,
    /// Both in a JSON body.
    Json,
}

/// A field that cannot be right, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct SettingsError {
    pub field: &'static str,
    pub message: String,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            base_url: String::new(),
            token_url: None,
            token_path: "/oauth/token".into(),
            token_style: TokenStyle::Form,
            scopes: String::new(),
            client_id: String::new(),
            default_region: None,
            rate_limit: 100,
            proxy: None,
            ca_file: None,
            sms_from: None,
            custom_list_ids: Vec::new(),
        }
    }
}

impl ConnectionSettings {
    /// Names the first field that cannot be right.
    pub fn check(&self) -> Result<(), SettingsError> {
        self.addresses()?;
        check_text("name", &self.name, 100)?;
        check_text("client_id", &self.client_id, 512)?;
        if self.token_style == TokenStyle::Basic && self.client_id.contains(':') {
            return Err(wrong(
                "client_id",
                "an id with a colon cannot be sent as HTTP Basic; choose form or json",
            ));
        }
        check_scopes(&self.scopes)?;
        check_region(self.default_region.as_deref())?;
        check_sender(self.sms_from.as_deref())?;
        self.custom_list_ids.iter().try_for_each(|id| check_text("custom_list_ids", id, 128))
    }
}

fn check_text(field: &'static str, text: &str, longest: usize) -> Result<(), SettingsError> {
    match text.trim() {
        "" => Err(wrong(field, "is missing")),
        _ if text.chars().count() > longest => Err(wrong(field, &format!("at most {longest} characters"))),
        _ if text.chars().any(char::is_control) => Err(wrong(field, "control characters cannot be used")),
        _ => Ok(()),
    }
}

fn check_scopes(scopes: &str) -> Result<(), SettingsError> {
    let good = scopes.len() <= 4096 && scopes.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    if good { Ok(()) } else { Err(wrong("scopes", "names separated by single spaces are needed")) }
}

fn check_region(region: Option<&str>) -> Result<(), SettingsError> {
    let good = region.is_none_or(|r| r.len() == 2 && r.bytes().all(|b| b.is_ascii_uppercase()));
    if good {
        Ok(())
    } else {
        Err(wrong("default_region", "two capital letters are needed, such as US or DE"))
    }
}

fn check_sender(sender: Option<&str>) -> Result<(), SettingsError> {
    let good = sender.is_none_or(|s| {
        (1..=16).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b' ')
    });
    if good {
        Ok(())
    } else {
        Err(wrong("sms_from", "a number such as +14155550100 or a name of letters and digits is needed"))
    }
}

fn wrong(field: &'static str, message: &str) -> SettingsError {
    SettingsError { field, message: message.to_owned() }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(super) fn settings(base: &str) -> ConnectionSettings {
        ConnectionSettings {
            name: "Berlin".into(),
            base_url: base.into(),
            client_id: "desk".into(),
            ..Default::default()
        }
    }

    pub(super) fn refused(settings: &ConnectionSettings) -> &'static str {
        settings.check().expect_err("this cannot be right").field
    }

    #[test]
    fn every_other_field_says_what_is_wrong() {
        let with = |change: fn(&mut ConnectionSettings)| {
            let mut s = settings("https://h");
            change(&mut s);
            refused(&s)
        };
        assert_eq!(with(|s| s.name = " ".into()), "name");
        assert_eq!(with(|s| s.client_id = String::new()), "client_id");
        assert_eq!(
            with(|s| {
                s.client_id = "a:b".into();
                s.token_style = TokenStyle::Basic;
            }),
            "client_id"
        );
        assert_eq!(with(|s| s.token_path = "oauth".into()), "token_path");
        assert_eq!(with(|s| s.token_path = "//evil/t".into()), "token_path");
        assert_eq!(with(|s| s.scopes = "a\nb".into()), "scopes");
        assert_eq!(with(|s| s.default_region = Some("usa".into())), "default_region");
        assert_eq!(with(|s| s.proxy = Some("socks5://p".into())), "proxy");
        assert_eq!(with(|s| s.proxy = Some("http://u:p@proxy".into())), "proxy");
        assert_eq!(with(|s| s.sms_from = Some("a;b".into())), "sms_from");
        assert_eq!(with(|s| s.custom_list_ids = vec![String::new()]), "custom_list_ids");
    }

    #[test]
    fn what_is_left_out_gets_the_contracts_default() {
        let s: ConnectionSettings =
            serde_json::from_str(r#"{"name":"n","base_url":"https://h","client_id":"c"}"#)
                .expect("a connection");
        assert_eq!(
            (s.rate_limit, s.token_style, s.token_path.as_str()),
            (100, TokenStyle::Form, "/oauth/token")
        );
        assert!(s.scopes.is_empty() && s.default_region.is_none() && s.sms_from.is_none());
    }
}
