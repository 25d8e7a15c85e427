"""Items that belong together: figures that disagree, agree or follow on each other, a capital and its country."""

from __future__ import annotations

from schemas.records import Figure, Relation
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors
from service.pipeline.relations.claims import make_claims
from service.pipeline.relations.figures import compare_figures
from service.pipeline.relations.metonyms import find_metonyms


def find_relations(figures: tuple[Figure, ...], actors: Actors, lexicon: Lexicon) -> tuple[Relation, ...]:
    """What holds between figures, then between entities, each in text order."""
    groups = make_claims(figures, actors, lexicon.figures)
    return (*compare_figures(figures, groups), *find_metonyms(actors, lexicon))
