//! The map, its draft, its versions, and files of it.

use std::io::{Read as _, Write as _};

use callboard_rpc::types::{
    ConnectionId, DispositionFeed, DispositionMap, DispositionRow, Dispositions, FileOut, MapDraftSave,
    MapExport, MapFormat, MapImport, MapVersion, MapVersionRef, OfConnection, Page, UnmappedPolicySet,
};
use callboard_rpc::{Caller, Handle, Result, RpcError, Topic, command};
use serde_json::json;

use super::meant;
use crate::Engine;
use crate::disposition::publish::object;
use crate::disposition::{feed, shown};
use crate::kernel::audit::Entry;
use crate::kernel::{self, Error, Reveal, Write};
use crate::map::{changes, drafts, file, spelled, versions};

impl Handle<command::DispositionShow> for Engine {
    async fn handle(&self, _: &Caller, args: OfConnection) -> Result<Dispositions> {
        let read = self.kernel.db.read(move |db| shown::shown(db, &meant(db, args.connection.as_ref())?));
        Ok(read.await?)
    }
}

impl Handle<command::DispositionDraft> for Engine {
    async fn handle(&self, caller: &Caller, args: MapDraftSave) -> Result<Dispositions> {
        let caller = caller.clone();
        let saved = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            let map = args.map.map(|map| spelled(&map));
            drafts::check_seen(drafts::draft(write, &of)?.as_ref(), args.seen)?;
            keep(write, &caller, &of, map.as_ref(), "disposition.draft")?;
            shown::shown(write, &of)
        });
        Ok(saved.await?)
    }
}

impl Handle<command::DispositionVersions> for Engine {
    async fn handle(&self, _: &Caller, args: OfConnection) -> Result<Vec<MapVersion>> {
        let read = self.kernel.db.read(move |db| versions::list(db, &meant(db, args.connection.as_ref())?));
        Ok(read.await?)
    }
}

impl Handle<command::DispositionVersion> for Engine {
    async fn handle(&self, _: &Caller, args: MapVersionRef) -> Result<DispositionMap> {
        let read = self.kernel.db.read(move |db| {
            let of = meant(db, args.connection.as_ref())?;
            Ok(versions::find(db, &of, args.version)?.map)
        });
        Ok(read.await?)
    }
}

impl Handle<command::DispositionUnmappedPolicy> for Engine {
    async fn handle(&self, caller: &Caller, args: UnmappedPolicySet) -> Result<Dispositions> {
        let caller = caller.clone();
        let set = self.kernel.db.write(move |write| {
            let of = meant(write, args.connection.as_ref())?;
            let before = drafts::policy(write, &of)?;
            drafts::set_policy(write, &of, args.policy)?;
            let entry = Entry::new("disposition.unmapped_policy", object(&of))
                .before(&json!({ "policy": before }))
                .after(&json!({ "policy": args.policy }));
            write.audit(&caller, entry)?;
            write.changed(Topic::Dispositions);
            shown::shown(write, &of)
        });
        Ok(set.await?)
    }
}

impl Handle<command::DispositionImport> for Engine {
    async fn handle(&self, caller: &Caller, args: MapImport) -> Result<Dispositions> {
        let named = args.connection.clone();
        let read = self.kernel.db.read(move |db| {
            let of = meant(db, named.as_ref())?;
            let known = versions::current(db, &of)?.map;
            Ok((of, known))
        });
        let (of, known) = read.await?;
        let handed_in = self.files.take(&args.file)?;
        let reading = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            handed_in.take(file::LARGEST + 1).read_to_end(&mut bytes).map_err(Error::from)?;
            if bytes.len() as u64 > file::LARGEST {
                return Err(RpcError::field("file", "A map is no larger than 8 MiB.").into());
            }
            Ok::<_, Error>(file::read(&bytes, &known)?)
        });
        let map = reading.await.map_err(|error| Error::Other(error.into()))??;
        let caller = caller.clone();
        let saved = self.kernel.db.write(move |write| {
            drafts::check_seen(drafts::draft(write, &of)?.as_ref(), args.seen)?;
            keep(write, &caller, &of, Some(&map), "disposition.import")?;
            shown::shown(write, &of)
        });
        Ok(saved.await?)
    }
}

impl Handle<command::DispositionExport> for Engine {
    async fn handle(&self, _: &Caller, args: MapExport) -> Result<FileOut> {
        let read = self.kernel.db.read(move |db| {
            let of = meant(db, args.connection.as_ref())?;
            match args.version {
                Some(version) => versions::find(db, &of, version),
                None => versions::current(db, &of),
            }
        });
        let published = read.await?;
        let bytes = match args.format {
            MapFormat::Csv => file::to_csv(&published.map)?,
            MapFormat::Json => file::to_json(&published.map)?,
        };
        let (id, mut out) = self.files.make()?;
        let writing = tokio::task::spawn_blocking(move || out.write_all(&bytes));
        writing.await.map_err(|error| Error::Other(error.into()))?.map_err(Error::from)?;
        Ok(FileOut {
            file: id,
            name: file::name(published.version.version, args.format),
            rows: published.map.codes.len() as u64,
        })
    }
}

impl Handle<command::DispositionFeedCommand> for Engine {
    async fn handle(&self, caller: &Caller, args: DispositionFeed) -> Result<Page<DispositionRow>> {
        let numbers = Reveal::asked(args.reveal);
        let read = self.kernel.db.read(move |db| {
            let of = args.connection.as_ref().map(|named| meant(db, Some(named))).transpose()?;
            feed::feed(db, of.as_ref(), &args)
        });
        let page = read.await?;
        self.kernel.reveal(numbers, caller, "dispositions", "disposition.feed", page.rows.len()).await?;
        Ok(page)
    }
}

/// Stores a draft, or drops it. The audit row has the changes since it was stored last: a page stores it with every few
/// keystrokes.
fn keep(
    write: &mut Write<'_>,
    caller: &Caller,
    of: &ConnectionId,
    map: Option<&DispositionMap>,
    action: &'static str,
) -> kernel::Result<()> {
    versions::ensure(write, of)?;
    let current = versions::current(write, of)?;
    let entry = Entry::new(action, object(of));
    if let Some(map) = map {
        let before = drafts::draft(write, of)?.map_or(current.map, |draft| draft.map);
        drafts::keep(write, of, map, current.version.version, &caller.actor)?;
        let changes = changes(&before, map);
        write.audit(caller, entry.after(&json!({ "changes": changes })))?;
    } else {
        drafts::throw_away(write, of)?;
        write.audit(caller, entry.result("thrown away"))?;
    }
    write.changed(Topic::Dispositions);
    Ok(())
}
