"""Faults under load: Redis and workers die, hang and come back while clients ask; each answer is compared.

python -m evaluation.faults [--requests N] [--clients N] [--pause SECONDS]

A client asks again when its connection is cut, as clients of HTTP do; nothing else is asked twice. Counted are answers
that are wrong, lost (cut twice), refused with a clear 503, other 5xx, and late.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from evaluation.articles import distinct
from evaluation.redis_server import RedisServer
from evaluation.running import Client, Reply, Running

ARTICLES = 24
LATE_SECONDS = 8.0
PAUSE_SECONDS = 1.5
"""How long a fault lasts, and how long the calm after it."""


@dataclass(slots=True)
class Outcome:
    """What became of the requests.

    Attributes:
        counts: by what happened: right, wrong, lost, refused (503), failed (another 5xx), late, asked twice.
        caches: by what Cache-Status said.
        faults: the faults that were made, in order.
    """

    counts: Counter[str] = field(default_factory=Counter)
    caches: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what became of the requests; 1 when an answer was wrong, lost, late or a failure."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.faults", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--pause", type=float, default=PAUSE_SECONDS, help="seconds a fault lasts")
    options = parser.parse_args(arguments)
    outcome = run(options.requests, clients=options.clients, pause=options.pause)
    print(f"{options.requests} requests by {options.clients} clients, {len(outcome.faults)} faults: ", end="")
    print(", ".join(f"{count} × {fault}" for fault, count in Counter(outcome.faults).items()))
    print(", ".join(f"{kind} {outcome.counts[kind]}" for kind in KINDS), f"; slowest {outcome.slowest:.2f} s")
    print(", ".join(f"{cache}: {count}" for cache, count in outcome.caches.most_common()))
    return int(any(outcome.counts[kind] for kind in ("wrong", "lost", "failed", "late")))


KINDS = ("right", "wrong", "lost", "refused", "failed", "late", "asked twice")


def run(requests: int, *, clients: int = 6, pause: float = PAUSE_SECONDS, seed: int = 1) -> Outcome:
    """Ask while one fault after the other is made, and count."""
    bodies = list(distinct(ARTICLES, paragraphs=3))
    with Running({"REDIS_URL": "", "WORKERS": "2"}) as calm:
        right = {body: calm.post(body).body for body in bodies}
    server, outcome, over = RedisServer(), Outcome(), threading.Event()
    try:
        settings = {"REDIS_URL": server.url, "WORKERS": "2", "MEMORY_CACHE_MEGABYTES": "0", "CACHE_TTL_SECONDS": "3"}
        with Running(settings) as service:
            breaker = threading.Thread(target=make_faults, args=(service, server, outcome, over, pause))
            breaker.start()
            rng = random.Random(seed)
            asked = [rng.choice(bodies) for _ in range(requests)]
            with ThreadPoolExecutor(clients) as pool:
                for n in range(clients):
                    pool.submit(ask_all, service.client(), asked[n::clients], right, outcome)
            over.set()
            breaker.join()
    finally:
        over.set()
        server.close()
    return outcome


def make_faults(service: Running, server: RedisServer, outcome: Outcome, over: threading.Event, pause: float) -> None:
    """One fault after the other, each undone after a pause, until the requests are over."""
    faults: Mapping[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "Redis killed": (server.kill, server.start),
        "worker killed": (service.kill_worker, lambda: None),
        "Redis silent": (server.stop, server.go_on),
        "Redis out of memory": (
            lambda: server.ask("CONFIG", "SET", "maxmemory", "1"),
            lambda: server.ask("CONFIG", "SET", "maxmemory", "0"),
        ),
        "Redis read-only": (
            lambda: server.ask("REPLICAOF", "127.0.0.1", "1"),
            lambda: server.ask("REPLICAOF", "NO", "ONE"),
        ),
        "worker ended": (lambda: service.kill_worker(signal.SIGTERM), lambda: None),
        "values damaged": (lambda: damage(server), lambda: None),
        "Redis wants a password": (
            lambda: server.ask("CONFIG", "SET", "requirepass", "secret"),
            lambda: server.ask("CONFIG", "SET", "requirepass", "", password="secret"),
        ),
    }
    while not over.is_set():
        for name, (make, undo) in faults.items():
            if over.wait(pause):
                return
            make()
            outcome.faults.append(name)
            over.wait(pause)
            undo()


def damage(server: RedisServer) -> None:
    """Overwrite the beginning of every value."""
    for key in server.ask("KEYS", "*"):
        server.ask("SETRANGE", key, 3, "damaged")


def ask_all(client: Client, bodies: Sequence[bytes], right: Mapping[bytes, bytes], outcome: Outcome) -> None:
    """Ask for one article after the other, and note what came."""
    for body in bodies:
        began = time.monotonic()
        reply = ask(client, body, outcome)
        seconds = time.monotonic() - began
        outcome.slowest = max(outcome.slowest, seconds)
        outcome.counts["late"] += seconds > LATE_SECONDS
        if reply is None:
            outcome.counts["lost"] += 1
            continue
        outcome.caches[reply.cache or str(reply.status)] += 1
        outcome.counts[judged(reply, right[body])] += 1
    client.close()


def ask(client: Client, body: bytes, outcome: Outcome) -> Reply | None:
    """The reply; None when the connection was cut twice."""
    for _ in range(2):
        try:
            return client.post(body)
        except (OSError, HTTPException):
            outcome.counts["asked twice"] += 1
    return None


def judged(reply: Reply, right: bytes) -> str:
    """What a reply is."""
    if reply.status == 200:
        return "right" if reply.body == right else "wrong"
    return "refused" if reply.status == 503 else "failed" if reply.status >= 500 else "wrong"


if __name__ == "__main__":
    sys.exit(main())
