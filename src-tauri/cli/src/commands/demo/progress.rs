use std::io::IsTerminal as _;

use callboard_rpc::types::Run;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::commands::run::{Watched, line};
use crate::failure::Failure;
use crate::output::Out;

/// Shows how far a run is: a bar for people at a terminal, else a line whenever something changes.
pub(super) struct Progress {
    out: Out,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(out: Out) -> Self {
        let watched = !out.is_json() && std::io::stdout().is_terminal();
        Self { out, bar: watched.then(bar) }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish();
        }
    }
}

impl Watched for Progress {
    fn changed(&mut self, run: &Run) -> Result<(), Failure> {
        let summary = &run.summary;
        if self.out.is_json() {
            return self.out.object(&json!({ "step": "progress", "run": summary }));
        }
        let Some(bar) = &self.bar else { return self.out.say(&line(summary)) };
        bar.set_length(summary.figures.expected);
        bar.set_position(summary.figures.completed);
        bar.set_message(line(summary));
        Ok(())
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {percent:>3} %\n{msg}")
        .expect("the template is fixed, and every run of the demo reads it")
        .progress_chars("━━─");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stdout());
    bar.set_style(style);
    bar
}
