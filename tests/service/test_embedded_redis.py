"""The embedded server: real, private, and gone when its parent is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from service.embedded_redis import EmbeddedRedis

HOLD = """
import sys, time
from service.embedded_redis import EmbeddedRedis
server = EmbeddedRedis()
print(server.url, flush=True)
time.sleep(60)
"""


def wait_until_gone(path: Path) -> bool:
    deadline = time.monotonic() + 10
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not path.exists()


def test_it_answers_and_leaves_nothing_behind() -> None:
    server = EmbeddedRedis(megabytes=16)
    with redis.Redis.from_url(server.url) as client:
        assert client.set("k", b"v")
        assert client.config_get("maxmemory")["maxmemory"] == str(16 * 1024 * 1024)
    server.close()
    assert not server.socket.parent.exists()


def test_its_folder_is_private() -> None:
    server = EmbeddedRedis()
    try:
        assert server.socket.parent.stat().st_mode & 0o077 == 0
    finally:
        server.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_its_parent(how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    url = parent.stdout.readline().strip()
    socket = Path(url.removeprefix("unix://"))
    assert socket.exists()
    os.kill(parent.pid, how)
    parent.wait()
    parent.stdout.close()
    assert wait_until_gone(socket.parent)
