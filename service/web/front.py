"""The quick door in front of Flask: a request that was answered before is answered from the cache at once.

It knows one address, and only what was answered before to the very same bytes; all else, and whatever it is not sure
of, goes on to Flask, with the body put back.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from service.answers import Answer
from service.tracing import end_request, request_span
from service.web.caching import has_it, not_modified, reply_of, wants
from service.web.parts import Parts
from service.web.requests_log import Asked, request_id, tell
from service.web.versions import RETIRED

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
ADDRESS = "/v1/structure"
REQUEST_KEY = "standfirst.request"
"""Where the WSGI environment has the digest of a raw request."""


class Front:
    """A WSGI application around the one that Flask gives."""

    def __init__(self, app: Application, parts: Parts) -> None:
        """Take Flask's application and the parts it works with."""
        self._app, self._parts = app, parts
        settings, provenance = parts.settings, parts.answerer.structurer.fingerprint
        self._seed = f"{provenance}\0{settings.max_characters}\0".encode()
        # what Flask must see: who is to be told of a retirement, and who is counted
        self._closed = bool(settings.rate_limit) or any(ADDRESS.startswith(prefix) for prefix in RETIRED)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, or go on to Flask."""
        if self._may_answer(environ):
            began = time.perf_counter()
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            key = environ[REQUEST_KEY] = self._digest(environ, body)
            fresh, _ = wants(environ.get("HTTP_CACHE_CONTROL", ""), environ.get("HTTP_PRAGMA", ""))
            if not fresh:
                found = self._parts.answerer.recall(key)
                if found is not None:
                    return self._answer(environ, start_response, found, began)
        return self._app(environ, start_response)

    def _may_answer(self, environ: Environ) -> bool:
        """True for a request that may be one answered before, by somebody who may ask."""
        length = environ.get("CONTENT_LENGTH") or "0"
        return (
            not self._closed
            and environ["PATH_INFO"] == ADDRESS
            and environ["REQUEST_METHOD"] == "POST"
            and length.isdecimal()
            and 0 < int(length) <= self._parts.settings.max_body_bytes
            and "HTTP_ORIGIN" not in environ  # Flask knows who else may be told
            and self._parts.keys.admit(environ.get("HTTP_AUTHORIZATION", ""), environ.get("HTTP_X_API_KEY", ""))
        )

    def _digest(self, environ: Environ, body: bytes) -> str:
        """A digest of everything of a request that its answer depends on."""
        head = f"{environ.get('CONTENT_TYPE', '')}\0{environ.get('QUERY_STRING', '')}\0"
        digest = hashlib.blake2b(self._seed, digest_size=20)
        digest.update(head.encode("latin-1", "replace"))
        digest.update(body)
        return digest.hexdigest()

    def _answer(
        self, environ: Environ, start_response: Callable[..., Any], answer: Answer, began: float
    ) -> list[bytes]:
        """The answer that was found, or that the client has it."""
        span = request_span(f"POST {ADDRESS}", environ.get("HTTP_TRACEPARENT", ""))
        if not answer.problem and has_it(answer.key, environ.get("HTTP_IF_NONE_MATCH", "")):
            status, headers, body = not_modified(answer.key)
        else:
            status, headers, body = reply_of(answer, self._parts.coder, environ.get("HTTP_ACCEPT_ENCODING", ""))
            headers.append(("Content-Length", str(len(body))))
        identifier = request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        start_response(f"{status} {HTTP_STATUS_CODES[status]}", [*headers, ("X-Request-ID", identifier)])
        end_request(span, status, answer.cache)
        tell(Asked(identifier, "POST", ADDRESS, ADDRESS, began), status, answer.cache)
        return [body]
