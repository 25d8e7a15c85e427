"""The cache against a real Redis, also when it is in trouble: slower, never broken, and back by itself."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from structlog.testing import capture_logs

from evaluation.redis_server import RedisServer, free_port
from service.app import configure_logging
from service.cache import PREFIX, Cache, Kept

ANSWER = Kept("k", b"answer " * 500)
LATE = 0.15
"""What a Redis in trouble may cost a request, in seconds."""


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def until(true: Callable[[], bool], patience: float = 15.0) -> bool:
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts and never answers, as a half-open connection looks."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(100)
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_what_was_put_is_got(redis_url: str) -> None:
    cache = Cache(redis_url, timeout_ms=1000)
    assert cache.get("k") is None
    assert cache.put(ANSWER)
    assert cache.get("k") == (ANSWER, "redis")
    assert cache.state() == "ok"


def test_the_process_remembers_what_it_put_and_what_it_found(redis_url: str) -> None:
    one, other = (Cache(redis_url, timeout_ms=1000, memory_bytes=1_000_000) for _ in range(2))
    one.put(ANSWER)
    assert one.get("k") == (ANSWER, "memory")
    assert other.get("k") == (ANSWER, "redis")
    assert other.get("k") == (ANSWER, "memory")


def test_memory_is_bounded_in_bytes_and_drops_what_was_not_used() -> None:
    cache = Cache(None, memory_bytes=10_000)
    for name in ("a", "b"):
        cache.put(Kept(name, b"x" * 4000))
    assert cache.get("a") is not None
    cache.put(Kept("c", b"x" * 4000))
    assert (cache.get("b"), cache.get("a") is None) == (None, False)
    cache.put(Kept("too long", b"x" * 20_000))
    assert cache.get("too long") is None
    assert cache.get("c") is not None


def test_an_alias_leads_to_the_answer_in_another_process(redis_url: str) -> None:
    one, other = (Cache(redis_url, timeout_ms=1000, memory_bytes=1_000_000) for _ in range(2))
    one.put(ANSWER)
    assert other.recall("request") is None
    one.alias("request", ANSWER.key)
    assert one.recall("request") == (ANSWER, "memory")
    assert other.recall("request") == (ANSWER, "redis")


def test_values_are_packed(redis_url: str) -> None:
    Cache(redis_url, timeout_ms=1000).put(ANSWER)
    with redis.Redis.from_url(redis_url) as client:
        assert len(client.get(PREFIX + "k")) < len(ANSWER.body) / 10  # type: ignore[arg-type]


def test_an_answer_lives_for_its_time_and_a_problem_for_a_minute(redis_url: str) -> None:
    cache = Cache(redis_url, timeout_ms=1000, ttl_seconds=500)
    cache.put(ANSWER)
    cache.put(Kept("p", b"{}", problem=True))
    with redis.Redis.from_url(redis_url) as client:
        assert 60 < client.ttl(PREFIX + "k") <= 500  # type: ignore[operator]
        assert 0 < client.ttl(PREFIX + "p") <= 60  # type: ignore[operator]
    assert cache.get("p") == (Kept("p", b"{}", problem=True), "redis")


@pytest.mark.parametrize("damage", [lambda v: v[:-1] + b"X", lambda _: b"", lambda _: b"short", lambda v: b"\0" + v])
def test_a_damaged_value_is_a_miss_and_is_written_anew(redis_url: str, damage: Callable[[bytes], bytes]) -> None:
    cache = Cache(redis_url, timeout_ms=1000)
    cache.put(ANSWER)
    with redis.Redis.from_url(redis_url) as client:
        client.set(PREFIX + "k", damage(client.get(PREFIX + "k")))  # type: ignore[arg-type]
    assert cache.get("k") is None
    assert cache.put(ANSWER)
    assert cache.get("k") == (ANSWER, "redis")


def test_a_value_of_another_type_is_a_miss(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.lpush(PREFIX + "k", "not a string")
    cache = Cache(redis_url, timeout_ms=1000)
    assert cache.get("k") is None
    assert not cache.bypassed


def test_without_a_url_and_without_memory_nothing_is_kept() -> None:
    cache = Cache(None)
    assert (cache.put(ANSWER), cache.get("k"), cache.state()) == (False, None, "off")


def test_one_claims_and_the_others_wait(redis_url: str) -> None:
    one, other = Cache(redis_url, timeout_ms=1000), Cache(redis_url, timeout_ms=1000)
    assert one.claim("k", "mine", 5)
    assert not other.claim("k", "theirs", 5)
    assert other.claimed("k")
    other.release("k", "theirs")  # not theirs to give back
    assert other.claimed("k")
    one.release("k", "mine")
    assert other.claim("k", "theirs", 5)


def test_a_claim_of_the_dead_ends_by_itself(redis_url: str) -> None:
    cache = Cache(redis_url, timeout_ms=1000)
    assert cache.claim("k", "dead", 0.2)
    assert until(lambda: cache.claim("k", "mine", 5), 2)


# ---------------------------------------------------------------- Redis in trouble
def test_a_refused_connection_costs_next_to_nothing() -> None:
    cache = Cache(f"redis://127.0.0.1:{free_port()}/0")
    assert seconds(lambda: [cache.get("k") for _ in range(50)]) < LATE
    assert (cache.state(), cache.bypassed, cache.put(ANSWER), cache.claim("k", "t", 1)) == (
        "degraded",
        True,
        False,
        True,
    )


def test_a_silent_server_costs_one_timeout_and_then_nothing(silent: str) -> None:
    cache = Cache(silent, timeout_ms=100)
    assert seconds(lambda: cache.get("k")) < LATE
    assert seconds(lambda: [(cache.get("k"), cache.put(ANSWER), cache.claim("k", "t", 1)) for _ in range(50)]) < 0.05
    assert cache.state() == "degraded"


def test_a_host_that_nobody_knows_costs_no_more_than_a_silent_one() -> None:
    cache = Cache("redis://no-such-host.invalid:6379/0", timeout_ms=100)
    assert seconds(lambda: cache.get("k")) < LATE
    assert seconds(lambda: [cache.get("k") for _ in range(50)]) < 0.05


def test_a_server_that_falls_silent_in_the_middle(redis_server: RedisServer) -> None:
    cache = Cache(redis_server.url, timeout_ms=100)
    assert cache.put(ANSWER)
    redis_server.stop()
    try:
        assert seconds(lambda: cache.get("k")) < LATE
        assert seconds(lambda: [cache.get("k") for _ in range(50)]) < 0.05
        assert cache.state() == "degraded"
    finally:
        redis_server.go_on()
    assert until(lambda: cache.get("k") is not None)
    assert cache.state() == "ok"


def test_a_redis_that_dies_and_comes_back_is_used_again(redis_server: RedisServer) -> None:
    cache = Cache(redis_server.url, timeout_ms=500)
    assert cache.put(ANSWER)
    redis_server.kill()
    assert [cache.get("k") for _ in range(5)] == [None] * 5
    assert cache.state() == "degraded"
    redis_server.start()
    assert until(lambda: cache.put(ANSWER))
    assert cache.get("k") == (ANSWER, "redis")


def test_trouble_is_told_once_a_minute_and_its_end_too(redis_server: RedisServer) -> None:
    configure_logging("info")
    with capture_logs() as lines:
        cache = Cache(redis_server.url, timeout_ms=500)
        cache.put(ANSWER)
        redis_server.kill()
        for _ in range(100):
            cache.get("k")
            time.sleep(0.02)
        redis_server.start()
        assert until(lambda: cache.put(ANSWER) and len(lines) == 2)
    assert [line["event"] for line in lines] == ["cache_unavailable", "cache_available"]


@pytest.mark.parametrize(
    "options", [("--maxmemory", "1mb", "--maxmemory-policy", "noeviction"), ("--min-replicas-to-write", "1")]
)
def test_a_server_that_refuses_to_write_is_still_read(options: tuple[str, ...]) -> None:
    """Out of memory, or without the replicas it wants: both say no at once."""
    server = RedisServer(*options)
    try:
        cache = Cache(server.url, timeout_ms=500)
        assert (cache.put(ANSWER), cache.claim("k", "t", 1), cache.get("k")) == (False, True, None)
        assert (cache.state(), cache.bypassed) == ("degraded", False)
        with redis.Redis.from_url(server.url) as client:
            client.config_set("maxmemory", "0")
            client.config_set("min-replicas-to-write", "0")
        assert cache.put(ANSWER)
        assert cache.state() == "ok"
    finally:
        server.close()


def test_a_read_only_replica_is_read_and_not_written(redis_server: RedisServer) -> None:
    Cache(redis_server.url, timeout_ms=500).put(ANSWER)
    replica = RedisServer("--replicaof", f"127.0.0.1 {redis_server.port}")
    try:
        cache = Cache(replica.url, timeout_ms=500)
        assert until(lambda: cache.get("k") == (ANSWER, "redis"))
        assert (cache.put(ANSWER), cache.claim("k", "t", 1), cache.state()) == (False, True, "degraded")
    finally:
        replica.close()


def test_a_wrong_password_is_degraded_and_quick() -> None:
    server = RedisServer("--requirepass", "secret")
    try:
        without = Cache(server.url, timeout_ms=500)
        wrong = Cache(server.url.replace("redis://", "redis://:guess@"), timeout_ms=500)
        right = Cache(server.url.replace("redis://", "redis://:secret@"), timeout_ms=500)
        assert seconds(lambda: [(without.get("k"), wrong.get("k")) for _ in range(50)]) < 2 * LATE
        assert [cache.state() for cache in (without, wrong, right)] == ["degraded", "degraded", "ok"]
    finally:
        server.close()


def test_a_forked_worker_meets_redis_by_itself(redis_server: RedisServer) -> None:
    """The cache is made before the workers are forked, and used only after."""
    code = """
import os, sys
from service.cache import Cache, Kept
cache = Cache(sys.argv[1], timeout_ms=1000)
children = []
for n in range(3):
    pid = os.fork()
    if not pid:
        os._exit(0 if cache.put(Kept(f"k{n}", b"x")) and cache.get(f"k{n}") else 1)
    children.append(pid)
sys.exit(sum(os.waitpid(pid, 0)[1] for pid in children))
"""
    assert subprocess.run([sys.executable, "-c", code, redis_server.url], timeout=30, check=False).returncode == 0
