use std::io::{self, BufRead as _, BufReader, BufWriter, ErrorKind, Write as _};

use callboard_clock::Clock;
use callboard_phone::{Region, normalize_line};
use clap::Subcommand;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::input::Came;

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Reads lines REGION<TAB>RAW (or RAW with --region); writes a line each: E.164, or "ERR: reason".
    Normalize {
        /// ISO 3166, for lines that name none.
        #[arg(long)]
        region: Option<String>,
    },
}

/// Needs neither engine nor data directory. Lines that are refused are answers, so the exit code is 0.
pub(crate) fn run(group: &Group, clock: Clock) -> Result<Answer, Failure> {
    let Group::Normalize { region } = group;
    let region = region.as_deref().map(known_region).transpose()?;
    each_line(clock, |line| normalize_line(line, region))
}

fn known_region(name: &str) -> Result<Region, Failure> {
    Region::new(name)
        .ok_or_else(|| Failure::wrong(format!("{name:?} is no region; write ISO 3166, such as US or GB.")))
}

/// A line in, a line out, through buffers; bytes that are no UTF-8 are replaced. Ends quietly where nobody reads on.
pub(crate) fn each_line(clock: Clock, answer: impl Fn(&str) -> String) -> Result<Answer, Failure> {
    let came = Came::watched(clock);
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line)?;
        came.something();
        if read == 0 {
            break;
        }
        let written = writeln!(output, "{}", answer(&String::from_utf8_lossy(&line)));
        // Whoever types wants an answer to each line; a pipe is served in bulk.
        let written = written.and_then(|()| if input.buffer().is_empty() { output.flush() } else { Ok(()) });
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Answer::Yes),
            other => other?,
        }
    }
    match output.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Answer::Yes),
    }
}
