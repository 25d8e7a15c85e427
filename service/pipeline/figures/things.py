"""What a number counts or measures, and what happened to it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from spacy.tokens import Doc, Token

from schemas.records import EventKind, Figure
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import Actors
from service.pipeline.figures.counting import aged, counted, is_elliptical, is_of_them, of_phrase, past_number_of
from service.pipeline.figures.phrases import NOMINAL, VERBAL, following, stripped
from service.pipeline.figures.records import Placed
from service.pipeline.figures.topics import topic
from service.pipeline.positions import Phrase
from service.pipeline.syntax import noun_phrase

RESPECTIVELY = re.compile(r"\brespectively\b", re.I)
UNCOUNTED = frozenset({"date", "time", "age", "score", "ordinal", "rank", "duration"})
COUNTED = frozenset({"ordinal", "rank", "score"})
WHEN_STEPS = 5
"""The most steps up the tree from a day, a while or a place in an order to the verb of what happened."""


def measured_thing(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Phrase | None:
    """The noun phrase that is counted or measured, without the number: "Syrian soldiers", "the company's profit"."""
    if placed.kind in ("date", "time"):
        return None
    if placed.kind == "age":
        return aged(placed, doc)
    if placed.kind in COUNTED:
        return counted(placed, doc, lexicon)
    if placed.kind == "count":
        found = counted(placed, doc, lexicon)
        if found is not None or is_elliptical(placed, doc, lexicon) or is_of_them(placed, doc):
            return found
        found = topic(placed, doc, lexicon)
        return found and past_number_of(found, doc)
    level = placed.kind == "percent" and is_level(placed, doc, lexicon)
    return (None if level else of_phrase(placed, doc)) or topic(placed, doc, lexicon)


def is_level(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> bool:
    """True for the percentage that something reaches: the deficit of "the deficit will reach 4.2 percent of output"."""
    token = doc[placed.after - 1]
    verb = token.head.head if token.dep_ == "pobj" and token.head.lower_ in ("to", "at") else token.head
    if verb.lemma_ not in lexicon.verbs["reach"] or token.dep_ not in ("dobj", "attr", "npadvmod", "pobj"):
        return False
    return any(c.dep_ == "nsubj" and c.pos_ in NOMINAL and c.lower_ not in ("%", "percent") for c in verb.children)


# ---------------------------------------------------------------- what happened
def event_of(placed: Placed, doc: Doc, measured: Phrase | None, lexicon: FigureLexicon) -> Token | None:
    """The word that says what happened to what is counted: its verb, a participle, or a noun like "toll"."""
    if placed.kind in UNCOUNTED:
        return when_of(placed, doc, lexicon)
    anchor = doc[measured[1] - 1] if measured and measured[0] >= placed.start else doc[placed.end - 1]
    beside = [t for t in doc[placed.end : anchor.i + 1] if t.lemma_.lower() in lexicon.events]
    beside += [c for c in anchor.children if c.dep_ in ("acl", "amod") and c.lemma_.lower() in lexicon.events]
    behind = following(doc, placed.end)
    if behind is not None and behind.lemma_.lower() in lexicon.events and behind.pos_ != "NOUN":
        beside.append(behind)
    if beside:
        return beside[0]
    for head in islice(anchor.ancestors, 4):
        if head.pos_ in VERBAL:
            return happened(head, lexicon)
        if head.lemma_.lower() in lexicon.events and head.pos_ in ("NOUN", "ADJ"):
            return head
    return anchor if anchor.pos_ == "VERB" else None


def when_of(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Token | None:
    """The verb of what happened on a day or for a while; none for a "2019 truce", which is that of its noun."""
    anchor = doc[placed.after - 1]
    for head in islice(anchor.ancestors, WHEN_STEPS):
        if head.pos_ in VERBAL:
            return happened(head, lexicon)
    return None


def happened(verb: Token, lexicon: FigureLexicon) -> Token | None:
    """The predicate of a verb: itself, "dead" of "were dead", "toll" of "put the toll at"; None for a bare "be"."""
    if verb.lemma_.lower() in lexicon.events:
        return verb
    for child in verb.children:
        if child.dep_ in ("acomp", "attr", "dobj", "nsubj", "oprd", "xcomp") and child.lemma_.lower() in lexicon.events:
            return child
    return verb if verb.lemma_ != "be" else None


def event_kind(
    event: Token | None, measured: Phrase | None, doc: Doc, lexicon: FigureLexicon
) -> EventKind | None:  # fmt: skip
    """The kind of event of the lexicon's closed set that the event names, else the counted thing ("deaths")."""
    words = [event] if event is not None else []
    words += list(doc[slice(*measured)]) if measured is not None else []
    if event is not None and event.lemma_ == "lose" and any(w.lemma_.lower() in lexicon.people for w in words):
        return "kill"
    return next((lexicon.events[w.lemma_.lower()] for w in words if w.lemma_.lower() in lexicon.events), None)


# ---------------------------------------------------------------- respectively
def with_respective(figures: list[Figure], numbers: list[Placed], actors: Actors) -> list[Figure]:
    """Figures told "respectively": of as many nouns as numbers each goes with the one in its place."""
    changed = list(figures)
    for match in RESPECTIVELY.finditer(actors.text):
        word = actors.positions.token(match.start())
        if word.lower_ == "respectively":
            start, _ = actors.positions.sentence(word)
            said = [n for n, at in enumerate(numbers) if start <= at.start < word.i and figures[n].converts is None]
            for n, noun in in_places(said, figures, numbers, lists_before(actors.doc, start, word.i)):
                phrase = noun_phrase(noun) if noun.dep_ == "conj" else (noun.left_edge.i, noun.i + 1)
                named = stripped(phrase, actors.doc)
                if named is not None:
                    changed[n] = replace(changed[n], measured=actors.span(named))
                    if n + 1 < len(changed) and changed[n + 1].converts == changed[n].id:
                        changed[n + 1] = replace(changed[n + 1], measured=changed[n].measured)
    return changed


def in_places(
    said: list[int], figures: list[Figure], numbers: list[Placed], lists: list[list[Token]]
) -> list[tuple[int, Token]]:  # fmt: skip
    """The numbers behind a list of nouns with the noun in the place of each; nothing when they are not as many."""
    for nouns in lists:
        chosen = [n for n in said if numbers[n].start > nouns[-1].i]
        same = [n for n in chosen if figures[n].kind == figures[chosen[-1]].kind]
        if len(same) == len(nouns):
            return list(zip(same, nouns, strict=True))
    return []


def lists_before(doc: Doc, start: int, end: int) -> list[list[Token]]:
    """The lists of nouns joined by "and" in a stretch, the longest first."""
    heads = [t for t in doc[start:end] if t.pos_ in NOMINAL and t.dep_ != "conj" and list(t.conjuncts)]
    lists = [[t, *(c for c in t.conjuncts if c.pos_ in NOMINAL)] for t in heads]
    return sorted((found for found in lists if len(found) > 1), key=len, reverse=True)
