"""The weights that ship: read only when they are what was trained, and every one with its card."""

from __future__ import annotations

import shutil
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from service import models
from service.errors import DamagedWeights
from service.models import SHIPPED, read_weights, require_weights

FOLDER = Path(str(files("service.models")))


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the weights that a test may spoil."""
    for name in ("checksums.toml", *SHIPPED):
        shutil.copy(FOLDER / name, tmp_path / name)
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(DamagedWeights, match=name):
        read_weights(name)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_damaged_file_is_named(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(DamagedWeights, match=name):
        read_weights(name)


def test_a_missing_list_of_checksums_is_named(copied: Path) -> None:
    (copied / "checksums.toml").unlink()
    with pytest.raises(DamagedWeights, match=r"checksums\.toml"):
        read_weights("names.onnx")


def test_a_file_without_a_checksum_is_not_read(copied: Path) -> None:
    (copied / "other.onnx").write_bytes(b"x")
    with pytest.raises(DamagedWeights, match=r"other\.onnx"):
        read_weights("other.onnx")


def test_all_weights_that_ship_are_as_they_were_trained() -> None:
    require_weights()
    assert set(tomllib.loads((FOLDER / "checksums.toml").read_text("utf-8"))) == set(SHIPPED)


def test_no_weights_are_pickled() -> None:
    for name in SHIPPED:
        assert (FOLDER / name).suffix in (".onnx", ".json")
        assert not (FOLDER / name).read_bytes().startswith((b"\x80", b"PK"))


def test_every_learned_file_has_a_card_with_licence_and_scores() -> None:
    for card in ("names.md", "pronouns.md"):
        text = (FOLDER / card).read_text("utf-8")
        for heading in ("## Trained on", "## Licence", "## Scores", "## Made by"):
            assert heading in text, f"{card} lacks {heading}"
