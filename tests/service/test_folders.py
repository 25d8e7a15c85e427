"""What a killed service left behind is removed by the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.folders import private_folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_folder_is_private_and_names_its_owner() -> None:
    folder = private_folder("test")
    assert folder.stat().st_mode & 0o077 == 0
    assert folder.name.startswith(f"standfirst-test-{os.getpid()}-")


def test_folders_of_the_dead_are_removed_and_those_of_the_living_stay(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead, other, foreign = (tmp_path / name for name in (f"standfirst-test-{ended.pid}-x", "standfirst-test-a-b", "x"))
    for folder in (dead, other, foreign):
        folder.mkdir()
        (folder / "file").touch()
    mine = private_folder("test")
    again = private_folder("test")
    assert not dead.exists()
    assert all(folder.exists() for folder in (mine, again, other, foreign))
