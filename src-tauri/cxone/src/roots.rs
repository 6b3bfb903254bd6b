use reqwest::{Certificate, ClientBuilder};

/// Which certificate authorities are trusted: those of the system, or, where it has none, those that are shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roots {
    System,
    /// Mozilla's, as they were when this program was built.
    Shipped,
}

impl Roots {
    /// Looked up now: a package with certificates may have been installed since the start.
    pub fn of_this_machine() -> Self {
        // Elsewhere the system itself decides whom it trusts, and always has somebody.
        if cfg!(target_os = "linux") && rustls_native_certs::load_native_certs().certs.is_empty() {
            Self::Shipped
        } else {
            Self::System
        }
    }

    /// What `status` says.
    pub fn words(self) -> &'static str {
        match self {
            Self::System => "the system's certificate authorities",
            Self::Shipped => {
                "the certificate authorities shipped with Callboard, since this system has none; install its package \
                 ca-certificates"
            }
        }
    }

    /// A client that trusts them, and `own` besides.
    pub fn trusted_by(self, builder: ClientBuilder, own: Vec<Certificate>) -> ClientBuilder {
        let shipped = match self {
            Self::System => Vec::new(),
            Self::Shipped => shipped(),
        };
        builder.tls_certs_merge(shipped.into_iter().chain(own))
    }
}

fn shipped() -> Vec<Certificate> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    roots.filter_map(|root| Certificate::from_der(root).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_authorities_can_all_be_read() {
        assert_eq!(shipped().len(), webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
        assert!(shipped().len() > 100, "Mozilla trusts more than a hundred");
    }

    #[test]
    fn a_client_with_the_shipped_authorities_can_be_made() {
        let builder = Roots::Shipped.trusted_by(reqwest::Client::builder(), Vec::new());
        assert!(builder.build().is_ok());
    }
}
