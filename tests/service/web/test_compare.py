"""The comparison over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.web.shown import VERSIONS


def test_two_versions_are_compared(client: FlaskClient) -> None:
    answer = client.post("/v1/compare?as=versions", json=VERSIONS).get_json()
    assert answer["view"] == "versions"
    assert [a["document"]["id"] for a in answer["articles"]] == ["morning", "evening"]
    assert [(f["kind"], [v["value"] for v in f["values"]]) for f in answer["figures"]] == [("changed", [12, 15])]
    assert "structures" not in answer


def test_structures_come_when_they_are_asked_for(client: FlaskClient) -> None:
    answer = client.post("/v1/compare?structures=1&offsets=utf16", json=VERSIONS).get_json()
    alone = client.post("/v1/structure?offsets=utf16", json=VERSIONS["articles"][1]).get_json()
    assert answer["structures"][1] == alone


def test_a_repeat_comes_from_the_cache(cached_client: FlaskClient) -> None:
    first, second = (cached_client.post("/v1/compare", json=VERSIONS) for _ in range(2))
    assert first.data == second.data
    assert (first.headers["Cache-Status"], second.headers["Cache-Status"]) == (
        "Standfirst; fwd=miss; stored",
        "Standfirst; hit; detail=redis",
    )
    again = cached_client.post("/v1/compare", json=VERSIONS, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("articles", "pointer"),
    [
        ([{"text": "Only one."}], "/articles"),
        ([{"text": "Fine."}, {"text": ""}], "/articles/1/text"),
        ([{"text": "Fine."}, {"text": "Das ist gut.", "language": "de"}], "/articles/1/language"),
        ([{"text": "Fine."}] * 11, "/articles"),
    ],
)
def test_what_cannot_be_compared_is_told_with_its_place(
    client: FlaskClient, articles: list[object], pointer: str
) -> None:
    reply = client.post("/v1/compare", json={"articles": articles})
    assert reply.status_code in (413, 422)
    assert reply.get_json()["errors"][0]["pointer"] == pointer


def test_an_unknown_view_is_told(client: FlaskClient) -> None:
    reply = client.post("/v1/compare?as=twins", json=VERSIONS)
    assert (reply.status_code, reply.get_json()["errors"][0]["pointer"]) == (422, "/query/as")
