"""The lexicon's example sentences, with the real model; and mistakes in a file are named."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Article, Structure
from service.errors import InvalidLexicon
from service.lexicons import load_lexicon, reader
from service.structuring import Structurer, rules_digest

ENGLISH = files("service.lexicons").joinpath("en")


def data(name: str) -> dict[str, Any]:
    return tomllib.loads(ENGLISH.joinpath(f"{name}.toml").read_text("utf-8"))


def examples(name: str, table: str, label: str, verdict: str) -> list[Any]:
    return [
        pytest.param(entry, sentence, id=f"{entry.get(label, table)}-{sentence[:40]}")
        for entry in data(name)[table]
        for sentence in entry.get(verdict, [])
    ]


@pytest.mark.parametrize(("entry", "line"), examples("segments", "line", "kind", "yes"))
def test_a_line_of_its_kind_is_recognised(entry: dict[str, Any], line: str) -> None:
    assert load_lexicon().segments.line_kind(line) == entry["kind"]


@pytest.mark.parametrize(("entry", "line"), examples("segments", "line", "kind", "no"))
def test_a_line_of_body_is_left_alone(entry: dict[str, Any], line: str) -> None:
    assert load_lexicon().segments.line_kind(line) is None, entry["kind"]


@pytest.mark.parametrize("line", data("segments")["dateline"]["yes"])
def test_a_dateline_is_recognised(line: str) -> None:
    assert load_lexicon().segments.dateline_end(line)


@pytest.mark.parametrize("line", data("segments")["dateline"]["no"])
def test_a_paragraph_without_a_dateline_has_none(line: str) -> None:
    assert not load_lexicon().segments.dateline_end(line)


@pytest.mark.parametrize(
    ("entry", "sentence"), [e for t in ("verb", "noun", "phrase") for e in examples("cues", t, "class", "yes")]
)
def test_a_cue_gives_a_quote(entry: dict[str, Any], sentence: str, structure: Callable[[str], Structure]) -> None:
    quotes = structure(sentence).quotes
    assert quotes, entry.get("class")
    assert quotes[0].cue is not None


@pytest.mark.parametrize(
    ("entry", "sentence"), [e for t in ("verb", "noun", "phrase") for e in examples("cues", t, "class", "no")]
)
def test_a_word_in_another_sense_gives_no_quote(
    entry: dict[str, Any], sentence: str, structure: Callable[[str], Structure]
) -> None:
    assert not structure(sentence).quotes, entry.get("class")


@pytest.mark.parametrize(
    ("entry", "sentence"), [e for t in ("frame", "act") for e in examples("stances", t, "attitude", "yes")]
)
def test_a_frame_gives_its_stance(entry: dict[str, Any], sentence: str, structure: Callable[[str], Structure]) -> None:
    stances = structure(sentence).stances or ()
    assert {(s.attitude, s.polarity) for s in stances} == {(entry["attitude"], entry["polarity"])}
    assert sentence[stances[0].evidence.start : stances[0].evidence.end] == stances[0].evidence.text


@pytest.mark.parametrize(
    ("entry", "sentence"), [e for t in ("frame", "act") for e in examples("stances", t, "attitude", "no")]
)
def test_a_word_in_another_sense_gives_no_stance(
    entry: dict[str, Any], sentence: str, structure: Callable[[str], Structure]
) -> None:
    assert not structure(sentence).stances, entry["attitude"]


def test_a_mistake_names_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "stance_lexicon", lambda _: reader.closed("loathe", reader.Attitude))
    with pytest.raises(InvalidLexicon, match=r"stances\.toml.*loathe"):
        load_lexicon.__wrapped__("en")


def test_a_language_without_a_folder_is_named() -> None:
    with pytest.raises(InvalidLexicon, match="lexicons/xx/"):
        load_lexicon.__wrapped__("xx")


OWN = """
[[verb]]
class = "say"
takes = ["clause"]
lemmas = ["yodel"]

[speech]
core = ["yodel"]
"""


def test_own_words_are_added_to_those_of_the_package(structurer: Structurer, tmp_path: Path) -> None:
    (tmp_path / "cues.toml").write_text(OWN, "utf-8")
    lexicon = load_lexicon.__wrapped__("en", tmp_path)
    own = Structurer(structurer.nlp, lexicon, structurer.weights, structurer.classifier, rules_digest(tmp_path))
    article = Article("Ada Holm yodeled that the pier was safe. She said it would last.", language="en")
    with_own, without = own.structure(article), structurer.structure(article)
    assert [q.cue.text for q in with_own.quotes or () if q.cue] == ["yodeled", "said"]
    assert [q.cue.text for q in without.quotes or () if q.cue] == ["said"]
    assert with_own.provenance.rules != without.provenance.rules


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cues.toml", "[[verb]]\nclass = 'say'\ntakes = ['song']\nlemmas = ['yodel']"),
        ("cues.toml", "not toml"),
        ("cues.toml", "verb = 3"),
        ("words.toml", ""),
        ("stances.toml", "[[frame]]\nattitude = 'loathe'\npolarity = 'against'\nscore = -1.0"),
    ],
)
def test_a_mistake_in_own_words_names_the_file(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(InvalidLexicon, match=name):
        load_lexicon.__wrapped__("en", tmp_path)


def test_a_folder_of_own_words_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidLexicon, match="nowhere"):
        load_lexicon.__wrapped__("en", tmp_path / "nowhere")
