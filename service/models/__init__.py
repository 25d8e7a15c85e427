"""Learned weights that ship with the package, each with its card; read only when they are what was trained.

`checksums.toml` has the SHA-256 of each file. Nothing here is a pickle, and nothing is fetched.
"""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable

from service.errors import DamagedWeights

FOLDER: Traversable = files("service.models")
CHECKSUMS = "checksums.toml"
SHIPPED = ("names.onnx", "tokenizer.json", "pronouns.json", "confidence.json", "stances.onnx", "stances.json")


def read_weights(name: str) -> bytes:
    """A file of weights.

    Raises:
        DamagedWeights: it, or the list of checksums, is missing or not as it was shipped; the message names it.
    """
    try:
        expected = tomllib.loads(FOLDER.joinpath(CHECKSUMS).read_text("utf-8"))[name]
    except (OSError, ValueError, KeyError) as error:
        raise DamagedWeights(
            f"service/models/{CHECKSUMS}: no checksum of {name} ({error}). Install the package anew."
        ) from None
    try:
        content = FOLDER.joinpath(name).read_bytes()
    except OSError as error:
        raise DamagedWeights(f"service/models/{name}: {error.strerror}. Install the package anew.") from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise DamagedWeights(
            f"service/models/{name}: {len(content)} bytes that are not the shipped ones. Install the package anew."
        )
    return content


def require_weights() -> None:
    """Look whether every file of weights is there and as it was shipped, without loading any.

    Raises:
        DamagedWeights: one is not; the message names it.
    """
    for name in SHIPPED:
        read_weights(name)
