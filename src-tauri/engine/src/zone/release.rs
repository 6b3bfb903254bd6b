use std::fmt;
use std::path::Path;

/// An IANA release such as `2026e`, ordered by age: `2025b` < `2026a` < `2026z` < `2026za`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRelease {
    text: String,
    year: u16,
    letters: usize,
}

impl ZoneRelease {
    /// Reads `2026e`, with or without what packagers hang on (`2026e-fat`, `2026e+dirty`). `None` where the text
    /// does not begin with four digits and a small letter: data of unknown age are never preferred.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
        let letters = text[4..].bytes().take_while(u8::is_ascii_lowercase).count();
        (letters > 0).then(|| Self { text: text[..4 + letters].to_owned(), year, letters })
    }

    /// The release of a folder of compiled zones, from the first line of its `tzdata.zi` (`# version 2025b`), or
    /// from `+VERSION`, which is what macOS ships instead.
    pub fn of_folder(folder: &Path) -> Option<Self> {
        let first_line = |file: &str| {
            use std::io::{BufRead, BufReader, Read};
            let file = std::fs::File::open(folder.join(file)).ok()?;
            let mut line = String::new();
            BufReader::new(file.take(256)).read_line(&mut line).ok()?;
            Some(line)
        };
        first_line("tzdata.zi")
            .and_then(|line| Self::parse(line.strip_prefix("# version ")?))
            .or_else(|| Self::parse(&first_line("+VERSION")?))
    }

    /// The release as it is written, `2026e`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn age(&self) -> (u16, usize, &str) {
        (self.year, self.letters, &self.text)
    }
}

impl PartialOrd for ZoneRelease {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ZoneRelease {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.age().cmp(&other.age())
    }
}

impl fmt::Display for ZoneRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
