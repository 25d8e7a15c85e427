"""A stance before its parties are looked up: tokens of the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from service.lexicons.reader import Frame

Undoing = Literal["open", "undone", "refused", "normative"]
"""What stands over a word that shows a stance.

"open": it is not held (a condition, a possibility, a plain "not"); "undone": it is held no longer, so the other way
round; "refused": it is declined, so the other way round when it was for somebody; "normative": somebody ought to.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A word or two that show a stance, and the heads of its parties.

    Attributes:
        holder: the head of who holds it, None when the sentence names nobody.
        target: the head of what it is toward.
        frame: attitude, polarity and strength.
        cue: the words that show it, a token range.
        undoing: what stands over it.
        certainty: how often such a frame is right, from 0 to 1.
        speaker: the holder is who says it, not somebody in the sentence.
        ascribed: the head of who puts it on the holder, where the sentence says so ("accused Y of backing Z").
    """

    holder: Token | None
    target: Token
    frame: Frame
    cue: tuple[int, int]
    undoing: Undoing | None
    certainty: float
    speaker: bool = False
    ascribed: Token | None = None
