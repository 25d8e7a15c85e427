"""Score the service: on our own gold, and on public corpora when their folder is named.

Of our own gold it gives the score of every layer and of the whole with 95 per cent intervals, how far two annotators
agree, and how far confidence is off.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evaluation.agreement import agreement, both_annotations
from evaluation.aligning import align_all
from evaluation.answering import answer_all
from evaluation.calibration import SURE_LAYERS, calibration_scores, expected_error, gold_cases, percent, sweep
from evaluation.corpora import CORPORA, NOT_BY_DEFAULT, read_corpus
from evaluation.gate import landed
from evaluation.gold import UNSEEN, read_gold
from evaluation.judging import score_given
from evaluation.links import read_links, score_links
from evaluation.listing import listing
from evaluation.matching import Json, Rates
from evaluation.scoring_gold import Scored, report

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
        help="only corpora whose name holds this, or gold, unseen, agreement, calibration, links; may be given again",
    )
    parser.add_argument("--write", action="store_true", help=f"keep the scores in {BASELINES.name}/")
    parser.add_argument("--errors", type=Path, metavar="PAGE", help="write every error on our own gold as a web page")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes; default: one a core")
    options = parser.parse_args(arguments)
    for name in (name for name in OWN if asked_for(name, options.only)):
        OWN[name](options)
    for name, documents, scorer in chosen(options.corpora, options.only):
        report = scorer(documents, answer_all(documents, options.workers, name))
        show(name, len(documents), report)
        if options.write:
            keep(name, len(documents), report)
    if options.corpora and asked_for(GIVEN, options.only):
        asked, judged = score_given(options.corpora)
        show(GIVEN, asked, judged)
        if options.write:
            keep(GIVEN, asked, judged)
    return 0


def asked_for(name: str, only: Sequence[str]) -> bool:
    """True for a corpus whose name holds one of the words given, or when none is."""
    return not only or any(word in name for word in only)


def gold(options: argparse.Namespace) -> None:
    """Score our own gold."""
    articles = read_gold()
    pairs = align_all(articles, answer_all(articles, options.workers, "gold"))
    show("gold", len(articles), report(articles, pairs))
    if options.errors:
        options.errors.write_text(listing(articles, pairs), "utf-8")
        print(f"  errors: {options.errors}")
    if options.write:
        save("gold", landed(articles, pairs))


def unseen(options: argparse.Namespace) -> None:
    """Score the articles against which nothing is mended, and how far the confidence that ships is off there."""
    articles = read_gold(UNSEEN)
    pairs = align_all(articles, answer_all(articles, options.workers, "unseen"))
    scores: dict[str, Any] = dict(report(articles, pairs))
    for layer in SURE_LAYERS:
        found = [(p.found["confidence"], p.right) for p in pairs if p.layer == layer and p.found is not None]
        error = expected_error(sweep([sure for sure, _ in found], [right for _, right in found]))
        scores[f"{layer}: calibration error"] = percent(error)
    show("unseen", len(articles), scores)
    if options.write:
        keep("unseen", len(articles), scores)


def annotators(options: argparse.Namespace) -> None:
    """Score one annotator of our gold against the other."""
    first, second = both_annotations()
    scores, _ = agreement(first, second)
    show("agreement", len(second), scores)
    if options.write:
        keep("agreement", len(second), scores)


def confidence(options: argparse.Namespace) -> None:
    """Tell how far confidence is off, and draw it."""
    cases = gold_cases()
    errors = calibration_scores(cases)
    show("calibration", len(read_gold()), errors)
    if options.write:
        keep("calibration", len(read_gold()), errors)


OWN: Mapping[str, Callable[[argparse.Namespace], None]] = {
    "gold": gold,
    "unseen": unseen,
    "agreement": annotators,
    "calibration": confidence,
}
"""What is measured on our own articles."""


def chosen(corpora: Path | None, only: Sequence[str]) -> Iterable[tuple[str, list[Json], Any]]:
    """Name, documents and scorer of what was asked for."""
    if asked_for("links", only):
        yield "links", read_links(), score_links
    if corpora is None:
        return
    every = dict(CORPORA) | (dict(NOT_BY_DEFAULT) if only else {})
    for name, scorer in every.items():
        if asked_for(name, only) and (corpora / f"{name}.jsonl").exists():
            yield name, read_corpus(corpora, name), scorer


def show(name: str, count: int, report: Mapping[str, Any]) -> None:
    """Print a report."""
    print(f"\n{name} ({count} documents)")
    for measure, value in report.items():
        found, spread = (value.rates, f"  [{value.low}, {value.high}]") if isinstance(value, Scored) else (value, "")
        if isinstance(found, Rates):
            counts = f"predicted {found.predicted:6d}  gold {found.gold:6d}"
            print(
                f"  {measure:42s} P {found.precision:5.1f}  R {found.recall:5.1f}  F1 {found.f1:5.1f}{spread}  {counts}"
            )
        else:
            print(f"  {measure:42s} {found}")


def keep(name: str, count: int, report: Mapping[str, Any]) -> None:
    """Write a report as a baseline."""
    save(name, {"corpus": name, "documents": count, "scores": {m: row(value) for m, value in report.items()}})


def row(value: Any) -> Any:
    """A score as JSON."""
    if isinstance(value, Scored):
        return asdict(value.rates) | {"low": value.low, "high": value.high}
    return asdict(value) if isinstance(value, Rates) else value


def save(name: str, content: Json) -> None:
    """Write a file of baselines."""
    path = BASELINES / f"{name.replace('/', '-')}.json"
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
