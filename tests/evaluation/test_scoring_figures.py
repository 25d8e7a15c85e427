"""The scorers of figures know right from wrong, and what the corpora call units."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.scoring_figures import code_names, score_casualties, score_figures, score_recall


def found(value: float | None, **more: Any) -> dict[str, Any]:
    base = {
        "id": "f1", "span": {"start": 0, "end": 2, "text": "62"}, "kind": "count", "value": value, "low": value,
        "high": value, "modifier": "exact", "unit": None, "per": None, "measured": None, "event": None, "subject": None,
        "change": None,
    }  # fmt: skip
    return base | more


def gold(value: float, **more: Any) -> dict[str, Any]:
    return {"start": 0, "end": 2, "value": value, "modifier": "=", "unit": "-", "concept": None} | more


def scores(g: dict[str, Any], f: dict[str, Any]) -> dict[str, float]:
    report = score_figures([{"id": "x", "figures": [g]}], {"x": {"figures": [f]}})
    return {name: r.f1 for name, r in report.items()}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("USD", "dollar"),
        ("HKD", "hong kong dollar"),
        ("DKK", "danish krone"),
        ("kW", "kilowatt"),
        ("um", "micrometre"),
        ("km/h", "kilometre per hour"),
        ("[bbl_us]/d", "barrel per day"),
        ("m2", "square metre"),
        ("Cel", "celsius"),
        ("GBy", "gigabyte"),
        ("MPa", "megapascal"),
    ],
)
def test_a_code_has_the_names_of_the_corpora(code: str, name: str) -> None:
    assert name in code_names(code)


def test_a_wrong_value_is_wrong_in_every_measure_of_it() -> None:
    report = scores(gold(62), found(63))
    assert report["span"] == 100
    assert report["value"] == report["value_unit"] == report["all"] == 0


def test_the_noun_of_a_count_is_its_unit() -> None:
    g = gold(62, unit="soldier")
    assert scores(g, found(62, measured={"text": "Syrian soldiers"}))["value_unit"] == 100
    assert scores(g, found(62, measured={"text": "civilians"}))["value_unit"] == 0


def test_a_rate_is_a_unit_of_its_own() -> None:
    g = gold(52, unit="dollar per barrel")
    per = {"span": {"text": "barrel"}, "unit": "[bbl_us]"}
    assert scores(g, found(52, unit="USD", kind="money", per=per))["value_unit"] == 100
    assert scores(g, found(52, unit="USD", kind="money"))["value_unit"] == 0


@pytest.mark.parametrize(
    ("wanted", "modifier", "direction", "right"),
    [
        ("=", "exact", None, True),
        (">", "more_than", "fall", True),
        ("down", "more_than", "fall", True),
        ("=", "exact", "fall", False),
        ("up", "exact", "fall", False),
        ("~", "nearly", None, True),
    ],
)
def test_bound_or_change_is_the_direction(wanted: str, modifier: str, direction: str | None, right: bool) -> None:
    change = {"direction": direction} if direction else None
    report = scores(gold(62, modifier=wanted), found(62, modifier=modifier, change=change))
    assert report["value_direction"] == (100 if right else 0)


def test_the_owner_counts_as_the_concept() -> None:
    g = gold(62, concept="Ford")
    assert scores(g, found(62, subject={"span": {"text": "Ford"}, "entity": None}))["value_unit_measured"] == 100
    assert scores(g, found(62))["value_unit_measured"] == 0


def test_casualties_are_right_by_value_and_by_what_is_counted() -> None:
    g = gold(62, victim_class="non-civilians")
    documents = [{"id": "x", "figures": [g]}]
    right = score_casualties(documents, {"x": {"figures": [found(62, measured={"text": "rebel fighters"})]}})
    wrong = score_casualties(documents, {"x": {"figures": [found(62, measured={"text": "houses"})]}})
    assert (right["value_at_span"].recall, right["measured_of_found"].recall) == (100, 100)
    assert (wrong["value_at_span"].recall, wrong["measured_of_found"].recall) == (100, 0)


def test_recall_leaves_out_what_has_no_value() -> None:
    documents = [{"id": "x", "figures": [gold(62), {"start": 5, "end": 9, "surface": "last"}]}]
    assert score_recall(documents, {"x": {"figures": [found(62)]}})["value"].gold == 1
