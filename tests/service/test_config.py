"""Settings: defaults that run on a laptop; a bad value stops the start and names its variable."""

from __future__ import annotations

import pytest

from service.cache import Cache
from service.config import Settings, read_settings
from service.errors import InvalidSettings


def test_nothing_set_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_a_variable_sets_its_field() -> None:
    settings = read_settings(
        {
            "STANDFIRST_PORT": "9000",
            "STANDFIRST_REDIS_URL": "rediss://cache:6380/1",
            "STANDFIRST_MODEL": "en_core_web_sm",
        }
    )
    assert (settings.port, settings.redis_url, settings.model) == (9000, "rediss://cache:6380/1", "en_core_web_sm")


def test_an_empty_variable_counts_as_unset() -> None:
    assert read_settings({"STANDFIRST_REDIS_URL": " "}).redis_url is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STANDFIRST_PORT", "eighty"),
        ("STANDFIRST_PORT", "70000"),
        ("STANDFIRST_WORKERS", "-1"),
        ("STANDFIRST_MAX_CHARACTERS", "0"),
        ("STANDFIRST_LOG_LEVEL", "loud"),
        ("STANDFIRST_REDIS_URL", "http://cache"),
    ],
)
def test_a_bad_value_is_named(variable: str, value: str) -> None:
    with pytest.raises(InvalidSettings, match=variable):
        read_settings({variable: value})


@pytest.mark.parametrize("url", ["redis://h:abc/0", "redis://h/0?socket_timeout=x", "redis://h/0?foo=1"])
def test_a_redis_address_that_cannot_be_used_is_named(url: str) -> None:
    with pytest.raises(InvalidSettings, match="STANDFIRST_REDIS_URL"):
        Cache(url)


@pytest.mark.parametrize(("threads", "waiting", "places"), [(8, 5, 5), (4, 5, 1), (2, 5, 0), (16, 5, 5), (16, 40, 13)])
def test_threads_are_left_for_health_checks(threads: int, waiting: int, places: int) -> None:
    assert Settings(threads=threads, waiting=waiting).places() == places
