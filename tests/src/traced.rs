//! What `strace -f -y` saw of a `serve`: whether the log was on disk before each answer left.

use std::collections::HashMap;

const SENDING: [&str; 4] = ["sendto(", "sendmsg(", "write(", "writev("];

/// Answers with 200, and those of them that left after the log was written and then synced, all since the request
/// came. A sync of the database itself (a checkpoint's) is none of the log.
pub fn answers_on_disk(trace: &str) -> (usize, usize) {
    let (mut answers, mut good) = (0, 0);
    let mut log = Log::default();
    for line in trace.lines() {
        if line.contains("\"POST /webhook") {
            log = Log::default();
            continue;
        }
        let Some((pid, call)) = line.split_once(' ') else { continue };
        // What a tenant answers us is read, not sent.
        if SENDING.iter().any(|name| call.trim().starts_with(name)) && call.contains("\"HTTP/1.1 200") {
            answers += 1;
            good += usize::from(log.synced);
            log = Log::default();
        } else {
            log.hear(pid, call.trim());
        }
    }
    (answers, good)
}

/// What was done to the log since the request came.
#[derive(Debug, Default)]
struct Log<'a> {
    written: bool,
    synced: bool,
    /// By thread: its call is seen where it begins, and again where it ends.
    under_way: HashMap<&'a str, Call>,
}

#[derive(Clone, Copy, Debug)]
enum Call {
    Write,
    /// Whether something had been written when it began.
    Sync(bool),
}

impl<'a> Log<'a> {
    fn hear(&mut self, pid: &'a str, call: &str) {
        let begun = if call.starts_with("<... ") { self.under_way.remove(pid) } else { self.begun(call) };
        let Some(begun) = begun else { return };
        if call.ends_with("<unfinished ...>") {
            self.under_way.insert(pid, begun);
            return;
        }
        match begun {
            Call::Write => self.written = true,
            Call::Sync(of_written) => self.synced |= of_written && call.ends_with("= 0"),
        }
    }

    /// Of the log alone.
    fn begun(&self, call: &str) -> Option<Call> {
        let (name, args) = call.split_once('(')?;
        let (_, args) = args.split_once('<')?;
        let (file, _) = args.split_once('>')?;
        if !file.ends_with("callboard.db-wal") {
            return None;
        }
        // Which of them SQLite asks for is a matter of its build.
        match name {
            "pwrite64" | "write" => Some(Call::Write),
            "fsync" | "fdatasync" => Some(Call::Sync(self.written)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = r#"12 recvfrom(9<socket:[5]>, "POST /webhook/call-result HTTP/1.1\r\n"..., 8192, 0, NULL, NULL) = 400"#;
    const WRITE: &str = r#"13 pwrite64(7</tmp/a/callboard.db-wal>, "\0\0\0\2"..., 4096, 8296) = 4096"#;
    const SYNC: &str = "14 fdatasync(8</tmp/a/callboard.db-wal>) = 0";
    const CHECKPOINT: &str = "15 fsync(6</tmp/a/callboard.db>) = 0";
    const BEGUN: &str = "14 fdatasync(8</tmp/a/callboard.db-wal> <unfinished ...>";
    const ENDED: &str = "14 <... fdatasync resumed>)         = 0";
    const ANSWER: &str =
        r#"12 sendto(9<socket:[5]>, "HTTP/1.1 200 OK\r\n"..., 120, MSG_NOSIGNAL, NULL, 0) = 120"#;

    fn judged(lines: &[&str]) -> (usize, usize) {
        answers_on_disk(&lines.join("\n"))
    }

    #[test]
    fn an_answer_is_good_behind_a_sync_of_what_was_written() {
        let whole = [REQUEST, WRITE, SYNC, ANSWER];
        let parted = [REQUEST, WRITE, BEGUN, CHECKPOINT, ENDED, ANSWER];
        assert_eq!(judged(&[&whole[..], &parted[..]].concat()), (2, 2));
    }

    #[test]
    fn what_a_tenant_answers_is_no_answer_of_ours() {
        let read = r#"12 recvfrom(9<socket:[7]>, "HTTP/1.1 200 OK\r\n"..., 8192, 0, NULL, NULL) = 120"#;
        assert_eq!(judged(&[REQUEST, read, WRITE, SYNC, ANSWER, read]), (1, 1));
    }

    #[test]
    fn a_sync_of_something_else_or_of_something_earlier_counts_for_nothing() {
        let checkpoint_begun = "15 fsync(6</tmp/a/callboard.db> <unfinished ...>";
        let checkpoint_ended = "15 <... fsync resumed>) = 0";
        for lines in [
            &[REQUEST, WRITE, CHECKPOINT, ANSWER][..],
            &[REQUEST, WRITE, checkpoint_begun, checkpoint_ended, ANSWER],
            &[REQUEST, SYNC, WRITE, ANSWER],
            &[REQUEST, BEGUN, WRITE, ENDED, ANSWER],
            &[WRITE, BEGUN, REQUEST, ENDED, ANSWER],
            &[WRITE, SYNC, REQUEST, ANSWER],
            &[REQUEST, WRITE, BEGUN, ANSWER, ENDED],
            &[
                REQUEST,
                WRITE,
                "14 fdatasync(8</tmp/a/callboard.db-wal>) = -1 EIO (Input/output error)",
                ANSWER,
            ],
        ] {
            assert_eq!(judged(lines), (1, 0), "{lines:?}");
        }
    }
}
