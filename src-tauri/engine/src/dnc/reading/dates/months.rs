use crate::kernel::unaccented;

/// In English, German, French, Spanish, Portuguese and Italian, without accents.
const NAMES: [&str; 12] = [
    "january januar jaenner janner janvier enero janeiro gennaio",
    "february februar fevrier febrero fevereiro febbraio",
    "march marz maerz mrz mars marzo marco",
    "april avril abril aprile",
    "may mai mayo maio maggio",
    "june juni juin junio junho giugno",
    "july juli juillet julio julho luglio",
    "august aout agosto",
    "september septembre septiembre setembro settembre",
    "october oktober octobre octubre outubro ottobre",
    "november novembre noviembre novembro",
    "december dezember decembre diciembre dezembro dicembre",
];

/// The month of a name, which may be cut to three letters or more.
pub(super) fn month(word: &str) -> Option<u8> {
    let word = unaccented(word).to_lowercase();
    let fits = |names: &&str| names.split(' ').any(|name| name.starts_with(&word));
    let mut found =
        (1..).zip(NAMES).filter(|(_, names)| word.len() >= 3 && fits(names)).map(|(month, _)| month);
    let first = found.next()?;
    // `jui` is a beginning of two.
    found.next().is_none().then_some(first)
}
