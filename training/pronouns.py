"""Train the ranker of personal pronouns' antecedents, and write its weights as the package ships them.

    python -m training.pronouns --corpora FOLDER [--out service/models/pronouns.json]

GAP's development half (Wikipedia, one pronoun and two names a text) and GUM's interviews, biographies, travel guides,
papers and court records (every chain). Never GUM's news, nor GAP's validation and test texts.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from spacy.tokens import Token
from tqdm import tqdm

from service.config import read_settings
from service.pipeline.components import read
from service.pipeline.coreference import SINGULAR, Candidate, Resolver, choose
from service.pipeline.entities import find_clusters
from service.pipeline.marks import find_quotations
from service.pipeline.segments import Reading, read_segments
from service.structuring import Structurer, load_structurer
from training.ner import documents

TRAIN = ("gap_development", "gum_interview", "gum_ccby_other")
ROUNDS = 2
"""The second round sees the links that the first round's weights make."""
DECAY = 2e-3
"""L2 penalty of the weights."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A pronoun's options ("nobody" first), each as names of features, and which of them are right or may be."""

    options: list[list[str]]
    right: list[bool]


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with entities/*.jsonl")
    parser.add_argument("--out", type=Path, default=Path("service/models/pronouns.json"))
    parser.add_argument("--validate", default="gap_validation", help="corpus to measure on")
    options = parser.parse_args()
    structurer = load_structurer(read_settings().model)
    corpora = {
        name: list(documents(options.corpora / "entities" / f"{name}.jsonl")) for name in (*TRAIN, options.validate)
    }
    weights: Mapping[str, float] = {}
    for n in range(ROUNDS):
        found = [c for name in TRAIN for d in tqdm(corpora[name], desc=name) for c in choices(d, structurer, weights)]
        weights = fit(found)
        held_out = [c for d in corpora[options.validate] for c in choices(d, structurer, weights)]
        print(f"round {n + 1}: {len(found)} pronouns, {len(weights)} weights, right {accuracy(found, weights):.1f} %,")
        print(f"  of {len(held_out)} in {options.validate}: {accuracy(held_out, weights):.1f} %", flush=True)
    options.out.write_text(json.dumps(dict(sorted(weights.items())), indent=0) + "\n", "utf-8")


def choices(document: dict, structurer: Structurer, weights: Mapping[str, float]) -> Iterator[Choice]:
    """What a document's pronouns teach; each is linked as gold says, or else as the weights say, before the next."""
    reading = read_segments(document["text"], structurer.lexicon.segments)
    with structurer.nlp.memory_zone():
        doc = read(structurer.nlp, reading)
        lexicon = structurer.lexicon
        resolver = Resolver(doc, reading, find_clusters(doc, lexicon), find_quotations(reading), lexicon)
        judge = Judge(document, reading)
        for token in doc:
            if token.lower_ not in SINGULAR:
                continue
            candidates = resolver.candidates(token)
            if not candidates:
                continue
            options = [resolver.nobody(token, candidates), *(resolver.features(token, c) for c in candidates)]
            right = judge.right(token, candidates)
            if right is not None:
                yield Choice(options, right)
            chances = choose(options, weights) if weights else [0.0] * len(options)
            best = max(range(1, len(options)), key=chances.__getitem__)
            if right is not None and sum(right) == 1 and not right[0]:
                resolver.link(token, candidates[right.index(True) - 1].cluster)
            elif chances[best] >= 0.5:
                resolver.link(token, candidates[best - 1].cluster)


class Judge:
    """What a document's gold says of a pronoun's candidates."""

    def __init__(self, document: dict, reading: Reading) -> None:
        self._reading = reading
        self._gap = {e["label"]: (e["start"], e["end"]) for e in document["entities"]} if "answer" in document else {}
        self._answer = document.get("answer")
        self._chains = {
            character: entity["cluster"]
            for entity in document["entities"]
            if "head" in entity
            for character in range(*entity["head"])
        }

    def right(self, token: Token, candidates: Sequence[Candidate]) -> list[bool] | None:
        """Which options are right, "nobody" first; several when gold tells only the wrong, None when silent."""
        if self._gap:
            if not self._covers("PRONOUN", token):
                return None
            names = [self._named(candidate) for candidate in candidates]
            if self._answer in ("A", "B"):
                right = [self._answer in name for name in names]
                return [not any(right), *right]
            return [True, *(not name for name in names)]
        own = self._chains.get(self._sent(token))
        if own is None:
            return None
        right = [any(self._chains.get(self._sent(t)) == own for t in heads(c, token)) for c in candidates]
        return [not any(right), *right]

    def _named(self, candidate: Candidate) -> set[str]:
        return {
            label[-1]
            for label in ("NAME_A", "NAME_B")
            for (start, end), _ in candidate.cluster.mentions
            if any(self._covers(label, candidate.head.doc[i]) for i in range(start, end))
        }

    def _covers(self, label: str, token: Token) -> bool:
        return self._gap[label][0] <= self._sent(token) < self._gap[label][1]

    def _sent(self, token: Token) -> int:
        return self._reading.sent_span(token.idx, token.idx + 1)[0]


def heads(candidate: Candidate, token: Token) -> Iterable[Token]:
    """The last words of a candidate's mention."""
    doc = token.doc
    return [doc[i] for i in range(max(0, candidate.head.i - 1), candidate.head.i + 1) if i != token.i]


def fit(found: Sequence[Choice]) -> dict[str, float]:
    """Weights that make the right options most likely (maximum likelihood with an L2 penalty, by L-BFGS)."""
    counts: dict[str, int] = {}
    for choice in found:
        for name in {name for option in choice.options for name in option}:
            counts[name] = counts.get(name, 0) + 1
    names = {name: n for n, name in enumerate(sorted(name for name, count in counts.items() if count >= 5))}
    rows, columns, owner, right = [], [], [], []
    for n, choice in enumerate(found):
        for option, good in zip(choice.options, choice.right, strict=True):
            for name in option:
                if name in names:
                    rows.append(len(owner))
                    columns.append(names[name])
            owner.append(n)
            right.append(good)
    matrix = torch.sparse_coo_tensor(
        torch.tensor(np.array([rows, columns])), torch.ones(len(rows)), (len(owner), len(names))
    ).coalesce()
    weights = torch.zeros(len(names), requires_grad=True)
    owners, good = torch.tensor(owner), torch.tensor(right)
    optimizer = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.sparse.mm(matrix, weights[:, None])[:, 0].exp()
        total = torch.zeros(len(found)).index_add(0, owners, scores)
        wanted = torch.zeros(len(found)).index_add(0, owners, scores * good)
        value = -(wanted / total).clamp_min(1e-9).log().mean() + DECAY * weights.square().sum() / 2
        value.backward()
        return value

    optimizer.step(loss)
    values = weights.detach().numpy()
    return {name: round(float(values[n]), 4) for name, n in names.items() if abs(values[n]) > 1e-3}


def accuracy(found: Sequence[Choice], weights: Mapping[str, float]) -> float:
    """How often the likeliest option is right, in percent."""
    right = 0
    for choice in found:
        chances = choose(choice.options, weights)
        right += choice.right[max(range(len(chances)), key=chances.__getitem__)]
    return 100 * right / max(1, len(found))


if __name__ == "__main__":
    main()
