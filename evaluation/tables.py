"""The tables of docs/evaluation.md, made of what `evaluation/baselines` holds: python -m evaluation.tables

Each table stands between `<!-- table: name -->` and `<!-- end -->`. `make tables` measures first and then writes them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.matching import Json
from evaluation.scoring_gold import MEASURES, WHOLE

BASELINES = Path(__file__).parent / "baselines"
PAGE = Path(__file__).parent.parent / "docs" / "evaluation.md"
PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.S)


class Row(NamedTuple):
    """A row of the table of public corpora: its name, the baseline's, what is measured, and which scores."""

    label: str
    corpus: str
    measured: str
    scores: tuple[str, ...]


ATTRIBUTED = tuple(f"attributed {kind}" for kind in ("all", "direct", "mixed", "indirect"))
PUBLIC = (
    Row("PolNeAR dev", "quotes-polnear_dev", "attributed: all · direct · mixed · indirect", ATTRIBUTED),
    Row("GUM news", "quotes-gum_news", "attributed: all · direct · mixed · indirect", ATTRIBUTED),
    Row("PolNeAR dev", "quotes-polnear_dev", "content of speech: words · exact", ("speech token", "speech exact")),
    Row("GUM news", "quotes-gum_news", "content of speech: words · exact", ("speech token", "speech exact")),
    Row(
        "NewsQuant dev",
        "figures-newsquant_dev",
        "value · exact span · with unit · with direction",
        ("value", "exact_span", "value_unit", "value_direction"),
    ),
    Row(
        "NewsQuant dev",
        "figures-newsquant_dev",
        "value with unit and measured thing · and direction",
        ("value_unit_measured", "all"),
    ),
    *(
        Row(f"CQE {kind}", f"figures-cqe_{kind}", "value · with unit", ("value", "value_unit"))
        for kind in ("age", "currency", "dimension", "temperature")
    ),
    Row("quantulum3's tests", "figures-quantulum3_quantities", "value · with unit", ("value", "value_unit")),
    *(
        Row(f"Recognizers' {kind}", f"figures-recognizers_{kind}Model", "recall of values", ("value.recall",))
        for kind in ("Number", "Percent", "Ordinal")
    ),
    Row(
        "FA-KES dev",
        "figures-fakes_dev",
        "recall of “how many were killed” where it stands · what is counted, of those",
        ("value_at_span.recall", "measured_of_found.recall"),
    ),
    Row(
        "GUM news",
        "entities-gum_news",
        "names: exact · overlapping · B-cubed of their clusters, end to end",
        ("exact", "overlap", "b-cubed of names"),
    ),
    Row(
        "GUM news",
        "entities-gum_news",
        "pronouns to the right name: he and she · I, we and you between marks",
        ("pronouns he, she", "pronouns I, we, you"),
    ),
    Row(
        "GUM news",
        "entities-gum_news",
        "salience: mean average precision · entities that summaries name and we have",
        ("salience, mean average precision", "salient entities found"),
    ),
    Row("CoNLL++ dev", "entities-conllpp_dev", "names: exact · overlapping", ("exact", "overlap")),
    Row("GAP validation", "entities-gap_validation", "pronouns, names found by us", ("all",)),
    Row(
        "DSE (de-leaked) valid",
        "stances-dse_clean.valid",
        "pairs, end to end: five classes, macro · precision · recall of polar",
        ("macro_f1", "precision_of_polar", "recall_of_polar"),
    ),
    Row("NewsMTSC, held-out tenth", "stances-newsmtsc.train", "targets by `mentions[].tone`: macro", ("macro_f1",)),
    Row(
        "DSE valid and NewsMTSC's tenth",
        "stances-given",
        "on given pairs: macro · precision of the surest polar at a recall of 25; on given targets: macro",
        ("pairs_macro_f1", "pairs_precision_of_polar_at_recall_25", "targets_macro_f1"),
    ),
    Row("SEESAW valid", "stances-seesaw_docs.valid", "holder, target and polarity", ("triples",)),
    Row(
        "PLOVER records",
        "stances-plover_gsr.all",
        "both parties · sign of those · cue of those",
        ("both_parties", "sign_of_those", "cue_of_those"),
    ),
    Row(
        "hard phenomena",
        "stances-hard_phenomena",
        "of 40 polar stances found · of 6 open ones given",
        ("polar_right", "false_alarms"),
    ),
)


def main() -> int:
    """Write the tables into the page."""
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
    return 0


def filled(page: str) -> str:
    """The page with every table made anew."""
    return PLACE.sub(lambda place: f"{place[1]}{TABLES[place[2]]()}{place[3]}", page)


def baseline(name: str) -> Json:
    """A file of baselines."""
    found: Json = json.loads((BASELINES / f"{name}.json").read_text("utf-8"))
    return found


def table(head: Sequence[str], rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def gold() -> str:
    """Our own gold: every measure with its interval."""
    scores = baseline("gold")["scores"]
    rows = [
        (name, s["precision"], s["recall"], f"**{s['f1']}**" if ":" not in name else s["f1"], spread(s), s["gold"])
        for name, s in ((name, scores[name]) for name in [*MEASURES, WHOLE])
    ]
    return table(("measure", "P", "R", "F1", "95 % interval", "gold"), rows)


def unseen() -> str:
    """Articles against which nothing was mended, beside the others."""
    ours, theirs = baseline("gold")["scores"], baseline("unseen")["scores"]
    rows = [
        (name, theirs[name]["f1"], spread(theirs[name]), theirs[name]["gold"], ours[name]["f1"])
        for name in [*MEASURES, WHOLE]
    ]
    return table(("measure", "F1, unseen", "95 % interval", "gold", "F1, the others"), rows)


def spread(score: Mapping[str, float]) -> str:
    """An interval in words."""
    return f"{score['low']} to {score['high']}"


def agreement() -> str:
    """What two annotators agree in, beside what the service reaches."""
    ours, theirs = baseline("gold")["scores"], baseline("agreement")["scores"]
    rows = [(name, theirs[name]["f1"], spread(theirs[name]), ours[name]["f1"]) for name in [*MEASURES, WHOLE]]
    return table(("measure", "two annotators, F1", "95 % interval", "the service, F1"), rows)


def calibration() -> str:
    """How far confidence is off, by layer."""
    rows = [
        (layer, s["items"], s["right"], f"**{s['error']}**", s["ten bins"], s["by chance"], s["area"])
        for layer, s in baseline("calibration")["scores"].items()
    ]
    head = (
        "layer",
        "items",
        "right",
        "error",
        "error in ten bins",
        "perfect confidences there",
        "area under the curve",
    )
    return table(head, rows)


def links() -> str:
    """Links of figures."""
    scores = baseline("links")["scores"]
    rows = [(name, s["precision"], s["recall"], s["f1"], s["gold"]) for name, s in scores.items() if s["gold"]]
    return table(("links of figures", "P", "R", "F1", "gold"), rows)


def public() -> str:
    """Public corpora."""
    rows = []
    for row in PUBLIC:
        found = baseline(row.corpus)
        said = " · ".join(str(score_of(found["scores"], name)) for name in row.scores)
        rows.append((f"{row.label} ({found['documents']:,})", row.measured, said))
    return table(("corpus (texts, pairs or targets)", "measure", "F1"), rows)


def score_of(scores: Mapping[str, object], name: str) -> object:
    """A score by its name: F1 where there are rates, `name.recall` for another of them."""
    measure, _, part = name.rpartition(".")
    found = scores[measure] if measure in scores else scores[name]
    return found[part if measure in scores else "f1"] if isinstance(found, dict) else found


def stages() -> str:
    """CPU time by stage."""
    rows = [(name, f"{ratio:.2f}") for name, ratio in baseline("speed")["stages"].items()]
    return table(("stage", "of raw `nlp(text)`"), rows)


def growth() -> str:
    """Cost by length, and by entities."""
    found = baseline("speed")["growth"]
    rows = [(f"{r['words']:,}", r["entities"], r["per_word"], r["ratio"], r["memory"]) for r in found]
    head = ("words", "named entities", "CPU a word, of that at 1,000 words", "of raw `nlp(text)`", "memory, MiB more")
    return table(head, rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "gold": gold,
    "unseen": unseen,
    "agreement": agreement,
    "calibration": calibration,
    "links": links,
    "public": public,
    "stages": stages,
    "growth": growth,
}

if __name__ == "__main__":
    sys.exit(main())
