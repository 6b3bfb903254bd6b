/// What a cell of a direction says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    In,
    Out,
    /// A of a change file: the number goes on the list.
    Add,
    /// D of a change file: the list takes back what it said. Never an opt-in.
    Delete,
    /// In a column that says whether the number must not be called.
    Yes,
    No,
}

const LONGEST: usize = 16;

/// The word of a cell, whatever its case and the marks in it; `None` where it is not known.
pub(super) fn word(cell: &[u8]) -> Option<Word> {
    let mut letters = [0; LONGEST];
    let mut count = 0;
    for byte in cell.iter().filter(|byte| !matches!(byte, b' ' | b'-' | b'_' | b'.' | b'\'' | b'/')) {
        *letters.get_mut(count)? = byte.to_ascii_lowercase();
        count += 1;
    }
    Some(match &letters[..count] {
        b"in" | b"optin" | b"optedin" => Word::In,
        b"out" | b"optout" | b"optedout" | b"dnc" | b"donotcall" | b"unsubscribe" | b"unsubscribed" => {
            Word::Out
        }
        b"a" | b"add" | b"added" => Word::Add,
        b"d" | b"del" | b"delete" | b"deleted" | b"remove" | b"removed" => Word::Delete,
        b"y" | b"yes" | b"true" | b"1" | b"x" | b"ja" | b"oui" | b"si" | b"sim" => Word::Yes,
        b"n" | b"no" | b"false" | b"0" | b"nein" | b"non" | b"nao" => Word::No,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_known_in_any_usual_writing() {
        for (cells, expected) in [
            (["in", "IN", "optIn", "opt-in", "Opt In", "opted_in"], Word::In),
            (["out", "OUT", "optOut", "opt-out", "Opted Out", "do not call"], Word::Out),
            (["A", "a", "Add", "added", "ADD", "A."], Word::Add),
            (["D", "d", "del", "Delete", "REMOVED", "remove"], Word::Delete),
            (["Y", "yes", "TRUE", "1", "x", "ja"], Word::Yes),
            (["N", "no", "False", "0", "nein", "non"], Word::No),
        ] {
            for cell in cells {
                assert_eq!(word(cell.as_bytes()), Some(expected), "{cell}");
            }
        }
        for cell in ["", "inn", "maybe", "optionally opted out of it", "é"] {
            assert_eq!(word(cell.as_bytes()), None, "{cell}");
        }
    }
}
