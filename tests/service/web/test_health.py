"""What containers watch."""

from __future__ import annotations

import orjson
from flask.testing import FlaskClient

from evaluation.redis_server import RedisServer
from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer


def test_the_process_is_up(client: FlaskClient) -> None:
    assert client.get("/livez").status_code == 200


def test_ready_tells_model_and_cache(cached_client: FlaskClient) -> None:
    answer = orjson.loads(cached_client.get("/readyz").data)
    assert (answer["status"], answer["cache"]) == ("ready", "ok")
    assert answer["model"] == {"name": "en_core_web_md", "version": "3.7.1"}


def test_a_dead_cache_is_degraded_and_still_200(structurer: Structurer, redis_server: RedisServer) -> None:
    client = create_app(
        Settings(log_level="error"), Answerer(structurer, Cache(redis_server.url, timeout_ms=500))
    ).test_client()
    redis_server.kill()
    response = client.get("/readyz")
    assert (response.status_code, orjson.loads(response.data)["status"]) == (200, "degraded")
    assert client.post("/v1/structure", json={"text": "Ada Holm said so."}).status_code == 200
