"""What the classifier of stances and its teacher learn from: pairs and targets in their sentences, as arrays."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from spacy.language import Language
from tqdm import tqdm

from evaluation.corpora import held_out
from evaluation.judging import Given, given
from service.config import read_settings
from service.lexicons import Lexicon, load_lexicon
from service.pipeline.components import NAMES
from service.pipeline.stances.classifier import SECOND, codes
from service.structuring import load_pipeline

PAIRS, TARGETS, VALID = "dse_clean.train", "newsmtsc.train", "dse_clean.valid"
TOGETHER = 4
"""How many texts are read as one article, the second time that each is read."""
BATCH = 32
NEUTRAL = 0.6
"""The share of the neutral pairs that an epoch sees."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Example:
    """A pair or a target in its sentence.

    Attributes:
        identifier: of the document, and the place of its target.
        kind: which of the two tasks.
        label: the class of the pair or of the target.
        states: hidden states of each word piece, of the text read alone and among others, each (pieces, HIDDEN).
        columns: what stands beside each word piece, shape (pieces, columns).
        codes: what each word piece is to the pair; a target alone is SECOND.
        words: the tokens, and `token` which of them each word piece is a part of, shape (pieces,).
        soft: the teacher's chances of each class, where there is a teacher.
    """

    identifier: str
    kind: Literal["pair", "tone"]
    label: int
    states: tuple[np.ndarray, ...]
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
    lexicon = load_lexicon()

    def read_all(name: str) -> list[tuple[dict, list[Example]]]:
        documents = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        alone = {d["id"]: examples_of([d], nlp, lexicon) for d in tqdm(documents, desc=name, mininterval=20)}
        order = list(range(len(documents)))
        random.Random(SEED).shuffle(order)
        among: dict[str, Example] = {}
        for n in tqdm(range(0, len(order), TOGETHER), desc=f"{name}, among others", mininterval=20):
            found = examples_of([documents[k] for k in order[n : n + TOGETHER]], nlp, lexicon)
            for example in found:
                among.setdefault(example.identifier, {})[example.identifier] = example
        return [
            (d, [joined(e, among.get(e.identifier, {}).get(e.identifier)) for e in alone[d["id"]]]) for d in documents
        ]

    pairs, targets, valid = (read_all(name) for name in (PAIRS, TARGETS, VALID))
    train = [e for _, found in pairs for e in found]
    train += [e for d, found in targets for e in found if not held_out(d["text"])]
    tenth = [e for d, found in targets for e in found if held_out(d["text"])]
    result = train, [e for _, found in valid for e in found], tenth
    if kept:
        kept.write_bytes(pickle.dumps(result, protocol=5))
    return result


def joined(alone: Example, among: Example | None) -> Example:
    """An example with the hidden states of both readings, where both cut the text into the same word pieces."""
    if among is None or among.states[0].shape != alone.states[0].shape:
        return alone
    return replace(alone, states=(alone.states[0], among.states[0]))


def examples_of(documents: Sequence[dict], nlp: Language, lexicon: Lexicon) -> list[Example]:
    """The examples of documents that are read as the paragraphs of one article."""
    with nlp.memory_zone():
        return [example_of(one) for one in given(documents, nlp, lexicon)]


def example_of(one: Given) -> Example:
    """A pair or target as arrays that outlive the parse."""
    sentence = one.sentence
    states = (sentence.hidden.astype(np.float16),)
    words = tuple(t.text for t in one.doc[sentence.start : sentence.end])
    token = sentence.token - sentence.start
    return Example(one.identifier, one.task, one.label, states, sentence.columns, codes_of(one), words, token)


def codes_of(one: Given) -> np.ndarray:
    """What each word piece is to a pair, or to a target alone."""
    if one.task == "pair":
        return codes(one.doc, one.sentence, one.phrases[0], one.phrases[1])
    start, end = one.phrases[0]
    return np.where((one.sentence.token >= start) & (one.sentence.token < end), SECOND, 0)


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """The examples of one epoch, some of the neutral pairs left out, in batches of like length and random order."""
    chosen = [e for e in examples if e.kind == "tone" or e.label or rng.random() < NEUTRAL]
    rng.shuffle(chosen)
    pool = 16 * BATCH
    grouped = []
    for n in range(0, len(chosen), pool):
        alike = sorted(chosen[n : n + pool], key=lambda e: len(e.codes))
        grouped += [alike[k : k + BATCH] for k in range(0, len(alike), BATCH)]
    rng.shuffle(grouped)
    yield from grouped
