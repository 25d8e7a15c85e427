"""Many articles, one line each, in order, on all cores of one machine; goes on where an interrupted job ended."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from tqdm import tqdm

from schemas.problem import Problem, Refused
from schemas.request import parse_json, read_article
from service.answers import Answerer, or_problem
from service.app import build_answerer, configure_logging
from service.config import Settings
from service.errors import BulkRefused
from service.structuring import rules_digest

CHUNK = 4
"""Lines a task: few enough to keep the order's window short, many enough that passing them costs nothing."""

_worker: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Done:
    """What a job did: lines that became structures, problems, and lines that were there before."""

    structures: int
    problems: int
    kept: int


def run(
    source: Path,
    target: Path,
    *,
    settings: Settings,
    workers: int | None = None,
    fresh: bool = False,
    progress: bool = False,
) -> Done:
    """Structure the lines of `source` that `target` does not hold yet; blank lines are passed over.

    Raises:
        BulkRefused: `target` was made from another input or by other rules, or a worker process was killed.
    """
    if fresh:
        target.unlink(missing_ok=True)
    kept = resume(source, target)
    counts = {True: 0, False: 0}
    with source.open("rb") as lines, target.open("ab") as out:
        total = sum(1 for _ in articles(lines)) if progress else None
        lines.seek(0)
        todo = islice(articles(lines), kept, None)
        bar = tqdm(total=total, initial=kept, unit="article", disable=not progress, smoothing=0.05)
        try:
            for answers in structured(todo, settings, workers or os.cpu_count() or 1):
                for answer, is_structure in answers:
                    out.write(answer)
                    counts[is_structure] += 1
                out.flush()
                bar.update(len(answers))
        except BrokenProcessPool:
            raise BulkRefused(
                "A worker process was killed. What was finished is kept: run the same command again."
            ) from None
        finally:
            bar.close()
        os.fsync(out.fileno())
    return Done(counts[True], counts[False], kept)


def articles(lines: BinaryIO) -> Iterator[bytes]:
    """The lines that hold something."""
    return (line for line in lines if line.strip())


def resume(source: Path, target: Path) -> int:
    """How many lines of `target` are finished; a last line that was cut off is removed.

    Raises:
        BulkRefused: `target` does not go on from this input, or other rules made it.
    """
    if not target.exists():
        return 0
    finished, last, size = 0, b"", 0
    with target.open("rb") as out:
        for line in out:
            if line.endswith(b"\n"):
                finished, last, size = finished + 1, line, size + len(line)
    os.truncate(target, size)
    if not finished:
        return 0
    with source.open("rb") as lines:
        expected = next(islice(articles(lines), finished - 1, None), None)
    try:
        answer = json.loads(last)  # not orjson: an id may hold a lone surrogate
        fits = expected is not None and line_id(expected) == answer["id"]
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise BulkRefused(f"{target} was not made from {source}. Name another file, or pass --fresh to overwrite it.")
    rules = answer.get("structure", {}).get("provenance", {}).get("rules")
    if rules is not None and rules != rules_digest():
        raise BulkRefused(f"{target} was begun with other rules. Pass --fresh to begin anew.")
    return finished


def line_id(line: bytes) -> Any:
    """The id of an input line; None when there is none to be read."""
    try:
        value = parse_json(line)
    except Refused:
        return None
    return value.get("id") if isinstance(value, dict) else None


def structured(lines: Iterator[bytes], settings: Settings, workers: int) -> Iterator[list[tuple[bytes, bool]]]:
    """The answers of chunks of lines, in order, from `workers` processes with a bounded number of chunks in flight."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=load, initargs=(settings,)) as pool:
        waiting: deque[Future[list[tuple[bytes, bool]]]] = deque()
        while chunk := list(islice(lines, CHUNK)):
            waiting.append(pool.submit(answer_chunk, chunk))
            if len(waiting) >= 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def load(settings: Settings) -> None:
    """Load the model, once a worker process."""
    configure_logging(settings.log_level)
    _worker["answerer"], _worker["limit"] = build_answerer(settings), settings.max_characters


def answer_chunk(lines: list[bytes]) -> list[tuple[bytes, bool]]:
    """The output line of each input line, and whether it holds a structure."""
    return [answer_line(line, _worker["answerer"], _worker["limit"]) for line in lines]


def answer_line(line: bytes, answerer: Answerer, limit: int) -> tuple[bytes, bool]:
    """The output line of an input line, and whether it holds a structure."""
    result = or_problem(partial(compute, line, answerer, limit))
    key, body = ("problem", result.encode()) if isinstance(result, Problem) else ("structure", result)
    identifier = json.dumps(line_id(line)).encode()  # not orjson: an id may hold a lone surrogate
    return b'{"id":%s,"%s":%s}\n' % (identifier, key.encode(), body), key == "structure"


def compute(line: bytes, answerer: Answerer, limit: int) -> bytes:
    """The answer to an input line's id and text; its other fields are not ours."""
    value = parse_json(line)
    if isinstance(value, dict):
        value = {name: value[name] for name in ("id", "text") if name in value}
        if isinstance(value.get("id"), int):
            value["id"] = str(value["id"])
    return answerer.compute(read_article(value, max_characters=limit))
