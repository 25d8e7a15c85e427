"""Acts: a verb with an object of its own kind, "imposed sanctions on Y", "cut ties with Y", "lifted Y's curfew"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.lexicons.reader import Act, StanceLexicon
from service.pipeline.stances.findings import Found
from service.pipeline.stances.frames import after_preposition, between, holding_argument, is_charge, target_of
from service.pipeline.stances.undoing import undoing
from service.pipeline.syntax import is_passive

PARTIES = frozenset({"GPE", "NORP", "ORG", "PERSON", "LOC", "FAC"})
NEAR = 4
"""The most tokens between verb and object that make one cue."""


def act_frames(verb: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """The first act that a verb does."""
    if is_charge(verb, lexicon):
        return
    for noun in objects(verb):
        for act in lexicon.acts.get((verb.lemma_.lower(), noun.lemma_.lower()), ()):
            holder = holding_argument(verb)
            target = act_target(verb, noun, act)
            if target is None and act.purpose:
                target = purpose_target(verb, act)
            undone = undoing(verb, lexicon)
            if target is not None and target != holder:
                yield Found(holder, target, act.frame, cue_of(verb, noun), undone, 0.65)
                if act.mutual and holder is not None and undone is None:
                    yield Found(target, holder, act.frame, cue_of(verb, noun), None, 0.6)
                return
            if act.mutual and holder is not None and undone is None:
                yield from between(holder, act.frame, cue_of(verb, noun), undone)
                return


def objects(verb: Token) -> list[Token]:
    """The nouns that a verb is done to, with what they count: "sent tons of grain", "gave $5 million in aid"."""
    place = "nsubjpass" if is_passive(verb) else "dobj"
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ in (place, "intj"):
            found += [child, *child.conjuncts]
    if not found and verb.tag_ == "VBN" and verb.dep_ == "acl":
        found.append(verb.head)
    for noun in list(found):
        for preposition in noun.children:
            if preposition.dep_ == "prep" and preposition.lower_ in ("of", "in"):
                found += [c for c in preposition.children if c.dep_ == "pobj"]
        found += [c for c in noun.children if c.dep_ == "compound"]
    return found


def act_target(verb: Token, noun: Token, act: Act) -> Token | None:
    """Whom an act is toward: behind a preposition of the object or the verb, the one it is given, its owner."""
    given = target_of(verb, "dative")[0]
    if given is not None:
        return given
    for word in (noun, verb):
        for preposition in act.target:
            found = after_preposition(word, preposition)[0]
            if found is not None and found != noun:
                return found
    owned = [c for c in noun.children if c.dep_ in ("poss", "compound", "amod", "nmod") and c.ent_type_ in PARTIES]
    owned += [c for c in noun.children if c.dep_ == "poss" and c.tag_ == "NN"]
    return owned[0] if owned else None


def purpose_target(verb: Token, act: Act) -> Token | None:
    """What a protest is for: "began a strike to protest the ruling"."""
    for word in verb.subtree:
        if word.i > verb.i and word.lemma_ in act.purpose and word.pos_ == "VERB":
            return target_of(word, "object")[0] or after_preposition(word, "against")[0]
    return None


def cue_of(verb: Token, noun: Token) -> tuple[int, int]:
    """Verb and object when they stand together, else the verb."""
    first, last = sorted((verb.i, noun.i))
    return (first, last + 1) if last - first <= NEAR else (verb.i, verb.i + 1)
