"""API keys: who may ask, when that is limited."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from flask import Flask, Response, request

from schemas.problem import Problem
from service.web.parts import parts
from service.web.problems import respond

GUARDED = "/v1/"
"""What needs a key. Health checks and metrics never do."""
PREFIX = "sf_"


class Keys:
    """The digests of the keys that are let in; with none everybody is."""

    def __init__(self, digests: Sequence[str]) -> None:
        """Take SHA-256 digests in hexadecimal."""
        self._digests = tuple(digest.lower() for digest in digests)

    def admit(self, authorization: str, key: str) -> bool:
        """True for a request with these headers, `Authorization: Bearer KEY` or `X-API-Key: KEY`."""
        if not self._digests:
            return True
        scheme, _, token = authorization.partition(" ")
        given = digest_of(token.strip() if scheme.lower() == "bearer" else key)
        known = [hmac.compare_digest(given, digest) for digest in self._digests]  # all, so that time tells nothing
        return any(known)


def digest_of(key: str) -> str:
    """The digest of a key, as the settings have it. Keys are long and random, so a plain hash keeps them."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_key() -> str:
    """A key of 192 random bits."""
    return PREFIX + secrets.token_urlsafe(24)


def register(app: Flask) -> None:
    """Ask for a key before each request that needs one."""

    @app.before_request
    def guard() -> Response | None:
        if not request.path.startswith(GUARDED) or request.method == "OPTIONS":
            return None
        if parts().keys.admit(request.headers.get("Authorization", ""), request.headers.get("X-API-Key", "")):
            return None
        response = respond(
            Problem("unauthorized", "Send a key of this service as Authorization: Bearer KEY, or as X-API-Key.")
        )
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
