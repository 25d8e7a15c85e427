"""The factory: builds the parts and joins them."""

from __future__ import annotations

import logging
import sys

import orjson
import structlog
from flask import Flask

from service import __version__, metrics
from service.answers import Answerer
from service.cache import Cache
from service.config import Settings, own_words, read_settings
from service.structuring import Structurer, load_structurer
from service.web import api, codings, front, health, keys, limits, problems, reader, reference, requests_log, versions
from service.web.parts import Parts


def build_answerer(settings: Settings, structurer: Structurer | None = None) -> Answerer:
    """The use case behind every door.

    Raises:
        ModelNotFound: the spaCy pipeline of the settings is not installed.
        InvalidLexicon: the settings name a folder of own words that cannot be read.
    """
    cache = Cache(
        settings.redis_url,
        timeout_ms=settings.redis_timeout_ms,
        ttl_seconds=settings.cache_ttl_seconds,
        memory_bytes=settings.memory_cache_megabytes * 1024 * 1024,
    )
    structurer = structurer or load_structurer(settings.model, own_words(settings))
    return Answerer(structurer, cache, places=settings.places())


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
        MAX_FORM_MEMORY_SIZE=settings.max_body_bytes,
        API_TITLE="Standfirst",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        OPENAPI_SWAGGER_UI_PATH="docs",
        OPENAPI_SWAGGER_UI_URL="/docs/assets/",
    )
    found = Parts(settings, answerer or build_answerer(settings), keys.Keys(settings.key_digests()), codings.Coder())
    app.extensions["standfirst"] = found
    problems.register(app)
    requests_log.register(app)
    versions.register(app)
    keys.register(app)
    limits.register(app, settings)
    documented = problems.ProblemApi(app)
    documented.register_blueprint(api.bp)
    documented.register_blueprint(health.bp)
    app.register_blueprint(reference.bp)
    app.register_blueprint(reader.bp)
    app.wsgi_app = front.Front(app.wsgi_app, found)  # type: ignore[method-assign]  # Flask's own way to wrap it
    told = found.answerer.structurer.provenance
    metrics.build.labels(told.service, told.rules, told.model.name, told.model.version).set(1)
    return app


TOLD = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
)
"""What every line of the log tells beside its event."""


def configure_logging(level: str) -> None:
    """One JSON object a line, on standard error."""
    structlog.configure(
        processors=[*TOLD, structlog.processors.JSONRenderer(orjson.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
    )


def json_formatter() -> logging.Formatter:
    """What turns the log lines of libraries into ours."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=TOLD,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(lambda event, **_: orjson.dumps(event).decode()),
        ],
    )
