use callboard_rpc::types::{
    ContactSet, ContactSetRef, ContactsColumns, ContactsImport, ContactsInspect, ContactsRefused, FileOut,
    MaybeConnection, Page, RefusedContact,
};
use callboard_rpc::{Caller, Handle, Result, command};

use super::{export, import, inspect, store};
use crate::kernel::{Error, Paging};
use crate::table::Choice;
use crate::{Engine, connection};

/// Rows of a page, where the caller does not say, and at most.
const PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 1000;

impl Handle<command::ContactsInspectCommand> for Engine {
    async fn handle(&self, _: &Caller, args: ContactsInspect) -> Result<ContactsColumns> {
        let id = args.file.clone();
        let seen = look(self, args).await;
        // A refused file is not imported as it is, and people's numbers stand in it.
        if seen.is_err() {
            self.files.remove(&id);
        }
        Ok(seen?)
    }
}

async fn look(engine: &Engine, args: ContactsInspect) -> crate::kernel::Result<ContactsColumns> {
    let file = engine.files.read(&args.file)?;
    let of = import::connection_of(engine, args.connection).await?;
    let region = import::region(args.region.as_deref(), of.as_ref())?;
    let choice =
        Choice { sheet: args.sheet, header_row: args.header_row, seen_only: true, ..Choice::default() };
    let zones = engine.zones.clone();
    let looking = tokio::task::spawn_blocking(move || inspect::inspect(file, &choice, region, &zones)).await;
    looking.map_err(|error| Error::Other(error.into()))?
}

impl Handle<command::ContactsImportCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: ContactsImport) -> Result<ContactSet> {
        Ok(import::import(self, caller, args).await?)
    }
}

impl Handle<command::ContactsList> for Engine {
    async fn handle(&self, _: &Caller, args: MaybeConnection) -> Result<Vec<ContactSet>> {
        let list = self.kernel.db.read(move |db| {
            let named = args.connection.map(|named| connection::find(db, &named)).transpose()?;
            store::sets(db, named.as_ref().map(|row| &row.id))
        });
        Ok(list.await?)
    }
}

impl Handle<command::ContactsRefusedCommand> for Engine {
    async fn handle(&self, _: &Caller, args: ContactsRefused) -> Result<Page<RefusedContact>> {
        let paging = Paging::new(args.after.as_deref(), args.limit, PAGE, LARGEST_PAGE)?;
        let read = self.kernel.db.read(move |db| {
            let set = store::set(db, &args.set)?;
            let rows = store::refused(db, &args.set, paging.after.unwrap_or(0), paging.to_read())?;
            Ok(paging.page(rows, set.needs_zone + set.invalid, |row| row.line))
        });
        Ok(read.await?)
    }
}

impl Handle<command::ContactsRefusedExport> for Engine {
    async fn handle(&self, _: &Caller, args: ContactSetRef) -> Result<FileOut> {
        Ok(export::export(self, args.set).await?)
    }
}
