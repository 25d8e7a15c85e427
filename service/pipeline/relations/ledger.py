"""Who is for and against whom: an actor's own stances, counted by target, and those that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

from schemas.records import Relation, Stance, Tally
from service.pipeline.actors import Actors

SURE = 0.5
"""Stances below this confidence contradict nothing."""


def find_positions(stances: Sequence[Stance], actors: Actors) -> Iterator[Relation]:
    """One entry for each actor and each entity that he takes a stance toward, then what contradicts itself.

    Only his own stances count, none that somebody else puts on him. The items are the actor, the target, and the
    stances that show it, in text order.
    """
    ledger: dict[tuple[str, str], list[Stance]] = defaultdict(list)
    for stance in stances:
        if stance.ascribed_by is None and stance.holder.entity and stance.target.entity:
            ledger[stance.holder.entity, stance.target.entity].append(stance)
    names = {entity.id: entity.name for entity in actors.entities}
    for (holder, target), held in ledger.items():
        tally = Tally(*(sum(s.polarity == p for s in held) for p in ("for", "against", "neutral")))
        counts = ", ".join(f"{n} {p}" for p, n in (("for", tally.for_), ("against", tally.against)) if n) or "neutral"
        why = f"{names[holder]} toward {names[target]}: {counts}"
        yield Relation("position", (holder, target, *(s.id for s in held)), why, tally)
    for held in ledger.values():
        yield from contradictions(held)


def contradictions(held: Sequence[Stance]) -> Iterator[Relation]:
    """The first pair of stances of one actor toward one entity that cannot both stand."""
    sure = [s for s in held if s.confidence >= SURE and s.cue is not None]
    ours = [s for s in sure if s.polarity == "for"]
    theirs = [s for s in sure if s.polarity == "against"]
    for a, b in product(ours, theirs):
        first, second = sorted((a, b), key=lambda s: s.evidence.start)
        why = f"{a.holder.name} is for it in “{cue(a)}” and against it in “{cue(b)}”"
        yield Relation("contradiction", (first.id, second.id), why)
        return


def cue(stance: Stance) -> str:
    """The words that show a stance."""
    return stance.cue.text if stance.cue else stance.evidence.text
