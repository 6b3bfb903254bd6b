use url::{Host, Url};

use super::{ConnectionSettings, SettingsError, wrong};

/// The addresses of a connection, checked.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    pub(crate) base: Url,
    pub(crate) token: Url,
    pub(crate) proxy: Option<Url>,
}

impl ConnectionSettings {
    pub(crate) fn addresses(&self) -> Result<Addresses, SettingsError> {
        let base = origin_only("base_url", &self.base_url)?;
        let token = self.token_address(&base)?;
        let proxy = self.proxy.as_deref().map(proxy_address).transpose()?;
        Ok(Addresses { base, token, proxy })
    }

    fn token_address(&self, base: &Url) -> Result<Url, SettingsError> {
        let path = self.token_path.as_str();
        let plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['?', '#', '\\', ' ']);
        if !plain {
            return Err(wrong("token_path", "a path such as /oauth/token is needed, without a query"));
        }
        let given = self.token_url.as_deref().map(|text| tenant_address("token_url", text)).transpose()?;
        let mut url = given.unwrap_or_else(|| base.clone());
        if url.path() == "/" {
            url.set_path(path);
        }
        Ok(url)
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn origin_only(field: &'static str, text: &str) -> Result<Url, SettingsError> {
    let url = tenant_address(field, text)?;
    if url.path() == "/" {
        Ok(url)
    } else {
        Err(wrong(field, "only https://HOST is wanted here, without a path"))
    }
}

fn tenant_address(field: &'static str, text: &str) -> Result<Url, SettingsError> {
    let url = parse(field, text)?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(wrong(field, "plain http is accepted for this machine (loopback) only; use https://")),
        _ => Err(wrong(field, "an address that begins with https:// is needed")),
    }
}

fn proxy_address(text: &str) -> Result<Url, SettingsError> {
    let url = parse("proxy", text)?;
    let http = matches!(url.scheme(), "http" | "https");
    if http {
        Ok(url)
    } else {
        Err(wrong("proxy", "an address that begins with http:// or https:// is needed"))
    }
}

/// The text itself is never echoed: somebody may have pasted a password into it.
fn parse(field: &'static str, text: &str) -> Result<Url, SettingsError> {
    let url = Url::parse(text.trim()).map_err(|why| wrong(field, &format!("not an address ({why})")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            field,
            "a user or password in an address would be stored in the open; leave it out",
        ));
    }
    if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(field, "a host is needed, and neither ? nor #"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, settings};
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in
            ["https://api.example.com", "http://127.0.0.1:9000", "http://localhost:1", "http://[::1]:8"]
        {
            assert_eq!(settings(good).check(), Ok(()), "{good}");
        }
        for bad in ["http://api.example.com", "http://10.0.0.1", "ftp://127.0.0.1", "api.example.com", ""] {
            assert_eq!(refused(&settings(bad)), "base_url", "{bad}");
        }
    }

    #[test]
    fn a_base_url_is_an_origin_and_nothing_more() {
        for bad in ["https://h/api", "https://h/?a=1", "https://h/#x", "https://user:pw@h"] {
            assert_eq!(refused(&settings(bad)), "base_url", "{bad}");
        }
        let error = settings("https://me:hunter2@h").check().expect_err("a password");
        assert!(!error.to_string().contains("hunter2"), "what was typed may be a secret");
    }

    #[test]
    fn the_token_comes_from_base_unless_another_host_issues_it() {
        let mut s = settings("https://api.example.com");
        let token = |s: &ConnectionSettings| s.addresses().map(|a| a.token.to_string());
        assert_eq!(token(&s).as_deref(), Ok("https://api.example.com/oauth/token"));
        s.token_path = "/api/v2/oauth/token".into();
        assert_eq!(token(&s).as_deref(), Ok("https://api.example.com/api/v2/oauth/token"));
        s.token_url = Some("https://login.example.com".into());
        assert_eq!(token(&s).as_deref(), Ok("https://login.example.com/api/v2/oauth/token"));
        s.token_url = Some("https://login.example.com/t".into());
        assert_eq!(token(&s).as_deref(), Ok("https://login.example.com/t"), "its own path wins");
        s.token_url = Some("http://login.example.com/t".into());
        assert_eq!(refused(&s), "token_url");
    }
}
