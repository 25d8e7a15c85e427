"""Every command of the README and the docs is run as it is written, or looked at where a test cannot run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from evaluation.running import Running

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
BIN = Path(sys.executable).parent
NEEDS_NETWORK = ("pip install", "pip download", "pip wheel", "python3 -m venv")
"""What installs: `.ci/run` does that each time, from the same lock files."""
NOT_RUN = (*NEEDS_NETWORK, "make ", "standfirst serve", "python -m evaluation")
STORY = "“The bridge is safe,” engineer Ada Holm said. Police said 12 people were hurt."


class Command(NamedTuple):
    """A command of a page."""

    page: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0][:60]}"


def commands() -> Iterator[Command]:
    """All commands of shell blocks, lines that go on joined, and blocks of Python.

    A block that can be run is run as a whole, for a command may need what the one before it wrote.
    """
    for page in PAGES:
        for language, block in BLOCK.findall(page.read_text("utf-8")):
            if language == "python":
                yield Command(page.name, "python - <<'EOF'\n" + block + "EOF")
            if language == "sh":
                lines = [line.strip() for line in block.replace("\\\n", " ").splitlines() if line.strip()]
                whole = not any(word in block for word in NOT_RUN)
                yield from (Command(page.name, text) for text in (["\n".join(lines)] if whole else lines))


COMMANDS = list(commands())
MAKE = [c for c in COMMANDS if c.text.startswith("make ")]
INSTALL = [c for c in COMMANDS if any(word in c.text for word in NEEDS_NETWORK)]
LONG = [c for c in COMMANDS if "python -m evaluation" in c.text]
SERVE = [c for c in COMMANDS if re.search(r"standfirst serve\b", c.text) and not c.text.startswith("make ")]
RUN = [c for c in COMMANDS if c not in {*MAKE, *INSTALL, *LONG, *SERVE}]


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """The service that the pages have started."""
    with Running({"WORKERS": "1", "REDIS_URL": ""}) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the commands name."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "articles.jsonl").write_text(f'{{"id": "a", "text": "{STORY}"}}\n' * 3)
    (tmp_path / "page.html").write_text(f"<html><body><article><p>{STORY} {STORY}</p></article></body></html>")
    (tmp_path / "words").mkdir()
    return tmp_path


@pytest.mark.parametrize("command", RUN, ids=str)
def test_a_command_does_what_the_page_says(command: Command, folder: Path, service: Running) -> None:
    text = command.text.replace("127.0.0.1:8000", f"127.0.0.1:{service.port}").replace(".venv/bin/", "")
    known = {"HOME": str(folder), "PATH": f"{BIN}:{os.defpath}:/usr/local/bin", "STANDFIRST_LOG_LEVEL": "error"}
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=known,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status":4' not in done.stdout
    assert done.stdout or any((folder / name).exists() for name in written(text))


def written(text: str) -> list[str]:
    """The files that a command writes, by its last word."""
    return [text.split("#", maxsplit=1)[0].rsplit(maxsplit=1)[-1].rstrip("/")]


@pytest.mark.parametrize("command", MAKE, ids=str)
def test_a_target_of_make_is_there(command: Command) -> None:
    target = command.text.split("#")[0].split()[1:]
    done = subprocess.run(["make", "--dry-run", *target], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", SERVE, ids=str)
def test_a_server_is_started_with_options_that_there_are(command: Command) -> None:
    """The same command starts the service of the other tests, on a port of its own."""
    options = re.search(r"standfirst serve\b([^#]*)", command.text)
    assert options is not None
    done = subprocess.run(
        [sys.executable, "-m", "service.cli", "serve", *options[1].split(), "--help"], capture_output=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize("command", LONG, ids=str)
def test_a_measurement_has_the_options_that_the_page_gives(command: Command) -> None:
    module, *options = command.text.split("#")[0].split("-m ")[1].split()
    done = subprocess.run(
        [sys.executable, "-m", module, *options, "--help"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize("command", INSTALL, ids=str)
def test_what_is_installed_is_named_as_it_is(command: Command) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for extra in re.findall(r"standfirst\[(\w+)\]", command.text):
        assert f"\n{extra} = [" in project
    for name in re.findall(r"-r (\S+)", command.text):
        assert (ROOT / name).exists()
