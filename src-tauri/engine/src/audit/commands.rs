use std::io::{BufWriter, Write as _};

use callboard_rpc::types::{
    AuditAnchor, AuditExport, AuditList, AuditNewKey, AuditPage, AuditRef, AuditRow, AuditVerified,
    AuditVerify, FileOut, Nothing,
};
use callboard_rpc::{Caller, Handle, Result, RpcError, command};

use super::export::{export, file_name};
use super::{search, verify};
use crate::Engine;
use crate::kernel::audit::Entry;
use crate::kernel::counted;

impl Handle<command::AuditListCommand> for Engine {
    async fn handle(&self, _: &Caller, args: AuditList) -> Result<AuditPage> {
        Ok(self.kernel.db.read(move |db| search::list(db, &args)).await?)
    }
}

impl Handle<command::AuditShow> for Engine {
    async fn handle(&self, _: &Caller, args: AuditRef) -> Result<AuditRow> {
        Ok(self.kernel.db.read(move |db| search::show(db, args.seq)).await?)
    }
}

impl Handle<command::AuditVerifyCommand> for Engine {
    async fn handle(&self, _: &Caller, args: AuditVerify) -> Result<AuditVerified> {
        let anchor = args.anchor.as_deref().map(str::parse).transpose()?;
        let question = self.signer.question(anchor).await;
        Ok(self.kernel.db.read_long(move |db| verify(db, &question)).await?)
    }
}

impl Handle<command::AuditAnchorCommand> for Engine {
    async fn handle(&self, caller: &Caller, _: Nothing) -> Result<AuditAnchor> {
        let anchor = self.signer.anchor(caller).await?;
        Ok(AuditAnchor { seq: anchor.head.seq, anchor: anchor.to_string(), signed: anchor.signed.is_some() })
    }
}

impl Handle<command::AuditNewKeyCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: AuditNewKey) -> Result<Nothing> {
        let why = args.why.trim();
        if why.is_empty() {
            return Err(RpcError::field(
                "why",
                "A new key is made only with a reason; it stands in the log.",
            ));
        }
        self.signer.new_key(caller, why).await?;
        Ok(Nothing {})
    }
}

impl Handle<command::AuditExportCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: AuditExport) -> Result<FileOut> {
        let name = file_name(args.format, self.kernel.clock.now());
        let (asked, (file, to)) = (args.clone(), self.files.make()?);
        let written = self.kernel.db.read_long(move |db| {
            let mut out = BufWriter::new(to);
            let rows = export(db, &asked, &mut out)?;
            out.flush()?;
            Ok(rows)
        });
        let rows = written.await.inspect_err(|_| self.files.remove(&file))?;
        // Somebody may have searched for a number.
        let mut told = args;
        for text in [&mut told.filter.text, &mut told.filter.object].into_iter().flatten() {
            *text = callboard_phone::mask_in_text(text);
        }
        let entry = Entry::new("audit.export", "audit")
            .after(&told)
            .result(format!("done: {}", counted(rows, "row")));
        let caller = caller.clone();
        self.kernel.db.write(move |write| write.audit(&caller, entry)).await?;
        Ok(FileOut { file, name, rows })
    }
}
