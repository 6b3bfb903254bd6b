use std::collections::BTreeMap;
use std::io;

use crate::contact::{Contact, is_id};
use crate::contact_log::{ContactLog, Line};
use crate::settings::Settings;
use crate::state::{Keys, Remembered};

/// The contacts that were put there or changed, and the keys of the changes. Changed only under one lock;
/// apart from the rest of the tenant, because there are thousands of them and each changes by itself.
#[derive(Debug)]
pub(crate) struct Contacts {
    seed: u64,
    kept: BTreeMap<String, Contact>,
    keys: Keys,
    log: Option<ContactLog>,
}

impl Contacts {
    /// Those in the log, or these instead.
    pub(crate) fn open(seed: u64, log: Option<ContactLog>, put: Option<Vec<Contact>>) -> io::Result<Self> {
        let lines = log.as_ref().map(ContactLog::load).transpose()?.unwrap_or_default();
        let mut contacts = Self { seed, kept: BTreeMap::new(), keys: Keys::default(), log };
        for line in lines {
            contacts.take(line);
        }
        let put = put.unwrap_or_else(|| contacts.all());
        contacts.put(put)?;
        Ok(contacts)
    }

    /// The contact of this id: kept, or made up where the settings say so.
    pub(crate) fn find(&self, id: &str, settings: &Settings) -> Option<Contact> {
        let missing = &settings.missing_prefix;
        let made_up = settings.contacts_on_demand
            && is_id(id)
            && (missing.is_empty() || !id.starts_with(missing.as_str()));
        self.kept.get(id).cloned().or_else(|| made_up.then(|| Contact::made_up(self.seed, id)))
    }

    pub(crate) fn answered(&self, key: &str) -> Option<&Remembered> {
        self.keys.find(key)
    }

    pub(crate) fn all(&self) -> Vec<Contact> {
        self.kept.values().cloned().collect()
    }

    /// Keeps a changed contact, first in the log. Where that fails, nothing has changed.
    pub(crate) fn keep(&mut self, contact: Contact, key: Option<(String, Remembered)>) -> io::Result<()> {
        let line = Line { contact: Some(contact), key };
        if let Some(mut log) = self.log.take() {
            let done = match log.append(&line) {
                Ok(false) => log.write_whole(self.lines().iter().chain([&line])),
                done => done.map(|_| ()),
            };
            self.log = Some(log);
            done?;
        }
        self.take(line);
        Ok(())
    }

    /// Puts these in place of all there are; keys stay. Where that fails, nothing has changed.
    pub(crate) fn put(&mut self, contacts: Vec<Contact>) -> io::Result<()> {
        let put = contacts.into_iter().map(|contact| (contact.id.clone(), contact)).collect();
        let before = std::mem::replace(&mut self.kept, put);
        let lines = self.log.is_some().then(|| self.lines());
        let done = match (&mut self.log, lines) {
            (Some(log), Some(lines)) => log.write_whole(&lines),
            _ => Ok(()),
        };
        if done.is_err() {
            self.kept = before;
        }
        done
    }

    fn take(&mut self, line: Line) {
        if let Some(contact) = line.contact {
            self.kept.insert(contact.id.clone(), contact);
        }
        if let Some((key, answer)) = line.key {
            self.keys.remember(&key, answer);
        }
    }

    fn lines(&self) -> Vec<Line> {
        let contacts =
            self.kept.values().map(|contact| Line { contact: Some(contact.clone()), ..Line::default() });
        let keys = self
            .keys
            .in_order()
            .map(|(key, answer)| Line { key: Some((key.to_owned(), answer.clone())), ..Line::default() });
        contacts.chain(keys).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(file: &std::path::Path) -> io::Result<Contacts> {
        Contacts::open(1, Some(ContactLog::beside(file)), None)
    }

    #[test]
    fn a_line_that_was_cut_is_not_read_and_does_not_spoil_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let (file, log) = (folder.path().join("tenant"), folder.path().join("tenant.contacts"));
        let mut contacts = open(&file).unwrap();
        contacts.keep(Contact::new("a").with_custom("x", "1"), None).unwrap();
        let whole = std::fs::read(&log).unwrap();
        std::fs::write(&log, [whole.as_slice(), b"{\"contact\":{\"id\":\"b"].concat()).unwrap();
        contacts.keep(Contact::new("c"), None).unwrap();
        let ids: Vec<_> = open(&file).unwrap().all().into_iter().map(|contact| contact.id).collect();
        assert_eq!(ids, ["a", "c"]);
    }

    #[test]
    fn a_damaged_line_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("tenant.contacts");
        std::fs::write(&log, "{\"contact\":7}\n").unwrap();
        assert!(open(&folder.path().join("tenant")).is_err());
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "{\"contact\":7}\n", "it may be saved by hand");
    }
}
