"""Articles to load a service with: our own gold, cut and mixed into any number of distinct texts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import orjson

from evaluation.gold import read_gold


def distinct(count: int, *, paragraphs: int = 8, seed: int = 1) -> Iterator[bytes]:
    """Bodies of requests, no two alike, each of some paragraphs of our gold in a random order."""
    pool = [p for article in read_gold() for p in article["text"].split("\n\n") if len(p) > 80]
    rng = random.Random(seed)
    for n in range(count):
        text = "\n\n".join([f"Report {seed}-{n}.", *rng.sample(pool, min(paragraphs, len(pool)))])
        yield body_of(text)


def whole() -> Sequence[bytes]:
    """Bodies of requests, one for each article of our gold."""
    return [body_of(article["text"]) for article in read_gold()]


def body_of(text: str) -> bytes:
    """A request for a text."""
    return orjson.dumps({"text": text, "language": "en"})
