"""What was won stays won: scores on our own gold beside those of the landed state, and the items that were lost.

The landed state is `baselines/gold.json`: scores with their intervals, the counts of each article, and which gold items
were right. `python -m evaluation --write` writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_args

import numpy as np

from evaluation.aligning import Layer, Pair
from evaluation.matching import Json
from evaluation.scoring_gold import MEASURES, counted, f1, interval, report, resampled

LONGEST = 60
"""Characters of an item that are told."""


def landed(articles: Sequence[Json], pairs: Sequence[Pair]) -> Json:
    """The state to hold: scores by measure, counts by layer and article, the right items by layer and article."""
    order = [a["id"] for a in articles]
    scores = {name: asdict(s.rates) | {"low": s.low, "high": s.high} for name, s in report(articles, pairs).items()}
    return {
        "corpus": "gold",
        "documents": len(articles),
        "digest": digest(articles),
        "scores": scores,
        "counts": {layer: counted(MEASURES[measure_of(layer)], pairs, order).tolist() for layer in get_args(Layer)},
        "right": {layer: right_items(layer, pairs, order) for layer in get_args(Layer)},
    }


def measure_of(layer: Layer) -> str:
    """The name of the measure that is the layer's score."""
    return "entities: pronouns" if layer == "pronouns" else layer


def digest(articles: Sequence[Json]) -> str:
    """Which gold the state was measured on."""
    return hashlib.sha256("".join(a["id"] + a["text"] + str(a["structure"]) for a in articles).encode()).hexdigest()


def right_items(layer: Layer, pairs: Sequence[Pair], order: Sequence[str]) -> dict[str, list[str]]:
    """The names of the gold items that are right, by article."""
    return {
        document: [name_of(p.gold) for p in pairs if p.layer == layer and p.document == document and p.right and p.gold]
        for document in order
    }


def name_of(gold: Json) -> str:
    """The name of a gold item: its id, where a mention begins, or what a relation joins."""
    if "items" in gold:
        return f"{gold['kind']} {' '.join(gold['items'])}"
    return str(gold["id"] if "id" in gold else gold["start"])


def lost_ground(before: Mapping[str, Any], articles: Sequence[Json], pairs: Sequence[Pair]) -> list[str]:
    """What dropped, a line for each layer with the items that it lost; empty when nothing did.

    A layer drops when its F1 is below its interval in the landed state, or when the difference is below zero in 97.5 of
    100 draws of articles (paired bootstrap). The whole structure drops when it is below its interval.
    """
    if before["digest"] != digest(articles):
        return ["the gold is another than that of the baselines: run `python -m evaluation --only gold --write`"]
    now = landed(articles, pairs)
    found = []
    for layer in get_args(Layer):
        name = measure_of(layer)
        was, is_ = before["scores"][name], now["scores"][name]
        if is_["f1"] < was["low"] or is_worse(before["counts"][layer], now["counts"][layer]):
            lost = list(lost_items(layer, before["right"][layer], pairs))
            told = (
                f"{name}: F1 {was['f1']} ({was['low']} to {was['high']}) fell to {is_['f1']}; {len(lost)} item(s) lost:"
            )
            found.append("\n  ".join([told, *lost]))
    was, is_ = before["scores"]["whole structure"], now["scores"]["whole structure"]
    if is_["f1"] < was["low"]:
        found.append(f"whole structure: {was['f1']} ({was['low']} to {was['high']}) fell to {is_['f1']}")
    return found


def is_worse(before: Sequence[Sequence[int]], now: Sequence[Sequence[int]]) -> bool:
    """True when F1 fell in nearly all draws of articles."""
    _, high = interval(f1(resampled(np.array(now))) - f1(resampled(np.array(before))))
    return high < 0


def lost_items(layer: Layer, before: Mapping[str, Sequence[str]], pairs: Sequence[Pair]) -> Iterator[str]:
    """The gold items that were right and are not, with what is wrong with them now."""
    for pair in pairs:
        if pair.layer == layer and pair.gold and not pair.right and name_of(pair.gold) in before.get(pair.document, ()):
            yield f"{pair.document} {name_of(pair.gold)} {words(pair.gold)!r}: {pair.fault}"


def words(gold: Json) -> str:
    """The words by which an item is known."""
    part = gold.get("content", [gold.get("span") or gold.get("cue") or gold])[0]
    text: str = part.get("text", gold.get("why", ""))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
