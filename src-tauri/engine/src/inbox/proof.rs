//! Whether a request comes from its source.

use http::{HeaderMap, header};
use jiff::Timestamp;
use subtle::ConstantTimeEq as _;

use super::refusal::{Cause, Refusal};
use super::roster::{Live, Proof, hash, taken};
use crate::signature::{Presented, is_id, verify};

/// It does; and the id that it gives the event, none, or one that cannot be.
#[derive(Debug)]
pub(super) struct Proven {
    pub(super) id: Result<Option<String>, Cause>,
}

pub(super) fn check(
    source: &Live,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
    only_here: bool,
) -> Result<Proven, Refusal> {
    let found = by_what_is_known(source, headers, body, now, only_here);
    // It may fit the secret that could not be read.
    found.map_err(|refusal| if source.is_whole { refusal } else { Cause::Secrets.into() })
}

fn by_what_is_known(
    source: &Live,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
    only_here: bool,
) -> Result<Proven, Refusal> {
    match &source.proof {
        Proof::Signature(secrets) => {
            let presented = Presented::read(headers)?;
            verify(&presented, body, taken(secrets, now), now, source.tolerance)?;
            Ok(Proven { id: Ok(Some(presented.id.to_owned())) })
        }
        Proof::Bearer(tokens) => {
            let token = bearer(headers).map(hash).ok_or(Cause::Token)?;
            let fits = taken(tokens, now).any(|known| bool::from(known.ct_eq(&token)));
            if fits { Ok(Proven { id: own_id(headers) }) } else { Err(Cause::Token.into()) }
        }
        Proof::Nothing if only_here => Ok(Proven { id: own_id(headers) }),
        Proof::Nothing => Err(Cause::ProvesNothing.into()),
        Proof::Unknown => Err(Cause::Secrets.into()),
    }
}

/// The sender's id of the event, where it is one.
pub(super) fn id_of(headers: &HeaderMap) -> Option<&str> {
    headers.get("webhook-id").and_then(|id| id.to_str().ok()).filter(|id| is_id(id))
}

fn own_id(headers: &HeaderMap) -> Result<Option<String>, Cause> {
    match headers.get_all("webhook-id").iter().count() {
        0 => Ok(None),
        1 => id_of(headers).map(|id| Some(id.to_owned())).ok_or(Cause::Id),
        _ => Err(Cause::Id),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return None };
    let (scheme, token) = value.as_bytes().split_at_checked("Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

#[cfg(test)]
mod tests {
    use callboard_rpc::types::{ConnectionId, SourceId, SourceKind};

    use super::*;

    #[test]
    fn while_a_secret_could_not_be_read_nothing_is_refused_for_good() {
        let status = |is_whole| {
            let source = Live {
                id: SourceId::from("src_1"),
                kind: SourceKind::Event,
                connection: ConnectionId::from("con_1"),
                region: None,
                tolerance: 300,
                proof: Proof::Bearer(Vec::new()),
                is_whole,
            };
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, http::HeaderValue::from_static("Bearer of-the-old-secret"));
            check(&source, &headers, b"{}", Timestamp::UNIX_EPOCH, true).unwrap_err().cause.status()
        };
        assert_eq!((status(true), status(false)), (401, 503));
    }
}
