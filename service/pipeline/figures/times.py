"""The time that a number holds for, and the ISO 8601 date of what it says."""

from __future__ import annotations

import re
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from schemas.records import Moment
from service.pipeline.actors import Actors
from service.pipeline.figures.records import Placed

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS_A_YEAR = 12
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
DAY = re.compile(r"(?<!\d)([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)")
DATED = frozenset({"DATE", "TIME"})
SCOPING = frozenset(
    {"since", "in", "during", "by", "until", "over", "within", "for", "between", "from", "through", "on"}
)
WINDOW = 14
"""The most words behind a number in which its time is looked for."""


def scope(placed: Placed, doc: Doc, actors: Actors, published: date | None) -> Moment | None:
    """The time that the number holds for: "since 2011", "in 24 hours", "last year"; a date's own is itself."""
    if placed.kind in ("date", "time"):
        span = actors.span((placed.start, placed.end))
        return Moment(span, iso_date(span.text, published))
    if placed.kind in ("age", "ordinal", "rank"):
        return None
    end = min(actors.positions.sentence(doc[placed.start])[1], placed.after + WINDOW)
    for token in doc[placed.after : end]:
        if token.text == ";" or (token.pos_ == "NUM" and token.ent_type_ not in DATED and token.i > placed.after):
            return None
        found = moment_at(token, end, actors, published)
        if found is not None:
            return found
    return None


def moment_at(token: Token, end: int, actors: Actors, published: date | None) -> Moment | None:
    """The time that begins at a token: "since 2011", or a date without a preposition such as "last year"."""
    doc = token.doc
    if token.dep_ == "prep" and token.lower_ in SCOPING:
        date_ = next((c for c in token.children if c.dep_ == "pobj" and c.ent_type_ in DATED and c.i > token.i), None)
        if date_ is None:
            return None
        span = actors.span((token.i, dated_until(date_.i, end, doc)))
        return Moment(span, interval(token.lower_, span.text, published))
    begins = token.ent_type_ == "DATE" and token.ent_iob_ == "B" and not is_amount(token.i, doc)
    if not begins or doc[token.i - 1].lower_ in SCOPING:
        return None
    span = actors.span((token.i, dated_until(token.i, end, doc)))
    return Moment(span, iso_date(span.text, published))


def dated_until(i: int, end: int, doc: Doc) -> int:
    """Where the date that a token stands in ends."""
    last = i + 1
    while last < end and doc[last].ent_type_ == doc[i].ent_type_ and doc[last].ent_iob_ == "I":
        last += 1
    return last


def is_amount(i: int, doc: Doc) -> bool:
    """True for a date that is another figure's own amount of time: "3 years", "a 44-year-old"."""
    return (
        doc[i].like_num and i + 1 < len(doc) and doc[i + 1].lower_.rstrip("s") in ("year", "month", "week", "day", "-")
    )


def interval(preposition: str, text: str, published: date | None) -> str | None:
    """The ISO 8601 interval of "since 2011" and "until May 2020", or the plain date of what goes with others."""
    iso = iso_date(text, published)
    if iso is None:
        return None
    return f"{iso}/.." if preposition == "since" else f"../{iso}" if preposition == "until" else iso


def iso_date(text: str, published: date | None = None) -> str | None:
    """The ISO 8601 date of the words of a date; relative ones are told from the day of publication.

    None for what names no date, and for a relative one when that day is not known.
    """
    lower = text.lower()
    exact = written_date(text)
    if exact is not None:
        return exact or None
    years: list[str] = YEAR.findall(text)
    if len(years) == 2 and years[0] < years[1]:
        return f"{years[0]}/{years[1]}"
    words = re.findall(r"[a-z]{3,}", lower)
    month = next((MONTHS.index(w[:3]) + 1 for w in words if is_month(w)), None)
    day = DAY.search(lower.replace(years[0], " ", 1) if years else lower) if month else None
    if years:
        return years[0] + (f"-{month:02d}" if month else "") + (f"-{int(day[1]):02d}" if day else "")
    if published is None:
        return None
    if month is not None:
        return recent(month, int(day[1]) if day else None, published, coming="next" in words)
    return relative(words, published)


def written_date(text: str) -> str | None:
    """The date of "2026-11-18", "the 1990s" and "4/25/2020"; an empty one when its order is open; else None."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    decade = re.search(r"\b(1[5-9]|20)(\d)0s\b", text.lower())
    if decade is not None:
        return f"{decade[1]}{decade[2]}0/{decade[1]}{decade[2]}9"
    parts = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
    if parts is None:
        return None
    first, second, year = (int(part) for part in parts.groups())
    return slashed_date(first, second, year) or ""


def is_month(word: str) -> bool:
    """True for a month's name or its abbreviation; not "marched" or "decade"."""
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
    return word in full or word in MONTHS or word == "sept"


def slashed_date(first: int, second: int, year: int) -> str | None:
    """Month and day of "4/25/2020" when only one order can be meant; else None."""
    if first > MONTHS_A_YEAR >= second:
        first, second = second, first
    elif second <= MONTHS_A_YEAR and first != second:
        return None
    return f"{year}-{first:02d}-{second:02d}" if 1 <= first <= MONTHS_A_YEAR and 1 <= second <= 31 else None


def recent(month: int, day: int | None, published: date, *, coming: bool) -> str | None:
    """A month, or a day of it, without a year: the last one, or the current month's own days to come."""
    year = published.year
    if coming and month <= published.month:
        year += 1
    elif not coming and month > published.month + 1:
        year -= 1
    if day is None:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def relative(words: list[str], published: date) -> str | None:
    """The date of "yesterday", "on Tuesday", "last week", "this year", told from the day of publication."""
    said = set(words)
    for name, days in (("yesterday", -1), ("today", 0), ("tonight", 0), ("tomorrow", 1)):
        if name in said:
            return (published + timedelta(days)).isoformat()
    shift = -1 if {"last", "previous", "past"} & said else 1 if {"next", "coming"} & said else 0
    named = next((n for n, name in enumerate(WEEKDAYS) if name in said), None)
    if named is not None:
        back = (published.weekday() - named) % 7
        back += 7 if back == 0 and shift < 0 else 0
        return (published + timedelta(7 - back if shift > 0 else -back)).isoformat()
    if not shift and "this" not in said:
        return None
    if "week" in said and len(said) <= 3:
        year, week, _ = (published + timedelta(7 * shift)).isocalendar()
        return f"{year}-W{week:02d}"
    if "month" in said and len(said) <= 3:
        months = published.year * 12 + published.month - 1 + shift
        return f"{months // 12}-{months % 12 + 1:02d}"
    return str(published.year + shift) if "year" in said and len(said) <= 3 else None
