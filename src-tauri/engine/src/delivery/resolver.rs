//! From a name to the addresses that may be connected to.

use parking_lot::RwLock;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::UdpSocket;

use super::address::Reach;

/// The addresses of a name; a test answers by itself.
pub(super) type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// The system's resolver.
pub(super) fn system_lookup() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => Ok(found.map(|address| address.ip()).collect()),
                Err(error) => Err(cleared(error, way_out().await)),
            }
        })
    })
}

/// What the resolver's words leave open is answered by the routes: without a way out no name server was asked, in
/// whatever language that is said.
fn cleared(error: io::Error, has_way_out: bool) -> io::Error {
    match Unresolved::of(&error) {
        Unresolved::Unclear(said) if !has_way_out => io::Error::new(io::ErrorKind::NetworkUnreachable, said),
        _ => error,
    }
}

/// Whether this computer has a route to anywhere, by IPv4 or IPv6. Connecting a UDP socket asks the routing table and
/// sends nothing; the addresses are those of documentation, which nobody has.
async fn way_out() -> bool {
    let tries: [(IpAddr, IpAddr); 2] = [
        (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into()),
        (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()),
    ];
    for (from, to) in tries {
        let Ok(socket) = UdpSocket::bind((from, 0)).await else { continue };
        if socket.connect((to, 53)).await.is_ok() {
            return true;
        }
    }
    false
}

/// Why a name gave no address: what of it is the receiver's doing, and what is ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unresolved {
    /// The name servers were asked, and there is none.
    #[error("there is no such name, or it has no address")]
    NoSuchName,
    /// None of them could be asked (`EAI_AGAIN`), or this computer itself failed.
    #[error("its name could not be looked up now ({0})")]
    Unasked(String),
    /// macOS and Windows say "no such name" also where no name server could be asked, and a system may speak another
    /// language; there is a way out, so it may be either.
    #[error("its name could not be found ({0})")]
    Unclear(String),
}

impl Unresolved {
    /// Rust hands on the words of the system's resolver alone where it is `getaddrinfo` that failed; Windows has
    /// numbers for it (`WSATRY_AGAIN`, `WSANO_RECOVERY`, `WSANO_DATA`, `WSAHOST_NOT_FOUND`).
    fn of(error: &io::Error) -> Self {
        let said = error.to_string();
        let has = |words: &[&str]| words.iter().any(|words| said.contains(words));
        if error.kind() == io::ErrorKind::NetworkUnreachable {
            return Self::Unasked(said);
        }
        match error.raw_os_error() {
            Some(11_001) => Self::Unclear(said),
            Some(11_004) => Self::NoSuchName,
            Some(_) => Self::Unasked(said),
            None if has(&["Temporary failure in name resolution", "Try again"]) => Self::Unasked(said),
            None if has(&NONE) => Self::NoSuchName,
            None => Self::Unclear(said),
        }
    }
}

/// `EAI_NONAME` and `EAI_NODATA`, as glibc and musl say them.
const NONE: [&str; 4] = [
    "Name or service not known",
    "No address associated with hostname",
    "Name does not resolve",
    "Name has no usable address",
];

/// Resolves a name once, and lets only those addresses through that may be reached: what is checked is what is
/// connected to, so a second answer of the name server changes nothing.
pub(super) struct Checked {
    pub(super) reach: Arc<RwLock<Reach>>,
    pub(super) lookup: Lookup,
    pub(super) encrypted: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let found = (self.lookup)(name.as_str().to_owned());
        let reach = self.reach.read().clone();
        let encrypted = self.encrypted;
        Box::pin(async move {
            let mut open = Vec::new();
            let mut shut = None;
            for address in found.await.map_err(|error| Unresolved::of(&error))? {
                match reach.check(address, encrypted) {
                    Ok(()) => open.push(SocketAddr::new(address, 0)),
                    Err(refused) => shut = Some(refused),
                }
            }
            match shut {
                Some(refused) if open.is_empty() => Err(refused.into()),
                _ if open.is_empty() => Err(Unresolved::NoSuchName.into()),
                _ => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_such_name_and_nobody_to_ask_are_told_apart() {
        let said = |words: &str| {
            Unresolved::of(&io::Error::other(format!("failed to lookup address information: {words}")))
        };
        for definite in NONE {
            assert_eq!(said(definite), Unresolved::NoSuchName, "{definite}");
        }
        for passing in ["Temporary failure in name resolution", "Try again"] {
            assert!(matches!(said(passing), Unresolved::Unasked(_)), "{passing}");
        }
        for unclear in ["nodename nor servname provided, or not known", "Der Name ist nicht bekannt"] {
            assert!(matches!(said(unclear), Unresolved::Unclear(_)), "{unclear}");
        }
        let numbered = |number| Unresolved::of(&io::Error::from_raw_os_error(number));
        assert_eq!(numbered(11_004), Unresolved::NoSuchName);
        assert!(matches!(numbered(11_001), Unresolved::Unclear(_)));
        assert!(matches!(numbered(11_002), Unresolved::Unasked(_)));
        assert!(matches!(numbered(5), Unresolved::Unasked(_)), "this computer's own trouble");
    }

    #[test]
    fn what_the_words_leave_open_is_ours_where_there_is_no_way_out() {
        let said = |words: &str, has_way_out| {
            let error = io::Error::other(format!("failed to lookup address information: {words}"));
            Unresolved::of(&cleared(error, has_way_out))
        };
        for unclear in
            ["nodename nor servname provided, or not known", "Temporärer Fehler bei der Namensauflösung"]
        {
            assert!(matches!(said(unclear, true), Unresolved::Unclear(_)), "{unclear}");
            let Unresolved::Unasked(words) = said(unclear, false) else { panic!("{unclear}") };
            assert!(words.contains(unclear), "what was said is kept: {words}");
        }
        assert_eq!(said(NONE[0], false), Unresolved::NoSuchName, "a name server of this network may say so");
    }
}
