"""The bulk job: ordered, one line an input, resumable."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import psutil
import pyarrow
import pyarrow.parquet
import pytest
import zstandard
from distributed import LocalCluster
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from service import bulk
from service.answers import Answerer
from service.bulk import Plan, distributed, local, run
from service.bulk.items import Item, count
from service.bulk.local import LocalEngine
from service.bulk.work import Answered, Chunk, Line, answer_item, answer_items
from service.cache import Cache
from service.config import Settings
from service.errors import BulkRefused, ModelNotFound
from service.structuring import Structurer

LINES = [
    b'{"id": "a", "text": "Police said 12 people were hurt.", "quotes": "other fields are ignored"}',
    b'{"id": "b", "text": ""}',
    b"not json",
    b"",
    b'{"id": 7, "text": "Mayor Ada Holm praised the rescuers."}',
    b'{"text": "No id here, the mayor said."}',
    b'{"id": "\\ud800", "text": "Holm said it was fine."}',
    b'{"id": "%s", "text": "Longer than an id may be."}' % (b"x" * 3000),
]

ONE = Plan(workers=1)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(LINES) + b"\n")
    return path


class Here:
    """An engine without processes, for what has nothing to do with them."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def answers(self, chunks: Iterator[Chunk], *, ordered: bool) -> Iterator[Answered]:
        for number, items in chunks:
            yield number, [answer_item(item, self._answerer, 100_000) for item in items]

    def close(self) -> None:
        """Nothing was started."""


@pytest.fixture
def here(structurer: Structurer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run in this process."""
    monkeypatch.setattr(bulk, "engine_of", lambda *_: Here(Answerer(structurer, Cache(None))))


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(log_level="error")


@pytest.mark.usefixtures("here")
def test_every_line_is_answered_in_order(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    done = run(source, target, settings=settings, plan=ONE)
    answers = [orjson.loads(line.replace(b"\\ud800", b"?")) for line in target.read_bytes().splitlines()]
    assert [a["id"] for a in answers] == ["a", "b", None, 7, None, "?", "x" * 3000]
    assert ["structure" in a for a in answers] == [True, False, False, True, True, False, False]
    assert (done.structures, done.problems.total(), done.kept) == (3, 4, 0)
    assert answers[1]["problem"]["errors"][0]["pointer"] == "/text"


@pytest.mark.usefixtures("here")
def test_an_interrupted_job_goes_on_where_it_ended(source: Path, tmp_path: Path, settings: Settings) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(source, whole, settings=settings, plan=ONE)
    lines = whole.read_bytes().splitlines(keepends=True)
    target.write_bytes(lines[0] + lines[1][:25])  # the second line was being written when the power went
    done = run(source, target, settings=settings, plan=Plan(workers=2))
    assert done.kept == 1
    assert target.read_bytes() == whole.read_bytes()


@pytest.mark.usefixtures("here")
def test_a_finished_job_run_again_changes_nothing(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    run(source, target, settings=settings, plan=ONE)
    before = target.read_bytes()
    assert run(source, target, settings=settings, plan=ONE).kept == 7
    assert target.read_bytes() == before


@pytest.mark.usefixtures("here")
def test_output_of_another_input_is_not_gone_on_with(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id":"z","problem":{}}\n')
    with pytest.raises(BulkRefused, match="--fresh"):
        run(source, target, settings=settings, plan=ONE)


@pytest.mark.usefixtures("here")
def test_output_made_by_other_rules_is_not_gone_on_with(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id":"a","structure":{"provenance":{"rules":"sha256:old"}}}\n')
    with pytest.raises(BulkRefused, match="other rules"):
        run(source, target, settings=settings, plan=ONE)


@pytest.mark.usefixtures("here")
def test_fresh_begins_anew(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"something else\n")
    assert run(source, target, settings=settings, plan=Plan(workers=1, fresh=True)).kept == 0


@pytest.mark.usefixtures("here")
def test_the_input_is_never_its_own_output(source: Path, settings: Settings) -> None:
    before = source.read_bytes()
    with pytest.raises(BulkRefused, match="same file"):
        run(source, source, settings=settings, plan=Plan(workers=1, fresh=True))
    assert source.read_bytes() == before


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "content", [b"notes without a line end", b'{"a": 1}\n', b'{"id": null, "problem": {}, "more": 1}\n']
)
def test_a_file_that_is_no_output_is_left_as_it_is(
    source: Path, tmp_path: Path, settings: Settings, content: bytes
) -> None:
    target = tmp_path / "notes.json"
    target.write_bytes(content)
    with pytest.raises(BulkRefused):
        run(source, target, settings=settings, plan=ONE)
    assert target.read_bytes() == content


def test_a_model_that_is_not_installed_is_named_before_anything_is_written(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with pytest.raises(ModelNotFound, match="no_such_pipeline"):
        run(source, target, settings=Settings(model="no_such_pipeline"), plan=ONE)
    assert not target.exists()


# ---------------------------------------------------------------- formats
TEXTS = {"a": "Police said 12 people were hurt.", "b": "Mayor Ada Holm praised the rescuers."}
PAGE = """<html><head><title>{id}</title></head>
<body><article><p>{text} It was a long day in the town.</p></article></body></html>"""


def ids_of(path: Path) -> list[object]:
    return [answer["id"] for answer in map(orjson.loads, path.read_bytes().splitlines())]


def structured_ids(source: Path, tmp_path: Path, settings: Settings) -> list[object]:
    """The ids of an input's answers, all of which are structures."""
    target = tmp_path / "out.jsonl"
    done = run(source, target, settings=settings, plan=ONE)
    assert (done.structures, done.problems.total()) == (len(TEXTS), 0)
    return ids_of(target)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_json_lines_compressed_or_not(tmp_path: Path, settings: Settings, ending: str) -> None:
    lines = b"".join(orjson.dumps({"id": key, "text": text}) + b"\n" for key, text in TEXTS.items())
    packed = {"gz": gzip.compress, "zst": zstandard.compress}.get(ending.rpartition(".")[2], bytes)(lines)
    source = tmp_path / f"in.{ending}"
    source.write_bytes(packed)
    assert structured_ids(source, tmp_path, settings) == ["a", "b"]
    assert count(source) == 2


@pytest.mark.usefixtures("here")
def test_parquet(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "in.parquet"
    table = pyarrow.table({"id": list(TEXTS), "other": [1, 2], "text": list(TEXTS.values())})
    pyarrow.parquet.write_table(table, source)
    assert structured_ids(source, tmp_path, settings) == ["a", "b"]
    assert count(source) == 2


@pytest.mark.usefixtures("here")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves a file to the collector
@pytest.mark.parametrize("packed", [True, False])
def test_warc_pages(tmp_path: Path, settings: Settings, *, packed: bool) -> None:
    source = tmp_path / ("in.warc.gz" if packed else "in.warc")
    with source.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for key, text in TEXTS.items():
            for kind in ("text/html; charset=utf-8", "image/png"):
                head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
                body = io.BytesIO(PAGE.format(id=key, text=text).encode())
                address = f"https://news.example/{key}"
                writer.write_record(writer.create_warc_record(address, "response", payload=body, http_headers=head))
    assert structured_ids(source, tmp_path, settings) == ["https://news.example/a", "https://news.example/b"]


@pytest.mark.usefixtures("here")
def test_a_folder_of_pages_and_texts(tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.html").write_text(PAGE.format(id="a", text=TEXTS["a"]))
    (folder / "deep" / "b.txt").write_text(TEXTS["b"])
    (folder / "notes.doc").write_text("passed over")
    assert structured_ids(folder, tmp_path, settings) == ["a.html", "deep/b.txt"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["in.parquet", "in.warc"])
def test_a_file_that_is_not_what_its_name_says_is_told(tmp_path: Path, settings: Settings, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"something else, and long enough to be looked at")
    with pytest.raises(BulkRefused, match="cannot be read"):
        run(source, tmp_path / "out.jsonl", settings=settings, plan=ONE)


# ---------------------------------------------------------------- targets
def many(tmp_path: Path, articles: int) -> Path:
    """An input of short articles."""
    path = tmp_path / "many.jsonl"
    lines = (f'{{"id": {n}, "text": "Police said {n} people were hurt in Tarvo."}}\n' for n in range(articles))
    path.write_text("".join(lines))
    return path


@pytest.mark.usefixtures("here")
def test_unordered_output_is_gone_on_with_by_its_journal(tmp_path: Path, settings: Settings) -> None:
    source, target = many(tmp_path, 20), tmp_path / "out.jsonl"
    plan = Plan(workers=2, ordered=False)
    run(source, target, settings=settings, plan=plan)
    whole, journal = sorted(target.read_bytes().splitlines()), tmp_path / "out.jsonl.journal"
    assert sorted(map(int, ids_of(target))) == list(range(20))  # type: ignore[call-overload]

    head, *entries = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(head + entries[0] + entries[1] + entries[2][:3])  # killed while it wrote the third
    done = run(source, target, settings=settings, plan=plan)
    assert (done.kept, done.structures) == (8, 12)
    assert sorted(target.read_bytes().splitlines()) == whole
    assert run(source, target, settings=settings, plan=plan).kept == 20

    journal.unlink()
    with pytest.raises(BulkRefused, match="--fresh"):
        run(source, target, settings=settings, plan=plan)


@pytest.mark.usefixtures("here")
def test_a_folder_has_whole_parts_and_says_when_it_is_complete(tmp_path: Path, settings: Settings) -> None:
    source, target = many(tmp_path, 7), tmp_path / "out"
    plan = Plan(workers=1, partition=3)
    run(source, target, settings=settings, plan=plan)
    parts = sorted(target.glob("part-*.jsonl"))
    assert [ids_of(part) for part in parts] == [[0, 1, 2], [3, 4, 5], [6]]
    assert (target / "_SUCCESS").exists()

    before = parts[1].read_bytes()
    parts[1].unlink()
    (target / ".part-000001.jsonl.tmp").write_bytes(b"cut off")
    assert run(source, target, settings=settings, plan=plan).kept == 4
    assert parts[1].read_bytes() == before
    with pytest.raises(BulkRefused, match="not made from"):
        run(source, target, settings=settings, plan=Plan(partition=4))


@pytest.mark.usefixtures("here")
def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "thesis.txt").write_text("mine")
    with pytest.raises(BulkRefused, match="not empty"):
        run(many(tmp_path, 1), target, settings=settings, plan=Plan(partition=4, fresh=True))
    assert (target / "thesis.txt").read_text() == "mine"


# ---------------------------------------------------------------- what dies
def command(source: Path, target: Path, *options: str) -> subprocess.Popen[bytes]:
    """The job in a process of its own."""
    arguments = [sys.executable, "-m", "service.cli", "bulk", str(source), str(target), *options]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE)


@pytest.mark.parametrize("options", [(), ("--unordered",), ("--partition", "5")], ids=["ordered", "unordered", "parts"])
def test_a_job_killed_again_and_again_ends_complete(
    tmp_path: Path, settings: Settings, options: tuple[str, ...]
) -> None:
    source, target = many(tmp_path, 60), tmp_path / "out"
    for _ in range(2):
        job = command(source, target, "--workers", "2", *options)
        children: list[psutil.Process] = []
        while job.poll() is None and written(target) < 8:
            children = psutil.Process(job.pid).children(recursive=True) or children
            time.sleep(0.01)
        job.kill()
        job.communicate()
        assert psutil.wait_procs(children, timeout=20)[1] == []
    job = command(source, target, "--workers", "2", *options)
    _, told = job.communicate(timeout=120)
    assert job.returncode == 0, told
    files = sorted(target.glob("part-*")) if target.is_dir() else [target]
    found = [identifier for file in files for identifier in ids_of(file)]
    assert sorted(found) == list(range(60))  # type: ignore[type-var]
    assert options == ("--unordered",) or found == list(range(60))


def written(target: Path) -> int:
    """How many lines are there."""
    files = target.glob("part-*") if target.is_dir() else [target] if target.exists() else []
    return sum(file.read_bytes().count(b"\n") for file in files)


def test_a_worker_that_is_killed_takes_no_article_with_it(tmp_path: Path, settings: Settings) -> None:
    source, target = many(tmp_path, 60), tmp_path / "out.jsonl"
    job = command(source, target, "--workers", "2")
    while written(target) < 4:
        time.sleep(0.01)
    victims = [child for child in psutil.Process(job.pid).children() if "spawn_main" in " ".join(child.cmdline())]
    victims[0].kill()
    _, told = job.communicate(timeout=120)
    assert b"60 structures, 0 problems" in told
    assert ids_of(target) == list(range(60))


def test_an_article_that_kills_its_process_is_a_problem_of_its_own(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = LocalEngine(settings, 1)
    items = [Item(b'{"id": 1, "text": "Police said so."}'), Item(b"", page="deadly"), Item(b'{"id": 2, "text": "Ok."}')]
    monkeypatch.setattr(local, "answer_items", die_of_the_deadly)
    try:
        ((number, lines),) = engine.answers(iter([(0, items)]), ordered=True)
    finally:
        engine.close()
    assert (number, [line.problem for line in lines]) == (0, [None, "internal_error", None])


def die_of_the_deadly(settings: Settings, items: list[Item]) -> list[Line]:
    """What a worker does, if no article is the one that kills it."""
    if any(item.page == "deadly" for item in items):
        os._exit(9)
    return answer_items(settings, items)


# ---------------------------------------------------------------- Dask
@pytest.mark.filterwarnings("ignore")  # a worker that is killed leaves sockets open on the other side
def test_dask_with_two_workers_and_one_killed_in_the_middle(tmp_path: Path, settings: Settings) -> None:
    source, alone, target = many(tmp_path, 60), tmp_path / "alone.jsonl", tmp_path / "out.jsonl"
    run(source, alone, settings=settings, plan=Plan(workers=2))
    job = command(source, target, "--engine", "dask", "--workers", "2")
    while written(target) < 4:
        time.sleep(0.02)
    workers = [c for c in psutil.Process(job.pid).children(recursive=True) if "spawn_main" in " ".join(c.cmdline())]
    workers[-1].kill()
    _, told = job.communicate(timeout=180)
    assert b"60 structures, 0 problems" in told
    assert target.read_bytes() == alone.read_bytes()


@pytest.mark.filterwarnings("ignore")
def test_dask_with_a_scheduler_that_runs(tmp_path: Path, settings: Settings) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster:
        plan = Plan(engine="dask", scheduler=cluster.scheduler_address, ordered=False)
        done = run(many(tmp_path, 9), tmp_path / "out.jsonl", settings=settings, plan=plan)
    assert done.structures == 9


def test_a_scheduler_that_does_not_answer_is_told(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "CONNECT", "1s")
    plan = Plan(engine="dask", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(BulkRefused, match="does not answer"):
        run(many(tmp_path, 1), tmp_path / "out.jsonl", settings=settings, plan=plan)


def test_the_report_tells_what_went_wrong_and_where(source: Path, tmp_path: Path) -> None:
    job = command(source, tmp_path / "out.jsonl", "--workers", "1", "--report", str(tmp_path / "report.json"))
    _, told = job.communicate(timeout=60)
    assert b"3 structures, 4 problems, 0 kept" in told
    report = orjson.loads((tmp_path / "report.json").read_bytes().replace(b"\\ud800", b"?"))
    assert {(p["code"], p["count"]) for p in report["problems"]} == {("invalid_article", 3), ("malformed_body", 1)}
