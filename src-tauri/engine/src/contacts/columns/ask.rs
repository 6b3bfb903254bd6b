use callboard_phone::mask_in_text;
use callboard_rpc::RpcError;
use callboard_rpc::types::{ColumnMapping, ColumnQuestion, QuestionAbout};

use crate::kernel::Error;

/// An error that asks what only a person can say; `header` is the line that reads like the names of the columns.
pub(in crate::contacts) fn ask(
    questions: &[ColumnQuestion],
    names: &[String],
    mapping: &ColumnMapping,
    header: Option<u64>,
) -> Error {
    let words: Vec<&str> = questions.iter().map(|question| question.words.as_str()).collect();
    let Some(first) = questions.first() else { return asks(&words.join(" "), "") };
    let name = |column: &u32| names.get(*column as usize).map_or("NAME", String::as_str);
    let asked = first.columns.first().map_or("NAME", name);
    let role = match first.about {
        QuestionAbout::Header => {
            let hint = match header {
                Some(line) => {
                    format!("Say the line of the names: `--header-row {line}`; 0 where there is none.")
                }
                None => {
                    "Say the line of the names, such as `--header-row 2`, or `--header-row 0` where there \
                         is none."
                        .to_owned()
                }
            };
            return asks(&words.join(" "), &hint);
        }
        QuestionAbout::Phone => "phone",
        QuestionAbout::Zone => "zone",
        QuestionAbout::State => "state",
    };
    let used = match first.about {
        QuestionAbout::Phone => all(mapping.phone, mapping.more_phones.as_ref()),
        QuestionAbout::State => all(mapping.state, mapping.more_states.as_ref()),
        QuestionAbout::Zone | QuestionAbout::Header => Vec::new(),
    };
    let hint = if used.is_empty() {
        format!("Say `--column {role}=\"{asked}\"`, or `--column {role}=none` where it holds none.")
    } else {
        let used: Vec<String> =
            used.iter().map(|column| format!("--column {role}=\"{}\"", name(column))).collect();
        let (used, end) = (used.join(" "), if role == "phone" { "is not dialled" } else { "does not count" });
        format!("Say `{used} --column {role}=\"{asked}\"`, or `{used}` where it {end}.")
    };
    asks(&words.join(" "), &hint)
}

/// The same of what no column says. The name of a column may be a contact's number, where a file has no names.
pub(super) fn asks(words: &str, hint: &str) -> Error {
    RpcError::field("mapping", mask_in_text(words)).hint(mask_in_text(hint)).into()
}

fn all(first: Option<u32>, more: Option<&Vec<u32>>) -> Vec<u32> {
    first.into_iter().chain(more.into_iter().flatten().copied()).collect()
}
