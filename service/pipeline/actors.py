"""The entities of a text as the later extractors ask for them: who is meant here, and if nobody, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from schemas.records import Entity, Mention, Party, Quote, Reason, Reference, Span
from service.pipeline.positions import Phrase, Positions
from service.pipeline.syntax import content_span, noun_phrase

NOBODY = Party(None, None, None, "unattributed", "not_stated")


@dataclass(frozen=True, slots=True)
class Actors:
    """Entities in text order, and the pronouns and nominals that lead to none of them, with the reason."""

    doc: Doc
    text: str
    positions: Positions
    entities: tuple[Entity, ...]
    unresolved: Mapping[int, Reason]
    _by_character: Mapping[int, tuple[Entity, Mention]] = field(default_factory=dict)

    def at(self, token: Token) -> Entity | None:
        """The entity of the mention that a token stands in; of nested mentions the innermost."""
        found = self._found(token)
        return found[0] if found else None

    def reference(self, head: Token) -> Reference:
        """A noun phrase as a reference; the bare name when its head is in one."""
        entity = self.at(head)
        return Reference(self._phrase(head), entity.id if entity else None)

    def party(self, head: Token) -> Party:
        """A noun phrase as a speaker, source or holder; its span is the bare name when its head is in one."""
        entity = self.at(head)
        span = self._phrase(head)
        if entity is not None:
            return Party(span, entity.id, entity.name, "resolved", None)
        return Party(span, None, None, "unresolved", self.unresolved.get(head.idx, "no_antecedent"))

    def _found(self, token: Token) -> tuple[Entity, Mention] | None:
        """The mention at a token; of a degree behind a name ("Ada Holm KC") the name before it."""
        found = self._by_character.get(token.idx)
        if found is None and token.pos_ == "PROPN" and token.i and token.nbor(-1).dep_ == "compound":
            before = self._by_character.get(token.nbor(-1).idx)
            if before is not None and before[1].kind == "name" and token.nbor(-1).head == token:
                return before
        return found

    def _phrase(self, head: Token) -> Span:
        found = self._found(head)
        if found and found[1].kind == "name":
            return Span(found[1].start, found[1].end, found[1].text)
        return self.span(noun_phrase(head))

    def span(self, phrase: Phrase) -> Span:
        """The characters of a token range."""
        start, end = content_span(self.doc, *phrase)
        return Span(start, end, self.text[start:end])

    def entity(self, identifier: str | None) -> Entity | None:
        """The entity of an id."""
        return next((e for e in self.entities if e.id == identifier), None)


def index_actors(
    doc: Doc, positions: Positions, entities: tuple[Entity, ...], unresolved: Mapping[int, Reason]
) -> Actors:
    """Entities with an index from each character of a mention to the shortest mention around it."""
    by_character: dict[int, tuple[Entity, Mention]] = {}
    mentions = [(mention, entity) for entity in entities for mention in entity.mentions]
    for mention, entity in sorted(mentions, key=lambda pair: pair[0].start - pair[0].end):
        for character in range(mention.start, mention.end):
            by_character[character] = (entity, mention)
    return Actors(doc, doc.text, positions, entities, unresolved, by_character)


def by_character(quotes: tuple[Quote, ...]) -> dict[int, Quote]:
    """The quote whose content each character stands in; of nested ones the last."""
    return {c: quote for quote in quotes for span in quote.content for c in range(span.start, span.end)}
