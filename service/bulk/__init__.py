"""Many articles to one line each, on all cores of one machine or on a Dask cluster; goes on where a job was cut off.

    items -> chunks -> engine (local, or Dask) -> target (a file, or a folder of parts)

Engines and targets know nothing of each other: any engine fills any target, and what is on the disk decides what is
left to do.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal, Protocol

from tqdm import tqdm

from service.bulk.items import Item, count, installed, item_id, read_items
from service.bulk.local import LocalEngine
from service.bulk.targets import Folder, OrderedFile, Target, UnorderedFile, remove
from service.bulk.work import Answered, Chunk, Line
from service.config import Settings, cores, keep_memory, own_words
from service.errors import BulkRefused
from service.models import require_weights
from service.structuring import require_model, rules_digest

EngineName = Literal["local", "dask"]
PARTITION = 1000
"""Articles a part of a folder that was there, when nobody says."""
EXAMPLES = 5
"""Ids that are told of each kind of problem."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job is run.

    Attributes:
        engine: where: processes of this machine, or Dask.
        scheduler: the address of a Dask scheduler that runs; None: a cluster is started here.
        workers: how many processes; None: one a core.
        ordered: whether one file of output has the order of the input.
        partition: how many articles a part has of a folder of output; None: output is one file, unless it is a folder.
        fresh: begin anew.
        progress: show how far it is.
    """

    engine: EngineName = "local"
    scheduler: str | None = None
    workers: int | None = None
    ordered: bool = True
    partition: int | None = None
    fresh: bool = False
    progress: bool = False


@dataclass(slots=True)
class Report:
    """What a job did: articles that became structures, what went wrong, and how many were there before."""

    structures: int = 0
    kept: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[object]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: Line, item: Item) -> None:
        """Count a line."""
        if line.problem is None:
            self.structures += 1
            return
        self.problems[line.problem] += 1
        if len(self.examples[line.problem]) < EXAMPLES:
            self.examples[line.problem].append(item_id(item))

    def encode(self) -> str:
        """The report as JSON."""
        problems = [
            {"code": code, "count": found, "ids": self.examples[code]} for code, found in self.problems.most_common()
        ]
        return json.dumps({"structures": self.structures, "kept": self.kept, "problems": problems}, indent=1)


class Engine(Protocol):
    """What computes."""

    def answers(self, chunks: Iterator[Chunk], *, ordered: bool) -> Iterator[Answered]:
        """The lines of each chunk, in order or as they come."""

    def close(self) -> None:
        """End what was started."""


def run(source: Path, path: Path, *, settings: Settings, plan: Plan = Plan()) -> Report:
    """Structure the articles of `source` that `path` does not hold yet.

    Raises:
        ModelNotFound: the spaCy pipeline of the settings is not installed.
        DamagedWeights: a file of the learned weights is missing or changed.
        BulkRefused: `path` was made from another input or by other rules, the input cannot be read, or the engine is
            not installed or does not answer.
    """
    require_model(settings.model)
    require_weights()
    if path.exists() and path.samefile(source):
        raise BulkRefused("IN and OUT are the same file.")
    if plan.fresh:
        remove(path)
    keep_memory()
    target = target_of(source, path, rules_digest(own_words(settings)), plan)
    report, flying = Report(kept=target.kept), {}

    def chunks() -> Iterator[Chunk]:
        for number, items in chunked(islice(read_items(source), target.skip, None), target.chunk):
            if not target.done(number):
                flying[number] = items
                yield number, items

    complete = False
    try:
        with closing(engine_of(settings, plan)) as engine, bar_of(source, plan, target.kept) as bar:
            for number, lines in engine.answers(chunks(), ordered=target.ordered):
                target.write(number, [line.body for line in lines])
                for line, item in zip(lines, flying.pop(number), strict=True):
                    report.add(line, item)
                bar.update(len(lines))
        complete = True
    finally:
        target.close(complete=complete)
    return report


def bar_of(source: Path, plan: Plan, kept: int) -> tqdm[Any]:
    """How far a job is, with rate and time left, where it is wanted."""
    total = count(source) if plan.progress else None
    return tqdm(total=total, initial=kept, unit="article", disable=not plan.progress, smoothing=0.05)


def chunked(items: Iterator[Item], size: int) -> Iterator[Chunk]:
    """Articles in numbered chunks."""
    number = 0
    while chunk := list(islice(items, size)):
        yield number, chunk
        number += 1


def target_of(source: Path, path: Path, rules: str, plan: Plan) -> Target:
    """Where the lines go."""
    if plan.partition is not None or path.is_dir():
        return Folder(source, path, rules, plan.partition or PARTITION)
    return OrderedFile(source, path, rules) if plan.ordered else UnorderedFile(source, path, rules)


def engine_of(settings: Settings, plan: Plan) -> Engine:
    """What computes.

    Raises:
        BulkRefused: it is not installed, or does not answer.
    """
    workers = plan.workers or cores()
    if plan.engine == "local":
        return LocalEngine(settings, workers)
    installed("distributed", "dask")
    from service.bulk.distributed import DaskEngine

    try:
        return DaskEngine(settings, workers, plan.scheduler)
    except OSError as error:
        raise BulkRefused(f"The scheduler at {plan.scheduler} does not answer: {error}") from None
