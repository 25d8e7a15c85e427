"""What Prometheus reads: one place for every name and label.

With several workers the files of `PROMETHEUS_MULTIPROC_DIR` hold the counts of all, also of those that have gone.
"""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from service.config import metrics_folder

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

requests = Histogram(
    "standfirst_request_seconds",
    "Time to answer a request, by address, status and where the answer came from.",
    ("address", "status", "cache"),
    buckets=SECONDS,
)
stages = Histogram("standfirst_stage_seconds", "Time of each stage of a computation.", ("stage",), buckets=SECONDS)
characters = Histogram(
    "standfirst_article_characters", "Length of the articles that were computed.",
    buckets=(500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000),
)  # fmt: skip
answer_bytes = Histogram(
    "standfirst_answer_bytes", "Size of the answers that were computed.",
    buckets=(1000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000),
)  # fmt: skip
found = Counter("standfirst_found_total", "Items found, by layer.", ("layer",))
refused = Counter("standfirst_refused_total", "Requests that were turned away because too much was waiting.")
cache_trouble = Counter("standfirst_cache_errors_total", "Calls to Redis that failed or were refused.", ("error",))
breaker_open = Gauge(
    "standfirst_cache_breaker_open", "1 while a worker does not ask Redis because it is in trouble.",
    multiprocess_mode="livemax",
)  # fmt: skip
build = Gauge(
    "standfirst_build_info", "Always 1: which service, rules and model answer.",
    ("service", "rules", "model", "model_version"), multiprocess_mode="max",
)  # fmt: skip


def read() -> bytes:
    """All metrics of all workers, as Prometheus reads them."""
    if metrics_folder() is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def forget(pid: int) -> None:
    """Take the gauges of a worker that has gone out of the sum."""
    if metrics_folder() is not None:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
