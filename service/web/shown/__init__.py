"""The examples of the API's description: requests, and the answers that the service gives to them.

The answers are in the files beside this one; `python -m evaluation.examples` writes them, a test holds them true.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent
ARTICLE = {"text": "“The bridge is safe,” engineer Ada Holm told reporters on Monday. Police said 12 people were hurt."}
VERSIONS = {
    "articles": [
        {"id": "morning", "text": "Police said 12 people were hurt. “The bridge is safe,” engineer Ada Holm said."},
        {"id": "evening", "text": "Police said 15 people were hurt. “The bridge is closed,” engineer Ada Holm said."},
    ]
}
REQUESTS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "structure": ("/v1/structure", ARTICLE),
    "batch": ("/v1/structure/batch", {"articles": [ARTICLE, {"text": " "}]}),
    "compare": ("/v1/compare", VERSIONS),
}
"""The address of each example, and what is sent there."""


def answer_to(name: str) -> Any:
    """The answer to an example's request; None before it was written."""
    path = FOLDER / f"{name}.json"
    return orjson.loads(path.read_bytes()) if path.exists() else None
