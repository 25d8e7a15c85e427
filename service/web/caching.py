"""What HTTP's cache headers say: of a request, how it wants to be answered; of an answer, where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from werkzeug.datastructures import RequestCacheControl
from werkzeug.http import parse_cache_control_header, parse_etags

from schemas.problem import MEDIA_TYPE
from service.answers import Answer, CacheUse
from service.web.codings import CODINGS, Coder

STATUS: Mapping[CacheUse, str] = {
    "memory": "hit; detail=memory",
    "redis": "hit; detail=redis",
    "miss": "fwd=miss; stored",
    "collapsed": "fwd=miss; collapsed",
    "bypass": "fwd=bypass",
    "request": "fwd=request; stored",
    "not_stored": "fwd=request",
}
NOT_MODIFIED = "hit; detail=not-modified"


def cache_status(told: str) -> str:
    """The Cache-Status header (RFC 9211)."""
    return f"Standfirst; {told}"


def answer_headers(key: str, told: str, coding: str | None) -> list[tuple[str, str]]:
    """The headers of an answer, or of a 304 that stands for it. Each coding of an answer has an ETag of its own."""
    headers = [
        ("ETag", f'"{key}-{coding}"' if coding else f'"{key}"'),
        ("Cache-Control", "private, no-cache"),
        ("Cache-Status", cache_status(told)),
        ("Vary", "Accept-Encoding"),
    ]
    return [*headers, ("Content-Encoding", coding)] if coding else headers


class Reply(NamedTuple):
    """What goes over the wire, whichever door it leaves by."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def reply_of(answer: Answer, coder: Coder, accepted: str) -> Reply:
    """An answer with its cache headers, in the coding that an Accept-Encoding likes best. Cache state is in headers."""
    told = STATUS[answer.cache]
    if answer.problem:
        headers = [("Content-Type", MEDIA_TYPE), ("Cache-Status", cache_status(told))]
        return Reply(answer.status, headers, answer.body)
    body, coding = coder.encode(answer.key, answer.body, accepted)
    return Reply(200, [("Content-Type", "application/json"), *answer_headers(answer.key, told, coding)], body)


def not_modified(key: str) -> Reply:
    """The reply to a client that has the answer."""
    return Reply(304, answer_headers(key, NOT_MODIFIED, None), b"")


def has_it(key: str, if_none_match: str) -> bool:
    """True when a client names the ETag of an answer, in any coding; `*` names none."""
    if not if_none_match:
        return False
    tags = parse_etags(if_none_match)
    return not tags.star_tag and any(tags.contains_weak(tag) for tag in (key, *(f"{key}-{c}" for c in CODINGS)))


def wants(cache_control: str, pragma: str) -> tuple[bool, bool]:
    """Whether a request wants its answer computed anew, and whether it may be stored."""
    if not cache_control and not pragma:
        return False, True
    said = parse_cache_control_header(cache_control, None, RequestCacheControl)
    fresh = bool(said.no_cache) or said.max_age == 0 or "no-cache" in pragma.lower()
    return fresh, not said.no_store
