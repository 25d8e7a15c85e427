"""API keys: who may ask, when that is limited."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from flask import Flask, Response, request

from schemas.problem import Problem
from service.web.parts import parts
from service.web.problems import respond

API = "/v1/"
PAGES = frozenset({"read", "compare"})
"""First steps of the addresses of pages that need a key."""
PREFIX = "sf_"


class Keys:
    """The digests of the keys that are let in; with none everybody is."""

    def __init__(self, digests: Sequence[str]) -> None:
        """Take SHA-256 digests in hexadecimal."""
        self._digests = tuple(digest.lower() for digest in digests)

    def admit(self, authorization: str, key: str) -> bool:
        """True for a request with these headers: `Authorization: Bearer KEY`, `X-API-Key: KEY`, or as a password."""
        if not self._digests:
            return True
        digest = digest_of(key_in(authorization, key))
        fits = [hmac.compare_digest(digest, known) for known in self._digests]  # all, so that time tells nothing
        return any(fits)


def is_guarded(path: str) -> bool:
    """True for what needs a key; health checks, metrics and what tells nothing of anybody never do."""
    return path.startswith(API) or path.split("/")[1] in PAGES


def key_in(authorization: str, key: str) -> str:
    """The key that a request's Authorization and X-API-Key headers give; empty without one."""
    scheme, _, token = authorization.partition(" ")
    return {"bearer": token.strip(), "basic": password(token)}.get(scheme.lower(), key)


def password(token: str) -> str:
    """The password of HTTP's basic scheme: how a browser sends a key, with any name."""
    try:
        return base64.b64decode(token.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


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
        if not is_guarded(request.path) or request.method == "OPTIONS":
            return None
        if parts().keys.admit(request.headers.get("Authorization", ""), request.headers.get("X-API-Key", "")):
            return None
        response = respond(
            Problem("unauthorized", "Send a key of this service as Authorization: Bearer KEY, or as X-API-Key.")
        )
        response.headers["WWW-Authenticate"] = "Bearer" if request.path.startswith(API) else 'Basic realm="Standfirst"'
        return response
