"""A bare Flask view under the very gunicorn of the service: what a cached answer is measured against.

python -m evaluation.bare FILE      answers every POST to /v1/structure with the file's bytes
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask, Response, request

from service.config import read_settings
from service.server import Server, worker_options


def main() -> None:
    """Serve until interrupted."""
    body = Path(sys.argv[1]).read_bytes()
    app = Flask("bare")

    @app.post("/v1/structure")
    def answer() -> Response:
        request.get_data()
        return Response(body, content_type="application/json")

    @app.get("/readyz")
    def ready() -> str:
        return "ready"

    Server(app, worker_options(read_settings())).run()


if __name__ == "__main__":
    main()
