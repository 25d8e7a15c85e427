"""Stretches between quotation marks: pairs of every style, marks that were never closed, apostrophes left alone."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from service.pipeline.segments import Block, Reading

DOUBLE = re.compile(r"[“”„«»\"]")
SINGLE = re.compile(r"[‘’'‚]")
MAX_MARKS = 2000
"""A paragraph with more marks than this is no prose; its marks are left alone."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks of the reading text: `start` and `end` without the marks themselves.

    `closed` is False when the paragraph ends before the quotation does; `block` is the index of its block.
    """

    start: int
    end: int
    open_at: int
    close_at: int
    closed: bool
    block: int


@dataclass(frozen=True, slots=True)
class Quotations:
    """All quotations of a text in order, without overlap."""

    items: tuple[Quotation, ...]

    def beside(self, character: int) -> tuple[Quotation | None, Quotation | None]:
        """The last quotation that ends before a character, and the first that begins after it."""
        after = bisect_right(self.items, character, key=lambda q: q.open_at)
        before = after - 1
        if before >= 0 and self.items[before].close_at > character:
            before -= 1
        return self.items[before] if before >= 0 else None, self.items[after] if after < len(self.items) else None

    def within(self, start: int, end: int) -> tuple[Quotation, ...]:
        """The quotations that touch a stretch."""
        first = bisect_right(self.items, start, key=lambda q: q.close_at)
        last = bisect_left(self.items, end, key=lambda q: q.open_at)
        return self.items[first:last]

    def around(self, character: int) -> Quotation | None:
        """The quotation that a character stands in, the marks counted in."""
        i = bisect_right(self.items, character, key=lambda q: q.open_at) - 1
        return self.items[i] if i >= 0 and character < self.items[i].close_at else None


def find_quotations(reading: Reading) -> Quotations:
    """The quotations of every block.

    Single marks count as quotation marks only in a text that has no pair of double ones: the British style. A text
    with both uses the single ones inside the double ones.
    """
    double = [q for i, block in enumerate(reading.blocks) for q in in_block(reading.text, block, i, double_marks)]
    if double:
        return Quotations(tuple(double))
    return Quotations(
        tuple(q for i, block in enumerate(reading.blocks) for q in in_block(reading.text, block, i, single_marks))
    )


def in_block(text: str, block: Block, index: int, marks) -> list[Quotation]:  # type: ignore[no-untyped-def]
    """The quotations of one block."""
    found: list[Quotation] = []
    opened: int | None = None
    for position, opens, closes in marks(text, block.start, block.end):
        if closes and opened is not None:
            if position > opened + 1:
                found.append(Quotation(opened + 1, position, opened, position + 1, True, index))
            opened = None
        elif opens and opened is None:
            opened = position
    if opened is not None and block.end - opened > 2:
        found.append(Quotation(opened + 1, block.end, opened, block.end, False, index))
    return found


def double_marks(text: str, start: int, end: int) -> list[tuple[int, bool, bool]]:
    """Double marks with whether each may open and may close."""
    found: list[tuple[int, bool, bool]] = []
    for match in DOUBLE.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark == '"':
            spaced_before = at == start or text[at - 1].isspace() or text[at - 1] in "([—–-‘'"
            spaced_after = at + 1 == end or text[at + 1].isspace()
            inches = not spaced_before and text[at - 1].isdigit() and not any(closes for _, _, closes in found[-1:])
            if inches and text.count('"', start, end) % 2:
                continue
            opens, closes = spaced_before and not spaced_after, not spaced_before or spaced_after
            found.append((at, opens or not closes, closes))
        else:
            touches = at > start and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
            found.append((at, mark in "“„«" and not touches, mark in "”»" or touches))
        if len(found) > MAX_MARKS:
            return []
    return found


def single_marks(text: str, start: int, end: int) -> list[tuple[int, bool, bool]]:
    """Single marks that are not apostrophes, with whether each may open and may close.

    A closing mark after an s may be a plural's apostrophe ("the workers’ rights"); it counts as one when a later
    mark before the next opening one closes better.
    """
    found: list[tuple[int, bool, bool]] = []
    for match in SINGLE.finditer(text, start, end):
        mark, at = match.group(), match.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if before.isalnum() and after.isalnum():
            continue
        opens = mark in "‘'‚" and (before.isspace() or before in "([—–-") and not after.isspace()
        closes = mark in "’'" and not before.isspace() and not after.isalnum()
        if opens or closes:
            found.append((at, opens, closes and not opens))
        if len(found) > MAX_MARKS:
            return []
    return drop_plurals(text, found)


def drop_plurals(text: str, marks: list[tuple[int, bool, bool]]) -> list[tuple[int, bool, bool]]:
    """Leave out closing marks that are a plural's apostrophe, for a better one follows or nothing is open."""
    kept: list[tuple[int, bool, bool]] = []
    for n, (at, opens, closes) in enumerate(marks):
        if closes and text[at - 1] == "s" and text[at + 1 : at + 2] == " ":
            later = next((m for m in marks[n + 1 :] if m[1] or m[2]), None)
            if later is not None and later[2]:
                continue
        kept.append((at, opens, closes))
    return kept
