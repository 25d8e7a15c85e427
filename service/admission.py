"""Who may compute: one at a time in a process, and nobody who would wait in vain."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from service import metrics
from service.errors import DeadlinePassed, Overloaded

FIRST_GUESS = 50e-6
"""Seconds a character, before anything was measured."""
WEIGHT = 0.2
"""How much the last computation counts in the running mean."""
LEAST = 500
"""Characters that a computation costs at least."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment until which a request is to be answered, on the monotonic clock; None: whenever."""

    moment: float | None = None

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """A deadline some seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float | None:
        """Seconds left, never below 0; None without a deadline."""
        return None if self.moment is None else max(0.0, self.moment - time.monotonic())

    def check(self) -> None:
        """Stop when it has passed.

        Raises:
            DeadlinePassed: it has.
        """
        if self.left() == 0:
            raise DeadlinePassed("The article took longer than a request may.")


NO_DEADLINE = Deadline()


@dataclass(slots=True)
class Line:
    """Computations that wait for their turn.

    Attributes:
        places: how many may wait beside the one that runs.
    """

    places: int
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _state: threading.Lock = field(default_factory=threading.Lock)
    _waiting: int = 0
    _characters: int = 0
    _pace: float = FIRST_GUESS

    @property
    def waiting(self) -> int:
        """How many computations run or wait."""
        return self._waiting

    @contextmanager
    def turn(self, characters: int, deadline: Deadline) -> Iterator[None]:
        """Wait for the turn and hold it.

        Raises:
            Overloaded: the line is full, or too long for the deadline.
            DeadlinePassed: the turn did not come in time.
        """
        work = max(characters, LEAST)
        self._join(work, deadline)
        try:
            left = deadline.left()
            if not self._turn.acquire(timeout=-1 if left is None else left):
                raise DeadlinePassed("The article waited longer than a request may.")
            began = time.perf_counter()
            try:
                yield
            finally:
                self._turn.release()
            self._learn((time.perf_counter() - began) / work)
        finally:
            with self._state:
                self._waiting -= 1
                self._characters -= work

    def _join(self, work: int, deadline: Deadline) -> None:
        with self._state:
            left, ahead = deadline.left(), self._characters * self._pace
            if self._waiting > self.places or (left is not None and self._waiting and ahead > left):
                metrics.refused.inc()
                raise Overloaded(max(1, math.ceil(ahead)))
            self._waiting += 1
            self._characters += work

    def _learn(self, pace: float) -> None:
        with self._state:
            self._pace += WEIGHT * (pace - self._pace)
