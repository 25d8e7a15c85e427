"""What the parts of the figure extractor hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.records import FigureKind, Modifier


@dataclass(frozen=True, slots=True)
class Per:
    """Per what a number is said: the characters of "square foot" or "day", and their unit when they are one."""

    start: int
    end: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number: `start` to `end` with its scale, `before` to `after` with currency, unit and what it is per.

    Offsets are half-open characters. The bounds of a score are its two numbers as they are said.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    kind: FigureKind | None = None
    modifier: Modifier | None = None
    unit: str | None = None
    before: int = -1
    after: int = -1
    per: Per | None = None
    scale: float = 1.0

    @property
    def value(self) -> float | None:
        """The value when one number is said."""
        return self.low if self.low == self.high and self.kind != "score" else None


@dataclass(frozen=True, slots=True)
class Placed:
    """A number with the tokens it stands on: `start` to `end` itself, `first` to `after` with currency and unit."""

    number: Number
    start: int
    end: int
    first: int
    after: int

    @property
    def kind(self) -> FigureKind | None:
        """The kind of the number."""
        return self.number.kind
