"""The learned recognizer of names: what it reads of a parsed text, and what it says of each token.

A MiniLM encoder reads word pieces together with what spaCy already found: the token's case, its part of speech, the
label of spaCy's own recognizer, and what the rest of the article shows about the same string. `training/ner.py` makes
the weights; it uses the same `read_tokens` and `windows`, so training and service see the same thing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnxruntime import ExecutionMode, InferenceSession, SessionOptions
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans
from tokenizers import Tokenizer

from schemas.problem import FieldError, Refused

KINDS = ("PERSON", "ORG", "GPE")
"""What the recognizer tells apart; a place of any sort is a GPE to it."""
LABELS = ("O", *(f"{bio}-{kind}" for kind in KINDS for bio in "BI"))
ENTITY_LABELS = (
    "PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW LANGUAGE "
    "DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL"
).split()
PENN_TAGS = (
    "NN NNS NNP NNPS PRP PRP$ WP WP$ DT PDT WDT EX CD JJ JJR JJS RB RBR RBS WRB VB VBD VBG VBN VBP VBZ MD IN TO CC RP "
    "UH POS FW SYM LS ADD AFX HYPH NFP XX $ , . : `` '' -LRB- -RRB-"
).split()
BLOCK_TOKENS = "standfirst_block_tokens"
"""Where `doc.user_data` has the tokens that begin a line or paragraph."""
PIECES = "standfirst_pieces"
"""Where `doc.user_data` has the word pieces of the text, for whoever reads them too."""
COLUMNS = ("shape", "tag", "entity", "elsewhere", "case")
"""What stands beside the word pieces, a number each; 0 is unknown in every column."""
SIZES = (12, len(PENN_TAGS) + 1, 2 * len(ENTITY_LABELS) + 2, len(ENTITY_LABELS) + 2, 4)
"""How many numbers each column has."""
WINDOW = 128
"""Word pieces the encoder reads at once."""
MAX_PIECES = 12
"""Word pieces read of one token."""
MOST_PIECES = 45_000
"""Word pieces of the longest text that is read: 100,000 characters of English have 25,000."""
PLACES = ("GPE", "LOC", "FAC")
LEARNED = frozenset({"PERSON", "ORG", *PLACES})
"""Labels of spaCy's recognizer that ours replaces; the others are spaCy's still."""
CLS, SEP = 101, 102
"""BERT's frame around a window."""
NAME_BIAS = 0.1
"""How much less likely than not a token may be part of a name and be taken for one."""
CAPS_SHARE = 0.8
"""A sentence with this share of its letters in capitals tells nothing by its case."""

Integers = NDArray[np.int64]
_TAG = {tag: n for n, tag in enumerate(PENN_TAGS, 1)}
_LABEL = {label: n for n, label in enumerate(ENTITY_LABELS)}


class NameRecognizer:
    """A spaCy component that sets `doc.ents`: persons, organisations and places its own, all else as spaCy had it."""

    def __init__(self, weights: bytes, vocabulary: bytes) -> None:
        """Take the ONNX model and the tokenizer's JSON, both read from the package."""
        self._tokenizer = Tokenizer.from_str(vocabulary.decode())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = open_session(weights)

    def __call__(self, doc: Doc) -> Doc:
        """The same doc with its names set.

        Raises:
            Refused: it falls into too many word pieces to be read in time.
        """
        if len(doc):
            breaks = frozenset(doc.user_data.get(BLOCK_TOKENS, ()))
            names = [named(doc, start, end, kind) for start, end, kind in decode(self.score(doc), breaks)]
            doc.ents = merged(doc, names)
        return doc

    def score(self, doc: Doc) -> NDArray[np.float32]:
        """The log-probability of each label at each token, shape (tokens, labels); word pieces stay with the doc."""
        tokens = read_tokens(doc, self._tokenizer)
        if len(tokens.pieces) > MOST_PIECES:
            told = f"The text falls into {len(tokens.pieces)} word pieces; at most {MOST_PIECES} are read."
            raise Refused("too_large", f"{told} English of this length has half as many.", (FieldError("/text", told),))
        scores = np.empty((len(doc), len(LABELS)), dtype=np.float32)
        for start, end in windows(tokens):
            pieces, columns = window_inputs(tokens, start, end)
            (logits,) = self._session.run(["logits"], {"pieces": pieces[None], "columns": columns[None]})
            scores[start:end] = logits[0, tokens.first[start:end] - tokens.first[start] + 1]
        doc.user_data[PIECES] = (tokens.pieces, tokens.first)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return scores


def open_session(weights: bytes) -> InferenceSession:
    """An ONNX model on one thread, which gives the same answer each time."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers are processes; threads die in a fork
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    return InferenceSession(weights, options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in word pieces.

    Attributes:
        ids: of all tokens in order, shape (pieces,).
        first: the index of each token's first piece, and the number of pieces at the end, shape (tokens + 1,).
    """

    ids: Integers
    first: Integers


def pieces_of(doc: Doc) -> Pieces:
    """The word pieces of a text that the recognizer has read.

    Raises:
        KeyError: the recognizer has not read it, or it has no token.
    """
    return Pieces(*doc.user_data[PIECES])


def named(doc: Doc, start: int, end: int, kind: str) -> Span:
    """A name with its label; what kind of place it is, spaCy knows better."""
    if kind == "GPE":
        kind = next((token.ent_type_ for token in doc[start:end] if token.ent_type_ in PLACES), "GPE")
    return Span(doc, start, end, label=kind)


def merged(doc: Doc, names: Sequence[Span]) -> list[Span]:
    """Names of ours, and those of spaCy's of other kinds that are no part of one of ours, or have ours inside."""
    others = [ent for ent in doc.ents if ent.label_ not in LEARNED]
    return filter_spans([*names, *others])


def decode(scores: NDArray[np.float32], breaks: frozenset[int] = frozenset()) -> Iterator[tuple[int, int, str]]:
    """Names as token ranges with their kind, from the log-probability of each label at each token.

    No name goes on over a token in `breaks`, where a line or paragraph begins.
    Where a name is and of what kind it is are decided apart: tokens that the encoder is sure belong to one name, and
    is not sure of what kind, make one name of the kind that fits all of them best.
    """
    chances = np.exp(scores)
    begins, goes_on = chances[:, 1::2], chances[:, 2::2]
    kinds = np.log(begins + goes_on + 1e-6)
    in_name = chances[:, 0] <= 1 - chances[:, 0] + NAME_BIAS
    opens = begins.sum(axis=1) > goes_on.sum(axis=1)
    start = None
    for i in range(len(scores)):
        if start is not None and (not in_name[i] or opens[i] or i in breaks):
            yield start, i, KINDS[kinds[start:i].sum(axis=0).argmax()]
            start = None
        if in_name[i] and start is None:
            start = i
    if start is not None:
        yield start, len(scores), KINDS[kinds[start:].sum(axis=0).argmax()]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the recognizer reads of a text.

    Attributes:
        pieces: word-piece ids of all tokens in order, shape (pieces,).
        first: the index of each token's first piece, and the number of pieces at the end, shape (tokens + 1,).
        columns: what stands beside each token, shape (tokens, len(COLUMNS)).
        sentences: the first token of each sentence, and the number of tokens at the end.
    """

    pieces: Integers
    first: Integers
    columns: Integers
    sentences: Sequence[int]


def read_tokens(doc: Doc, tokenizer: Tokenizer) -> Tokens:
    """Word pieces and columns of a parsed text; spaces between lines have no piece."""
    encoding = tokenizer.encode([token.text for token in doc], is_pretokenized=True, add_special_tokens=False)
    pieces: list[int] = []
    first = [0] * (len(doc) + 1)
    used = [0] * len(doc)
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        if word is not None and used[word] < MAX_PIECES:
            pieces.append(piece)
            used[word] += 1
    for i, count in enumerate(used):
        first[i + 1] = first[i] + count
    starts = [sentence.start for sentence in doc.sents]
    columns = np.array(read_columns(doc, starts), dtype=np.int64).reshape(len(doc), len(COLUMNS))
    return Tokens(np.array(pieces, dtype=np.int64), np.array(first, dtype=np.int64), columns, [*starts, len(doc)])


def read_columns(doc: Doc, starts: Sequence[int]) -> list[tuple[int, ...]]:
    """The numbers beside each token."""
    opening = openings(doc, starts)
    shouted = shouting(doc, starts)
    entities = [_LABEL.get(token.ent_type_, -1) + 1 for token in doc]
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    lower: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for token, entity in zip(doc, entities, strict=True):
        votes[token.text][entity] += 1
        if token.is_lower:
            lower[token.lower_] += 1
        elif token.i not in opening and token.i not in shouted:
            inner[token.lower_] += 1
    rows: list[tuple[int, ...]] = []
    for token, entity in zip(doc, entities, strict=True):
        own = int(token.text[0].isupper() and token.i not in opening and token.i not in shouted)
        case = int(lower[token.lower_] > token.is_lower) + 2 * int(inner[token.lower_] > own)
        tagged = 0 if token.ent_iob == 0 else 1 if entity == 0 else 2 * entity + (token.ent_iob_ == "I")
        shape = 11 if token.i in shouted and token.is_alpha else shape_of(token, opens=token.i in opening)
        rows.append((shape, _TAG.get(token.tag_, 0), tagged, elsewhere(votes[token.text], entity), case))
    return rows


def openings(doc: Doc, starts: Sequence[int]) -> set[int]:
    """Tokens that are capitalised by rule: the first word of each sentence, behind its opening marks."""
    found = set()
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        i = start
        while i < end - 1 and not doc[i].text[0].isalnum():
            found.add(i)
            i += 1
        found.add(i)
    return found


def shouting(doc: Doc, starts: Sequence[int]) -> set[int]:
    """Tokens of sentences set in capitals."""
    found: set[int] = set()
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        words = [doc[i].text for i in range(start, end) if doc[i].is_alpha and len(doc[i]) > 1]
        if len(words) > 1 and sum(word.isupper() for word in words) >= CAPS_SHARE * len(words):
            found.update(range(start, end))
    return found


def shape_of(token: Token, *, opens: bool) -> int:
    """The case of a token as a number from 1 to 10."""
    text = token.text
    if not any(c.isalpha() for c in text):
        return 9 if any(c.isdigit() for c in text) else 10
    if text.islower():
        return 1
    if len(text) <= 2 and text[0].isupper() and not text[1:].isalpha():
        return 5  # an initial
    if text.isupper():
        return 4
    if text[0].isupper() and text[1:].islower():
        return 3 if opens else 2
    if text[0].isupper():
        return 7 if opens else 6
    return 8


def elsewhere(votes: Counter[int], own: int) -> int:
    """What spaCy most often called the same string elsewhere in the text: 0 nowhere else, 1 no name, else its label."""
    best, count = 0, 0
    for entity, n in votes.items():
        others = n - (entity == own)
        if others > count or (others == count and others and entity > best):
            best, count = entity, others
    return 0 if count == 0 else best + 1


def windows(tokens: Tokens, size: int = WINDOW, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Token ranges of at most `size` word pieces, whole sentences where they fit, that cover all from a sentence on."""
    start = tokens.sentences[begin]
    end = start
    for boundary in tokens.sentences[begin + 1 :]:
        if tokens.first[boundary] - tokens.first[start] <= size:
            end = boundary
            continue
        if end > start:
            yield start, end
            start = end
        while tokens.first[boundary] - tokens.first[start] > size:
            end = int(np.searchsorted(tokens.first, tokens.first[start] + size, side="right")) - 1
            yield start, end
            start = end
        end = boundary
    if end > start:
        yield start, end


def window_inputs(tokens: Tokens, start: int, end: int) -> tuple[Integers, Integers]:
    """Word pieces with their frame, shape (length,), and the columns of each, shape (length, len(COLUMNS))."""
    first, last = tokens.first[start], tokens.first[end]
    counts = tokens.first[start + 1 : end + 1] - tokens.first[start:end]
    pieces = np.concatenate(([CLS], tokens.pieces[first:last], [SEP]))
    frame = np.zeros((1, len(COLUMNS)), dtype=np.int64)
    return pieces, np.concatenate((frame, np.repeat(tokens.columns[start:end], counts, axis=0), frame))
