use callboard_rpc::RpcError;
use ipnet::IpNet;
use serde_json::{Value, json};

/// A setting as it is declared.
#[derive(Debug)]
pub struct Known {
    pub key: &'static str,
    /// What it does, in a sentence.
    pub words: &'static str,
    pub kind: Kind,
}

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    Whole {
        unit: &'static str,
        min: u64,
        max: u64,
        default: u64,
    },
    /// Networks such as `10.0.0.0/8`; empty by default.
    Subnets {
        most: usize,
    },
}

impl Known {
    pub fn default(&self) -> Value {
        match self.kind {
            Kind::Whole { default, .. } => json!(default),
            Kind::Subnets { .. } => json!([]),
        }
    }

    /// The value as it is stored, or why it cannot be.
    ///
    /// The command line hands in texts, so `"30"` and `"10.0.0.0/8,192.168.0.0/16"` are understood too.
    pub fn check(&self, value: &Value) -> Result<Value, RpcError> {
        match self.kind {
            Kind::Whole { unit, min, max, .. } => {
                let given = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
                let fits = given.filter(|number| (min..=max).contains(number));
                let refused =
                    || self.refuse(&format!("a whole number of {unit} from {min} to {max} is needed"));
                fits.map(|number| json!(number)).ok_or_else(refused)
            }
            Kind::Subnets { most } => {
                let texts = texts(value).ok_or_else(|| self.refuse("a list of networks is needed"))?;
                if texts.len() > most {
                    return Err(self.refuse(&format!("at most {most} networks")));
                }
                texts.iter().map(|text| self.subnet(text)).collect::<Result<Vec<_>, _>>().map(Value::from)
            }
        }
    }

    fn subnet(&self, text: &str) -> Result<Value, RpcError> {
        let address = text.parse::<std::net::IpAddr>().map(IpNet::from);
        let network = text.parse::<IpNet>().ok().or(address.ok());
        let refused = || self.refuse(&format!("{text:?} is no network; write it as 10.0.0.0/8 or fd00::/8"));
        network.map(|network| json!(network.trunc().to_string())).ok_or_else(refused)
    }

    fn refuse(&self, why: &str) -> RpcError {
        RpcError::field("value", format!("{}: {why}.", self.key))
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    let split = |text: &str| {
        text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    match value {
        Value::String(text) => Some(split(text)),
        Value::Array(items) => {
            items.iter().map(|item| item.as_str().map(|text| text.trim().to_owned())).collect()
        }
        _ => None,
    }
}
