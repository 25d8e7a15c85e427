"""The tables of docs/evaluation.md are those of the baselines."""

from __future__ import annotations

from evaluation.tables import PAGE, PLACE, TABLES, filled, score_of, table


def test_the_page_has_every_table_as_the_baselines_give_it() -> None:
    page = PAGE.read_text("utf-8")
    assert {match[2] for match in PLACE.finditer(page)} == TABLES.keys()
    assert filled(page) == page, "run `make tables`"


def test_a_table_has_a_row_for_each() -> None:
    assert table(("a", "b"), [(1, 2.5)]) == "| a | b |\n| --- | --- |\n| 1 | 2.5 |\n"


def test_a_score_is_f1_or_the_rate_that_is_named() -> None:
    scores = {"value": {"f1": 1.0, "recall": 2.0}, "macro": 3.0}
    assert [score_of(scores, name) for name in ("value", "value.recall", "macro")] == [1.0, 2.0, 3.0]
