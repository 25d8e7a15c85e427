"""The factory: builds the parts and joins them."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask

from service import __version__
from service.answers import Answerer
from service.cache import Cache
from service.config import Settings, own_words, read_settings
from service.structuring import Structurer, load_structurer
from service.web import api, health, problems, reference, requests_log
from service.web.parts import Parts


def build_answerer(settings: Settings, structurer: Structurer | None = None) -> Answerer:
    """The use case behind every door.

    Raises:
        ModelNotFound: the spaCy pipeline of the settings is not installed.
        InvalidLexicon: the settings name a folder of own words that cannot be read.
    """
    cache = Cache(settings.redis_url, timeout_ms=settings.redis_timeout_ms, ttl_seconds=settings.cache_ttl_seconds)
    return Answerer(structurer or load_structurer(settings.model, own_words(settings)), cache)


def create_app(settings: Settings | None = None, answerer: Answerer | None = None) -> Flask:
    """The web application.

    Args:
        settings: default: read from the environment.
        answerer: default: built from the settings; tests give one whose model is loaded already.

    Raises:
        InvalidSettings: a setting cannot be used.
        ModelNotFound: the spaCy pipeline of the settings is not installed.
    """
    settings = settings or read_settings()
    configure_logging(settings.log_level)
    app = Flask(__name__, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        API_TITLE="Standfirst",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_SWAGGER_UI_PATH="docs",
        OPENAPI_SWAGGER_UI_URL="/docs/assets/",
    )
    app.extensions["standfirst"] = Parts(settings, answerer or build_answerer(settings))
    problems.register(app)
    requests_log.register(app)
    documented = problems.ProblemApi(app)
    documented.register_blueprint(api.bp)
    documented.register_blueprint(health.bp)
    app.register_blueprint(reference.bp)
    return app


def configure_logging(level: str) -> None:
    """One JSON object a line, on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
