"""Who may ask how often, and from which pages; both only where the settings say so."""

from __future__ import annotations

from flask import Flask, request
from flask_cors import CORS
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address

from service.config import Settings
from service.web.keys import GUARDED, digest_of

TOLD = ["ETag", "Cache-Status", "X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining"]
"""Headers that a script of another origin may read."""


def register(app: Flask, settings: Settings) -> None:
    """Join the limits of the settings to the app."""
    if settings.cors_origins:
        origins = [origin.strip() for origin in settings.cors_origins.split(",")]
        CORS(app, resources={f"{GUARDED}*": {"origins": origins, "expose_headers": TOLD, "max_age": 600}})
    if settings.rate_limit:
        Limiter(
            who,
            app=app,
            default_limits=[settings.rate_limit],
            default_limits_exempt_when=lambda: not request.path.startswith(GUARDED),
            storage_uri=settings.redis_url or "memory://",
            headers_enabled=True,
            header_name_mapping={
                HeaderNames.LIMIT: "RateLimit-Limit",
                HeaderNames.REMAINING: "RateLimit-Remaining",
                HeaderNames.RESET: "RateLimit-Reset",
            },
            in_memory_fallback_enabled=True,  # a Redis in trouble limits each worker by itself
            swallow_errors=True,
            key_prefix="standfirst",
        )


def who() -> str:
    """Whose requests are counted together: those of one key, or of one address."""
    key = request.headers.get("X-API-Key") or request.headers.get("Authorization")
    return digest_of(key) if key else get_remote_address()
