"""Statements set against each other: one claim made twice, and what one says and another denies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from spacy.tokens import Token

from schemas.records import Quote, Relation
from service.lexicons.reader import StatementLexicon
from service.pipeline.actors import Actors

MOST = 150
"""The most statements of an article that are compared."""
SHARED = 3
"""Content words that two statements of one claim have in common at least."""
ALIKE = 0.7
"""The share of the shorter statement's content words that the longer one must have."""
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})
EMPTY = frozenset(
    {"be", "have", "do", "say", "make", "get", "go", "take", "that", "so", "very", "also", "just", "other"}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote as it is compared: its content words, who is named in it, whether it denies, and its contacts.

    `deals` are pairs of actors that it says dealt with each other, and whether it says that they did.
    """

    quote: Quote
    words: frozenset[str]
    named: frozenset[str]
    denies: bool
    deals: frozenset[tuple[frozenset[str], bool]]


def compare_statements(quotes: Sequence[Quote], actors: Actors, lexicon: StatementLexicon) -> Iterator[Relation]:
    """Claims made twice, then contradictions, in text order."""
    read = [statement(quote, actors, lexicon) for quote in quotes[:MOST]]
    for a, b in combinations(read, 2):
        if is_same(a, b):
            yield Relation("same_claim", (a.quote.id, b.quote.id), "the same words, said or told twice")
        elif (why := contradicts(a, b)) is not None:
            yield Relation("contradiction", (a.quote.id, b.quote.id), why)


def statement(quote: Quote, actors: Actors, lexicon: StatementLexicon) -> Statement:
    """A quote as it is compared."""
    tokens = [
        token
        for span in quote.content
        for token in actors.doc[slice(*actors.positions.tokens(span.start, span.end))]
        if span.start <= token.idx < span.end
    ]
    words = {t.lemma_.lower() for t in tokens if t.pos_ in CONTENT and not t.is_stop} - EMPTY
    named = {entity.id for t in tokens if (entity := actors.at(t)) is not None}
    cue = quote.cue and {t.lemma_ for t in actors.doc[slice(*actors.positions.tokens(quote.cue.start, quote.cue.end))]}
    denies = bool(cue and cue & lexicon.denying)
    return Statement(quote, frozenset(words), frozenset(named), denies, frozenset(deals(tokens, actors, lexicon)))


def deals(tokens: Sequence[Token], actors: Actors, lexicon: StatementLexicon) -> Iterator[tuple[frozenset[str], bool]]:
    """Pairs of actors that dealt with each other, or are said not to have."""
    for verb in tokens:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in lexicon.contact:
            continue
        sides = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj")]
        sides += [p for c in verb.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
        met = {entity.id for side in sides if (entity := actors.at(side)) is not None}
        if len(met) > 1:
            yield frozenset(met), not any(c.dep_ == "neg" for c in verb.children)


def is_same(a: Statement, b: Statement) -> bool:
    """True for one claim told twice: in the headline and below, or by one speaker in nearly the same words."""
    fewer = min(len(a.words), len(b.words))
    if a.denies != b.denies or fewer < SHARED or len(a.words & b.words) < ALIKE * fewer or within(a.quote, b.quote):
        return False
    speakers = {s.quote.speaker.entity for s in (a, b)} - {None}
    return len(speakers) <= 1


def within(a: Quote, b: Quote) -> bool:
    """True for a quote and one inside it: the same words once."""
    return any(x.start < y.end and y.start < x.end for x in a.content for y in b.content)


def contradicts(a: Statement, b: Statement) -> str | None:
    """Why two statements cannot both be true; None when they may.

    One denies what the other says: they share words, and the one who denies is named in the other, or they share much.
    Or one says that two dealt with each other, and the other that they did not.
    """
    speakers = (a.quote.speaker.entity, b.quote.speaker.entity)
    if speakers[0] is not None and speakers[0] == speakers[1]:
        return None
    if a.denies != b.denies:
        denial, claim = (a, b) if a.denies else (b, a)
        shared = sorted(denial.words & claim.words)
        accused = denial.quote.speaker.entity in claim.named
        if len(shared) >= (1 if accused else 2):
            name = denial.quote.speaker.name or "one"
            return f"{name} denies what the other says ({', '.join(shared)})"
    for met, did in a.deals:
        if (met, not did) in b.deals:
            return "one says that they dealt with each other, the other that they did not"
    return None
