"""RFC 9457 problems."""

from __future__ import annotations

import re
from pathlib import Path

import orjson

from schemas.problem import PROBLEMS, FieldError, Problem

ROOT = Path(__file__).parent.parent.parent


def test_a_problem_has_the_members_of_the_standard() -> None:
    problem = orjson.loads(Problem("too_large", "Too long.", (FieldError("/text", "Too long."),)).encode())
    assert problem == {
        "type": "urn:standfirst:problem:too_large",
        "title": "The request is too large",
        "status": 413,
        "detail": "Too long.",
        "errors": [{"pointer": "/text", "detail": "Too long."}],
    }


def test_errors_are_left_out_when_there_are_none() -> None:
    assert "errors" not in Problem("not_found", "Nothing here.").as_dict()


def test_every_code_that_is_raised_is_in_the_table() -> None:
    sources = [p.read_text("utf-8") for folder in ("schemas", "service") for p in (ROOT / folder).rglob("*.py")]
    raised = {code for source in sources for code in re.findall(r"(?:Refused|Problem)\(\s*\"(\w+)\"", source)}
    assert raised
    assert raised <= set(PROBLEMS)
