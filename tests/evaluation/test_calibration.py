"""How far confidence is off, and the maps that mend it."""

from __future__ import annotations

import random

from evaluation.calibration import (
    Bin,
    Case,
    area,
    bins,
    chance_alone,
    cross_validated,
    diagram,
    expected_error,
    fit,
    folds,
    sweep,
)
from service.pipeline.confidence import chance


def cases(count: int, *, articles: int = 20, seed: int = 1) -> list[Case]:
    """Items that are right in 90 of 100 cases when they show a fact, and in 30 when they do not."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        shown = rng.random() < 0.5
        facts = {"always": 1.0} | ({"shown": 1.0} if shown else {})
        made.append(Case(f"a{n % articles}", facts, 0.5, rng.random() < (0.9 if shown else 0.3)))
    return made


def test_a_bin_holds_what_is_said_and_what_is_right() -> None:
    assert bins([0.81, 0.89, 0.05], [True, False, False]) == [Bin(1, 0.05, 0.0), Bin(2, 0.8500000000000001, 0.5)]


def test_the_error_weighs_bins_by_their_items() -> None:
    assert expected_error([Bin(3, 0.9, 0.9), Bin(1, 0.5, 0.1)]) == 0.1
    assert expected_error([]) == 0.0


def test_a_sweep_has_as_many_bins_as_grow() -> None:
    told = [0.1, 0.2, 0.8, 0.9]
    assert [b.right for b in sweep(told, [False, False, True, True])] == [0.0, 0.0, 1.0, 1.0]
    assert len(sweep(told, [True, False, True, False])) == 2
    assert sweep([], []) == []


def test_few_perfect_confidences_have_an_error_by_chance() -> None:
    told = [0.2, 0.5, 0.8] * 20
    assert chance_alone(told * 20) < chance_alone(told)


def test_weights_give_the_share_that_is_right() -> None:
    weights = fit(cases(4000), decay=0.01)
    assert abs(chance({"always": 1.0, "shown": 1.0}, weights) - 0.9) < 0.03
    assert abs(chance({"always": 1.0}, weights) - 0.3) < 0.03


def test_a_strong_penalty_leaves_the_mean() -> None:
    weights = fit(cases(1000), decay=1e6)
    assert abs(weights["shown"]) < 0.01


def test_an_article_is_judged_by_the_others() -> None:
    """Items that are right in one article alone must not make it sure of itself."""
    odd = [Case("odd", {"always": 1.0, "odd": 1.0}, 0.5, right=True) for _ in range(50)]
    held_out = cross_validated([*cases(1000), *odd])
    assert len(held_out) == 1050
    told = [sure for sure, right in held_out[-0:] if right]
    assert max(told) < 0.97
    assert all(len(part) for part in folds(case.document for case in odd))


def test_cross_validation_finds_well_made_confidence_well_made() -> None:
    held_out = cross_validated(cases(2000))
    assert expected_error(sweep(*zip(*held_out, strict=True))) < 0.04
    assert area(*zip(*held_out, strict=True)) > 0.75


def test_the_area_is_a_half_where_nothing_is_told_apart() -> None:
    assert area([0.5, 0.5], [True, False]) == 0.5
    assert area([0.9, 0.1], [True, False]) == 1.0


def test_a_diagram_has_a_dot_for_each_bin() -> None:
    drawn = diagram("quotes", [Bin(3, 0.9, 0.8), Bin(1, 0.5, 0.1)])
    assert drawn.count("<circle") == 2
    assert "right 80 % of 3" in drawn
