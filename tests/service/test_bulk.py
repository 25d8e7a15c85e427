"""The bulk job: ordered, one line an input, resumable."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from service.bulk import run
from service.config import Settings
from service.errors import BulkRefused, ModelNotFound

LINES = [
    b'{"id": "a", "text": "Police said 12 people were hurt.", "quotes": "other fields are ignored"}',
    b'{"id": "b", "text": ""}',
    b"not json",
    b"",
    b'{"id": 7, "text": "Mayor Ada Holm praised the rescuers."}',
    b'{"text": "No id here, the mayor said."}',
    b'{"id": "\\ud800", "text": "Holm said it was fine."}',
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(LINES) + b"\n")
    return path


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(log_level="error")


def test_every_line_is_answered_in_order(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    done = run(source, target, settings=settings, workers=1)
    answers = [orjson.loads(line.replace(b"\\ud800", b"?")) for line in target.read_bytes().splitlines()]
    assert [a["id"] for a in answers] == ["a", "b", None, 7, None, "?"]
    assert ["structure" in a for a in answers] == [True, False, False, True, True, False]
    assert (done.structures, done.problems, done.kept) == (3, 3, 0)
    assert answers[1]["problem"]["errors"][0]["pointer"] == "/text"


def test_an_interrupted_job_goes_on_where_it_ended(source: Path, tmp_path: Path, settings: Settings) -> None:
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run(source, whole, settings=settings, workers=1)
    lines = whole.read_bytes().splitlines(keepends=True)
    target.write_bytes(lines[0] + lines[1][:25])  # the second line was being written when the power went
    done = run(source, target, settings=settings, workers=2)
    assert done.kept == 1
    assert target.read_bytes() == whole.read_bytes()


def test_a_finished_job_run_again_changes_nothing(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    run(source, target, settings=settings, workers=1)
    before = target.read_bytes()
    assert run(source, target, settings=settings, workers=1).kept == 6
    assert target.read_bytes() == before


def test_output_of_another_input_is_not_gone_on_with(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id":"z","problem":{}}\n')
    with pytest.raises(BulkRefused, match="--fresh"):
        run(source, target, settings=settings, workers=1)


def test_output_made_by_other_rules_is_not_gone_on_with(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b'{"id":"a","structure":{"provenance":{"rules":"sha256:old"}}}\n')
    with pytest.raises(BulkRefused, match="other rules"):
        run(source, target, settings=settings, workers=1)


def test_fresh_begins_anew(source: Path, tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "out.jsonl"
    target.write_bytes(b"something else\n")
    assert run(source, target, settings=settings, workers=1, fresh=True).kept == 0


def test_the_input_is_never_its_own_output(source: Path, settings: Settings) -> None:
    before = source.read_bytes()
    with pytest.raises(BulkRefused, match="same file"):
        run(source, source, settings=settings, workers=1, fresh=True)
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"notes without a line end", b'{"a": 1}\n', b'{"id": null, "problem": {}, "more": 1}\n']
)
def test_a_file_that_is_no_output_is_left_as_it_is(
    source: Path, tmp_path: Path, settings: Settings, content: bytes
) -> None:
    target = tmp_path / "notes.json"
    target.write_bytes(content)
    with pytest.raises(BulkRefused):
        run(source, target, settings=settings, workers=1)
    assert target.read_bytes() == content


def test_a_model_that_is_not_installed_is_named_before_anything_is_written(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with pytest.raises(ModelNotFound, match="no_such_pipeline"):
        run(source, target, settings=Settings(model="no_such_pipeline"), workers=1)
    assert not target.exists()
