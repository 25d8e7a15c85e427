"""What the service joins on our own marked texts, and that the scorer of links knows right from wrong."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from evaluation.links import read_links, score_links
from evaluation.matching import Json, Rates
from schemas.records import Structure
from schemas.response import encode

Read = Callable[[str], Structure]
TEXTS = read_links()


@pytest.fixture(scope="module")
def scores(structure: Read) -> dict[str, Rates]:
    """The scores of the service on all marked texts."""
    answers: dict[str, Json] = {t["id"]: orjson.loads(encode(structure(t["text"]), t["text"])) for t in TEXTS}
    return score_links(TEXTS, answers)


def test_there_are_enough_texts_and_every_link_joins_marks() -> None:
    assert len([t for t in TEXTS if "\n" not in t["text"]]) >= 30
    assert len([t for t in TEXTS if "\n" in t["text"]]) >= 10
    assert all({first, second} <= t["marks"].keys() for t in TEXTS for _, first, second in t["links"])
    assert all(t["text"][a:b].strip() for t in TEXTS for a, b in t["marks"].values())


def test_figures_are_linked_as_marked(scores: dict[str, Rates]) -> None:
    assert scores["all"].f1 >= 85
    assert all(scores[kind].f1 >= 85 for kind in ("conflict", "update", "agreement", "subset", "conversion"))


def test_killed_is_never_set_against_wounded(scores: dict[str, Rates]) -> None:
    assert scores["killed against wounded"].precision == 0


def answer(kind: str, items: list[str]) -> Json:
    figures = [
        {"id": "f1", "span": {"start": 0, "end": 2}, "event_kind": "kill"},
        {"id": "f2", "span": {"start": 5, "end": 7}, "event_kind": "wound"},
        {"id": "f3", "span": {"start": 9, "end": 11}, "event_kind": "kill"},
    ]
    return {"figures": figures, "relations": [{"kind": kind, "items": items}]}


@pytest.mark.parametrize(
    ("kind", "items", "right"),
    [
        ("conflict", ["f1", "f2"], True),
        ("conflict", ["f2", "f1"], True),
        ("agreement", ["f1", "f2"], False),
        ("conflict", ["f1", "f3"], False),
    ],
)
def test_a_link_is_right_by_kind_and_figures(kind: str, items: list[str], right: bool) -> None:
    gold = [
        {"id": "x", "text": "62 or 83 or 90", "marks": {"a": (0, 2), "b": (5, 7)}, "links": [("conflict", "a", "b")]}
    ]
    found = score_links(gold, {"x": answer(kind, items)})
    assert found["all"].f1 == (100 if right else 0)


def test_an_update_has_a_direction() -> None:
    gold = [{"id": "x", "text": "62 or 83 or 90", "marks": {"a": (0, 2), "b": (5, 7)}, "links": [("update", "a", "b")]}]
    assert score_links(gold, {"x": answer("update", ["f1", "f2"])})["all"].f1 == 100
    assert score_links(gold, {"x": answer("update", ["f2", "f1"])})["all"].f1 == 0
