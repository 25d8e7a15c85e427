"""Every number that means something: value, modifier, unit, what it counts, what happened to that, who says so.

`numbers` reads the values off the text; here the parse tells what they count and what happened.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from schemas.records import Figure, Modifier, Quote, Rate, Span
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import NOBODY, Actors, by_character
from service.pipeline.figures.changes import with_changes
from service.pipeline.figures.kinds import is_inside_name, is_pronoun_one, single_victims, with_kind, with_plain_kind
from service.pipeline.figures.links import (
    with_conversions,
    with_left_out,
    with_thing_before,
    with_units_left_out,
    with_wholes,
)
from service.pipeline.figures.numbers import read_numbers
from service.pipeline.figures.owners import owner
from service.pipeline.figures.records import Number, Placed
from service.pipeline.figures.sources import estimator, hedge_of, quoted_source
from service.pipeline.figures.things import UNCOUNTED, event_kind, event_of, measured_thing, with_respective
from service.pipeline.figures.times import scope
from service.pipeline.positions import Phrase, Positions
from service.pipeline.segments import READ

OPEN_BELOW = frozenset({"at_most", "less_than", "nearly"})
OPEN_ABOVE = frozenset({"at_least", "more_than"})


def find_figures(
    actors: Actors, quotes: tuple[Quote, ...], lexicon: FigureLexicon, published: date | None = None
) -> tuple[Figure, ...]:
    """All figures of the body, the title and the highlights, in text order; duplicates are left alone.

    `published` is the day that "yesterday" and "last week" are told from.
    """
    held = by_character(quotes)
    doc = actors.doc
    numbers: list[Placed] = []
    figures: list[Figure] = []
    for number in all_numbers(actors, lexicon):
        block = actors.positions.block(number.start)
        if block.kind not in READ:
            continue
        at = place(number, actors.positions)
        quote = held.get(number.start)
        if actors.positions.is_endless(doc[at.start]):
            numbers.append(with_plain_kind(at))
            figure = plain_figure(numbers[-1], actors, quote)
        elif not is_pronoun_one(at, doc, lexicon) and not is_inside_name(at, doc, lexicon):
            numbers.append(with_kind(at, doc, numbers[-1:], lexicon))
            figure = make_figure(numbers[-1], actors, quote, lexicon)
            figure = replace(figure, time=scope(numbers[-1], doc, actors, published))
        else:
            continue
        figures.append(replace(figure, id=f"f{len(numbers)}", segment=block.segment))
    figures = with_changes(figures, actors, lexicon)
    figures = with_conversions(figures, numbers, actors)
    figures = with_units_left_out(figures, numbers, actors, lexicon)
    figures = with_respective(figures, numbers, actors)
    figures = with_left_out(figures, numbers, actors)
    figures = with_wholes(figures, numbers, actors)
    return tuple(with_thing_before(figures, numbers, actors, lexicon))


def all_numbers(actors: Actors, lexicon: FigureLexicon) -> list[Number]:
    """The numbers of the text and the articles that count one victim, in text order."""
    numbers = list(read_numbers(actors.text, lexicon))
    taken = {c for number in numbers for c in range(number.start, number.end)}
    ones = (
        Number(token.idx, token.idx + len(token), 1.0, 1.0, "count", None, None, token.idx, token.idx + len(token))
        for token in single_victims(actors.text, actors.positions, lexicon)
        if token.idx not in taken
    )
    return sorted((*numbers, *ones), key=lambda number: number.start)


def place(number: Number, positions: Positions) -> Placed:
    """A number on its tokens."""
    return Placed(number, *positions.tokens(number.start, number.end), *positions.tokens(number.before, number.after))


def make_figure(placed: Placed, actors: Actors, quote: Quote | None, lexicon: FigureLexicon) -> Figure:
    """The figure of a number by itself, without id, time and segment."""
    doc = actors.doc
    figure = plain_figure(placed, actors, quote)
    teller = estimator(doc[placed.start], lexicon)
    source, via = (actors.party(teller), ()) if teller is not None else (figure.source, figure.via)
    measured = measured_thing(placed, doc, lexicon)
    if measured is not None and source.span is not None and is_inside(measured, source.span, actors):
        if quote is not None and source == quote.speaker:
            source, via = NOBODY, ()  # what is measured says nothing
        else:
            measured = None  # "police estimated it at 65,000" measures no police
    event = event_of(placed, doc, measured, lexicon)
    subject = owner(placed, doc, measured)
    return replace(
        figure,
        measured=actors.span(measured) if measured else None,
        subject=actors.reference(subject) if subject is not None else None,
        event=actors.span((event.i, event.i + 1)) if event is not None else None,
        event_kind=event_kind(event, measured, doc, lexicon) if placed.kind not in UNCOUNTED else None,
        source=source,
        via=via,
        hedge=hedge_of(placed, doc, actors),
        confidence=0.85 if measured and placed.kind in ("count", "ordinal") else figure.confidence,
    )


def plain_figure(placed: Placed, actors: Actors, quote: Quote | None) -> Figure:
    """What the number says without the parse, all that a run of words without an end gives."""
    number = placed.number
    modifier: Modifier = number.modifier or ("exact" if number.value is not None else "between")
    source, via = quoted_source(quote, actors)
    return Figure(
        id="",
        span=Span(number.start, number.end, actors.text[number.start : number.end]),
        kind=number.kind or "count",
        value=None if modifier == "vague" else tidy(number.value),
        low=tidy(None if modifier in OPEN_BELOW else number.low),
        high=tidy(None if modifier in OPEN_ABOVE else number.high),
        modifier=modifier,
        unit=number.unit,
        per=rate_of(number, actors.text),
        measured=None,
        subject=None,
        event=None,
        event_kind=None,
        source=source,
        via=via,
        hedge=None,
        time=None,
        change=None,
        whole=None,
        converts=None,
        quote=quote.id if quote else None,
        segment=None,
        confidence=0.93 if number.kind not in ("count", "ordinal") else 0.7,
    )


def is_inside(phrase: Phrase, span: Span, actors: Actors) -> bool:
    """True for a phrase whose words are those that name the source."""
    measured = actors.span(phrase)
    return span.start <= measured.end - 1 and measured.start < span.end and measured.end >= span.end


def rate_of(number: Number, text: str) -> Rate | None:
    """Per what a number is said."""
    per = number.per
    return Rate(Span(per.start, per.end, text[per.start : per.end]), per.unit) if per is not None else None


def tidy(value: float | None) -> float | None:
    """A value without the noise of binary fractions."""
    return None if value is None else float(f"{value:.12g}")
