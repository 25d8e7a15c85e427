"""Numbers read off the text: values, ranges, currencies, units, modifiers, dates, times and scores.

A small lexer and grammar over characters; knows no parse. A number's span is the number with its scale, without
currency, unit, modifier and counted noun. Offsets are half-open characters of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.records import FigureKind, Modifier
from service.lexicons.reader import FigureLexicon

ATOM = re.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+(?:[’'][^\W\d_]+)*|\S")
DASHES = "-–—‑"
MINUS = "-−"
DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100, 128, 1000})
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
DATE = re.compile(
    rf"\b(?:{MONTH}\s+{DAY}(?:\s*[-–]\s*{DAY})?(?!\d)(?!:)(?:,?\s+{YEAR}\b)?|"
    rf"(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?![a-z])(?:,?\s+{YEAR}\b)?|{MONTH},?\s+{YEAR}\b|"
    rf"{YEAR}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|(?:mid-)?(?:1[5-9]|20)?\d0s\b|{YEAR}[-–/]\d\d(?:\d\d)?(?!\d)|"
    rf"(?:A\.?D\.?|BCE?)\s+\d{{1,4}}\b)"
)
TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2}){0,2}\s?(?:a\.m\.?|p\.m\.?|am|pm|AM|PM)(?![a-z])(?:\s(?:[ECMP][SD]?T|GMT|UTC|BST))?|"
    r"\b\d{1,2}:\d{2}(?:[:.]\d{1,2})?(?!\d)(?:\s(?:[ECMP][SD]T|GMT|UTC|BST))?|\b\d{1,2}\.?\d{2}\s(?:GMT|UTC|BST)\b|\b\d{1,2}\so[’']clock\b"
)
SCORE = re.compile(
    r"(?<![\w.-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\w%-])(?!\.\d)|(?<![\w.,])\d{1,3} to \d{1,3}(?![\w%])(?![,.]\d)"
)
SCORING = re.compile(
    r"\b(?:w[io]n(?:s|ning|ners?)?|beat(?:en|ing)?|los[te]|losing|dr[ae]w[ns]?|defeat(?:ed)?|scor(?:e[ds]?|ing)|vot(?:e[ds]?|ing)|le[ad]d?|"
    r"victory|defeat|loss|trail(?:ed|ing)?|goals?|match|half-time|passed|approved|rejected|final|thrash(?:ed|ing)?)\b"
)
CHANGING_BACK = 60
LARGEST = 1e30
"""Larger numbers are no news but noise."""
FIXED: tuple[tuple[re.Pattern[str], FigureKind], ...] = ((DATE, "date"), (TIME, "time"), (SCORE, "score"))
NAME_WORDS = frozenset(
    """
    no. no brigade flight route article section chapter formula page room channel highway interstate
    level phase type apollo boeing airbus game group class category version model covid season week
    episode game act part number figure table grade stage line gate platform unit bus
    """.split()
)
FUNCTION_WORDS = frozenset("in on at and or to is was has with by for as that which who from than if were are".split())
ORDINAL_AFTER = frozenset("the a his her its their for this came finished".split())
NO_ORDINAL = frozenset("of and hand to degree".split())
BOUNDARY = "([{“\"‘'—–/~≈£$€ "


@dataclass(frozen=True, slots=True)
class Atom:
    """A digit string, a word, or another character; `glued` when nothing stands between it and the one before."""

    text: str
    lower: str
    start: int
    end: int
    glued: bool

    @property
    def is_digits(self) -> bool:
        """True for a number in digits."""
        return self.text[0].isdecimal()


@dataclass(frozen=True, slots=True)
class Number:
    """A number: `start` to `end` with its scale, `before` to `after` with currency and unit too."""

    start: int
    end: int
    low: float | None
    high: float | None
    kind: FigureKind | None = None
    modifier: Modifier | None = None
    unit: str | None = None
    before: int = -1
    after: int = -1

    @property
    def value(self) -> float | None:
        """The value when one number is said."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number before its surroundings are read: atom range, value, and whether a scale was said."""

    first: int
    last: int
    value: float
    scale: float
    words: bool


def read_numbers(text: str, lexicon: FigureLexicon) -> Iterator[Number]:
    """All numbers of a text in order, without overlap; those that are parts of names are left out."""
    fixed = {n.start: n for n in fixed_forms(text)}
    atoms = list(lex(text))
    i = 0
    while i < len(atoms):
        dated = fixed.get(atoms[i].start)
        if dated is not None:
            yield dated
            i = skip(atoms, i, dated.end)
            continue
        found = number_at(text, atoms, i, lexicon)
        if found is None:
            i += 1
            continue
        number, i = found
        if number is not None:
            yield number


def lex(text: str) -> Iterator[Atom]:
    """The atoms of a text."""
    last = 0
    for match in ATOM.finditer(text):
        yield Atom(match.group(), match.group().lower(), match.start(), match.end(), match.start() == last and last > 0)
        last = match.end()


def skip(atoms: list[Atom], i: int, end: int) -> int:
    """The first atom at or after an offset."""
    while i < len(atoms) and atoms[i].start < end:
        i += 1
    return i


# ---------------------------------------------------------------- dates, times, scores
def fixed_forms(text: str) -> list[Number]:
    """Dates, clock times, scores and votes; the first of overlapping ones."""
    found: list[Number] = []
    taken: set[int] = set()
    for pattern, kind in FIXED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if taken.isdisjoint(range(start, end)) and (kind != "score" or is_score(text, start, end)):
                taken.update(range(start, end))
                found.append(Number(start, end, None, None, kind, "exact", None, start, end))
    return found


def is_score(text: str, start: int, end: int) -> bool:
    """True for two numbers in a sentence that tells of a game or a vote, and no range."""
    left = text[max(0, start - 70) : start]
    left = left[left.rfind(". ") + 1 :]
    around = left + " | " + text[end : end + 40].split(". ", maxsplit=1)[0]
    if re.search(r"\b(?:from|between|ages?|aged|about|of)\s*$", left) or not SCORING.search(around):
        return False
    if "to" not in text[start:end]:
        return True
    return bool(
        re.search(r"\b(?:vot\w+|won|beat|lost|passed|approved|rejected|defeated|win)\b", left)
    ) and not re.match(r"\s*(?:percent|per cent|%|points?|million|billion|years?|days?|months?)", text[end:])


# ---------------------------------------------------------------- numbers
def number_at(text: str, atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number | None, int] | None:
    """The number at an atom and the atom after it; no number when it is part of a name; None when nothing is there."""
    for reader in (ordinal_at, vague_at, fraction_at, multiple_at, none_at):
        found = reader(atoms, i, lexicon)
        if found is not None:
            number, following = found
            return finish(text, atoms, i, following, number, lexicon)
    cardinal = cardinal_at(atoms, i, lexicon)
    if cardinal is None:
        return None
    if is_part_of_name(text, atoms, cardinal, lexicon):
        return None, cardinal.last
    ranged = range_at(text, atoms, cardinal, lexicon)
    if ranged is not None:
        number, following = ranged
        return finish(text, atoms, i, following, number, lexicon)
    value = signed(text, atoms, cardinal)
    start = atoms[i].start
    number = Number(
        start - 1 if value < 0 and text[start - 1] in MINUS else start, atoms[cardinal.last - 1].end, value, value
    )
    return finish(text, atoms, i, cardinal.last, number, lexicon)


def finish(
    text: str, atoms: list[Atom], first: int, following: int, number: Number, lexicon: FigureLexicon
) -> tuple[Number, int]:
    """The number with currency, unit and modifier, and the atom after it all."""
    before, currency = currency_before(atoms, first, lexicon)
    number = replace(number, before=before if currency else number.start, after=number.end)
    if number.kind in (None, "count"):
        if currency:
            number = replace(number, kind="money", unit=currency)
        else:
            number, following = with_unit(atoms, following, number, lexicon)
    return with_modifier(text, number, lexicon), following


def cardinal_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """The cardinal at an atom, when there is one and it is no larger than anybody counts."""
    found = any_cardinal_at(atoms, i, lexicon)
    return found if found is not None and abs(found.value) <= LARGEST and found.scale <= LARGEST else None


def any_cardinal_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """A cardinal in digits, words or both, with its scales: "1.2 million", "3.2bn", "two hundred and five", "5 1/2"."""
    atom = atoms[i]
    if atom.is_digits:
        return digits_at(atoms, i, lexicon)
    if atom.lower in ("a", "an") and i + 1 < len(atoms) and atoms[i + 1].lower in lexicon.scales:
        end, scale = scales_at(atoms, i + 1, lexicon)
        return Cardinal(i, end, scale, scale, words=True)
    if atom.lower in lexicon.cardinals:
        return words_at(atoms, i, lexicon)
    return None


def digits_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal:
    """A cardinal that begins with digits."""
    value = float(atoms[i].text.replace(",", ""))
    end = i + 1
    fraction = fraction_digits(atoms, i)
    if fraction is not None:
        return Cardinal(i, i + 3, fraction, 1.0, words=False)
    mixed = fraction_digits(atoms, end) if end < len(atoms) and not atoms[end].glued else None
    if mixed is not None and value.is_integer():
        value, end = value + mixed, end + 3
    suffix = atoms[end] if end < len(atoms) else None
    if suffix is not None and suffix.glued and is_suffix(atoms, i, end, lexicon):
        scale = lexicon.suffixes[suffix.lower]
        return Cardinal(i, end + 1, value * scale, scale, words=False)
    power = re.fullmatch(
        r"[x×]10[-−]?\d{1,2}", "".join(a.text for a in atoms[end : end + 4]) if suffix is not None else ""
    )
    if power is not None:
        exponent = int(power.group()[3:].replace("−", "-"))
        return Cardinal(i, end + (4 if exponent < 0 else 3), float(f"{value}e{exponent}"), 1.0, words=False)
    end, scale = scales_at(atoms, end, lexicon)
    return Cardinal(i, end, value * scale, scale, words=False)


def is_suffix(atoms: list[Atom], i: int, end: int, lexicon: FigureLexicon) -> bool:
    """True for letters glued to digits that are a scale: "3.2bn"; "m" and "b" only of money, things, or in capitals."""
    suffix = atoms[end]
    if suffix.lower not in lexicon.suffixes:
        return False
    if suffix.lower not in ("m", "b") or suffix.text in ("M", "B") or currency_before(atoms, i, lexicon)[1] is not None:
        return True
    following = atoms[end + 1] if end + 1 < len(atoms) else None
    distances = (
        "long",
        "wide",
        "high",
        "tall",
        "deep",
        "away",
        "from",
        "of",
        "in",
        "x",
        "above",
        "below",
        "and",
        "to",
        "or",
        "freestyle",
        "race",
        "sprint",
    )
    return (
        following is not None
        and not following.glued
        and following.text.isalpha()
        and following.text.islower()
        and following.lower not in distances
    )


def fraction_digits(atoms: list[Atom], i: int) -> float | None:
    """The value of "1/4" at an atom; "9/11" is a name."""
    if i + 2 >= len(atoms) or not atoms[i].is_digits or atoms[i + 1].text not in ("/", "⁄") or not atoms[i + 1].glued:
        return None
    top, bottom = atoms[i].text, atoms[i + 2].text
    if not (top.isdigit() and bottom.isdigit() and int(bottom) in DENOMINATORS and int(top) < int(bottom)):
        return None
    return int(top) / int(bottom)


def scales_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float]:
    """Where the scale words at an atom end, and what they multiply by: "hundred thousand"."""
    scale = 1.0
    while i < len(atoms) and scale_of(atoms[i].lower, lexicon):
        scale *= scale_of(atoms[i].lower, lexicon)
        i += 1
    return i, scale


def scale_of(word: str, lexicon: FigureLexicon) -> float:
    """What a scale word multiplies by; 0 for other words."""
    return lexicon.scales.get(word) or (lexicon.suffixes[word] if len(word) > 1 and word in lexicon.suffixes else 0.0)


def words_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """A cardinal that begins with a word: "twenty-one", "two hundred and five thousand", "one point five"."""
    total = current = 0.0
    scale, last, end = 1.0, -1.0, i
    while end < len(atoms):
        word = atoms[end].lower
        unit = lexicon.cardinals.get(word)
        if unit is not None and can_follow(last, unit, first=end == i):
            current, last, end = current + unit, unit, end + 1
        elif end > i and word in lexicon.scales:
            factor = lexicon.scales[word]
            scale = factor
            if factor <= 100:
                current = (current or 1.0) * factor
            else:
                total, current = total + (current or 1.0) * factor, 0.0
            last, end = 0.0, end + 1
        elif end > i and joins_words(atoms, end, last, lexicon):
            end += 1
        else:
            break
    return Cardinal(i, end, total + current, scale, words=True)


def can_follow(last: float, unit: float, *, first: bool) -> bool:
    """True when a number word can stand behind another: "twenty one", "hundred one"; not "one two"."""
    return first or last == 0.0 or (last >= 20 and last % 10 == 0 and 0 < unit < 10)


def joins_words(atoms: list[Atom], i: int, last: float, lexicon: FigureLexicon) -> bool:
    """True for the hyphen of "twenty-one" and the "and" of "two hundred and five"."""
    following = atoms[i + 1].lower if i + 1 < len(atoms) else ""
    if atoms[i].text == "-" and atoms[i].glued:
        unit = lexicon.cardinals.get(following)
        return (unit is not None and can_follow(last, unit, first=False)) or following in lexicon.scales
    return atoms[i].lower == "and" and last == 0.0 and following in lexicon.cardinals


def signed(text: str, atoms: list[Atom], cardinal: Cardinal) -> float:
    """The value, negative behind a minus sign or "minus"."""
    atom = atoms[cardinal.first]
    before = text[atom.start - 1] if atom.start else ""
    if before and before in MINUS and (atom.start == 1 or text[atom.start - 2] in BOUNDARY):
        return -cardinal.value
    if cardinal.first > 0 and atoms[cardinal.first - 1].lower == "minus":
        return -cardinal.value
    if cardinal.first > 1 and atoms[cardinal.first - 1].text == "-" and atoms[cardinal.first - 2].lower == "minus":
        return -cardinal.value
    return cardinal.value


def is_part_of_name(text: str, atoms: list[Atom], cardinal: Cardinal, lexicon: FigureLexicon) -> bool:
    """True for "F-16", "Covid-19", "9/11", "M21", "5G", "FTSE 100", "Brigade 93", "No. 10"."""
    first, last = atoms[cardinal.first], atoms[cardinal.last - 1]
    previous = atoms[cardinal.first - 1] if cardinal.first else None
    following = atoms[cardinal.last] if cardinal.last < len(atoms) else None
    if first.is_digits and previous is not None:
        if (
            first.glued
            and (previous.text[-1].isalpha() or previous.text in "_#@/\\.")
            and not is_currency(atoms, cardinal.first - 1, lexicon)
        ):
            return True
        if previous.text in DASHES and first.glued and previous.glued and text[previous.start - 1].isalnum():
            return atoms[cardinal.first - 2].lower not in ("minus", "sub", "pre", "mid", "plus", "under", "over")
        if is_numbered(text, previous, following, cardinal, lexicon):
            return True
    if first.is_digits and following is not None and following.glued and following.text[0].isalpha():
        return unit_at(atoms, cardinal.last, lexicon) is None and following.lower not in (
            "s",
            "st",
            "nd",
            "rd",
            "th",
            "x",
        )
    return bool(
        first.is_digits
        and following is not None
        and following.text == "/"
        and following.glued
        and last.glued is False
        and cardinal.last + 1 < len(atoms)
        and atoms[cardinal.last + 1].is_digits
    )


def is_numbered(text: str, previous: Atom, following: Atom | None, cardinal: Cardinal, lexicon: FigureLexicon) -> bool:
    """True for a small number right behind a capitalised word or a word like "category", when it counts nothing."""
    if cardinal.value > 9999 or cardinal.scale != 1.0 or previous.text[0] in ",;:":
        return False
    counts = (
        following is not None
        and not following.glued
        and following.text[0].islower()
        and following.lower not in FUNCTION_WORDS
    )
    marked = following is not None and (following.text in "%°" or following.lower in lexicon.percent)
    if counts and following is not None and following.lower.endswith("s"):
        return False
    if previous.lower in NAME_WORDS and not marked:
        return True
    if previous.text == "." and text[max(0, previous.start - 2) : previous.start].lower() == "no":
        return True
    if previous.lower.endswith(("'s", "’s")) or (
        following is not None and following.text in DASHES and following.glued
    ):
        return False
    left = text[max(0, previous.start - 3) : previous.start].rstrip()
    starts_sentence = not left or left[-1] in '.!?:“”"‘('
    known = previous.lower in lexicon.percent or previous.text in lexicon.currencies or previous.lower in ("up", "down")
    return (
        previous.text[0].isupper()
        and previous.text[-1].isalpha()
        and not starts_sentence
        and not counts
        and not marked
        and not known
    )


# ---------------------------------------------------------------- ranges
def range_at(text: str, atoms: list[Atom], low: Cardinal, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "between 5 and 7 percent", "$10 to $15 billion", "5-7%": one figure with two bounds.

    A scale or unit said once counts for both. "rose 5 percent to 7 million" is two figures.
    """
    joint, own_unit = skip_unit(atoms, low.last, lexicon)
    if joint + 1 >= len(atoms) or atoms[joint].lower not in ("to", "and", "or", *DASHES):
        return None
    second = joint + 1
    while second < len(atoms) - 1 and is_currency(atoms, second, lexicon):
        second += 1
    high = cardinal_at(atoms, second, lexicon)
    if high is None or "." in text[atoms[low.last - 1].end : atoms[second].start].replace("p.c.", ""):
        return None
    left = text[max(0, atoms[low.first].start - CHANGING_BACK) : atoms[low.first].start]
    if not is_joined(
        atoms[joint], left, low, high, own_unit=own_unit, other_currency=second > joint + 1, lexicon=lexicon
    ):
        return None
    value = low.value
    if low.scale == 1.0 and high.scale > 1.0 and value < high.value / high.scale:
        value *= high.scale
    if value >= high.value:
        return None
    return Number(atoms[low.first].start, atoms[high.last - 1].end, value, high.value, modifier="between"), high.last


def skip_unit(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    """The atom after a unit said with a range's first bound."""
    found = unit_at(atoms, i, lexicon)
    if found is not None and found[0] < len(atoms) and atoms[found[0]].lower in ("to", "and", "or", *DASHES):
        return found[0], found[1]
    return i, None


def is_joined(
    joint: Atom,
    left: str,
    low: Cardinal,
    high: Cardinal,
    *,
    own_unit: str | None,
    other_currency: bool,
    lexicon: FigureLexicon,
) -> bool:
    """True when a joint makes a range of two numbers."""
    changing = bool(lexicon.changing.search(left))
    between = re.search(r"\bbetween\s+(?:\w+\s+)?\S{0,4}$", left) is not None
    if joint.lower == "and":
        return between
    if joint.lower == "or":
        return low.value < high.value <= 2 * low.value + 1 and low.scale == high.scale
    if joint.lower == "to":
        return between or not (
            changing and (own_unit or other_currency or re.search(r"\b(?:from|by)\s+\S{0,4}$", left))
        )
    return high.value > low.value


# ---------------------------------------------------------------- other forms
def ordinal_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "third", "21st"; not "a third of", "at first", "second" as a time."""
    atom = atoms[i]
    following = atoms[i + 1] if i + 1 < len(atoms) else None
    if atom.is_digits and following is not None and following.glued and following.lower in ("st", "nd", "rd", "th"):
        value = float(atom.text.replace(",", ""))
        return Number(atom.start, following.end, value, value, "ordinal", "exact"), i + 2
    if atom.lower not in lexicon.ordinals or i == 0:
        return None
    before = atoms[i - 1].lower
    word = following is not None and following.text[0].isalpha() and following.lower not in NO_ORDINAL
    ranked = following is not None and following.text in DASHES and is_superlative(atoms, i + 2)
    led = before in ORDINAL_AFTER or before.endswith(("'s", "’s"))
    if led and (word or ranked) and atom.text.islower():
        value = float(lexicon.ordinals[atom.lower])
        return Number(atom.start, atom.end, value, value, "rank" if ranked else "ordinal", "exact"), i + 1
    return None


def is_superlative(atoms: list[Atom], i: int) -> bool:
    """True for the "largest" of "third-largest"."""
    return i < len(atoms) and (atoms[i].lower.endswith("est") or atoms[i].lower in ("most", "best"))


def vague_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "dozens", "hundreds of thousands", "several hundred", "a few thousand": only a lower bound is known."""
    word = atoms[i].lower
    following = atoms[i + 1].lower if i + 1 < len(atoms) else ""
    if word in ("several", "few") and following in lexicon.scales:
        end, scale = scales_at(atoms, i + 1, lexicon)
        start = i - 1 if i and atoms[i - 1].lower == "a" else i
        return Number(atoms[start].start, atoms[end - 1].end, 3 * scale, None, modifier="vague"), end
    if word not in lexicon.vague or (word in ("scores", "tens") and following != "of"):
        return None
    low, end = float(lexicon.vague[word]), i + 1
    if following == "of" and i + 2 < len(atoms) and atoms[i + 2].lower in lexicon.vague:
        low, end = low * lexicon.vague[atoms[i + 2].lower] / 2, i + 3
    return Number(atoms[i].start, atoms[end - 1].end, low, None, modifier="vague"), end


def fraction_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "half a million", "two-thirds", "a third of", "one in five", "six out of ten", "half of"."""
    for reader in (half_scale, share_words, one_in, half_of):
        found = reader(atoms, i, lexicon)
        if found is not None:
            end, value = found
            kind: FigureKind | None = None if reader is half_scale else "ratio"
            return Number(atoms[i].start, atoms[end - 1].end, value, value, kind), end
    return None


def half_scale(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "half a million", "a quarter of a million"."""
    words = [a.lower for a in atoms[i : i + 5]]
    if words[:1] == ["half"] and words[1:2] in (["a"], ["of"]) and words[2:3] and words[2] in lexicon.scales:
        return i + 3, 0.5 * lexicon.scales[words[2]]
    if (
        words[:4] in (["a", "quarter", "of", "a"], ["three", "quarters", "of", "a"])
        and words[4:]
        and words[4] in lexicon.scales
    ):
        return i + 5, (0.25 if words[0] == "a" else 0.75) * lexicon.scales[words[4]]
    return None


def share_words(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "two-thirds", "three quarters", "a third of", "one fourth"."""
    top = 1.0 if atoms[i].lower in ("a", "one") else lexicon.cardinals.get(atoms[i].lower, 0.0)
    if not 0 < top < 20:
        return None
    j = i + 1
    if j < len(atoms) and atoms[j].text in DASHES and atoms[j].glued:
        j += 1
    word = atoms[j].lower if j < len(atoms) else ""
    share = lexicon.fractions.get(word)
    if share is None or (word == "half" and top != 1.0) or (top == 1.0) == word.endswith("s"):
        return None
    following = atoms[j + 1].lower if j + 1 < len(atoms) else ""
    if (
        atoms[i].lower == "a"
        and following.isalpha()
        and following not in ("of", "in", "more", "less", "fewer", "off", "to")
    ):
        return None
    return j + 1, float(top) * share


def one_in(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "one in five", "six out of ten"."""
    part = cardinal_at(atoms, i, lexicon)
    if part is None or part.last + 1 >= len(atoms):
        return None
    words = [a.lower for a in atoms[part.last : part.last + 3]]
    after = part.last + 1 if words[0] == "in" else part.last + 2 if words[:2] == ["out", "of"] else 0
    whole = cardinal_at(atoms, after, lexicon) if 0 < after < len(atoms) else None
    if whole is None or not part.value < whole.value <= 1000 or not whole.value > 1:
        return None
    following = atoms[whole.last].lower if whole.last < len(atoms) else ""
    if words[0] == "in" and (
        following.rstrip("s") in lexicon.durations
        or not ((part.words and whole.words) or part.value == 1)
        or following in ("-", "percent", "%")
    ):
        return None
    return whole.last, part.value / whole.value


def half_of(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "half of the voters", "half the voters"."""
    if atoms[i].lower != "half" or i + 1 >= len(atoms) or not lexicon.fractions:
        return None
    before = atoms[i - 1].lower if i else ""
    if before in ("first", "second", "other", "one", "-") or atoms[i + 1].lower not in (
        "of",
        "the",
        "its",
        "their",
        "his",
        "her",
        "all",
        "our",
    ):
        return None
    return i + 1, 0.5


def multiple_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "sixfold", "twice as many", "four times the size"."""
    times = lexicon.cardinals.get(atoms[i].lower) or (float(atoms[i].text) if atoms[i].text.isdecimal() else None)
    words = [a.lower for a in atoms[i + 1 : i + 3]]
    if (
        times
        and words[:1] == ["times"]
        and words[1:]
        and words[1] in ("as", "the", "more", "higher", "larger", "bigger", "faster", "that")
    ):
        return Number(atoms[i].start, atoms[i].end, float(times), float(times), "ratio"), i + 1
    word = atoms[i].lower
    value = lexicon.multiples.get(word)
    following = atoms[i + 1].lower if i + 1 < len(atoms) else ""
    if value is None or not (
        word.endswith("fold") or (following in ("as", "the") and word in ("twice", "double", "triple", "thrice"))
    ):
        return None
    return Number(atoms[i].start, atoms[i].end, float(value), float(value), "ratio"), i + 1


def none_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "no deaths", "no injuries": zero of what is counted among the kinds of event."""
    if atoms[i].lower != "no" or i + 1 >= len(atoms):
        return None
    nouns = {atoms[i + 1].lower, *(a.lower for a in atoms[i + 2 : i + 3])}
    if not any(
        noun in lexicon.events or noun.rstrip("s") in lexicon.events or noun[:-3] + "y" in lexicon.events
        for noun in nouns
        if noun.endswith("s")
    ):
        return None
    return Number(atoms[i].start, atoms[i].end, 0.0, 0.0, "count", "exact"), i + 1


# ---------------------------------------------------------------- currency, unit, modifier
def is_currency(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> bool:
    """True when an atom ends a currency's symbol or code."""
    return i >= 0 and currency_ending(atoms, i, lexicon) is not None


def currency_ending(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str] | None:
    """The first atom of the currency that ends at an atom, and its code: "HK$", "US $", "Y="."""
    for size in (3, 2, 1):
        first = i - size + 1
        if first < 0:
            continue
        text = "".join(a.text for a in atoms[first : i + 1])
        if text in lexicon.currencies:
            return first, lexicon.currencies[text]
        if size > 1 and text.upper() in lexicon.currencies and text.endswith("$"):
            return first, lexicon.currencies[text.upper()]
    return None


def currency_before(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    """Where the currency before a number begins, and its code; a letter code must stand close."""
    found = currency_ending(atoms, i - 1, lexicon) if i else None
    if found is None:
        return atoms[i].start, None
    return atoms[found[0]].start, found[1]


def unit_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str, FigureKind] | None:
    """The unit at an atom, also behind a hyphen: the atom after it, its code and the kind of figure it makes."""
    first = i
    if first + 1 < len(atoms) and atoms[first].text in "-‑" and atoms[first].glued:
        first += 1
    tables: tuple[tuple[Mapping[str, str], FigureKind], ...] = (
        (lexicon.percent, "percent"),
        (lexicon.currency_words, "money"),
        (lexicon.units, "measure"),
        (lexicon.durations, "duration"),
    )
    for size in (4, 3, 2, 1):
        words = atoms[first : first + size]
        exact = joined(words, fold=False)
        if exact in ("C", "F") and words[0].glued:
            return first + size, "Cel" if exact == "C" else "[degF]", "measure"
        if len(words) < size or (len(exact) == 1 and exact.isupper()):
            continue  # "5G" is no five grams
        if exact in lexicon.currencies and not (first + size < len(atoms) and atoms[first + size].is_digits):
            return first + size, lexicon.currencies[exact], "money"
        found = look_up(exact.lower(), tables)
        if found is not None:
            return first + size, *found
    return None


def look_up(text: str, tables: Sequence[tuple[Mapping[str, str], FigureKind]]) -> tuple[str, FigureKind] | None:
    """Code and kind of a unit in its singular or plural form."""
    for table, kind in tables:
        forms = (text, text.removesuffix("s"), text.removesuffix("es")) if len(text) > 3 else (text,)
        for form in forms:
            if form in table:
                return table[form], kind
    return None


def joined(atoms: list[Atom], *, fold: bool) -> str:
    """The text of atoms with one space where any stood."""
    text = "".join(("" if a.glued or n == 0 else " ") + a.text for n, a in enumerate(atoms))
    return text.lower() if fold else text


def with_unit(atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon) -> tuple[Number, int]:
    """Percent, money, measure, duration or age, by what stands behind the number; else left as it is."""
    found = unit_at(atoms, i, lexicon)
    if found is None:
        return number, i
    end, unit, kind = found
    if (
        kind == "money"
        and unit == "GBP"
        and atoms[end - 1].lower.startswith("pound")
        and end < len(atoms)
        and atoms[end].lower in ("of", "heavier", "lighter", "to")
    ):
        kind, unit = "measure", "[lb_av]"
    if kind == "duration":
        if joined(atoms[end : end + 2], fold=True).startswith(("-old", "old", "–old")) or [
            a.lower for a in atoms[end : end + 2]
        ] == ["of", "age"]:
            return replace(
                number,
                kind="age",
                unit=unit,
                after=atoms[end].end if atoms[end].text not in DASHES else atoms[end + 1].end,
            ), end + 1
        factor = {"decade": 10.0, "century": 100.0, "centurie": 100.0, "fortnight": 2.0}.get(
            atoms[end - 1].lower.rstrip("s"), 1.0
        )
        low, high = (None if bound is None else bound * factor for bound in (number.low, number.high))
        number = replace(number, low=low, high=high)
    return replace(number, kind=kind, unit=unit, after=atoms[end - 1].end), end


def with_modifier(text: str, number: Number, lexicon: FigureLexicon) -> Number:
    """The number with the modifier that stands right before it, or behind what it counts."""
    if number.kind in ("score", "ordinal", "rank") or number.modifier == "vague":
        return number
    left = text[max(0, number.before - 40) : number.before]
    before = lexicon.before.search(left)
    if before is not None:
        phrase = " ".join(before.group(1).lower().split())
        small = phrase == "some" and number.value is not None and number.value < 10
        rising = phrase in ("up to", "as much as") and re.search(
            r"\b(?:back|inched|inching|rose|rising|climb\w*)\s*$", left[: before.start()]
        )
        if not small and not rising:
            return replace(number, modifier=negated(lexicon.modifiers[phrase], left[: before.start()]))
    after = lexicon.after.match(text, number.after)
    if after is not None and number.modifier is None:
        return replace(number, modifier=lexicon.modifiers_after[" ".join(after.group(1).lower().split())])
    return number


def negated(modifier: Modifier, left: str) -> Modifier:
    """The modifier under "not": "not more than" is at most."""
    if re.search(r"\b(?:not|no|n[’']t)\s*$", left):
        opposite: dict[Modifier, Modifier] = {"more_than": "at_most", "less_than": "at_least"}
        return opposite.get(modifier, modifier)
    return modifier
