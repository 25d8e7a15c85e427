"""Who may come in, how often, from where, and what is measured and announced on the way."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from unittest.mock import patch

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from evaluation.redis_server import RedisServer
from schemas.records import Article
from service import metrics
from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.embedded_redis import EmbeddedRedis
from service.errors import DeadlinePassed, Overloaded
from service.structuring import Structurer
from service.web.keys import digest_of, new_key
from service.web.versions import Retirement, register

JSON = {"text": "“The bridge is safe,” engineer Ada Holm told reporters on Monday."}
KEYS = [new_key(), new_key()]


def app_of(structurer: Structurer, **settings: object) -> FlaskClient:
    """A client of an app with these settings, which remembers."""
    answerer = Answerer(structurer, Cache(None, memory_bytes=10_000_000), places=0)
    return create_app(Settings(log_level="error", **settings), answerer).test_client()  # type: ignore[arg-type]


# ---------------------------------------------------------------- keys
@pytest.fixture
def guarded(structurer: Structurer) -> FlaskClient:
    return app_of(structurer, api_keys=", ".join(map(digest_of, KEYS)))


@pytest.mark.parametrize(
    "headers", [{"Authorization": f"Bearer {KEYS[0]}"}, {"X-API-Key": KEYS[1]}, {"Authorization": f"bearer {KEYS[1]}"}]
)
def test_a_key_opens_also_the_second_time(guarded: FlaskClient, headers: dict[str, str]) -> None:
    assert [guarded.post("/v1/structure", json=JSON, headers=headers).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    "headers", [{}, {"X-API-Key": "sf_guess"}, {"X-API-Key": digest_of(KEYS[0])}, {"Authorization": f"Basic {KEYS[0]}"}]
)
def test_without_a_key_nothing_is_answered_not_even_from_the_cache(
    guarded: FlaskClient, headers: dict[str, str]
) -> None:
    assert guarded.post("/v1/structure", json=JSON, headers={"X-API-Key": KEYS[0]}).status_code == 200
    response = guarded.post("/v1/structure", json=JSON, headers=headers)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert orjson.loads(response.data)["type"] == "urn:standfirst:problem:unauthorized"
    assert guarded.post("/v1/structure/batch", json={"articles": [JSON]}, headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"])
def test_what_watches_the_service_needs_no_key(guarded: FlaskClient, path: str) -> None:
    assert guarded.get(path, follow_redirects=True).status_code == 200


# ---------------------------------------------------------------- limits
def test_who_asks_too_often_is_told_when_to_come_back(structurer: Structurer) -> None:
    client = app_of(structurer, rate_limit="2/minute")
    answers = [client.post("/v1/structure", json=JSON) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["RateLimit-Limit"] == "2"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert orjson.loads(answers[2].data)["type"] == "urn:standfirst:problem:too_many_requests"
    assert [client.get("/livez").status_code for _ in range(5)] == [200] * 5


def test_each_key_has_a_limit_of_its_own(structurer: Structurer) -> None:
    client = app_of(structurer, rate_limit="1/minute", api_keys=",".join(map(digest_of, KEYS)))
    asked = [client.post("/v1/structure", json=JSON, headers={"X-API-Key": KEYS[n]}) for n in (0, 0, 1)]
    assert [answer.status_code for answer in asked] == [200, 429, 200]


def test_limits_are_counted_for_all_workers_and_go_on_without_redis(
    structurer: Structurer, redis_server: RedisServer
) -> None:
    workers = [app_of(structurer, rate_limit="2/minute", redis_url=redis_server.url) for _ in range(2)]
    asked = [workers[n % 2].post("/v1/structure", json=JSON).status_code for n in range(3)]
    assert asked == [200, 200, 429]
    redis_server.kill()
    began = time.monotonic()
    assert [workers[0].post("/v1/structure", json=JSON).status_code for _ in range(3)] == [200, 200, 429]
    assert time.monotonic() - began < 3


def test_limits_are_counted_in_an_embedded_server_too(structurer: Structurer) -> None:
    server = EmbeddedRedis(16)
    try:
        client = app_of(structurer, rate_limit="1/minute", redis_url=server.url)
        assert [client.post("/v1/structure", json=JSON).status_code for _ in range(2)] == [200, 429]
    finally:
        server.close()


def test_a_made_up_key_does_not_open_another_account(structurer: Structurer) -> None:
    client = app_of(structurer, rate_limit="1/minute")
    asked = [client.post("/v1/structure", json=JSON, headers={"X-API-Key": f"made-up-{n}"}) for n in range(2)]
    assert [answer.status_code for answer in asked] == [200, 429]


@pytest.mark.parametrize(("proxies", "statuses"), [(0, [200, 429]), (1, [200, 200])])
def test_behind_a_proxy_of_ours_each_address_counts_for_itself(
    structurer: Structurer, proxies: int, statuses: list[int]
) -> None:
    client = app_of(structurer, rate_limit="1/minute", trusted_proxies=proxies)
    asked = [client.post("/v1/structure", json=JSON, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(2)]
    assert [answer.status_code for answer in asked] == statuses


def test_a_page_of_a_known_origin_may_ask(structurer: Structurer) -> None:
    client = app_of(structurer, cors_origins="https://desk.example, https://lab.example")
    for origin, allowed in (("https://desk.example", "https://desk.example"), ("https://other.example", None)):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert client.options("/v1/structure", headers=asked).headers.get("Access-Control-Allow-Origin") == allowed
        for _ in range(2):
            response = client.post("/v1/structure", json=JSON, headers={"Origin": origin})
            assert response.headers.get("Access-Control-Allow-Origin") == allowed


# ---------------------------------------------------------------- too much at once
def test_who_comes_when_the_line_is_full_gets_503_and_when_to_come_back(structurer: Structurer) -> None:
    client = app_of(structurer)
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> bytes:
        begun.set()
        go_on.wait(10)
        return b"{}"

    with patch.object(Answerer, "compute", slow):
        first = threading.Thread(target=lambda: client.post("/v1/structure", json=JSON))
        first.start()
        assert begun.wait(10)
        assert orjson.loads(client.get("/readyz").data)["waiting"] == 1
        other = client.application.test_client().post("/v1/structure", json={"text": "Another one."})
        go_on.set()
        first.join()
    assert (other.status_code, orjson.loads(other.data)["type"]) == (503, "urn:standfirst:problem:unavailable")
    assert int(other.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("error", [Overloaded(3), DeadlinePassed("It took too long.")])
def test_a_batch_tells_of_articles_that_could_not_be_computed_in_time(structurer: Structurer, error: Exception) -> None:
    client = app_of(structurer)
    with patch.object(Answerer, "answer", side_effect=error):
        response = client.post("/v1/structure/batch", json={"articles": [JSON]})
        alone = client.post("/v1/structure", json=JSON)
    assert [r["status"] for r in orjson.loads(response.data)["results"]] == [503]
    assert (alone.status_code, alone.headers["Retry-After"].isdecimal()) == (503, True)


# ---------------------------------------------------------------- measured and announced
def test_metrics_tell_of_requests_stages_and_what_was_found(structurer: Structurer) -> None:
    client = app_of(structurer)
    for _ in range(2):
        client.post("/v1/structure", json={"text": JSON["text"] + " A line for the metrics."})
    client.get("/no/such/page")
    text = client.get("/metrics").text
    for line in (
        'standfirst_request_seconds_count{address="/v1/structure",cache="memory",status="200"}',
        'standfirst_request_seconds_count{address="/v1/structure",cache="miss",status="200"}',
        'standfirst_request_seconds_count{address="other",cache="none",status="404"}',
        'standfirst_stage_seconds_count{stage="parse"}',
        'standfirst_stage_seconds_count{stage="stances"}',
        'standfirst_found_total{layer="quotes"}',
        "standfirst_article_characters_sum",
        "standfirst_cache_breaker_open",
        'standfirst_build_info{model="en_core_web_md"',
    ):
        assert line in text


def test_metrics_tell_of_a_redis_in_trouble(structurer: Structurer) -> None:
    before = metrics.cache_trouble.labels("ConnectionError")._value.get()
    Answerer(structurer, Cache("redis://127.0.0.1:1/0")).answer(Article(JSON["text"]))
    assert metrics.cache_trouble.labels("ConnectionError")._value.get() > before
    assert "standfirst_cache_breaker_open 1.0" in metrics.read().decode()
    metrics.breaker_open.set(0)


def test_what_is_retired_is_announced() -> None:
    app = Flask("retiring")
    app.add_url_rule("/v0/structure", view_func=lambda: "", endpoint="old")
    app.add_url_rule("/v1/structure", view_func=lambda: "", endpoint="new")
    since, gone = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    register(app, {"/v0/": Retirement(since, gone, "https://example.org/guide")})
    old, new = (app.test_client().get(path).headers for path in ("/v0/structure", "/v1/structure"))
    assert old["Deprecation"] == "@1767225600"
    assert old["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert old["Link"] == '<https://example.org/guide>; rel="deprecation"; type="text/html"'
    assert "Deprecation" not in new
