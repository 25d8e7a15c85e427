"""The API of the contract, through the client."""

from __future__ import annotations

import gzip
import json
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from schemas.problem import MEDIA_TYPE
from service.answers import Answerer
from service.app import create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer

TEXT = "“The bridge is safe,” engineer Ada Holm told reporters on Monday. Police said 12 people were hurt."


def problem(response: TestResponse) -> dict[str, Any]:
    assert response.content_type == MEDIA_TYPE
    body: dict[str, Any] = orjson.loads(response.data)
    assert body["status"] == response.status_code
    assert {"type", "title", "status", "detail"} <= body.keys()
    return body


def test_json_gives_a_structure(client: FlaskClient) -> None:
    response = client.post(
        "/v1/structure", json={"text": TEXT, "id": "story-1", "title": "Bridge", "published": "2026-03-31"}
    )
    answer = orjson.loads(response.data)
    assert (response.status_code, response.content_type) == (200, "application/json")
    assert answer["document"] | {"language": "en"} == {
        "id": "story-1", "language": "en", "length": len(TEXT), "offset_unit": "code_point",
        "title": "Bridge", "url": None, "published": "2026-03-31",
    }  # fmt: skip
    assert answer["quotes"][0]["speaker"]["name"] == "Ada Holm"
    assert answer["figures"][0]["value"] == 12


def test_plain_text_gives_the_same_layers(client: FlaskClient) -> None:
    as_json = orjson.loads(client.post("/v1/structure", json={"text": TEXT}).data)
    as_text = orjson.loads(
        client.post("/v1/structure", data=TEXT.encode(), content_type="text/plain; charset=utf-8").data
    )
    assert as_json == as_text


def test_a_page_gives_its_extracted_text(client: FlaskClient) -> None:
    paragraphs = "".join(
        f"<p>Police said on Monday that {n} people were hurt near the old bridge in the town.</p>"
        for n in range(11, 18)
    )
    head = "<head><title>Hurt at the bridge</title></head>"
    page = f"<html>{head}<body><nav>Home News</nav><article>{paragraphs}</article></body></html>"
    answer = orjson.loads(client.post("/v1/structure", data=page, content_type="text/html").data)
    text = answer["document"]["text"]
    assert "13 people" in text
    assert "Home News" not in text
    assert all(text[f["span"]["start"] : f["span"]["end"]] == f["span"]["text"] for f in answer["figures"])
    assert answer["document"]["title"] == "Hurt at the bridge"


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<", "<html><body><nav>Home</nav></body></html>"])
def test_a_page_without_an_article_is_told_so(client: FlaskClient, page: str) -> None:
    response = client.post("/v1/structure", data=page, content_type="text/html")
    assert problem(response)["type"].endswith("no_article")
    assert response.status_code == 422


def test_offsets_in_utf16_when_asked_for(client: FlaskClient) -> None:
    response = client.post("/v1/structure?offsets=utf16", json={"text": "🙂 " + TEXT})
    answer = orjson.loads(response.data)
    assert answer["document"]["offset_unit"] == "utf16"
    assert answer["quotes"][0]["content"][0]["start"] == 4


def test_quotes_tell_why_when_asked_to(client: FlaskClient) -> None:
    plain = orjson.loads(client.post("/v1/structure", json={"text": TEXT}).data)
    explained = orjson.loads(client.post("/v1/structure?explain=1", json={"text": TEXT}).data)
    assert [quote.pop("why") for quote in explained["quotes"]][:1] == ["tag"]
    assert explained == plain


def test_unsure_items_are_left_out_when_asked_to(client: FlaskClient) -> None:
    every = orjson.loads(client.post("/v1/structure", json={"text": TEXT}).data)
    sure = orjson.loads(client.post("/v1/structure?min_confidence=1", json={"text": TEXT}).data)
    assert every["quotes"]
    assert [q for layer in ("quotes", "figures", "stances") for q in sure[layer] if q["confidence"] < 1] == []
    assert sure["entities"] == every["entities"]


@pytest.mark.parametrize("value", ["-0.1", "1.5", "high", "nan"])
def test_a_confidence_that_is_none_is_refused(client: FlaskClient, value: str) -> None:
    body = problem(client.post(f"/v1/structure?min_confidence={value}", json={"text": TEXT}))
    assert body["status"] == 422
    assert "min_confidence" in body["errors"][0]["pointer"]


def test_an_option_that_is_neither_yes_nor_no_is_refused(client: FlaskClient) -> None:
    body = problem(client.post("/v1/structure?explain=perhaps", json={"text": TEXT}))
    assert body["status"] == 422
    assert "explain" in body["errors"][0]["pointer"]


def test_an_unknown_option_value_is_refused(client: FlaskClient) -> None:
    body = problem(client.post("/v1/structure?offsets=bytes", json={"text": TEXT}))
    assert body["status"] == 422
    assert "offsets" in body["errors"][0]["pointer"]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": b""}, 400, "empty_body"),
        ({"data": b"", "content_type": "application/json"}, 400, "empty_body"),
        ({"data": b"", "content_type": "text/plain"}, 400, "empty_body"),
        ({"data": b"{", "content_type": "application/json"}, 400, "malformed_body"),
        ({"data": b"\xff", "content_type": "text/plain"}, 400, "malformed_body"),
        ({"data": b'{"text": "a b c", "\\ud800": 1}', "content_type": "application/json"}, 422, "invalid_article"),
        ({"data": b"abc", "content_type": "text/plain; charset=undefined"}, 400, "malformed_body"),
        ({"data": b"abc", "content_type": "text/plain; charset=unicode_escape"}, 400, "malformed_body"),
        ({"data": b"[" * 90_000, "content_type": "application/json"}, 400, "malformed_body"),
        ({"data": b"text=x", "content_type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
        ({"data": b"x"}, 415, "unsupported_media_type"),
        ({"json": {"title": "no text"}}, 422, "invalid_article"),
        ({"json": {"text": "   "}}, 422, "invalid_article"),
        ({"json": {"text": "x", "nonsense": 1}}, 422, "invalid_article"),
        ({"json": [1]}, 422, "invalid_article"),
        ({"data": b'{"text": "\\ud800"}', "content_type": "application/json"}, 422, "invalid_article"),
        ({"json": {"text": "x" * 100_001}}, 413, "too_large"),
        ({"data": b"x" * 5_000_000, "content_type": "text/plain"}, 413, "too_large"),
        ({"json": {"text": "Bonjour.", "language": "fr"}}, 422, "unsupported_language"),
    ],
)
def test_a_client_mistake_is_a_problem_and_never_a_500(
    client: FlaskClient, sent: dict[str, Any], status: int, code: str
) -> None:
    response = client.post("/v1/structure", **sent)
    assert response.status_code == status
    assert problem(response)["type"] == f"urn:standfirst:problem:{code}"


def test_over_the_limit_tells_the_limit(client: FlaskClient) -> None:
    assert "100000" in problem(client.post("/v1/structure", json={"text": "x" * 100_001}))["detail"]
    assert (
        "4194304" in problem(client.post("/v1/structure", data=b"x" * 5_000_000, content_type="text/plain"))["detail"]
    )


@pytest.mark.parametrize(("path", "status"), [("/v1/nothing", 404), ("/v1/structure", 405)])
def test_wrong_address_and_method_are_problems(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert problem(response)["status"] == status
    assert status != 405 or "POST" in response.headers["Allow"]


def test_our_own_failure_tells_nothing_of_the_inside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise RuntimeError("secret path /srv/model")

    monkeypatch.setattr(Answerer, "compute", fail)
    response = app.test_client().post("/v1/structure", json={"text": TEXT})
    assert problem(response)["status"] == 500
    assert b"secret" not in response.data


# ---------------------------------------------------------------- batches
def test_a_bad_article_never_fails_its_neighbours(client: FlaskClient) -> None:
    articles = [{"text": TEXT}, {"text": ""}, {"text": "a", "\ud800": 1}, 5, {"text": "Holm said so."}]
    body = json.dumps({"articles": articles}).encode()
    response = client.post("/v1/structure/batch", data=body, content_type="application/json")
    results = json.loads(response.data)["results"]
    assert ["document" in r for r in results] == [True, False, False, False, True]
    assert [r.get("status") for r in results] == [None, 422, 422, 422, None]


def test_an_article_in_a_batch_is_the_same_as_alone(client: FlaskClient) -> None:
    batch = client.post("/v1/structure/batch", json={"articles": [{"text": TEXT}]}).data
    assert batch == b'{"results":[' + client.post("/v1/structure", json={"text": TEXT}).data + b"]}"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"articles": []}}, 422),
        ({"json": {"articles": [{"text": "x"}] * 51}}, 413),
        ({"data": TEXT, "content_type": "text/plain"}, 415),
        ({"data": b"{", "content_type": "application/json"}, 400),
    ],
)
def test_a_batch_that_cannot_be_read_is_a_problem(client: FlaskClient, sent: dict[str, Any], status: int) -> None:
    assert problem(client.post("/v1/structure/batch", **sent))["status"] == status


# ---------------------------------------------------------------- repeats
def test_a_repeat_comes_from_the_cache_byte_for_byte(cached_client: FlaskClient) -> None:
    first, second = (cached_client.post("/v1/structure", json={"text": TEXT}) for _ in range(2))
    assert first.headers["Cache-Status"] == "Standfirst; fwd=miss; stored"
    assert second.headers["Cache-Status"] == "Standfirst; hit; detail=redis"
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]


def test_without_a_cache_the_header_says_bypass(client: FlaskClient) -> None:
    assert client.post("/v1/structure", json={"text": TEXT}).headers["Cache-Status"] == "Standfirst; fwd=bypass"


def test_a_known_etag_is_answered_304_without_a_body(client: FlaskClient) -> None:
    etag = client.post("/v1/structure", json={"text": TEXT}).headers["ETag"]
    response = client.post("/v1/structure", json={"text": TEXT}, headers={"If-None-Match": etag})
    assert (response.status_code, response.data) == (304, b"")
    weak = client.post("/v1/structure", json={"text": TEXT}, headers={"If-None-Match": f"W/{etag}"})
    anything = client.post("/v1/structure", json={"text": TEXT}, headers={"If-None-Match": "*"})
    assert (weak.status_code, anything.status_code) == (304, 200)
    other = client.post("/v1/structure", json={"text": TEXT + "!"}, headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_a_request_id_goes_out_as_it_came_in(client: FlaskClient) -> None:
    assert client.get("/livez", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    assert client.get("/livez", headers={"X-Request-ID": "x" * 200}).headers["X-Request-ID"] != "x" * 200


def test_the_limit_on_text_is_a_setting(structurer: Structurer) -> None:
    app = create_app(Settings(max_characters=10, log_level="error"), Answerer(structurer, Cache(None)))
    assert app.test_client().post("/v1/structure", json={"text": "x" * 11}).status_code == 413


def test_a_compressed_body_is_not_taken_for_text(client: FlaskClient) -> None:
    response = client.post("/v1/structure", data=gzip.compress(TEXT.encode()), content_type="text/plain")
    assert problem(response)["status"] == 400


def test_the_log_tells_of_a_request_but_never_its_text(
    structurer: Structurer, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings(log_level="info"), Answerer(structurer, Cache(None)))
    app.test_client().post("/v1/structure", json={"text": TEXT})
    line = orjson.loads(capsys.readouterr().err.strip().splitlines()[-1])
    assert (line["status"], line["cache"], line["characters"]) == (200, "bypass", len(TEXT))
    assert "bridge" not in str(line)
