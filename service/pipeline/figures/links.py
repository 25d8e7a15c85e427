"""Figures that belong to another one: the same in another unit, a part of it, or with its noun or unit left out."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from spacy.tokens import Token

from schemas.records import Figure
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import Actors
from service.pipeline.figures.kinds import VICTIMS
from service.pipeline.figures.phrases import VERBAL, following
from service.pipeline.figures.records import Placed
from service.pipeline.syntax import root_of

AMOUNTS = frozenset({"money", "measure"})
INHERITING = frozenset({"count", "money", "percent", "measure"})
"""Kinds of figures whose noun may stand at the last one of the same kind and unit."""
OPENS = re.compile(
    r"\s*[^\w\s(]{0,2}\s*\(\s*(?:or\s+)?(?:about|around|some|roughly|approximately|nearly|~)?\s*[^\w\s]?\s*"
)
OR_SO = re.compile(
    r"\s*,?\s*\(?(?:or|equivalent to|the equivalent of|equal to)\s+(?:about|around|some|roughly|nearly)?\s*"
)
BOTH = re.compile(r"\s*\)?,?\s+and\s+")
RESPECTIVELY = re.compile(r"[^.;]{0,12}\brespectively\b")
PART = re.compile(r"\s*(?:of|out of)\s+(?:them|whom|which|those|these)\b")
PART_OF = re.compile(
    r"\s*(?:\w+\s+)?(?:of|out of|among)\s+"
    r"(?:the|its|their|our|his|her|your|all|some|about|more than|these|those|at least)*\s*$"
)
PARTITIVE = re.compile(r"\s*of\s+(?:the|these|those)\s+(?=[a-z])")
"""Words behind a number of things that were spoken of before."""
INCLUDING = re.compile(
    r"\b(?:including|among them|of whom|of which|of them|among whom)\s+"
    r"(?:at least|about|some|more than|nearly|\w+ly)?\s*$"
)
STEPS = 8
"""The most steps up the tree from a number to its verb."""
LIST_REACH = 10
"""The most words between two counts of one noun."""
LOST = 0.6
"""How much to rely on those that were only "lost" being dead."""
LEFT_OUT = 0.75
"""The most that a noun which stands elsewhere can be relied on."""
REACH = 120
"""The most characters between a whole and its part."""


def with_conversions(figures: list[Figure], numbers: list[Placed], actors: Actors) -> list[Figure]:
    """Amounts given again in another unit say the same of the same thing: "7.5 million crowns ($1.1m)"."""
    changed = list(figures)
    for n in range(1, len(figures)):
        first, second = changed[n - 1], figures[n]
        if is_conversion(first, second, numbers[n - 1], numbers[n], actors.text):
            if first.per is None and second.per is not None:
                changed[n - 1] = replace(first, per=second.per)
            changed[n] = replace(
                second,
                modifier=first.modifier if second.modifier == "exact" else second.modifier,
                low=second.low if first.low is not None else None,
                high=second.high if first.high is not None else None,
                converts=first.id,
                per=second.per or first.per,
                measured=first.measured,
                subject=first.subject,
                event=first.event,
                event_kind=first.event_kind,
                change=first.change and replace(first.change, from_=None, to=None),
            )
    return changed


def is_conversion(first: Figure, second: Figure, before: Placed, after: Placed, text: str) -> bool:
    """True for the second amount of "5 miles (8 km)" and "HK$3.7 billion, or US$473 million"."""
    if first.kind != second.kind or first.kind not in AMOUNTS or first.unit == second.unit or not first.unit:
        return False
    between = text[before.number.after : after.number.before]
    return bool(OPENS.fullmatch(between) or OR_SO.fullmatch(between))


def with_left_out(figures: list[Figure], numbers: list[Placed], actors: Actors) -> list[Figure]:
    """Counts whose noun was left out, with the noun they share: "ten civilians were killed and 16 wounded".

    It is the noun of the count before in the sentence, else of the same number of the same event elsewhere in the text
    ("Bomb kills 16" of the title and "16 people" of the first sentence). Both must tell what happened to people.
    """
    told = {(f.value, f.event_kind): f for f in reversed(figures) if f.measured is not None and f.kind == "count"}
    changed: list[Figure] = []
    last: Figure | None = None
    for figure, at in zip(figures, numbers, strict=True):
        filled = figure
        if figure.kind == "count":
            filled = filled_in(figure, at, last, told.get((figure.value, figure.event_kind)), actors)
            last = filled if filled.measured is not None else last
        changed.append(filled)
    return changed


def with_thing_before(
    figures: list[Figure], numbers: list[Placed], actors: Actors, lexicon: FigureLexicon
) -> list[Figure]:  # fmt: skip
    """Figures whose words leave out what they measure, with what the last like one measures, near by.

    "Police put the crowd at 6,000, the organisers at 20,000"; "Sales rose to $2.3 billion. Analysts had expected $2.4
    billion".
    """
    changed: list[Figure] = []
    last: dict[tuple[str, str | None], int] = {}
    for n, (figure, at) in enumerate(zip(figures, numbers, strict=True)):
        like = figure.kind, figure.unit
        source = last.get(like)
        filled = figure
        if source is not None and figure.kind in INHERITING and is_without_thing(figure):
            near = actors.positions.sentence_index(actors.doc[at.start]) - sentence_of(changed[source], actors) <= 1
            level = figure.event is None or actors.positions.token(figure.event.start).lemma_ in lexicon.verbs["level"]
            kind = changed[source].event_kind if level else None  # "he had counted at least 110" of those that burned
            filled = replace(shared(figure, changed[source]), event_kind=kind) if near else figure
        if filled.measured is not None and figure.value != 1:  # "one agent" counts no agents
            last[like] = n
        changed.append(filled)
    return changed


def is_without_thing(figure: Figure) -> bool:
    """True for a figure that neither measures anything nor has an event that does; "the number" says nothing of it."""
    nothing = figure.measured is None or figure.measured.text.lower() in ("number", "figure", "total", "share")
    return nothing and figure.event_kind is None and figure.whole is None and figure.converts is None


def sentence_of(figure: Figure, actors: Actors) -> int:
    """The number of the sentence that a figure stands in."""
    return actors.positions.sentence_index(actors.positions.token(figure.span.start))


def filled_in(figure: Figure, at: Placed, last: Figure | None, again: Figure | None, actors: Actors) -> Figure:
    """A count with the noun of the count before, or of the same number elsewhere, when its own was left out."""
    if last is not None and is_listed(at, last, actors):
        return shared(figure, last)
    if figure.measured is not None:
        return figure
    if last is not None and is_lost(figure) and last.event_kind == "kill":
        return replace(shared(figure, last), event_kind="kill", confidence=LOST)
    if last is not None and is_it(at, actors):
        return shared(figure, last)
    if figure.event_kind not in VICTIMS:
        return figure
    start, _ = actors.positions.sentence(actors.doc[at.start])
    near = last is not None and last.event_kind in VICTIMS and actors.positions.token(last.span.start).i >= start
    source = last if near else again
    return shared(figure, source) if source is not None else figure


def shared(figure: Figure, source: Figure) -> Figure:
    """A count with the noun of another one."""
    subject = figure.subject or source.subject
    return replace(figure, measured=source.measured, subject=subject, confidence=min(figure.confidence, LEFT_OUT))


def is_lost(figure: Figure) -> bool:
    """True for those that somebody "lost"."""
    return figure.event is not None and figure.event.text.lower() in ("lost", "losing", "lose")


def is_listed(at: Placed, last: Figure, actors: Actors) -> bool:
    """True for a bare number joined to the one before: "435 homes by open sale and 187 by tender"."""
    doc = actors.doc
    joined = at.first > 0 and doc[at.first - 1].lower_ == "and"
    behind = following(doc, at.after)
    if not joined or (behind is not None and behind.pos_ not in ("ADP", "PUNCT", "CCONJ")):
        return False
    start = actors.positions.token(last.span.start).i
    between = doc[start + 1 : at.first] if at.first - start <= LIST_REACH else None
    return between is not None and not any(t.pos_ in VERBAL or t.is_sent_start for t in between)


def is_it(at: Placed, actors: Actors) -> bool:
    """True for the number that "estimated it at" gives: "it" is what the figure before measured."""
    before = actors.doc[max(0, at.first - 3) : at.first]
    return [t.lower_ for t in before][-2:] == ["it", "at"] or [t.lower_ for t in before][:2] == ["it", "at"]


def with_wholes(figures: list[Figure], numbers: list[Placed], actors: Actors) -> list[Figure]:
    """Figures with the one they are a part of: "87,000 civilians, 15,000 of them children", "16 of the 40 ships"."""
    changed = list(figures)
    counted: dict[str, Figure] = {}
    for n, figure in enumerate(figures):
        thing = counted_noun(figure, actors)
        whole = whole_of(n, figures, numbers, actors.text) or whole_before(figure, counted.get(thing), actors.text)
        if thing and figure.whole is None and whole is None:
            counted[thing] = figure
        if whole is not None and whole.id != figure.id:
            measured = whole.measured if figure.kind == whole.kind and is_without_thing(figure) else figure.measured
            changed[n] = replace(figure, whole=whole.id, measured=measured)
            if figure.kind == "count" and whole.kind in AMOUNTS:
                changed[n] = replace(changed[n], kind=whole.kind, unit=whole.unit)
    return changed


def counted_noun(figure: Figure, actors: Actors) -> str:
    """The dictionary form of the noun that a count counts; empty for other figures."""
    if figure.kind != "count" or figure.measured is None:
        return ""
    span = figure.measured
    return root_of(actors.positions.tokens(span.start, span.end), actors.doc).lemma_.lower()


def whole_before(figure: Figure, last: Figure | None, text: str) -> Figure | None:
    """The last count of the same noun that a part is taken of: "drilled 14 holes … three of the holes were dry".

    Not of the dead and the like, whom another source may count anew. "One of the holes" only picks one out.
    """
    if (
        last is None
        or last.event_kind is not None
        or figure.value in (None, 0, 1)
        or smaller(last, figure)
        or last.value == figure.value
    ):
        return None
    return last if PARTITIVE.match(text, figure.span.end) else None


def with_units_left_out(
    figures: list[Figure], numbers: list[Placed], actors: Actors, lexicon: FigureLexicon
) -> list[Figure]:  # fmt: skip
    """Bare numbers in a parallel clause, with the unit said before: "the highest is 84.75 cents, the lowest 74.07"."""
    changed = list(figures)
    for n in range(1, len(figures)):
        m = n - 2 if changed[n - 1].converts is not None and n > 1 else n - 1
        first, second = changed[m], figures[n]
        if second.kind != "count" or first.kind not in (*AMOUNTS, "percent") or not is_bare(numbers[n], actors):
            continue
        between = actors.text[numbers[n - 1].number.after : numbers[n].number.before]
        if BOTH.fullmatch(between) and RESPECTIVELY.match(actors.text, second.span.end):
            changed[n] = replace(second, kind=first.kind, unit=first.unit)
            continue
        before, after = (verb_of(actors.doc[numbers[k].after - 1]) for k in (m, n))
        start, _ = actors.positions.sentence(actors.doc[numbers[n].start])
        if before is None or after is None or before == after or numbers[m].start < start:
            continue
        if before.lemma_ == after.lemma_ and after.lemma_ in lexicon.verbs["parallel"]:
            changed[n] = replace(second, kind=first.kind, unit=first.unit, per=second.per or first.per)
    return changed


def is_bare(at: Placed, actors: Actors) -> bool:
    """True for a number that ends its clause."""
    following = actors.doc[at.after] if at.after < len(actors.doc) else None
    return following is None or following.is_punct


def verb_of(token: Token) -> Token | None:
    """The verb that a number stands under."""
    return next((t for t in islice(token.ancestors, STEPS) if t.pos_ in VERBAL), None)


def whole_of(n: int, figures: list[Figure], numbers: list[Placed], text: str) -> Figure | None:
    """The figure that another one is a part of, when the words between say so."""
    figure, at = figures[n], numbers[n].number
    if figure.kind not in ("count", "ratio", "percent", "measure", "money"):
        return None
    if n + 1 < len(figures) and figure.kind in ("count", "ratio", "percent"):
        following = figures[n + 1]
        between = text[at.after : numbers[n + 1].number.before]
        if (
            following.kind in ("count", "money", "measure")
            and PART_OF.fullmatch(between)
            and not smaller(following, figure)
        ):
            return following
    parted = PART.match(text, at.after) is not None
    left = text[max(0, at.before - 40) : at.before]
    included = INCLUDING.search(left) is not None
    if not parted and not included:
        return None
    for earlier in reversed(figures[:n]):
        between = text[earlier.span.end : at.before]
        if len(between) > REACH or re.search(r"[.!?]\s", between):
            return None
        comparable = earlier.kind == figure.kind or figure.kind in ("ratio", "percent")
        if comparable and earlier.kind in ("count", "money", "measure") and not smaller(earlier, figure):
            return earlier
    return None


def smaller(whole: Figure, part: Figure) -> bool:
    """True when a figure is too small to hold another one of its kind."""
    most = whole.high if whole.high is not None else whole.value
    least = part.low if part.low is not None else part.value
    return whole.kind == part.kind and most is not None and least is not None and least > most
