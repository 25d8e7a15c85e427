"""The learned layer of stances: what it reads of a sentence, and what it says of two entities or of one mention.

A MiniLM encoder reads the text sentence by sentence, in the word pieces that the recognizer of names has cut; one
pass serves all pairs and all mentions of a sentence. `training/stance.py` makes the weights with the same
`read_sentence` and `codes`, so training and service see the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from service.lexicons.reader import StanceLexicon
from service.pipeline.positions import Phrase
from service.pipeline.recognizer import Pieces, open_session
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
BATCH = 256
"""Word pieces that are read at once, padding included, where a sentence alone is not longer."""
FULL = 0.9
"""The share of them that is no padding."""
HIDES = -10_000.0
"""Added to the score of what is not to be looked at."""
ONE_HOT = np.eye(CODES, dtype=np.float32)
_RELATION = {label: n for n, label in enumerate(PARSER_LABELS, 1)}
_ENTITY = {label: n for n, label in enumerate(ENTITY_LABELS, 1)}

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text as the classifier reads it.

    Attributes:
        start: its first token; `end` the one behind its last.
        pieces: the ids of its word pieces, shape (pieces,).
        columns: what stands beside each word piece, shape (pieces, len(COLUMNS)).
        token: the token of each word piece, shape (pieces,).
    """

    start: int
    end: int
    pieces: Integers
    columns: Integers
    token: Integers


def read_sentence(doc: Doc, cut: Pieces, start: int, end: int, lexicon: StanceLexicon) -> Sentence | None:
    """The tokens from start to end as the classifier reads them; None when they are too many, or none."""
    first, last = cut.first[start], cut.first[end]
    if not 0 < last - first <= LONGEST:
        return None
    rows = np.array([columns_of(token, lexicon) for token in doc[start:end]], dtype=np.int64)
    token = np.repeat(np.arange(start, end), np.diff(cut.first[start : end + 1]))
    return Sentence(start, end, cut.ids[first:last], rows[token - start], token)


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a sentence.

    Attributes:
        sentence: what the classifier reads.
        pairs: two phrases of it each, not overlapping.
        targets: phrases of it whose tone is asked.
    """

    sentence: Sentence
    pairs: Sequence[tuple[Phrase, Phrase]]
    targets: Sequence[Phrase]


class StanceClassifier:
    """The ONNX model behind the pairs and the tones. Safe to share between threads."""

    def __init__(self, weights: bytes) -> None:
        """Take the model, read from the package."""
        self._session = open_session(weights)

    def judge(self, doc: Doc, asked: Sequence[Asked]) -> list[tuple[Floats, Floats]]:
        """How likely each class is, for each sentence in order.

        Args:
            doc: the parsed text.
            asked: sentences of it, and what is asked of them.

        Returns:
            The chance of each of PAIR_CLASSES, shape (pairs, 5), and of each of TONES, shape (targets, 3).
        """
        found: dict[int, tuple[Floats, Floats]] = {}
        for together in batches([len(one.sentence.pieces) for one in asked]):
            told = self._read(doc, [asked[n] for n in together])
            found.update(zip(together, told, strict=True))
        return [found[n] for n in range(len(asked))]

    def _read(self, doc: Doc, asked: Sequence[Asked]) -> list[tuple[Floats, Floats]]:
        """What is said of some sentences that are read at once."""
        length = max(len(one.sentence.pieces) for one in asked)
        shape = (len(asked), length)
        pieces, columns = np.zeros(shape, dtype=np.int64), np.zeros((*shape, len(COLUMNS)), dtype=np.int64)
        real = np.zeros(shape, dtype=np.bool_)
        pairs, targets = [one.pairs for one in asked], [one.targets for one in asked]
        counts = [max(1, sum(len(rows) for rows in kind)) for kind in (pairs, targets)]
        beside = np.zeros((counts[0], *shape), dtype=np.int64)
        within = np.zeros((counts[1], *shape), dtype=np.float32)
        own, hers = (np.full((count, *shape), HIDES, dtype=np.float32) for count in counts)
        at, to = 0, 0
        for n, one in enumerate(asked):
            sentence, size = one.sentence, len(one.sentence.pieces)
            pieces[n, :size], columns[n, :size], real[n, :size] = sentence.pieces, sentence.columns, True
            for first, second in one.pairs:
                beside[at, n, :size], own[at, n, :size] = codes(doc, sentence, first, second), 0
                at += 1
            for start, end in one.targets:
                within[to, n, :size] = (sentence.token >= start) & (sentence.token < end)
                hers[to, n, :size] = 0
                to += 1
        five, three = self._session.run(
            ["five", "three"],
            {
                "pieces": pieces,
                "columns": columns,
                "real": real,
                "pairs": ONE_HOT[beside.reshape(counts[0], -1)],
                "own": own.reshape(counts[0], -1),
                "targets": within.reshape(counts[1], -1),
                "hers": hers.reshape(counts[1], -1),
            },
        )
        return list(zip(split(chances(five), pairs), split(chances(three), targets), strict=True))


def split(rows: Floats, of: Sequence[Sequence[object]]) -> list[Floats]:
    """Rows of all sentences, by sentence."""
    ends = np.cumsum([len(one) for one in of])
    return [rows[end - len(one) : end] for one, end in zip(of, ends.tolist(), strict=True)]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which sentences are read at once: some of like length, by their places."""
    together: list[int] = []
    pieces = 0
    for n in sorted(range(len(lengths)), key=lambda n: lengths[n]):
        padded = (len(together) + 1) * lengths[n]
        if together and (padded > BATCH or pieces + lengths[n] < FULL * padded):
            yield together
            together, pieces = [], 0
        together.append(n)
        pieces += lengths[n]
    if together:
        yield together


def chances(logits: Floats) -> Floats:
    """Softmax over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares
