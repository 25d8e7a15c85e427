"""The same figure in several articles, and the values they give it.

Two figures of two articles are one when kind, unit, event and counted thing go together, nothing in their clauses says
that they tell of two occasions, and either their values are equal, or something else leads from one to the other: the
same words around them, the same source, or that neither article has another candidate.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from spacy.lang.en.stop_words import STOP_WORDS

from schemas.comparison import ComparedFigure, SaidOf, Value
from schemas.records import Figure, Modifier, Party, Span
from service.comparing.articles import Read
from service.comparing.origins import Origins
from service.comparing.outcomes import Order
from service.comparing.words import WORD, folded, joined
from service.lexicons.reader import FigureLexicon
from service.pipeline.relations.claims import (
    CUMULATIVE,
    PAST,
    PLACED,
    TOTAL,
    clause_around,
    group_of,
    is_on_top,
)
from service.pipeline.relations.figures import ALIKE, compatible, equal, is_out_of_proportion, same_thing

COMPARED = frozenset({"count", "money", "percent", "ratio", "measure", "duration", "age", "score", "rank"})
"""Kinds that are set against each other: dates, times, ordinals and identifiers are not."""
MOST = 200
"""The most figures of an article that are compared: a table of numbers is no article."""
AROUND = 4
"""How many equal words before or behind two figures show that one sentence was changed."""
PREPOSITION = re.compile(r"\s+(?:of|from|in|on|at|with|for|who|that|which|to|by)\b.*", re.S)
SENTENCE_END = re.compile(r"[.!?]\s|\n")
MODIFIERS: Mapping[Modifier, str] = {
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
    "about": "about",
    "nearly": "nearly",
}
Lemmas = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of an article as it is compared; as `relations.claims.Claim` is in one article."""

    article: int
    figure: Figure
    thing: str | None
    about: frozenset[str]
    group: str | None
    peoples: frozenset[str]
    places: frozenset[str]
    total: bool
    past: bool
    grown: bool
    before: tuple[str, ...]
    behind: tuple[str, ...]


def compare_figures(
    articles: Sequence[Read], origins: Origins, order: Order, lexicon: FigureLexicon, lemmas: Lemmas
) -> tuple[ComparedFigure, ...]:
    """Figures with their values: what is rival or changed first, then what several have, then what one has alone."""
    told = [t for article in articles for t in read_figures(article, lexicon, lemmas)]
    kinds: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, t in enumerate(told):
        kinds[t.figure.kind, t.figure.unit, t.figure.per.unit if t.figure.per else None].append(place)
    links = [link for places in kinds.values() for link in linked(places, told, origins)]
    links += within(articles, told)
    found = [compared([told[i] for i in group], origins, order) for group in joined(len(told), links)]
    return tuple(order.sorted(found))


def read_figures(article: Read, lexicon: FigureLexicon, lemmas: Lemmas) -> Iterator[Told]:
    """The figures of an article that can be set against those of another one."""
    figures = [
        f
        for f in article.structure.figures or ()
        if f.kind in COMPARED and f.modifier != "vague" and not is_on_top(f) and f.whole is None and f.converts is None
    ][:MOST]
    heads = {f.id: head(f.measured) for f in figures}
    forms = lemmas(sorted({h for h in heads.values() if h}))
    for figure in figures:
        begin, stop = sentence(article.text, figure.span)
        left, right = clause_around(article.text, figure.span, begin, stop)
        clause = article.text[left:right]
        thing = forms.get(heads[figure.id])
        measured = WORD.findall(figure.measured.text) if figure.measured else []
        past = bool(PAST.search(clause)) and "since " not in clause
        yield Told(
            article=article.number,
            figure=figure,
            thing=thing,
            about=frozenset(folded(word) for word in measured),
            group=group_of(thing, lexicon),
            peoples=frozenset(folded(word) for word in measured if word[:1].isupper()),
            places=frozenset(places(article, left, right)),
            total=bool(TOTAL.search(clause)),
            past=past,
            grown=bool(CUMULATIVE.search(clause)),
            before=tuple(folded(w) for w in WORD.findall(article.text[begin : figure.span.start])[-AROUND:]),
            behind=tuple(folded(w) for w in WORD.findall(article.text[figure.span.end : stop])[:AROUND]),
        )


def head(measured: Span | None) -> str:
    """The noun that a phrase hangs on: the last word before the first preposition."""
    words = WORD.findall(PREPOSITION.sub("", measured.text)) if measured is not None else []
    return folded(words[-1]) if words else ""


def sentence(text: str, span: Span) -> tuple[int, int]:
    """The characters of the sentence that a figure stands in, as far as marks and line breaks tell."""
    begin = max((m.end() for m in SENTENCE_END.finditer(text, max(0, span.start - 400), span.start)), default=0)
    begin = begin or max(0, span.start - 400)
    end = SENTENCE_END.search(text, span.end)
    return begin, min(end.start() + 1 if end else len(text), span.end + 400)


def places(article: Read, left: int, right: int) -> Iterator[str]:
    """Where a clause says that something happened: the places that "in", "near" and the like lead to."""
    for start, entity in article.places:
        if left <= start < right:
            words = WORD.findall(article.text[left:start])[-2:]
            if any(w.lower() in PLACED for w in words):
                yield article.name_of(entity.id)


def linked(places_: Sequence[int], told: Sequence[Told], origins: Origins) -> Iterator[tuple[int, int]]:
    """Pairs of figures of two articles that are one."""
    pairs = [(i, j) for i, j in combinations(places_, 2) if told[i].article != told[j].article]
    near = [(i, j) for i, j in pairs if comparable(told[i], told[j])]
    same = {(i, j) for i, j in near if equal_values(told[i].figure, told[j].figure)}
    yield from same
    placed = {(i, told[j].article) for i, j in same} | {(j, told[i].article) for i, j in same}
    rest = [
        (i, j)
        for i, j in near
        if (i, told[j].article) not in placed
        and (j, told[i].article) not in placed
        and not is_out_of_proportion(told[i].figure, told[j].figure)
    ]
    choices = Counter(key for i, j in rest for key in ((i, told[j].article), (j, told[i].article)))
    for i, j in rest:
        a, b = told[i], told[j]
        alone = choices[i, b.article] == choices[j, a.article] == 1
        if (
            alone
            or same_words_around(a, b)
            or origins.same_source(a.article, a.figure.source, b.article, b.figure.source)
        ):
            yield i, j


def within(articles: Sequence[Read], told: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Pairs of figures of one article that it says are of one thing."""
    at = {(t.article, t.figure.id): place for place, t in enumerate(told)}
    for article in articles:
        for relation in article.structure.relations:
            ends = [at.get((article.number, item)) for item in relation.items]
            if relation.kind in ("conflict", "agreement", "update") and len(ends) == 2:
                first, second = ends
                if first is not None and second is not None:
                    yield first, second


def comparable(a: Told, b: Told) -> bool:
    """True when two figures count the same and nothing says that they tell of two occasions."""
    if a.figure.event_kind != b.figure.event_kind or not same_thing(a, b):
        return False
    if a.thing is None and b.thing is None and a.figure.event_kind is None and not same_words_around(a, b):
        return False
    if a.places and b.places and not a.places & b.places:
        return False
    if a.total != b.total or a.past != b.past or (a.grown != b.grown and ALIKE.isdisjoint({a.thing, b.thing})):
        return False
    first, second = a.figure.time, b.figure.time
    return first is None or second is None or first.iso is None or second.iso is None or first.iso == second.iso


def same_words_around(a: Told, b: Told) -> bool:
    """True when the words before two figures, or those behind them, are the same."""
    return any(len(x) >= AROUND - 1 and x == y for x, y in ((a.before, b.before), (a.behind, b.behind))) or (
        bool(a.before or a.behind) and (a.before, a.behind) == (b.before, b.behind)
    )


def equal_values(a: Figure, b: Figure) -> bool:
    """True for one value, or one range."""
    return equal(a, b) or (a.value is None and b.value is None and (a.low, a.high) == (b.low, b.high))


def compared(group: Sequence[Told], origins: Origins, order: Order) -> ComparedFigure:
    """Figures that are one, with their values in the order they are first given."""
    values: list[list[Told]] = []
    for t in group:
        known = next((v for v in values if equal_values(v[0].figure, t.figure)), None)
        if known is None:
            values.append([t])
        else:
            known.append(t)
    rival = any(not compatible(a[0].figure, b[0].figure) for a, b in combinations(values, 2))
    present, first = {t.article for t in group}, group[0].figure
    return ComparedFigure(
        kind=order.outcome(present, differs=differ(values, order), rival=rival),
        what=what(group),
        unit=first.unit,
        values=tuple(value(v, origins) for v in values),
    )


def differ(values: Sequence[Sequence[Told]], order: Order) -> bool:
    """True when articles have different values; of versions, when the first and the last have."""
    if order.order is None:
        return len(values) > 1
    first, last = (
        {n for n, v in enumerate(values) for t in v if t.article == a} for a in (order.order[0], order.order[-1])
    )
    return first != last


def value(entries: Sequence[Told], origins: Origins) -> Value:
    """One value, and who has it."""
    figure = entries[0].figure
    return Value(
        shown=shown(figure),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        independent=origins.independent((t.article, t.figure.source, t.figure.via) for t in entries),
        entries=tuple(said_of(t, origins) for t in entries),
    )


def said_of(told: Told, origins: Origins) -> SaidOf:
    """Where a value stands, and who says it there."""
    source = told.figure.source
    entity = origins.articles[told.article].across(source.entity)
    return SaidOf(told.article, told.figure.id, told.figure.span, name_of(source), entity)


def name_of(source: Party) -> str | None:
    """The name of who says something, else the words for him."""
    return source.name or (source.span.text if source.span is not None else None)


def what(group: Sequence[Told]) -> str:
    """What is counted or measured, for a reader: "killed: civilians"."""
    event = next((t.figure.event.text for t in group if t.figure.event is not None), None)
    thing = next((t.figure.measured.text for t in group if t.figure.measured is not None), None)
    subjects = (t.figure.subject.span.text for t in group if t.figure.subject is not None)
    subject = next((s for s in subjects if folded(s) not in STOP_WORDS and not (thing or "").startswith(s)), None)
    parts = [part for part in (subject, thing, event) if part is not None]
    return " · ".join(parts) or group[0].figure.kind


def shown(figure: Figure) -> str:
    """A value as a reader reads it: "at least 57"."""
    words = MODIFIERS.get(figure.modifier)
    text = figure.span.text
    return text if words is None or folded(text).startswith(words) else f"{words} {text}"
