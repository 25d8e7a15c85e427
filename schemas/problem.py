"""RFC 9457 problems: the table of all of them, and how one becomes bytes. The web and the bulk job share it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

MEDIA_TYPE = "application/problem+json"

PROBLEMS: dict[str, tuple[int, str]] = {
    "empty_body": (400, "The request has no body"),
    "malformed_body": (400, "The body cannot be read"),
    "unauthorized": (401, "A key is needed"),
    "not_found": (404, "There is nothing at this address"),
    "method_not_allowed": (405, "This address does not answer that method"),
    "too_large": (413, "The request is too large"),
    "unsupported_media_type": (415, "The content type is not one of those accepted"),
    "invalid_article": (422, "The article has fields that cannot be used"),
    "invalid_option": (422, "An option of the request cannot be used"),
    "no_article": (422, "No article was found in the page"),
    "unsupported_language": (422, "The language of the text is not supported"),
    "bad_request": (400, "The request cannot be answered"),
    "too_many_requests": (429, "Too many requests"),
    "internal_error": (500, "The service failed"),
    "unavailable": (503, "The service cannot answer now"),
}
"""Code to HTTP status and title. The code is the last part of the problem's `type`."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field: a JSON pointer into the body, and what is wrong there."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is told to a client whose request was not answered."""

    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()

    @property
    def status(self) -> int:
        """The HTTP status code."""
        return PROBLEMS[self.code][0]

    def as_dict(self) -> dict[str, object]:
        """The members of RFC 9457, `errors` only when there are any."""
        status, title = PROBLEMS[self.code]
        members: dict[str, object] = {
            "type": f"urn:standfirst:problem:{self.code}",
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            members["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in self.errors]
        return members

    def encode(self) -> bytes:
        """The problem as JSON bytes."""
        return orjson.dumps(self.as_dict())

    @classmethod
    def decode(cls, body: bytes) -> Problem:
        """The problem of bytes that `encode` made."""
        members = orjson.loads(body)
        code = members["type"].rpartition(":")[2]
        return cls(code, members["detail"], tuple(FieldError(**e) for e in members.get("errors", ())))


class Refused(ValueError):
    """The client's request cannot be answered; `problem` says why and what to do."""

    def __init__(self, code: str, detail: str, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.problem = Problem(code, detail, errors)


def of_article(problem: Problem, number: int) -> Refused:
    """The refusal of several articles for the problem of one: the pointers lead to it."""
    errors = tuple(FieldError(f"/articles/{number}{e.pointer}", e.detail) for e in problem.errors)
    return Refused(problem.code, f"Article {number}: {problem.detail}", errors)
