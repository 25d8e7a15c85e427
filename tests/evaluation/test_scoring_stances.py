"""Stances are counted as they should be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evaluation.corpora import held_out
from evaluation.judging import macro_f1, precision_at
from evaluation.scoring_stances import score_events, score_hard

TEXT = "Norway condemned Sweden."
NORWAY, CUE, SWEDEN = (0, 6), (7, 16), (17, 23)


def span(place: tuple[int, int]) -> dict[str, Any]:
    return {"start": place[0], "end": place[1], "text": TEXT[slice(*place)]}


def answer(polarity: str, *, ascribed: bool = False, cue: tuple[int, int] | None = CUE) -> dict[str, Any]:
    by = {"span": span(NORWAY), "entity": None} if ascribed else None
    return {
        "entities": [],
        "stances": [
            {
                "holder": {"span": span(NORWAY), "entity": None, "status": "unresolved"},
                "target": {"span": span(SWEDEN), "entity": None},
                "polarity": polarity,
                "cue": span(cue) if cue else None,
                "ascribed_by": by,
                "confidence": 0.9,
            }
        ],
    }


def document(polarity: str) -> dict[str, Any]:
    gold = {"holder": list(NORWAY), "target": list(SWEDEN), "polarity": polarity, "cue": list(CUE)}
    return {"id": "a", "text": TEXT, "stances": [gold]}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answer("against"), (100, 100, 100)),
        (answer("for"), (100, 0, 100)),
        (answer("against", ascribed=True), (100, 100, 100)),
        (answer("against", cue=None), (100, 100, 0)),
        ({"entities": [], "stances": []}, (0, 0, 0)),
    ],
    ids=["right", "wrong sign", "told by another", "no cue", "nothing"],
)
def test_events_count_parties_then_sign_and_cue(found: dict[str, Any], expected: tuple[int, int, int]) -> None:
    report = score_events([document("negative")], {"a": found})
    assert (report["both_parties"], report["sign_of_those"], report["cue_of_those"]) == expected


def test_hard_kinds_count_what_is_found_and_what_is_made_up() -> None:
    polar = score_hard([document("negative")], {"a": answer("against")})
    assert (polar["polar_right"], polar["polar"], polar["false_alarms"]) == (1, 1, 0)
    made_up = score_hard([document("neutral")], {"a": answer("against")})
    assert (made_up["open"], made_up["false_alarms"]) == (1, 1)


def test_macro_f1_is_the_mean_over_classes() -> None:
    assert macro_f1(np.array([0, 0, 1]), np.array([0, 1, 1]), 2) == pytest.approx(200 / 3)


def test_precision_is_told_where_the_recall_is_reached() -> None:
    gold = np.array([1, 2, 0, 0])
    chances = np.array([[0.0, 0.9, 0.1], [0.5, 0.1, 0.4], [0.2, 0.8, 0.0], [0.9, 0.1, 0.0]])
    assert precision_at(gold, chances, 0.5) == 100
    assert precision_at(gold, chances, 1.0) == pytest.approx(200 / 3)


def test_about_a_tenth_is_held_out() -> None:
    assert 50 < sum(held_out(f"text {n}") for n in range(1000)) < 150
