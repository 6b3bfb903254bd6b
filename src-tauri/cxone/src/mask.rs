//! What a tenant or a network says, made fit for a log, an error and a screen: bounded, on one line,
//! without secrets and without whole phone numbers.

mod known;
mod spelled;

pub(crate) use known::Known;

/// As much of a tenant's message as is ever kept, in bytes (contract §3).
pub(crate) const LONGEST: usize = 64 * 1024;

/// `text` without the known secrets (however a server spells them), bearer tokens, the values of secret-looking JSON
/// fields, and the digits of anything that may be a phone number.
pub(crate) fn mask(text: &str, known: &Known) -> String {
    // The body of a refusal is read up to this length, so one that is as long may end in the middle of anything.
    let whole = text.len() + LONGEST_CHARACTER < LONGEST;
    let text = known.without(cut(text), !whole);
    let text = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    mask_numbers(&mask_labelled(&mask_signing(&text)))
}

/// In bytes.
const LONGEST_CHARACTER: usize = 4;

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

const LABELS: [&str; 7] =
    ["bearer ", "basic ", "access_token", "refresh_token", "client_secret", "password", "authorization"];

/// Hides what follows a word that announces a secret: `Bearer abc`, `"client_secret": "abc"`.
fn mask_labelled(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((found, label)) = next_label(&lower, at) {
        let mut value = found + label.len();
        value += text[value..].find(|c: char| !matches!(c, '"' | '\'' | ':' | '=' | ' ')).unwrap_or(0);
        let end = value + text[value..].find(is_value_end).unwrap_or(text.len() - value);
        out.push_str(&text[at..value]);
        // `Authorization: Bearer x`: the second word announces again, and is looked at next.
        if LABELS[..2].iter().any(|scheme| lower[value..].starts_with(scheme)) {
            at = value;
            continue;
        }
        if end > value {
            out.push_str("[secret]");
        }
        at = end.max(value);
    }
    out + &text[at..]
}

/// `whsec_…`: a signing secret announces itself.
fn mask_signing(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("whsec_") {
        let end = rest[at..].find(|c: char| !(c.is_ascii_alphanumeric() || "_+/=-".contains(c)));
        out.push_str(&rest[..at]);
        out.push_str("[secret]");
        rest = end.map_or("", |end| &rest[at + end..]);
    }
    out + rest
}

fn next_label(lower: &str, from: usize) -> Option<(usize, &'static str)> {
    LABELS.iter().filter_map(|label| lower[from..].find(label).map(|at| (from + at, *label))).min()
}

fn is_value_end(c: char) -> bool {
    matches!(c, '"' | '\'' | '&' | ',' | '}' | ' ' | '<' | ';')
}

/// Runs of 7 or more digits, also with spaces, dots, dashes and brackets inside, keep their last two.
/// Dates (`2026-03-08`) stay readable.
fn mask_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let end = run_end(&chars, at);
        let run = &chars[at..end];
        if digits(run) >= 7 && !is_date(run) {
            hide(run, &mut out);
        } else {
            out.extend(run);
        }
        at = end;
    }
    out
}

/// Just behind the last digit of the run that begins at `start`: at most two joining characters between digits.
fn run_end(chars: &[char], start: usize) -> usize {
    if is_date(&chars[start..]) {
        return start + 10;
    }
    let mut end = start;
    let mut gap = 0;
    for (i, c) in chars.iter().enumerate().skip(start) {
        match c {
            '0'..='9' => {
                end = i + 1;
                gap = 0;
            }
            ' ' | '-' | '.' | '(' | ')' | '/' if gap < 2 => gap += 1,
            _ => break,
        }
    }
    end
}

fn is_date(run: &[char]) -> bool {
    run.len() >= 10
        && run[..10]
            .iter()
            .enumerate()
            .all(|(i, c)| if i == 4 || i == 7 { *c == '-' } else { c.is_ascii_digit() })
        && run.get(10).is_none_or(|c| !c.is_ascii_digit())
}

fn digits(run: &[char]) -> usize {
    run.iter().filter(|c| c.is_ascii_digit()).count()
}

fn hide(run: &[char], out: &mut String) {
    let mut left = digits(run);
    for c in run {
        let digit = c.is_ascii_digit();
        out.push(if digit && left > 2 { '•' } else { *c });
        left -= usize::from(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use secrecy::SecretString;

    fn masked(text: &str) -> String {
        mask(text, &Known::default())
    }

    fn knowing(secret: &str) -> Known {
        let known = Known::default();
        known.note(&SecretString::from(secret.to_owned()));
        known
    }

    #[test]
    fn phone_numbers_keep_two_digits() {
        assert_eq!(masked("no +14155550123 here"), "no +•••••••••23 here");
        assert_eq!(masked("+1 (415) 555-0123."), "+• (•••) •••-••23.");
        assert_eq!(masked("030 1234567"), "••• •••••67");
    }

    #[test]
    fn dates_times_and_small_numbers_stay_readable() {
        for text in ["2026-03-08T07:00:00Z", "422 of 100000", "page 3/12", "start 2026-03-08 09:00"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_secret_is_hidden_as_it_is_and_as_a_form_spells_it() {
        let text = mask("plain s3 cr/et+ form s3+cr%2Fet%2B", &knowing("s3 cr/et+"));
        assert_eq!(text, "plain [secret] form [secret]");
    }

    #[test]
    fn a_secret_is_hidden_in_every_base64_text_that_holds_it() {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
        let secret = "kanarienvogel?7f3a>91c2";
        let known = knowing(secret);
        for before in ["", "a", "ab", "demo:", "client_id=x&client_secret="] {
            for behind in ["", "b", "bc", "&scope=all"] {
                let held = format!("{before}{secret}{behind}");
                for text in [STANDARD.encode(&held), URL_SAFE_NO_PAD.encode(&held)] {
                    let masked = mask(&format!("you sent {text}"), &known);
                    assert!(masked.contains("[secret]"), "{held}: {masked}");
                    let longest = masked.split("[secret]").map(str::len).max().unwrap();
                    assert!(longest < "you sent ".len() + before.len() * 2 + 6, "{held}: {masked}");
                }
            }
        }
    }

    #[test]
    fn a_secret_that_the_end_of_a_long_text_cuts_off_is_hidden_too() {
        let known = knowing("kanarienvogel-7f3a91c2");
        let long = format!("{}kanarienvog", "x".repeat(LONGEST - 11));
        assert!(mask(&long, &known).ends_with("x[secret]"), "a part of it would tell most of it");
        assert_eq!(mask("kanarienvog", &known), "kanarienvog", "a short text is whole: that is a bird");
    }

    #[test]
    fn a_long_secret_is_hidden_in_every_spelling_and_a_short_one_as_it_is() {
        let hex =
            |secret: &str| secret.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
        let spellings = |secret: &str| {
            let (front, back) = secret.split_at(3);
            [
                secret.to_uppercase(),
                hex(secret),
                format!("{front}\u{200b}{back}"),
                format!("%{}{}", hex(&secret[..1]), &secret[1..]).to_uppercase(),
            ]
        };
        let long = knowing("vogel#91");
        for said in spellings("vogel#91") {
            assert_eq!(mask(&format!("you sent {said}."), &long), "you sent [secret].", "{said}");
        }
        let short = knowing("vogel#9");
        for said in spellings("vogel#9") {
            let said = format!("you sent {said}.");
            assert_eq!(mask(&said, &short), said, "seven letters in another spelling may be another word");
        }
        assert_eq!(mask("you sent vogel#9", &short), "you sent [secret]");
    }

    #[test]
    fn a_secret_is_hidden_in_base64_that_is_broken_or_escaped() {
        use base64::Engine as _;
        let known = knowing("kanarien?vogel>7f3a");
        let held = base64::engine::general_purpose::STANDARD.encode("demo:kanarien?vogel>7f3a");
        let broken = [
            format!("{}\r\n{}", &held[..14], &held[14..]),
            format!("{}\u{200b}{}", &held[..14], &held[14..]),
            held.replace('+', "%2B").replace('/', r"\/"),
        ];
        for text in broken {
            let masked = mask(&format!("you sent {text}"), &known);
            assert!(masked.contains("[secret]") && masked.len() < "you sent ".len() + 24, "{text}: {masked}");
        }
    }

    #[test]
    fn a_secret_that_was_percent_encoded_and_then_put_into_basic_credentials_is_hidden() {
        use base64::Engine as _;
        let held = base64::engine::general_purpose::STANDARD.encode("demo:s3+cr%2Fet%2B9");
        let masked = mask(&format!("you sent {held}"), &knowing("s3 cr/et+9"));
        assert!(masked.contains("[secret]"), "{masked}");
    }

    #[test]
    fn very_short_secrets_are_left_to_the_other_rules() {
        assert_eq!(mask("a cab", &knowing("a")), "a cab", "replacing one letter everywhere would tell it");
    }

    #[test]
    fn the_body_of_a_success_keeps_what_may_be_a_word_of_its_own() {
        let body = |text: &str| bytes::Bytes::from(text.to_owned());
        let said = r#"{"name":"demo kanarienvogel-7f3a91c2"}"#;
        assert_eq!(knowing("demo").out_of(body(said)), body(said));
        let hidden = knowing("kanarienvogel-7f3a91c2").out_of(body(said));
        assert_eq!(hidden, body(r#"{"name":"demo [secret]"}"#));
    }

    #[test]
    fn what_announces_a_secret_is_followed_by_none() {
        assert_eq!(masked(r#"{"client_secret": "abc","x":1}"#), r#"{"client_secret": "[secret]","x":1}"#);
        assert_eq!(masked("Authorization: Bearer abc.def!"), "Authorization: Bearer [secret]");
        assert_eq!(masked("access_token=abc&x=1"), "access_token=[secret]&x=1");
        assert_eq!(masked("signed with whsec_MfKQ9r8+/x= now"), "signed with [secret] now");
        assert_eq!(masked("a bearer "), "a bearer ");
    }

    #[test]
    fn a_message_is_bounded_and_on_one_line() {
        assert_eq!(masked("a\r\nb\u{1b}[31m"), "a  b [31m");
        assert!(
            masked(&"é".repeat(LONGEST)).len() <= LONGEST,
            "64 KiB at most, never cut inside a character"
        );
    }
}
