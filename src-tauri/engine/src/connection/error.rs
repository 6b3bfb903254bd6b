use callboard_cxone::Error as TenantError;
use callboard_rpc::{Code, RpcError};
use serde_json::json;

use crate::kernel::Error;

/// A tenant's "no" in a supervisor's words: what, why, what to do. The client has masked its texts already.
impl From<TenantError> for Error {
    fn from(error: TenantError) -> Self {
        said(&error).into()
    }
}

fn said(error: &TenantError) -> RpcError {
    RpcError::new(code(error), error.sentence()).hint(error.hint()).detail(detail(error))
}

fn code(error: &TenantError) -> Code {
    match error {
        TenantError::Unauthorized { .. } => Code::Unauthorized,
        TenantError::Forbidden { .. } => Code::Forbidden,
        TenantError::Absent { .. } => Code::Absent,
        TenantError::NotFound { .. } | TenantError::Conflict { .. } | TenantError::Rejected { .. } => {
            Code::TenantRefused
        }
        TenantError::TooLate { .. } => Code::Refused,
        TenantError::SecretUnavailable { .. } => Code::Secrets,
        TenantError::Config { .. } => Code::Invalid,
        // Transient, RateLimited, Unknown, Unreadable, BreakerOpen, and what may be added: not there just now.
        _ => Code::TenantUnreachable,
    }
}

/// `kind` is the client's own, finer word; with it a caller can tell apart what shares a code.
fn detail(error: &TenantError) -> serde_json::Value {
    match error {
        TenantError::Forbidden { scope, .. } => json!({ "kind": error.code(), "scope": scope }),
        _ => json!({ "kind": error.code(), "not_before": error.not_before() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_403_names_the_scope_and_where_to_get_it() {
        let scope = "outbound:campaign:write".to_owned();
        let error = RpcError::from(Error::from(TenantError::Forbidden { scope, message: String::new() }));
        assert_eq!(error.code, Code::Forbidden);
        assert!(error.message.contains("outbound:campaign:write"), "{error}");
        assert!(error.hint.unwrap().contains("administrator"));
    }

    #[test]
    fn every_kind_of_failure_has_its_own_code() {
        let text = String::new;
        let cases = [
            (TenantError::Unauthorized { message: text() }, Code::Unauthorized),
            (TenantError::Rejected { status: 422, message: "no".into() }, Code::TenantRefused),
            (TenantError::RateLimited { until: None }, Code::TenantUnreachable),
            (
                TenantError::Transient { message: "reset".into(), status: None, not_before: None },
                Code::TenantUnreachable,
            ),
            (TenantError::SecretUnavailable { reason: "locked".into(), not_before: None }, Code::Secrets),
            (TenantError::Config { message: "base_url: is missing".into() }, Code::Invalid),
        ];
        for (error, expected) in cases {
            assert_eq!(said(&error).code, expected, "{error}");
        }
    }
}
