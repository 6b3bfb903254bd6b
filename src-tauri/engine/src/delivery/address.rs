//! Which addresses a delivery may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// The subnets that the supervisor listed. Anything outside of them must be public, and spoken to by https.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach(Vec<IpNet>);

/// Why an address is not connected to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("{0} is {1}, and not in a subnet that is listed for deliveries.")]
    NotPublic(IpAddr, &'static str),
    #[error("{0} would be spoken to without encryption: plain http goes only into a listed subnet.")]
    Plain(IpAddr),
}

impl Reach {
    pub fn new(listed: impl IntoIterator<Item = IpNet>) -> Self {
        Self(listed.into_iter().collect())
    }

    /// Whether `http` may be used at all.
    pub(super) fn lists_any(&self) -> bool {
        !self.0.is_empty()
    }

    pub(super) fn check(&self, address: IpAddr, encrypted: bool) -> Result<(), Refused> {
        let address = address.to_canonical();
        if self.0.iter().any(|net| net.contains(&address)) {
            return Ok(());
        }
        if let Some(what) = not_public(address) {
            return Err(Refused::NotPublic(address, what));
        }
        if encrypted { Ok(()) } else { Err(Refused::Plain(address)) }
    }

    /// Checks an address that stands in the URL itself, for which nobody asks a resolver. The URL has been
    /// parsed, so `0x7f.1`, `017700000001` and `2130706433` are 127.0.0.1 by now.
    pub(super) fn check_literal(&self, url: &Url) -> Result<(), Refused> {
        let encrypted = url.scheme() == "https";
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into(), encrypted),
            Some(Host::Ipv6(address)) => self.check(address.into(), encrypted),
            _ => Ok(()),
        }
    }
}

/// What an address is, where it is not one of the public internet's (IANA's special-purpose registries, and the
/// metadata service of Azure, which has an address that looks public).
fn not_public(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => not_public_v4(address),
        IpAddr::V6(address) => not_public_v6(address),
    }
}

fn not_public_v4(address: Ipv4Addr) -> Option<&'static str> {
    const NETS: [(&str, &str); 17] = [
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "a carrier's private address"),
        ("127.0.0.0/8", "this computer itself"),
        ("169.254.0.0/16", "link-local (also where clouds keep credentials)"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation only"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for tests only"),
        ("198.51.100.0/24", "for documentation only"),
        ("203.0.113.0/24", "for documentation only"),
        ("224.0.0.0/3", "multicast or reserved"),
        ("168.63.129.16/32", "a cloud's metadata service"),
    ];
    NETS.iter().find(|(net, _)| v4(net).contains(&address)).map(|(_, what)| *what)
}

/// IPv6 is the other way round: `2000::/3` is public but for its exceptions, everything else is not.
fn not_public_v6(address: Ipv6Addr) -> Option<&'static str> {
    const NETS: [(&str, &str); 8] = [
        ("::/127", "unspecified or this computer itself"),
        ("64:ff9b::/16", "an IPv4 address translated (NAT64)"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("2001::/23", "a tunnel or reserved"),
        ("2001:db8::/32", "for documentation only"),
        ("2002::/16", "an IPv4 address in disguise (6to4)"),
        ("3fff::/20", "for documentation only"),
    ];
    let named = NETS.iter().find(|(net, _)| v6(net).contains(&address)).map(|(_, what)| *what);
    named.or_else(|| (!v6("2000::/3").contains(&address)).then_some("reserved"))
}

fn v4(net: &str) -> Ipv4Net {
    net.parse().expect("the table above is written by hand and read by the tests")
}

fn v6(net: &str) -> Ipv6Net {
    net.parse().expect("the table above is written by hand and read by the tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, reach: &Reach) -> bool {
        reach.check_literal(&Url::parse(url).unwrap()).is_err()
    }

    #[test]
    fn every_spelling_of_an_inner_address_is_refused() {
        let hosts = [
            "127.0.0.1",
            "127.1",
            "127.0.0.1.",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0177.0.0.01",
            "127.255.255.254",
            "0",
            "0.0.0.0",
            "10.1.2.3",
            "167772161",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "0xc0a80101",
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "①②⑦.⓪.⓪.①",
            "１２７.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:10.0.0.1]",
            "[::127.0.0.1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2002:a9fe:a9fe::]",
            "[2001:0:7f00:1::]",
            "[2001:db8::1]",
            "[ff02::1]",
            "[100::1]",
            "[5f00::1]",
        ];
        for host in hosts {
            for scheme in ["http", "https"] {
                assert!(refused(&format!("{scheme}://{host}/hook"), &Reach::default()), "{scheme}://{host}");
            }
        }
    }

    #[test]
    fn public_addresses_are_reached_by_https_alone() {
        for host in
            ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2606:4700::1111]", "[2a00:1450::1]"]
        {
            assert!(!refused(&format!("https://{host}/"), &Reach::default()), "{host}");
            assert!(refused(&format!("http://{host}/"), &Reach::default()), "{host} unencrypted");
        }
    }

    #[test]
    fn a_listed_subnet_is_reached_and_its_neighbour_is_not() {
        let reach = Reach::new(["10.1.0.0/16".parse().unwrap(), "fd00::/64".parse().unwrap()]);
        for host in ["10.1.2.3", "[::ffff:10.1.2.3]", "[fd00::9]"] {
            assert!(!refused(&format!("http://{host}/"), &reach), "{host}");
        }
        for host in ["10.2.0.1", "[fd00:0:0:1::9]", "127.0.0.1"] {
            assert!(refused(&format!("http://{host}/"), &reach), "{host}");
        }
    }
}
