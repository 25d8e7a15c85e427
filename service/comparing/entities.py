"""Which entities of several articles are one: by what is written, never by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from schemas.comparison import Member, SameWhy, SharedEntity
from schemas.records import Entity, Structure
from service.comparing.words import folded_name, joined

KINDS = {"GPE": "place", "LOC": "place", "FAC": "place", "NORP": "people", "PERSON": "person"}
"""Types that must agree; all others go together: one tagger's product is another's organisation."""
ALIAS_WORDS = 2
"""An alias of so many words, or an acronym, names one entity."""
Who = Mapping[tuple[int, str], SharedEntity]


def match_entities(structures: Sequence[Structure]) -> tuple[SharedEntity, ...]:
    """Named entities that stand in more than one article, by their first place."""
    found = [
        (number, entity)
        for number, structure in enumerate(structures)
        for entity in structure.entities or ()
        if entity.named
    ]
    links: dict[tuple[int, int], SameWhy] = {}
    for why, keys in reversed(ways(found)):
        for places in keys.values():
            for a, b in pairwise(places):
                if found[a][0] != found[b][0]:
                    links[a, b] = why
    shared = []
    for group in joined(len(found), links):
        if len({found[i][0] for i in group}) < 2 or len({found[i][0] for i in group}) < len(group):
            continue  # two entities of one article are two, whatever leads from one to the other
        members = [found[i] for i in group]
        best = max((e for _, e in members), key=lambda e: len(e.name))
        kb_id = next((e.kb_id for _, e in members if e.kb_id), None)
        why = next(w for (a, b), w in links.items() if a in group and b in group)
        name = best.name
        shared.append((name, best.type, kb_id, why, tuple(Member(n, e.id) for n, e in members)))
    return tuple(SharedEntity(f"x{n}", *one) for n, one in enumerate(shared, 1))


def ways(found: Sequence[tuple[int, Entity]]) -> list[tuple[SameWhy, dict[tuple[str, ...], list[int]]]]:
    """What tells that entities are one, the surest first: for each key the entities that have it."""
    by_id: dict[tuple[str, ...], list[int]] = defaultdict(list)
    by_name: dict[tuple[str, ...], list[int]] = defaultdict(list)
    by_alias: dict[tuple[str, ...], list[int]] = defaultdict(list)
    by_surname: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, (_, entity) in enumerate(found):
        kind = KINDS.get(entity.type or "", "other")
        name = folded_name(entity.name)
        if entity.kb_id:
            by_id[kind, entity.kb_id].append(place)
        by_name[kind, name].append(place)
        for alias in {name, *(folded_name(a) for a in entity.aliases if is_telling(a))}:
            by_alias[kind, alias].append(place)
        if entity.type == "PERSON":
            by_surname[kind, name.split()[-1] if name else ""].append(place)
    once = {
        key: places for key, places in by_surname.items() if one_each(places, found) and has_bare(key, places, found)
    }
    aliases = {key: places for key, places in by_alias.items() if one_each(places, found)}
    return [("kb_id", by_id), ("name", by_name), ("alias", aliases), ("surname", once)]


def is_telling(alias: str) -> bool:
    """True for an alias that names one entity wherever it stands: several words, or an acronym."""
    return len(alias.split()) >= ALIAS_WORDS or (len(alias) > 2 and alias.isupper())


def one_each(places: Sequence[int], found: Sequence[tuple[int, Entity]]) -> bool:
    """True when no article has two of them."""
    return len({found[i][0] for i in places}) == len(places)


def has_bare(key: tuple[str, ...], places: Sequence[int], found: Sequence[tuple[int, Entity]]) -> bool:
    """True when a surname stands alone in one article, and no two full names contradict each other."""
    names = {folded_name(found[i][1].name) for i in places}
    return key[1] in names and len(names - {key[1]}) <= 1


def by_member(shared: Sequence[SharedEntity]) -> Who:
    """Who an article's entity is across articles."""
    return {(m.article, m.entity): one for one in shared for m in one.members}
