"""Who may ask how often, and from which pages; both only where the settings say so."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_cors import CORS
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from service.config import Settings
from service.web.keys import API, digest_of, is_guarded, key_in
from service.web.parts import parts

TOLD = ["ETag", "Cache-Status", "X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining"]
"""Headers that a script of another origin may read."""


def register(app: Flask, settings: Settings) -> None:
    """Join the limits of the settings to the app."""
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies)  # type: ignore[method-assign]
    if settings.cors_origins:
        origins = [origin.strip() for origin in settings.cors_origins.split(",")]
        CORS(app, resources={f"{API}*": {"origins": origins, "expose_headers": TOLD, "max_age": 600}})
    if settings.rate_limit:
        seconds: Any = settings.redis_timeout_ms / 1000
        Limiter(
            who,
            app=app,
            default_limits=[settings.rate_limit],
            default_limits_exempt_when=lambda: not is_guarded(request.path),
            storage_uri=counted_in(settings.redis_url),
            storage_options={"socket_timeout": seconds, "socket_connect_timeout": seconds}
            if settings.redis_url
            else {},
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


def counted_in(url: str | None) -> str:
    """Where the limits are counted, as their library names it."""
    return "memory://" if url is None else f"redis+{url}" if url.startswith("unix:") else url


def who() -> str:
    """Whose requests are counted together: those of one key, where keys are asked for, else of one address."""
    if parts().settings.api_keys:  # only a key that was admitted comes this far
        return digest_of(key_in(request.headers.get("Authorization", ""), request.headers.get("X-API-Key", "")))
    return get_remote_address()
