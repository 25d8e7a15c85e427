"""The learned layer of stances: what it reads of a sentence, and what it says of two entities or of one mention.

The lower layers are those of the recognizer of names, which has read the text already: this model goes on from its
hidden states, sentence by sentence, and asks each pair and each mention of it. `training/stance.py` makes the
weights with the same `read_sentence` and `codes`, so training and service see the same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from service.lexicons.reader import StanceLexicon
from service.pipeline.positions import Phrase
from service.pipeline.recognizer import Hidden, open_session
from service.pipeline.syntax import root_of

PARSER_LABELS = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj "
    "predet prep prt punct quantmod relcl xcomp"
).split()
ENTITY_LABELS = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
COLUMNS = ("relation", "entity", "sign")
"""What stands beside each word piece, a number each; 0 is none."""
SIZES = (len(PARSER_LABELS) + 1, len(ENTITY_LABELS) + 1, 5)
"""How many numbers each column has."""
CODES = 4
"""What a token is to a pair: nothing, on the path between them, in the first, in the second."""
ELSEWHERE, ON_PATH, FIRST, SECOND = range(CODES)
PAIR_CLASSES = ("neutral", "for first>second", "for second>first", "against first>second", "against second>first")
TONES = ("neutral", "for", "against")
LONGEST = 200
"""Word pieces of the longest sentence that is read."""
_RELATION = {label: n for n, label in enumerate(PARSER_LABELS, 1)}
_ENTITY = {label: n for n, label in enumerate(ENTITY_LABELS, 1)}

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text as the classifier reads it.

    Attributes:
        start: its first token; `end` the one behind its last.
        hidden: what the recognizer of names made of each word piece, shape (pieces, width).
        columns: what stands beside each word piece, shape (pieces, len(COLUMNS)).
        token: the token of each word piece, shape (pieces,).
    """

    start: int
    end: int
    hidden: Floats
    columns: Integers
    token: Integers


def read_sentence(doc: Doc, hidden: Hidden, start: int, end: int, lexicon: StanceLexicon) -> Sentence | None:
    """The tokens from start to end as the classifier reads them; None when they are too many, or none."""
    first, last = hidden.first[start], hidden.first[end]
    if not 0 < last - first <= LONGEST:
        return None
    rows = np.array([columns_of(token, lexicon) for token in doc[start:end]], dtype=np.int64)
    token = np.repeat(np.arange(start, end), np.diff(hidden.first[start : end + 1]))
    return Sentence(start, end, hidden.states[first:last], rows[token - start], token)


def columns_of(token: Token, lexicon: StanceLexicon) -> tuple[int, int, int]:
    """The numbers beside a token."""
    return _RELATION.get(token.dep_, 0), _ENTITY.get(token.ent_type_, 0), sign_of(token.lemma_.lower(), lexicon)


def sign_of(lemma: str, lexicon: StanceLexicon) -> int:
    """What the lexicon knows of a word: 0 nothing, 1 for, 2 against, 3 a good judgement, 4 a bad one."""
    for table in (lexicon.verbs, lexicon.nouns, lexicon.roles, lexicon.adjectives):
        frames = table.get(lemma)
        if frames:
            return 1 if frames[0].score > 0 else 2
    judged = lexicon.judgements.get(lemma)
    return 0 if judged is None else 3 if judged.score > 0 else 4


def codes(doc: Doc, sentence: Sentence, first: Phrase, second: Phrase) -> Integers:
    """What each word piece is to a pair of phrases, shape (pieces,)."""
    found = np.zeros(sentence.end - sentence.start, dtype=np.int64)
    for i in path(root_of(first, doc), root_of(second, doc)):
        if sentence.start <= i < sentence.end:
            found[i - sentence.start] = ON_PATH
    for (start, end), code in ((second, SECOND), (first, FIRST)):
        found[max(0, start - sentence.start) : max(0, end - sentence.start)] = code
    return found[sentence.token - sentence.start]


def path(a: Token, b: Token) -> list[int]:
    """The tokens on the way between two tokens through the tree; of two trees, both ways up."""
    up_a, up_b = [a.i, *(t.i for t in a.ancestors)], [b.i, *(t.i for t in b.ancestors)]
    above_b = set(up_b)
    common = next((i for i in up_a if i in above_b), None)
    if common is None:
        return up_a + up_b
    return up_a[: up_a.index(common) + 1] + up_b[: up_b.index(common) + 1]


def inside(sentence: Sentence, phrase: Phrase) -> Floats:
    """1 for the word pieces of a phrase, 0 elsewhere, shape (pieces,)."""
    return ((sentence.token >= phrase[0]) & (sentence.token < phrase[1])).astype(np.float32)


class StanceClassifier:
    """The ONNX model behind the pairs and the tones. Safe to share between threads."""

    def __init__(self, weights: bytes) -> None:
        """Take the model, read from the package."""
        self._session = open_session(weights)

    def judge(
        self, doc: Doc, sentence: Sentence, pairs: Sequence[tuple[Phrase, Phrase]], targets: Sequence[Phrase]
    ) -> tuple[Floats, Floats]:
        """How likely each class is.

        Args:
            doc: the parsed text.
            sentence: the sentence that all phrases stand in.
            pairs: two phrases each, not overlapping.
            targets: phrases whose tone is asked.

        Returns:
            The chance of each of PAIR_CLASSES, shape (pairs, 5), and of each of TONES, shape (targets, 3).
        """
        width = len(sentence.token)
        asked = [inside(sentence, t) for t in targets] or [np.ones(width, dtype=np.float32)]
        beside = [codes(doc, sentence, a, b) for a, b in pairs] or [np.zeros(width, dtype=np.int64)]
        found, tones = self._session.run(
            ["pairs", "tones"],
            {
                "hidden": sentence.hidden[None],
                "columns": sentence.columns[None],
                "codes": np.eye(CODES, dtype=np.float32)[np.stack(beside)],
                "targets": np.stack(asked),
            },
        )
        return chances(found)[: len(pairs)], chances(tones)[: len(targets)]


def chances(logits: Floats) -> Floats:
    """Softmax over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
