#!/usr/bin/env python3
"""Compares our phone numbers with PyPI `phonenumbers` (Google's libphonenumber, in Python).

    phone.py cases  [--count N] [--seed S]             REGION<TAB>RAW<TAB>EXPECTED lines, for a test to read
    phone.py check  [--count N] [--seed S] -- COMMAND  feeds REGION<TAB>RAW to COMMAND and compares its answers

Inputs are seeded: every region with a number plan, valid and broken numbers, and the ways in which people
and files write them. EXPECTED is the E.164 number, or `ERR`. Spreadsheet damage is undone here by a second,
independent reading of the rule in words (see `undamaged`).

The package is pinned to the release of the number plan that the crate carries and lives in a virtual
environment of its own, under --venv, $CALLBOARD_ORACLE or ~/.cache/callboard/oracle. Where it cannot be had
the exit code is 77 and the reason stands on stderr.
"""

import argparse
import os
import pathlib
import random
import re
import subprocess
import sys
import unicodedata

RELEASE = "9.0.42"
SKIPPED = 77
DIFFERENCES = pathlib.Path(__file__).with_name("phone-differences.tsv")


def main():
    options, command = arguments()
    enter_environment(options.venv)
    cases = list(generate(options.count, options.seed))
    if options.job == "cases":
        write("".join(f"{region}\t{raw}\t{expected(region, raw)}\n" for region, raw in cases))
        return 0
    return check(cases, command)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("job", choices=["cases", "check"])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20_261_122)
    default = os.environ.get("CALLBOARD_ORACLE", pathlib.Path.home() / ".cache" / "callboard" / "oracle")
    parser.add_argument("--venv", type=pathlib.Path, default=pathlib.Path(default))
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    return parser.parse_args(given[:cut]), given[cut + 1 :]


# --- The environment -------------------------------------------------------------------------------------


def enter_environment(folder):
    """Makes `phonenumbers` importable, in a virtual environment made at need; else skips, aloud."""
    folder = folder / f"phonenumbers-{RELEASE}"
    if not (folder / "ready").exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True, capture_output=True)
            install = [folder / "bin" / "pip", "install", "--quiet", f"phonenumbers=={RELEASE}"]
            subprocess.run(install, check=True, capture_output=True, timeout=240)
            (folder / "ready").touch()
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", b"") or b""
            why = said.decode(errors="replace").strip().splitlines()[-1:] or [str(error)]
            print(f"SKIPPED: phonenumbers {RELEASE} cannot be installed: {why[0]}", file=sys.stderr)
            sys.exit(SKIPPED)
    for packages in folder.glob("lib/python*/site-packages"):
        sys.path.insert(0, str(packages))
    import phonenumbers

    globals()["pn"] = phonenumbers
    if phonenumbers.__version__ != RELEASE:
        sys.exit(f"phonenumbers {phonenumbers.__version__} was found where {RELEASE} is pinned")


# --- The answers -----------------------------------------------------------------------------------------


def expected(region, raw):
    text = undamaged(raw)
    text = text and without_words(text, region)
    if text is None:
        return "ERR"
    try:
        number = pn.parse(text, region or None)
    except pn.NumberParseException:
        return "ERR"
    if number.country_code == 52 and re.fullmatch("1[0-9]{10}", str(number.national_number)):
        number.national_number -= 10**10
    written = pn.format_number(number, pn.PhoneNumberFormat.E164)
    return written if pn.is_valid_number(number) and len(written) <= 16 else "ERR"


def undamaged(raw):
    """The rule: hard spaces are spaces, what nobody sees and a formula's `="…"` go, a leading apostrophe and a `.0` after 7 to 15 digits go, scientific
    notation of as many digits is written out. None where that would lose or invent a digit."""
    text = raw.translate({0xA0: " ", 0x2007: " ", 0x202F: " ", 0xFEFF: None})
    text = re.sub("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f]", "", text).strip()
    text = re.sub("[⁺₊﹢➕∔﬩]", "+", text)
    text = re.sub(r'^="?(.*?)"?$', r"\1", text).strip()
    text = re.sub(r"^['’‘`]", "", text).strip()
    if re.fullmatch(r"\+?[0-9]{7,15}\.0+", text):
        return text.partition(".")[0]
    science = re.fullmatch(r"(\+?)([0-9]+)(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,2})", text)
    if science:
        plus, whole, fraction, shift = science[1], science[2], science[3] or "", int(science[4])
        if 7 <= len(whole) + shift <= 15:
            exact = len(fraction) >= shift and not fraction[shift:].strip("0")
            return plus + whole + fraction[:shift] if exact else None
    return text


LIKE_DIGITS = "OolI\u041e\u043e"
LABELS = """tel tele telephone telephon telefon telefono teléfono telefone téléphone tél phone phones number
mobile mobil mobiel mob móvil movil handy cell cellphone cellular cel celular gsm home privat private personal casa
domicile work business office büro buero bureau oficina trabajo arbeit dienstlich geschäftlich landline main desk direct
other primary secondary fax call callto contact voice text sms whatsapp daytime day evening night line my
m t p h w c тел""".split()
EXTENSION = "x xt xtn ext extn extension int anexo доб".split()
PLUS = "plus intl international".split()
# Words that spell no number, alone or joined.
BESIDE = {word for word in LABELS if len(word.encode()) > 2} - set("call text day night line direct voice".split()) | set(
    "none null nil nan void blank empty unknown test tbd invalid missing".split())
SIGNS = "☎☏✆📞📱•·„“”‚‘’«»‹›–—―−‐‑‒…：（）［］。、\ufe0f"


def without_words(text, region):
    """The rule: letters count in a vanity number of North America alone; a word before or behind the number goes;
    masks, letters among the digits, digits that are none (`²`), and a plus behind the first digit make it none. Beside a
    number without plus only labels and EXTENSION's words stand; PLUS's are a plus. None for what is refused."""
    if text.isascii() and not re.search(r"[A-Za-z*#_?]|[0-9].*\+", text):
        return text
    scheme, lead, rest = re.fullmatch(r"(?is)(tel:)?([^\d+＋]*)(.*)", text).groups()
    if not re.search(r"\d", rest):
        return text
    if lead[-1:].isalpha() or (letters_of(lead) and letters_of(lead) in list(LIKE_DIGITS)):
        return None
    plus = rest[0] in "+＋"
    if not plus:
        said = words_of(lead)
        if set(said) & set(PLUS) and set(said) <= {*PLUS, *LABELS}:
            return without_words((scheme or "") + "+" + rest, region)
        if unknown_beside(lead):
            return None
    number = re.split(r";phone-context=|;ext=|;isub=|[\\/] *x", rest, maxsplit=1)[0]
    if re.search(r"[+＋]", number.lstrip("+＋ ")) or any(unicodedata.category(c) in ("No", "Nl") for c in number):
        return None
    try:
        extension = pn.parse(number, "US").extension
    except pn.NumberParseException:
        extension = None
    if extension:
        before = number[: number.rfind(extension)]
        number = re.sub(r"\D*$", "", before)
        label = letters_of(before[len(number) :])
        if masked(label) or (label and label.lower() not in EXTENSION and not plus and unknown_beside(before[len(number) :])):
            return None
        if label:
            return without_words((scheme or "") + lead + number, region) and (scheme or "") + number + " ext. " + extension
    if re.search(r"[*•]|##|__|\?\?", number):
        return None
    if not letters_of(number):
        return None if not plus and unknown_beside(re.search(r"\D*$", number)[0]) else text
    spelt = "".join(c for c in number if c.isalnum())
    vanity = re.fullmatch(r"1?[0-9]{3}([0-9]*)([A-Za-z]{3,})([0-9]*)", spelt)
    if vanity and len("".join(vanity.groups())) == 7 and not masked(vanity[2]) and not re.fullmatch(
        "(" + "|".join(BESIDE) + ")+", vanity[2].lower()):
        if number[0] in "+＋":
            return text if spelt[0] == "1" and len(spelt) == 11 else None
        return text if not region or pn.country_code_for_region(region) in (0, 1) else None
    digits, words = re.fullmatch(r"(?s)(.*\d)(\D*)", number).groups()
    lost = letters_of(words) in list(LIKE_DIGITS) or masked(letters_of(words))
    if not plus and unknown_beside(words):
        return None
    if letters_of(digits) or words[:1].isalpha() or lost or len(re.findall(r"\d", digits)) < 7:
        return None
    return (scheme or "") + digits.rstrip("([ ") + rest[len(digits) + len(words) :]


def words_of(text):
    return re.findall(r"[^\W\d_]+", text.lower())


def unknown_beside(text):
    """Whether a word or sign stands there that is not known to be harmless: it may be a country or a plus."""
    signs = any(not (c.isascii() or c.isalnum() or c.isspace() or c in SIGNS) for c in text)
    return signs or not set(words_of(text)) <= {*LABELS, *EXTENSION}


def letters_of(text):
    return "".join(c for c in text if c.isalpha())


def masked(letters):
    return len(letters) > 1 and len(set(letters.lower())) == 1


def check(cases, command):
    if not command:
        sys.exit("say which command to check after --")
    feed = "".join(f"{region}\t{raw}\n" for region, raw in cases)
    run = subprocess.run(command, input=feed.encode(), stdout=subprocess.PIPE, check=False)
    answers = run.stdout.decode().splitlines()
    if len(answers) != len(cases):
        sys.exit(f"{len(cases)} lines went in, {len(answers)} came out")
    listed, wrong = differences(), 0
    for (region, raw), answer in zip(cases, answers):
        answer = "ERR" if answer.startswith("ERR") else answer
        wanted = expected(region, raw)
        if answer != wanted and (region, raw) not in listed:
            wrong += 1
            print(f"{region}\t{raw!r}\tours {answer}\ttheirs {wanted}", file=sys.stderr)
    print(f"{len(cases)} inputs against phonenumbers {RELEASE}: {wrong} differ, {len(listed)} listed")
    return 1 if wrong else 0


def differences():
    """Inputs that may differ because the releases of the plan do, each with its reason."""
    rows = (line.split("\t") for line in DIFFERENCES.read_text().splitlines() if not line.startswith("#"))
    return {(row[0], row[1]) for row in rows if len(row) >= 3}


# --- The questions ---------------------------------------------------------------------------------------


def generate(count, seed):
    chance = random.Random(seed)
    regions = sorted(pn.SUPPORTED_REGIONS)
    for turn in range(count):
        home = regions[turn % len(regions)]
        style = STYLES[turn % len(STYLES)] if chance.random() < 0.9 else chance.choice(STYLES)
        region, raw = style(chance, home, some_number(chance, home))
        # One line is one case: what is not a line, or has a tab, cannot be asked.
        yield region, "".join(c for c in raw if c not in "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def some_number(chance, region):
    """A number of a region: an example of a random kind, its last digits thrown anew; one in six is broken."""
    kinds = sorted(pn.supported_types_for_region(region))
    number = pn.example_number_for_type(region, chance.choice(kinds)) or pn.example_number(region)
    nsn = list(pn.national_significant_number(number))
    for at in range(max(1, len(nsn) - chance.randint(0, 6)), len(nsn)):
        nsn[at] = str(chance.randint(0, 9))
    if chance.random() < 0.17:
        nsn = nsn[: chance.randint(1, len(nsn))] + [str(chance.randint(0, 9)) for _ in range(chance.randint(0, 6))]
    text = "".join(nsn)
    zeros = len(text) - len(text.lstrip("0"))
    built = pn.PhoneNumber(country_code=number.country_code, national_number=int(text))
    if zeros:
        built.italian_leading_zero, built.number_of_leading_zeros = True, zeros
    return built


def e164(number):
    return pn.format_number(number, pn.PhoneNumberFormat.E164)


def national(number):
    return pn.format_number(number, pn.PhoneNumberFormat.NATIONAL)


def international(number):
    return pn.format_number(number, pn.PhoneNumberFormat.INTERNATIONAL)


def digits(number):
    return pn.national_significant_number(number)


def other(chance):
    return chance.choice(["US", "DE", "GB", "IT", "RU", "JP", "BR", "AU", "MX", "AR", "CI", "", "ZZ"])


def in_script(text, zero):
    return "".join(chr(ord(c) - 48 + zero) if c.isascii() and c.isdigit() else c for c in text)


def spread(chance, text, marks):
    out = text[0]
    for c in text[1:]:
        out += (chance.choice(marks) if chance.random() < 0.3 else "") + c
    return out


def grouped(chance, text):
    return spread(chance, text, [" ", "-", ".", "/", "  ", " - ", "–", "(", ")", "~", "\u2060", "\u3000", "－"])


def exit_code(chance, region):
    plan = pn.PhoneMetadata.metadata_for_region(region)
    code = plan.international_prefix or "00"
    return code if code.isdigit() else chance.choice(["00", "011", "0011", "810", "010", "09"])


def zero_in_parentheses(number):
    return f"+{number.country_code} (0){digits(number)}"


def vanity(chance, text):
    letters = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
    cut = max(1, len(text) - chance.randint(2, 7))
    return text[:cut] + "".join(chance.choice(letters.get(c, c)) for c in text[cut:])


def with_extension(chance, text):
    marks = [" ext. {}", " x{}", ";ext={}", " extension {}", "#{}", " доб. {}", ",,{}#", " anexo {}", " int {}",
             " Ext{}", "x{}", " - {}", ", {}", ";{}", " ｅｘｔ {}", "e{}", " #{}", " xtn:{}", "~{}"]
    return text + chance.choice(marks).format(chance.randint(1, 10 ** chance.randint(1, 7)))


def scientific(chance, text):
    shift = len(text) - 1
    fraction = text[1:]
    if chance.random() < 0.3:
        fraction = fraction[: chance.randint(0, len(fraction))]
    elif chance.random() < 0.2:
        fraction += chance.choice(["0", "00", "5"])
    return f"{text[0]}{chance.choice(['.', '.', ','])}{fraction}{chance.choice(['E', 'E+', 'e', 'e+'])}{shift}"


def noise(chance):
    letters = "0123456789" * 3 + "+-() ./x#*;,=eE'\"abcABC٣７é\u00a0\u200b\u202a"
    return "".join(chance.choice(letters) for _ in range(chance.randint(0, 24)))


STYLES = [
    lambda c, r, n: (r, e164(n)),
    lambda c, r, n: (other(c), e164(n)),
    lambda c, r, n: (r, national(n)),
    lambda c, r, n: (other(c), national(n)),
    lambda c, r, n: (other(c), international(n)),
    lambda c, r, n: (r, digits(n)),
    lambda c, r, n: ("", digits(n)),
    lambda c, r, n: (r, grouped(c, national(n))),
    lambda c, r, n: (other(c), grouped(c, e164(n))),
    lambda c, r, n: (r, exit_code(c, r) + e164(n)[1:]),
    lambda c, r, n: (other(c), exit_code(c, r) + " " + international(n)[1:]),
    lambda c, r, n: (r, e164(n)[1:]),
    lambda c, r, n: (other(c), zero_in_parentheses(n)),
    lambda c, r, n: (r, f"00{n.country_code}(0){digits(n)}"),
    lambda c, r, n: (r, in_script(national(n), 0xFF10)),
    lambda c, r, n: (other(c), in_script(e164(n), 0xFF10).replace("+", "＋")),
    lambda c, r, n: (r, in_script(national(n), 0x660)),
    lambda c, r, n: (other(c), in_script(e164(n), 0x6F0)),
    lambda c, r, n: (r, with_extension(c, national(n))),
    lambda c, r, n: (other(c), with_extension(c, international(n))),
    lambda c, r, n: (r, pn.format_number(n, pn.PhoneNumberFormat.RFC3966)),
    lambda c, r, n: (other(c), f"tel:{digits(n)};phone-context=+{n.country_code}"),
    lambda c, r, n: (r, f"tel:{national(n)};phone-context={c.choice(['example.com', '+', '+1-', '', '-', '+0'])}"),
    lambda c, r, n: (r, f"tel:{e164(n)};isub=12345{c.choice(['', ';ext=9'])}"),
    lambda c, r, n: (r, vanity(c, national(n))),
    lambda c, r, n: (other(c), vanity(c, e164(n))),
    lambda c, r, n: (r, c.choice(["Tel: ", "phone ", "(", "* ", "„", "‪"]) + national(n)),
    lambda c, r, n: (other(c), international(n) + c.choice([" (home)", " /", " or 555", "\"", " ;", "‬", " /x4"])),
    lambda c, r, n: (r, national(n) + " / " + national(n)),
    lambda c, r, n: (r, "'" + c.choice([national(n), e164(n), digits(n)])),
    lambda c, r, n: (r, digits(n).lstrip("0") + c.choice([".0", ".00", ".0", ".5"])),
    lambda c, r, n: (r, scientific(c, digits(n).lstrip("0") or "7")),
    lambda c, r, n: (other(c), "\ufeff" + international(n).replace(" ", c.choice(["\u00a0", "\u202f", "\u2007"]))),
    lambda c, r, n: (r, "0" * c.randint(1, 3) + digits(n)),
    lambda c, r, n: (r, "+" * c.randint(1, 3) + exit_code(c, r) + e164(n)[1:]),
    lambda c, r, n: (r, digits(n)[: c.randint(0, 6)]),
    lambda c, r, n: (r, "".join(str(c.randint(0, 9)) for _ in range(c.randint(1, 19)))),
    lambda c, r, n: (other(c), "+" + "".join(str(c.randint(0, 9)) for _ in range(c.randint(1, 18)))),
    lambda c, r, n: (r, noise(c)),
    lambda c, r, n: (other(c), c.choice("⁺₊﹢➕∔﬩˖†") + c.choice(["", " "]) + e164(n)[1:]),
    lambda c, r, n: (other(c), c.choice(["plus ", "intl. ", "Norway ", "NO ", "Tel. NO ", "work: "]) + e164(n)[1:]),
    lambda c, r, n: (other(c), e164(n)[1:] + c.choice(["+", " (NO)", " Norway", " work", "²"])),
    lambda c, r, n: (c.choice(["US", ""]), "212 " + c.choice(["555 NONE", "FAXHOME", "555 CALL", "FLOWERS"])),
]


def write(text):
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    sys.exit(main())
