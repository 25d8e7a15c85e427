"""Items that belong together: figures, statements and stances that agree or disagree, a capital and its country."""

from __future__ import annotations

from schemas.records import Figure, Quote, Relation, Stance
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors
from service.pipeline.relations.claims import make_claims
from service.pipeline.relations.estimates import rival_estimates
from service.pipeline.relations.figures import compare_figures
from service.pipeline.relations.ledger import find_positions
from service.pipeline.relations.metonyms import find_metonyms
from service.pipeline.relations.rebuttals import find_rebuttals
from service.pipeline.relations.repeats import find_repeats
from service.pipeline.relations.statements import compare_statements


def find_relations(
    quotes: tuple[Quote, ...],
    figures: tuple[Figure, ...],
    stances: tuple[Stance, ...],
    actors: Actors,
    lexicon: Lexicon,
) -> tuple[Relation, ...]:
    """What holds between figures, then statements, stances and entities, each in text order."""
    groups = make_claims(figures, actors, lexicon.figures)
    compared = compare_figures(figures, groups)
    statements = tuple(compare_statements(quotes, actors, lexicon.statements))
    known = {frozenset(relation.items) for relation in statements}
    rebuttals = find_rebuttals(quotes, stances, actors, lexicon.statements)
    return (
        *find_repeats(figures, actors),
        *compared,
        *rival_estimates(quotes, figures, actors, compared),
        *statements,
        *(relation for relation in rebuttals if frozenset(relation.items) not in known),
        *find_positions(stances, actors),
        *find_metonyms(actors, lexicon),
    )
