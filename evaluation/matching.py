"""What counts as the same thing: overlapping spans, words, one-to-one matching, and the rates made of counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Range = tuple[int, int]
Json = dict[str, Any]
WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1 in percent, with the counts that they are made of."""

    precision: float
    recall: float
    f1: float
    predicted: int
    gold: int


def rates(right_predicted: float, predicted: int, right_gold: float, gold: int) -> Rates:
    """Rates of counts; 0 where there is nothing to divide by."""
    p = right_predicted / predicted if predicted else 0.0
    r = right_gold / gold if gold else 0.0
    f = 2 * p * r / (p + r) if p + r else 0.0
    return Rates(round(100 * p, 1), round(100 * r, 1), round(100 * f, 1), predicted, gold)


def overlap(a: Range, b: Range) -> bool:
    """True when two half-open ranges share a position."""
    return a[0] < b[1] and b[0] < a[1]


def range_of(span: Json) -> Range:
    """A span of the wire format as a range."""
    return span["start"], span["end"]


def word_starts(text: str, ranges: Iterable[Range]) -> set[int]:
    """Where the words in some ranges begin."""
    return {m.start() for start, end in ranges for m in WORD.finditer(text, start, end)}


def pairs_matched(golds: Sequence[Json], founds: Sequence[Json], same: Callable[[Json, Json], bool]) -> int:
    """The size of the largest one-to-one matching of gold and found items that are the same (Kuhn's algorithm)."""
    choices = [[j for j, found in enumerate(founds) if same(gold, found)] for gold in golds]
    taken_by: dict[int, int] = {}

    def assign(i: int, tried: set[int]) -> bool:
        for j in choices[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in taken_by or assign(taken_by[j], tried):
                taken_by[j] = i
                return True
        return False

    return sum(assign(i, set()) for i in range(len(golds)))


def entity_ranges(structure: Json, identifier: str | None) -> list[Range]:
    """All mentions of an entity of an answer."""
    return [range_of(m) for e in structure.get("entities", ()) if e["id"] == identifier for m in e["mentions"]]


def party_ranges(structure: Json, party: Json | None) -> list[Range]:
    """All stretches that stand for a speaker, holder or target: its own words and its entity's mentions."""
    if not party:
        return []
    own = [range_of(party["span"])] if party.get("span") else []
    return own + entity_ranges(structure, party.get("entity"))
