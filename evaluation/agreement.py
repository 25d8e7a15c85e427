"""How far two annotators of our gold agree: python -m evaluation.agreement [--items]

`gold/first` has what the first annotator marked and `gold/second` the second, both in the short notation and as they
were before the differences were decided. Agreement is F1 of the second against the first, which for spans says what
kappa cannot (Hripcsak and Rothschild, 2005). `--items` lists the differences.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from evaluation.aligning import Pair, align_all
from evaluation.gold import FOLDER
from evaluation.matching import Json
from evaluation.notation import read_notation
from evaluation.scoring_gold import Scored, report


def both_annotations(folder: Path = FOLDER) -> tuple[list[Json], dict[str, Json]]:
    """The articles of the first annotator, and the structures of the second by article."""
    first = [read_notation(path.read_text("utf-8")) for path in sorted(folder.glob("first/*.txt"))]
    second = [read_notation(path.read_text("utf-8")) for path in sorted(folder.glob("second/*.txt"))]
    return first, {article["id"]: article["structure"] for article in second}


def agreement(first: Sequence[Json], second: dict[str, Json]) -> tuple[dict[str, Scored], list[Pair]]:
    """Scores of the second annotator against the first, and the pairs that they are made of."""
    twice = [article for article in first if article["id"] in second]
    pairs = align_all(twice, second)
    return report(twice, pairs), pairs


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", action="store_true", help="list every difference")
    options = parser.parse_args(arguments)
    scores, pairs = agreement(*both_annotations())
    for name, score in scores.items():
        print(f"{name:45s} {score.rates.f1:5.1f}  [{score.low}, {score.high}]  of {score.rates.gold}")
    classes = Counter((pair.layer, pair.fault) for pair in pairs if pair.fault)
    for (layer, fault), count in sorted(classes.items()):
        print(f"  {layer:12s} {fault:12s} {count}")
    if options.items:
        for pair in (p for p in pairs if p.fault):
            print(f"{pair.document} {pair.layer} {pair.fault}: {pair.gold} | {pair.found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
