"""The remembering ruler against spaCy's own, over the same parse."""

from __future__ import annotations

import warnings

import pytest
import spacy
from spacy.language import Language

from evaluation.gold import read_gold
from service.config import Settings
from service.pipeline.attributes import ATTRIBUTES, MOST, RULER, remember_attributes

ODD = (
    "I ain't gonna go, y'all; let's see, c'mon, you gotta. There's a cat.  There were 3 of 'em.\n\nThere is no-one. "
    "He's been. She's tall. They'd gone. I'd go. Don't. U.S. shares fell 3%. WHO said what? Whose? That that is, is."
)


@pytest.fixture(scope="module")
def pipelines() -> tuple[Language, Language]:
    """As spaCy has it, and with ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, ours = (spacy.load(Settings().model, exclude=["ner"]) for _ in range(2))
    remember_attributes(ours)
    return theirs, ours


def test_ours_stands_in_for_theirs(pipelines: tuple[Language, Language]) -> None:
    assert ATTRIBUTES in pipelines[1].pipe_names
    assert RULER not in pipelines[1].pipe_names


def test_every_token_gets_what_spacy_gives_it(
    pipelines: tuple[Language, Language], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = pipelines
    monkeypatch.setattr("service.pipeline.attributes.MOST", 300)  # the table begins anew in between
    assert MOST > 300
    for text in [ODD, *(article["text"] for article in read_gold()), ODD]:
        with theirs.memory_zone(), ours.memory_zone():
            found = [
                [(t.text, t.pos_, t.tag_, t.dep_, t.lemma_, str(t.morph)) for t in nlp(text)] for nlp in (theirs, ours)
            ]
        assert found[0] == found[1]


def test_a_ruler_that_looks_at_more_stays_as_it_is() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe(RULER)
    ruler.add([[{"SHAPE": "Xxxx"}]], {"POS": "PROPN"})  # type: ignore[attr-defined]
    remember_attributes(nlp)
    assert nlp.pipe_names == [RULER]
