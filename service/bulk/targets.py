"""Where a job's lines go, and how it goes on after an end that nobody planned: nothing lost, nothing doubled.

A chunk is some articles in a row. `OrderedFile` tells by itself how far it is; `UnorderedFile` has a journal beside it;
`Folder` has a file for each chunk, which is there or not.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Protocol

import orjson

from service.bulk.items import Item, fingerprint, item_id, read_items
from service.errors import BulkRefused
from service.structuring import text_id

NOT_MADE_FROM = "{target} was not made from {source}. Name another file, or pass --fresh to overwrite it."
OTHER_RULES = "{target} was begun with other rules. Pass --fresh to begin anew."
BEGINNING = 1000
"""Bytes of a line of output in which its id ends, as a rule, and the digest of its text stands."""
SMALL_CHUNK = 4
"""Articles a chunk of a file: few enough to keep the order's window short, enough that passing them costs nothing."""


class Target(Protocol):
    """Where lines go.

    Attributes:
        chunk: how many articles a chunk has.
        ordered: whether chunks must come in order.
        skip: how many articles from the first on are answered already.
        kept: how many are answered already in all.
    """

    chunk: int
    ordered: bool
    skip: int
    kept: int

    def done(self, number: int) -> bool:
        """True for a chunk, counted behind those skipped, that is answered already."""

    def write(self, number: int, lines: Sequence[bytes]) -> None:
        """Keep the lines of a chunk."""

    def close(self, *, complete: bool) -> None:
        """The end, with all chunks there or not."""


class OrderedFile:
    """One file in the order of the input."""

    chunk, ordered = SMALL_CHUNK, True

    def __init__(self, source: Path, path: Path, rules: str) -> None:
        """Look how far it is, and cut off a last line that was not finished.

        Raises:
            BulkRefused: it does not go on from this input, or other rules made it.
        """
        self.skip = self.kept = resume(source, path, rules)
        self._file = path.open("ab")

    def done(self, number: int) -> bool:
        """Never: what is answered is skipped."""
        return False

    def write(self, number: int, lines: Sequence[bytes]) -> None:
        """Write the lines behind the others."""
        self._file.writelines(lines)
        self._file.flush()

    def close(self, *, complete: bool) -> None:
        """Write all of it to the disk."""
        os.fsync(self._file.fileno())
        self._file.close()


class UnorderedFile:
    """One file, chunks as they come. The journal has a line for each: its number, how many articles, where it ends.

    A line of the journal is written behind its chunk, so what the journal does not know is cut off.
    """

    chunk, ordered, skip = SMALL_CHUNK, False, 0

    def __init__(self, source: Path, path: Path, rules: str) -> None:
        """Look what is there, and cut off what the journal does not know.

        Raises:
            BulkRefused: another input or other rules made it, or the journal is gone.
        """
        journal = path.with_name(f"{path.name}.journal")
        job = orjson.dumps({"input": fingerprint(source), "rules": rules, "chunk": self.chunk}) + b"\n"
        entries = self._entries(source, path, journal, job)
        self._done = {number for number, _, _ in entries}
        self.kept = sum(articles for _, articles, _ in entries)
        self._end = entries[-1][2] if entries else 0
        replace_whole(journal, job + b"".join(b"%d %d %d\n" % entry for entry in entries))
        self._file, self._journal = path.open("ab"), journal.open("ab")
        self._file.truncate(self._end)

    def _entries(self, source: Path, path: Path, journal: Path, job: bytes) -> list[tuple[int, int, int]]:
        """The chunks that are whole in the file, as the journal knows them."""
        size = path.stat().st_size if path.exists() else 0
        if not journal.exists():
            if size:
                raise BulkRefused(NOT_MADE_FROM.format(target=path, source=source))
            return []
        head, *lines = journal.read_bytes().splitlines(keepends=True) or [b""]
        if head.endswith(b"\n") and head != job:
            same = orjson.loads(head).get("input") == orjson.loads(job)["input"]
            raise BulkRefused((OTHER_RULES if same else NOT_MADE_FROM).format(target=path, source=source))
        read = [tuple(map(int, line.split())) for line in lines if line.endswith(b"\n")]
        return [(n, articles, end) for n, articles, end in read if end <= size]

    def done(self, number: int) -> bool:
        """True for a chunk of the journal."""
        return number in self._done

    def write(self, number: int, lines: Sequence[bytes]) -> None:
        """Write the lines, then into the journal that they are there."""
        self._file.writelines(lines)
        self._file.flush()
        self._end += sum(map(len, lines))
        self._journal.write(b"%d %d %d\n" % (number, len(lines), self._end))
        self._journal.flush()

    def close(self, *, complete: bool) -> None:
        """Write all of it to the disk."""
        for file in (self._file, self._journal):
            os.fsync(file.fileno())
            file.close()


class Folder:
    """A folder with a file for each chunk, `part-000000.jsonl`; each is there whole or not at all.

    `_job.json` tells what it is made of, `_SUCCESS` that it is complete.
    """

    ordered, skip = False, 0

    def __init__(self, source: Path, path: Path, rules: str, chunk: int) -> None:
        """Look which parts are there.

        Raises:
            BulkRefused: another input, other rules or another size of parts made it, or it is something else.
        """
        self.chunk, self._path = chunk, path
        path.mkdir(parents=True, exist_ok=True)
        job = orjson.dumps({"input": fingerprint(source), "rules": rules, "partition": chunk}) + b"\n"
        found = path / "_job.json"
        if found.exists():
            if found.read_bytes() != job:
                told = orjson.loads(found.read_bytes())
                same = told.get("input") == orjson.loads(job)["input"] and told.get("partition") == chunk
                raise BulkRefused((OTHER_RULES if same else NOT_MADE_FROM).format(target=path, source=source))
        elif any(path.iterdir()):
            raise BulkRefused(f"{path} is not empty, and no job of ours. Name another folder.")
        else:
            replace_whole(found, job)
        parts = sorted(path.glob("part-*.jsonl"))
        self._done = {number_of(part) for part in parts}
        self.kept = chunk * len(parts[:-1]) + sum(part.read_bytes().count(b"\n") for part in parts[-1:])

    def done(self, number: int) -> bool:
        """True for a part that is there."""
        return number in self._done

    def write(self, number: int, lines: Sequence[bytes]) -> None:
        """Write the part, all at once."""
        replace_whole(self._path / f"part-{number:06d}.jsonl", b"".join(lines))

    def close(self, *, complete: bool) -> None:
        """Tell that it is complete, when it is."""
        if complete:
            replace_whole(self._path / "_SUCCESS", b"")


def number_of(part: Path) -> int:
    """Which chunk a part holds."""
    return int(part.stem.removeprefix("part-"))


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def remove(path: Path) -> None:
    """Remove what a job of ours made there; nothing else."""
    if path.is_dir():
        ours = chain(path.glob("part-*.jsonl"), path.glob(".*.tmp"), [path / "_job.json", path / "_SUCCESS"])
        for part in ours:
            part.unlink(missing_ok=True)
        return
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.journal").unlink(missing_ok=True)


def resume(source: Path, target: Path, rules: str) -> int:
    """How many lines of `target` are finished; a last line that was cut off is removed, once all others fit the input.

    Raises:
        BulkRefused: `target` does not go on from this input, or other rules made it.
    """
    if not target.exists() or not target.stat().st_size:
        return 0
    finished, size, last = 0, 0, b""
    inputs = read_items(source)
    with target.open("rb") as out:
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
            last = line if answer.kind == "structure" else last
    if last and json.loads(last)["structure"].get("provenance", {}).get("rules") != rules:
        raise BulkRefused(OTHER_RULES.format(target=target))
    os.truncate(target, size)
    return finished


class Finished(NamedTuple):
    """What the beginning of an output line tells: its id, `structure` or `problem`, and the digest of its text."""

    identifier: object
    kind: str
    document: str | None


def finished_line(line: bytes, beginning: int = BEGINNING) -> Finished | None:
    """What a line of an output tells, read no further than that takes; None for anything else."""
    text = line[:beginning].decode("utf-8", "replace")
    try:
        identifier, end = json.JSONDecoder().raw_decode(text, 6)  # not orjson: an id may hold a lone surrogate
    except ValueError:
        return finished_line(line, beginning=len(line)) if beginning < len(line) else None
    kind = re.match(r',"(structure|problem)":\{', text[end:])
    if not text.startswith('{"id":') or kind is None or not line.endswith(b"}}\n"):
        return None
    document = re.search(r'"document":\{"id":"(sha256:[0-9a-f]{64})"', text[end:])
    return Finished(identifier, kind[1], document[1] if document else None)


def fits_input(answer: Finished, item: Item) -> bool:
    """True when an output line answers an article: by its id, and where there is none by the text's digest."""
    if answer.identifier != item_id(item):
        return False
    if answer.identifier is not None or answer.kind == "problem":
        return True
    return answer.document == text_id(json.loads(item.body)["text"])
