"""Traces: a span a request under the caller's, a span a stage under that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from service import tracing
from service.answers import Answerer
from service.app import configure_logging, create_app
from service.cache import Cache
from service.config import Settings
from service.structuring import Structurer

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
JSON = {"text": "“The bridge is safe,” engineer Ada Holm told reporters on Monday."}


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Where the spans go."""
    exporter = InMemorySpanExporter()
    tracing.start(exporter)
    yield exporter
    tracing._tracers.clear()


@pytest.fixture
def client(structurer: Structurer) -> FlaskClient:
    answerer = Answerer(structurer, Cache(None, memory_bytes=1_000_000))
    return create_app(Settings(log_level="error"), answerer).test_client()


def test_a_request_and_its_stages_are_spans_of_the_callers_trace(
    client: FlaskClient, spans: InMemorySpanExporter
) -> None:
    for _ in range(2):
        client.post("/v1/structure", json=JSON, headers={"traceparent": PARENT})
    client.get("/livez")
    found = spans.get_finished_spans()
    requests = [span for span in found if span.name == "POST /v1/structure"]
    assert [dict(span.attributes or {}) for span in requests] == [
        {"http.response.status_code": 200, "standfirst.cache": "miss"},
        {"http.response.status_code": 200, "standfirst.cache": "memory"},
    ]
    assert {format(span.context.trace_id, "032x") for span in found if span.context} == {PARENT[3:35]}
    stages = [span for span in found if span not in requests]
    assert [span.name for span in stages] == [
        "segments",
        "parse",
        "entities",
        "quotes",
        "figures",
        "stances",
        "relations",
        "encode",
    ]
    assert requests[0].context
    assert {span.parent.span_id for span in stages if span.parent} == {requests[0].context.span_id}


def test_without_an_endpoint_nothing_is_traced(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    tracing.start()
    assert tracing.request_span("POST /v1/structure", "") is None
    assert client.post("/v1/structure", json=JSON).status_code == 200


def test_an_endpoint_without_the_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.trace", None)
    configure_logging("info")
    with capture_logs() as lines:
        tracing.start()
    assert [line["event"] for line in lines] == ["tracing_not_installed"]
