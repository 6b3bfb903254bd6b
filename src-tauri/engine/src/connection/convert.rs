//! Between the settings as they cross a door and as the client takes them.

use callboard_cxone as cxone;
use callboard_rpc::types::{ConnectionSettings, TokenStyle};

pub(super) fn from_door(given: ConnectionSettings) -> cxone::ConnectionSettings {
    let usual = cxone::ConnectionSettings::default();
    cxone::ConnectionSettings {
        name: given.name.trim().to_owned(),
        base_url: given.base_url.trim().trim_end_matches('/').to_owned(),
        token_url: filled(given.token_url),
        token_path: filled(given.token_path).unwrap_or(usual.token_path),
        token_style: match given.token_style {
            TokenStyle::Form => cxone::TokenStyle::Form,
            TokenStyle::Basic => cxone::TokenStyle::Basic,
            TokenStyle::Json => cxone::TokenStyle::Json,
        },
        scopes: filled(given.scopes).unwrap_or_default(),
        client_id: given.client_id.trim().to_owned(),
        default_region: filled(given.default_region).map(|region| region.to_ascii_uppercase()),
        rate_limit: given.rate_limit.unwrap_or(usual.rate_limit),
        proxy: filled(given.proxy),
        ca_file: filled(given.ca_file).map(Into::into),
        sms_from: filled(given.sms_from),
        custom_list_ids: given.custom_list_ids.unwrap_or_default(),
    }
}

pub(super) fn to_door(kept: &cxone::ConnectionSettings) -> ConnectionSettings {
    ConnectionSettings {
        name: kept.name.clone(),
        base_url: kept.base_url.clone(),
        token_url: kept.token_url.clone(),
        token_path: Some(kept.token_path.clone()),
        token_style: match kept.token_style {
            cxone::TokenStyle::Form => TokenStyle::Form,
            cxone::TokenStyle::Basic => TokenStyle::Basic,
            cxone::TokenStyle::Json => TokenStyle::Json,
        },
        scopes: filled(Some(kept.scopes.clone())),
        client_id: kept.client_id.clone(),
        default_region: kept.default_region.clone(),
        rate_limit: Some(kept.rate_limit),
        proxy: kept.proxy.clone(),
        ca_file: kept.ca_file.as_ref().map(|path| path.display().to_string()),
        sms_from: kept.sms_from.clone(),
        custom_list_ids: Some(kept.custom_list_ids.clone()),
    }
}

/// Whether both can share a live client: a name and a sender do not concern it.
pub(super) fn same_client(a: &cxone::ConnectionSettings, b: &cxone::ConnectionSettings) -> bool {
    let bare = |settings: &cxone::ConnectionSettings| cxone::ConnectionSettings {
        name: String::new(),
        default_region: None,
        sms_from: None,
        custom_list_ids: Vec::new(),
        ..settings.clone()
    };
    bare(a) == bare(b)
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
