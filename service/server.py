"""gunicorn with the right workers for this machine."""

from __future__ import annotations

import ctypes
import gc
import os
from dataclasses import replace
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication

from service import metrics, tracing
from service.app import configure_logging, create_app, json_formatter
from service.config import Settings, cores
from service.embedded_redis import EmbeddedRedis
from service.errors import EmbeddedRedisFailed

log = structlog.get_logger()


LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": json_formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "propagate": False}},
}
"""gunicorn tells of its workers in the same JSON lines as we of requests."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """A gunicorn that serves one app built before the workers are forked, so that they share the model's pages."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn; its own command line and environment are not read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app."""
        return self._app


def worker_options(settings: Settings) -> dict[str, object]:
    """gunicorn's options: a worker a core, threads so that health and cache hits pass a running computation."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers or cores(),
        "threads": settings.threads,
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": settings.timeout_seconds,
        "graceful_timeout": 30,
        "max_requests": 50_000,  # repeats count too; memory does not grow (evaluation.load --memory)
        "max_requests_jitter": 10_000,
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,
        "child_exit": forget_worker,
        "post_fork": begin_worker,
        "loglevel": settings.log_level,
        "logconfig_dict": LOGGING,
    }


def begin_worker(_server: object, _worker: object) -> None:
    """What each worker needs for itself."""
    tracing.start()


def forget_worker(_server: object, worker: Any) -> None:
    """Take a worker that has gone out of the metrics."""
    metrics.forget(worker.pid)


M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3


def keep_freed_memory() -> None:
    """Let glibc keep what large arrays gave back: page faults cost up to a tenth of an article otherwise."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return  # another C library
    for option, value in ((M_MMAP_THRESHOLD, 1 << 30), (M_TRIM_THRESHOLD, 1 << 30), (M_TOP_PAD, 64 << 20)):
        mallopt(option, value)


def with_redis(settings: Settings) -> tuple[Settings, EmbeddedRedis | None]:
    """The settings with an embedded server's address when none was set; without a cache where it cannot start."""
    if settings.redis_url:
        return settings, None
    try:
        server = EmbeddedRedis(settings.embedded_redis_megabytes)
    except EmbeddedRedisFailed as error:
        log.warning("embedded_redis_failed", error=str(error), effect="answers are not cached")
        return settings, None
    log.info(
        "embedded_redis_started",
        socket=str(server.socket),
        note="one for this host; set STANDFIRST_REDIS_URL to share one",
    )
    return replace(settings, redis_url=server.url), server


def serve(settings: Settings) -> None:
    """Serve until a signal ends it; the workers share the metrics' folder. Raises what `create_app` raises."""
    configure_logging(settings.log_level)
    keep_freed_memory()
    settings, redis = with_redis(settings)
    try:
        app = create_app(settings)
        gc.collect()
        gc.freeze()  # what is loaded stays out of the collector's way, and its pages stay shared by the workers
        Server(app, worker_options(settings)).run()
    finally:
        if redis is not None:
            redis.close()
