"""What of the API is on its way out: announced in headers (RFC 9745, RFC 8594) on every answer from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, Response, request
from werkzeug.http import http_date


@dataclass(frozen=True, slots=True)
class Retirement:
    """Since when an address is deprecated, when it goes, and where the way on is told."""

    since: datetime
    gone: datetime | None
    guide: str


RETIRED: Mapping[str, Retirement] = {}
"""By the beginning of the address. Version 1 is the current one."""


def register(app: Flask, retired: Mapping[str, Retirement] = RETIRED) -> None:
    """Announce what is retired."""

    @app.after_request
    def announce(response: Response) -> Response:
        found = next((r for prefix, r in retired.items() if request.path.startswith(prefix)), None)
        if found is not None:
            response.headers["Deprecation"] = f"@{int(found.since.astimezone(UTC).timestamp())}"
            response.headers.add("Link", f'<{found.guide}>; rel="deprecation"; type="text/html"')
            if found.gone is not None:
                response.headers["Sunset"] = http_date(found.gone)
        return response
