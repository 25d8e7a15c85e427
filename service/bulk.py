"""Many articles, one line each, in order, on all cores of one machine; goes on where an interrupted job ended."""

from __future__ import annotations

import hashlib
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
from service.config import Settings, cores, own_words
from service.errors import BulkRefused
from service.models import require_weights
from service.structuring import require_model, rules_digest

NOT_MADE_FROM = "{target} was not made from {source}. Name another file, or pass --fresh to overwrite it."
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
        ModelNotFound: the spaCy pipeline of the settings is not installed.
        DamagedWeights: a file of the learned weights is missing or changed.
        BulkRefused: `target` was made from another input or by other rules, or a worker process was killed.
    """
    require_model(settings.model)
    require_weights()
    if target.exists() and target.samefile(source):
        raise BulkRefused("IN and OUT are the same file.")
    if fresh:
        target.unlink(missing_ok=True)
    kept = resume(source, target, rules_digest(own_words(settings)))
    counts = {True: 0, False: 0}
    with source.open("rb") as lines, target.open("ab") as out:
        total = sum(1 for _ in articles(lines)) if progress else None
        lines.seek(0)
        todo = islice(articles(lines), kept, None)
        bar = tqdm(total=total, initial=kept, unit="article", disable=not progress, smoothing=0.05)
        try:
            for answers in structured(todo, settings, workers or cores()):
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


def resume(source: Path, target: Path, rules: str) -> int:
    """How many lines of `target` are finished; a last line that was cut off is removed, once all others fit the input.

    Raises:
        BulkRefused: `target` does not go on from this input, or other rules made it.
    """
    if not target.exists() or not target.stat().st_size:
        return 0
    finished, size, provenance = 0, 0, None
    with source.open("rb") as lines, target.open("rb") as out:
        inputs = articles(lines)
        for line in out:
            expected = next(inputs, None)
            if not line.endswith(b"\n"):
                if expected is None or not b'{"id":'.startswith(line[:6]):
                    raise BulkRefused(NOT_MADE_FROM.format(target=target, source=source))
                break
            answer = finished_line(line)
            if answer is None or expected is None or not fits_input(answer, expected):
                raise BulkRefused(NOT_MADE_FROM.format(target=target, source=source))
            finished, size = finished + 1, size + len(line)
            provenance = answer.get("structure", {}).get("provenance", provenance)
    if provenance is not None and provenance.get("rules") != rules:
        raise BulkRefused(f"{target} was begun with other rules. Pass --fresh to begin anew.")
    os.truncate(target, size)
    return finished


def finished_line(line: bytes) -> dict[str, Any] | None:
    """A line of an output; None for anything else."""
    try:
        value = json.loads(line)  # not orjson: an id may hold a lone surrogate
    except ValueError:
        return None
    fits = isinstance(value, dict) and (value.keys() == {"id", "structure"} or value.keys() == {"id", "problem"})
    return value if fits else None


def fits_input(answer: dict[str, Any], line: bytes) -> bool:
    """True when an output line answers an input line: by its id, and where there is none by the text's digest."""
    if answer["id"] != line_id(line):
        return False
    if answer["id"] is not None or "structure" not in answer:
        return True
    text = json.loads(line)["text"]
    return bool(answer["structure"]["document"]["id"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}")


def line_id(line: bytes) -> Any:
    """The id of an input line; None when there is none to be read."""
    try:
        value = parse_json(line)
    except Refused:
        return None
    identifier = value.get("id") if isinstance(value, dict) else None
    return identifier if isinstance(identifier, str | int) else None


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
