//! A text as a window shows it: the door refuses a code of which nothing is seen, and a map knows one by what is seen of
//! it.

/// Fullwidth forms as what they are forms of, nothing that is not seen, no white space around it.
pub(crate) fn as_seen(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_owned();
    }
    let text: String = text.chars().filter(|c| !unseen(*c)).map(narrow).collect();
    text.trim().to_owned()
}

fn narrow(c: char) -> char {
    /// From a fullwidth form down to the character itself.
    const DOWN: u32 = 0xFEE0;
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - DOWN).unwrap_or(c),
        other => other,
    }
}

/// Unicode's `Default_Ignorable_Code_Point`, and the marks of annotations.
fn unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
