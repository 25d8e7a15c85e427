"""Numbers that are more than a cardinal: dates, clock times, scores, ordinals, vague ones, parts, multiples, none."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.records import FigureKind
from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.cardinals import cardinal_at, fraction_word, ordinal_word, scales_at
from service.pipeline.figures.lexing import DASHES, Atom, skip_dash, word_at
from service.pipeline.figures.records import Number

MONTH = (
    r"(?:[Jj]an(?:uary|\.)?|[Ff]eb(?:ruary|\.)?|Mar(?:ch|\.)?|march(?= \d)|[Aa]pr(?:il|\.)?|May|may(?= \d)|"
    r"[Jj]une?|[Jj]uly?|[Aa]ug(?:ust|\.)?|[Ss]ept?(?:ember|\.)?|[Oo]ct(?:ober|\.)?|[Nn]ov(?:ember|\.)?|"
    r"[Dd]ec(?:ember|\.)?|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?:1[5-9]\d\d|20\d\d)"
DATE = re.compile(
    rf"\b(?:{MONTH}\s+{DAY}(?:\s*[-–]\s*{DAY})?(?!\d)(?!:)(?:\s*,?\s+{YEAR}\b)?|"
    rf"(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?![a-z])(?:,?\s+{YEAR}\b)?|{MONTH},?\s+{YEAR}\b|"
    rf"{YEAR}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|(?:mid-)?(?:1[5-9]|20)?\d0s\b|"
    rf"(?<![-–]){YEAR}[-–/]\d\d(?:\d\d)?(?![\d-])|"
    rf"(?:A\.?D\.?|BCE?)\s+\d{{1,4}}(?:\s+(?:and|to)\s+\d{{3,4}})?\b)"
)
HOUR = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
PART_OF_DAY = " in the (?:morning|afternoon|evening)| at night"
TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2}){0,2}\s?(?:a\.m\.?|p\.m\.?|am|pm|AM|PM)(?![a-z])(?:\s(?:[ECMP][SD]?T|GMT|UTC|BST))?|"
    r"\b\d{1,2}:\d{2}(?:[:.]\d{1,2})?(?!\d)(?:\s(?:[ECMP][SD]T|GMT|UTC|BST))?|"
    r"\b\d{1,2}\.?\d{2}\s(?:GMT|UTC|BST)\b|\b\d{1,2}\so[’']clock\b|"
    rf"\b(?:(?:half|quarter) (?:past|to) )(?:{HOUR}|\d{{1,2}})\b(?:{PART_OF_DAY})?|"
    rf"\b(?:{HOUR}|\d{{1,2}})(?:(?: o[’']clock)?(?:{PART_OF_DAY})| o[’']clock)"
)
SMALL = {word: n for n, word in enumerate(
    "nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
)}  # fmt: skip
"""Numbers that votes are told in."""
SMALL_WORD = "(?:" + "|".join(SMALL) + ")"
SCORE = re.compile(
    r"(?<![\w.-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\w%-])(?!\.\d)|"
    r"(?<![\w.,])\d{1,3} (?:votes )?to \d{1,3}(?![\w%])(?![,.]\d)|"
    rf"(?<=voted ){SMALL_WORD} to {SMALL_WORD}\b|(?<=by ){SMALL_WORD} votes to {SMALL_WORD}\b"
)
SCORED = re.compile(rf"\d+|\b{SMALL_WORD}\b")
SCORING = re.compile(
    r"\b(?:w[io]n(?:s|ning|ners?)?|beat(?:en|ing)?|los[te]|losing|dr[ae]w[ns]?|defeat(?:ed)?|scor(?:e[ds]?|ing)|"
    r"vot(?:e[ds]?|ing)|le[ad]d?|victory|defeat|loss|trail(?:ed|ing)?|goals?|match|half-time|passed|approved|"
    r"rejected|final|thrash(?:ed|ing)?|level|ahead|down|up|split|motion|divided)\b"
)
TELLING = re.compile(r"\b(?:vot\w+|won|beat|lost|passed|approved|rejected|defeated|win|adopted|divided|split)\b")
"""Words before a score that is said with "to"."""
NO_SCORE_AFTER = re.compile(
    r"\s*-?(?:percent|per cent|%|points?|million|billion|years?|days?|months?|weeks?|hours?|minutes?|people|km|miles?|"
    r"meters?|metres?|degrees?|inch(?:es)?|feet|foot|seats?|mm|cm|kg)\b"
)
FIXED: tuple[tuple[re.Pattern[str], FigureKind], ...] = ((DATE, "date"), (TIME, "time"), (SCORE, "score"))
PARTS_OF_TIME = {"hour": ("min", 60), "day": ("h", 24), "year": ("mo", 12), "century": ("a", 100), "decade": ("a", 10)}
"""Of which smaller unit how many make a unit of time that parts are said of."""
ORDINAL_AFTER = frozenset("the a his her its their for this came finished my our your".split())
NO_ORDINAL = frozenset("of and hand to degree since from by over on than as is was at in or".split())
PLACED = frozenset("finished came placed ranked comes finishes finish come second-placed".split())
NO_SUPERLATIVES = frozenset(
    "test west guest forest interest request arrest protest contest harvest chest nest quest rest conquest crest "
    "invest suggest digest manifest attest inquest priest".split()
)
AFTER_SHARE = frozenset(
    "of in the had has have would will could more less fewer off to and are is were was since from by over on "
    "than as last this compared between at or after before during within if when while but each".split()
)
"""Words that may follow "a third" where it is a part; "a third man" is the third."""
COMMON = 3
"""Up to "third", an ordinal is as often an adverb, a time or a part; from "fourth" on it counts places."""


def fixed_forms(text: str) -> list[Number]:
    """Dates, clock times, scores and votes; the first of overlapping ones."""
    found: list[Number] = []
    taken: set[int] = set()
    for pattern, kind in FIXED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not taken.isdisjoint(range(start, end)) or (kind == "score" and not is_score(text, start, end)):
                continue
            taken.update(range(start, end))
            first = second = None
            if kind == "score":
                first, second = (float(SMALL.get(n, n)) for n in SCORED.findall(match.group()))
            found.append(Number(start, end, first, second, kind, "exact", None, start, end))
    return found


def is_score(text: str, start: int, end: int) -> bool:
    """True for two numbers in a sentence that tells of a game or a vote, and no range."""
    left = text[max(0, start - 70) : start]
    left = left[left.rfind(". ") + 1 :]
    right = text[end : end + 40].split(". ", maxsplit=1)[0]
    if re.search(r"\b(?:from|between|ages?|aged|about|of|around|[$£€])\s*$", left) or NO_SCORE_AFTER.match(right):
        return False
    if "to" not in text[start:end]:
        near = right[:14] if re.search(r"\b(?:down|up)\b", right) else right
        return bool(SCORING.search(left + " | " + near)) and not re.search(r"\b(?:up|down)\s*$", left)
    return bool(TELLING.search(left))


def ordinal_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "third", "21st", "twenty-fifth"; not "a third of", "at first", "second" as a time."""
    atom = atoms[i]
    following = atoms[i + 1] if i + 1 < len(atoms) else None
    if atom.is_digits and following is not None and following.glued and following.lower in ("st", "nd", "rd", "th"):
        value = float(atom.text.replace(",", "")) if atom.text.isascii() else 0.0
        return Number(atom.start, following.end, value, value, "ordinal", "exact"), i + 2
    found = ordinal_word(atoms, i, lexicon)
    if found is None or not is_ordinal(atoms, i, found[0], found[1]):
        return None
    end, value = found
    ranked = is_superlative(atoms, end + (word_at(atoms, end) in DASHES))
    return Number(atom.start, atoms[end - 1].end, value, value, "rank" if ranked else "ordinal", "exact"), end


def is_ordinal(atoms: list[Atom], i: int, end: int, value: float) -> bool:
    """True when an ordinal in words names a place in an order here."""
    before, following = word_at(atoms, i - 1), word_at(atoms, end)
    article = atoms[i].lower in ("a", "an", "one") and value < 1000 and end - i <= 2
    if article or (atoms[i].text.istitle() and i and value <= COMMON):
        return False
    word = following[:1].isalnum() and following not in NO_ORDINAL
    ranked = following in DASHES and is_superlative(atoms, end + 1)
    led = before in ORDINAL_AFTER or before.endswith(("'s", "’s"))
    if value <= COMMON:
        return (led and (word or ranked) and i > 0) or (before in PLACED and not word)
    return following != "of" or (led and before != "a")


def is_superlative(atoms: list[Atom], i: int) -> bool:
    """True for the "largest" of "third-largest"."""
    word = word_at(atoms, i)
    return (word.endswith("est") and word not in NO_SUPERLATIVES and atoms[i].text.islower()) or word == "most"


def vague_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "dozens", "hundreds of thousands", "several hundred", "a few thousand": only the magnitude is known."""
    word = atoms[i].lower
    following = word_at(atoms, i + 1)
    if word in ("several", "few", "couple") and (following in lexicon.scales or word == "couple"):
        first = i + 1 + (word == "couple" and following == "of")
        end, scale = scales_at(atoms, first, lexicon)
        if scale == 1.0:
            return None
        start = i - 1 if i and atoms[i - 1].lower == "a" else i
        least = 2 if word == "couple" else 3
        return Number(atoms[start].start, atoms[end - 1].end, least * scale, None, modifier="vague"), end
    if word == "several":
        return Number(atoms[i].start, atoms[i].end, 3.0, None, modifier="vague"), i + 1
    if word not in lexicon.vague or (word in ("scores", "tens") and following != "of"):
        return None
    low, end = float(lexicon.vague[word]), i + 1
    if following == "of" and word_at(atoms, i + 2) in lexicon.vague:
        low, end = low * lexicon.vague[atoms[i + 2].lower], i + 3
    return Number(atoms[i].start, atoms[end - 1].end, low, low * 10, modifier="vague"), end


def fraction_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "two-thirds", "a third of", "one in five", "six out of ten", "half of"."""
    for reader in (share_words, one_in, half_of):
        found = reader(atoms, i, lexicon)
        if found is not None:
            end, value = found
            return Number(atoms[i].start, atoms[end - 1].end, value, value, "ratio"), end
    return None


def share_words(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "two-thirds", "three quarters", "a third of", "one fourth", "twenty-three fifths"."""
    word = atoms[i].lower
    whole = cardinal_at(atoms, i, lexicon) if word in lexicon.cardinals or word == "a" else None
    top, at = (whole.value, whole.last) if whole else (1.0, i + 1) if word == "a" else (0.0, i)
    part = fraction_word(atoms, skip_dash(atoms, at), lexicon) if top > 0 else None
    if part is None or part[2] == (top == 1.0) or part[1] == 1.0 or (top >= 1000 and part[1] > 1e-4):
        return None
    following = word_at(atoms, part[0])
    if following in ("hour", "finals", "final") or (following in DASHES and atoms[part[0]].glued and top == 1.0):
        return None
    if (
        top == 1.0
        and following[:1].isalpha()
        and following not in AFTER_SHARE
        and not (following in lexicon.units or following.removesuffix("s") in lexicon.units)
    ):
        return None
    return part[0], top * part[1]


def one_in(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "one in five", "six out of ten", "one over three"."""
    part = cardinal_at(atoms, i, lexicon)
    if part is None or part.last + 1 >= len(atoms):
        return None
    words = [a.lower for a in atoms[part.last : part.last + 3]]
    joints = (["out", "of"], ["of", "every"], ["in", "every"])
    after = part.last + 2 if words[:2] in joints else part.last + 1 if words[0] in ("in", "over") else 0
    whole = cardinal_at(atoms, after, lexicon) if 0 < after < len(atoms) else None
    if whole is None or not 1 < whole.value <= 10_000 or not part.value:
        return None
    following = word_at(atoms, whole.last)
    if words[0] == "over":
        divided = not following[:1].isalpha() and following not in ("-", "%", "(") and part.scale == 1.0
        return (whole.last, part.value / whole.value) if divided else None
    if part.value >= whole.value or whole.value > 1000:
        return None
    if (
        words[0] == "in"
        and words[1] != "every"
        and (
            following.removesuffix("s") in lexicon.durations
            or not ((part.words and whole.words) or part.value == 1)
            or following in ("-", "percent", "%")
            or is_year_like(whole.value)
        )
    ):
        return None
    return whole.last, part.value / whole.value


def is_year_like(value: float) -> bool:
    """True for a value that is more likely a year: "one in 2019"."""
    return 1500 <= value < 2130


def half_of(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[int, float] | None:
    """ "half of the voters", "half the voters", "more than half people"."""
    if atoms[i].lower != "half" or i + 1 >= len(atoms) or not lexicon.fractions:
        return None
    before = word_at(atoms, i - 1)
    led = atoms[i + 1].lower in ("of", "the", "its", "their", "his", "her", "all", "our", "those", "these")
    bounded = before in ("than", "over", "nearly", "almost", "about") and atoms[i + 1].text != "-"
    if before in ("first", "second", "other", "one", "-") or not (led or bounded):
        return None
    return i + 1, 0.5


def multiple_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "sixfold", "10-fold", "twice as many", "four times the size"."""
    word = atoms[i].lower
    number = cardinal_at(atoms, i, lexicon)
    if number is not None:
        after = word_at(atoms, skip_dash(atoms, number.last))
        following = word_at(atoms, number.last + 1)
        times = after == "times" and (
            following in ("as", "the", "more", "that", "its", "their", "less", "fewer") or following.endswith("er")
        )
        if not times and after != "fold":
            return None
        end = number.last if times else skip_dash(atoms, number.last) + 1
        return Number(atoms[i].start, atoms[end - 1].end, number.value, number.value, "ratio"), end
    value = lexicon.multiples.get(word)
    following, then = word_at(atoms, i + 1), word_at(atoms, i + 2)
    if word in ("twice", "thrice") and following in ("last", "what", "normal"):
        return Number(atoms[i].start, atoms[i].end, float(value or 0), float(value or 0), "ratio"), i + 1
    compared = following == "as" and (i + 2 < len(atoms) and atoms[i + 2].text.islower())
    the = following in ("the", "its", "their", "that") and (word != "twice" or then.isalpha())
    if word in ("twice", "thrice") and value is not None and not (compared or the) and word_at(atoms, i - 1) != "think":
        return Number(atoms[i].start, atoms[i].end, float(value), float(value), "count"), i + 1
    if value is None or not (
        word.endswith("fold") or ((compared or the) and word in ("twice", "double", "triple", "thrice", "quadruple"))
    ):
        return None
    return Number(atoms[i].start, atoms[i].end, float(value), float(value), "ratio"), i + 1


def part_of_time(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "half an hour", "a quarter of an hour", "half a century": a part of one unit of time, in whole smaller ones."""
    word = atoms[i].lower
    top = 1.0 if word in ("a", "one", "half") else lexicon.cardinals.get(word, 0.0)
    part = fraction_word(atoms, i if word == "half" else skip_dash(atoms, i + 1), lexicon) if 0 < top < 10 else None
    if part is None:
        return None
    end = part[0] + (word_at(atoms, part[0]) == "of")
    unit = PARTS_OF_TIME.get(word_at(atoms, end + 1)) if word_at(atoms, end) in ("a", "an") else None
    if unit is None:
        return None
    code, size = unit
    value = top * part[1] * size
    found = Number(atoms[i].start, atoms[part[0] - 1].end, value, value, "duration", None, code)
    return replace(found, after=atoms[end + 1].end), end + 2


def a_while(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """The article of "for a decade", "within an hour", "a week later": one unit of time."""
    unit = lexicon.durations.get(word_at(atoms, i + 1)) if atoms[i].lower in ("a", "an") else None
    if unit is None or word_at(atoms, i + 1) == "second":
        return None
    following = word_at(atoms, i + 2)
    since = following in ("later", "away") or (following == "ago" and unit == "h")  # "a year ago" names a year
    led = word_at(atoms, i - 1) in WHILE_BEFORE and (not following[:1].isalnum() or following in AFTER_WHILE)
    if not (since or led) or following in DASHES:
        return None
    number = Number(atoms[i].start, atoms[i].end, 1.0, 1.0)
    return number, i + 1


WHILE_BEFORE = frozenset("within for about nearly almost over than under".split())
AFTER_WHILE = frozenset("and or but before after until when while because at in on to by now of with from".split())


def none_at(atoms: list[Atom], i: int, lexicon: FigureLexicon) -> tuple[Number, int] | None:
    """ "no deaths", "no one was injured", "nobody was killed": zero of what is counted among the kinds of event."""
    word = atoms[i].lower
    end = i + 1 + (word in ("no", "not") and word_at(atoms, i + 1) == "one")
    behind = [a.lower for a in atoms[end : end + 4]]
    if word in ("nobody", "none", "not", "no") and (end > i + 1 or word in ("nobody", "none")):
        of = word != "nobody" and behind[:1] == ["of"] and behind[1:2] and behind[1] in OF_WHOM
        harmed = behind[:1] and behind[0] in AUXILIARIES and any(happens(v, lexicon) for v in behind)
        if not of and not (harmed and word != "not"):
            return None
        return Number(atoms[i].start, atoms[end - 1].end, 0.0, 0.0, "count", "exact"), end
    if word != "no" or not any(is_told_of(noun, lexicon) for noun in behind[:2]):
        return None
    return Number(atoms[i].start, atoms[i].end, 0.0, 0.0, "count", "exact"), i + 1


OF_WHOM = frozenset("the his her its their our your my them us those these".split())
AUXILIARIES = frozenset("was were has had died is have".split())


def happens(word: str, lexicon: FigureLexicon) -> bool:
    """True for a form of a word that is one of the kinds of event."""
    return word in lexicon.events or word.removesuffix("ed") in lexicon.events or word[:-1] in lexicon.events


def is_told_of(noun: str, lexicon: FigureLexicon) -> bool:
    """True for a plural of which "no" is news: victims, events, and what the lexicon lists."""
    if not noun.endswith("s") and noun not in ("people", "data", "casualties"):
        return False
    forms = (noun, noun.removesuffix("s"), noun[:-3] + "y")
    return any(form in lexicon.events or form in lexicon.people or form in lexicon.absent for form in forms)
