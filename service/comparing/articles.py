"""An article as it is compared with others: its text, its answer, and who its entities are across articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Entity, Structure
from service.comparing.entities import Who
from service.comparing.words import folded_name
from service.pipeline.relations.claims import PLACES


@dataclass(frozen=True, slots=True)
class Read:
    """An article that is compared. `places` are the mentions of places in it, by where they begin."""

    number: int
    text: str
    structure: Structure
    who: Who
    entities: dict[str, Entity]
    places: Sequence[tuple[int, Entity]]

    def name_of(self, entity: str) -> str:
        """Who an entity is, the same for all articles that have it."""
        shared = self.who.get((self.number, entity))
        return shared.id if shared is not None else folded_name(self.entities[entity].name)

    def across(self, entity: str | None) -> str | None:
        """The id of an entity across articles; None for one that no other has, and for none."""
        shared = self.who.get((self.number, entity or ""))
        return shared.id if shared is not None else None


def read_articles(texts: Sequence[str], structures: Sequence[Structure], who: Who) -> list[Read]:
    """The articles in order."""
    return [
        Read(
            number,
            text,
            structure,
            who,
            {entity.id: entity for entity in structure.entities or ()},
            sorted(
                ((m.start, e) for e in structure.entities or () if e.type in PLACES for m in e.mentions),
                key=lambda found: found[0],
            ),
        )
        for number, (text, structure) in enumerate(zip(texts, structures, strict=True))
    ]
