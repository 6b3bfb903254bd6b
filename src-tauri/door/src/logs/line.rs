use std::fmt::Write as _;
use std::io::Write;

use callboard_clock::Clock;
use serde_json::{Map, Value, json};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::mask::Masked;

/// Writes each event as one masked line.
pub(super) struct Lines {
    shape: Shape,
    clock: Clock,
    writer: Box<dyn Fn() -> Box<dyn Write> + Send + Sync>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// `{"at","level","target","message", fields…}`.
    Json,
    /// `08:15:03 warn  the tenant is slow  connection=con_…`.
    Plain,
}

impl Lines {
    pub(super) fn new<W: Write + 'static>(
        shape: Shape,
        clock: Clock,
        writer: impl Fn() -> W + Send + Sync + 'static,
    ) -> Self {
        Self { shape, clock, writer: Box::new(move || Box::new(writer())) }
    }

    fn line(&self, about: &Metadata<'_>, mut fields: Map<String, Value>) -> String {
        let message = fields.remove("message").unwrap_or_default();
        // Libraries that speak to the crate `log` come through a bridge, which tells where they stand as fields.
        let target = fields.remove("log.target");
        let target = target.as_ref().and_then(Value::as_str).unwrap_or(about.target());
        fields.retain(|name, _| !name.starts_with("log."));
        match self.shape {
            Shape::Json => self.json(about, target, &message, fields),
            Shape::Plain => self.plain(about, &message, &fields),
        }
    }

    fn json(
        &self,
        about: &Metadata<'_>,
        target: &str,
        message: &Value,
        fields: Map<String, Value>,
    ) -> String {
        let level = about.level().as_str().to_ascii_lowercase();
        let head = json!({ "at": self.clock.now(), "level": level, "target": target, "message": message });
        let Value::Object(mut line) = head else { unreachable!("it was written as an object") };
        for (name, value) in fields {
            line.entry(name).or_insert(value);
        }
        Value::Object(line).to_string() + "\n"
    }

    fn plain(&self, about: &Metadata<'_>, message: &Value, fields: &Map<String, Value>) -> String {
        let level = about.level().as_str().to_ascii_lowercase();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut line = format!("{} {level:<5} {}", self.clock.now().strftime("%H:%M:%SZ"), text(message));
        for (name, value) in fields {
            let _ = write!(line, "  {name}={}", text(value)); // a String takes everything
        }
        // One event is one line, also where a field holds several.
        line.retain(|c| !c.is_control());
        line + "\n"
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Masked::default();
        event.record(&mut fields);
        // A log that cannot be written has nowhere to say so.
        let _ = (self.writer)().write_all(self.line(event.metadata(), fields.0).as_bytes());
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lines({:?})", self.shape)
    }
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;
    use std::sync::Arc;

    use callboard_clock::ManualClock;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(shape: Shape, log: impl FnOnce()) -> String {
        let kept = Kept::default();
        let (writer, clock) =
            (kept.clone(), ManualClock::starting_at("2026-11-23T08:15:03Z".parse().unwrap()).clock());
        let lines = Lines::new(shape, clock, move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), log);
        let bytes = kept.0.lock().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_line_is_json_and_no_number_is_whole_in_it() {
        let line = written(Shape::Json, || {
            tracing::warn!(number = "+14155552671", rows = 4_155_552_671_u64, "called 415 555 2671 twice");
        });
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["at"], "2026-11-23T08:15:03Z");
        assert_eq!(read["level"], "warn");
        assert_eq!(read["rows"], 4_155_552_671_u64, "a count is a count");
        assert!(
            !read["message"].as_str().unwrap().contains("2671")
                && !read["number"].to_string().contains("2671")
        );
    }

    #[test]
    fn a_plain_line_stays_one_line() {
        let line = written(Shape::Plain, || tracing::error!(error = "one\ntwo\u{1b}[31m", "it failed"));
        assert_eq!(line, "08:15:03Z error it failed  error=onetwo[31m\n");
    }
}
