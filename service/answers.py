"""Article to response bytes, cached or computed. Every door goes through here.

What the same article costs when many ask for it at once is one computation: threads of a process board the flight of
the first (`Flights`), processes leave it to the one that has claimed it in Redis.
"""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import orjson
import structlog

from schemas.comparison import View, encode_comparison
from schemas.problem import Problem, Refused, of_article
from schemas.records import LAYERS, Article, Options
from schemas.response import decode, encode
from service import metrics
from service.admission import NO_DEADLINE, Deadline, Line
from service.cache import Cache, Kept, Level
from service.comparing import compare
from service.errors import DeadlinePassed, Overloaded
from service.structuring import PLAIN, Done, Structurer, nothing
from service.tracing import stage_span

CacheUse = Literal["memory", "redis", "miss", "collapsed", "bypass", "request", "not_stored"]
"""Where an answer came from: found in the process or in Redis; computed and stored; computed by another request at the
same time; computed because Redis is in trouble; because the request wants it fresh; computed, and not to be stored."""
POLL_SECONDS = 0.02
CLAIM_SECONDS = 3.0
"""How long a computation is claimed, and as much again for each `CLAIM_CHARACTERS` of text."""
CLAIM_CHARACTERS = 15_000
COMPARED = 20
"""How many characters are compared in the time that one takes to structure."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, or a problem that depends on the text alone. `key` names its content."""

    body: bytes
    key: str
    cache: CacheUse
    problem: bool = False

    @property
    def status(self) -> int:
        """The HTTP status code."""
        return orjson.loads(self.body)["status"] if self.problem else 200


@dataclass(frozen=True, slots=True)
class Terms:
    """How a request wants to be answered.

    Attributes:
        deadline: until when.
        fresh: compute also when there is an answer.
        store: keep the answer.
        request: the digest of the raw request, which will lead to the answer from now on.
        span: the trace's span of the request.
    """

    deadline: Deadline = NO_DEADLINE
    fresh: bool = False
    store: bool = True
    request: str | None = None
    span: Any = None


@dataclass(frozen=True, slots=True)
class Comparing:
    """How a comparison is wanted: which view, or by what the articles share; with their structures or not."""

    view: View | None = None
    structures: bool = False


COMPARING = Comparing()


class Watch:
    """What happens at the end of each stage of a computation: its time is noted, and the deadline looked at."""

    def __init__(self, terms: Terms) -> None:
        """Begin now."""
        self._terms, self._began = terms, time.perf_counter()

    def __call__(self, stage: str) -> None:
        """The end of a stage.

        Raises:
            DeadlinePassed: it has.
        """
        now = time.perf_counter()
        metrics.stages.labels(stage).observe(now - self._began)
        stage_span(self._terms.span, stage, now - self._began)
        self._began = now
        self._terms.deadline.check()


@dataclass(slots=True)
class Flight:
    """A computation that other threads wait for."""

    landed: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None
    error: Exception | None = None


class Answerer:
    """Answers articles; one computation at a time in a process, for spaCy's memory zones allow no more."""

    def __init__(self, structurer: Structurer, cache: Cache, *, places: int = 1000) -> None:
        """Take what computes, what keeps, and how many computations may wait in this process."""
        self._structurer = structurer
        self._cache = cache
        self._line = Line(places)
        self._flights: dict[str, Flight] = {}
        self._boarding = threading.Lock()

    @property
    def structurer(self) -> Structurer:
        """What computes the answers."""
        return self._structurer

    @property
    def cache(self) -> Cache:
        """Where finished answers are kept."""
        return self._cache

    @property
    def waiting(self) -> int:
        """How many computations run or wait in this process."""
        return self._line.waiting

    def key(self, article: Article, options: Options = PLAIN) -> str:
        """A digest of everything that can change the answer: rules, model, options and article."""
        return digest_of([
            self._structurer.fingerprint, options, article.text, article.id, article.title, article.url,
            article.published, article.language, article.layers, article.extracted,
        ])  # fmt: skip

    def answer(self, article: Article, options: Options = PLAIN, terms: Terms = Terms()) -> Answer:
        """The answer, from the cache or computed; it was checked against the contract when it was computed.

        Raises:
            Overloaded: more is waiting than can be computed in time.
            DeadlinePassed: the deadline of the terms.
            InvalidStructure: our own failure; nothing is kept.
        """
        key = self.key(article, options)
        found = None if terms.fresh else self._find(key)
        if found is None:
            how = self._alone if terms.fresh or not terms.store else self._together
            found = how(key, article, options, terms)
        if terms.request and terms.store and found.cache != "bypass":
            self._cache.alias(terms.request, key, problem=found.problem)
        return found

    def compare(
        self,
        articles: Sequence[Article],
        options: Options = PLAIN,
        asked: Comparing = COMPARING,
        terms: Terms = Terms(),
    ) -> Answer:
        """Several articles set against each other: a comparison from the cache, or made from their answers.

        Raises:
            Refused: an article cannot be answered; the pointers say which.
            Overloaded: more is waiting than can be computed in time.
            DeadlinePassed: the deadline of the terms.
            InvalidStructure: our own failure; nothing is kept.
        """
        keys = [self.key(article, options) for article in articles]
        key = digest_of(["comparison", asked, *keys])
        found = None if terms.fresh else self._find(key)
        if found is not None:
            return found
        plain = replace(options, offsets="code_point")
        bodies = [self._body(number, article, plain, terms) for number, article in enumerate(articles)]
        told: list[bytes] = []
        if asked.structures:
            same = options == plain
            told = bodies if same else [self.answer(article, options, terms).body for article in articles]
        with self._line.turn(sum(len(article.text) for article in articles) // COMPARED, terms.deadline):
            comparison = compare(
                articles,
                [decode(body) for body in bodies],
                self._structurer.lexicon,
                self._structurer.lemmas,
                view=asked.view,
                unit=options.offsets,
            )
        body = encode_comparison(comparison, [article.text for article in articles], told)
        return self._kept(Kept(key, body), terms)

    def _body(self, number: int, article: Article, options: Options, terms: Terms) -> bytes:
        """The answer to one of several articles.

        Raises:
            Refused: the text cannot be answered; its pointers begin with the article's.
        """
        found = self.answer(article, options, replace(terms, request=None))
        if found.problem:
            raise of_article(Problem.decode(found.body), number)
        return found.body

    def recall(self, request: str) -> Answer | None:
        """The answer to a raw request that was answered before."""
        return answer_of(self._cache.recall(request))

    def refuse(self, request: str, problem: Problem) -> None:
        """Keep for a while why a raw request cannot be answered, where that depends on its bytes alone."""
        self._cache.put(Kept(request, problem.encode(), problem=True))
        self._cache.alias(request, request, problem=True)

    def compute(self, article: Article, options: Options = PLAIN, done: Done = nothing) -> bytes:
        """The answer's bytes without looking into the cache. Not safe in two threads at once.

        `done` is called with the name of each stage at its end; what it raises ends the computation.

        Raises:
            Refused: the text is in a language that is not supported.
            InvalidStructure: our own failure.
        """
        structure = self._structurer.structure(article, options, done)
        body = encode(structure, article.text)
        done("encode")
        metrics.characters.observe(len(article.text))
        metrics.answer_bytes.observe(len(body))
        for layer in LAYERS:
            metrics.found.labels(layer).inc(len(getattr(structure, layer) or ()))
        return body

    def _find(self, key: str) -> Answer | None:
        return answer_of(self._cache.get(key))

    def _alone(self, key: str, article: Article, options: Options, terms: Terms) -> Answer:
        """A computation that is nobody else's."""
        with self._line.turn(len(article.text), terms.deadline):
            return self._made(key, article, options, terms)

    def _together(self, key: str, article: Article, options: Options, terms: Terms) -> Answer:
        """One computation for all threads that ask for the same at once."""
        with self._boarding:
            flight = self._flights.get(key)
            first = flight is None
            if flight is None:
                flight = self._flights[key] = Flight()
        if not first:
            if not flight.landed.wait(terms.deadline.left()):
                raise DeadlinePassed("The article waited longer than a request may.")
            if flight.answer is None:
                raise flight.error or DeadlinePassed("The article was not computed.")
            return replace(flight.answer, cache="collapsed")
        try:
            flight.answer = self._lead(key, article, options, terms)
        except Exception as error:
            flight.error = error
            raise
        finally:
            with self._boarding:
                del self._flights[key]
            flight.landed.set()
        return flight.answer

    def _lead(self, key: str, article: Article, options: Options, terms: Terms) -> Answer:
        """Compute, or wait for the process that has claimed it."""
        token, length = uuid.uuid4().hex, len(article.text)
        seconds = CLAIM_SECONDS * (1 + length / CLAIM_CHARACTERS)
        while True:
            with self._line.turn(length, terms.deadline):
                if self._cache.claim(key, token, seconds):
                    try:
                        # whoever had claimed it before may have put it there since we looked
                        return self._find(key) or self._made(key, article, options, terms)
                    finally:
                        self._cache.release(key, token)
            found = self._awaited(key, terms.deadline)
            if found is not None:
                return found

    def _awaited(self, key: str, deadline: Deadline) -> Answer | None:
        """What another process makes of the article; None when it gave up its claim, or died with it."""
        while self._cache.claimed(key):
            deadline.check()
            time.sleep(POLL_SECONDS)
        found = self._find(key)
        return replace(found, cache="collapsed") if found else None

    def _made(self, key: str, article: Article, options: Options, terms: Terms) -> Answer:
        """Compute and keep. A refusal of the text is an answer too."""
        try:
            kept = Kept(key, self.compute(article, options, Watch(terms)))
        except Refused as refused:
            kept = Kept(key, refused.problem.encode(), problem=True)
        return self._kept(kept, terms)

    def _kept(self, kept: Kept, terms: Terms) -> Answer:
        """What was computed, kept where that is wanted."""
        use: CacheUse = "not_stored"
        if terms.store:
            use = "miss" if self._cache.put(kept) else "bypass"
            use = "request" if terms.fresh and use == "miss" else use
        return Answer(kept.body, kept.key, use, kept.problem)


def digest_of(parts: Sequence[Any]) -> str:
    """A digest of values that JSON can hold."""
    return hashlib.blake2b(orjson.dumps(parts), digest_size=20).hexdigest()


def answer_of(found: tuple[Kept, Level] | None) -> Answer | None:
    """What was found in the cache, as an answer."""
    if found is None:
        return None
    kept, level = found
    return Answer(kept.body, kept.key, level, kept.problem)


def or_problem(work: Callable[[], bytes | Problem]) -> bytes | Problem:
    """What the work gives, or the problem it ran into; so that an article never fails its neighbours."""
    try:
        return work()
    except Refused as refused:
        return refused.problem
    except (Overloaded, DeadlinePassed) as busy:
        return Problem("unavailable", str(busy))
    except Exception:
        log.exception("article_failed")
        return Problem("internal_error", "The service failed on this article; its neighbours are not affected.")
