"""A real server process: two workers, an embedded Redis, an article, and Redis killed in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import psutil
import pytest

from evaluation.articles import body_of
from evaluation.redis_server import RedisServer
from evaluation.running import Running
from tests.conftest import EXAMPLE

ARTICLE = body_of(EXAMPLE.read_text("utf-8"))
EMBEDDED = {"REDIS_URL": "", "WORKERS": "2"}


@pytest.fixture
def embedded() -> Iterator[Running]:
    """A service with a Redis of its own."""
    with Running(EMBEDDED) as service:
        yield service


def test_a_machine_without_redis_serves_repeats_from_the_embedded_one(embedded: Running) -> None:
    first = embedded.post(ARTICLE)
    answers = [embedded.post(ARTICLE) for _ in range(12)]
    assert (first.status, first.cache) == (200, "fwd=miss; stored")
    assert {(reply.status, reply.body) for reply in answers} == {(200, first.body)}
    assert {reply.cache.partition("; detail")[0] for reply in answers} == {"hit"}
    assert orjson.loads(first.body)["quotes"]
    embedded.process.send_signal(signal.SIGTERM)
    assert embedded.process.wait(timeout=30) == 0


def test_many_who_post_one_new_article_at_once_cost_one_computation(embedded: Running) -> None:
    with ThreadPoolExecutor(40) as pool:
        replies = [one.result() for one in [pool.submit(embedded.post, ARTICLE) for _ in range(100)]]
    assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
    assert [reply.cache for reply in replies].count("fwd=miss; stored") == 1


def test_metrics_are_those_of_all_workers(embedded: Running) -> None:
    for n in range(20):
        embedded.post(body_of(f"Police said {n + 2} people were hurt."))
    embedded.kill_worker(signal.SIGTERM)  # what it counted stays
    time.sleep(1)
    text = embedded.get("/metrics").body.decode()
    counted = 'standfirst_request_seconds_count{address="/v1/structure",cache="miss",status="200"}'
    assert f"{counted} 20.0" in text


def test_kill_9_leaves_no_process_and_the_next_start_no_folder_behind(tmp_path: Path) -> None:
    with Running(EMBEDDED, environment={"TMPDIR": str(tmp_path)}) as service:
        children = psutil.Process(service.process.pid).children(recursive=True)
        service.process.kill()
        service.process.wait()
        _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert list(tmp_path.glob("standfirst-redis-*")) == []
    with Running(EMBEDDED, environment={"TMPDIR": str(tmp_path)}):
        assert len(list(tmp_path.glob("standfirst-metrics-*"))) == 1
    assert list(tmp_path.glob("standfirst-*")) == []


def test_what_is_under_way_is_finished_before_the_end() -> None:
    with Running(EMBEDDED) as service, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(service.post, ARTICLE)
        time.sleep(0.1)
        service.process.send_signal(signal.SIGTERM)
        assert asked.result().status == 200
        assert service.process.wait(timeout=30) == 0


def test_redis_killed_between_two_requests_still_gives_200(redis_server: RedisServer) -> None:
    with Running({"REDIS_URL": redis_server.url, "MEMORY_CACHE_MEGABYTES": "0"}) as service:
        first = service.post(ARTICLE)
        redis_server.kill()
        second = service.post(ARTICLE)
        assert (first.status, second.status) == (200, 200)
        assert first.body == second.body
        assert second.cache == "fwd=bypass"
        assert orjson.loads(service.get("/readyz").body)["status"] == "degraded"


def test_a_redis_that_is_not_there_at_the_start_does_not_keep_the_service_from_starting() -> None:
    with Running({"REDIS_URL": "redis://127.0.0.1:1/0"}) as service:
        assert service.post(ARTICLE).cache == "fwd=bypass"


def test_a_setting_that_cannot_be_used_stops_the_start_with_its_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "serve"],
        env={"STANDFIRST_REDIS_URL": "redis+sentinel://host:1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "STANDFIRST_REDIS_URL" in done.stderr
    assert "Traceback" not in done.stderr
