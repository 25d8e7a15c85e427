"""Scores of every layer and of the whole on our own gold, with intervals by bootstrap over its articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.aligning import NEEDED, Layer, Pair, align_all
from evaluation.matching import Json, Rates, rates

SAMPLES, SEED = 2000, 1
LAYERS: tuple[Layer, ...] = ("entities", "quotes", "figures", "stances")
SLOTS: Mapping[Layer, tuple[str, ...]] = {
    "entities": ("stretch", "type", "entity"),
    "quotes": ("content", "type", "speaker", "entity"),
    "figures": ("value", "kind", "unit", "modifier", "measured", "event", "source"),
    "stances": ("holder", "target", "polarity", "cue", "attitude"),
}
"""What of an item is counted one by one in the score of the whole."""
Counts = NDArray[np.int64]
"""A row for each article: right of those found, found, right of the gold ones, gold."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: the layer, in what a pair must agree, and which items count; all of them by default."""

    layer: Layer
    fields: tuple[str, ...]
    among: Callable[[Json], bool] = bool


@dataclass(frozen=True, slots=True)
class Scored:
    """A score with the 95 per cent interval of its F1."""

    rates: Rates
    low: float
    high: float


def quotes_of(kind: str) -> Measure:
    """Quotes of one type."""
    return Measure("quotes", NEEDED["quotes"], lambda quote: bool(quote["type"] == kind))


MEASURES: Mapping[str, Measure] = {
    "segments": Measure("segments", NEEDED["segments"]),
    "entities": Measure("entities", NEEDED["entities"]),
    "entities: overlapping, with type": Measure("entities", ("type",)),
    "entities: led to the right entity": Measure("entities", ("entity",)),
    "entities: pronouns": Measure("pronouns", NEEDED["pronouns"]),
    "quotes": Measure("quotes", NEEDED["quotes"]),
    "quotes: direct": quotes_of("direct"),
    "quotes: mixed": quotes_of("mixed"),
    "quotes: indirect": quotes_of("indirect"),
    "quotes: all words": Measure("quotes", ("all words", "speaker")),
    "quotes: speaker's entity, or rightly none": Measure("quotes", ("content", "entity")),
    "figures": Measure("figures", NEEDED["figures"]),
    "figures: found": Measure("figures", ()),
    "figures: value and bounds": Measure("figures", ("value",)),
    "figures: value and kind": Measure("figures", ("value", "kind")),
    "figures: value and unit": Measure("figures", ("value", "unit")),
    "figures: value and modifier": Measure("figures", ("value", "modifier")),
    "figures: value and measured thing": Measure("figures", ("value", "measured")),
    "figures: value and event": Measure("figures", ("value", "event")),
    "figures: value and source": Measure("figures", ("value", "source")),
    "stances": Measure("stances", NEEDED["stances"]),
    "stances: both parties": Measure("stances", ("holder", "target")),
    "stances: with cue": Measure("stances", (*NEEDED["stances"], "cue")),
    "stances: with attitude": Measure("stances", (*NEEDED["stances"], "attitude")),
    "relations": Measure("relations", NEEDED["relations"]),
}
"""The first of each layer is the layer's score; what it needs is in `aligning.NEEDED`."""
WHOLE = "whole structure"


def score_gold(articles: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Scored]:
    """Scores by measure; the last is that of the whole structure."""
    return report(articles, align_all(articles, answers))


def report(articles: Sequence[Json], pairs: Sequence[Pair]) -> dict[str, Scored]:
    """Scores by measure of pairs that were made before."""
    order = [a["id"] for a in articles]
    scores = {name: scored(counted(measure, pairs, order)) for name, measure in MEASURES.items()}
    return scores | {WHOLE: whole({layer: slots(layer, pairs, order) for layer in LAYERS})}


def counted(measure: Measure, pairs: Sequence[Pair], order: Sequence[str]) -> Counts:
    """The counts of a measure by article."""
    rows = {name: [0, 0, 0, 0] for name in order}
    for pair in pairs:
        if pair.layer != measure.layer:
            continue
        row = rows[pair.document]
        right = bool(pair.fields) and all(pair.fields[f] for f in measure.fields)
        if pair.found is not None and measure.among(pair.found):
            row[0], row[1] = row[0] + right, row[1] + 1
        if pair.gold is not None and measure.among(pair.gold):
            row[2], row[3] = row[2] + right, row[3] + 1
    return np.array(list(rows.values())).reshape(-1, 4)


def slots(layer: Layer, pairs: Sequence[Pair], order: Sequence[str]) -> Counts:
    """The counts of single facts of a layer's items by article."""
    rows = {name: [0, 0, 0, 0] for name in order}
    names = SLOTS[layer]
    for pair in pairs:
        if pair.layer == layer:
            right = sum(pair.fields[name] for name in names) if pair.fields else 0
            more = (right, len(names) * (pair.found is not None), right, len(names) * (pair.gold is not None))
            rows[pair.document] = [a + b for a, b in zip(rows[pair.document], more, strict=True)]
    return np.array(list(rows.values())).reshape(-1, 4)


def scored(counts: Counts) -> Scored:
    """Rates of counts by article, and the interval of their F1."""
    total = rates(*(int(n) for n in counts.sum(axis=0)))
    low, high = interval(f1(resampled(counts)))
    return Scored(total, low, high)


def whole(layers: Mapping[Layer, Counts]) -> Scored:
    """The mean over the layers of the rates of their single facts, after MUC's slots; each layer counts the same."""
    parts = [rates(*(int(n) for n in counts.sum(axis=0))) for counts in layers.values()]
    samples = np.mean([f1(resampled(counts)) for counts in layers.values()], axis=0)
    low, high = interval(samples)
    precision, recall, mean = (
        round(float(np.mean([getattr(p, name) for p in parts])), 1) for name in ("precision", "recall", "f1")
    )
    predicted, gold = sum(p.predicted for p in parts), sum(p.gold for p in parts)
    return Scored(Rates(precision, recall, mean, predicted, gold), low, high)


def resampled(counts: Counts) -> Counts:
    """The sums of counts over as many articles, drawn with replacement; the same draws for every measure."""
    if not len(counts):
        return np.zeros((SAMPLES, 4), dtype=np.int64)
    draws = np.random.default_rng(SEED).integers(0, len(counts), size=(SAMPLES, len(counts)))
    sums: Counts = counts[draws].sum(axis=1)
    return sums


def f1(counts: NDArray[Any]) -> NDArray[np.float64]:
    """F1 in percent of rows of counts."""
    right_found, found, right_gold, gold = counts.T.astype(np.float64)
    precision = np.divide(right_found, found, out=np.zeros_like(found), where=found > 0)
    recall = np.divide(right_gold, gold, out=np.zeros_like(gold), where=gold > 0)
    total = precision + recall
    score: NDArray[np.float64] = 100 * np.divide(
        2 * precision * recall, total, out=np.zeros_like(total), where=total > 0
    )
    return score


def interval(samples: NDArray[np.float64]) -> tuple[float, float]:
    """The middle 95 per cent of samples (percentile bootstrap, Efron 1979)."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return round(float(low), 1), round(float(high), 1)
