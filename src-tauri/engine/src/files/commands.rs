use callboard_rpc::types::{FileForget, FileSave, FileSaved, Nothing};
use callboard_rpc::{Caller, Code, Door, Handle, Result, RpcError, command};

use super::save_into;
use crate::Engine;
use crate::kernel::Error;

impl Handle<command::FileSaveCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: FileSave) -> Result<FileSaved> {
        if !matches!(caller.door, Door::Window | Door::CommandLine) {
            return Err(RpcError::new(Code::Refused, "A browser saves files itself.")
                .hint("Fetch /files/ID and let the browser store it."));
        }
        let mut file = self.files.read(&args.file)?;
        let folder = self.downloads.clone().ok_or_else(no_downloads)?;
        let saving = tokio::task::spawn_blocking(move || save_into(&folder, &args.name, &mut file));
        let saved = saving.await.map_err(|error| Error::Other(error.into()))?;
        let path = saved.map_err(|error| {
            RpcError::new(Code::Storage, format!("The file could not be saved in Downloads ({error})."))
                .hint("Free space or permissions are the usual cause.")
        })?;
        Ok(FileSaved { path: path.display().to_string() })
    }
}

impl Handle<command::FileForgetCommand> for Engine {
    async fn handle(&self, _: &Caller, args: FileForget) -> Result<Nothing> {
        self.files.remove(&args.file);
        Ok(Nothing {})
    }
}

fn no_downloads() -> RpcError {
    RpcError::new(Code::Storage, "This account has no Downloads folder.")
        .hint("Make one, or use the command line, which writes where you say.")
}
