"""Figures of a title or of highlights that the text below gives again: one claim, and no second source for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from schemas.records import Figure, Relation
from service.pipeline.actors import Actors
from service.pipeline.relations.claims import lemmas
from service.pipeline.relations.figures import shown

TELLING = frozenset({"money", "percent", "measure", "score", "time", "age"})
"""Kinds that two places of a text seldom have alike by chance."""
SMALL = 20
"""Up to here the same number may count other things, unless a word says that it is the same."""
DAYS = frozenset({"date", "time"})
MOST = 20
"""The most figures of one number that are looked at."""


def find_repeats(figures: Sequence[Figure], actors: Actors) -> Iterator[Relation]:
    """The figures of a title or of highlights, each with the first figure below that gives it again, in text order."""
    body: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.segment is None and len(body[number(figure)]) < MOST:
            body[number(figure)].append(figure)
    for figure in figures:
        if figure.segment is None:
            continue
        again = next((other for other in body.get(number(figure), ()) if is_again(figure, other, actors)), None)
        if again is not None:
            where = actors.positions.block(figure.span.start).kind
            why = f"the {where} gives what the text below says: {shown(again)}"
            yield Relation("same_claim", (figure.id, again.id), why)


def number(figure: Figure) -> tuple[object, ...]:
    """What two figures of the same number share: kind and unit, then the value, the bounds where there is none, the
    words of a day or time."""
    if figure.kind in DAYS:
        return figure.kind, figure.span.text.lower()
    return figure.kind, figure.unit, (figure.low, figure.high) if figure.value is None else figure.value


def is_again(figure: Figure, other: Figure, actors: Actors) -> bool:
    """True for the same number when it is a telling one or counts the same thing."""
    if figure.value is None and figure.low is None and figure.kind not in DAYS:
        return False
    return is_telling(figure) or not words(figure, actors).isdisjoint(words(other, actors))


def is_telling(figure: Figure) -> bool:
    """True for a number that hardly stands twice for two things."""
    if figure.kind in TELLING:
        return True
    value = figure.value if figure.value is not None else figure.high
    return figure.kind in ("count", "ratio") and value is not None and (value > SMALL or value != int(value))


def words(figure: Figure, actors: Actors) -> set[str]:
    """The dictionary forms of what a figure measures and of its event, and the kind of that."""
    found = {*lemmas(figure.measured, actors), *lemmas(figure.event, actors)}
    return found | {figure.event_kind} if figure.event_kind is not None else found
