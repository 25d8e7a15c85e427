"""Which articles and claims rest on one source, so that repetition is not counted as corroboration."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.comparison import Origin, OriginWhy, Pair, Place
from schemas.records import Party, Reference, Span, Structure
from service.comparing.articles import Read
from service.comparing.words import folded_name, joined

AGENCY = re.compile(r"\(([A-Z][^()\d]{1,40})\)|[-–—]\s*([A-Z]{2,6})\s*[-–—]?\s*$")
"""The agency in a dateline: "DOREMONT (Meridian News) —"."""
EVIDENCE = 3
"""The most places that show one origin in one article."""
Claim = tuple[int, Party, Sequence[Reference]]
"""Which article says something, whom it names as the source, and through whom it has it."""


@dataclass(frozen=True, slots=True)
class Origins:
    """What rests on what: origins as they are told, and the group of each article."""

    told: tuple[Origin, ...]
    group: Sequence[int]
    articles: Sequence[Read]

    def source(self, article: int, source: Party) -> str | None:
        """Who says something, the same for all articles; None when nobody is named."""
        return self.articles[article].name_of(source.entity) if source.entity is not None else None

    def same_source(self, a: int, first: Party, b: int, second: Party) -> bool:
        """True when two articles name one source."""
        name = self.source(a, first)
        return name is not None and name == self.source(b, second)

    def independent(self, claims: Iterable[Claim]) -> int:
        """How many claims do not rest on each other: one for each source, relaying agency, or article of its own."""
        return len({self._rests_on(*claim) for claim in claims})

    def _rests_on(self, article: int, source: Party, via: Sequence[Reference]) -> tuple[str, str | int]:
        name = self.source(article, source)
        if name is not None:
            return "source", name
        through = next((v.entity for v in via if v.entity is not None), None)
        if through is not None:
            return "source", self.articles[article].name_of(through)
        return "article", self.group[article]


def find_origins(articles: Sequence[Read], pairs: Sequence[Pair]) -> Origins:
    """What the articles share their origin by: near-identical words, one agency's dateline, one who relays."""
    copies = [pair for pair in pairs if pair.kind in ("same_text", "near_identical")]
    found: list[tuple[str | None, OriginWhy, tuple[int, ...], tuple[Place, ...]]] = []
    links = [(p.articles[0], p.articles[1]) for p in copies]
    for group in joined(len(articles), links):
        if len(group) > 1:
            inside = [p for p in copies if p.articles[0] in group]
            found.append((None, "near_identical", tuple(group), longest(inside)))
    for _, places in sorted(agencies(articles).items()):
        if len(places) > 1:
            numbers = tuple(place.article for place in places)
            found.append((places[0].span.text, "dateline", numbers, tuple(places)))
            links += list(pairwise(numbers))
    found += relayed(articles)
    told = tuple(Origin(f"o{n}", *one) for n, one in enumerate(found, 1))
    group_of = {number: place for place, group in enumerate(joined(len(articles), links)) for number in group}
    return Origins(told, [group_of[n] for n in range(len(articles))], articles)


def longest(pairs: Sequence[Pair]) -> tuple[Place, ...]:
    """The longest passage that each pair shares."""
    return tuple(place for pair in pairs if pair.passages for place in max(pair.passages, key=lambda p: p.words).places)


def agencies(articles: Sequence[Read]) -> dict[str, list[Place]]:
    """The agency that an article's dateline names, and where; one place an article."""
    found: dict[str, list[Place]] = defaultdict(list)
    for article in articles:
        for span in datelines(article.structure):
            match = AGENCY.search(span.text)
            if match is not None:
                group = 1 if match.group(1) else 2
                start, end = (span.start + match.start(group), span.start + match.end(group))
                place = Place(article.number, Span(start, end, article.text[start:end]))
                found[folded_name(place.span.text)].append(place)
                break
    return found


def datelines(structure: Structure) -> Iterator[Span]:
    """The datelines of an article."""
    return (segment.span for segment in structure.segments if segment.kind == "dateline")


def relayed(
    articles: Sequence[Read],
) -> Iterator[tuple[str | None, OriginWhy, tuple[int, ...], tuple[Place, ...]]]:
    """Who relays statements or figures in more than one article: "told Meridian News"."""
    places: dict[str, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    names = {one.id: one.name for article in articles for one in article.who.values()}
    for article in articles:
        quotes, figures = article.structure.quotes or (), article.structure.figures or ()
        for relays in (*(q.via for q in quotes), *(f.via for f in figures)):
            for via in relays:
                shared = article.across(via.entity)
                if shared is not None:
                    places[shared][article.number].append(via.span)
    for identifier, spans in places.items():
        if len(spans) > 1:
            evidence = tuple(
                Place(n, span) for n, all_ in spans.items() for span in sorted(set(all_), key=at)[:EVIDENCE]
            )
            yield names[identifier], "via", tuple(spans), evidence


def at(span: Span) -> int:
    """Where a span begins."""
    return span.start
