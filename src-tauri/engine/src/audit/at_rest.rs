//! The log of a data folder on which no engine runs, read as it lies there.

use std::io::Write;
use std::path::Path;

use callboard_rpc::types::{AuditExport, AuditList, AuditPage};

use super::copy::{self, Copy};
use super::{export, search};
use crate::kernel::{Result, refuse_by_header};
use crate::schema::schema;

/// A log in a database file. Reading changes nothing in the folder, and no row tells of it.
#[derive(Debug)]
pub struct LogFile(Copy);

impl LogFile {
    /// Refuses a database that is newer, damaged or not ours, as a start does.
    pub fn open(path: &Path) -> Result<Self> {
        refuse_by_header(path, &schema())?;
        Ok(Self(copy::open(path)?))
    }

    /// One page, newest first.
    pub fn list(&self, asked: &AuditList) -> Result<AuditPage> {
        search::list(&self.0, asked)
    }

    /// Writes the rows that the filter lets through, oldest first; answers how many.
    pub fn export(&self, asked: &AuditExport, out: &mut impl Write) -> Result<u64> {
        export::export(&self.0, asked, out)
    }
}
