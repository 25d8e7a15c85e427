"""The quick door: the same answers as Flask gives, and nothing that it is not sure of."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import orjson
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer

TEXT = "“The bridge is safe,” engineer Ada Holm told reporters on Monday. Police said 12 people were hurt."
BODY = orjson.dumps({"text": TEXT})
HIT, STORED = "Standfirst; hit; detail=memory", "Standfirst; fwd=miss; stored"
Post = Callable[..., TestResponse]


@pytest.fixture
def quick(structurer: Structurer) -> Flask:
    """An app that remembers."""
    return create_app(Settings(log_level="error"), Answerer(structurer, Cache(None, memory_bytes=10_000_000)))


@pytest.fixture
def post(quick: Flask) -> Post:
    """Posts the article, or another body, with headers."""
    client = quick.test_client()

    def posted(body: bytes = BODY, path: str = "/v1/structure", **options: Any) -> TestResponse:
        return client.post(path, data=body, **{"content_type": "application/json", **options})

    return posted


def told(response: TestResponse) -> str:
    return response.headers["Cache-Status"]


def test_a_repeat_is_the_same_but_for_where_it_came_from_and_flask_never_sees_it(quick: Flask, post: Post) -> None:
    first = post()
    with patch.object(quick, "full_dispatch_request", side_effect=AssertionError):
        second = post()
    assert (told(first), told(second)) == (STORED, HIT)
    assert (first.status_code, first.data) == (second.status_code, second.data)
    ours = {"Cache-Status", "X-Request-ID"}
    assert {k: v for k, v in first.headers if k not in ours} == {k: v for k, v in second.headers if k not in ours}
    assert second.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/v1/structure?offsets=utf16"},
        {"path": "/v1/structure?explain=1"},
        {"body": BODY + b" "},
        {"body": TEXT.encode(), "content_type": "text/plain"},
    ],
)
def test_another_request_is_not_taken_for_the_same(quick: Flask, post: Post, other: dict[str, Any]) -> None:
    post()
    with patch.object(quick, "full_dispatch_request", wraps=quick.full_dispatch_request) as flask:
        assert post(**other).status_code == 200
    assert flask.call_count == 1


def test_the_same_article_in_other_bytes_is_found_by_its_content(post: Post) -> None:
    post()
    assert told(post(BODY.replace(b":", b" : ", 1))) == HIT


def test_a_client_that_wants_it_fresh_gets_it_fresh(post: Post) -> None:
    post()
    for headers in ({"Cache-Control": "no-cache"}, {"Cache-Control": "max-age=0"}, {"Pragma": "no-cache"}):
        assert told(post(headers=headers)) == "Standfirst; fwd=request; stored"
    assert told(post()) == HIT


def test_an_article_that_is_not_to_be_stored_is_not(post: Post) -> None:
    assert told(post(headers={"Cache-Control": "no-store"})) == "Standfirst; fwd=request"
    assert told(post()) == STORED


def test_a_known_etag_is_answered_304(post: Post) -> None:
    etag = post().headers["ETag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}'):
        response = post(headers={"If-None-Match": tag})
        assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", etag)
    for tag in ("*", '"other"'):
        assert post(headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("zstd", "zstd", zstandard.decompress),
        ("gzip, deflate, br, zstd", "zstd", zstandard.decompress),
        ("gzip;q=1, zstd;q=0.1", "gzip", gzip.decompress),
        ("br", None, bytes),
        ("gzip;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_an_answer_comes_in_the_coding_that_the_client_likes_best(
    post: Post, accepted: str, coding: str | None, decode: Callable[[bytes], bytes]
) -> None:
    plain = post().data
    for response in (post(headers={"Accept-Encoding": accepted}), post(headers={"Accept-Encoding": accepted})):
        assert response.headers.get("Content-Encoding") == coding
        assert response.headers["Vary"] == "Accept-Encoding"
        assert decode(response.data) == plain
        etag = response.headers["ETag"]
        assert (coding or "") in etag
        assert post(headers={"If-None-Match": etag, "Accept-Encoding": accepted}).status_code == 304


def test_a_miss_is_encoded_too(post: Post) -> None:
    response = post(headers={"Accept-Encoding": "zstd"})
    assert (told(response), response.headers["Content-Encoding"]) == (STORED, "zstd")
    assert zstandard.decompress(response.data) == post().data


def test_a_text_that_is_refused_is_refused_from_the_cache(quick: Flask, post: Post) -> None:
    french = orjson.dumps({"text": "Le pont est sûr.", "language": "fr"})
    first = post(french)
    with patch.object(quick, "full_dispatch_request", side_effect=AssertionError):
        second = post(french)
    assert (first.status_code, first.data, first.content_type) == (
        second.status_code,
        second.data,
        second.content_type,
    )
    assert (first.status_code, told(second)) == (422, HIT)
    page = {"body": b"<html><nav>Home</nav></html>", "content_type": "text/html"}
    assert [post(**page).status_code for _ in range(2)] == [422, 422]
    assert told(post(**page)) == HIT


def test_mistakes_that_cost_nothing_are_not_kept(post: Post) -> None:
    assert [post(b"{").status_code, post(b"{").headers.get("Cache-Status")] == [400, None]


def test_a_body_in_chunks_is_read_by_flask(quick: Flask) -> None:
    sent = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    client = quick.test_client()
    for _ in range(2):
        response = client.post("/v1/structure", data=BODY, content_type="application/json", environ_overrides=sent)
        assert response.status_code == 200


def test_the_request_id_of_the_client_comes_back(post: Post) -> None:
    for _ in range(2):
        assert post(headers={"X-Request-ID": "mine-7"}).headers["X-Request-ID"] == "mine-7"


def test_a_cache_that_dies_is_told_as_bypass(structurer: Structurer, cached_client: FlaskClient) -> None:
    dead = create_app(Settings(log_level="error"), Answerer(structurer, Cache("redis://127.0.0.1:1/0"))).test_client()
    statuses = [told(dead.post("/v1/structure", json={"text": TEXT})) for _ in range(2)]
    assert statuses == ["Standfirst; fwd=bypass"] * 2
    assert orjson.loads(dead.get("/readyz").data)["status"] == "degraded"
