"""Numbers read off the text: values, ranges, currencies, units, modifiers, dates, times and scores.

A small lexer and grammar over characters; knows no parse. A number's span is the number with its scale, without
currency, unit, modifier and counted noun. Offsets are half-open characters of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.records import Modifier
from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.cardinals import Cardinal, cardinal_at, scales_at
from service.pipeline.figures.forms import (
    a_while,
    fixed_forms,
    fraction_at,
    is_year_like,
    multiple_at,
    none_at,
    ordinal_at,
    part_of_time,
    vague_at,
)
from service.pipeline.figures.lexing import DASHES, MINUS, Atom, lex, skip_dash, word_at
from service.pipeline.figures.records import Number, Per
from service.pipeline.figures.units import (
    code_of,
    currency_before,
    currency_ending,
    inch_at,
    is_weight,
    per_at,
    unit_at,
)

CHANGING_BACK = 100
"""The most characters between a verb of change and a range that may be its beginning and its end."""
NAME_WORDS = frozenset(
    """
    no. no brigade flight route article section chapter formula page room channel highway interstate
    level phase type apollo boeing airbus game group class category version model covid season week
    episode act part number figure table grade stage line gate platform unit bus iphone exit
    """.split()
)
FUNCTION_WORDS = frozenset("in on at and or to is was has with by for as that which who from than if were are".split())
NUMBERED = frozenset("minus sub pre mid plus under over now then".split())
"""Words before a dash behind which a number counts: "sub-7 nanometer", "the then-32-year-old"."""
JOINT = re.compile(r"\s*(?:\w+\s)?(?:up |down )?to\s+(?:about |around |nearly |just |over |only |a record )?")
ALONE = re.compile(r"\s*(?:[.,;:)–—]|$|\s(?:by|in|for|on|at|after|before|since|and|as|when|while)\b)")
"""What stands behind a number that counts nothing of its own."""
RAISING = re.compile(
    r"\b(?:rais(?:es?|ed|ing)|lift(?:s|ed|ing)?|hik(?:es?|ed|ing)|trim(?:s|med|ming)?|slash(?:es|ed|ing)?)\b"
)
"""Verbs of who moves a number, behind which "from" and "to" are two figures."""
LOSING = re.compile(r"los[eit]", re.I)
"""Verbs of change of which a range tells how much, not from where to where: "will lose £200 to £300"."""
BACK = re.compile(r"[^.;\d]{0,30}?,?\s*(?:up |down )?from\s+(?:about |around |nearly |just |over |only |a record )?")
"""What stands between a number and the earlier one: "40%, down from 63"."""
LISTED = re.compile(r"\s*(?:,?\s+and|,?\s+or|,)\s+")
LED = re.compile(r"\bfrom\s+(?:\w+\s+){0,3}[^\w\s]{0,3}\s?$", re.I)
RANGING = re.compile(r"\b(?:rang\w+|anywhere|anything|vary\w*|varied|varies)\b[^.]{0,40}$")
BOUNDARY = "([{“\"‘'—–/~≈£$€ "
AMOUNT_BEFORE = re.compile(r"(?:\d[\d.,]*|illion|crore|lakh|thousand|\)|%|percent|per cent)\s*$")
"""An amount that is told over a while: "€18,000 over 14 months"."""
SMALLER = {("a", "mo"): 12, ("h", "min"): 60, ("min", "s"): 60, ("d", "h"): 24, ("wk", "d"): 7}
"""How many of a unit make the larger one that is said before it."""
LETTERS = {"USD": "US", "CAD": "Canadian"}
"""What stands behind an amount to tell whose dollars they are."""
TIMES = frozenset({"s", "min", "h", "d", "wk", "mo", "a"})
MINOR = frozenset({"cent", "penny"})
"""Hundredths of a currency."""
FACTORS = {"decade": 10.0, "century": 100.0, "centurie": 100.0, "fortnight": 2.0}


def read_numbers(text: str, lexicon: FigureLexicon) -> Iterator[Number]:
    """All numbers of a text in order, without overlap; those that are parts of names are left out."""
    last: Number | None = None
    for number in own_numbers(text, lexicon):
        if last is None:
            last = number
            continue
        done, last = shared(text, last, number)
        yield done
    if last is not None:
        yield last


def shared(text: str, first: Number, second: Number) -> tuple[Number, Number]:
    """Two numbers with the scale and unit that is said once for both: "from 24.2 to 33 billion euros"."""
    between = text[first.after : second.before]
    if is_earlier(text, first, second, between):
        return first, replace(second, kind=first.kind, unit=first.unit)
    if None in (first.value, second.low) or not (JOINT.fullmatch(between) or LISTED.fullmatch(between)):
        return first, second
    if LISTED.fullmatch(between):
        listed = first.kind is None and second.kind in ("percent", "measure") and not is_year_like(first.value or 0.0)
        return (replace(first, kind=second.kind, unit=second.unit) if listed else first), second
    led = LED.search(text[max(0, first.before - 30) : first.before]) is not None
    if first.kind is None and second.kind in ("percent", "money", "measure") and led:
        first = replace(first, kind=second.kind, unit=second.unit)
    if first.kind == second.kind and first.unit == second.unit and first.scale == 1.0 < second.scale and led:
        low = times(first.low, second.scale)
        high = second.high or second.low
        if low is not None and high is not None and low <= 10 * high:
            first = replace(first, low=low, high=low, scale=second.scale)
    if second.kind is None and first.kind in ("percent", "money", "measure") and led and is_alone(text, second):
        second = replace(second, kind=first.kind, unit=first.unit)
    return first, second


def is_earlier(text: str, first: Number, second: Number, between: str) -> bool:
    """True for the bare number that one with a unit is set beside: "40%, down from 63", "fell to 6.1 mm from 9.2"."""
    if second.kind is not None or first.kind not in ("percent", "measure") or None in (first.value, second.low):
        return False
    moved = re.search(r"\b(?:up|down)\s+from\b", between) or text[: first.before].rstrip().endswith(" to")
    return bool(BACK.fullmatch(between) and moved and is_alone(text, second) and not is_year_like(second.low or 0.0))


def is_alone(text: str, number: Number) -> bool:
    """True for a number that no noun follows."""
    return ALONE.match(text, number.after) is not None


def own_numbers(text: str, lexicon: FigureLexicon) -> Iterator[Number]:
    """All numbers of a text, each with what is said with itself."""
    fixed = {n.start: n for n in fixed_forms(text)}
    atoms = list(lex(text))
    i = 0
    while i < len(atoms):
        dated = fixed.get(atoms[i].start)
        if dated is not None:
            yield with_modifier(text, dated, lexicon)
            i = skip(atoms, i, dated.end)
            continue
        found = number_at(text, atoms, i, lexicon) if opens(atoms, i, lexicon) else None
        if found is None:
            i += 1
            continue
        number, i = found
        if number is not None:
            yield number


def opens(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> bool:
    """True for an atom that a number can begin with: digits, a number word, or a little word before one."""
    lower = atoms[i].lower
    if lower in ("a", "an"):
        return word_at(atoms, i + 1) in lexicon.openers or word_at(atoms, i + 1) in lexicon.durations
    return lower in lexicon.openers or atoms[i].is_digits


def skip(atoms: list[Atom], i: int, end: int) -> int:
    """The first atom at or after an offset."""
    while i < len(atoms) and atoms[i].start < end:
        i += 1
    return i


def number_at(text: str, atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number | None, int] | None:
    """The number at an atom and the atom after it; no number when it is part of a name; None when nothing is there."""
    for reader in (ordinal_at, vague_at, a_while, part_of_time, fraction_at, multiple_at, none_at):
        found = reader(atoms, i, lexicon)
        if found is not None:
            number, following = found
            if number.kind == "ratio" and word_at(atoms, i - 1) in ("minus", "negative"):
                number = replace(number, low=times(number.low, -1), high=times(number.high, -1))
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
    glued_sign = value < 0 and start > 0 and text[start - 1] in MINUS
    number = Number(
        start - 1 if glued_sign else start, atoms[cardinal.last - 1].end, value, value, scale=cardinal.scale
    )
    return finish(text, atoms, i, cardinal.last, number, lexicon)


# ---------------------------------------------------------------- currency, unit, rate, modifier
def finish(
    text: str, atoms: list[Atom], first: int, following: int, number: Number, lexicon: FigureLexicon
) -> tuple[Number, int]:
    """The number with currency, unit, rate and modifier, and the atom after it all."""
    before, currency = currency_before(atoms, first, lexicon)
    number = replace(number, before=before if currency else number.start, after=max(number.end, number.after))
    counts = number.kind in (None, "count")
    if counts and currency:
        factor = code_of(atoms[first - 1], lexicon)[1]
        number = replace(
            number, kind="money", unit=currency, low=times(number.low, factor), high=times(number.high, factor)
        )
        again = unit_at(atoms, following, lexicon)
        named = following < len(atoms) and atoms[following].text == LETTERS.get(currency)
        if named or (again is not None and again[1:] == (currency, "money")):
            following = following + 1 if named or again is None else again[0]  # "$10 dollars", "$31.20 US"
            number = replace(number, after=atoms[following - 1].end)
    elif counts or number.kind == "ratio":
        number, following = with_unit(text, atoms, following, number, lexicon)
    if number.kind == "money":
        number, following = with_cents(atoms, following, number, lexicon)
    number, following = with_rate(atoms, following, number, lexicon)
    return with_modifier(text, number, lexicon), following


def with_unit(
    text: str, atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon
) -> tuple[Number, int]:  # fmt: skip
    """Percent, money, measure, duration or age, by what stands behind the number; else left as it is."""
    if inch_at(atoms, i):
        return replace(number, kind="measure", unit="[in_i]", after=atoms[i].end), i + 1
    found = unit_at(atoms, i, lexicon)
    if found is None or (number.kind == "ratio" and found[2] != "measure"):
        return number, i
    end, unit, kind = found
    if unit == "GBP" and atoms[end - 1].lower.startswith("pound"):
        of = word_at(atoms, end) in ("of", "heavier", "lighter", "to")
        if of or is_weight(text, number.start, atoms[end - 1].end, lexicon):
            return replace(number, kind="measure", unit="[lb_av]", after=atoms[end - 1].end), end
    if kind == "money":
        scaled, scale = scales_at(atoms, end, lexicon)
        scale *= code_of(atoms[end - 1], lexicon)[1]
        if scale > 1.0:  # "75 USD million", "30 MUSD"
            number, end = replace(number, low=times(number.low, scale), high=times(number.high, scale)), scaled
    if kind == "duration":
        return with_duration(atoms, end, number, unit, lexicon)
    return replace(number, kind=kind, unit=unit, after=atoms[end - 1].end), end


def with_duration(
    atoms: list[Atom], end: int, number: Number, unit: str, lexicon: FigureLexicon
) -> tuple[Number, int]:  # fmt: skip
    """A duration in its unit, decades in years; or an age, by "old" and "of age"."""
    aged = age_end(atoms, end)
    if aged is not None:
        return replace(number, kind="age", unit=unit, after=atoms[aged - 1].end), aged
    factor = FACTORS.get(atoms[end - 1].lower.removesuffix("s"), 1.0)
    low, high = times(number.low, factor), times(number.high, factor)
    number = replace(number, kind="duration", unit=unit, low=low, high=high, after=atoms[end - 1].end)
    return with_smaller_unit(atoms, end, number, lexicon)


def with_smaller_unit(atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon) -> tuple[Number, int]:
    """A duration said in two units, in the smaller one: "9 hours and 40 minutes" are 580 minutes."""
    rest = cardinal_at(atoms, i + 1, lexicon) if word_at(atoms, i) == "and" and number.value is not None else None
    unit = unit_at(atoms, rest.last, lexicon) if rest is not None else None
    factor = SMALLER.get((number.unit or "", unit[1])) if unit is not None else None
    if rest is None or unit is None or factor is None or number.value is None or not 0 < rest.value < factor:
        return number, i
    value = number.value * factor + rest.value
    number = replace(number, low=value, high=value, unit=unit[1], end=atoms[rest.last - 1].end)
    return replace(number, after=atoms[unit[0] - 1].end), unit[0]


def times(bound: float | None, factor: float) -> float | None:
    """A bound multiplied."""
    return None if bound is None else bound * factor


def age_end(atoms: list[Atom], i: int) -> int | None:
    """Where "old", "-olds" or "of age" behind years ends."""
    at = skip_dash(atoms, i)
    if word_at(atoms, at) in ("old", "olds") or (word_at(atoms, at) == "-" and word_at(atoms, at + 1) == "old"):
        return at + (1 if word_at(atoms, at) in ("old", "olds") else 2)
    return i + 2 if word_at(atoms, i) == "of" and word_at(atoms, i + 1) == "age" else None


def with_cents(atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon) -> tuple[Number, int]:
    """An amount with what is said in hundredths behind it: "3 dollars 50 cents", "thirteen dollars forty-five"."""
    if number.value is None or number.unit in MINOR or not number.value.is_integer() or number.end == number.after:
        return number, i
    at = i + 1 if word_at(atoms, i) == "and" else i
    rest = cardinal_at(atoms, at, lexicon) if at < len(atoms) and atoms[at].text[0] != "." else None
    if rest is None or not 0 < rest.value < 100 or rest.scale != 1.0 or currency_ending(atoms, at - 1, lexicon):
        return number, i
    unit = unit_at(atoms, rest.last, lexicon)
    minor = unit is not None and unit[1] in MINOR
    bare = at == i and unit is None and not word_at(atoms, rest.last)[:1].isalpha() and rest.value >= 10
    if not minor and not bare:
        return number, i
    end = unit[0] if unit is not None else rest.last
    value = number.value + rest.value / 100
    return replace(number, low=value, high=value, end=atoms[rest.last - 1].end, after=atoms[end - 1].end), end


def with_rate(atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon) -> tuple[Number, int]:
    """The number with what it is said per; a measure per time is one unit of UCUM: barrels a day."""
    if number.kind in ("ordinal", "rank", "score", "age", "ratio"):
        return number, i
    if number.kind is None:
        return with_counted_rate(atoms, i, number, lexicon), i
    found = per_at(atoms, i, lexicon, number.kind)
    if found is None:
        return with_counted_rate(atoms, i, number, lexicon), i
    first, last, unit = found
    number = replace(number, after=atoms[last - 1].end)
    one = atoms[first].lower not in ("decade", "century")
    if number.kind == "measure" and unit is not None and one and number.unit != "degree":
        return replace(number, unit=f"{number.unit}/{unit}"), last
    return replace(number, per=Per(atoms[first].start, atoms[last - 1].end, unit if one else None)), last


def with_counted_rate(atoms: list[Atom], i: int, number: Number, lexicon: FigureLexicon) -> Number:
    """The number with what its noun is said per: "three thousand tests per day", "2 gallons of jet fuel a year"."""
    for at in range(i + 1, min(i + 5, len(atoms))):
        if not atoms[at - 1].is_word:
            return number
        found = per_at(atoms, at, lexicon, number.kind) if atoms[at].lower in ("per", "a") else None
        if found is not None and (atoms[at].lower == "per" or found[2] in TIMES):
            return replace(number, per=Per(atoms[found[0]].start, atoms[found[1] - 1].end, found[2]))
    return number


def with_modifier(text: str, number: Number, lexicon: FigureLexicon) -> Number:
    """The number with the modifier that stands right before it, or behind what it counts."""
    if number.kind in ("score", "ordinal", "rank") or number.modifier == "vague":
        return number
    left = text[max(0, number.before - 40) : number.before]
    before = lexicon.before.search(left)
    if before is not None and (number.modifier is None or lexicon.modifiers[spaced(before.group(1))] == "about"):
        phrase = spaced(before.group(1))
        small = phrase == "some" and number.value is not None and number.value < 10
        rising = phrase in ("up to", "as much as") and re.search(
            r"\b(?:back|inched|inching|rose|rising|climb\w*)\s*$", left[: before.start()]
        )
        while_ = phrase == "over" and number.kind == "duration" and AMOUNT_BEFORE.search(left[: before.start()])
        if not small and not rising and not while_:
            return replace(number, modifier=negated(lexicon.modifiers[phrase], left[: before.start()]))
    after = lexicon.after.match(text, number.after)
    if after is not None and number.modifier is None:
        return replace(number, modifier=lexicon.modifiers_after[spaced(after.group(1))])
    return number


def spaced(words: str) -> str:
    """Words in small letters with one space between."""
    return " ".join(words.lower().split())


def negated(modifier: Modifier, left: str) -> Modifier:
    """The modifier under "not": "not more than" is at most."""
    if re.search(r"\b(?:not|no|n[’']t)\s*$", left):
        opposite: dict[Modifier, Modifier] = {"more_than": "at_most", "less_than": "at_least"}
        return opposite.get(modifier, modifier)
    return modifier


# ---------------------------------------------------------------- signs and names
def signed(text: str, atoms: list[Atom], cardinal: Cardinal) -> float:
    """The value, negative behind a minus sign, "minus" or "negative"."""
    i = cardinal.first
    atom = atoms[i]
    before = text[atom.start - 1] if atom.start else ""
    if before and before in MINUS and (atom.start == 1 or text[atom.start - 2] in BOUNDARY):
        return -cardinal.value if word_at(atoms, i - 2) not in NAME_WORDS else cardinal.value
    if word_at(atoms, i - 1) in ("minus", "negative"):
        return -cardinal.value
    if i > 1 and atoms[i - 1].text == "-" and (atoms[i - 2].lower == "minus" or is_spaced_sign(atoms, cardinal)):
        return -cardinal.value
    if i == 1 and atoms[0].text in MINUS and not text[: atoms[0].start].strip():
        return -cardinal.value
    return cardinal.value


def is_spaced_sign(atoms: list[Atom], cardinal: Cardinal) -> bool:
    """True for the sign of "to convert - 20 degrees": apart from the number, and no dash between two parts."""
    i = cardinal.first
    apart = not atoms[i - 1].glued and not atoms[i].glued and atoms[i - 2].lower in ("convert", "to", "is", "of", "at")
    return apart and atoms[i].is_digits and word_at(atoms, cardinal.last) in ("degrees", "degree", "°", "deg")


def is_part_of_name(text: str, atoms: list[Atom], cardinal: Cardinal, lexicon: FigureLexicon) -> bool:
    """True for "F-16", "Covid-19", "9/11", "M21", "5G", "FTSE 100", "Brigade 93", "No. 10"."""
    first, last = atoms[cardinal.first], atoms[cardinal.last - 1]
    following = atoms[cardinal.last] if cardinal.last < len(atoms) else None
    if not first.is_digits:
        return False
    measured = unit_at(atoms, cardinal.last, lexicon) is not None
    if cardinal.first and is_named_before(text, atoms, cardinal, lexicon, measured=measured):
        return True
    if following is None or not following.glued:
        return False
    if following.is_word:
        return not measured and following.lower not in ("s", "st", "nd", "rd", "th", "x")
    digits = cardinal.last + 1 < len(atoms) and atoms[cardinal.last + 1].is_digits
    return following.text == "/" and not last.glued and digits


def is_named_before(
    text: str, atoms: list[Atom], cardinal: Cardinal, lexicon: FigureLexicon, *, measured: bool
) -> bool:  # fmt: skip
    """True for digits that what stands before them makes a part of a name: "F-16", "M21", "#5", "Brigade 93"."""
    first, previous = atoms[cardinal.first], atoms[cardinal.first - 1]
    coins = currency_ending(atoms, cardinal.first - 1, lexicon) is not None
    if first.glued and (previous.text[-1].isalpha() or previous.text in "_#@/\\.^"):
        return not coins
    if previous.text in DASHES and first.glued:
        before = word_at(atoms, cardinal.first - 2)
        if previous.glued and text[previous.start - 1].isalnum():
            return before not in NUMBERED
        if previous.text in MINUS and before in NAME_WORDS:
            return True
    following = atoms[cardinal.last] if cardinal.last < len(atoms) else None
    return not coins and not measured and is_numbered(text, previous, following, cardinal, lexicon)


def is_numbered(
    text: str, previous: Atom, following: Atom | None, cardinal: Cardinal, lexicon: FigureLexicon
) -> bool:  # fmt: skip
    """True for a small number right behind a capitalised word or a word like "category", when it counts nothing.

    "Strike Kills 35" and "34 Terrorists Killed" are headlines, not names.
    """
    right = text[following.start : following.start + 40] if following is not None else ""
    if cardinal.value > 9999 or cardinal.scale != 1.0 or previous.text[0] in ",;:":
        return False
    counts = (
        following is not None
        and not following.glued
        and following.text[0].islower()
        and following.lower not in FUNCTION_WORDS
    )
    if following is not None and (counts or following.text.istitle()) and is_plural(following):
        return False
    left = text[max(0, previous.start - 24) : previous.end + 1]
    if lexicon.before.search(left) or lexicon.happening.search(left[-16:]) or lexicon.happening.match(right):
        return False
    if previous.lower in NAME_WORDS:
        return True
    if previous.text == "." and text[max(0, previous.start - 2) : previous.start].lower() == "no":
        return True
    if previous.lower.endswith(("'s", "’s")) or (
        following is not None and following.text in DASHES and following.glued
    ):
        return False
    left = text[max(0, previous.start - 3) : previous.start].rstrip()
    starts_sentence = not left or left[-1] in '.!?“”"‘('
    known = previous.lower in lexicon.percent or previous.lower in ("up", "down", "minus")
    return (
        previous.text[0].isupper() and previous.text[-1].isalpha() and not starts_sentence and not counts and not known
    )


def is_plural(atom: Atom) -> bool:
    """True for a word that looks like the plural of a noun."""
    return atom.lower.endswith("s") or atom.lower in ("people", "children", "men", "women")


# ---------------------------------------------------------------- ranges
def range_at(text: str, atoms: list[Atom], low: Cardinal, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "between 5 and 7 percent", "$10 to $15 billion", "5-7%", "8- to 16-meter": one figure with two bounds.

    A scale or unit said once counts for both. "rose 5 percent to 7 million" is two figures.
    """
    ends = range_ends(text, atoms, low, lexicon)
    if ends is None:
        return None
    joint, high, unit, currency = ends
    left = text[max(0, atoms[low.first].start - CHANGING_BACK) : atoms[low.first].start].rpartition(". ")[2]
    bounds = Bounds(signed(text, atoms, low), signed(text, atoms, high), low.scale, high.scale)
    ranging = atoms[joint].lower in ("to", "and") and RANGING.search(left) is not None
    if not ranging and not is_joined(
        atoms[joint], left, bounds, own_unit=unit, other_currency=currency is not None, lexicon=lexicon
    ):
        return None
    first, last = bounds.scaled()
    if first >= last and not (ranging or "between" in left[-16:]):
        return None
    start = atoms[low.first].start - (first < 0 and text[atoms[low.first].start - 1] in MINUS)
    number = Number(start, atoms[high.last - 1].end, min(first, last), max(first, last), modifier="between")
    number = replace(number, scale=high.scale)
    if currency is not None and currency_before(atoms, low.first, lexicon)[1] is None:
        number = replace(number, kind="money", unit=currency)
    return number, high.last


def range_ends(
    text: str, atoms: list[Atom], low: Cardinal, lexicon: FigureLexicon
) -> tuple[int, Cardinal, str | None, str | None] | None:  # fmt: skip
    """The joint of what may be a range, its second number, the first one's own unit and the second one's currency."""
    joint, unit = skip_unit(atoms, low.last, lexicon)
    joint += word_at(atoms, joint) in DASHES and word_at(atoms, joint + 1) in ("to", "or", "and")  # "8- to 16-meter"
    if joint + 1 >= len(atoms) or atoms[joint].lower not in ("to", "and", "or", *DASHES):
        return None
    second = joint + 1
    while second < min(len(atoms) - 1, joint + 4) and currency_ending(atoms, second, lexicon) is not None:
        second += 1
    currency = currency_ending(atoms, second - 1, lexicon) if second > joint + 1 else None
    second += word_at(atoms, second) == "minus" or (atoms[second].text in MINUS and word_at(atoms, second + 1) != "")
    high = cardinal_at(atoms, second, lexicon)
    if high is None or "." in text[atoms[low.last - 1].end : atoms[second].start].replace("p.c.", ""):
        return None
    lopsided = atoms[joint].text in DASHES and atoms[joint].glued != atoms[joint + 1].glued
    other = unit_at(atoms, high.last, lexicon)
    if lopsided or (unit is not None and other is not None and other[1] != unit):
        return None
    return joint, high, unit, currency[1] if currency is not None else None


class Bounds:
    """The two ends of a range as they are said, each with its own scale."""

    def __init__(self, low: float, high: float, low_scale: float, high_scale: float) -> None:
        self.low, self.high, self.low_scale, self.high_scale = low, high, low_scale, high_scale

    def scaled(self) -> tuple[float, float]:
        """Both ends; a scale that only the second says counts for the first too, when it is smaller without."""
        shared = self.low_scale == 1.0 < self.high_scale and self.low < self.high / self.high_scale
        return (self.low * self.high_scale if shared else self.low), self.high


def skip_unit(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, str | None]:
    """The atom after a unit said with a range's first bound."""
    found = unit_at(atoms, i, lexicon)
    if found is not None and word_at(atoms, found[0]) in ("to", "and", "or", *DASHES):
        return found[0], found[1]
    return i, None


def is_joined(
    joint: Atom, left: str, bounds: Bounds, *, own_unit: str | None, other_currency: bool, lexicon: FigureLexicon
) -> bool:  # fmt: skip
    """True when a joint makes a range of two numbers."""
    low, high = bounds.low, bounds.high
    changing = any(not LOSING.match(match.group()) for match in lexicon.changing.finditer(left))
    between = re.search(r"\bbetween\s+(?:\w+\s+)?\S{0,4}$", left, re.I) is not None
    if joint.lower == "and":
        return between
    if joint.lower == "or":
        return low < high <= 2 * low + 1 and bounds.low_scale == bounds.high_scale
    if joint.lower == "to":
        led = re.search(r"\b(from|by)\s+\S{0,4}$", left)
        if led is not None and led[1] == "from" and RAISING.search(left):
            return False
        if changing and led is not None and led[1] == "by":
            return own_unit is None and not other_currency and low < high <= 3 * low
        return between or not (changing and (own_unit or other_currency or led))
    return high > low
