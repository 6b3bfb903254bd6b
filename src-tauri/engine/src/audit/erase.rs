use callboard_rpc::{Caller, RpcError};
use serde_json::json;

use super::checkpoint::object;
use crate::kernel::audit::Entry;
use crate::kernel::{Result, Write};

/// The action of the rows that tell of an erased text.
pub(super) const ACTION: &str = "audit.erase_private";

/// Forgets the text beside row `seq`: its commitment stays, so that the chain holds, and a row tells who erased
/// it. Refused where there is none, or it was erased before.
pub fn erase_private(write: &mut Write<'_>, caller: &Caller, seq: u64) -> Result<()> {
    // Without it the text would lie in the file until its page is used again.
    write.pragma_update(None, "secure_delete", true)?;
    let erased = write.execute("DELETE FROM audit_private WHERE seq = ?1", [seq.cast_signed()]);
    write.pragma_update(None, "secure_delete", false)?;
    let erased = erased?;
    if erased == 0 {
        return Err(RpcError::not_found("private text beside audit row", &seq.to_string()).into());
    }
    write.audit(caller, Entry::new(ACTION, object(seq)).after(&json!({ "erased": true })))?;
    Ok(())
}
