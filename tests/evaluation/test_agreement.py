"""Two annotators of our gold."""

from __future__ import annotations

from evaluation.agreement import agreement, both_annotations
from evaluation.gold import UNSEEN, read_gold


def test_every_article_has_been_annotated_twice_and_its_text_is_the_same() -> None:
    first, second = both_annotations()
    texts = {a["id"]: a["text"] for a in (*read_gold(), *read_gold(UNSEEN))}
    assert {a["id"]: a["text"] for a in first} == texts
    assert second.keys() == texts.keys()


def test_an_annotator_agrees_with_himself() -> None:
    first, _ = both_annotations()
    scores, pairs = agreement(first[:2], {a["id"]: a["structure"] for a in first[:2]})
    assert {score.rates.f1 for score in scores.values()} == {100.0}
    assert not any(pair.fault for pair in pairs)
