//! The way to the tenant: a company's proxy, a company's certificate authority.

use rcgen::{CertificateParams, Issuer, KeyPair};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::stand::{Stand, reply};
use crate::retry::Policy;
use crate::{Call, ConnectionSettings, Error, campaigns};

const NO_CAMPAIGNS: &str = r#"{"campaigns":[]}"#;

/// A company's authority as PEM, and a server for `localhost` with a certificate of it.
fn company() -> (String, ServerConfig) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().expect("a key");
    let root = authority.self_signed(&authority_key).expect("a certificate");
    let key = KeyPair::generate().expect("a key");
    let issuer = Issuer::new(authority, authority_key);
    let server = CertificateParams::new(vec!["localhost".into()]).expect("parameters");
    let certificate = server.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.der().clone()], key).expect("they fit");
    (root.pem(), config)
}

#[tokio::test]
async fn a_companys_authority_is_trusted_where_it_is_given_and_only_there() {
    let (root, tls) = company();
    let stand = Stand::secured(tls, |_, _| reply(200, NO_CAMPAIGNS)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("company.pem");
    std::fs::write(&file, root).expect("written");

    let trusting = ConnectionSettings { ca_file: Some(file), ..stand.settings() };
    let tenant = stand.tenant_with(&trusting, "demo-secret");
    campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect("the certificate is the company's");

    let outcome = campaigns::list(&stand.tenant(), Call::with(Policy::ONCE)).await;
    let Err(Error::NoToken { message, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(message.contains("certificate"), "it says why: {message}");
    assert_eq!(stand.token_requests(), 1, "the secret was not shown to a stranger");
}

#[tokio::test]
async fn an_authority_that_cannot_be_read_is_said_before_anything_is_sent() {
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate").expect("written");
    for file in [folder.path().join("missing.pem"), empty] {
        let settings = ConnectionSettings { ca_file: Some(file), ..stand.settings() };
        let secret = std::sync::Arc::new(secrecy::SecretString::from("s".to_owned()));
        let chance = callboard_clock::Chance::seeded(1);
        let tenant = crate::Tenant::new(&settings, secret, stand.manual.clock(), chance);
        let Err(Error::Config { message }) = tenant else { panic!("{tenant:?}") };
        assert!(message.starts_with("ca_file: "), "{message}");
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_the_way_and_sees_no_secret() {
    let proxy = Stand::start(|_, _| reply(502, "")).await;
    let settings = ConnectionSettings {
        base_url: "https://tenant.invalid".into(),
        proxy: Some(proxy.base.clone()),
        ..proxy.settings()
    };
    let tenant = proxy.tenant_with(&settings, "s3cret-canary");
    let outcome = campaigns::list(&tenant, Call::with(Policy::ONCE)).await;
    assert!(matches!(outcome, Err(Error::NoToken { .. })), "{outcome:?}");
    let seen = proxy.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].target.as_str()), ("CONNECT", "tenant.invalid:443"));
    assert!(!format!("{seen:?}").contains("s3cret-canary"));
}

#[tokio::test]
async fn a_tenant_on_this_machine_is_reached_without_the_proxy() {
    let proxy = Stand::start(|_, _| reply(502, "")).await;
    let stand = Stand::granting(|_, _| reply(200, NO_CAMPAIGNS)).await;
    let settings = ConnectionSettings { proxy: Some(proxy.base.clone()), ..stand.settings() };
    let tenant = stand.tenant_with(&settings, "demo-secret");
    campaigns::list(&tenant, Call::with(Policy::ONCE)).await.expect("directly");
    assert!(proxy.seen().is_empty());
}
