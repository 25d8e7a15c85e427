"""How far confidence is from the share that is right, and the maps that bring it there.

    python -m evaluation.calibration [--curves FOLDER]

Prints for each layer the expected calibration error, cross-validated by article: the confidence of an article's items
comes from weights that were fitted without that article. `--curves` writes a reliability diagram of each layer as SVG.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from tqdm import tqdm

from evaluation.aligning import Layer, Pair, align_all
from evaluation.gold import read_gold
from evaluation.matching import Json
from schemas.records import Article, Options
from schemas.response import encode
from service.config import read_settings
from service.pipeline.confidence import ALWAYS, RAW, chance, figure_facts, quote_facts, stance_facts
from service.structuring import load_structurer

SURE_LAYERS: tuple[Layer, ...] = ("quotes", "figures", "stances")
"""The layers whose items have a confidence."""
BINS, FOLDS, SEED = 10, 10, 1
DECAY = 1.0
"""How strongly weights are drawn to zero (ridge); the constant is not."""
Facts = Mapping[str, float]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """An item of an answer: its article, what it shows, its confidence, and whether it is right."""

    document: str
    facts: Facts
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The items of one tenth of the scale: how many, their mean confidence, the share that is right."""

    count: int
    confidence: float
    right: float


def bins(confidences: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The items in ten bins of equal width, lowest first; empty ones are left out."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for sure, good in zip(confidences, right, strict=True):
        sorted_in.setdefault(min(BINS - 1, int(BINS * sure + 1e-9)), []).append((sure, good))
    return [
        Bin(len(rows), sum(c for c, _ in rows) / len(rows), sum(g for _, g in rows) / len(rows))
        for _, rows in sorted(sorted_in.items())
    ]


def expected_error(found: Sequence[Bin]) -> float:
    """The expected calibration error (Naeini, Cooper and Hauskrecht 2015), from 0 to 1."""
    total = sum(b.count for b in found)
    return sum(b.count * abs(b.confidence - b.right) for b in found) / max(1, total)


def sweep(told: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """As many bins of equal size as leave the share that is right growing with confidence, lowest first.

    Ten bins of equal width find an error of several per cent in confidences that are perfect when items are few; this
    choice of bins finds less (Roelofs, Cain, Shlens and Mozer 2022, "Mitigating bias in calibration error estimation").
    """
    order = np.argsort(np.array(told), kind="stable")
    chances, good = np.array(told)[order], np.array(right, dtype=np.float64)[order]
    best: list[Bin] = []
    for count in range(1, len(order) + 1):
        parts = zip(np.array_split(chances, count), np.array_split(good, count), strict=True)
        found = [Bin(len(c), float(c.mean()), float(g.mean())) for c, g in parts]
        if any(b.right < a.right for a, b in pairwise(found)):
            break
        best = found
    return best


def chance_alone(told: Sequence[float]) -> float:
    """The error in ten bins that confidences of these values have on average when they are perfect."""
    rng = np.random.default_rng(SEED)
    return float(np.mean([expected_error(bins(told, list(rng.random(len(told)) < told))) for _ in range(200)]))


def fit(cases: Sequence[Case], decay: float = DECAY) -> dict[str, float]:
    """The weights of a logistic regression with ridge penalty, by Newton's method; in the order of their names."""
    names = sorted({name for case in cases for name in case.facts})
    values = matrix(cases, names)
    right = np.array([float(case.right) for case in cases])
    penalty = np.array([0.0 if name == ALWAYS else decay for name in names])
    weights = np.zeros(len(names))
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(values @ weights, -30, 30)))
        slope = values.T @ (chances - right) + penalty * weights
        curve = (values.T * (chances * (1 - chances) + 1e-9)) @ values + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def matrix(cases: Sequence[Case], names: Sequence[str]) -> Vector:
    """A row for each case, a column for each fact."""
    return np.array([[case.facts.get(name, 0.0) for name in names] for case in cases])


def folds(documents: Iterable[str], count: int = FOLDS) -> list[set[str]]:
    """The articles in as many parts, by their names in turn."""
    order = sorted(set(documents))
    return [set(order[n::count]) for n in range(min(count, len(order)))]


def cross_validated(cases: Sequence[Case], decay: float = DECAY) -> list[tuple[float, bool]]:
    """The confidence that each case gets from the cases of other articles, and whether it is right."""
    found: list[tuple[float, bool]] = []
    for held in folds(case.document for case in cases):
        weights = fit([case for case in cases if case.document not in held], decay)
        found.extend((chance(case.facts, weights), case.right) for case in cases if case.document in held)
    return found


def cases_of(pairs: Sequence[Pair], facts: Mapping[tuple[str, str], Facts]) -> dict[Layer, list[Case]]:
    """The cases of each layer, of pairs and of what their found items show, by article and id."""
    cases: dict[Layer, list[Case]] = {layer: [] for layer in SURE_LAYERS}
    for pair in pairs:
        if pair.layer in cases and pair.found is not None:
            shown = facts.get((pair.document, pair.found["id"]), {})
            cases[pair.layer].append(Case(pair.document, shown, pair.found["confidence"], pair.right))
    return cases


def answered(articles: Sequence[Json]) -> tuple[dict[str, Json], dict[tuple[str, str], Facts]]:
    """Answers with the confidence of rules and classifier before the maps, and what each item shows of itself."""
    structurer = load_structurer(read_settings().model)
    structurer.weights = replace(structurer.weights, confidence=RAW)
    answers: dict[str, Json] = {}
    facts: dict[tuple[str, str], Facts] = {}
    for article in tqdm(articles, desc="answers", leave=False, disable=not sys.stderr.isatty()):
        structure = structurer.structure(Article(article["text"]), Options(explain=True))
        answers[article["id"]] = orjson.loads(encode(structure, article["text"]))
        facts |= {(article["id"], q.id): quote_facts(q) for q in structure.quotes or ()}
        facts |= {(article["id"], f.id): figure_facts(f) for f in structure.figures or ()}
        facts |= {(article["id"], s.id): stance_facts(s) for s in structure.stances or ()}
    return answers, facts


def gold_cases() -> dict[Layer, list[Case]]:
    """The cases of our own gold."""
    articles = read_gold()
    answers, facts = answered(articles)
    return cases_of(align_all(articles, answers), facts)


def calibration_scores(cases: Mapping[Layer, Sequence[Case]]) -> dict[str, Json]:
    """For each layer how many items there are and how many are right, and how far confidence is off.

    `error` is the expected calibration error, cross-validated, over the bins of `sweep`; `ten bins` the same over ten
    of equal width (`bins` has what was said, what was right, of how many), `by chance` what perfect confidences would
    have there; `shipped` that of the weights that the package has, over the bins of `sweep`. All in percent. `area` is
    that under the ROC curve: how well confidence tells right from wrong.
    """
    shipped = load_structurer(read_settings().model).weights.confidence
    scores: dict[str, Json] = {}
    for layer, found in cases.items():
        held_out = cross_validated(found)
        told, right = [c for c, _ in held_out], [good for _, good in held_out]
        own = [chance(case.facts, shipped[layer]) for case in found]
        held_bins = bins(told, right)
        scores[layer] = {
            "items": len(found),
            "right": percent(sum(right) / max(1, len(found))),
            "error": percent(expected_error(sweep(told, right))),
            "ten bins": percent(expected_error(held_bins)),
            "by chance": percent(chance_alone(told)),
            "shipped": percent(expected_error(sweep(own, [case.right for case in found]))),
            "area": percent(area(told, right)),
            "bins": [[percent(b.confidence), percent(b.right), b.count] for b in held_bins],
        }
    return scores


def percent(share: float) -> float:
    """A share in percent."""
    return round(100 * share, 1)


def area(told: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a right item is surer than a wrong one (the area under the ROC curve); 0.5 without either."""
    good, bad = ([c for c, g in zip(told, right, strict=True) if g is which] for which in (True, False))
    wins = sum((a > b) + 0.5 * (a == b) for a in good for b in bad)
    return wins / (len(good) * len(bad)) if good and bad else 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table, and write curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--curves", type=Path, help="folder for reliability diagrams")
    options = parser.parse_args(arguments)
    for layer, score in calibration_scores(gold_cases()).items():
        print(f"{layer}: {score['items']} items, {score['right']} % right, area {score['area']}")
        print(f"  expected calibration error {score['error']} %, cross-validated; {score['shipped']} % as shipped")
        print(f"  in ten bins {score['ten bins']} %, where perfect confidences have {score['by chance']} %")
        found = [Bin(count, said / 100, right / 100) for said, right, count in score["bins"]]
        for each in found:
            print(f"  said {100 * each.confidence:5.1f}   right {100 * each.right:5.1f}   of {each.count}")
        if options.curves:
            options.curves.mkdir(parents=True, exist_ok=True)
            (options.curves / f"{layer}.svg").write_text(diagram(layer, found), "utf-8")
    return 0


def diagram(layer: str, found: Sequence[Bin]) -> str:
    """A reliability diagram as SVG: what is right over what was said, the area of a circle by how many items."""
    side, edge = 240, 40
    most = max((b.count for b in found), default=1)

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + side * x, edge + side * (1 - y)

    dots = []
    for each in found:
        x, y = at(each.confidence, each.right)
        title = f"said {100 * each.confidence:.0f} %, right {100 * each.right:.0f} % of {each.count}"
        radius = 3 + 9 * (each.count / most) ** 0.5
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(b.confidence, b.right) for b in found))
    labels = [
        f'<text x="{at(n / 4, 0)[0]:.0f}" y="{edge + side + 16}" text-anchor="middle">{25 * n}</text>'
        f'<text x="{edge - 6}" y="{at(0, n / 4)[1] + 4:.0f}" text-anchor="end">{25 * n}</text>'
        for n in range(5)
    ]
    size = side + 2 * edge
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}"
 font-family="sans-serif" font-size="11" role="img" aria-label="Reliability of {layer}">
<rect width="{size}" height="{size}" fill="#fff"/>
<rect x="{edge}" y="{edge}" width="{side}" height="{side}" fill="none" stroke="#999"/>
<path d="M{edge} {edge + side}L{edge + side} {edge}" stroke="#999" stroke-dasharray="4"/>
<polyline points="{points}" fill="none" stroke="#1f5fa8"/>
<g fill="#1f5fa8">{"".join(dots)}</g>
{"".join(labels)}
<text x="{size / 2}" y="18" text-anchor="middle" font-size="13">{layer}</text>
<text x="{size / 2}" y="{size - 6}" text-anchor="middle">confidence, %</text>
<text x="12" y="{size / 2}" text-anchor="middle" transform="rotate(-90 12 {size / 2})">right, %</text>
</svg>
"""


if __name__ == "__main__":
    sys.exit(main())
