"""How sure items are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schemas.records import Structure
from service.pipeline.confidence import RAW, chance, figure_facts, log_odds, quote_facts, stance_facts
from service.structuring import Structurer

TEXT = (
    "“The port is open,” Ada Holm said. Critics say it will not last. Ada Holm accused Tom Reed of lying. "
    "At least 40 people were hurt, police said, and dozens fled."
)


def test_a_chance_is_the_logistic_function_of_what_holds() -> None:
    assert chance({}, {"a": 5.0}) == 0.5
    assert chance({"a": 1.0, "b": 2.0}, {"a": 1.0}) == 0.73
    assert chance({"a": 1.0}, {"a": 1e9}) == 1.0


def test_log_odds_are_kept_within_reason() -> None:
    assert log_odds(0.5) == 0.0
    assert -10 < log_odds(0.0) < -9
    assert 9 < log_odds(1.0) < 10


def test_every_item_has_a_confidence_between_0_and_1(structure: Callable[[str], Structure]) -> None:
    found = structure(TEXT)
    items = [*(found.quotes or ()), *(found.figures or ()), *(found.stances or ())]
    assert len(items) >= 6
    assert all(0 < item.confidence < 1 for item in items)


def test_a_quotation_with_a_tag_is_surer_than_critics_say(structure: Callable[[str], Structure]) -> None:
    direct, critics, *_ = structure(TEXT).quotes or ()
    assert direct.confidence > critics.confidence


@pytest.mark.parametrize("layer", ["quotes", "figures", "stances"])
def test_what_items_show_of_themselves_has_weights(
    layer: str, structurer: Structurer, structure: Callable[[str], Structure]
) -> None:
    facts = {"quotes": quote_facts, "figures": figure_facts, "stances": stance_facts}[layer]
    shown = {name for item in getattr(structure(TEXT), layer) for name in facts(item)}  # type: ignore[operator]
    weights = structurer.weights.confidence[layer]
    assert len(shown & weights.keys()) >= 0.8 * len(shown)


def test_the_raw_weights_leave_a_rule_as_sure_as_it_is() -> None:
    assert chance({"log-odds of its rule": log_odds(0.7)}, RAW["figures"]) == 0.7
    assert chance({"log-odds of rule": log_odds(0.31), "always": 1.0}, RAW["stances"]) == 0.31
