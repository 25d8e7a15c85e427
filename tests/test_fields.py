"""The page of all fields: complete, and every sentence on it shows what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields

from schemas.response import SpanSchema, StructureSchema

PAGE = (Path(__file__).parent.parent / "docs" / "fields.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| .*? \| (.*?) \| (?:`(.*)`)? \|$", re.M)


class Row(NamedTuple):
    """A row of the page."""

    path: str
    sentence: str
    value: str


ROWS = [Row(path, sentence.replace("⏎", "\n"), value) for path, sentence, value in ROW.findall(PAGE)]
SHOWN = [row for row in ROWS if row.sentence]


def leaves(schema: Schema, at: str = "") -> Iterator[str]:
    """The paths of all fields that hold no further ones; a span counts as one."""
    for name, field in schema.fields.items():
        many = isinstance(field, fields.List)
        inner = field.inner if isinstance(field, fields.List) else field
        path = f"{at}{field.data_key or name}{'[]' if many else ''}"
        if isinstance(inner, fields.Nested) and not isinstance(inner.schema, SpanSchema):
            yield from leaves(inner.schema, f"{path}.")
        else:
            yield path


def values(answer: Any, path: str) -> Iterator[Any]:
    """All values of an answer under a path; of a span its words."""
    step, _, rest = path.partition(".")
    value = answer.get(step.removesuffix("[]"))
    for one in (value or []) if step.endswith("[]") else [value]:
        if rest and one is not None:
            yield from values(one, rest)
        elif not rest:
            yield one["text"] if isinstance(one, dict) else one


def test_every_field_is_on_the_page_and_no_other() -> None:
    assert {row.path for row in ROWS} == set(leaves(StructureSchema()))


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: f"{row.path}-{row.value}")
def test_a_sentence_shows_what_it_says(client: FlaskClient, row: Row) -> None:
    answer = client.post("/v1/structure", json={"text": row.sentence}).get_json()
    assert json.loads(row.value) in list(values(answer, row.path))
