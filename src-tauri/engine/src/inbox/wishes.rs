//! What a supervisor chose for the listener: one row.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use callboard_http::TlsIdentity;
use callboard_rpc::types::ListenerSettings;
use callboard_rpc::{Code, RpcError, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};
use url::Url;

use crate::kernel::{Result, Write};

pub(super) const TABLES: &str = "
    CREATE TABLE listener (
        only       INTEGER PRIMARY KEY CHECK (only = 1),
        enabled    INTEGER NOT NULL,
        address    TEXT NOT NULL,
        tls_cert   TEXT,
        tls_key    TEXT,
        public_url TEXT
    ) STRICT;";

/// Where webhooks come in by default (contract §4).
const ADDRESS: &str = "127.0.0.1:8080";

/// PEM files with which a listener proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Where to listen, found to be possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    pub address: SocketAddr,
    pub tls: Option<TlsFiles>,
}

pub(super) fn get(db: &Connection) -> Result<ListenerSettings> {
    let mut statement =
        db.prepare_cached("SELECT enabled, address, tls_cert, tls_key, public_url FROM listener")?;
    let found = statement.query_row([], |row| {
        Ok(ListenerSettings {
            enabled: row.get(0)?,
            address: row.get(1)?,
            tls_cert: row.get(2)?,
            tls_key: row.get(3)?,
            public_url: row.get(4)?,
        })
    });
    let usual = || ListenerSettings {
        enabled: false,
        address: ADDRESS.to_owned(),
        tls_cert: None,
        tls_key: None,
        public_url: None,
    };
    Ok(found.optional()?.unwrap_or_else(usual))
}

pub(super) fn set(write: &mut Write<'_>, wishes: &ListenerSettings) -> Result<()> {
    write.execute(
        "INSERT INTO listener (only, enabled, address, tls_cert, tls_key, public_url) VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (only) DO UPDATE SET enabled = excluded.enabled, address = excluded.address,
             tls_cert = excluded.tls_cert, tls_key = excluded.tls_key, public_url = excluded.public_url",
        params![wishes.enabled, wishes.address, wishes.tls_cert, wishes.tls_key, wishes.public_url],
    )?;
    write.changed(Topic::Listener);
    Ok(())
}

/// What was entered, cleaned; refused with the field where it cannot be.
pub(super) fn check(asked: ListenerSettings) -> std::result::Result<ListenerSettings, RpcError> {
    let cleaned =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let wishes = ListenerSettings {
        enabled: asked.enabled,
        address: asked.address.trim().to_owned(),
        tls_cert: cleaned(asked.tls_cert),
        tls_key: cleaned(asked.tls_key),
        public_url: cleaned(asked.public_url),
    };
    let listen = listen(&wishes)?;
    if let Some(tls) = &listen.tls {
        identity(tls)?;
    }
    wishes.public_url.as_deref().map(check_public).transpose()?;
    Ok(wishes)
}

/// Where these wishes say to listen.
pub(super) fn listen(wishes: &ListenerSettings) -> std::result::Result<Listen, RpcError> {
    let address = wishes.address.parse().map_err(|_| {
        RpcError::field("address", "An address and a port are needed, such as 127.0.0.1:8080 or [::1]:8080.")
    })?;
    let tls = match (&wishes.tls_cert, &wishes.tls_key) {
        (Some(cert), Some(key)) => Some(TlsFiles { cert: cert.into(), key: key.into() }),
        (None, None) => None,
        (None, _) => return Err(RpcError::field("tls_cert", "A key needs its certificate.")),
        (_, None) => return Err(RpcError::field("tls_key", "A certificate needs its key.")),
    };
    let listen = Listen { address, tls };
    listen.check()?;
    Ok(listen)
}

impl Listen {
    /// Any address but loopback is spoken to with encryption only.
    pub(super) fn check(&self) -> std::result::Result<(), RpcError> {
        if self.address.ip().is_loopback() || self.tls.is_some() {
            return Ok(());
        }
        let words = format!(
            "{} can be reached by others, so it needs a certificate and a key: events would pass in the open.",
            self.address.ip()
        );
        Err(RpcError::field("address", words)
            .hint("Name both files, or listen on 127.0.0.1 behind a reverse proxy or a tunnel of your own."))
    }
}

/// Reads both files; refused with the field and the reason, never with the key.
pub(super) fn identity(files: &TlsFiles) -> std::result::Result<TlsIdentity, RpcError> {
    let read = |field: &str, path: &Path| {
        std::fs::read(path)
            .map_err(|error| RpcError::field(field, format!("{} cannot be read: {error}.", path.display())))
    };
    let (chain, key) = (read("tls_cert", &files.cert)?, read("tls_key", &files.key)?);
    TlsIdentity::from_pem(&chain, &key).map_err(|error| {
        let field = if matches!(error, callboard_http::TlsRefused::Key) { "tls_key" } else { "tls_cert" };
        RpcError::field(field, format!("{error}."))
    })
}

fn check_public(text: &str) -> std::result::Result<Url, RpcError> {
    let bad = |why: &str| RpcError { code: Code::Invalid, ..RpcError::field("public_url", why) };
    let url = Url::parse(text)
        .map_err(|_| bad("This is not an address; write it as https://HOST or https://HOST/PATH."))?;
    let loopback = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => return Err(bad("An address names a host.")),
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
        return Err(bad("A public address begins with https://: events would pass in the open."));
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(bad("A public address is a host and at most a path: no name, password, ? or #."));
    }
    Ok(url)
}

/// The host by which proxies may call the listener.
pub(super) fn public_host(wishes: &ListenerSettings) -> Option<String> {
    check_public(wishes.public_url.as_deref()?).ok()?.host_str().map(str::to_owned)
}
