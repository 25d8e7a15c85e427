"""Cardinals and ordinals in digits, words and both: "1.2 million", "two hundred and five", "two and a half"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.lexing import FRACTION_SIGNS, Atom, skip_dash, word_at

LARGEST = 1e30
"""Larger numbers are no news but noise."""
DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 40, 64, 100, 128, 1000})
MOST_GROUPS = 9
"""The most groups of three digits that make one number."""
MOST_WORDS = 24
"""The most words that make one number."""
GROUP = re.compile(r"\d{3}(?:\.\d+)?")
HUNDREDS = re.compile(r"\bhundred\b")
EXPONENT = re.compile(r"e[+-]?\d{1,2}|[x×]10\^?[-−+]?\d{1,2}|\^[-−+]?\d{1,2}")
"""What makes a power behind digits: "4e14", "2.9×10−8", "1.3x10^6", "1.1^23"."""


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number before its surroundings are read: atom range, value, its last scale, and whether it is in words."""

    first: int
    last: int
    value: float
    scale: float
    words: bool


def cardinal_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """The cardinal at an atom, when there is one and it is no larger than anybody counts."""
    found = plain_at(atoms, i, lexicon)
    if found is not None:
        found = with_fraction(atoms, found, lexicon)
    return found if found is not None and abs(found.value) <= LARGEST and found.scale <= LARGEST else None


def plain_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """A cardinal in digits or words with its scales, without "and a half"."""
    if not 0 <= i < len(atoms):
        return None
    atom = atoms[i]
    if atom.is_digits:
        return digits_at(atoms, i, lexicon)
    parts = parts_of_scale(atoms, i, lexicon)
    if parts is not None:
        return parts
    if atom.lower in ("a", "an") and word_at(atoms, i + 1) in lexicon.scales:
        rest = words_at(atoms, i + 1, lexicon)
        return Cardinal(i, rest.last, rest.value, rest.scale, words=True)
    if atom.lower in lexicon.cardinals:
        return words_at(atoms, i, lexicon)
    if atom.lower in lexicon.scales and atom.lower not in ("dozen",) and is_bare_scale(atoms, i, lexicon):
        return words_at(atoms, i, lexicon)
    return None


def is_bare_scale(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> bool:
    """True for "hundred thousand dollars": a scale that another one follows, and no number goes before."""
    return word_at(atoms, i + 1) in lexicon.scales and not (i and atoms[i - 1].is_digits)


# ---------------------------------------------------------------- digits
def digits_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal:
    """A cardinal that begins with digits or a fraction sign."""
    if atoms[i].text in FRACTION_SIGNS:
        return scaled(atoms, i, i + 1, unicodedata.numeric(atoms[i].text), lexicon)
    value, end = grouped(atoms, i)
    fraction = digit_fraction(atoms, i)
    if fraction is not None:
        return Cardinal(i, i + 3, fraction, 1.0, words=False)
    if end < len(atoms):
        if atoms[end].text in FRACTION_SIGNS and value.is_integer():
            return scaled(atoms, i, end + 1, value + unicodedata.numeric(atoms[end].text), lexicon)
        mixed = digit_fraction(atoms, end) if not atoms[end].glued else None
        if mixed is not None and value.is_integer():
            return scaled(atoms, i, end + 3, value + mixed, lexicon)
        power = power_at(atoms, end, value)
        if power is not None:
            return Cardinal(i, power[0], power[1], 1.0, words=False)
    suffix = suffix_at(atoms, i, end, lexicon)
    if suffix is not None:
        return Cardinal(i, end + 1, value * suffix, suffix, words=False)
    return scaled(atoms, i, end, value, lexicon)


def grouped(atoms: list[Atom], i: int) -> tuple[float, int]:
    """The value of digits, and of groups that a tokenizer or a style guide split: "10 000", "80, 000"."""
    text = re.sub(r"[,\s]", "", atoms[i].text)
    end = i + 1
    short = len(atoms[i].text) <= 3 and atoms[i].text.isdecimal()
    groups = end
    most = min(len(atoms), end + MOST_GROUPS)
    while short and groups < most and GROUP.fullmatch(atoms[groups].text) and not atoms[groups].glued:
        groups += 1
        if "." in atoms[groups - 1].text:
            break
    if groups - end > 1 or (groups > end and atoms[end].text == "000"):
        text, end = text + "".join(atom.text for atom in atoms[end:groups]), groups
    if short and word_at(atoms, end) == "," and word_at(atoms, end + 1) == "000" and not atoms[end + 1].glued:
        text, end = text + "000", end + 2
    return float(text), end


def scaled(atoms: list[Atom], i: int, end: int, value: float, lexicon: FigureLexicon) -> Cardinal:
    """Digits with the scale words behind them, and what is said in smaller scales: "3 hundred and 21"."""
    after, scale = scales_at(atoms, end, lexicon)
    total = value * scale
    if after == end + 1 and scale in (100.0, 1000.0):
        rest = after + 1 if word_at(atoms, after) == "and" else after
        more = plain_at(atoms, rest, lexicon) if rest == after or scale == 100.0 else None
        smaller = more is not None and 0 < more.value < scale and more.value.is_integer()
        if more is not None and smaller:
            joined = rest > after or (more.words and scale == 100.0)
            if joined or HUNDREDS.search(said(atoms, rest, more.last)):
                return Cardinal(i, more.last, total + more.value, 1.0, words=False)
    return Cardinal(i, after, total, scale, words=False)


def said(atoms: list[Atom], first: int, last: int) -> str:
    """The words of a stretch of atoms."""
    return " ".join(atom.lower for atom in atoms[first:last])


def digit_fraction(atoms: list[Atom], i: int) -> float | None:
    """The value of "1/4" at an atom; "9/11" is a name."""
    if i + 2 >= len(atoms) or not atoms[i].is_digits or atoms[i + 1].text not in ("/", "⁄") or not atoms[i + 1].glued:
        return None
    top, bottom = atoms[i].text, atoms[i + 2].text
    if not (top.isdecimal() and bottom.isdecimal() and int(bottom) in DENOMINATORS and int(top) < int(bottom)):
        return None
    return int(top) / int(bottom)


def power_at(atoms: list[Atom], end: int, value: float) -> tuple[int, float] | None:
    """Where the power behind digits ends, and the value with it."""
    if not atoms[end].glued or not (atoms[end].lower in ("e", "x", "×") or atoms[end].text == "^"):
        return None
    stretch, last = "", end
    while last < len(atoms) and last < end + 5 and atoms[last].glued:
        stretch, last = stretch + atoms[last].lower, last + 1
        found = EXPONENT.fullmatch(stretch.replace("−", "-"))
        if found is not None and not (last < len(atoms) and atoms[last].glued and atoms[last].is_word):
            number = float(re.sub(r"^(?:e|[x×]10\^?|\^)", "", found.group()))
            try:
                return last, value**number if stretch[0] == "^" else float(f"{value}e{number:.0f}")
            except (OverflowError, ZeroDivisionError):
                return None
    return None


def suffix_at(atoms: list[Atom], i: int, end: int, lexicon: FigureLexicon) -> float | None:
    """What letters behind digits multiply by: "3.2bn", "40k", "8 B people"; "5m long" is no scale."""
    if end >= len(atoms) or not atoms[end].is_word:
        return None
    suffix = atoms[end]
    factor = lexicon.suffixes.get(suffix.lower)
    if factor is None:
        return None
    money = i > 0 and atoms[i - 1].text in lexicon.currencies
    following = atoms[end + 1].text if end + 1 < len(atoms) else ""
    if not suffix.glued:
        capital = suffix.text in ("B", "M") and not following[:1].isupper() and following not in ("/", "&", "-")
        return factor if (len(suffix.text) > 1 and suffix.lower != "mm") or suffix.text == "k" or capital else None
    if suffix.lower in ("mm", "t"):
        return factor if money and suffix.text.isupper() else None
    if suffix.lower not in ("m", "b") or suffix.text in ("M", "B") or money:
        return factor
    apart = not following or not atoms[end + 1].glued
    if suffix.lower == "b" and apart:
        return factor
    counts = apart and following.isalpha() and following.islower()
    return factor if counts and following not in AFTER_LENGTHS else None


AFTER_LENGTHS = frozenset(
    "long wide high tall deep away from of in x above below and to or is was at by freestyle race sprint".split()
)
"""Words that follow metres, not millions."""


def scales_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float]:
    """Where the scale words at an atom end, and what they multiply by: "hundred thousand", "-million", "dozens"."""
    scale = 1.0
    while i < len(atoms) and scale <= LARGEST:
        at = skip_dash(atoms, i) if scale == 1.0 else i
        factor = scale_of(word_at(atoms, at), lexicon)
        if not factor:
            break
        scale, i = scale * factor, at + 1
    return i, scale


def scale_of(word: str, lexicon: FigureLexicon) -> float:
    """What a scale word multiplies by, also in the plural; 0 for other words."""
    return (
        lexicon.scales.get(word)
        or (lexicon.scales.get(word[:-1]) if word.endswith("s") else None)
        or (lexicon.suffixes[word] if len(word) > 1 and word != "mm" and word in lexicon.suffixes else 0.0)
    )


# ---------------------------------------------------------------- words
def words_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal:
    """A cardinal that begins with a word: "twenty-one", "two hundred and five thousand", "nine point four"."""
    total = current = 0.0
    scale, last, end = 1.0, -1.0, i
    while end < min(len(atoms), i + MOST_WORDS):
        word = atoms[end].lower
        unit = lexicon.cardinals.get(word)
        factor = lexicon.scales.get(word) or (lexicon.scales.get(word[:-1]) if word.endswith("s") else None)
        if unit is not None and can_follow(last, unit, first=end == i):
            current, last, end = current + unit, unit, end + 1
        elif factor and (end > i or word in lexicon.scales):
            scale = factor
            if factor <= 100:
                current = (current or 1.0) * factor
            elif current or not total:
                total, current = total + (current or 1.0) * factor, 0.0
            else:
                total *= factor  # "three lakh crore"
            last, end = 0.0, end + 1
        elif end > i and joins_words(atoms, end, last, lexicon):
            end += 1
        else:
            break
    value = total + current
    decimals = decimals_at(atoms, end, lexicon) if scale == 1.0 or current else None
    if decimals is not None:
        end, value = decimals[0], value + decimals[1]
        end, more = scales_at(atoms, end, lexicon)
        return Cardinal(i, end, value * more, more, words=True)
    return Cardinal(i, end, value, scale if last == 0.0 else 1.0, words=True)


def can_follow(last: float, unit: float, *, first: bool) -> bool:
    """True when a number word can stand behind another: "twenty one", "hundred one"; not "one two"."""
    return first or (last == 0.0 and unit > 0) or (last >= 20 and last % 10 == 0 and 0 < unit < 10)


def joins_words(atoms: list[Atom], i: int, last: float, lexicon: FigureLexicon) -> bool:
    """True for the hyphen of "twenty-one" and the "and" of "two hundred and five"; not of "two and three quarters"."""
    following = word_at(atoms, i + 1)
    if skip_dash(atoms, i) > i:
        unit = lexicon.cardinals.get(following)
        return (unit is not None and can_follow(last, unit, first=False)) or following in lexicon.scales
    if atoms[i].lower != "and" or last != 0.0 or following not in lexicon.cardinals:
        return False
    part = fraction_word(atoms, i + 2, lexicon)
    return part is None


def decimals_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """What stands behind "point": "four", "nought four", "seventy-one"."""
    if word_at(atoms, i) != "point" or word_at(atoms, i + 1) not in lexicon.cardinals:
        return None
    digits, end = "", i + 1
    while end < i + MOST_WORDS and word_at(atoms, end) in lexicon.cardinals:
        value = lexicon.cardinals[atoms[end].lower]
        end += 1
        at = skip_dash(atoms, end)
        if value >= 20 and 0 < lexicon.cardinals.get(word_at(atoms, at), 0.0) < 10:
            value, end = value + lexicon.cardinals[atoms[at].lower], at + 1
        digits += f"{value:.0f}"
    return end, float(f"0.{digits}")


# ---------------------------------------------------------------- parts
def with_fraction(atoms: list[Atom], whole: Cardinal, lexicon: FigureLexicon) -> Cardinal:
    """A cardinal with the part behind it: "two and a half", "3 million and a quarter", "one hundred and two thirds"."""
    i = skip_dash(atoms, whole.last)
    if word_at(atoms, i) != "and" or not whole.value.is_integer():
        return whole
    top_at = skip_dash(atoms, i + 1)
    top, after = numerator(atoms, top_at, lexicon)
    part = fraction_word(atoms, skip_dash(atoms, after), lexicon) if 0 < top < 100 else None
    if part is None or (part[1] == 1.0) or part[2] == (top == 1.0) or word_at(atoms, part[0]) in ("of", "in"):
        return whole
    end, scale = scales_at(atoms, part[0], lexicon)
    share = top * part[1]
    if whole.scale >= 1000 and scale == 1.0:
        return Cardinal(whole.first, end, whole.value + share * whole.scale, 1.0, whole.words)
    value = (whole.value + share) * scale if whole.scale == 1.0 else whole.value + share * scale
    return Cardinal(whole.first, end, value, scale, whole.words)


def numerator(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[float, int]:
    """How many parts are said at an atom, and the atom after it; none when no number is there."""
    word = word_at(atoms, i)
    if word == "a":
        return 1.0, i + 1
    if word not in lexicon.cardinals:
        return 0.0, i
    whole = words_at(atoms, i, lexicon)
    return whole.value, whole.last


def fraction_word(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float, bool] | None:
    """Where a denominator at an atom ends, its share, and whether it is a plural: "half", "thirds", "twenty-fifths"."""
    word = word_at(atoms, i)
    if word in lexicon.fractions:
        return i + 1, lexicon.fractions[word], word.endswith("s")
    singular = word.removesuffix("s")
    if singular in lexicon.ordinals and lexicon.ordinals[singular] > 2:
        return i + 1, 1 / lexicon.ordinals[singular], word.endswith("s")
    tens = lexicon.cardinals.get(word, 0.0)
    at = skip_dash(atoms, i + 1)
    unit = lexicon.ordinals.get(word_at(atoms, at).removesuffix("s"), 0.0)
    if tens >= 20 and tens % 10 == 0 and 0 < unit < 10:
        return at + 1, 1 / (tens + unit), word_at(atoms, at).endswith("s")
    return None


def parts_of_scale(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> Cardinal | None:
    """ "half a million", "quarter million", "a quarter of a million", "two thirds of a million"."""
    word = word_at(atoms, i)
    top = 1.0 if word in ("a", "one", "half", "quarter") else lexicon.cardinals.get(word, 0.0)
    if not 0 < top < 20:
        return None
    at = i if word in ("half", "quarter") else skip_dash(atoms, i + 1)
    part = fraction_word(atoms, at, lexicon)
    if part is None or part[2] == (top == 1.0):
        return None
    end = part[0]
    end += word_at(atoms, end) == "of"
    end += word_at(atoms, end) in ("a", "an")
    after, scale = scales_at(atoms, end, lexicon)
    if scale == 1.0 or (scale == 12.0 and word != "half"):
        return None
    return Cardinal(i, after, top * part[1] * scale, scale, words=True)


def ordinal_word(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """Where an ordinal in words ends, and its value: "third", "twenty-fifth", "one hundred and fifth"."""
    word = word_at(atoms, i)
    if word in lexicon.ordinals:
        return i + 1, lexicon.ordinals[word]
    end = i + 1 if word in ("a", "an") else i
    if word_at(atoms, end) not in lexicon.cardinals and word_at(atoms, end) not in lexicon.scales:
        return None
    whole = words_at(atoms, end, lexicon)
    at = skip_dash(atoms, whole.last)
    at += word_at(atoms, at) == "and"
    last = lexicon.ordinals.get(word_at(atoms, at), 0.0)
    if not last:
        return None
    if last >= 100:
        return at + 1, whole.value * last
    ends_in = whole.value % 10 ** len(f"{last:.0f}") if last < 10 else whole.value % 100
    return (at + 1, whole.value + last) if ends_in == 0 and whole.value > last else None
