"""Measure how often each rule of quotes is right, and write the chances as the package ships them.

    python -m training.confidence --corpora FOLDER [--out service/models/quotes.json]

On our own gold and GUM's news, the texts that quotes may be learned from. A quote is right as `evaluation` counts it:
its content shares half of its words with a gold quote, and its speaker is right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import get_args

from tqdm import tqdm

from evaluation.answering import answer, load
from evaluation.corpora import read_corpus
from evaluation.gold import attributions, read_gold
from evaluation.matching import Json
from evaluation.scoring_quotes import right_quotes
from schemas.records import Options, Party, QuoteRule
from service.pipeline.quotes.settling import chance_key

CORPUS = "quotes/gum_news"
WEIGHT = 8
"""How many quotes the mean counts for: a rule seen less often than that is taken mostly for an average one."""
KNOWN = (Party(None, "e1", None, "resolved", None), Party(None, None, None, "unattributed", "not_stated"))
"""A speaker that leads to an entity, and one that leads to none."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with quotes/*.jsonl")
    parser.add_argument("--out", type=Path, default=Path("service/models/quotes.json"))
    options = parser.parse_args()
    documents = [attributions(article) for article in read_gold()] + read_corpus(options.corpora, CORPUS)
    load()
    found = list(judged(tqdm(documents)))
    learned = chances(found)
    options.out.write_text(json.dumps(learned, indent=0, sort_keys=True) + "\n", "utf-8")
    counts = Counter(key for key, _ in found)
    for key, chance in sorted(learned.items(), key=lambda pair: -pair[1]):
        print(f"{key:40} {chance:.2f}  of {counts[key]}")


def judged(documents: Iterable[Json]) -> Iterator[tuple[str, bool]]:
    """The chance that each quote of the documents has, by its name, and whether it is right."""
    for document in documents:
        structure = answer(document["text"], Options(explain=True))
        right = {id(quote) for quote in right_quotes(document, structure)}
        for quote in structure.get("quotes", ()):
            party = KNOWN[quote["speaker"]["entity"] is None]
            yield chance_key(quote["why"], party), id(quote) in right


def chances(found: Sequence[tuple[str, bool]]) -> dict[str, float]:
    """The chance of each rule, drawn to the mean of those with, or of those without an entity for their speaker."""
    rules: tuple[QuoteRule, ...] = get_args(QuoteRule)
    seen, right = Counter(key for key, _ in found), Counter(key for key, good in found if good)
    learned = {}
    for party in KNOWN:
        keys = [chance_key(rule, party) for rule in rules]
        mean = sum(right[k] for k in keys) / max(1, sum(seen[k] for k in keys))
        learned |= {k: round((right[k] + WEIGHT * mean) / (seen[k] + WEIGHT), 2) for k in keys}
    return learned


if __name__ == "__main__":
    main()
