"""A running service to measure: `standfirst serve` in a process of its own, on a free loopback port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from types import TracebackType
from typing import NamedTuple

import psutil

from evaluation.redis_server import free_port

START_SECONDS = 60


class Reply(NamedTuple):
    """What came back, and after how many seconds."""

    status: int
    cache: str
    body: bytes
    seconds: float


class Running:
    """A server process, ready to be asked, as a context."""

    def __init__(
        self,
        settings: Mapping[str, str],
        command: Sequence[str] = ("service.cli", "serve"),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start, with settings by their names without `STANDFIRST_`, the module to run, and more of its environment.

        `started` is, once it is ready, how many seconds that took.
        """
        self.port = free_port()
        given = {f"STANDFIRST_{name}": value for name, value in settings.items()}
        fixed = {"STANDFIRST_LOG_LEVEL": "error", "STANDFIRST_PORT": str(self.port)}
        whole = os.environ | fixed | given | dict(environment or {})  # noqa: TID251 - the child's, not our settings
        self.started = 0.0
        self._began = time.monotonic()
        self.process = subprocess.Popen([sys.executable, "-m", *command], env=whole)

    def __enter__(self) -> Running:
        """Wait until it is ready.

        Raises:
            TimeoutError: it is not, within a minute.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/readyz").status == 200:
                    self.started = time.monotonic() - self._began
                    return self
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        raise TimeoutError("the service did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it finish what it does, and end."""
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def client(self) -> Client:
        """A connection of its own."""
        return Client(self.port)

    def get(self, path: str) -> Reply:
        """Get a page on a connection of its own."""
        with closing(self.client()) as client:
            return client.get(path)

    def post(self, body: bytes) -> Reply:
        """Post an article on a connection of its own."""
        with closing(self.client()) as client:
            return client.post(body)

    def workers(self) -> list[int]:
        """The process ids of gunicorn's workers."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in children if child.name().startswith("python")]

    def cpu_seconds(self) -> float:
        """The CPU time of all workers so far, in user and system mode, also of those that were replaced."""
        gone = psutil.Process(self.process.pid).cpu_times()
        now = sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in self.workers())
        return float(now + gone.children_user + gone.children_system)

    def memory_bytes(self) -> int:
        """The memory of all workers, of what they share with others their part (PSS)."""
        return sum(psutil.Process(pid).memory_full_info().pss for pid in self.workers())

    def kill_worker(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End one worker."""
        os.kill(self.workers()[0], how)


class Client:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        """Connect with the first request."""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, body: bytes, content_type: str = "application/json") -> Reply:
        """Post an article."""
        return self._ask("POST", "/v1/structure", body, {"Content-Type": content_type})

    def get(self, path: str) -> Reply:
        """Get a page."""
        return self._ask("GET", path, None, {})

    def close(self) -> None:
        """Close the connection; it opens again with the next request."""
        self._connection.close()

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except BaseException:
            self._connection.close()
            raise
        cache = response.getheader("Cache-Status", "").removeprefix("Standfirst; ")
        return Reply(response.status, cache, content, time.perf_counter() - began)
