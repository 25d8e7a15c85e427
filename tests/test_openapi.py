"""The API against its own OpenAPI document: whatever a generator makes of it is answered as it says."""

from __future__ import annotations

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize(
    ("path", "method", "examples"),
    [
        ("/v1/structure", "POST", 150),
        ("/v1/structure/batch", "POST", 30),
        ("/livez", "GET", 3),
        ("/readyz", "GET", 3),
        ("/metrics", "GET", 3),
    ],
)
def test_what_is_asked_is_answered_as_documented(app: Flask, path: str, method: str, examples: int) -> None:
    operation = schemathesis.openapi.from_wsgi("/openapi.json", app)[path][method]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=operation.as_strategy())
    def holds(case: schemathesis.Case) -> None:
        case.validate_response(case.call(headers={"Accept-Encoding": "identity"}), checks=CHECKS)

    holds()


def test_every_address_is_tried(app: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    found = {operation.ok().path for operation in schema.get_all_operations()}
    assert found == {"/v1/structure", "/v1/structure/batch", "/v1/compare", "/livez", "/readyz", "/metrics"}
