"""How fast the service answers, as ratios in one run on loopback: the machine's speed cancels out.

python -m evaluation.load [--seconds N] [--articles N] [--memory N] [--sizes WxT …]

The server's CPU time a request is compared: a bare Flask view with the same bytes, an answer from the process's
memory, from Redis, and one computed, all under the same gunicorn. Then latencies with 1, 2, 4 and 8 clients, the health
check at three times the load that can be computed, and the workers' memory over many distinct articles.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
import orjson

from evaluation.articles import distinct, whole
from evaluation.running import Reply, Running
from evaluation.speed import stock
from service.config import read_settings

BARE = ("evaluation.bare",)
CLIENTS = (1, 2, 4, 8)
WARM = 20
"""Articles that are computed before misses are measured: the first ones fill tables and fault pages in."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load cost: CPU seconds of the server a request, and the seconds of each request."""

    cpu: float
    seconds: np.ndarray
    replies: Counter[str]

    def percentile(self, share: float) -> float:
        """Milliseconds in which a share of the requests was answered."""
        return float(1000 * np.percentile(self.seconds, share))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.load", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each load")
    parser.add_argument("--articles", type=int, default=60, help="distinct articles that are computed")
    parser.add_argument("--memory", type=int, default=0, help="also the memory over so many distinct articles")
    parser.add_argument("--sizes", nargs="+", metavar="WORKERSxTHREADS", help="only compare these sizes: 1x8 2x4 2x8")
    options = parser.parse_args(arguments)
    if options.sizes:
        sizes(options.sizes, options.seconds)
        return 0
    costs(options.seconds, options.articles)
    overload(2 * options.seconds)
    if options.memory:
        memory(options.memory)
    return 0


def costs(seconds: float, articles: int) -> None:
    """CPU a request by where the answer comes from, and latencies."""
    body = whole()[0]
    with Running({"REDIS_URL": ""}) as service:
        started = service.started
        first = service.post(body)
        load_once(service, list(distinct(WARM, seed=5)), 2)
        hits = {n: load(service, [body], seconds, n) for n in CLIENTS}
        misses = load_once(service, list(distinct(articles)), 2)
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        answer.write_bytes(first.body)
        with Running({}, (*BARE, str(answer))) as bare:
            floor = {n: load(bare, [body], seconds, n) for n in CLIENTS}
    with Running({"REDIS_URL": "", "MEMORY_CACHE_MEGABYTES": "0"}) as service:
        service.post(body)
        redis = {n: load(service, [body], seconds, n) for n in CLIENTS}
    raw = parse_seconds(list(distinct(articles)))
    print(f"answer of {len(first.body)} bytes to {len(body)} bytes; ready {started:.1f} s after the start")
    print("CPU of the server a request, 4 clients")
    for name, found in (("bare Flask", floor[4]), ("memory hit", hits[4]), ("Redis hit", redis[4])):
        share = floor[4].cpu / found.cpu
        print(f"  {name:10s} {1e6 * found.cpu:7.0f} us   {share:4.2f} of bare Flask   {dict(found.replies)}")
    print(
        f"  {'miss':10s} {1e6 * misses.cpu:7.0f} us   {misses.cpu / raw:4.2f} of raw nlp(text)   {dict(misses.replies)}"
    )
    print("latency in ms: p50, p99")
    for name, loads in (("bare Flask", floor), ("memory hit", hits), ("Redis hit", redis)):
        told = "   ".join(f"{n} clients {x.percentile(50):5.2f} {x.percentile(99):6.2f}" for n, x in loads.items())
        print(f"  {name:10s} {told}")
    print(f"  {'miss':10s} 2 clients {misses.percentile(50):5.0f} {misses.percentile(99):6.0f}")


def parse_seconds(bodies: Sequence[bytes]) -> float:
    """CPU seconds a text of the service's spaCy pipeline as `spacy.load` gives it."""
    nlp = stock(read_settings().model)
    texts = [orjson.loads(body)["text"] for body in bodies]
    nlp(texts[0])
    began = time.process_time()
    for text in texts:
        nlp(text)
    return (time.process_time() - began) / len(texts)


def overload(seconds: float) -> None:
    """The health check while three times as much is asked as can be computed."""
    with Running({"REDIS_URL": ""}) as service:
        calm = load_once(service, list(distinct(30, seed=2)), 2)
        rate = 3 * 2 / float(np.mean(calm.seconds))
        statuses, health = pressed(service, rate, seconds)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    print(f"at three times the capacity ({rate:.0f} articles a second for {seconds:.0f} s): {told}")
    half, most = np.percentile(health, (50, 95))
    print(f"  /livez p50 {half:.1f} ms   p95 {most:.1f} ms   max {max(health):.1f} ms")


def sizes(wanted: Sequence[str], seconds: float) -> None:
    """Articles a second, the health check under pressure, and memory, for numbers of workers and threads."""
    for size in wanted:
        workers, _, threads = size.partition("x")
        with Running({"REDIS_URL": "", "WORKERS": workers, "THREADS": threads}) as service:
            load_once(service, list(distinct(WARM, seed=9)), 4)
            began = time.monotonic()
            found = load_once(service, list(distinct(60, seed=8)), 4)
            rate = 60 / (time.monotonic() - began)
            statuses, health = pressed(service, 26, seconds)
            told = (
                f"{rate:5.1f} articles a second, p99 {found.percentile(99):4.0f} ms; under pressure {dict(statuses)},"
            )
            half, most = np.percentile(health, (50, 95))
            print(f"{size:5s} {told} /livez p50 {half:.1f} p95 {most:.1f} ms; {service.memory_bytes() >> 20} MiB")


def pressed(service: Running, rate: float, seconds: float) -> tuple[Counter[int], list[float]]:
    """Ask at a rate, whether answers come or not; statuses, and milliseconds of the health check in between."""
    statuses: Counter[int] = Counter()
    health: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            health.append(1000 * service.get("/livez").seconds)
            time.sleep(0.02)

    def ask(body: bytes) -> None:
        statuses[service.post(body).status] += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(128) as pool:
        began = time.monotonic()
        for n, body in enumerate(distinct(int(rate * seconds), seed=3)):
            time.sleep(max(0.0, began + n / rate - time.monotonic()))
            pool.submit(ask, body)
    over.set()
    watcher.join()
    return statuses, health


def memory(articles: int) -> None:
    """The workers' memory over many distinct articles."""
    with Running({"REDIS_URL": "", "MEMORY_CACHE_MEGABYTES": "0"}) as service:
        bodies = list(distinct(articles, paragraphs=3, seed=4))
        load_once(service, bodies[: articles // 10], 8)  # so many that each worker gets its part
        before = service.memory_bytes()
        load_once(service, bodies[articles // 10 :], 8)
        after = service.memory_bytes()
    print(f"memory of the workers after {articles // 10} articles {before / 2**20:.0f} MiB,", end=" ")
    print(f"after {articles} {after / 2**20:.0f} MiB: {100 * (after / before - 1):+.1f} %")


def load(service: Running, bodies: Sequence[bytes], seconds: float, clients: int) -> Load:
    """Ask for the same again and again for a time."""
    until = time.monotonic() + seconds

    def again() -> Iterator[bytes]:
        for body in cycle(bodies):
            if time.monotonic() > until:
                return
            yield body

    return asked(service, [again for _ in range(clients)])


def load_once(service: Running, bodies: Sequence[bytes], clients: int) -> Load:
    """Ask for each once."""
    return asked(service, [lambda n=n: iter(bodies[n::clients]) for n in range(clients)])  # type: ignore[misc]


def asked(service: Running, sources: Sequence[Callable[[], Iterator[bytes]]]) -> Load:
    """What it costs when each client asks for what its source gives, one after the other."""

    def one(source: Callable[[], Iterator[bytes]]) -> list[Reply]:
        client = service.client()
        try:
            return [client.post(body) for body in source()]
        finally:
            client.close()

    before = service.cpu_seconds()
    with ThreadPoolExecutor(len(sources)) as pool:
        replies = [reply for found in pool.map(one, sources) for reply in found]
    spent = service.cpu_seconds() - before
    kinds = Counter(f"{reply.status} {reply.cache}".strip() for reply in replies)
    return Load(spent / len(replies), np.array([reply.seconds for reply in replies]), kinds)


if __name__ == "__main__":
    sys.exit(main())
