"""Score the service: on our own gold, and on public corpora when their folder is named."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evaluation.answering import answer_all
from evaluation.corpora import CORPORA, NOT_BY_DEFAULT, read_corpus
from evaluation.gold import read_gold, score_gold
from evaluation.judging import score_given
from evaluation.links import read_links, score_links
from evaluation.matching import Json, Rates

BASELINES = Path(__file__).parent / "baselines"
GIVEN = "stances/given"
"""The classifier of stances on pairs and targets that are given to it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each corpus; with --write, keep the scores as baselines."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder with quotes/, figures/, entities/, stances/ (JSON Lines)")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="only corpora whose name holds this, gold, or links; may be given again",
    )
    parser.add_argument("--write", action="store_true", help=f"keep the scores in {BASELINES.name}/")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes; default: one a core")
    options = parser.parse_args(arguments)
    for name, documents, scorer in chosen(options.corpora, options.only):
        answers = answer_all(documents, options.workers, name)
        report = scorer(documents, answers)
        show(name, len(documents), report)
        if options.write:
            keep(name, len(documents), report)
    if options.corpora and (not options.only or any(o in GIVEN for o in options.only)):
        asked, judged = score_given(options.corpora)
        show(GIVEN, asked, judged)
        if options.write:
            keep(GIVEN, asked, judged)
    return 0


def chosen(corpora: Path | None, only: Sequence[str]) -> Iterable[tuple[str, list[Json], Any]]:
    """Name, documents and scorer of what was asked for."""
    if not only or any(o in "gold" for o in only):
        yield "gold", read_gold(), score_gold
    if not only or any(o in "links" for o in only):
        yield "links", read_links(), score_links
    if corpora is None:
        return
    every = dict(CORPORA) | (dict(NOT_BY_DEFAULT) if only else {})
    for name, scorer in every.items():
        if (not only or any(o in name for o in only)) and (corpora / f"{name}.jsonl").exists():
            yield name, read_corpus(corpora, name), scorer


def show(name: str, count: int, report: Mapping[str, Any]) -> None:
    """Print a report."""
    print(f"\n{name} ({count} documents)")
    for measure, value in report.items():
        if isinstance(value, Rates):
            counts = f"predicted {value.predicted:6d}  gold {value.gold:6d}"
            print(f"  {measure:25s} P {value.precision:5.1f}  R {value.recall:5.1f}  F1 {value.f1:5.1f}  {counts}")
        else:
            print(f"  {measure:25s} {value}")


def keep(name: str, count: int, report: Mapping[str, Any]) -> None:
    """Write a report as a baseline."""
    rows = {m: asdict(v) if isinstance(v, Rates) else v for m, v in report.items()}
    path = BASELINES / f"{name.replace('/', '-')}.json"
    path.write_text(json.dumps({"corpus": name, "documents": count, "scores": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
