"""The service's answers to many documents, on all cores."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import orjson
from tqdm import tqdm

from evaluation.matching import Json
from schemas.problem import Refused
from schemas.records import Article, Options
from schemas.response import encode
from service.config import read_settings
from service.structuring import PLAIN, Structurer, load_structurer

_structurer: dict[str, Structurer] = {}


def answer_all(documents: Sequence[Json], workers: int, name: str) -> Mapping[str, Json]:
    """The service's answers by document id; a document that is refused counts as an empty answer."""
    answers: dict[str, Json] = defaultdict(dict)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=load) as pool:
        texts = [d["text"] for d in documents]
        done = tqdm(
            pool.map(answer, texts, chunksize=4),
            total=len(texts),
            desc=name,
            leave=False,
            disable=not sys.stderr.isatty(),
        )
        answers.update({d["id"]: structure for d, structure in zip(documents, done, strict=True)})
    return answers


def load() -> None:
    """Load the model, once a process."""
    _structurer["only"] = load_structurer(read_settings().model)


def answer(text: str, options: Options = PLAIN) -> Json:
    """One structure as the wire format has it."""
    try:
        structure = _structurer["only"].structure(Article(text), options)
    except Refused:
        return {}
    decoded: Json = orjson.loads(encode(structure, text))
    return decoded
