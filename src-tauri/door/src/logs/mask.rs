use serde_json::{Map, Number, Value};
use tracing::field::{Field, Visit};

/// The fields of one event, each text masked. `message` is among them.
#[derive(Debug, Default)]
pub(super) struct Masked(pub(super) Map<String, Value>);

impl Masked {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        let name = field.name().strip_prefix("r#").unwrap_or(field.name());
        self.0.insert(name.to_owned(), value.into());
    }
}

impl Visit for Masked {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, callboard_phone::mask_in_text(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(
            field,
            Number::from_f64(value).map_or_else(|| Value::from(value.to_string()), Value::Number),
        );
    }
}
