"""Our own gold keeps its format, and what breaks the format is told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.gold import UNSEEN, faults, read_gold
from evaluation.matching import Rates, pairs_matched, rates
from evaluation.omissions import omissions
from evaluation.scoring_quotes import content_pieces, type_of

ARTICLES = [*read_gold(), *read_gold(UNSEEN)]
GENRES = {
    "conflict", "diplomacy", "courts", "politics", "business", "science", "health", "disaster", "sport", "local",
    "obituary", "live-blog", "interview", "press-release", "wire-copy", "opinion",
}  # fmt: skip


def test_there_are_articles_of_every_kind() -> None:
    assert len(ARTICLES) >= 24
    assert {a["genre"] for a in ARTICLES} >= GENRES
    assert {a["variety"] for a in ARTICLES} == {"American", "Australian", "British", "Indian"}
    assert all(300 <= len(a["text"].split()) <= 1200 for a in ARTICLES)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a["id"])
def test_an_article_keeps_the_format(article: dict[str, Any]) -> None:
    assert faults(article) == []


def move(structure: dict[str, Any]) -> None:
    structure["quotes"][0]["content"][0]["start"] += 1


def lead_nowhere(structure: dict[str, Any]) -> None:
    structure["quotes"][0]["speaker"]["entity"] = "e999"


def name_another_kind(structure: dict[str, Any]) -> None:
    structure["segments"][0]["kind"] = "advert"


def give_twice(structure: dict[str, Any]) -> None:
    structure["figures"][1]["id"] = structure["figures"][0]["id"]


def resolve_without_entity(structure: dict[str, Any]) -> None:
    structure["quotes"][0]["speaker"] |= {"status": "resolved", "entity": None}


def relate_to_nothing(structure: dict[str, Any]) -> None:
    structure["relations"][0]["items"] = ["f1", "f999"]


@pytest.mark.parametrize(
    "break_it", [move, lead_nowhere, name_another_kind, give_twice, resolve_without_entity, relate_to_nothing]
)
def test_a_fault_is_found(break_it: Callable[[dict[str, Any]], None]) -> None:
    article = copy.deepcopy(next(a for a in ARTICLES if a["structure"]["relations"]))
    break_it(article["structure"])
    assert faults(article)


def test_words_that_no_item_holds_are_told() -> None:
    empty: dict[str, Any] = {
        layer: [] for layer in ("segments", "entities", "quotes", "figures", "stances", "relations")
    }
    article = {"text": "On Friday Ada Holm said she had 40 boats.", "structure": empty}
    told = " ".join(omissions(article))
    assert all(word in told for word in ("'40'", "'Ada'", "'said'", "'she'"))
    assert list(omissions(article | {"text": "The port is open."})) == []


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
