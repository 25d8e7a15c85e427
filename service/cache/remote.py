"""Redis with a circuit breaker: a server in trouble delays one request by one timeout, and then none.

redis-py's defaults wait 4 seconds on a refused connection and a minute on a dead one. Here a call ends within the
timeout and is never retried; the first failure opens the breaker; while it is open no request calls, and a thread
of its own looks once a second whether the server is back.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import pybreaker
import structlog
from redis.exceptions import ClusterError, RedisError, ResponseError

from service import metrics
from service.cache.addresses import Client, check, connect
from service.errors import StandfirstError

TROUBLE = (RedisError, OSError, UnicodeError, pybreaker.CircuitBreakerError)
RETRY_SECONDS = 1.0
FIRST_CONTACT_SECONDS = 0.12
"""How long the first request waits for the first answer of the server, name look-up included."""
QUIET_SECONDS = 60.0
"""The least time between two log lines about the same trouble."""
DELETE_IF = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
Result = TypeVar("Result")
log = structlog.get_logger()


class Unreachable(StandfirstError):
    """The server is in trouble, or refused the command; the caller goes on without it."""


class Remote:
    """Bytes by key in Redis. Not to be used before a fork that is to use it too."""

    def __init__(self, url: str, timeout: float) -> None:
        """Take an address and the longest time of a call in seconds; nothing is connected yet.

        Raises:
            InvalidSettings: the address cannot be used.
        """
        check(url)
        self._url, self._timeout = url, timeout
        self._client: Client | None = None
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=1, reset_timeout=RETRY_SECONDS / 2, exclude=[refusal], throw_new_error_on_trip=False
        )
        self._begun = threading.Lock()
        self._met = threading.Event()  # set when a first look has ended, well or badly
        self._watched = False
        self._refused = False  # the last write
        self._silent_until = 0.0
        self._told = False
        self._patient_until: float | None = None

    def get(self, key: str) -> bytes | None:
        """The value of a key; None when there is none.

        Raises:
            Unreachable: the server cannot be asked; so do all others here.
        """
        found = self._call(lambda client: client.get(key))
        return found if isinstance(found, bytes) else None

    def set(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for a time."""
        self._call(lambda client: client.set(key, value, ex=seconds), writes=True)

    def claim(self, key: str, token: str, milliseconds: int) -> bool:
        """Set a key to a token for a time, unless somebody has; True when it was set."""
        return bool(self._call(lambda client: client.set(key, token, nx=True, px=milliseconds), writes=True))

    def release(self, key: str, token: str) -> None:
        """Delete a key if it still holds the token."""
        self._call(lambda client: client.eval(DELETE_IF, 1, key, token), writes=True)

    def exists(self, key: str) -> bool:
        """True when there is such a key."""
        return bool(self._call(lambda client: client.exists(key)))

    def healthy(self) -> bool:
        """True when the server answers now, and has not refused the last write."""
        try:
            return bool(self._call(lambda client: client.ping())) and not self._refused
        except Unreachable:
            return False

    @property
    def open(self) -> bool:
        """True while the breaker is open, and no call is made."""
        return self._breaker.current_state != pybreaker.STATE_CLOSED

    def _call(self, work: Callable[[Client], Result], *, writes: bool = False) -> Result:
        if not self._met.is_set():
            self._meet()
        if self.open or not self._met.is_set() or self._client is None:
            raise Unreachable
        try:
            result = self._breaker.call(work, self._client)
        except ResponseError as error:
            self._refused = self._refused or writes
            self._trouble(error)
            raise Unreachable from None
        except TROUBLE as error:
            self._trouble(error)
            raise Unreachable from None
        if writes:
            self._refused = False
        return result

    def _meet(self) -> None:
        """Look for the server for the first time; who comes within the first moment waits for the outcome."""
        self._watch()
        if self._patient_until is None:
            self._patient_until = time.monotonic() + FIRST_CONTACT_SECONDS
        self._met.wait(max(0.0, self._patient_until - time.monotonic()))

    def _trouble(self, error: Exception) -> None:
        """Tell of it, once a minute at most, and see to it that somebody looks for the server."""
        metrics.cache_trouble.labels(type(error).__name__).inc()
        metrics.breaker_open.set(self.open)
        now = time.monotonic()
        if now >= self._silent_until:
            self._silent_until, self._told = now + QUIET_SECONDS, True
            log.warning("cache_unavailable", error=type(error).__name__, effect="answers are computed")
        if self.open:
            self._watch()

    def _watch(self) -> None:
        with self._begun:
            if not self._watched:
                self._watched = True
                threading.Thread(target=self._look, name="redis-watch", daemon=True).start()

    def _look(self) -> None:
        """Ask the server once a second until it answers."""
        while True:
            try:
                self._breaker.call(self._ping)
                break
            except pybreaker.CircuitBreakerError:
                pass  # too soon to look again
            except TROUBLE as error:
                self._met.set()
                self._trouble(error)
            time.sleep(RETRY_SECONDS)
        with self._begun:
            self._watched = False
        self._met.set()
        metrics.breaker_open.set(0)
        if self._told:
            self._told = False
            log.info("cache_available")

    def _ping(self) -> None:
        if self._client is None:
            self._client = connect(self._url, self._timeout)
        self._client.ping()


def refusal(error: Exception) -> bool:
    """True for an answer that says no to one command (out of memory, a read-only replica): the server is there."""
    return isinstance(error, ResponseError) and not isinstance(error, ClusterError)
