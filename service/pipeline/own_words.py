"""Whom I, we and you mean in what somebody says: who speaks, the body that they speak for, who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Entity, EntityType, Mention, Quote
from service.lexicons.reader import ActorLexicon
from service.pipeline.actors import Actors, by_character, index_actors
from service.pipeline.bodies import BODIES, body_words
from service.pipeline.marks import Quotations

ME = frozenset({"i", "me", "my", "mine", "myself"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
YOU = frozenset({"you", "your", "yours", "yourself"})
SPOKEN: Mapping[str, frozenset[EntityType]] = {
    **dict.fromkeys((*ME, *YOU), frozenset[EntityType]({"PERSON"})),
    **dict.fromkeys(WE, BODIES),
}
"""Pronouns of what somebody says, and what they can mean."""


def is_in_own_words(token: Token, quote: Quote, quotations: Quotations) -> bool:
    """True for a word between marks, and for one of a turn in an interview, which needs none."""
    if quotations.around(token.idx) is not None:
        return True
    return quote.type == "direct" and quotations.around(quote.content[0].start) is None


def link_own_words(actors: Actors, quotes: Sequence[Quote], quotations: Quotations, lexicon: ActorLexicon) -> Actors:
    """The actors with the pronouns of what is said: I who speaks, we the body, you who is told.

    Between marks, or in a turn of an interview. We in a person's mouth is the body whose officer the text calls them,
    and left alone where it names none or several.
    """
    said = by_character(tuple(quote for quote in quotes if quote.type != "indirect"))
    bodies = bodies_of(actors, lexicon)
    added: dict[str, list[Mention]] = {}
    for token in actors.doc:
        quote = said.get(token.idx)
        word = token.lower_
        if quote is None or word not in SPOKEN or not is_in_own_words(token, quote, quotations):
            continue
        party = quote.addressee if word in YOU else quote.speaker
        entity = actors.entity(party.entity) if party is not None else None
        if entity is not None and word in WE and entity.type == "PERSON":
            entity = bodies.get(entity.id)
        if entity is not None and entity.type in SPOKEN[word] and actors.at(token) is None:
            end = token.idx + len(token)
            added.setdefault(entity.id, []).append(Mention(token.idx, end, token.text, "pronoun"))
    if not added:
        return actors
    entities = tuple(
        replace(e, mentions=tuple(sorted((*e.mentions, *added.get(e.id, ())), key=lambda m: (m.start, m.end))))
        for e in actors.entities
    )
    return index_actors(actors.doc, actors.positions, entities, actors.unresolved)


def bodies_of(actors: Actors, lexicon: ActorLexicon) -> dict[str, Entity]:
    """The body that each officer speaks for, by the officer's id; none of somebody who is an officer of several."""
    found: dict[str, set[str]] = {}
    for noun in actors.doc:
        if noun.lemma_.lower() not in lexicon.officers:
            continue
        names = [noun, *(c for c in noun.children if c.dep_ == "appos"), noun.head]
        officer = next((e for e in map(actors.at, names) if e is not None and e.type == "PERSON"), None)
        bodies = [e for e in map(actors.at, body_words(noun)) if e is not None and e.type in BODIES]
        if officer is not None and bodies:
            found.setdefault(officer.id, set()).add(bodies[0].id)
    by_id = {entity.id: entity for entity in actors.entities}
    return {officer: by_id[min(ids)] for officer, ids in found.items() if len(ids) == 1}
