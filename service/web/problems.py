"""Every error that leaves the web door, as RFC 9457 problem+json."""

from __future__ import annotations

import structlog
from flask import Flask, Response, request
from flask_smorest import Api
from werkzeug.exceptions import HTTPException

from schemas.problem import MEDIA_TYPE, FieldError, Problem, Refused
from schemas.request import pointers
from service.errors import DeadlinePassed, Overloaded
from service.web.parts import parts

CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_option",
    429: "too_many_requests",
}
PASSED_ON = ("allow", "retry-after")
"""Headers of an HTTP error that its problem keeps."""
log = structlog.get_logger()


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest's API, with problems in place of its own error bodies."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> Response:
        """An HTTP error as a problem."""
        return respond(problem_of(error), error)


def problem_of(error: HTTPException) -> Problem:
    """The problem of an HTTP error."""
    status = error.code or 500
    if status >= 500:
        return Problem("internal_error", "The service failed on this request; the log has the trace.")
    code = CODES.get(status, "bad_request")
    if status == 413:
        limit = parts().settings.max_body_bytes
        return Problem(code, f"The body is larger than the limit of {limit} bytes.")
    allowed = ", ".join(getattr(error, "valid_methods", None) or [])
    details = {
        404: f"{request.path} does not exist; see /docs for what does.",
        405: f"{request.method} is not answered here; allowed: {allowed}.",
    }
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    errors = tuple(FieldError(e.pointer, e.detail) for e in pointers(messages)) if messages else ()
    return Problem(code, details.get(status, error.description or "The request cannot be answered."), errors)


def respond(problem: Problem, error: HTTPException | None = None) -> Response:
    """The problem as a response, with the headers that the HTTP error asks for."""
    response = Response(problem.encode(), problem.status, content_type=MEDIA_TYPE)
    if error is not None:
        for name, value in error.get_headers():
            if name.lower() in PASSED_ON:
                response.headers[name] = value
    return response


def handle_refused(refused: Refused) -> Response:
    """A request that cannot be answered."""
    return respond(refused.problem)


def handle_busy(busy: Overloaded | DeadlinePassed) -> Response:
    """A request that cannot be answered in time."""
    response = respond(Problem("unavailable", str(busy)))
    response.headers["Retry-After"] = str(busy.retry_after)
    return response


def handle_failure(error: Exception) -> Response:
    """Our own failure: the trace goes to the log, nothing of it to the client."""
    if isinstance(error, HTTPException):
        return respond(problem_of(error), error)
    log.exception("request_failed", path=request.path)
    return respond(Problem("internal_error", "The service failed on this request; the log has the trace."))


def register(app: Flask) -> None:
    """Join the handlers to the app."""
    app.register_error_handler(Refused, handle_refused)
    app.register_error_handler(Overloaded, handle_busy)
    app.register_error_handler(DeadlinePassed, handle_busy)
    app.register_error_handler(Exception, handle_failure)
