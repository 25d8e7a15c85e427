"""Figures about one thing: conflicts, agreements, updates, parts and conversions.

Two figures tell of one thing when kind, unit, kind of event and counted noun go together, and neither place, day nor
the words around them say that they are about another one. Killed is never set against wounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from schemas.records import Figure, Party, Relation
from service.pipeline.relations.claims import Claim, Counted

ANYBODY = frozenset(
    "source sources reporter reporters correspondent witness witnesses report group monitor agency organisation "
    "organization watchdog network body official officials he she they".split()
)
"""Sources of which a second one may be the first again, in other words."""
FARTHEST = 3
"""The most sentences between two figures that are compared when neither a toll nor a place joins them."""
MOST_APART = 5
"""How many times as large a rival can be."""
NONE_BESIDE = 20
"""What "no deaths" counts as beside another number."""
GENERIC = frozenset({"victim", "crowd"})
"""Groups that any kind of people may belong to."""
ALIKE = frozenset({"toll", "number", "death", "dead", "fatality", "casualty", "victim", "count"})


def compare_figures(figures: Sequence[Figure], groups: Iterable[Sequence[Claim]]) -> tuple[Relation, ...]:
    """All relations of figures, in text order."""
    by_id = {figure.id: figure for figure in figures}
    found = [*parts(by_id), *conversions(by_id), *moves(by_id)]
    linked = {frozenset(relation.items) for relation in found}
    for group in groups:
        whole = [claim for claim in group if not claim.part]
        updates = [r for r in replaced(whole) if frozenset(r.items) not in linked]
        linked |= {frozenset(relation.items) for relation in updates}
        current = [claim for claim in whole if not claim.old]
        rivals = [
            relation
            for a, b in combinations(current, 2)
            if frozenset((a.figure.id, b.figure.id)) not in linked
            for relation in compare(a, b)
        ]
        found += [*updates, *rivals]
    return tuple(sorted(found, key=lambda relation: sorted(by_id[item].span.start for item in relation.items)))


def parts(figures: Mapping[str, Figure]) -> Iterator[Relation]:
    """Figures that are a part of another one."""
    for figure in figures.values():
        if figure.whole is not None:
            why = f"{shown(figure)} are a part of {shown(figures[figure.whole])}"
            yield Relation("subset", (figure.id, figure.whole), why)


def conversions(figures: Mapping[str, Figure]) -> Iterator[Relation]:
    """Amounts that are given again in another unit."""
    for figure in figures.values():
        if figure.converts is not None:
            first = figures[figure.converts]
            why = f"{shown(first)} {first.unit} given again as {shown(figure)} {figure.unit}"
            yield Relation("conversion", (figure.id, first.id), why)


def moves(figures: Mapping[str, Figure]) -> Iterator[Relation]:
    """Tolls and other counts of an event that a sentence moves from one number to the next: "rose to 86 from 58"."""
    for figure in figures.values():
        if figure.change is not None and figure.change.from_ is not None and figure.event_kind is not None:
            before, end = figures[figure.change.from_], figures[figure.change.to or figure.id]
            why = f"a later count replaces {shown(before)}: {shown(end)}"
            yield Relation("update", (before.id, end.id), why)


def replaced(group: Sequence[Claim]) -> Iterator[Relation]:
    """Counts that the words around them date before or after another one of the same: one partner each.

    Of several the one of the same source; else an old count gives way to the first of the text, and a new one replaces
    the last before it.
    """
    for n, claim in enumerate(group):
        if not claim.old and not claim.new and not claim.later:
            continue
        others = group if claim.old else group[:n]
        partners = [
            c
            for c in others
            if c is not claim
            and not c.old
            and same_thing(claim, c)
            and same_occasion(claim, c)
            and not equal(claim.figure, c.figure)
            and not moved(claim.figure, c.figure)
            and (claim.old or not compatible(claim.figure, c.figure))
            and (claim.old or claim.new or grows(c, claim))
        ]
        if not partners:
            continue
        source = claim.figure.source.entity
        same = [c for c in partners if source is not None and c.figure.source.entity == source]
        partner = (same or partners)[0 if claim.old else -1]
        earlier, later = (claim.figure, partner.figure) if claim.old else (partner.figure, claim.figure)
        yield Relation("update", (earlier.id, later.id), f"a later count replaces {shown(earlier)}: {shown(later)}")


def grows(earlier: Claim, later: Claim) -> bool:
    """True for a number that is larger than the one in the sentence before, but not out of all proportion."""
    before, after = earlier.figure.low, later.figure.low
    near = later.sentence - earlier.sentence <= 1
    return near and before is not None and after is not None and before < after <= 2 * before + 2


def moved(a: Figure, b: Figure) -> bool:
    """True for the beginning and the end of one change: "rose to 61 from 57"."""
    return any(one.change is not None and one.change.from_ == other.id for one, other in ((a, b), (b, a)))


def compare(a: Claim, b: Claim) -> Iterator[Relation]:
    """Conflict or agreement of two figures that tell of one thing; nothing when neither can be told."""
    first, second = a.figure, b.figure
    if not same_thing(a, b) or not same_occasion(a, b) or not rival_sources(first.source, second.source, a, b):
        return
    if not compatible(first, second):
        if b.aside or is_out_of_proportion(first, second):
            return
        values = f"{shown(first)} ({named(first)}) and {shown(second)} ({named(second)})"
        yield Relation("conflict", (first.id, second.id), f"same event and measured thing, different sources: {values}")
    elif equal(first, second) and first.source.entity and second.source.entity:
        why = f"same event and measured thing, both {shown(first)}: {named(first)} and {named(second)}"
        yield Relation("agreement", (first.id, second.id), why)


def is_out_of_proportion(a: Figure, b: Figure) -> bool:
    """True for numbers too far apart to be about one event: 16 killed today and 250,000 in the war."""
    low, high = sorted(f.value if f.value is not None else f.low or f.high or 0.0 for f in (a, b))
    return high > MOST_APART * (low or NONE_BESIDE)


def same_thing(a: Counted, b: Counted) -> bool:
    """True when two figures count the same: one noun, two names of one group, or one leaves the noun out.

    Soldiers are no civilians and people are no children; Syrian soldiers are no Turkish ones.
    """
    if a.peoples and b.peoples and not a.peoples & b.peoples:
        return False
    if a.thing is None or b.thing is None:
        return a.figure.event_kind is not None
    if a.thing == b.thing or (a.thing in ALIKE and b.thing in ALIKE):
        return True
    if a.figure.event_kind is None:
        return False
    if a.group is None or b.group is None:
        return bool(a.about & b.about)
    return (
        a.group == b.group or (a.group in GENERIC and b.group != "child") or (b.group in GENERIC and a.group != "child")
    )


def same_occasion(a: Claim, b: Claim) -> bool:
    """True when nothing says that two figures are about two events: place, day, "in 2009", a running total."""
    if a.places and b.places and not a.places & b.places:
        return False
    if a.total != b.total or a.past != b.past:
        return False
    toll = not ALIKE.isdisjoint({a.thing, b.thing})
    if a.grown != b.grown and not toll:
        return False
    told = toll or a.places & b.places
    if b.sentence - a.sentence > FARTHEST and not told:
        return False
    if a.figure.event_kind is None and a.event != b.event and not is_level(a, b):
        return False
    if a.figure.change and b.figure.change and a.figure.change.direction != b.figure.change.direction:
        return False
    first, second = a.figure.time, b.figure.time
    if first is not None and second is not None:
        return first.span.text.lower() == second.span.text.lower() or (
            first.iso is not None and first.iso == second.iso
        )
    return True


def is_level(a: Claim, b: Claim) -> bool:
    """True when the verbs only put numbers to a thing; of two prices told in turn it is enough that one does."""
    told = a.figure.source.entity is not None and b.figure.source.entity is not None
    in_turn = told and a.figure.kind == "money" and b.sentence - a.sentence <= 1
    return (a.level or b.level) if in_turn else (a.level and b.level)


def rival_sources(first: Party, second: Party, a: Claim, b: Claim) -> bool:
    """True for two sources that differ; an unnamed one only beside a named one in the same or the next breath."""
    if first.entity is not None and second.entity is not None:
        apart = a.sentence != b.sentence and (is_anybody(first) or is_anybody(second))
        return first.entity != second.entity and not apart
    if first.entity is None and second.entity is None:
        return False
    return a.sentence == b.sentence and a.figure.hedge is None and b.figure.hedge is None


def is_anybody(source: Party) -> bool:
    """True for a source that may well be the other one: "a source", "the group", "the agency"."""
    name = source.name or ""
    return name.lower() in ANYBODY


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


def equal(a: Figure, b: Figure) -> bool:
    """True when two figures say the same number."""
    return a.value is not None and a.value == b.value


def shown(figure: Figure) -> str:
    """The figure's value for a reader."""
    return f"{figure.value:,.12g}" if figure.value is not None else figure.span.text


def named(figure: Figure) -> str:
    """Who says a figure, for a reader."""
    source = figure.source
    return source.name or (source.span.text if source.span is not None else "the text itself")
