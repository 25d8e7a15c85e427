"""Figures that somebody puts beside another one: "the union says 340 pilots; the company puts the number at 250"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from schemas.records import Figure, Quote, Relation, Span
from service.pipeline.actors import Actors
from service.pipeline.relations.claims import lemmas
from service.pipeline.relations.figures import compatible, equal, is_out_of_proportion, named, shown

VERBS = frozenset({"put", "place", "peg"})
PRICES = "cost|bill|price|value|damage|loss(?:es)?|sum"
AGAIN = re.compile(
    rf"(?:it|that|this|them|(?:the|that|this|its|their) (?:[\w-]+ )?(?:(?P<price>{PRICES})|number|toll|figure|total|"
    r"dead|count|tally|estimate|share|turnout)(?: of [\w ’'-]{1,40})?) at\b",
    re.I,
)
"""The words before the number that speak of something named before; a price must be in money."""
IS = r"(?:is|are|was|were|will be|would be|had been|has been|stands? at|stood at)"
REALLY = r"(?:in fact|actually|really|only|just|at most|at least|about|around|some|roughly|nearly|almost)"
CLOSER = re.compile(
    rf"(?:it|that|this|(?:the|that|this|its|their) (?:[\w-]+ )?(?:(?P<price>{PRICES})|[\w-]+)) {IS} "
    r"(?:\w+ )?(?:(?:closer|nearer)(?: to)?|more like)\b|"
    rf"(?:the|that|this) (?:(?:real|true|actual|right|correct) )?(?:number|toll|figure|total|tally|estimate|share) {IS}"
    rf"(?: {REALLY})?(?= \W?\d)",
    re.I,
)
"""The words of a clause that sets its number against one said before."""
FARTHEST = 2
"""The most sentences back that the other figure stands, where no word is shared."""
FAR = 12
"""And where what was measured or done is named again: "would save $600 million … the savings will be closer to"."""
STEM = 3
"""The fewest letters that a noun and the verb that it is made of share: "savings" and "save"."""


def rival_estimates(
    quotes: Sequence[Quote], figures: Sequence[Figure], actors: Actors, known: Sequence[Relation]
) -> Iterator[Relation]:
    """Conflicts and agreements of what somebody puts at a number with the last like number that somebody else gives."""
    starts = [figure.span.start for figure in figures]
    joined = {item for relation in known if relation.kind in ("conflict", "agreement") for item in relation.items}
    for quote in quotes:
        at = bisect_left(starts, quote.content[0].start)
        said = estimate_of(quote, figures[at:], actors)
        if said is None or said.id in joined or said.source.span is None:
            continue
        other = last_like(said, quote, figures[:at], actors)
        if other is None:
            continue
        values = f"{shown(other)} ({named(other)}) and {shown(said)} ({named(said)})"
        if not compatible(other, said):
            yield Relation("conflict", (other.id, said.id), f"one puts it at another number than the other: {values}")
        elif equal(other, said) and other.source.entity and said.source.entity:
            yield Relation("agreement", (other.id, said.id), f"both put it at the same number: {values}")


def estimate_of(quote: Quote, figures: Sequence[Figure], actors: Actors) -> Figure | None:
    """The figure of a quote that puts something named before at a number; `figures` begin where the quote does."""
    if quote.cue is None:
        return None
    puts = actors.positions.token(quote.cue.start).lemma_.lower() in VERBS
    before = (AGAIN if puts else CLOSER).match(quote.content[0].text)
    if before is None:
        return None
    start, end = quote.content[0].start + before.end(), quote.content[0].end
    inside = takewhile(lambda f: f.span.start < end, figures)
    said = next((f for f in inside if f.quote == quote.id and f.span.start >= start), None)
    return None if said is not None and before["price"] and said.kind != "money" else said


def last_like(said: Figure, quote: Quote, before: Sequence[Figure], actors: Actors) -> Figure | None:
    """The last figure before of the same kind and unit, of another source, in proportion: near by, or named again."""
    positions = actors.positions
    sentence = positions.sentence_index(positions.token(said.span.start))
    named_again = nouns_before(said, quote, actors)
    for figure in reversed(before):
        back = sentence - positions.sentence_index(positions.token(figure.span.start))
        if back > FAR:
            return None
        like = (figure.kind, figure.unit, figure.segment) == (said.kind, said.unit, said.segment)
        if not like or figure.source.entity == said.source.entity or is_out_of_proportion(figure, said):
            continue
        if back <= FARTHEST or shares_stem(named_again, figure, actors):
            return figure
    return None


def nouns_before(said: Figure, quote: Quote, actors: Actors) -> set[str]:
    """The nouns that an estimate speaks of: those before its number, and the subject of the sentence before its own."""
    start, content = said.span.start, quote.content[0]
    before = Span(content.start, start, actors.text[content.start : start]) if start > content.start else None
    found = set(lemmas(before, actors))
    begin, _ = actors.positions.sentence(actors.positions.token(content.start))
    if begin:
        subjects = (t for t in actors.doc[begin - 1].sent if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ == "NOUN")
        found |= {t.lemma_.lower() for t in subjects}
    return found


def shares_stem(nouns: set[str], figure: Figure, actors: Actors) -> bool:
    """True when one of the nouns is what a figure measures or its event, or is made of it."""
    told = {*lemmas(figure.measured, actors), *lemmas(figure.event, actors)}
    stems = {word.removesuffix("e") for word in told}
    return any(noun.startswith(stem) for noun in nouns for stem in stems if len(stem) >= STEM)
