"""CPU time of each stage as a ratio to raw `nlp(text)` in the same run. Seconds differ by machine; ratios hardly do.

Raw is the spaCy pipeline of the service as `spacy.load` gives it. Ours reads with the same one, made quicker for the
same output, so its own parse is below 1.

python -m evaluation.speed [--repeat N] [FILE…]      default: our own gold articles
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from evaluation.gold import read_gold
from schemas.records import Article
from schemas.response import encode
from service.config import read_settings
from service.pipeline.components import NAMES, read
from service.pipeline.coreference import link_pronouns, link_speakers
from service.pipeline.entities import find_clusters, make_actors
from service.pipeline.figures import find_figures
from service.pipeline.marks import find_quotations
from service.pipeline.quotes import find_quotes
from service.pipeline.segments import read_segments
from service.pipeline.stances import find_stances
from service.structuring import Structurer, load_structurer


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of stages."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.speed", description="CPU time of each stage.")
    parser.add_argument("files", nargs="*", type=Path, help="texts; default: our own gold articles")
    parser.add_argument("--repeat", type=int, default=5, help="rounds; the fastest of each stage counts")
    options = parser.parse_args(arguments)
    texts = [p.read_text("utf-8") for p in options.files] or [a["text"] for a in read_gold()]
    stages = measure(texts, options.repeat)
    raw, words = stages["raw nlp(text)"], sum(len(t.split()) for t in texts)
    print(f"{len(texts)} texts, {words} words, {words / stages['whole service']:.0f} words a CPU second for all")
    for name, seconds in stages.items():
        print(f"  {name:16s} {1000 * seconds / len(texts):8.1f} ms a text   {seconds / raw:5.2f} of raw nlp(text)")
    return 0


def measure(texts: Sequence[str], repeat: int) -> dict[str, float]:
    """CPU seconds of each stage over all texts, the least of `repeat` rounds."""
    structurer, raw = load_structurer(read_settings().model), stock(read_settings().model)
    for text in texts:
        raw(text)
        structurer.structure(Article(text))
    rounds = [one_round(structurer, raw, texts) for _ in range(repeat)]
    best = {name: min(spent[name] for spent in rounds) for name in rounds[0]}
    best["whole service"] += best["encode"]
    return best


def stock(model: str) -> Language:
    """A spaCy pipeline as spaCy gives it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*W095.*", category=UserWarning)
        return spacy.load(model)


def one_round(structurer: Structurer, stock_nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """CPU seconds of each stage over all texts."""
    nlp, lexicon = structurer.nlp, structurer.lexicon
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        began = time.process_time()
        result = work(*arguments)
        spent[name] += time.process_time() - began
        return result

    for text in texts:
        timed("raw nlp(text)", stock_nlp, text)
        parsed = timed("our nlp(text)", partial(nlp, disable=[NAMES]), text)
        timed("names", nlp.get_pipe(NAMES), parsed)
        structure = timed("whole service", structurer.structure, Article(text))
        timed("encode", encode, structure, text)
        reading = timed("segments", read_segments, text, lexicon.segments)
        doc = timed("parse and names", read, nlp, reading)
        quotations = timed("marks", find_quotations, reading)
        clusters = timed("entities", find_clusters, doc, lexicon)
        unresolved = timed(
            "coreference", link_pronouns, doc, clusters, quotations, lexicon, structurer.weights.pronouns
        )
        actors = timed("entities", make_actors, doc, clusters, unresolved, reading)
        quotes = timed("quotes", find_quotes, doc, reading, quotations, actors, lexicon, structurer.weights.quotes)
        actors = timed("coreference", link_speakers, actors, quotes, quotations)
        timed("figures", find_figures, actors, quotes, lexicon.figures)
        timed("stances", find_stances, actors, quotes, lexicon, structurer.classifier, structurer.weights.stances)
    return spent


if __name__ == "__main__":
    sys.exit(main())
