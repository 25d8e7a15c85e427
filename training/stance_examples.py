"""What the classifier of stances and its teacher learn from: pairs and targets in their sentences, as arrays."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from tqdm import tqdm

from evaluation.corpora import held_out
from evaluation.judging import Given, Task, given
from evaluation.matching import overlap
from service.config import read_settings
from service.lexicons import load_lexicon
from service.pipeline.components import NAMES
from service.pipeline.stances.classifier import SECOND, codes
from service.pipeline.stances.reading import HOLDERS
from service.structuring import load_pipeline

PAIRS, TARGETS, VALID = "dse_clean.train", "newsmtsc.train", "dse_clean.valid"
BATCH = 32
NEUTRAL = 0.6
"""The share of the neutral pairs that an epoch sees."""
UNLABELLED = 0.5
"""The share of the pairs and targets without a label that an epoch sees."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A pair or a target in its sentence.

    Attributes:
        identifier: of the document, and the place of its target.
        kind: which of the two tasks.
        label: the class of the pair or of the target; None where only the teacher says.
        pieces: the ids of the word pieces, shape (pieces,).
        columns: what stands beside each word piece, shape (pieces, columns).
        codes: what each word piece is to the pair; a target alone is SECOND.
        words: the tokens, and `token` which of them each word piece is a part of, shape (pieces,).
        soft: the teacher's chances of each class, where there is a teacher.
    """

    identifier: str
    kind: Task
    label: int | None
    pieces: np.ndarray
    columns: np.ndarray
    codes: np.ndarray
    words: tuple[str, ...]
    token: np.ndarray
    soft: np.ndarray | None = None


def parsed_corpora(folder: Path, kept: Path | None) -> tuple[list[Example], list[Example], list[Example]]:
    """The examples to train on, the pairs and the targets to measure on."""
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())  # our own file of a minute ago
    nlp = load_pipeline(read_settings().model)
    nlp.add_pipe(NAMES, last=True)
    lexicon, rng = load_lexicon(), random.Random(SEED)

    def read_all(name: str, *, wanted: bool, more: bool) -> list[Example]:
        found: list[Example] = []
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        documents = [d for d in map(json.loads, lines) if name != TARGETS or held_out(d["text"]) != wanted]
        for document in tqdm(documents, desc=name, mininterval=20):
            with nlp.memory_zone():
                asked = list(given([document], nlp, lexicon))
                found += map(example_of, asked)
                found += map(example_of, others(asked, rng)) if more else ()
        return found

    train = [e for name in (PAIRS, TARGETS) for e in read_all(name, wanted=True, more=True)]
    result = train, read_all(VALID, wanted=True, more=False), read_all(TARGETS, wanted=False, more=False)
    if kept:
        kept.write_bytes(pickle.dumps(result, protocol=5))
    return result


def others(asked: Sequence[Given], rng: random.Random) -> Iterator[Given]:
    """A target and a pair that the corpus does not ask, from the names of the same sentences, without a label."""
    for one in asked:
        names = [
            (e.start, e.end)
            for e in one.doc[one.sentence.start : one.sentence.end].ents
            if e.label_ in HOLDERS and e.start >= one.sentence.start and e.end <= one.sentence.end
        ]
        targets = names if one.task == "tone" else [*names, *one.phrases]
        fresh = [t for t in targets if one.task == "pair" or not overlap(t, one.phrases[0])]
        if fresh:
            (start, end) = rng.choice(fresh)
            yield replace(one, identifier=f"{one.identifier}:{start}", task="tone", label=None, phrases=((start, end),))
        pairs = [(a, b) for a, b in combinations(names, 2) if {a, b} != set(one.phrases)]
        if pairs:
            a, b = rng.choice(pairs)
            identifier = f"{one.identifier}:{a[0]}:{b[0]}"
            yield replace(one, identifier=identifier, task="pair", label=None, phrases=(a, b))


def example_of(one: Given) -> Example:
    """A pair or target as arrays that outlive the parse."""
    sentence = one.sentence
    words = tuple(t.text for t in one.doc[sentence.start : sentence.end])
    token = sentence.token - sentence.start
    return Example(one.identifier, one.task, one.label, sentence.pieces, sentence.columns, codes_of(one), words, token)


def codes_of(one: Given) -> np.ndarray:
    """What each word piece is to a pair, or to a target alone."""
    if one.task == "pair":
        return codes(one.doc, one.sentence, one.phrases[0], one.phrases[1])
    start, end = one.phrases[0]
    return np.where((one.sentence.token >= start) & (one.sentence.token < end), SECOND, 0)


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """The examples of one epoch, some of the neutral pairs left out, in batches of like length and random order."""
    chosen = [e for e in examples if rng.random() < share_of(e)]
    rng.shuffle(chosen)
    pool = 16 * BATCH
    grouped = []
    for n in range(0, len(chosen), pool):
        alike = sorted(chosen[n : n + pool], key=lambda e: len(e.codes))
        grouped += [alike[k : k + BATCH] for k in range(0, len(alike), BATCH)]
    rng.shuffle(grouped)
    yield from grouped


def share_of(example: Example) -> float:
    """How likely an epoch sees an example."""
    if example.label is None:
        return UNLABELLED if example.soft is not None else 0.0
    return NEUTRAL if example.kind == "pair" and not example.label else 1.0
