"""The command line gives the same bytes as the API."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from rich.console import Console

from service import app
from service.cli import main
from service.structuring import Structurer
from service.tables import show
from tests.conftest import EXAMPLE


@pytest.fixture
def run(structurer: Structurer, monkeypatch: pytest.MonkeyPatch) -> object:
    """The command line with the model that is loaded already."""
    monkeypatch.setattr(app, "load_structurer", lambda *_: structurer)
    return lambda *arguments, **options: CliRunner().invoke(main, arguments, **options)


def test_a_file_gives_the_bytes_of_the_api(run: object, client: FlaskClient) -> None:
    result: Result = run("structure", str(EXAMPLE))  # type: ignore[operator]
    answer = client.post("/v1/structure", data=EXAMPLE.read_bytes(), content_type="text/plain")
    assert result.exit_code == 0
    assert result.stdout_bytes == answer.data + b"\n"


def test_standard_input_is_text(run: object) -> None:
    result: Result = run("structure", "--layer", "quotes", input="“It is safe,” Holm said.")  # type: ignore[operator]
    answer = orjson.loads(result.stdout_bytes)
    assert [q["content"][0]["text"] for q in answer["quotes"]] == ["It is safe"]
    assert "figures" not in answer


def test_the_rules_of_quotes_are_told_when_asked_for(run: object) -> None:
    result: Result = run("structure", "--explain", input="“It is safe,” Holm said.")  # type: ignore[operator]
    assert [q["why"] for q in orjson.loads(result.stdout_bytes)["quotes"]] == ["tag"]


def test_unsure_items_are_left_out_when_asked_to(run: object) -> None:
    result: Result = run("structure", "--min-confidence", "1", input="“It is safe,” Holm said.")  # type: ignore[operator]
    assert orjson.loads(result.stdout_bytes)["quotes"] == []


def test_json_lines_are_an_article_each_and_a_bad_one_fails_alone(run: object, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text('{"text": "One said so."}\n{"text": ""}\n{"text": "Two said so."}\n')
    result: Result = run("structure", str(path))  # type: ignore[operator]
    assert len(result.stdout_bytes.splitlines()) == 2
    assert result.exit_code == 1
    assert "two.jsonl:2" in result.stderr


def test_an_html_file_gives_its_extracted_text(run: object, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    paragraphs = "".join(
        f"<p>The mayor said on Monday that bridge number {n} would stay open all year.</p>" for n in range(2, 9)
    )
    path.write_text(
        f"<html><head><title>Bridges</title></head><body><article><h1>Open</h1>{paragraphs}</article></body></html>"
    )
    result: Result = run("structure", str(path))  # type: ignore[operator]
    document = orjson.loads(result.stdout_bytes)["document"]
    assert "bridge number 3" in document["text"]


@pytest.mark.parametrize("command", [[], ["structure"], ["serve"], ["bulk"]])
def test_help_shows_examples(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    assert not command or "Example" in result.output


def test_a_bad_setting_ends_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANDFIRST_PORT", "eighty")
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 1
    assert "STANDFIRST_PORT" in result.output


def test_two_processes_give_the_same_bytes_whatever_their_hash_seed() -> None:
    answers = set()
    for seed in ("1", "2"):
        environment = {"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-c", "from service.cli import main; main()", "structure", str(EXAMPLE)]
        answers.add(subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120).stdout)
    assert len(answers) == 1


def test_tables_tell_who_said_what_and_what_was_left_open(run: object) -> None:
    text = "“The bridge is safe,” Ada Holm said. “It is not,” he said. Police said [bold]12[/bold] people were hurt."
    shown = run("structure", "--output", "table", input=text).output  # type: ignore[operator]
    assert "Ada Holm" in shown
    assert "he (no antecedent)" in shown
    assert "12" in shown


def test_a_terminal_is_sent_nothing_that_an_article_holds_for_it() -> None:
    console = Console(file=StringIO(), width=200)
    show(console, "Quotes", ("speaker",), [("Ada \x1b[31mHolm\x07 [red]said[/red]",)])
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[31m" not in shown
    assert "\x07" not in shown
    assert "[red]said[/red]" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_each_shell(shell: str) -> None:
    assert "_STANDFIRST_COMPLETE" in CliRunner().invoke(main, ["completion", shell]).output


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_help_of_each_command_has_an_example(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"]).output
    assert f"standfirst {name}" in told.partition("Example")[2]
