use callboard_rpc::types::NoticeId;
use callboard_rpc::{Event, Notice, NoticeLevel, NoticeReach, Topic};
use rusqlite::{Connection, Row, params};

use super::{Ms, Result, Write};
use super::{StoredWord, stored_as};

/// What stands behind the bell; the newest 500 are kept.
#[derive(Debug)]
pub struct Notices;

/// A notice that is not told yet.
#[derive(Clone, Debug)]
pub struct NewNotice {
    pub level: NoticeLevel,
    pub title: String,
    pub body: String,
    pub link: Option<String>,
}

impl Notices {
    pub(super) const TABLES: &str = "
        CREATE TABLE notices (
            id     TEXT PRIMARY KEY,
            at     INTEGER NOT NULL,
            level  TEXT NOT NULL,
            title  TEXT NOT NULL,
            body   TEXT NOT NULL,
            link   TEXT,
            read   INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX notices_by_time ON notices (at);";

    /// Stores it with the change that it tells of; doors hear of it after the commit, and so does the desktop.
    pub fn tell(write: &mut Write<'_>, new: NewNotice) -> Result<()> {
        Self::tell_to(write, new, NoticeReach::Everywhere)
    }

    /// The same for those whom `reach` names; what is for the desktop alone is not kept behind the bell.
    pub fn tell_to(write: &mut Write<'_>, new: NewNotice, reach: NoticeReach) -> Result<()> {
        let notice = Notice {
            id: NoticeId::from_token(&write.chance().token()),
            at: write.now(),
            level: new.level,
            title: new.title,
            body: new.body,
            link: new.link,
            read: false,
            reach,
        };
        if reach == NoticeReach::Desktop {
            write.publish(Event::Notice { notice });
            return Ok(());
        }
        write.execute(
            "INSERT INTO notices (id, at, level, title, body, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                notice.id.as_str(),
                Ms(notice.at),
                notice.level.word(),
                notice.title,
                notice.body,
                notice.link
            ],
        )?;
        write.execute(
            "DELETE FROM notices WHERE id NOT IN (SELECT id FROM notices ORDER BY at DESC, rowid DESC LIMIT 500)",
            [],
        )?;
        write.changed(Topic::Notices);
        write.publish(Event::Notice { notice });
        Ok(())
    }

    /// Newest first.
    pub fn list(db: &Connection) -> Result<Vec<Notice>> {
        let mut statement = db.prepare_cached(
            "SELECT id, at, level, title, body, link, read FROM notices ORDER BY at DESC, rowid DESC LIMIT 500",
        )?;
        let rows = statement.query_map([], notice)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn unread(db: &Connection) -> Result<u32> {
        Ok(db.query_row("SELECT count(*) FROM notices WHERE read = 0", [], |row| row.get(0))?)
    }

    /// Marks those as read, or all where none is named.
    pub fn mark_read(write: &mut Write<'_>, ids: &[NoticeId]) -> Result<()> {
        if ids.is_empty() {
            write.execute("UPDATE notices SET read = 1 WHERE read = 0", [])?;
        }
        for id in ids {
            write.execute("UPDATE notices SET read = 1 WHERE id = ?1", [id.as_str()])?;
        }
        write.changed(Topic::Notices);
        Ok(())
    }
}

fn notice(row: &Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        id: NoticeId(row.get(0)?),
        at: row.get::<_, Ms>(1)?.0,
        level: NoticeLevel::read(row, 2, ("notices", 0))?,
        title: row.get(3)?,
        body: row.get(4)?,
        link: row.get(5)?,
        read: row.get(6)?,
        reach: NoticeReach::default(),
    })
}

stored_as!(NoticeLevel { Done => "done", Attention => "attention", Trouble => "trouble" });
