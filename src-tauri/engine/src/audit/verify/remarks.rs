use super::Question;
use super::chain::Walk;
use crate::audit::checkpoint::told_of;
use crate::kernel::counted;

/// What the verification can and cannot show, for the person who reads "verified".
pub(super) fn remarks(walk: &Walk, question: &Question, whole: bool) -> Vec<String> {
    let mut remarks = vec![limits(question)];
    if let Some(anchor) = question.anchor.as_ref().filter(|anchor| whole && anchor.head.seq <= walk.last.seq)
    {
        remarks.push(format!(
            "The log up to row {} is the one of which the anchor was made on {}: nothing before it was cut or made anew.{}",
            anchor.head.seq,
            anchor.at,
            if anchor.signed.is_some() { "" } else { " The anchor is not signed: it is as good as the place it was kept in." }
        ));
    }
    if let Some(signed) = question.signed.as_ref().filter(|_| whole) {
        remarks.push(format!(
            "The log holds row {}, which this computer's secret store remembers as signed on {}: nothing before it was cut or \
             made anew.",
            signed.head.seq, signed.at
        ));
    }
    remarks.extend(signatures(walk, question));
    remarks.extend(walk.gaps.words(question.now));
    if walk.unknown_seals > 0 {
        remarks.push(format!(
            "{} {} of a kind that only a newer Callboard knows; what is sealed so was not checked.",
            counted(walk.unknown_seals, "seal"),
            if walk.unknown_seals == 1 { "is" } else { "are" }
        ));
    }
    remarks
}

fn limits(question: &Question) -> String {
    let shown = "A chain of hashes shows rows that were changed, deleted, inserted or swapped.";
    if question.anchor.is_some() {
        return format!("{shown} The anchor adds whether the rows up to it were cut or made anew.");
    }
    if question.signed.is_some() {
        return format!(
            "{shown} The row that the secret store remembers adds whether the log up to it was cut or made anew; against \
             somebody who has the secret store too, keep an anchor elsewhere."
        );
    }
    format!(
        "{shown} By itself it cannot show that someone with the database and the signing key made all of it anew, \
         or cut its tail together with the head: keep an anchor elsewhere for that."
    )
}

/// Remarks on the tail: which of it can be proved, and which cannot.
fn unsigned(told_of: u64, last: u64) -> String {
    let first = told_of + 1;
    match last.checked_sub(first) {
        None => format!(
            "Everything up to row {last} is signed or tells of that. Whether more rows stood behind row {last}, which \
             nobody had signed yet, cannot be shown: those that a program wrote between its last checkpoint and an end by \
             force could have been cut, together with the head, until its next start, which signs what it finds."
        ),
        Some(0) => format!("Row {first} is not signed yet: {UNTIL_THEN}"),
        Some(_) => format!("Rows {first} to {last} are not signed yet: {UNTIL_THEN}"),
    }
}

const UNTIL_THEN: &str = "until the next checkpoint, whoever has the database could make what is not signed anew, or cut it \
                          together with the head, and nothing would show that.";

fn signatures(walk: &Walk, question: &Question) -> Vec<String> {
    let mut remarks = Vec::new();
    let signed = walk.checkpoints();
    match (walk.last_checkpoint, &question.unsigned_because) {
        (None, Some(why)) => remarks.push(format!("There is no signed checkpoint; {why}")),
        (None, None) => remarks.push("There is no signed checkpoint yet.".to_owned()),
        (Some(seq), _) => {
            let what = unsigned(told_of(Some(seq)), walk.last.seq);
            remarks.push(format!(
                "The newest of {} is at row {seq}. {what}",
                counted(signed, "signed checkpoint")
            ));
        }
    }
    if walk.keys.len() > 1 {
        remarks.push(format!(
            "{} keys signed: a new one begins where the secret store was changed or forgot the old one.",
            walk.keys.len()
        ));
    }
    match &question.trusted {
        Some(own) if signed > 0 && walk.last_key.is_some_and(|last| last != *own.as_bytes()) => remarks.push(
            "The newest checkpoint was not signed with the key in this computer's secret store. That is so where \
             Callboard last ran with another one (`--secrets`); where it did not, what follows this computer's last own \
             checkpoint may have been made anew."
                .to_owned(),
        ),
        None if signed > 0 => {
            let because = question.unsigned_because.as_ref();
            let because = because.map_or_else(|| ".".to_owned(), |why| format!(": {why}"));
            remarks.push(format!(
                "The signatures were checked with the public keys beside them; whether these are this computer's \
                 own could not be compared{because}"
            ));
        }
        _ => {}
    }
    remarks
}
