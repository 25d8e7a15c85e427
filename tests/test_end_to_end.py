"""A real server process: two workers, an embedded Redis, an article, and Redis killed in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.conftest import EXAMPLE
from tests.redis_server import RedisServer, children_of, free_port


def get(url: str, body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, body, {"Content-Type": "text/plain"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def started(environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--port", str(port), "--workers", "2"],
        env={**os.environ, "STANDFIRST_LOG_LEVEL": "warning", **environment},  # noqa: TID251 - the child's, not our settings
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if get(f"{url}/readyz")[0] == 200:
                return process, url
        except OSError:
            time.sleep(0.1)
    process.kill()
    process.wait()
    raise RuntimeError("the server did not become ready")


def folders() -> set[Path]:
    return set(Path("/tmp").glob("standfirst-redis-*"))


@pytest.fixture
def embedded() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    process, url = started({"STANDFIRST_REDIS_URL": ""})
    yield process, url
    process.kill()
    process.wait()


def test_a_machine_without_redis_serves_repeats_from_the_embedded_one(
    embedded: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, url = embedded
    status, first_headers, first = get(f"{url}/v1/structure", EXAMPLE.read_bytes())
    answers = [get(f"{url}/v1/structure", EXAMPLE.read_bytes()) for _ in range(6)]
    assert status == 200
    assert first_headers["Cache-Status"] == "Standfirst; fwd=miss; stored"
    assert {(s, h["Cache-Status"], body) for s, h, body in answers} == {(200, "Standfirst; hit", first)}
    assert orjson.loads(first)["quotes"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def test_kill_9_leaves_no_redis_behind(embedded: tuple[subprocess.Popen[bytes], str]) -> None:
    process, _ = embedded
    before = folders()
    assert before
    children = children_of(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_redis_killed_between_two_requests_still_gives_200(redis_server: RedisServer) -> None:
    process, url = started({"STANDFIRST_REDIS_URL": redis_server.url})
    try:
        first = get(f"{url}/v1/structure", EXAMPLE.read_bytes())
        redis_server.kill()
        second = get(f"{url}/v1/structure", EXAMPLE.read_bytes())
        assert (first[0], second[0]) == (200, 200)
        assert first[2] == second[2]
        assert second[1]["Cache-Status"] == "Standfirst; fwd=bypass"
        assert orjson.loads(get(f"{url}/readyz")[2])["status"] == "degraded"
    finally:
        process.terminate()
        process.wait(timeout=30)
