"""Fit how sure stances are: python -m training.weighing --corpora FOLDER [--out service/models/stances.json]

The classifier's chances and the rules' own certainty become confidences by logistic functions (Platt, 1999), fitted on
what the service says of DSE's validation pairs (rules and pairs) and of the held-out tenth of NewsMTSC (tones). Texts
that the classifier learned from are of no use here. Then run `python -m training.checksums`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson
import torch
from torch.nn import functional
from tqdm import tqdm

from evaluation.corpora import held_out, read_corpus
from evaluation.matching import Json, Range, overlap
from evaluation.scoring_stances import touches
from schemas.records import Span
from service.config import read_settings
from service.pipeline.actors import Actors, by_character
from service.pipeline.segments import Reading
from service.pipeline.stances import by_rule
from service.pipeline.stances.classifier import PAIR_CLASSES
from service.pipeline.stances.reading import Judgement, judge
from service.pipeline.stances.weighing import Scales, odds
from service.structuring import Structurer, load_structurer

LEAST_PAIR, LEAST_SPEECH = 0.8, 0.9
"""From where on the classifier is heard alone; chosen by sweeps over DSE's validation pairs and SEESAW's articles."""
ROWS = ("rule", "alone", "pair", "speech")


@dataclass(slots=True)
class Seen:
    """For each scale the values of what was said, and whether it was right."""

    rows: dict[str, list[tuple[tuple[float, ...], bool]]] = field(default_factory=lambda: {row: [] for row in ROWS})


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with stances/*.jsonl")
    parser.add_argument("--out", type=Path, default=Path("service/models/stances.json"))
    options = parser.parse_args()
    structurer, seen = load_structurer(read_settings().model), Seen()
    for document in tqdm(read_corpus(options.corpora, "stances/dse_clean.valid"), desc="pairs"):
        look_at_pair(structurer, document, seen)
    for document in tqdm(read_corpus(options.corpora, "stances/newsmtsc.train"), desc="targets"):
        if held_out(document["text"]):
            look_at_targets(structurer, document, seen)
    fitted = {row: fit(values) for row, values in seen.rows.items()}
    scales = Scales(**fitted, least_pair=LEAST_PAIR, least_speech=LEAST_SPEECH)  # type: ignore[arg-type]
    options.out.write_bytes(orjson.dumps(asdict(scales), option=orjson.OPT_INDENT_2) + b"\n")
    for row, values in seen.rows.items():
        print(f"{row}: {len(values)} said, {100 * sum(right for _, right in values) / max(1, len(values)):.1f} % right")
    print(options.out.read_text("utf-8"))


def look_at_pair(structurer: Structurer, document: Json, seen: Seen) -> None:
    """What rules and classifier say of the pair of a document."""
    gold, p, q = PAIR_CLASSES[document["meta"]["y"]], tuple(document["meta"]["p"]), tuple(document["meta"]["q"])
    with structurer.nlp.memory_zone():
        reading, _, actors, quotes = structurer.who_says_what(document["text"])
        if not len(actors.doc):
            return
        judged = judge(actors, structurer.lexicon.stances, structurer.classifier).pairs
        pairs = [j for j in judged if both(places(j, reading), (p, q))]
        for stance in by_rule(actors, by_character(quotes), structurer.lexicon)[0]:
            sides = (ranges(stance.holder.entity, stance.holder.span, actors, reading),
                     ranges(stance.target.entity, stance.target.span, actors, reading))  # fmt: skip
            for way, ends in (("first>second", (p, q)), ("second>first", (q, p))):
                if stance.ascribed_by is None and both(sides, ends):
                    right = f"{stance.polarity} {way}" == gold
                    seen.rows["alone"].append(((stance.confidence,), right))
                    if pairs and stance.holder.entity:
                        chance = odds(pairs[0].of(stance.holder.entity, stance.polarity))
                        seen.rows["rule"].append(((stance.confidence, chance), right))
        for judgement in pairs[:1]:
            holder, _, polarity, chance = judgement.best()
            forward = touches(ranges(holder.entity.id, None, actors, reading), p)
            way = "first>second" if forward else "second>first"
            if chance >= LEAST_PAIR / 2:
                seen.rows["pair"].append(((odds(chance),), f"{polarity} {way}" == gold))


def look_at_targets(structurer: Structurer, document: Json, seen: Seen) -> None:
    """What the classifier says of the targets of a document."""
    with structurer.nlp.memory_zone():
        reading, _, actors, _ = structurer.who_says_what(document["text"])
        if not len(actors.doc):
            return
        tones = judge(actors, structurer.lexicon.stances, structurer.classifier).tones
        for stance in document["stances"]:
            for place, tone in tones:
                sent = reading.sent_span(place.mention.start, place.mention.end)
                if overlap(sent, tuple(stance["target"])) and tone.polarity != "neutral":
                    said = {"for": "positive", "against": "negative"}[tone.polarity]
                    values = (odds((1 + abs(tone.score)) / 2),)
                    seen.rows["speech"].append((values, said == stance["polarity"]))


def places(judgement: Judgement, reading: Reading) -> tuple[list[Range], list[Range]]:
    """Where the two mentions of a judgement stand in the text as sent."""
    first, second = judgement.first.mention, judgement.second.mention
    return [reading.sent_span(first.start, first.end)], [reading.sent_span(second.start, second.end)]


def ranges(entity: str | None, span: Span | None, actors: Actors, reading: Reading) -> list[Range]:
    """All stretches of the text as sent that stand for a party."""
    found: list[Range] = [reading.sent_span(span.start, span.end)] if span else []
    known = actors.entity(entity)
    return found + [reading.sent_span(m.start, m.end) for m in (known.mentions if known else ())]


def both(sides: tuple[Sequence[Range], Sequence[Range]], ends: tuple[Range, Range]) -> bool:
    """True when each side overlaps its end, or each the other's."""
    return touches(sides[0], ends[0]) and touches(sides[1], ends[1])


def fit(rows: Sequence[tuple[tuple[float, ...], bool]]) -> tuple[float, ...]:
    """The weights of a logistic regression, the constant first, with a little weight decay."""
    values = torch.tensor([[1.0, *v] for v, _ in rows], dtype=torch.float64)
    right = torch.tensor([float(r) for _, r in rows], dtype=torch.float64)
    weights = torch.zeros(values.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(values @ weights, right) + 1e-3 * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return tuple(round(w, 3) for w in weights.tolist())


if __name__ == "__main__":
    main()
