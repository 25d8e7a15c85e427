"""One line a request, and its time for the metrics: never the article."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, request

from service import metrics
from service.tracing import end_request, request_span

QUIET = ("/livez", "/readyz", "/metrics")
log = structlog.get_logger()


def request_id(given: str) -> str:
    """The id of a request: the client's own when it is a sane one."""
    return given if 0 < len(given) <= 64 and given.isascii() and given.isprintable() else uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its id, method, path, the address in our table that it is counted under, and when it came.

    `began` is on the clock of performance.
    """

    id: str
    method: str
    path: str
    address: str
    began: float


def tell(asked: Asked, status: int, cache: str | None, characters: int | None = None) -> None:
    """Log a request that was answered, and count it."""
    seconds = time.perf_counter() - asked.began
    metrics.requests.labels(asked.address, str(status), cache or "none").observe(seconds)
    if asked.path not in QUIET:
        log.info(
            "request",
            id=asked.id,
            method=asked.method,
            path=asked.path,
            status=status,
            milliseconds=round(1000 * seconds, 1),
            cache=cache,
            characters=characters,
        )


def begin() -> None:
    """Note when the request came, and its id."""
    g.began = time.perf_counter()
    g.request_id = request_id(request.headers.get("X-Request-ID", ""))
    if request.path not in QUIET:
        g.span = request_span(f"{request.method} {address_of()}", request.headers.get("traceparent", ""))


def address_of() -> str:
    """The address in our table that this request went to."""
    return request.url_rule.rule if request.url_rule else "other"


def end(response: Response) -> Response:
    """Log the request and tell its id."""
    response.headers["X-Request-ID"] = g.request_id
    asked = Asked(g.request_id, request.method, request.path, address_of(), g.began)
    end_request(g.get("span"), response.status_code, g.get("cache"))
    tell(asked, response.status_code, g.get("cache"), g.get("characters"))
    return response


def register(app: Flask) -> None:
    """Join the hooks to the app."""
    app.before_request(begin)
    app.after_request(end)
