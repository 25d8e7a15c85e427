"""CPU time of each stage as a ratio to raw `nlp(text)` in the same run, and how cost grows with length and entities.

Seconds differ by machine; ratios hardly do. Raw is the spaCy pipeline of the service as `spacy.load` gives it. Ours
reads with the same one, made quicker for the same output, so its own parse is below 1.

python -m evaluation.speed [--repeat N] [--no-growth] [--write] [FILE…]      default: our own gold articles
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from tqdm import tqdm

from evaluation.gold import read_gold
from evaluation.matching import Json
from schemas.records import Article, Structure
from schemas.response import encode
from service.config import read_settings
from service.pipeline.components import NAMES
from service.structuring import PLAIN, Structurer, load_structurer

BASELINE = Path(__file__).parent / "baselines" / "speed.json"
RAW, WHOLE = "raw nlp(text)", "whole service"
LENGTHS = (100, 300, 1_000, 3_000, 10_000, 20_000)
"""Words of the texts that cost is measured over; 1,000 is the one that the others are compared with."""
NAMES_IN = (10, 40, 160, 400)
"""How many persons a text of 2,000 words names."""
SYLLABLES = (
    "ba",
    "cor",
    "del",
    "fen",
    "gar",
    "hol",
    "im",
    "jas",
    "kel",
    "lor",
    "mar",
    "nev",
    "or",
    "pel",
    "ros",
    "sta",
)
DEEDS = (
    "{a} told reporters that the plan of {b} would cost the town 40 jobs.",
    "Speaking after the vote, {a} thanked {b} for two years of work.",
    "{a} accused {b} of hiding the report, which ran to 120 pages.",
    "The letter was signed by {a} and sent to {b} on Monday.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of stages, and one of growth."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.speed", description="CPU time of each stage.")
    parser.add_argument("files", nargs="*", type=Path, help="texts; default: our own gold articles")
    parser.add_argument("--repeat", type=int, default=5, help="rounds; the fastest of each stage counts")
    parser.add_argument("--no-growth", action="store_true", help="leave out growth with length and entities")
    parser.add_argument("--write", action="store_true", help="keep the figures in baselines/speed.json")
    options = parser.parse_args(arguments)
    texts = [p.read_text("utf-8") for p in options.files] or [a["text"] for a in read_gold()]
    structurer, raw = load_structurer(read_settings().model), stock(read_settings().model)
    stages = measure(texts, options.repeat, structurer, raw)
    words = sum(len(t.split()) for t in texts)
    per_second = round(words / stages[WHOLE])
    print(f"{len(texts)} texts, {words} words, {per_second} words a CPU second for all")
    for name, seconds in stages.items():
        ratio = seconds / stages[RAW]
        print(f"  {name:16s} {1000 * seconds / len(texts):8.1f} ms a text   {ratio:5.2f} of {RAW}")
    grown = [] if options.no_growth else growth(texts, structurer, raw)
    for row in grown:
        print("  {words:6d} words {entities:4d} names  {per_word:5.2f} of a word's cost at 1,000  {ratio:5.2f} of "
              "raw  {memory:5.0f} MiB more".format(**row))  # fmt: skip
    if options.write:
        ratios = {name: round(seconds / stages[RAW], 2) for name, seconds in stages.items()}
        found = {"texts": len(texts), "words": words, "words a CPU second": per_second}
        BASELINE.write_text(json.dumps(found | {"stages": ratios, "growth": grown}, indent=1) + "\n", "utf-8")
    return 0


def measure(texts: Sequence[str], repeat: int, structurer: Structurer, raw: Language) -> dict[str, float]:
    """CPU seconds of each stage over all texts, the least of `repeat` rounds."""
    for text in texts:
        raw(text)
        structurer.structure(Article(text))
    rounds = [one_round(structurer, raw, texts) for _ in range(repeat)]
    best = {name: min(spent[name] for spent in rounds) for name in rounds[0]}
    best[WHOLE] += best["encode"]
    return best


def stock(model: str) -> Language:
    """A spaCy pipeline as spaCy gives it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*W095.*", category=UserWarning)
        return spacy.load(model)


def growth(texts: Sequence[str], structurer: Structurer, raw: Language) -> list[Json]:
    """For texts of several lengths and with several numbers of names: what they cost beside raw, and in memory.

    `per_word` is the CPU time a word beside that of the text of 1,000 words; `memory` how much the process grew at its
    highest since before the first of them, in MiB.
    """
    paragraphs = [p for text in texts for p in text.split("\n\n")]
    made = ["".join(lengthened(paragraphs, length)) for length in LENGTHS]
    made += [peopled(count) for count in NAMES_IN]
    before = peak_memory()
    rows = []
    for text in tqdm(made, desc="growth", leave=False, disable=not sys.stderr.isatty()):
        seconds, structure = cheapest(partial(whole, structurer, text))
        bare, _ = cheapest(partial(raw, text))
        named = sum(e.named for e in structure.entities or ())
        words = len(text.split())
        rows.append({"words": words, "entities": named, "per_word": seconds / words, "ratio": round(seconds / bare, 2),
                     "memory": round(peak_memory() - before)})  # fmt: skip
    usual = next(r["per_word"] for r, length in zip(rows, LENGTHS, strict=False) if length == 1_000)
    return [row | {"per_word": round(row["per_word"] / usual, 2)} for row in rows]


def whole(structurer: Structurer, text: str) -> Structure:
    """An answer, written and checked."""
    structure = structurer.structure(Article(text, language="en"))
    encode(structure, text)
    return structure


def cheapest(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least CPU time of some runs, and what the last one gave."""
    spent, result = [], None
    for _ in range(times):
        began = time.process_time()
        result = work()
        spent.append(time.process_time() - began)
    return min(spent), result


def peak_memory() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lengthened(paragraphs: Sequence[str], words: int) -> Iterator[str]:
    """Paragraphs in a random order, over and over, until there are so many words."""
    rng, n = random.Random(words), 0
    while True:
        for paragraph in rng.sample(paragraphs, len(paragraphs)):
            kept = paragraph.split()[: words - n]
            n += len(kept)
            yield " ".join(kept) + "\n\n"
            if n >= words:
                return


def peopled(count: int, words: int = 2_000) -> str:
    """A text of so many words that names so many invented persons."""
    rng = random.Random(count)
    people = [f"{invented(rng)} {invented(rng)}" for _ in range(count)]
    sentences: list[str] = []
    while sum(len(s.split()) for s in sentences) < words:
        sentences.append(rng.choice(DEEDS).format(a=rng.choice(people), b=rng.choice(people)))
    return "\n\n".join(" ".join(sentences[n : n + 4]) for n in range(0, len(sentences), 4))


def invented(rng: random.Random) -> str:
    """A name of two or three syllables."""
    return "".join(rng.choices(SYLLABLES, k=rng.choice((2, 3)))).capitalize()


def one_round(structurer: Structurer, stock_nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """CPU seconds of each stage over all texts; the stages of a whole reading are those that it reports itself."""
    nlp = structurer.nlp
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        began = time.process_time()
        result = work(*arguments)
        spent[name] += time.process_time() - began
        return result

    for text in texts:
        timed(RAW, stock_nlp, text)
        parsed = timed("our nlp(text)", partial(nlp, disable=[NAMES]), text)
        timed("names", nlp.get_pipe(NAMES), parsed)
        structure = timed(WHOLE, structurer.structure, Article(text), PLAIN, StageWatch(spent))
        timed("encode", encode, structure, text)
    return spent


class StageWatch:
    """Adds up the CPU seconds of each stage of a reading, as it reports their ends."""

    def __init__(self, spent: dict[str, float]) -> None:
        """Start with the first stage; `spent` must give 0 for stages that it has not."""
        self._spent = spent
        self._began = time.process_time()

    def __call__(self, stage: str) -> None:
        """The end of a stage."""
        now = time.process_time()
        self._spent[stage] += now - self._began
        self._began = now


if __name__ == "__main__":
    sys.exit(main())
