"""What was won stays won: no layer may fall below its landed state, and what was lost is named."""

from __future__ import annotations

import copy
import json
from typing import Any

import orjson
import pytest

from evaluation.aligning import Pair, align_all
from evaluation.gate import landed, lost_ground
from evaluation.gold import read_gold
from evaluation.tables import BASELINES
from schemas.records import Article
from schemas.response import encode
from service.structuring import Structurer

ARTICLES = read_gold()
PERFECT: dict[str, Any] = {a["id"]: a["structure"] for a in ARTICLES}


def pairs_without(layer: str, articles: int, items: int) -> list[Pair]:
    """The pairs of answers that lack the first items of a layer in some articles."""
    answers = copy.deepcopy(PERFECT)
    for structure in list(answers.values())[:articles]:
        structure[layer] = structure[layer][items:]
    return align_all(ARTICLES, answers)


def test_no_layer_falls_below_its_landed_state(structurer: Structurer) -> None:
    answers = {a["id"]: orjson.loads(encode(structurer.structure(Article(a["text"])), a["text"])) for a in ARTICLES}
    before = json.loads((BASELINES / "gold.json").read_text("utf-8"))
    assert not lost_ground(before, ARTICLES, align_all(ARTICLES, answers)), "see docs/evaluation.md, The gate"


def test_the_landed_state_has_lost_nothing() -> None:
    pairs = align_all(ARTICLES, PERFECT)
    assert lost_ground(landed(ARTICLES, pairs), ARTICLES, pairs) == []


@pytest.mark.parametrize("layer", ["quotes", "figures", "stances"])
def test_a_layer_that_falls_is_named_with_what_it_lost(layer: str) -> None:
    before = landed(ARTICLES, align_all(ARTICLES, PERFECT))
    found = lost_ground(before, ARTICLES, pairs_without(layer, articles=8, items=2))
    told = next(line for line in found if line.startswith(f"{layer}: F1 100.0"))
    assert "16 item(s) lost" in told
    first = ARTICLES[0]["structure"][layer][0]
    assert f"{ARTICLES[0]['id']} {first['id']}" in told
    assert told.count("missed") == 16


def test_a_fall_in_many_articles_is_seen_inside_a_wide_interval() -> None:
    before = landed(ARTICLES, pairs_without("figures", articles=3, items=20))
    wide = before["scores"]["figures"]
    now = pairs_without("figures", articles=10, items=3)
    before_10 = landed(ARTICLES, now)
    before_10["scores"]["figures"] |= {"low": wide["low"], "high": wide["high"]}
    worse = copy.deepcopy(PERFECT)
    for n, structure in enumerate(worse.values()):
        structure["figures"] = structure["figures"][4 if n < 10 else 1 :]
    assert any(line.startswith("figures") for line in lost_ground(before_10, ARTICLES, align_all(ARTICLES, worse)))


def test_another_gold_asks_for_new_baselines() -> None:
    pairs = align_all(ARTICLES, PERFECT)
    before = landed(ARTICLES, pairs) | {"digest": "another"}
    assert "--write" in lost_ground(before, ARTICLES, pairs)[0]
