"""The same words in two articles: copy of one wire, or two versions of one text.

Runs of equal words are found by shingles (Broder, "On the resemblance and containment of documents", 1997) and drawn
out as far as they go. What stands between quotation marks is not counted: two reporters hear the same speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from schemas.comparison import Pair, PairKind, Passage, Place
from schemas.records import Span, Structure
from service.comparing.words import Word, stretch, words_of

SHINGLE = 8
"""Words that two articles share by chance less than once in a thousand articles."""
MOST = 50
"""The most passages of a pair that are told, the longest first."""
NEAR, SOME = 0.4, 25
"""The share from which two articles are near-identical; words in a row from which a passage is shared."""
SKIPPED = frozenset({"duplicate", "boilerplate", "promo", "media_time", "image_file"})


@dataclass(frozen=True, slots=True)
class Wordy:
    """An article as its words: those of its own text, without repeats, notices and direct quotations; and every one."""

    text: str
    words: Sequence[Word]
    every: Sequence[Word]


def read_words(text: str, structure: Structure) -> Wordy:
    """An article as its words."""
    left_out = [s.span for s in structure.segments if s.kind in SKIPPED]
    left_out += [span for q in structure.quotes or () if q.type == "direct" for span in q.content]
    kept, at = [], 0
    for span in sorted(left_out, key=lambda span: span.start):
        if span.start > at:
            kept.append(Span(at, span.start, ""))
        at = max(at, span.end)
    own = words_of(text, [*kept, Span(at, len(text), "")])
    return Wordy(text, own, words_of(text, [Span(0, len(text), "")]))


def find_pairs(articles: Sequence[Wordy]) -> tuple[Pair, ...]:
    """How much any two articles share, in order."""
    return tuple(pair(i, j, articles[i], articles[j]) for i, j in combinations(range(len(articles)), 2))


def pair(i: int, j: int, first: Wordy, second: Wordy) -> Pair:
    """How much two articles share."""
    runs = common_runs(first.words, second.words)
    shorter = min(len(first.words), len(second.words))
    shared = sum(length for _, _, length in runs)
    told = sorted(sorted(runs, key=lambda run: -run[2])[:MOST])
    passages = tuple(
        Passage(
            (
                Place(i, stretch(first.text, first.words[a : a + length])),
                Place(j, stretch(second.text, second.words[b : b + length])),
            ),
            length,
        )
        for a, b, length in told
    )
    share = min(1.0, shared / shorter) if shorter else float(first.text == second.text)
    same = [w.folded for w in first.every] == [w.folded for w in second.every]
    return Pair((i, j), kind_of(share, same, runs), round(share, 3), passages)


def kind_of(share: float, same: bool, runs: Sequence[tuple[int, int, int]]) -> PairKind:
    """What two articles are to each other."""
    if same:
        return "same_text"
    if share >= NEAR:
        return "near_identical"
    return "shared_passages" if any(length >= SOME for _, _, length in runs) else "independent"


def common_runs(first: Sequence[Word], second: Sequence[Word]) -> list[tuple[int, int, int]]:
    """Runs of equal words: where in the first, where in the second, and how many; none overlaps another in either."""
    a, b = [w.folded for w in first], [w.folded for w in second]
    index: dict[tuple[str, ...], int] = {}
    for at in range(len(b) - SHINGLE + 1):
        index.setdefault(tuple(b[at : at + SHINGLE]), at)
    runs, at, used = [], 0, bytearray(len(b))
    while at <= len(a) - SHINGLE:
        found = index.get(tuple(a[at : at + SHINGLE]))
        if found is None or used[found]:
            at += 1
            continue
        length = 0
        while at + length < len(a) and found + length < len(b) and not used[found + length]:
            if a[at + length] != b[found + length]:
                break
            length += 1
        if length < SHINGLE:
            at += 1
            continue
        used[found : found + length] = b"\1" * length
        runs.append((at, found, length))
        at += length
    return runs
