"""Items that belong together: figures that disagree or agree about one event, a capital that acts and its country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from schemas.records import Figure, Relation, Span
from service.lexicons.reader import FigureLexicon, Lexicon
from service.pipeline.actors import Actors

MAX_PAIRS = 5000
"""The most pairs of figures of one event that are compared: a table of numbers is no article."""
COMPARABLE = frozenset({"count", "money", "percent", "measure"})
PEOPLE = frozenset(
    """
    people person soldier troop civilian man woman death dead victim worker member body fighter militant
    sailor crew passenger resident child toll casualty rebel officer
    """.split()
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that can be set against others, with the nouns of what it counts."""

    figure: Figure
    things: frozenset[str]


def find_relations(figures: tuple[Figure, ...], actors: Actors, lexicon: Lexicon) -> tuple[Relation, ...]:
    """What holds between figures, then between entities, each in text order."""
    return compare_figures(figures, actors, lexicon.figures) + tuple(find_metonyms(actors, lexicon))


def find_metonyms(actors: Actors, lexicon: Lexicon) -> Iterator[Relation]:
    """Capitals that speak or take a stance, which is their country's government speaking: "Washington said".

    They stay entities of their own; the country must be in the text.
    """
    countries = {entity.kb_id: entity for entity in actors.entities if entity.kb_id}
    for entity in actors.entities:
        code = lexicon.names.capitals.get(entity.name) if entity.type == "GPE" else None
        country = countries.get(f"iso3166:{code}") if code else None
        if country is None:
            continue
        for mention in entity.mentions:
            head = actors.doc[actors.positions.tokens(mention.start, mention.end)[1] - 1]
            verb = head.head.lemma_
            if head.dep_ == "nsubj" and (lexicon.cues.takes(verb, "clause") or verb in lexicon.stances.verbs):
                why = f"the capital stands for the government of {country.name}: subject of “{head.head.text}”"
                yield Relation("metonymy", (entity.id, country.id), why)
                break


def compare_figures(figures: tuple[Figure, ...], actors: Actors, lexicon: FigureLexicon) -> tuple[Relation, ...]:
    """Conflicts and agreements between figures with the same event and measured thing from different sources.

    Killed is never set against wounded: the kinds of event must be the same one of the lexicon's closed set.
    """
    groups: dict[tuple[str, str, str | None], list[Counted]] = defaultdict(list)
    for figure in figures:
        event = event_kind(figure, actors, lexicon) if figure.source.entity is not None else None
        if event and figure.kind in COMPARABLE and figure.modifier != "vague" and figure.change is None:
            groups[event, figure.kind, figure.unit].append(Counted(figure, nouns(figure.measured, actors)))
    found = [
        relation
        for group in groups.values()
        for a, b in islice(combinations(group, 2), MAX_PAIRS)
        if a.figure.source.entity != b.figure.source.entity and same_thing(a.things, b.things)
        for relation in compare(a.figure, b.figure)
    ]
    places = {figure.id: figure.span.start for figure in figures}
    return tuple(sorted(found, key=lambda relation: [places[item] for item in relation.items]))


def compare(a: Figure, b: Figure) -> list[Relation]:
    """The relation of two figures about the same: conflict, agreement, or none when neither can be told."""
    if not compatible(a, b):
        values = f"{shown(a)} ({a.source.name}) and {shown(b)} ({b.source.name})"
        return [Relation("conflict", (a.id, b.id), f"same event and measured thing, different sources: {values}")]
    if shown(a) == shown(b):
        why = f"same event and measured thing, both {shown(a)}: {a.source.name} and {b.source.name}"
        return [Relation("agreement", (a.id, b.id), why)]
    return []


def event_kind(figure: Figure, actors: Actors, lexicon: FigureLexicon) -> str | None:
    """The kind of event of the lexicon's closed set that a figure's event or measured thing names."""
    words = (word for span in (figure.event, figure.measured) for word in lemmas(span, actors))
    return next((lexicon.events[word] for word in words if word in lexicon.events), None)


def nouns(span: Span | None, actors: Actors) -> frozenset[str]:
    """The dictionary forms of the words that name what is counted."""
    return frozenset(lemmas(span, actors))


def lemmas(span: Span | None, actors: Actors) -> list[str]:
    """The dictionary forms of the content words of a span."""
    if span is None:
        return []
    tokens = actors.doc[slice(*actors.positions.tokens(span.start, span.end))]
    return [t.lemma_.lower() for t in tokens if t.pos_ in ("NOUN", "PROPN", "ADJ", "VERB")]


def same_thing(first: frozenset[str], second: frozenset[str]) -> bool:
    """True when two figures count the same: a shared noun, both people of some kind, or one leaves the noun out."""
    return not first or not second or bool(first & second) or bool(first & PEOPLE and second & PEOPLE)


def compatible(a: Figure, b: Figure) -> bool:
    """True when the bounds of two figures overlap: "more than 60" and "62" do not disagree."""
    low_a, high_a = bounds(a)
    low_b, high_b = bounds(b)
    return low_a <= high_b and low_b <= high_a


def bounds(figure: Figure) -> tuple[float, float]:
    """The lowest and highest value that a figure allows; a tenth either way for "about" and "nearly"."""
    low = figure.low if figure.low is not None else float("-inf")
    high = figure.high if figure.high is not None else float("inf")
    if figure.modifier == "about":
        low, high = 0.9 * low, 1.1 * high
    if figure.modifier == "nearly":
        low = 0.9 * high
    return low, high


def shown(figure: Figure) -> str:
    """The figure's value for a reader."""
    return f"{figure.value:g}" if figure.value is not None else figure.span.text
