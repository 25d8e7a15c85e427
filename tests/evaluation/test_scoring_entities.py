"""The scores of entities, on answers whose scores can be told by hand."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.scoring_entities import aligned, average_precision, score_entities, whole_name

TEXT = "Ada Holm left Oslo. Holm told the New York Times. Oslo wept."


def gold(label: str, name: str, cluster: int, nth: int = 0) -> dict[str, Any]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(name, start + 1)
    return {"start": start, "end": start + len(name), "label": label, "cluster": cluster}


def answer(*entities: tuple[str, list[tuple[str, int]], float]) -> dict[str, Any]:
    made = []
    for n, (kind, names, salience) in enumerate(entities, 1):
        mentions = [{**gold("", name, 0, nth), "kind": "name"} for name, nth in names]
        made.append({"id": f"e{n}", "type": kind, "named": True, "mentions": mentions, "salience": salience})
    return {"entities": made}


@pytest.fixture
def document() -> dict[str, Any]:
    entities = [
        gold("PER", "Ada Holm", 1),
        gold("PER", "Holm", 1, 1),
        gold("LOC", "Oslo", 2),
        gold("LOC", "Oslo", 2, 1),
    ]
    return {"id": "d", "text": TEXT, "entities": entities, "salience": {"1": 5}}


def test_right_clusters_score_all(document: dict[str, Any]) -> None:
    found = answer(("PERSON", [("Ada Holm", 0), ("Holm", 1)], 0.9), ("GPE", [("Oslo", 0), ("Oslo", 1)], 0.5))
    report = score_entities([document], {"d": found})
    assert report["exact"].f1 == report["b-cubed of names"].f1 == 100.0
    assert (report["salience, mean average precision"], report["salient entities found"]) == (100.0, 100.0)


def test_a_split_cluster_costs_recall_and_a_merged_one_precision(document: dict[str, Any]) -> None:
    split = answer(
        ("PERSON", [("Ada Holm", 0)], 0.9), ("PERSON", [("Holm", 1)], 0.9), ("GPE", [("Oslo", 0), ("Oslo", 1)], 1)
    )
    one = answer(("PERSON", [("Ada Holm", 0), ("Holm", 1), ("Oslo", 0), ("Oslo", 1)], 0.9))
    first, second = (score_entities([document], {"d": found})["b-cubed of names"] for found in (split, one))
    assert (first.precision, first.recall) == (100.0, 75.0)
    assert second.precision < 100.0


def test_a_salient_entity_behind_another_halves_its_precision(document: dict[str, Any]) -> None:
    found = answer(("PERSON", [("Ada Holm", 0), ("Holm", 1)], 0.1), ("GPE", [("Oslo", 0), ("Oslo", 1)], 0.5))
    assert score_entities([document], {"d": found})["salience, mean average precision"] == 50.0


def test_average_precision() -> None:
    assert average_precision([1, 2, 3, 4], {1, 3}) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert average_precision([2], {1}) == 0.0


def test_names_are_aligned_one_to_one_by_what_they_share() -> None:
    assert aligned([(0, 8), (9, 12)], [(0, 12)]) == {(0, 12): (0, 8)}


def test_a_bodys_name_begins_with_the_place_in_it() -> None:
    start = TEXT.index("New York")
    place = {"label": "place", "start": start, "end": start + 8, "name": [start, start + 8], "hpos": "NNP"}
    paper = {"label": "organization", "start": start, "end": start + 14, "name": [start + 9, start + 14], "hpos": "NNP"}
    assert whole_name({"text": TEXT, "entities": [place, paper]}, paper) == (start, start + 14)
