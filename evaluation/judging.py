"""The classifier of stances on given pairs and targets, without the finding of names."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from tqdm import tqdm

from evaluation.corpora import held_out
from evaluation.matching import Json
from service.config import read_settings
from service.lexicons import Lexicon
from service.pipeline.components import read
from service.pipeline.positions import Phrase
from service.pipeline.recognizer import pieces_of
from service.pipeline.segments import read_segments
from service.pipeline.stances.classifier import Asked, Sentence, read_sentence
from service.structuring import load_structurer

PAIRS, TARGETS = "stances/dse_clean.valid", "stances/newsmtsc.train"
SIGNS = {"neutral": 0, "positive": 1, "negative": 2}
RECALL = 0.25
"""Where on the curve of the surest polar answers the precision is told."""
Task = Literal["pair", "tone"]


@dataclass(frozen=True, slots=True)
class Given:
    """A pair or a target of a document, and the sentence it stands in; the doc lives as long as its memory zone.

    Attributes:
        identifier: the document's; of a target with where it begins.
        task: which of the two.
        label: the class in the order of the classifier's; None where nobody has said.
        doc: the parsed text.
        sentence: what the classifier reads.
        phrases: the two of a pair, or the target.
    """

    identifier: str
    task: Task
    label: int | None
    doc: Doc
    sentence: Sentence
    phrases: tuple[Phrase, ...]


def given(documents: Sequence[Json], nlp: Language, lexicon: Lexicon) -> Iterator[Given]:
    """The pairs and targets of documents that are read as the paragraphs of one article.

    To be used up inside one memory zone. Those in too long a sentence, or not in the body, are left out.
    """
    reading = read_segments("\n\n".join(d["text"] for d in documents), lexicon.segments)
    doc = read(nlp, reading)
    place = [reading.sent_span(t.idx, t.idx + len(t)) for t in doc]
    offset = 0
    for document in documents:
        for identifier, task, label, spans in asked_of(document):
            phrases = [tokens_at(place, start + offset, end + offset) for start, end in spans]
            known = tuple(p for p in phrases if p is not None)
            if len(known) < len(phrases):
                continue
            start = doc[min(p[0] for p in known)].sent.start
            end = doc[max(p[1] for p in known) - 1].sent.end
            sentence = read_sentence(doc, pieces_of(doc), start, end, lexicon.stances)
            if sentence is not None:
                yield Given(identifier, task, label, doc, sentence, known)
        offset += len(document["text"]) + 2


def asked_of(document: Json) -> Iterator[tuple[str, Task, int, list[list[int]]]]:
    """What a document asks: identifier, task, class, and the characters of its phrases."""
    if "y" in (document.get("meta") or {}):
        meta = document["meta"]
        yield document["id"], "pair", meta["y"], [meta["p"], meta["q"]]
        return
    for stance in document["stances"]:
        target = stance["target"]
        yield f"{document['id']}:{target[0]}", "tone", SIGNS[stance["polarity"]], [target]


def tokens_at(place: Sequence[tuple[int, int]], start: int, end: int) -> Phrase | None:
    """The tokens that a stretch of characters touches."""
    touched = [i for i, (a, b) in enumerate(place) if a < end and start < b]
    return (touched[0], touched[-1] + 1) if touched else None


def score_given(corpora: Path) -> tuple[int, dict[str, float]]:
    """How many were asked, and macro-F1 and precision of the surest polar answers, of pairs and of held-out targets.

    A pair or target that could not be read counts as neutral.
    """
    structurer = load_structurer(read_settings().model)
    report: dict[str, float] = {}
    asked = 0
    for name, corpus, classes in (("pairs", PAIRS, 5), ("targets", TARGETS, 3)):
        lines = (corpora / f"{corpus}.jsonl").read_text("utf-8").splitlines()
        documents = [json.loads(line) for line in lines]
        if corpus == TARGETS:
            documents = [d for d in documents if held_out(d["text"])]
        labels, rows = [], []
        for document in tqdm(documents, desc=f"given {name}", leave=False, disable=not sys.stderr.isatty()):
            with structurer.nlp.memory_zone():
                told = {}
                for one in given([document], structurer.nlp, structurer.lexicon):
                    pairs = [(one.phrases[0], one.phrases[1])] if one.task == "pair" else []
                    targets = list(one.phrases) if one.task == "tone" else []
                    (found,) = structurer.classifier.judge(one.doc, [Asked(one.sentence, pairs, targets)])
                    told[one.identifier] = found[0 if pairs else 1][0]
            for identifier, _, label, _ in asked_of(document):
                labels.append(label)
                rows.append(told.get(identifier, np.eye(classes, dtype=np.float32)[0]))
        gold, chances = np.array(labels), np.stack(rows)
        asked += len(labels)
        report[f"{name}_macro_f1"] = round(macro_f1(gold, chances.argmax(1), classes), 1)
        report[f"{name}_precision_of_polar_at_recall_25"] = round(precision_at(gold, chances, RECALL), 1)
    return asked, report


def macro_f1(gold: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> float:
    """The mean F1 of all classes in percent."""
    return float(
        np.mean(
            [
                200 * ((gold == c) & (said == c)).sum() / max(1, (gold == c).sum() + (said == c).sum())
                for c in range(classes)
            ]
        )
    )


def precision_at(gold: NDArray[np.int64], chances: NDArray[np.float32], recall: float) -> float:
    """Precision in percent of the surest polar answers, as many as reach a recall of the polar gold."""
    said, sure = chances[:, 1:].argmax(1) + 1, chances[:, 1:].max(1)
    order = np.argsort(-sure, kind="stable")
    right = np.cumsum(said[order] == gold[order])
    enough = min(int(np.searchsorted(right, recall * (gold != 0).sum())), len(order) - 1)
    return float(100 * right[enough] / (enough + 1))
