"""Our own gold keeps its format, and the scorers know right from wrong."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from evaluation.gold import faults, read_gold, score_gold
from evaluation.matching import Rates, pairs_matched, rates
from evaluation.scoring_quotes import content_pieces, type_of

ARTICLES = read_gold()


def test_there_are_articles_of_different_kinds() -> None:
    assert len(ARTICLES) >= 6
    assert len({a["genre"] for a in ARTICLES}) >= 6
    assert {a["variety"] for a in ARTICLES} == {"American", "British"}
    assert all(400 <= len(a["text"].split()) <= 1200 for a in ARTICLES)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a["id"])
def test_an_article_keeps_the_format(article: dict[str, Any]) -> None:
    assert faults(article) == []


def test_a_fault_is_found() -> None:
    broken = copy.deepcopy(ARTICLES[0])
    broken["structure"]["quotes"][0]["content"][0]["start"] += 1
    broken["structure"]["quotes"][0]["speaker"]["entity"] = "e999"
    broken["structure"]["segments"][0]["kind"] = "advert"
    assert len(faults(broken)) == 3


def test_gold_against_itself_is_perfect() -> None:
    report = score_gold(ARTICLES, {a["id"]: a["structure"] for a in ARTICLES})
    f1s = {name: r.f1 for name, r in report.items() if isinstance(r, Rates)}
    assert f1s == dict.fromkeys(f1s, 100.0)
    assert len(f1s) == len(report) - 1  # all but the error of confidence, which gold does not give


def test_an_empty_answer_scores_nothing() -> None:
    report = score_gold(ARTICLES, {a["id"]: {} for a in ARTICLES})
    assert {r.f1 for r in report.values() if isinstance(r, Rates)} == {0.0}


def test_matching_is_one_to_one() -> None:
    golds, founds = [{"v": 1}, {"v": 1}], [{"v": 1}]
    assert pairs_matched(golds, founds, lambda g, f: g["v"] == f["v"]) == 1


def test_rates_of_nothing_are_zero() -> None:
    assert rates(0, 0, 0, 0) == Rates(0.0, 0.0, 0.0, 0, 0)


def test_a_piece_is_trimmed_to_its_words_without_that() -> None:
    text = "He said that “it is safe,” now."
    assert [text[s:e] for s, e in content_pieces(text, [(8, len(text))])] == ["it is safe,” now"]


def test_nine_words_in_ten_between_marks_are_direct() -> None:
    text, mask = "one two", [True] * 7
    assert type_of(text, [(0, 7)], mask) == "direct"
    assert type_of(text, [(0, 7)], [True] * 3 + [False] * 4) == "mixed"
