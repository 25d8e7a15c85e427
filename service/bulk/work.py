"""What a worker process does: articles in, output lines out; the model is loaded once."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from schemas.problem import Problem
from schemas.request import parse_json, read_article
from service.answers import Answerer, or_problem
from service.app import build_answerer, configure_logging
from service.bulk.items import Item, item_id
from service.config import Settings
from service.pages import read_page

DIED = Problem("internal_error", "The process that read this article died; its neighbours are not affected.")
_turn = threading.Lock()
"""One article at a time, also where an engine runs several threads in a process."""


class Line(NamedTuple):
    """A line of the output; `problem` is its code when it is one."""

    body: bytes
    problem: str | None


Chunk = tuple[int, Sequence[Item]]
"""Articles in a row, numbered."""
Answered = tuple[int, list[Line]]
"""The lines of a chunk."""


@lru_cache(maxsize=1)
def loaded(settings: Settings) -> Answerer:
    """The model, loaded once a process."""
    configure_logging(settings.log_level)
    return build_answerer(settings)


def answer_items(settings: Settings, items: Sequence[Item]) -> list[Line]:
    """The output line of each article, in order."""
    with _turn:
        answerer = loaded(settings)
        return [answer_item(item, answerer, settings.max_characters) for item in items]


def answer_item(item: Item, answerer: Answerer, limit: int) -> Line:
    """The output line of an article."""
    return line_of(item, or_problem(partial(compute, item, answerer, limit)))


def line_of(item: Item, result: bytes | Problem) -> Line:
    """The output line with a result."""
    problem = result.code if isinstance(result, Problem) else None
    key, body = ("problem", result.encode()) if isinstance(result, Problem) else ("structure", result)
    identifier = json.dumps(item_id(item)).encode()  # not orjson: an id may hold a lone surrogate
    return Line(b'{"id":%s,"%s":%s}\n' % (identifier, key.encode(), body), problem)


def compute(item: Item, answerer: Answerer, limit: int) -> bytes:
    """The answer to an article: of a line its id and text are read, its other fields are not ours."""
    if item.page is not None:
        return answerer.compute(read_page(item.body, max_characters=limit))
    value = parse_json(item.body)
    if isinstance(value, dict):
        value = {name: value[name] for name in ("id", "text") if name in value}
        if isinstance(value.get("id"), int):
            value["id"] = str(value["id"])
    return answerer.compute(read_article(value, max_characters=limit))
