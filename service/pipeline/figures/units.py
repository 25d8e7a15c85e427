"""What stands around a number: its currency, its unit, and per what it is said ("a share", "per day")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from schemas.records import FigureKind
from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.lexing import Atom, word_at

CODE_WITH_SCALE = re.compile(r"([kKM])([A-Z]{3})")
"""A scale before a currency's code, as finance writes it: MUSD."""
BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
SPACED = frozenset({"US", "HK", "C", "S", "AU", "NZ", "CA", "NT", "R", "us", "hk", "c", "nz"})
"""Letters that may stand apart from the "$" of their currency; "A $5 million deal" is not Australian."""
INCH_BEFORE = frozenset("thick wide long tall high deep x by".split())
ELSEWHEN = frozenset("ago old earlier later after before".split())
RATES = frozenset(
    "dozen pop unit piece day share barrel ounce pound gallon litre liter tonne ton head person ticket kilo".split()
)
"""What a price is said for with a bare "a": "$52 a barrel"; every unit of time goes too."""
BELOW_THE_LINE = {"h": "h", "hr": "h", "s": "s", "sec": "s", "min": "min", "d": "d", "l": "l", "L": "l"}
"""Symbols that are too short to be one anywhere but behind a stroke: "90 km/h"."""


def currency_ending(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str] | None:
    """The first atom of the currency that ends at an atom, and its code: "HK$", "US $", "Y=", "MUSD"."""
    if i < 0:
        return None
    for size in (3, 2, 1):
        first = i - size + 1
        if first < 0:
            continue
        parts = atoms[first : i + 1]
        text = "".join(a.text for a in parts)
        glued = all(a.glued for a in parts[1:])
        if size > 1 and not glued and not (text.endswith("$") and text[:-1] in SPACED):
            continue
        if text in lexicon.currencies:
            return first, lexicon.currencies[text]
        if len(text) > 1 and text.endswith("$") and text.upper() in lexicon.currencies and (not glued or len(text) > 2):
            return first, lexicon.currencies[text.upper()]
    return (i, code_of(atoms[i], lexicon)[0]) if code_of(atoms[i], lexicon)[0] else None


def code_of(atom: Atom, lexicon: FigureLexicon) -> tuple[str, float]:
    """Code and factor of a currency's code with a scale before it ("MSEK"); an empty code for anything else."""
    coded = CODE_WITH_SCALE.fullmatch(atom.text)
    if coded is None or coded[2] not in lexicon.currencies:
        return "", 1.0
    return lexicon.currencies[coded[2]], 1e6 if coded[1] == "M" else 1e3


def currency_before(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    """Where the currency before a number begins, and its code; the number's own start and None without one."""
    at = i - 1
    if at > 0 and atoms[at].text in "-−" and atoms[i].glued:
        at -= 1  # "$-99.99"
    found = currency_ending(atoms, at, lexicon) if i else None
    if found is None or (atoms[found[0]].text.isalpha() and is_one_word(atoms, found[0], i)):
        return atoms[i].start, None
    return atoms[found[0]].start, found[1]


def is_one_word(atoms: list[Atom], first: int, i: int) -> bool:
    """True for a currency's letters that end a longer word: the "kn" of "Pekn 5"."""
    return first > 0 and atoms[first].glued and atoms[first - 1].is_word and first != i


def unit_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str, FigureKind] | None:
    """The unit at an atom, also behind a hyphen or in brackets: the atom after it, its code, the kind of figure."""
    if i >= len(atoms):
        return None
    first = i
    if atoms[first].text in "-‑" and first + 1 < len(atoms):
        split = not atoms[first + 1].glued and word_at(atoms, first + 1) in lexicon.durations
        first += atoms[first].glued or split
    bracket = BRACKETS.get(atoms[first].text)
    if bracket is not None and first + 1 < len(atoms):
        inner = named_unit(atoms, first + 1, lexicon, sizes=(1,))
        closed = inner is not None and word_at(atoms, inner[0]) == bracket and inner[2] == "measure"
        return (inner[0] + 1, *inner[1:]) if inner is not None and closed else None
    return named_unit(atoms, first, lexicon)


def named_unit(
    atoms: list[Atom], first: int, lexicon: FigureLexicon, sizes: Iterable[int] = (4, 3, 2, 1)
) -> tuple[int, str, FigureKind] | None:
    """The longest unit whose name or symbol begins at an atom."""
    if not opens_unit(atoms[first], lexicon):
        return None
    if word_at(atoms, first + 1) == "." and 4 in sizes:
        sizes = (6, 5, *sizes)  # "m.p.h."
    for size in sizes:
        end = first + size
        if end > len(atoms) or is_cut(atoms, end):
            continue
        found = read_unit(atoms[first:end], lexicon)
        if found is None or (found[1] == "money" and is_currency_of_next(atoms, first, end, lexicon)):
            continue
        if is_meant(atoms, first, end, lexicon):
            return end, *found
    return None


def opens_unit(atom: Atom, lexicon: FigureLexicon) -> bool:
    """True for an atom that a unit can begin with, in the singular or the plural."""
    word = atom.lower
    forms = (word, word.removesuffix("s"), word.removesuffix("es"))
    return not lexicon.unit_openers.isdisjoint(forms) or CODE_WITH_SCALE.fullmatch(atom.text) is not None


def is_cut(atoms: list[Atom], end: int) -> bool:
    """True where a stretch would end in the middle of a word: the "m" of "m2"."""
    return end < len(atoms) and atoms[end].glued and atoms[end - 1].is_word and atoms[end].text[0].isalnum()


def read_unit(words: list[Atom], lexicon: FigureLexicon) -> tuple[str, FigureKind] | None:
    """Code and kind of the unit that some atoms are."""
    exact = joined(words)
    if exact in lexicon.currencies:
        return lexicon.currencies[exact], "money"
    code = code_of(words[0], lexicon)[0] if len(words) == 1 else ""
    return (code, "money") if code else look_up(exact, words, lexicon)


def is_currency_of_next(atoms: list[Atom], first: int, end: int, lexicon: FigureLexicon) -> bool:
    """True for a sign or code that belongs to the number behind it: "10 $ 30", "3 USD50 cards"; not "3 dollars 50"."""
    if end >= len(atoms) or not atoms[end].is_digits:
        return False
    return atoms[end].glued or (joined(atoms[first:end]) in lexicon.currencies and not atoms[end - 1].glued)


def look_up(exact: str, words: list[Atom], lexicon: FigureLexicon) -> tuple[str, FigureKind] | None:
    """Code and kind of a unit in its singular or plural form."""
    if exact == "C" or (exact == "F" and words[0].glued):
        return "Cel" if exact == "C" else "[degF]", "measure"
    if exact in lexicon.symbols:
        return lexicon.symbols[exact], "measure"
    if len(exact) == 1 and exact.isupper():
        return None  # "5G" is no five grams
    lower = exact.lower()
    forms = (lower, lower.removesuffix("s"), lower.removesuffix("es"), lower.replace("-", " ").removesuffix("s"))
    tables: tuple[tuple[Mapping[str, str], FigureKind], ...] = (
        (lexicon.percent, "percent"),
        (lexicon.currency_words, "money"),
        (lexicon.units, "measure"),
        (lexicon.durations, "duration"),
    )
    for table, kind in tables:
        form = next((form for form in (forms if len(lower) > SHORT else (lower,)) if form in table), None)
        if form is not None:
            return table[form], kind
    return symbol_in_any_case(lower, lexicon)


def symbol_in_any_case(lower: str, lexicon: FigureLexicon) -> tuple[str, FigureKind] | None:
    """A symbol that is meant however it is written: "KWH", "LBS", "Deg C"."""
    if lower in SPELLINGS:
        return lexicon.symbols[SPELLINGS[lower]], "measure"
    forms = (lower, lower.removesuffix("s")) if len(lower) > SHORT or not lower.isalpha() else ()
    form = next((form for form in forms if form in lexicon.symbols), None)
    return (lexicon.symbols[form], "measure") if form is not None else None


SHORT = 2
"""The most letters of a symbol that is told from others by its case alone."""
SPELLINGS = {
    "kwh": "kWh", "mwh": "MWh", "gwh": "GWh", "twh": "TWh", "khz": "kHz", "mhz": "MHz", "ghz": "GHz", "kw": "kW",
    "gw": "GW", "gb": "GB", "tb": "TB", "kb": "kB", "km": "km", "kg": "kg", "kgs": "kg", "kms": "km", "cm": "cm",
    "mm": "mm", "ml": "ml", "mg": "mg", "ha": "ha", "lbs": "lb", "mi": "mi",
    "lb": "lb", "oz": "oz", "ft": "ft", "yd": "yd",
}  # fmt: skip
"""Symbols in whatever case they are written."""


def is_meant(atoms: list[Atom], first: int, end: int, lexicon: FigureLexicon) -> bool:
    """False for a word or letter that only looks like a unit here: "2016 Stone spoke", "10 t shirts"."""
    exact = joined(atoms[first:end])
    name = exact.lower().removesuffix("s")
    if exact.lower() == "has" or (name in lexicon.small_only and exact[0].isupper() and not exact.isupper()):
        return False
    if len(exact) > 1 or not exact.isalpha() or atoms[first].glued:
        return True
    following = word_at(atoms, end)
    if exact in ("t", "b", "B"):
        return not following[:1].isalpha() or following in ("of", "in", "and", "valued")
    return exact != "J" or not following[:1].isalpha()


def joined(atoms: list[Atom]) -> str:
    """The text of atoms with one space where any stood."""
    return "".join(("" if a.glued or n == 0 else " ") + a.text for n, a in enumerate(atoms))


def inch_at(atoms: list[Atom], i: int) -> bool:
    """True for the "in" of "2 in thick" and "2 in." that is an inch."""
    if word_at(atoms, i) != "in" or i == 0 or not atoms[i - 1].is_digits:
        return False
    following = word_at(atoms, i + 1)
    return following in INCH_BEFORE or (not following[:1].isalnum() and following not in ("“", '"', "‘", "'", "(", "$"))


def is_weight(text: str, start: int, end: int, lexicon: FigureLexicon) -> bool:
    """True when "pounds" around here are of weight: weighing or another weight is near, and no money is."""
    around = text[max(0, start - 90) : end + 60]
    if re.search(r"[£$€]|\b(?:cost|pay|paid|price|worth|sterling|pence)\b", around):
        return False
    return not lexicon.weight.isdisjoint(re.findall(r"[a-z]+", around.lower()))


def per_at(atoms: list[Atom], i: int, lexicon: FigureLexicon, kind: str | None) -> tuple[int, int, str | None] | None:
    """Per what the number before an atom is said: first and last atom of the words, and the unit among them.

    "per square foot", "a share" and "a day" behind money, "an hour", "a-year", "/hour", "each".
    """
    at = skip_dashes(atoms, i)
    at += word_at(atoms, at) == ")" and word_at(atoms, at + 1) in ("per", "a", "an")
    word = word_at(atoms, at)
    if word == "each":
        alone = kind == "money" and not word_at(atoms, at + 1)[:1].isalpha()
        return (at, at + 1, None) if alone else None
    if word not in ("per", "a", "an", "/") or (word == "/" and not atoms[at].glued):
        return None
    start = skip_dashes(atoms, at + 1)
    if start >= len(atoms) or not atoms[start].is_word:
        return None
    found = named_unit(atoms, start, lexicon) if word_at(atoms, start) != "in" else None
    if word == "/" and found is None and atoms[start].glued and atoms[start].text in BELOW_THE_LINE:
        found = start + 1, BELOW_THE_LINE[atoms[start].text], "measure"
    if (word == "/" and found is None) or (word in ("a", "an") and not is_rate(atoms, start, found, kind)):
        return None
    if found is not None and found[2] in ("measure", "duration"):
        return start, found[0], found[1]
    name = word_at(atoms, start)
    return None if name in ("cent", "se") else (start, start + 1, "a" if name == "annum" else None)


def skip_dashes(atoms: list[Atom], i: int) -> int:
    """The atom behind up to two dashes."""
    at = i
    while at < min(len(atoms), i + 2) and atoms[at].text in "-‑–":
        at += 1
    return at


def is_rate(
    atoms: list[Atom], i: int, found: tuple[int, str, FigureKind] | None, kind: str | None
) -> bool:  # fmt: skip
    """True when "a" before a word makes a rate: a unit of time, or what prices are said for; not "a year ago"."""
    name = word_at(atoms, i)
    timed = found is not None and found[2] == "duration" and found[0] == i + 1
    if not timed and not (kind == "money" and name in RATES):
        return False
    return not name.endswith("s") and word_at(atoms, i + 1) not in ELSEWHEN
