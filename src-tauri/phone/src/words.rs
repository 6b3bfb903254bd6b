//! Words beside a number. Only known labels are passed over: any other may be the name of a country, and what follows
//! its calling code (`Norway 47 22 55 12 34`, which is no number of North Carolina).

use crate::PhoneError;
use crate::letters::EXTENSION;

/// Refuses a word that is no label, and a sign that may stand for a plus or a country (`˖`, `🇳🇴`).
pub(crate) fn refuse_unknown(text: &str) -> Result<(), PhoneError> {
    let known = of(text).all(|word| {
        let word = word.as_str();
        LABELS.contains(&word) || EXTENSION.contains(&word)
    });
    let unknown_sign =
        |c: char| !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !SIGNS.contains(c);
    if known && !text.contains(unknown_sign) { Ok(()) } else { Err(PhoneError::WordBeside) }
}

/// Whether the words beside several numbers of one text are labels, or join them (`or`).
pub(crate) fn between_numbers(text: &str) -> bool {
    of(text).all(|word| {
        let word = word.as_str();
        LABELS.contains(&word) || EXTENSION.contains(&word) || JOIN.contains(&word)
    })
}

/// `plus`, `Tel. intl.`: labels, and one word that says that a calling code follows.
pub(crate) fn mean_plus(text: &str) -> bool {
    let is_plus = |word: &String| PLUS.contains(&word.as_str());
    of(text).any(|word| is_plus(&word))
        && of(text).all(|word| is_plus(&word) || LABELS.contains(&word.as_str()))
}

/// `none`, `faxhome`: words that are plainly words, alone or joined, and spell no number.
pub(crate) fn are_plain_words(letters: &str) -> bool {
    let whole = |word: &str| word.len() > 2 && !SPELL_NUMBERS.contains(&word);
    LABELS
        .iter()
        .chain(&NO_NUMBER)
        .filter(|word| whole(word))
        .any(|word| letters.strip_prefix(word).is_some_and(|rest| rest.is_empty() || are_plain_words(rest)))
}

fn of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// What people write beside their own number. Nothing that is a country's code (`no`, `nr`, `ph`).
#[rustfmt::skip]
const LABELS: [&str; 71] = [
    "tel", "tele", "telephone", "telephon", "telefon", "telefono", "teléfono", "telefone", "téléphone", "tél",
    "phone", "phones", "number", "mobile", "mobil", "mobiel", "mob", "móvil", "movil", "handy", "cell", "cellphone",
    "cellular", "cel", "celular", "gsm", "home", "privat", "private", "personal", "casa", "domicile", "work",
    "business", "office", "büro", "buero", "bureau", "oficina", "trabajo", "arbeit", "dienstlich", "geschäftlich",
    "landline", "main", "desk", "direct", "other", "primary", "secondary", "fax", "call", "callto", "contact", "voice",
    "text", "sms", "whatsapp", "daytime", "day", "evening", "night", "line", "my", "m", "t", "p", "h", "w", "c",
    "тел",
];
const PLUS: [&str; 3] = ["plus", "intl", "international"];
/// What people write between two numbers.
const JOIN: [&str; 11] = ["or", "and", "also", "then", "oder", "und", "ou", "et", "y", "o", "e"];
/// What a field says that has no number.
const NO_NUMBER: [&str; 12] =
    ["none", "null", "nil", "nan", "void", "blank", "empty", "unknown", "test", "tbd", "invalid", "missing"];
/// Labels that people spell numbers with all the same (`212-555-CALL`).
const SPELL_NUMBERS: [&str; 7] = ["call", "text", "day", "night", "line", "direct", "voice"];
const SIGNS: &str = "☎☏✆📞📱•·„“”‚‘’«»‹›–—―−‐‑‒…：（）［］。、\u{FE0F}";
