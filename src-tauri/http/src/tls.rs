use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// The certificate chain and the key with which a door proves who it is.
#[derive(Clone)]
pub struct TlsIdentity(Arc<ServerConfig>);

/// Why a certificate and key cannot be used. Never carries the key.
#[derive(Debug, thiserror::Error)]
pub enum TlsRefused {
    #[error("the certificate is not PEM: {0}")]
    Certificate(String),
    #[error("the certificate file holds no certificate")]
    NoCertificate,
    #[error("the key is not a PEM private key")]
    Key,
    #[error("certificate and key cannot be used together: {0}")]
    Pair(#[from] rustls::Error),
}

impl std::fmt::Debug for TlsIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsIdentity")
    }
}

impl TlsIdentity {
    /// From the PEM texts of a chain (the door's own certificate first) and its private key.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, TlsRefused> {
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| TlsRefused::Certificate(error.to_string()))?;
        if chain.is_empty() {
            return Err(TlsRefused::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsRefused::Key)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    pub(crate) fn config(self) -> Arc<ServerConfig> {
        self.0
    }
}
