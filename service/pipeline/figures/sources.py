"""Who says a number, and the words that hedge it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from spacy.tokens import Doc, Token

from schemas.records import Party, Quote, Reference, Span
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import NOBODY, Actors
from service.pipeline.figures.records import Placed
from service.pipeline.syntax import agents

NOT_VOUCHING = frozenset("ask wonder doubt question deny dispute demand request urge order query inquire".split())
TOLLS = frozenset({"toll", "figure", "number", "estimate", "count", "total", "tally"})
"""What is given when a number is said: "gave a death toll of 12"."""
STEPS = 6
"""The most steps up the tree from a number to who gives it."""
HEDGES = frozenset("reportedly allegedly supposedly purportedly apparently possibly probably presumably".split())
ESTIMATES = frozenset({"estimated", "believed", "thought", "feared", "reported", "presumed", "understood"})


def quoted_source(quote: Quote | None, actors: Actors) -> tuple[Party, tuple[Reference, ...]]:
    """Who says a number by the quote it stands in: its speaker and who relayed it, when the speaker vouches for it."""
    return (quote.speaker, quote.via) if quote is not None and not is_open(quote, actors) else (NOBODY, ())


def is_open(quote: Quote, actors: Actors) -> bool:
    """True for a quote whose speaker does not vouch for its numbers: asked, doubted, denied, ordered."""
    if quote.cue is None:
        return False
    return actors.positions.token(quote.cue.start).lemma_ in NOT_VOUCHING


def estimator(token: Token, lexicon: FigureLexicon) -> Token | None:
    """Who "put the toll at 83", "estimated the cost at", "counted 12 dead", "estimated by the bank at".

    "an estimated" and "reportedly" name nobody: never the nearest actor.
    """
    put, count = lexicon.verbs["put"], lexicon.verbs["count"]
    if (teller := beside_at(token, put)) is not None:
        return teller
    for ancestor in islice(token.ancestors, STEPS):
        if ancestor.pos_ != "VERB":
            continue
        lemma = ancestor.lemma_
        at = lemma in put and any(c.lower_ == "at" for c in ancestor.children)
        told = [c for c in ancestor.children if c.dep_ in ("dobj", "attr", "npadvmod")]
        gives = at or (lemma in count and told) or (lemma == "give" and any(c.lemma_ in TOLLS for c in told))
        gives = gives or (lemma in lexicon.verbs["tell"] and any(token in {c, *c.children} for c in told))
        subjects = [c for c in ancestor.children if c.dep_ == "nsubj" and c.tag_ != "WDT"]
        if gives and subjects and not is_thing(subjects[0]):
            return (
                subjects[0] if ancestor.i < token.i else None
            )  # "Police said 12 were hurt; the hospital put it at 19"
        if lemma in put | count and agents(ancestor):
            return agents(ancestor)[0]
        if gives or ancestor.dep_ not in ("ccomp", "acl", "advcl", "relcl", "pcomp", "xcomp"):
            return None
    return None


def beside_at(token: Token, put: Collection[str]) -> Token | None:
    """The second teller of "police put the crowd at 6,000, the organisers at 20,000", whose verb was left out."""
    at = token.head if token.dep_ == "pobj" else None
    if at is None or at.lower_ != "at" or at.i < 2 or at.nbor(-1).pos_ not in ("NOUN", "PROPN"):
        return None
    teller = at.nbor(-1)
    verb = next((a for a in islice(at.ancestors, STEPS) if a.lemma_ in put), None)
    if verb is None or not any(t.lower_ == "at" for t in token.doc[verb.i : teller.i]):
        return None
    start = teller.left_edge.i if teller.left_edge.i > verb.i else teller.i
    return teller if token.doc[start - 1].text in (",", ";") or token.doc[start - 1].lower_ == "and" else None


def is_thing(subject: Token) -> bool:
    """True for a subject that counts nobody: "the race recorded 12 finishers", "profit"."""
    return subject.lemma_.lower() in ("it", "that", "which", "race", "match", "year", "month", "profit", "sales")


def hedge_of(placed: Placed, doc: Doc, actors: Actors) -> Span | None:
    """The words that leave open whether a number holds: "an estimated", "reportedly", "is believed to"."""
    if placed.kind in ("date", "time", "ordinal", "age"):
        return None
    for i in range(placed.first - 1, max(-1, placed.first - 4), -1):
        if doc[i].is_punct:
            break
        if doc[i].lower_ == "estimated":
            return actors.span((i - 1 if i and doc[i - 1].lower_ in ("an", "a") else i, i + 1))
    found = hedging(doc[placed.start])
    return actors.span((found.i, found.i + 1)) if found is not None else None


def hedging(token: Token) -> Token | None:
    """The adverb or the passive verb above a number that leaves it open: "reportedly", "is believed to"."""
    for ancestor in islice(token.ancestors, STEPS):
        adverb = next((c for c in ancestor.children if c.lower_ in HEDGES and c.dep_ == "advmod"), None)
        if adverb is not None:
            return adverb
        if ancestor.lower_ in ESTIMATES and any(c.dep_ == "auxpass" for c in ancestor.children):
            return ancestor if not agents(ancestor) else None
        if ancestor.pos_ == "VERB" and ancestor.dep_ not in ("xcomp", "ccomp", "conj"):
            return None
    return None
