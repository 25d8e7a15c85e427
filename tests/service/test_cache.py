"""The cache against a real Redis, also when it dies: slower, never broken."""

from __future__ import annotations

import time

import redis

from service.cache import Cache
from tests.redis_server import RedisServer, free_port


def test_what_was_put_is_got(redis_url: str) -> None:
    cache = Cache(redis_url, timeout_ms=1000)
    assert cache.get("k") is None
    assert cache.put("k", b"answer")
    assert cache.get("k") == b"answer"
    assert cache.state() == "ok"


def test_an_answer_lives_for_its_time(redis_url: str) -> None:
    Cache(redis_url, timeout_ms=1000, ttl_seconds=50).put("k", b"answer")
    with redis.Redis.from_url(redis_url) as client:
        assert 0 < client.ttl("k") <= 50  # type: ignore[operator]


def test_a_damaged_value_is_a_miss(redis_url: str) -> None:
    cache = Cache(redis_url, timeout_ms=1000)
    cache.put("k", b"answer")
    with redis.Redis.from_url(redis_url) as client:
        client.set("k", client.get("k")[:-1] + b"X")  # type: ignore[index,operator]
        client.lpush("list", "not a string")
    assert cache.get("k") is None
    assert cache.get("list") is None


def test_without_a_url_there_is_no_cache() -> None:
    cache = Cache(None)
    assert (cache.put("k", b"answer"), cache.get("k"), cache.state()) == (False, None, "off")


def test_a_refused_connection_costs_next_to_nothing() -> None:
    cache = Cache(f"redis://127.0.0.1:{free_port()}/0", timeout_ms=100)
    began = time.monotonic()
    assert [cache.get("k") for _ in range(20)] == [None] * 20
    assert time.monotonic() - began < 1.0
    assert cache.state() == "degraded"


def test_a_redis_that_dies_and_comes_back_is_used_again(redis_server: RedisServer) -> None:
    cache = Cache(redis_server.url, timeout_ms=500)
    assert cache.put("k", b"answer")
    redis_server.kill()
    assert [cache.get("k") for _ in range(5)] == [None] * 5
    assert cache.state() == "degraded"
    redis_server.start()
    deadline = time.monotonic() + 15
    while not cache.put("k", b"again") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert cache.get("k") == b"again"


def test_a_redis_that_hangs_is_given_up_within_the_timeout() -> None:
    """A server that accepts and never answers: what a half-open connection looks like."""
    import socket  # noqa: PLC0415

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        cache = Cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", timeout_ms=100)
        began = time.monotonic()
        assert cache.get("k") is None
        assert time.monotonic() - began < 1.0


def test_a_redis_that_demands_a_password_is_degraded() -> None:
    server = RedisServer("--requirepass", "secret")
    try:
        assert Cache(server.url, timeout_ms=500).state() == "degraded"
    finally:
        server.close()
