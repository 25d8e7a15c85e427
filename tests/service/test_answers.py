"""Article to bytes: cached or computed, always the same."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evaluation.redis_server import RedisServer
from schemas.problem import Problem, Refused
from schemas.records import Article, Options, Structure
from service.admission import NO_DEADLINE, Deadline, Line
from service.answers import Answerer, Terms, or_problem
from service.cache import Cache
from service.errors import DeadlinePassed, Overloaded
from service.structuring import PLAIN, Done, Structurer, nothing


class Counting(Structurer):
    """A structurer that counts, takes its time, and fails when told to."""

    def __init__(self, other: Structurer) -> None:
        super().__init__(other.nlp, other.lexicon, other.weights, other.classifier, other.provenance.rules)
        self.computed, self.failing = 0, False

    def structure(self, article: Article, options: Options = PLAIN, done: Done = nothing) -> Structure:
        self.computed += 1
        time.sleep(0.2)
        if self.failing:
            raise ZeroDivisionError
        return super().structure(article, options, done)


@pytest.fixture
def counted(structurer: Structurer) -> Counting:
    """The real structurer, counted."""
    return Counting(structurer)


ARTICLE = Article("“The bridge is safe,” engineer Ada Holm told reporters on Monday.")


def test_the_second_answer_is_the_same_bytes_from_the_cache(cached_answerer: Answerer) -> None:
    first, second = cached_answerer.answer(ARTICLE), cached_answerer.answer(ARTICLE)
    assert (first.cache, second.cache) == ("miss", "redis")
    assert (first.body, first.key) == (second.body, second.key)


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


def test_threads_that_ask_for_the_same_at_once_cost_one_computation(counted: Counting) -> None:
    answerer = Answerer(counted, Cache(None, memory_bytes=1_000_000))
    with ThreadPoolExecutor(20) as pool:
        answers = [one.result() for one in [pool.submit(answerer.answer, ARTICLE) for _ in range(20)]]
    assert counted.computed == 1
    assert len({answer.body for answer in answers}) == 1
    assert {answer.cache for answer in answers} <= {"miss", "collapsed", "memory"}


def test_processes_that_ask_for_the_same_at_once_cost_one_computation(counted: Counting, redis_url: str) -> None:
    """Two answerers with a Redis in common stand for two processes."""
    answerers = [Answerer(counted, Cache(redis_url, timeout_ms=1000)) for _ in range(2)]
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(answerers[n % 2].answer, ARTICLE) for n in range(20)]
        answers = [one.result() for one in asked]
    assert counted.computed == 1
    assert len({answer.body for answer in answers}) == 1


def test_a_computation_that_died_with_its_process_delays_by_its_claim_at_most(
    counted: Counting, redis_url: str
) -> None:
    answerer = Answerer(counted, Cache(redis_url, timeout_ms=1000))
    assert Cache(redis_url, timeout_ms=1000).claim(answerer.key(ARTICLE), "dead", 0.5)
    began = time.monotonic()
    assert answerer.answer(ARTICLE).cache == "miss"
    assert 0.3 < time.monotonic() - began < 5


def test_a_failure_is_told_to_all_who_wait_for_it_and_not_kept(counted: Counting) -> None:
    answerer = Answerer(counted, Cache(None, memory_bytes=1_000_000))
    counted.failing = True
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(answerer.answer, ARTICLE) for _ in range(5)]
        assert [type(one.exception()) for one in asked] == [ZeroDivisionError] * 5
    counted.failing = False
    assert answerer.answer(ARTICLE).cache == "miss"


def test_a_text_that_is_refused_is_refused_from_the_cache(counted: Counting, redis_url: str) -> None:
    article = Article("Le pont est sûr, a dit lundi l'ingénieure Ada Holm aux journalistes.", language="fr")
    one, other = (Answerer(counted, Cache(redis_url, timeout_ms=1000)) for _ in range(2))
    first, second = one.answer(article), other.answer(article)
    assert (first.status, first.problem, first.cache, second.cache) == (422, True, "miss", "redis")
    assert Problem.decode(second.body).code == "unsupported_language"
    assert second.body == first.body
    assert counted.computed == 1


def test_a_fresh_answer_is_computed_anew_and_kept_and_one_not_to_be_stored_is_not(counted: Counting) -> None:
    answerer = Answerer(counted, Cache(None, memory_bytes=1_000_000))
    assert answerer.answer(ARTICLE, terms=Terms(store=False)).cache == "not_stored"
    assert [answerer.answer(ARTICLE, terms=t).cache for t in (Terms(), Terms(fresh=True), Terms())] == [
        "miss",
        "request",
        "memory",
    ]
    assert counted.computed == 3


def test_the_deadline_ends_a_computation_between_its_stages(counted: Counting) -> None:
    answerer = Answerer(counted, Cache(None, memory_bytes=1_000_000))
    with pytest.raises(DeadlinePassed):
        answerer.answer(ARTICLE, terms=Terms(Deadline.after(0.001)))
    assert answerer.answer(ARTICLE, terms=Terms(Deadline.after(60))).cache == "miss"


def test_who_would_wait_too_long_is_turned_away_at_once(counted: Counting) -> None:
    answerer = Answerer(counted, Cache(None), places=2)
    articles = [replace(ARTICLE, id=str(n)) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(answerer.answer, article) for article in articles]
        ended = [one.exception() for one in asked]
    turned_away = [error for error in ended if error is not None]
    assert {type(error) for error in turned_away} == {Overloaded}
    assert 1 <= len(turned_away) <= 5  # one runs and two wait; how many come too late is a matter of time
    assert answerer.waiting == 0


def test_a_line_too_long_for_the_deadline_is_told_when_to_come_back() -> None:
    line = Line(places=100)
    with line.turn(1_000_000, NO_DEADLINE), pytest.raises(Overloaded) as told, line.turn(500, Deadline.after(1)):
        pass
    assert told.value.retry_after >= 10


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
