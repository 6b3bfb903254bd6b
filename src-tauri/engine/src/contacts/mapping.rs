use callboard_rpc::RpcError;
use callboard_rpc::types::ColumnMapping;

use super::columns::{self, Sample};
use super::count::CountOptions;
use crate::kernel::Result;
use crate::zone::ZoneData;

/// The mapping to go by, checked against the header, and what is to be said of it.
pub(super) fn mapping(
    sample: &Sample,
    options: &CountOptions,
    zones: &ZoneData,
) -> Result<(ColumnMapping, Vec<String>)> {
    match options.mapping.clone() {
        None => columns::decide(sample, &options.said, options.region, zones)?.settled(&sample.names()),
        Some(mapping) => check(&mapping, sample.header.cells()).map(|()| (mapping, Vec::new())),
    }
}

fn check(mapping: &ColumnMapping, width: usize) -> Result<()> {
    let of_contact = [mapping.phone, mapping.zone, mapping.state];
    if of_contact.iter().all(Option::is_none) {
        return refuse("No column says a zone, a state or a phone number.".to_owned());
    }
    let used = columns::taken(mapping);
    if let Some(index) = used.iter().find(|index| **index >= width) {
        return refuse(format!("There is no column {} in this file; it has {width}.", index + 1));
    }
    // A number may be the id too; nothing else is two things.
    let mut roles: Vec<usize> = columns::taken(&ColumnMapping { id: None, ..mapping.clone() });
    roles.extend(
        mapping.id.map(|id| id as usize).filter(|id| Some(*id) == mapping.zone.map(|zone| zone as usize)),
    );
    roles.sort_unstable();
    match roles.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => refuse(format!("Column {} is chosen for two things: choose one.", pair[0] + 1)),
        None => Ok(()),
    }
}

fn refuse(words: String) -> Result<()> {
    Err(RpcError::field("mapping", words).into())
}
