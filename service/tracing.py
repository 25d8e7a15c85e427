"""OpenTelemetry traces: a span a request and one for each stage of a computation, when the environment says where to.

`pip install standfirst[otel]` brings what is needed; the variables are OpenTelemetry's own
(`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …). Without an endpoint nothing is imported
and nothing is done.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog

from service.config import tracing_endpoint

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

log = structlog.get_logger()
_tracers: list[Tracer] = []
"""The tracer of this process, once it has begun."""


def start(exporter: Any = None) -> None:
    """Begin to trace in this process, a worker: what sends the spans is a thread, which does not live through a fork.

    Args:
        exporter: where finished spans go; default: by OTLP over HTTP to the endpoint of the environment.
    """
    if exporter is None and tracing_endpoint() is None:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor  # noqa: PLC0415
    except ImportError:
        log.warning("tracing_not_installed", hint="pip install standfirst[otel]")
        return
    resource = Resource.create()
    if str(resource.attributes["service.name"]).startswith("unknown_service"):
        resource = resource.merge(Resource({"service.name": "standfirst"}))
    provider = TracerProvider(resource=resource)
    processor = BatchSpanProcessor(OTLPSpanExporter()) if exporter is None else SimpleSpanProcessor(exporter)
    provider.add_span_processor(processor)
    _tracers[:] = [provider.get_tracer("standfirst")]


def request_span(name: str, traceparent: str) -> Span | None:
    """Begin the span of a request, under the one that its `traceparent` header names; None when nothing is traced."""
    if not _tracers:
        return None
    from opentelemetry.propagate import extract  # noqa: PLC0415
    from opentelemetry.trace import SpanKind  # noqa: PLC0415

    return _tracers[0].start_span(name, context=extract({"traceparent": traceparent}), kind=SpanKind.SERVER)


def end_request(span: Span | None, status: int, cache: str | None) -> None:
    """End the span of a request."""
    if span is not None:
        span.set_attribute("http.response.status_code", status)
        span.set_attribute("standfirst.cache", cache or "none")
        span.end()


def stage_span(parent: Span | None, name: str, seconds: float) -> None:
    """A span for a stage that has just ended and took so long."""
    if parent is not None and _tracers:
        from opentelemetry.trace import set_span_in_context  # noqa: PLC0415

        now = time.time_ns()
        span = _tracers[0].start_span(name, set_span_in_context(parent), start_time=now - int(1e9 * seconds))
        span.end(now)
