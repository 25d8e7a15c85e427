"""How a view reaches the parts that the factory built."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from service.answers import Answerer
from service.config import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What the factory joined."""

    settings: Settings
    answerer: Answerer


def parts() -> Parts:
    """The parts of the app that serves this request."""
    found: Parts = current_app.extensions["standfirst"]
    return found
