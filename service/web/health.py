"""What containers watch: is the process up, can it answer."""

from __future__ import annotations

from flask import Response, jsonify
from flask_smorest import Blueprint

from service import metrics
from service.web.parts import parts

bp = Blueprint("health", __name__, description="What containers watch.")


@bp.route("/livez")
@bp.response(200, description="The process is up")
def live() -> Response:
    """The process is up."""
    return jsonify(status="alive")


@bp.route("/readyz")
@bp.response(200, description="The models are loaded; status is ready, or degraded when the cache is dead")
def ready() -> Response:
    """The models are loaded. A dead cache is told as degraded, still 200: the service still answers."""
    answerer = parts().answerer
    cache, provenance = answerer.cache.state(), answerer.structurer.provenance
    status = "degraded" if cache == "degraded" else "ready"
    model = {"name": provenance.model.name, "version": provenance.model.version}
    return jsonify(
        status=status,
        waiting=answerer.waiting,
        cache=cache,
        model=model,
        service=provenance.service,
        rules=provenance.rules,
    )


@bp.route("/metrics")
@bp.response(200, description="Metrics of all workers in Prometheus' text format", content_type="text/plain")
def measured() -> Response:
    """Metrics of all workers."""
    return Response(metrics.read(), content_type=metrics.CONTENT_TYPE)
