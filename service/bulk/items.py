"""What goes into a job: articles out of JSON Lines, Parquet, WARC, pages and texts, one after the other."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson
import zstandard

from schemas.problem import Refused
from schemas.request import parse_json
from service.errors import BulkRefused

SAMPLE = 65_536
"""Bytes at either end of a file that tell it from another one."""


class Item(NamedTuple):
    """An article of the input: a line of JSON, or a page with its id."""

    body: bytes
    page: str | None = None


def read_items(source: Path) -> Iterator[Item]:
    """The articles of a file, or of all files in a folder in the order of their names.

    Raises:
        BulkRefused: the format is not known, or what reads it is not installed.
    """
    for path in files_of(source):
        yield from reader_of(path)(path, source)


def files_of(source: Path) -> list[Path]:
    """The files that are read; those in a folder whose format is not known are passed over."""
    if not source.is_dir():
        return [source]
    found = [path for path in sorted(source.rglob("*")) if path.is_file() and ending(path) in READERS]
    if not found:
        raise BulkRefused(f"{source} holds nothing that is read here: {', '.join(READERS)}.")
    return found


def reader_of(path: Path) -> Callable[[Path, Path], Iterator[Item]]:
    """What reads a file; one without a known ending is taken as JSON Lines."""
    return READERS.get(ending(path), lines_of)


def ending(path: Path) -> str:
    """What a file's name ends in, without what it is compressed with."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    return "." + name.rpartition(".")[2] if "." in name else ""


def opened(path: Path) -> Any:
    """A file to read, decompressed."""
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rb")
    if path.suffix.lower() == ".zst":
        return io.BufferedReader(zstandard.open(path, "rb"))
    return path.open("rb")


def lines_of(path: Path, _source: Path) -> Iterator[Item]:
    """JSON Lines; blank lines are passed over."""
    with opened(path) as file:
        yield from (Item(line) for line in unblank(file))


def unblank(file: BinaryIO) -> Iterator[bytes]:
    """The lines that hold something."""
    return (line for line in file if line.strip())


def rows_of(path: Path, _source: Path) -> Iterator[Item]:
    """Parquet with columns `id` and `text`; without `id` articles have none."""
    parquet = installed("pyarrow.parquet", "parquet")
    try:
        with parquet.ParquetFile(path) as file:
            columns = [name for name in ("id", "text") if name in file.schema_arrow.names]
            if "text" not in columns:
                raise BulkRefused(f'{path} has no column "text".')
            for batch in file.iter_batches(batch_size=256, columns=columns):
                yield from (Item(orjson.dumps(row, default=str)) for row in batch.to_pylist())
    except installed("pyarrow", "parquet").ArrowInvalid as error:
        raise BulkRefused(f"{path} cannot be read as Parquet: {error}") from None


def records_of(path: Path, _source: Path) -> Iterator[Item]:
    """The HTML pages of a WARC file; the id of one is its address."""
    archive = installed("warcio.archiveiterator", "warc")
    trouble = installed("warcio.exceptions", "warc").ArchiveLoadFailed
    try:
        with path.open("rb") as file:
            if not file.peek(5).startswith((b"WARC/", b"\x1f\x8b")):
                raise BulkRefused(f"{path} cannot be read as WARC.")
            for record in archive.ArchiveIterator(file):
                kind = (record.http_headers or record.rec_headers).get_header("Content-Type", "")
                if record.rec_type in ("response", "resource") and "html" in kind.lower():
                    yield Item(record.content_stream().read(), record.rec_headers.get_header("WARC-Target-URI", ""))
    except trouble as error:
        raise BulkRefused(f"{path} cannot be read as WARC: {error}") from None


def page_of(path: Path, source: Path) -> Iterator[Item]:
    """An HTML page; its id is its path in the folder."""
    with opened(path) as file:
        yield Item(file.read(), name_in(path, source))


def text_of(path: Path, source: Path) -> Iterator[Item]:
    """A text; its id is its path in the folder."""
    with opened(path) as file:
        yield Item(orjson.dumps({"id": name_in(path, source), "text": file.read().decode("utf-8", "replace")}))


def name_in(path: Path, source: Path) -> str:
    """A file's path in a folder, or its name."""
    return path.relative_to(source).as_posix() if source.is_dir() else path.name


READERS: dict[str, Callable[[Path, Path], Iterator[Item]]] = {
    ".jsonl": lines_of,
    ".ndjson": lines_of,
    ".parquet": rows_of,
    ".warc": records_of,
    ".html": page_of,
    ".htm": page_of,
    ".txt": text_of,
}


def installed(module: str, extra: str) -> Any:
    """A module of an optional dependency.

    Raises:
        BulkRefused: it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise BulkRefused(f"This needs more than the service itself. Try: pip install standfirst[{extra}]") from None


def count(source: Path) -> int | None:
    """How many articles there are, where that can be told without reading them; else None."""
    counters: dict[Callable[[Path, Path], Iterator[Item]], Callable[[Path], int]] = {
        lines_of: count_lines,
        rows_of: lambda path: installed("pyarrow.parquet", "parquet").read_metadata(path).num_rows,
        page_of: lambda _: 1,
        text_of: lambda _: 1,
    }
    files = files_of(source)
    found = [counters.get(reader_of(path)) for path in files]
    if None in found:
        return None
    return sum(counter(path) for counter, path in zip(found, files, strict=True) if counter)


def count_lines(path: Path) -> int:
    """How many lines hold something."""
    with opened(path) as file:
        return sum(1 for _ in unblank(file))


def item_id(item: Item) -> Any:
    """The id of an article; None when there is none to be read."""
    if item.page is not None:
        return item.page
    try:
        value = parse_json(item.body)
    except Refused:
        return None
    identifier = value.get("id") if isinstance(value, dict) else None
    return identifier if isinstance(identifier, str | int) else None


def fingerprint(source: Path) -> str:
    """What tells an input from another: names, sizes, and both ends of each file."""
    digest = hashlib.sha256()
    for path in files_of(source):
        size = path.stat().st_size
        digest.update(f"{name_in(path, source)}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(SAMPLE))
            file.seek(max(0, size - SAMPLE))
            digest.update(file.read(SAMPLE))
    return f"sha256:{digest.hexdigest()}"
