"""How sure each item is: a logistic function of what it shows of itself, fitted to how often such items are right.

A weight belongs to a fact ("rule=tag", "speaker=unresolved") or a number of an item; `training/confidence.py` fits them
on our own gold, `evaluation/calibration.py` says what right means and how far the chances are off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar, get_args

from schemas.records import Figure, Method, Party, Quote, Stance

Weights = Mapping[str, float]
"""The weight of each fact of one layer; a fact without one weighs nothing."""
Item = TypeVar("Item", Quote, Figure, Stance)
ALWAYS = "always"
CERTAIN = 1e-4


def surely(items: tuple[Item, ...], facts: Callable[[Item], Mapping[str, float]], weights: Weights) -> tuple[Item, ...]:
    """The items of a layer with their confidence, between 0 and 1 with two decimals."""
    return tuple(replace(item, confidence=chance(facts(item), weights)) for item in items)


def chance(facts: Mapping[str, float], weights: Weights) -> float:
    """The logistic function of the weighted sum of facts."""
    total = sum(weights.get(name, 0.0) * value for name, value in facts.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 2)


def log_odds(chance: float) -> float:
    """Log-odds of a chance, kept within reason."""
    chance = min(max(chance, CERTAIN), 1 - CERTAIN)
    return math.log(chance / (1 - chance))


RAW: Mapping[str, Weights] = {
    "quotes": {ALWAYS: 0.0},
    "figures": {"log-odds of its rule": 1.0},
    "stances": {f"log-odds of {method}": 1.0 for method in get_args(Method)},
}
"""Weights that leave the confidence of figures and stances as their rules and the classifier give it."""


def quote_facts(quote: Quote) -> dict[str, float]:
    """What a quote shows: its rule, its type, its speaker, whether something passed it on, where it stands."""
    return dict.fromkeys(quote_names(quote), 1.0)


def quote_names(quote: Quote) -> Iterator[str]:
    """The facts of a quote."""
    yield ALWAYS
    yield f"rule={quote.why}"
    yield f"type={quote.type}"
    yield f"speaker={party(quote.speaker)}"
    if quote.via:
        yield "via"
    if len(quote.content) > 1:
        yield "pieces"


def figure_facts(figure: Figure) -> dict[str, float]:
    """What a figure shows: its kind, modifier, source, what it measures, and how sure its rule was."""
    return {**dict.fromkeys(figure_names(figure), 1.0), "log-odds of its rule": log_odds(figure.confidence)}


def figure_names(figure: Figure) -> Iterator[str]:
    """The facts of a figure."""
    yield ALWAYS
    yield f"kind={figure.kind}"
    yield f"modifier={figure.modifier}"
    yield f"source={party(figure.source)}"
    yield f"measured={figure.measured is not None}"
    yield f"event={figure.event is not None}"
    if figure.quote:
        yield "in a quote"
    if figure.segment:
        yield "in a segment"
    if not any(c.isdigit() for c in figure.span.text):
        yield "in words"


def stance_facts(stance: Stance) -> dict[str, float]:
    """What a stance shows: what found it and how sure that was, its parties, its context."""
    return {**dict.fromkeys(stance_names(stance), 1.0), f"log-odds of {stance.method}": log_odds(stance.confidence)}


def stance_names(stance: Stance) -> Iterator[str]:
    """The facts of a stance."""
    yield ALWAYS
    yield f"method={stance.method}"
    yield f"holder={party(stance.holder)}"
    yield f"target={stance.target.entity is not None}"
    yield f"context={stance.context}"
    if stance.ascribed_by:
        yield "ascribed"


def party(who: Party) -> str:
    """How far somebody is known."""
    return "entity" if who.entity is not None and who.status == "resolved" else who.status
