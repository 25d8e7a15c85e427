"""How a view reaches the parts that the factory built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from service.answers import Answerer
from service.config import Settings
from service.web.codings import Coder

if TYPE_CHECKING:
    from service.web.keys import Keys


@dataclass(frozen=True, slots=True)
class Parts:
    """What the factory joined."""

    settings: Settings
    answerer: Answerer
    keys: Keys
    coder: Coder


def parts() -> Parts:
    """The parts of the app that serves this request."""
    found: Parts = current_app.extensions["standfirst"]
    return found
