"""A text with its items marked, as HTML: what crosses is split, what is nested stays so, all else is escaped."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

PARAGRAPH = re.compile(r"[^\r\n]*[^\s][^\r\n]*")
"""A line that holds something."""


class Mark(NamedTuple):
    """A stretch that is marked.

    Attributes:
        start: in code points of the text.
        end: exclusive.
        rank: of two marks of one stretch the lower is outside.
        item: the id of what is marked; given to the first piece as `id` when `anchor` is set.
        names: classes.
        linked: ids of what is lit up with it.
        label: for a stretch with a label of its own before it.
        anchor: whether links lead here.
        stop: whether the keyboard stops here.
    """

    start: int
    end: int
    rank: int
    item: str
    names: str
    linked: str = ""
    label: str = ""
    anchor: bool = True
    stop: bool = False


def paragraphs(text: str, marks: Iterable[Mark]) -> Iterator[Markup]:
    """The lines of a text, each with its marks; a mark over several lines has a piece in each."""
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.rank))
    anchored: set[str] = set()
    for line in PARAGRAPH.finditer(text):
        waiting = [mark for mark in waiting if mark.end > line.start()]
        inside = [
            mark._replace(start=max(mark.start, line.start()), end=min(mark.end, line.end()))
            for mark in waiting
            if mark.start < line.end()
        ]
        yield Markup("").join(pieces(text, line.start(), line.end(), inside, anchored))


def pieces(text: str, start: int, end: int, marks: Sequence[Mark], anchored: set[str]) -> Iterator[Markup]:
    """A stretch of a text cut into HTML; ids that are given are added to `anchored`, so that none is given twice."""
    waiting = [(mark.start, -mark.end, mark.rank, n, mark) for n, mark in enumerate(marks)]
    heapq.heapify(waiting)
    opened: list[tuple[int, Markup]] = []
    count, at = len(waiting), start
    while waiting or opened:
        following = waiting[0][0] if waiting else end
        if opened and opened[-1][0] <= following:
            stop, closing = opened.pop()
            yield escape(text[at:stop])
            yield closing
            at = stop
            continue
        mark = heapq.heappop(waiting)[-1]
        yield escape(text[at : mark.start])
        at = mark.start
        if opened and mark.end > opened[-1][0]:  # it goes on behind what it stands in: split there
            rest = mark._replace(start=opened[-1][0])
            heapq.heappush(waiting, (rest.start, -rest.end, rest.rank, count, rest))
            count += 1
            mark = mark._replace(end=opened[-1][0])
        yield opening(mark, anchored)
        opened.append((mark.end, Markup("</mark>") if mark.stop else Markup("</span>")))
    yield escape(text[at:end])


def opening(mark: Mark, anchored: set[str]) -> Markup:
    """The tag that begins a mark."""
    name = "mark" if mark.stop else "span"
    place = label = Markup("")
    if (mark.anchor or mark.label) and mark.item not in anchored:
        anchored.add(mark.item)
        place = Markup(' id="{}"{}').format(mark.item, Markup(' tabindex="0"') if mark.stop else "")
        label = Markup('<span class="label">{}</span> ').format(mark.label) if mark.label else label
    tag = Markup('<{} class="{}" data-item="{}" data-with="{}"{}>{}')
    return tag.format(name, mark.names, mark.item, mark.linked, place, label)
