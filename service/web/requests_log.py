"""One line a request: never the article."""

from __future__ import annotations

import time
import uuid

import structlog
from flask import Flask, Response, g, request

QUIET = ("/livez", "/readyz")
log = structlog.get_logger()


def begin() -> None:
    """Note when the request came, and its id: the client's own when it is a sane one."""
    g.began = time.perf_counter()
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if 0 < len(given) <= 64 and given.isascii() and given.isprintable() else uuid.uuid4().hex


def end(response: Response) -> Response:
    """Log the request and tell its id."""
    response.headers["X-Request-ID"] = g.request_id
    if request.path not in QUIET:
        log.info(
            "request",
            id=g.request_id,
            method=request.method,
            path=request.path,
            status=response.status_code,
            milliseconds=round(1000 * (time.perf_counter() - g.began), 1),
            cache=g.get("cache"),
            characters=g.get("characters"),
        )
    return response


def register(app: Flask) -> None:
    """Join the hooks to the app."""
    app.before_request(begin)
    app.after_request(end)
