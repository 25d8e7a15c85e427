"""Fixtures: the model once a session, a real Redis a test, an app with both."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from evaluation.redis_server import RedisServer
from schemas.records import Article, Structure
from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer, load_structurer

EXAMPLE = Path(__file__).parent.parent / "examples" / "strait-ceasefire.txt"


@pytest.fixture(scope="session")
def structurer() -> Structurer:
    """The real pipeline with its default model."""
    return load_structurer(Settings().model)


@pytest.fixture(scope="session")
def structure(structurer: Structurer) -> Callable[[str], Structure]:
    """Text in, structure out."""
    return lambda text: structurer.structure(Article(text, language="en"))


@pytest.fixture(scope="session")
def example() -> str:
    """The article that the project ships."""
    return EXAMPLE.read_text("utf-8")


@pytest.fixture(scope="session")
def example_structure(structure: Callable[[str], Structure], example: str) -> Structure:
    """The structure of the shipped article."""
    return structure(example)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A server that a test may kill."""
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(request: pytest.FixtureRequest) -> str:
    """An empty Redis: the one that STANDFIRST_TEST_REDIS_URL names, else one of our own."""
    named = os.environ.get("STANDFIRST_TEST_REDIS_URL")  # noqa: TID251 - a setting of the tests, not of the service
    url: str = named or request.getfixturevalue("redis_server").url
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def cached_answerer(structurer: Structurer, redis_url: str) -> Answerer:
    """The use case with a real Redis."""
    return Answerer(structurer, Cache(redis_url, timeout_ms=1000))


@pytest.fixture
def app(structurer: Structurer) -> Flask:
    """The web application without a cache."""
    return create_app(Settings(log_level="error"), Answerer(structurer, Cache(None)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the app."""
    return app.test_client()


@pytest.fixture
def cached_client(cached_answerer: Answerer) -> FlaskClient:
    """A client of an app with a real Redis."""
    return create_app(Settings(log_level="error"), cached_answerer).test_client()
