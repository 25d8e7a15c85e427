"""Rises and falls: the amount, the beginning and the end of each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Change, Direction, Figure
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import Actors

CHANGEABLE = frozenset({"money", "percent", "count", "measure", "ratio", "duration"})
HEDGE = (
    r"(?:about|around|nearly|almost|more than|less than|over|some|roughly|just|at least|up to|a record|an estimated)"
)
CHANGE_TO = re.compile(
    rf"\b(to|from|by)\s+(?:as\s+\w+\s+as\s+)?(?:(?:the|an?)\s+)?(?:(?:initial|earlier|previous)\s+)?(?:{HEDGE}\s+)?"
    r"(?:minus\s*)?[^\W\d]{0,3}\s?[^\w\s]{0,3}\s?$"
)
CHANGE_BY = re.compile(
    rf"\s*(?:(?:{HEDGE}|up|down|as much as|an?|another|slightly|sharply|further|only|by)\s+)*[^\w\s]{{0,3}}\s?"
)
ENDED = re.compile(
    r"\b(?:close|closing|end|finish|settle|finishing|ending|trade|high|low)\w*\b[^.]{0,20}\b(?:at|of)\s[^\w\s]{0,3}\s?$"
)
COMPARED: Mapping[str, Direction] = {"higher": "rise", "lower": "fall"}
"""Words that give the direction of the amount before them: "0.7 percent lower"."""
LISTED = re.compile(r"\s*(?:%|per\s?cent)?,?\s*(?:and\s+)?[^\w\s]?")
"""What stands between two amounts of one change: "rose 3 and 5 percent"."""
BEHIND = 30
"""The most characters between an amount and the word behind it that moves it: "0.7 percent lower"."""
REACH = 90
"""The most characters between a verb of change and its figures."""


def with_changes(figures: list[Figure], actors: Actors, lexicon: FigureLexicon) -> list[Figure]:
    """Figures with their rises and falls: in "rose 5 percent to 12 million" the amount carries the change.

    Without an amount the end point does ("rose to 12 million").
    """
    changed = list(figures)
    starts = [figure.span.start for figure in figures]
    for word in words_near(figures, actors):
        if actors.positions.is_endless(word):
            continue
        direction = direction_of(word, lexicon)
        shifts = direction is None and word.lemma_ in lexicon.shift and word.pos_ == "VERB"
        if direction is None and not shifts:
            continue
        end = actors.positions.sentence(word)[1]
        near = range(bisect_right(starts, word.idx), bisect_right(starts, word.idx + REACH))
        roles = {n: role(figures[n], actors, word, end) for n in near}
        direction = direction or shifted(roles, figures)
        if direction is not None:
            move(changed, roles, direction)
            before = bisect_left(starts, word.idx) - 1
            if before >= 0 and behind(figures[before], word, actors) and changed[before].change is None:
                changed[before] = replace(changed[before], change=Change(direction, None, None))
    return [with_sign(figure, actors.text) for figure in listed(changed, actors.text)]


def words_near(figures: list[Figure], actors: Actors) -> Iterator[Token]:
    """The words that may move a figure, in text order: those not too far before it, and the few right behind it."""
    last = 0
    for figure in figures:
        if figure.kind in CHANGEABLE:
            first, _ = actors.positions.tokens(max(0, figure.span.start - REACH), figure.span.end)
            _, end = actors.positions.tokens(figure.span.end, min(len(actors.text), figure.span.end + BEHIND))
            yield from actors.doc[max(first, last) : end]
            last = max(last, end)


def move(figures: list[Figure], roles: Mapping[int, str | None], direction: Direction) -> None:
    """Put a change on its amounts, else on its end points; of two words of change the nearer one counts."""
    first = {role: n for n, role in reversed(list(roles.items()))}
    by, to, start = (first.get(name) for name in ("by", "to", "from"))
    beginning = figures[start].id if start is not None else None
    end = figures[to].id if to is not None and by is not None else None
    for n, role in roles.items():
        if role == ("by" if by is not None else "to"):
            figures[n] = replace(figures[n], change=Change(direction, beginning, end))
    if by is not None and to is not None:
        figures[to] = with_points(figures[to], figures[by])


def listed(figures: list[Figure], text: str) -> list[Figure]:
    """Figures with the change of the one before in a list: "rose 3 and 5 percent"."""
    changed = list(figures)
    for n in range(1, len(changed)):
        first, second = changed[n - 1], changed[n]
        between = text[first.span.end : second.span.start]
        if (
            first.change is not None
            and second.change is None
            and first.unit == second.unit
            and LISTED.fullmatch(between)
        ):
            changed[n] = replace(second, change=Change(first.change.direction, None, None))
    return changed


def with_points(end: Figure, amount: Figure) -> Figure:
    """The end point of "rose 64 points to 4,577", which is in points as well."""
    if end.kind != "count" or amount.kind != "count" or amount.measured is None:
        return end
    if amount.measured.text.lower().split()[-1] not in ("points", "point"):
        return end
    return replace(end, measured=amount.measured, subject=amount.subject)


def shifted(roles: Mapping[int, str | None], figures: list[Figure]) -> Direction | None:
    """Where "revised from 72 to 40" goes, by its numbers; None when one is not said."""
    said = {r: figures[n].value for n, r in roles.items() if r is not None}
    before, after = said.get("from"), said.get("to")
    if before is None or after is None or before == after:
        return None
    return "rise" if after > before else "fall"


def with_sign(figure: Figure, text: str) -> Figure:
    """A percentage with a sign of its own is a change: "-1.3%", "+2%"."""
    start = figure.span.start
    sign = text[start] if text[start] in "-−+" else text[start - 1] if start else ""
    if figure.kind != "percent" or figure.change is not None or sign not in ("-", "−", "+"):
        return figure
    if sign == "+" or figure.span.text[0] in "-−":
        return replace(figure, change=Change("rise" if sign == "+" else "fall", None, None))
    return figure


def direction_of(word: Token, lexicon: FigureLexicon) -> Direction | None:
    """Where a verb of change goes; "up" and "down" when they say so of an amount ("up 5%"), not in "up to"."""
    following = word.nbor(1) if word.i + 1 < len(word.doc) else None
    if word.lower_ in COMPARED and word.pos_ != "VERB":  # "higher than" compares and moves nothing
        return COMPARED[word.lower_] if following is None or following.lower_ != "than" else None
    lemma = word.lemma_.lower()
    direction: Direction | None = "rise" if lemma in lexicon.rise else "fall" if lemma in lexicon.fall else None
    if direction is None or word.pos_ == "VERB":
        return direction
    if lemma in ("up", "down"):
        turned = word.i > 0 and word.nbor(-1).pos_ == "VERB" and word.nbor(-1).lemma_.lower() not in LEVELS
        return direction if following is not None and following.lower_ != "to" and not turned else None
    nominal = word.pos_ == "NOUN" and following is not None and following.lower_ in ("of", "to", "from", "in", "by")
    return direction if nominal else None


LEVELS = frozenset({"be", "edge", "end", "close", "finish", "trade", "go", "come", "inch", "open", "stand", "remain"})
"""Verbs behind which "up" and "down" say the direction: "edged down 0.03%", "ended up 2%"."""


def role(figure: Figure, actors: Actors, verb: Token, sentence_end: int) -> str | None:
    """What a figure is in a change: the amount (by), the end point (to), the beginning (from); else None."""
    start = actors.positions.tokens(figure.span.start, figure.span.end)[0]
    if (
        figure.kind not in CHANGEABLE
        or (figure.event_kind is not None and verb.lemma_ == "lose")
        or not verb.i < start < sentence_end
        or verb.lower_ in COMPARED
    ):
        return None
    left = actors.text[verb.idx + len(verb) : figure.span.start].lower()
    before = CHANGE_TO.search(left)
    if before is not None:
        return before[1]
    if verb.pos_ == "NOUN":
        return "by" if re.fullmatch(rf"\s*of\s+(?:{HEDGE}\s+)?[^\w\s]{{0,3}}\s?", left) else None
    if ENDED.search(left):
        return "to"
    return "by" if CHANGE_BY.fullmatch(left) else None


def behind(figure: Figure, word: Token, actors: Actors) -> bool:
    """True for the amount before "lower", "rise" and the like: "0.68 percent lower", "a 25% increase"."""
    if (
        figure.kind not in ("percent", "money", "measure", "ratio")
        or word.pos_ == "VERB"
        or word.lemma_ in ("up", "down")
    ):
        return False
    between = actors.text[figure.span.end : word.idx].lower()
    return (
        re.fullmatch(r"[\s-]*(?:%|per\s?cent|percentage points?|basis points?|points?|fold)?[\s-]*(?:\w+\s)?", between)
        is not None
    )
