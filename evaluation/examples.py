"""The examples of the API's description: real answers to its example requests.

python -m evaluation.examples           writes them anew
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from flask.testing import FlaskClient

from service.app import create_app
from service.config import Settings
from service.web.shown import FOLDER, REQUESTS

RULES = "sha256:…"
"""What stands for the digest of the rules, which every change of a word changes."""


def answers(client: FlaskClient) -> Iterator[tuple[str, Any]]:
    """The name of each example, and what the service answers."""
    for name, (address, request) in REQUESTS.items():
        yield name, without_digest(client.post(address, json=request).get_json())


def without_digest(answer: Any) -> Any:
    """An answer whose digests of the rules are left out."""
    if isinstance(answer, dict):
        return {key: RULES if key == "rules" else without_digest(value) for key, value in answer.items()}
    return [without_digest(value) for value in answer] if isinstance(answer, list) else answer


def write() -> None:
    """Write the examples."""
    for name, answer in answers(create_app(Settings(log_level="error")).test_client()):
        (FOLDER / f"{name}.json").write_bytes(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    write()
