"""The API's description, and its page that loads nothing from elsewhere."""

from __future__ import annotations

import re

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from schemas.records import LAYERS, SegmentKind


def test_openapi_describes_every_route_but_the_pages_for_people(app: Flask, client: FlaskClient) -> None:
    document = orjson.loads(client.get("/openapi.json").data)
    assert document["openapi"] == "3.1.0"
    own = ("/docs", "/openapi.json")
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("reader.")]
    routes = {rule.rule for rule in rules if rule.rule not in own and not rule.rule.startswith("/docs/")}
    assert routes == set(document["paths"])


def test_openapi_shows_closed_lists_as_enums(client: FlaskClient) -> None:
    schemas = orjson.loads(client.get("/openapi.json").data)["components"]["schemas"]
    assert schemas["Segment"]["properties"]["kind"]["enum"] == list(SegmentKind.__args__)  # type: ignore[attr-defined]
    assert set(LAYERS) <= set(schemas["Structure"]["properties"])


def test_the_reference_page_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/docs").get_data(as_text=True)
    links = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert links
    assert all(link.startswith("/") for link in links)
    for link in links:
        with client.get(link) as response:
            assert response.status_code == 200


def test_the_front_door_leads_to_the_reference(client: FlaskClient) -> None:
    assert 'href="/docs"' in client.get("/").text


@pytest.mark.parametrize("name", ["../__init__.py", "%2e%2e/flask_swagger_ui.py", "nothing.js"])
def test_assets_do_not_lead_out_of_their_folder(client: FlaskClient, name: str) -> None:
    with client.get(f"/docs/assets/{name}") as response:
        assert response.status_code == 404
