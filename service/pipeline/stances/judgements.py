"""Judgements: what somebody calls somebody ("called the plan “a disaster”"), or says of them when quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from schemas.records import Quote
from service.lexicons.reader import Frame, StanceLexicon
from service.pipeline.stances.findings import Found
from service.pipeline.stances.frames import holding_argument, object_of
from service.pipeline.stances.undoing import undoing
from service.pipeline.syntax import subject

PRONOUNS = frozenset({"i", "we", "it", "this", "that", "there", "you", "what", "who"})
"""Subjects of which a judgement is of nobody that can be named."""


def called(verb: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X called Y a coward", "X described Y as corrupt", "Y was branded a traitor"."""
    if verb.lemma_.lower() not in lexicon.judging:
        return
    for word in predicates(verb):
        frame = judgement(word, lexicon)
        target = object_of(verb) if frame is not None else None
        if target is None or target == word:
            target = small_subject(word) if frame is not None else None
        if frame is not None and target is not None and undoing(verb, lexicon) is None:
            yield Found(holding_argument(verb), target, frame, (word.i, word.i + 1), None, 0.75)
            return


def predicates(verb: Token) -> list[Token]:
    """What the object of a verb is called."""
    found = [c for c in verb.children if c.dep_ in ("oprd", "attr", "acomp", "xcomp", "ccomp")]
    for preposition in verb.children:
        if preposition.lower_ == "as":
            found += [c for c in preposition.children if c.dep_ in ("pobj", "amod", "acomp", "pcomp", "advcl")]
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    if len(objects) > 1:
        found.append(objects[-1])
    return found


def small_subject(word: Token) -> Token | None:
    """The subject of a predicate without a verb: "called [the laws an embarrassment]"."""
    return next((c for c in word.children if c.dep_ in ("nsubj", "nsubjpass")), None)


def judgement(word: Token, lexicon: StanceLexicon) -> Frame | None:
    """The frame of a word that judges, or of an adjective beside it."""
    for token in (word, *(c for c in word.children if c.dep_ in ("amod", "compound") and c.i < word.i)):
        frame = lexicon.judgements.get(token.lower_) or lexicon.judgements.get(token.lemma_.lower())
        if frame is not None:
            return frame
    return None


def said_of(verb: Token, held: Mapping[int, Quote], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "“Reed is a coward,” Holm said", "“Reed should resign,” …": what a quoted speaker says of somebody."""
    quote = held.get(verb.idx)
    if quote is None or quote.speaker.entity is None:
        return
    target = subject(verb)
    if target is None or target.lower_ in PRONOUNS or target.tag_ in ("WDT", "WP"):
        return
    if verb.lemma_ == "be":
        for word in verb.children:
            frame = judgement(word, lexicon) if word.dep_ in ("attr", "acomp") else None
            if frame is not None and undoing(verb, lexicon) is None and undoing(word, lexicon) is None:
                yield Found(None, target, frame, (word.i, word.i + 1), None, 0.65, speaker=True)
                return
    yield from duties(verb, target, lexicon)


def duties(verb: Token, target: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """ "Reed should resign", "Norway must leave": what a speaker wants of somebody who does not do it."""
    duty = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in lexicon.normative), None)
    if duty is None or any(c.dep_ == "neg" for c in verb.children):
        return
    if verb.lemma_ in lexicon.reproaches or duty.lower_ == "must":
        yield Found(None, target, lexicon.reproach, (duty.i, verb.i + 1), None, 0.55, speaker=True)
