"""Figures that somebody puts beside another one: "the union says 340 pilots; the company puts the number at 250"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from schemas.records import Figure, Quote, Relation
from service.pipeline.actors import Actors
from service.pipeline.relations.figures import compatible, equal, is_out_of_proportion, named, shown

VERBS = frozenset({"put", "place", "peg"})
AGAIN = re.compile(
    r"(?:it|that|this|them|(?:the|that|this|its|their) (?:[\w-]+ )?"
    r"(?:(?P<price>cost|bill|price|value|damage|loss(?:es)?|sum)|number|toll|figure|total|dead|count|tally|estimate|share|"
    r"turnout)(?: of [\w ’'-]{1,40})?) at\b",
    re.I,
)
"""The words before the number that speak of something named before; a price must be in money."""
FARTHEST = 2
"""The most sentences back that the other figure stands."""


def rival_estimates(
    quotes: Sequence[Quote], figures: Sequence[Figure], actors: Actors, known: Sequence[Relation]
) -> Iterator[Relation]:
    """Conflicts and agreements of what somebody puts at a number with the last like number that somebody else gives."""
    starts = [figure.span.start for figure in figures]
    joined = {item for relation in known if relation.kind in ("conflict", "agreement") for item in relation.items}
    for quote in quotes:
        said = estimate_of(quote, figures[bisect_left(starts, quote.content[0].start) :], actors)
        if said is None or said.id in joined or said.source.entity is None:
            continue
        other = last_like(said, figures[: bisect_left(starts, quote.content[0].start)], actors)
        if other is None:
            continue
        values = f"{shown(other)} ({named(other)}) and {shown(said)} ({named(said)})"
        if not compatible(other, said):
            yield Relation("conflict", (other.id, said.id), f"one puts it at another number than the other: {values}")
        elif equal(other, said) and other.source.entity:
            yield Relation("agreement", (other.id, said.id), f"both put it at the same number: {values}")


def estimate_of(quote: Quote, figures: Sequence[Figure], actors: Actors) -> Figure | None:
    """The figure of a quote that puts something named before at a number; `figures` begin where the quote does."""
    if quote.cue is None or actors.positions.token(quote.cue.start).lemma_.lower() not in VERBS:
        return None
    before = AGAIN.match(quote.content[0].text)
    if before is None:
        return None
    start = quote.content[0].start + before.end()
    end = quote.content[0].end
    inside = takewhile(lambda f: f.span.start < end, figures)
    said = next((f for f in inside if f.quote == quote.id and f.span.start >= start), None)
    return None if said is not None and before["price"] and said.kind != "money" else said


def last_like(said: Figure, before: Sequence[Figure], actors: Actors) -> Figure | None:
    """The last figure before of the same kind and unit, near by, of another source, in proportion."""
    positions = actors.positions
    sentence = positions.sentence_index(positions.token(said.span.start))
    for figure in reversed(before):
        if sentence - positions.sentence_index(positions.token(figure.span.start)) > FARTHEST:
            return None
        like = (figure.kind, figure.unit, figure.segment) == (said.kind, said.unit, said.segment)
        if like and figure.source.entity != said.source.entity and not is_out_of_proportion(figure, said):
            return figure
    return None
