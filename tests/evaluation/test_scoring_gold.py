"""Scores on our own gold: gold itself is perfect, an empty answer scores nothing, and each error has its class."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from evaluation.aligning import Pair, align, align_all
from evaluation.gold import read_gold
from evaluation.listing import listing
from evaluation.scoring_gold import MEASURES, WHOLE, interval, report, score_gold

ARTICLES = read_gold()
PERFECT = {a["id"]: a["structure"] for a in ARTICLES}


def spoiled(layer: str, **changes: Any) -> list[Pair]:
    """The pairs of an article whose answer is gold but for the first item of a layer."""
    article = next(a for a in ARTICLES if a["id"] == "strait-ceasefire")
    answer = copy.deepcopy(article["structure"])
    answer[layer][0] |= changes
    return [pair for pair in align(article, answer) if pair.fault]


def test_gold_against_itself_is_perfect() -> None:
    scores = score_gold(ARTICLES, PERFECT)
    assert {name: s.rates.f1 for name, s in scores.items()} == dict.fromkeys([*MEASURES, WHOLE], 100.0)
    assert {(s.low, s.high) for s in scores.values()} == {(100.0, 100.0)}


def test_an_empty_answer_scores_nothing() -> None:
    assert {s.rates.f1 for s in score_gold(ARTICLES, {a["id"]: {} for a in ARTICLES}).values()} == {0.0}


@pytest.mark.parametrize(
    ("layer", "changes", "fault"),
    [
        ("segments", {"kind": "promo"}, "kind"),
        ("figures", {"value": 12345, "low": None, "high": None}, "value"),
        ("figures", {"kind": "rank"}, "kind"),
        ("figures", {"measured": None}, "measured"),
        ("stances", {"polarity": "for"}, "polarity"),
    ],
)
def test_an_error_has_a_class(layer: str, changes: dict[str, Any], fault: str) -> None:
    assert [(pair.layer, pair.fault) for pair in spoiled(layer, **changes)] == [(layer, fault)]


def test_a_quote_of_other_words_is_of_the_class_content() -> None:
    article = next(a for a in ARTICLES if a["id"] == "strait-ceasefire")
    start = article["structure"]["quotes"][0]["content"][0]["start"]
    faults = spoiled("quotes", content=[{"start": start, "end": start + 5, "text": article["text"][start : start + 5]}])
    assert ("quotes", "content") in {(pair.layer, pair.fault) for pair in faults}


def test_what_is_missing_is_missed_and_what_is_too_much_is_false() -> None:
    article = ARTICLES[0]
    without = article["structure"] | {"figures": article["structure"]["figures"][1:]}
    assert [p.fault for p in align(article, without) if p.layer == "figures" and p.fault] == ["missed"]
    shorter = article | {"structure": without}
    assert [p.fault for p in align(shorter, article["structure"]) if p.layer == "figures" and p.fault] == ["false"]


def test_what_stands_only_in_a_title_counts_neither_way() -> None:
    article = ARTICLES[0]
    extra = article["structure"]["quotes"][0] | {"id": "q99", "segment": "g1"}
    answer = article["structure"] | {"quotes": [*article["structure"]["quotes"], extra]}
    assert not [p for p in align(article, answer) if p.layer == "quotes" and p.fault]


def test_pairs_are_one_to_one() -> None:
    article = ARTICLES[0]
    twice = article["structure"] | {"figures": article["structure"]["figures"] * 2}
    faults = [p.fault for p in align(article, twice) if p.layer == "figures" and p.fault]
    assert faults == ["false"] * len(article["structure"]["figures"])


def test_an_interval_holds_its_score_and_narrows_with_the_spread() -> None:
    answers = copy.deepcopy(PERFECT)
    for structure in list(answers.values())[::2]:
        structure["figures"] = structure["figures"][::2]
    score = report(ARTICLES, align_all(ARTICLES, answers))["figures"]
    assert score.low < score.rates.f1 < score.high
    assert interval(np.full(100, 50.0)) == (50.0, 50.0)


def test_the_listing_shows_each_error_once_and_escapes_the_text() -> None:
    answers = {a["id"]: a["structure"] | {"figures": a["structure"]["figures"][1:]} for a in ARTICLES}
    pairs = align_all(ARTICLES, answers)
    page = listing(ARTICLES, pairs)
    assert page.count("<article>") == sum(bool(pair.fault) for pair in pairs)
    assert "figures: missed" in page
    hostile = [a | {"text": a["text"].replace("a", "<")} for a in ARTICLES]
    assert "<<" not in listing(hostile, pairs)
