"""Article to response bytes, cached or computed. Every door goes through here."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import orjson
import structlog

from schemas.problem import Problem, Refused
from schemas.records import Article, Options, Structure
from schemas.response import encode
from service.cache import Cache
from service.structuring import PLAIN, Structurer

CacheUse = Literal["hit", "miss", "bypass"]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer. `etag` names its content, `cache` says where it came from."""

    body: bytes
    etag: str
    cache: CacheUse


class Answerer:
    """Answers articles; one computation at a time in a process, for spaCy's memory zones allow no more."""

    def __init__(self, structurer: Structurer, cache: Cache) -> None:
        self._structurer = structurer
        self._cache = cache
        self._compute = threading.Lock()

    @property
    def structurer(self) -> Structurer:
        """What computes the answers."""
        return self._structurer

    @property
    def cache(self) -> Cache:
        """Where finished answers are kept."""
        return self._cache

    def key(self, article: Article, options: Options = PLAIN) -> str:
        """A digest of everything that can change the answer: rules, model, options and article."""
        parts = [
            self._structurer.fingerprint, options, article.text, article.id, article.title, article.url,
            article.published, article.language, article.layers, article.extracted,
        ]  # fmt: skip
        return hashlib.blake2b(orjson.dumps(parts), digest_size=20).hexdigest()

    def answer(self, article: Article, options: Options = PLAIN) -> Answer:
        """The answer, from the cache or computed; it was checked against the contract when it was computed.

        Raises:
            Refused: the text is in a language that is not supported.
            InvalidStructure: our own failure; nothing is kept.
        """
        key = self.key(article, options)
        kept = self._cache.get(key)
        if kept is not None:
            return Answer(kept, key, "hit")
        waited = not self._compute.acquire(blocking=False)
        if waited:
            self._compute.acquire()
        try:
            kept = self._cache.get(key) if waited else None  # computed by another thread while we waited?
            if kept is not None:
                return Answer(kept, key, "hit")
            body = self.compute(article, options)
        finally:
            self._compute.release()
        stored = self._cache.put(key, body)
        return Answer(body, key, "miss" if stored else "bypass")

    def compute(self, article: Article, options: Options = PLAIN) -> bytes:
        """The answer's bytes without looking into the cache. Not safe in two threads at once.

        Raises:
            Refused: the text is in a language that is not supported.
            InvalidStructure: our own failure.
        """
        structure: Structure = self._structurer.structure(article, options)
        return encode(structure, article.text)


def or_problem(work: Callable[[], bytes]) -> bytes | Problem:
    """What the work gives, or the problem it ran into; so that an article never fails its neighbours."""
    try:
        return work()
    except Refused as refused:
        return refused.problem
    except Exception:
        log.exception("article_failed")
        return Problem("internal_error", "The service failed on this article; its neighbours are not affected.")
