"""Whose a number is, or by whom."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.pipeline.figures.phrases import NOMINAL, VERBAL, is_amount, is_pronoun
from service.pipeline.figures.records import Placed
from service.pipeline.figures.topics import RAISED, before_opening
from service.pipeline.positions import Phrase
from service.pipeline.syntax import agents, possessor, root_of

GENERIC = frozenset(
    "total number close high low equivalent list group excess average rise increase amount sum majority toll".split()
)
"""Nouns that say no more than the number itself: "the equivalent of 9 million containers"."""
OF = frozenset({"of", "with", "for", "on"})
"""Prepositions behind which a counted thing belongs to the noun before them."""
STEPS = 5
"""The most steps up the tree from what is counted to its owner."""
NOT_OWNED = frozenset({"date", "time", "ordinal", "age"})


def owner(placed: Placed, doc: Doc, measured: Phrase | None) -> Token | None:
    """Whose a number is or by whom, as the head of a noun phrase: the clinic of "the clinic has 700 patients".

    The possessor of what is measured; the noun that it belongs to ("a study of 135 firms"); the subject of the verb
    that it is the object of, shared ones too ("announced plans to cut 6,650 jobs"); the agent of a passive.
    """
    if measured is None or placed.kind in NOT_OWNED:
        return None
    head = root_of(measured, doc)
    whose = possessor(head)
    if whose is not None:
        return whose
    if measured[1] <= placed.first:
        return part_of(head, placed)
    opened = before_opening(placed, doc)
    return doc[opened[1] - 1] if opened is not None else owner_above(head, placed)


def owner_above(head: Token, placed: Placed) -> Token | None:
    """The owner of a counted noun, up the tree from it."""
    current = head
    for _ in range(STEPS):
        above = current.head
        if above == current:
            return None
        own = placed.first <= above.i < placed.after or placed.first <= above.head.i < placed.after
        if not own and current.dep_ == "pobj" and above.head.pos_ in NOMINAL:
            if above.lower_ not in OF:
                return None
            if above.head.lemma_.lower() not in GENERIC and not is_said_of(above.head):
                return above.head
            above = above.head
        elif not own and above.pos_ in VERBAL:
            return actor_of(above, current)
        current = above  # a conjunct, a preposition, or the number itself: "thousands of" them
    return None


def is_said_of(noun: Token) -> bool:
    """True for what a subject with a name or noun is said to be: the home port of "Morro Bay is the home port for"."""
    return noun.dep_ == "attr" and any(c.dep_ == "nsubj" and not is_pronoun(c) for c in noun.head.children)


def part_of(head: Token, placed: Placed) -> Token | None:
    """The noun that what is measured is "of": Tesla of "the revenue of Tesla"; whom a "penalty of $52,000" is "for"."""
    amount = head.doc[placed.after - 1]
    for prep in (*head.children, *amount.children):
        if prep.dep_ != "prep" or prep.lower_ not in ("of", "at", "for"):
            continue
        for noun in prep.children:
            if noun.dep_ != "pobj" or noun.pos_ not in NOMINAL or is_amount(noun):
                continue
            holds = noun.left_edge.i <= placed.start <= noun.right_edge.i
            if not holds and (prep.lower_ != "for" or noun.ent_type_ in ("ORG", "PERSON", "GPE")):
                return noun
    return None


def actor_of(verb: Token, thing: Token) -> Token | None:
    """Who does what is done to a thing: the subject of its verb or of the verb above, or who did it in the passive."""
    for _ in range(STEPS):
        if agents(verb):
            return agents(verb)[0]
        subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
        if any(c.dep_ == "auxpass" for c in verb.children) or thing in subjects:
            return None
        if subjects:
            return antecedent(subjects[0]) if subjects[0].ent_type_ not in ("DATE", "TIME") else None
        if verb.dep_ in ("acl", "relcl") and verb.head.pos_ in NOMINAL and verb.tag_ != "VB":
            return verb.head
        above = verb.head
        while above.head != above and above.pos_ not in VERBAL:
            above = above.head
        if above == verb or verb.dep_ not in RAISED or above.pos_ not in VERBAL:
            return None
        verb = above
    return None


def antecedent(token: Token) -> Token:
    """The noun before its relative clause for "which" and "that"; any other token itself."""
    clause = token.head
    if token.lower_ in ("which", "that", "who") and clause.dep_ == "relcl":
        return clause.head
    return token
