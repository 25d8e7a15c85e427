"""Capitals that speak or act, which is their country's government speaking: "Washington said"."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.records import Relation
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors


def find_metonyms(actors: Actors, lexicon: Lexicon) -> Iterator[Relation]:
    """Capitals that speak or take a stance, in the order of their entities.

    They stay entities of their own; the country must be in the text.
    """
    countries = {entity.kb_id: entity for entity in actors.entities if entity.kb_id}
    for entity in actors.entities:
        code = lexicon.names.capitals.get(entity.name) if entity.type == "GPE" else None
        country = countries.get(f"iso3166:{code}") if code else None
        if country is None:
            continue
        for mention in entity.mentions:
            head = actors.doc[actors.positions.tokens(mention.start, mention.end)[1] - 1]
            verb = head.head.lemma_
            if head.dep_ == "nsubj" and (lexicon.cues.takes(verb, "clause") or verb in lexicon.stances.verbs):
                why = f"the capital stands for the government of {country.name}: subject of “{head.head.text}”"
                yield Relation("metonymy", (entity.id, country.id), why)
                break
