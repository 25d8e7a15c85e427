"""Questions to the tree, on hand-built Docs."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from service.pipeline.syntax import agents, conjuncts, is_negated, is_passive, noun_phrase, subject

VOCAB = spacy.blank("en").vocab


def doc(*rows: tuple[str, int, str, str]) -> Doc:
    """A Doc of (word, head, relation, part of speech)."""
    words, heads, deps, pos = zip(*rows, strict=True)
    return Doc(VOCAB, words=list(words), heads=list(heads), deps=list(deps), pos=list(pos))


def test_a_conjunct_shares_the_subject() -> None:
    d = doc(
        ("Holm", 1, "nsubj", "PROPN"),
        ("praised", 1, "ROOT", "VERB"),
        ("Reed", 1, "dobj", "PROPN"),
        ("and", 1, "cc", "CCONJ"),
        ("said", 1, "conj", "VERB"),
    )
    assert subject(d[4]) == d[0]


def test_the_object_of_urging_is_the_subject_of_what_is_urged() -> None:
    d = doc(
        ("Holm", 1, "nsubj", "PROPN"),
        ("urged", 1, "ROOT", "VERB"),
        ("Reed", 1, "dobj", "PROPN"),
        ("to", 4, "aux", "PART"),
        ("speak", 1, "xcomp", "VERB"),
    )
    assert subject(d[4]) is None


def test_a_passive_has_agents() -> None:
    d = doc(
        ("Reed", 2, "nsubjpass", "PROPN"),
        ("was", 2, "auxpass", "AUX"),
        ("praised", 2, "ROOT", "VERB"),
        ("by", 2, "agent", "ADP"),
        ("Holm", 3, "pobj", "PROPN"),
    )
    assert is_passive(d[2])
    assert agents(d[2]) == [d[4]]


def test_a_noun_phrase_keeps_its_of_phrase_and_leaves_its_clause() -> None:
    d = doc(
        ("the", 1, "det", "DET"),
        ("head", 4, "nsubj", "NOUN"),
        ("of", 1, "prep", "ADP"),
        ("police", 2, "pobj", "NOUN"),
        ("spoke", 4, "ROOT", "VERB"),
    )
    assert noun_phrase(d[1]) == (0, 4)


def test_conjuncts_come_with_their_head() -> None:
    d = doc(
        ("Holm", 3, "nsubj", "PROPN"),
        ("and", 0, "cc", "CCONJ"),
        ("Reed", 0, "conj", "PROPN"),
        ("spoke", 3, "ROOT", "VERB"),
    )
    assert conjuncts(d[0]) == [d[0], d[2]]


def test_negation_is_seen() -> None:
    d = doc(("Holm", 2, "nsubj", "PROPN"), ("never", 2, "neg", "ADV"), ("spoke", 2, "ROOT", "VERB"))
    assert is_negated(d[2])
