"""The public corpora that the service is measured against, and how each is scored. They are not in this project.

The folder holds JSON Lines files: a document a line, with `id`, `text` and its gold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.matching import Json
from evaluation.scoring_entities import score_entities, score_pronouns
from evaluation.scoring_figures import score_casualties, score_figures, score_recall
from evaluation.scoring_quotes import score_quotes
from evaluation.scoring_stances import score_events, score_hard, score_pairs, score_targets, score_triples

Scorer = Callable[[Sequence[Json], Mapping[str, Json]], Mapping[str, Any]]

CORPORA: Mapping[str, Scorer] = {
    "quotes/polnear_dev": score_quotes,
    "quotes/gum_news": score_quotes,
    "figures/newsquant_dev": score_figures,
    "figures/cqe_age": score_figures,
    "figures/cqe_currency": score_figures,
    "figures/cqe_dimension": score_figures,
    "figures/cqe_temperature": score_figures,
    "figures/quantulum3_quantities": score_figures,
    "figures/recognizers_NumberModel": score_recall,
    "figures/recognizers_PercentModel": score_recall,
    "figures/recognizers_OrdinalModel": score_recall,
    "figures/fakes_dev": score_casualties,
    "entities/gum_news": score_entities,
    "entities/conllpp_dev": score_entities,
    "entities/gap_validation": score_pronouns,
    "stances/dse_clean.valid": score_pairs,
    "stances/plover_gsr.all": score_events,
    "stances/hard_phenomena": score_hard,
    "stances/seesaw_docs.valid": score_triples,
    "stances/newsmtsc.train": score_targets,
}
NOT_BY_DEFAULT: Mapping[str, Scorer] = {
    "quotes/polnear_train": score_quotes,
}
LEARNED_FROM = frozenset({"stances/newsmtsc.train"})
"""Corpora of which only the held-out tenth is measured."""


def read_corpus(folder: Path, name: str) -> list[Json]:
    """The documents of a corpus; of those with one id the first, of one that is learned from the held-out tenth.

    Raises:
        FileNotFoundError: the folder has no such corpus.
    """
    documents: dict[str, Json] = {}
    for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
        document = json.loads(line)
        if name not in LEARNED_FROM or held_out(document["text"]):
            documents.setdefault(document["id"], document)
    return list(documents.values())


def held_out(text: str) -> bool:
    """True for the tenth of NewsMTSC's training texts that nothing learns from, by a digest of the text."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10 == 0
