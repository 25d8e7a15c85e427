"""What became of an item: between versions it is changed, added or removed; between outlets it agrees, or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from schemas.comparison import Outcome, Pair, View
from schemas.records import Document

RANK = {
    name: place
    for place, name in enumerate(
        ("conflict", "changed", "reworded", "cut", "added", "removed", "compatible", "agreement", "same", "only")
    )
}
"""What a reader looks for first."""


class Kinded(Protocol):
    """What has a kind of its own."""

    @property
    def kind(self) -> str:
        """Which."""


Item = TypeVar("Item", bound=Kinded)


@dataclass(frozen=True, slots=True)
class Order:
    """In which order articles were made; None when they are no versions of each other."""

    order: tuple[int, ...] | None

    def outcome(self, present: set[int], *, differs: bool, rival: bool) -> Outcome:
        """What became of an item that stands in some of the articles.

        Args:
            present: the articles.
            differs: it is not the same in all of them.
            rival: what they say cannot all hold.
        """
        missing = self.missing(present)
        if missing is not None:
            return missing
        if len(present) == 1:
            return "only"
        if not differs:
            return "agreement"
        return "changed" if self.order else "conflict" if rival else "compatible"

    def missing(self, present: set[int]) -> Outcome | None:
        """What it means that an item is not in all articles; None when it means nothing."""
        if not self.order:
            return None
        if self.order[0] not in present:
            return "added"
        return "removed" if self.order[-1] not in present else None

    def sorted(self, items: Iterable[Item]) -> list[Item]:
        """Items with what a reader looks for first before the others, else in their order."""
        return sorted(items, key=lambda item: RANK[item.kind])


def find_order(view: View | None, pairs: Sequence[Pair], documents: Sequence[Document]) -> Order:
    """Whether articles are versions of one, and then in which order; by what they share, where nobody says.

    Versions are in the order of their dates when all have one, else as they came.
    """
    if view is None:
        view = "versions" if all(p.kind in ("same_text", "near_identical") for p in pairs) else "outlets"
    if view == "outlets":
        return Order(None)
    numbers = range(len(documents))
    dates = [d.published for d in documents]
    if all(dates):
        return Order(tuple(sorted(numbers, key=lambda n: (dates[n] or "", n))))
    return Order(tuple(numbers))
