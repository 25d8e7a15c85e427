"""The Redis adapter: finished answers by key. A Redis that is down makes the service slower, never broken."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Literal

import pybreaker
import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from service.errors import InvalidSettings

CacheState = Literal["ok", "degraded", "off"]
DIGEST_SIZE = 8
log = structlog.get_logger()


class Cache:
    """Bytes by key in Redis, guarded by a circuit breaker.

    redis-py's defaults wait 4 seconds on a refused connection and a minute on a dead one; here a call ends within
    the timeout, is never retried, and after three failures no call is made for five seconds.
    """

    def __init__(self, url: str | None, *, timeout_ms: int = 100, ttl_seconds: int = 604_800) -> None:
        self._ttl = timedelta(seconds=ttl_seconds)
        self._redis = connect(url, timeout_ms / 1000) if url else None
        self._breaker = pybreaker.CircuitBreaker(fail_max=3, reset_timeout=5)
        self._told = False

    def get(self, key: str) -> bytes | None:
        """The answer kept under the key; None when there is none, it is damaged, or Redis is in trouble."""
        kept = self._call("get", key)
        if not isinstance(kept, bytes) or digest(kept[DIGEST_SIZE:]) != kept[:DIGEST_SIZE]:
            return None
        return kept[DIGEST_SIZE:]

    def put(self, key: str, answer: bytes) -> bool:
        """Keep an answer for the time to live; False when it could not be kept."""
        return bool(self._call("set", key, digest(answer) + answer, ex=self._ttl))

    def state(self) -> CacheState:
        """ok, degraded (configured but not answering), or off (not configured)."""
        if self._redis is None:
            return "off"
        return "ok" if self._call("ping") else "degraded"

    def _call(self, command: str, *args: object, **options: object) -> object:
        if self._redis is None:
            return None
        try:
            result = self._breaker.call(getattr(self._redis, command), *args, **options)
        except (RedisError, OSError, UnicodeError, pybreaker.CircuitBreakerError) as error:
            self._tell(error)
            return None
        self._told = False
        return result

    def _tell(self, error: Exception) -> None:
        """One line when trouble begins, not one a request."""
        if not self._told:
            self._told = True
            log.warning("cache_unavailable", error=type(error).__name__)


def connect(url: str, timeout: float) -> Redis:
    """A client that gives up within `timeout` seconds and never retries; options in the address do not change that.

    Raises:
        InvalidSettings: the address cannot be used.
    """
    options = {"socket_timeout": timeout, "socket_connect_timeout": timeout, "health_check_interval": 0}
    try:
        client = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        client.connection_pool.connection_kwargs.update(options)
        client.connection_pool.make_connection()
    except (ValueError, TypeError) as error:
        raise InvalidSettings(f"STANDFIRST_REDIS_URL cannot be used: {error}") from None
    return client


def digest(answer: bytes) -> bytes:
    """A short checksum, so that a damaged value is a miss and not an answer."""
    return hashlib.blake2b(answer, digest_size=DIGEST_SIZE).digest()
