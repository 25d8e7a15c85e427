"""Article to bytes: cached or computed, always the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.problem import Problem, Refused
from schemas.records import Article
from service.answers import Answerer, or_problem
from service.cache import Cache
from service.structuring import Structurer
from tests.redis_server import RedisServer

ARTICLE = Article("“The bridge is safe,” engineer Ada Holm told reporters on Monday.")


def test_the_second_answer_is_the_same_bytes_from_the_cache(cached_answerer: Answerer) -> None:
    first, second = cached_answerer.answer(ARTICLE), cached_answerer.answer(ARTICLE)
    assert (first.cache, second.cache) == ("miss", "hit")
    assert (first.body, first.etag) == (second.body, second.etag)


def test_a_redis_killed_in_between_changes_nothing_but_the_cache_state(
    structurer: Structurer, redis_server: RedisServer
) -> None:
    answerer = Answerer(structurer, Cache(redis_server.url, timeout_ms=500))
    first = answerer.answer(ARTICLE)
    redis_server.kill()
    second = answerer.answer(ARTICLE)
    assert (first.body, second.cache) == (second.body, "bypass")


@pytest.mark.parametrize(
    "other",
    [
        replace(ARTICLE, text=ARTICLE.text + " "),
        replace(ARTICLE, id="mine"),
        replace(ARTICLE, title="Bridge"),
        replace(ARTICLE, url="https://example.org"),
        replace(ARTICLE, published="2026-01-01"),
        replace(ARTICLE, language="en"),
        replace(ARTICLE, layers=("quotes",)),
        replace(ARTICLE, extracted=True),
    ],
)
def test_whatever_can_change_an_answer_is_in_its_key(structurer: Structurer, other: Article) -> None:
    answerer = Answerer(structurer, Cache(None))
    assert answerer.key(other) != answerer.key(ARTICLE)


def test_the_offset_unit_is_in_the_key(structurer: Structurer) -> None:
    answerer = Answerer(structurer, Cache(None))
    assert answerer.key(ARTICLE, "utf16") != answerer.key(ARTICLE)


def test_a_refusal_becomes_its_problem() -> None:
    def refuse() -> bytes:
        raise Refused("no_article", "Nothing to read.")

    assert or_problem(refuse) == Problem("no_article", "Nothing to read.")


def test_a_failure_of_our_own_never_reaches_the_neighbours() -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    result = or_problem(fail)
    assert isinstance(result, Problem)
    assert result.status == 500
