"""Judgements: what somebody calls somebody ("called the plan “a disaster”"), or says of them when quoted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Span, Token

from schemas.records import Quote
from service.lexicons.reader import Frame, StanceLexicon
from service.pipeline.positions import Phrase
from service.pipeline.stances.findings import Found
from service.pipeline.stances.frames import holding_argument, object_of
from service.pipeline.stances.undoing import undoing
from service.pipeline.syntax import noun_phrase, subject

PRONOUNS = frozenset({"i", "we", "that", "there", "you", "what", "who"})
"""Subjects of which a judgement is of nobody that can be named."""
CLEAR = 0.6
"""How far the tone of a sentence must lean for words in marks that no list knows."""
PLAIN = 0.75
"""How far for words without marks, which may be a name as well: "called it the Barrier"."""
AGAINST = Frame("oppose", "against", -0.7, "")
CERTAIN = 0.7
"""How sure such a judgement is."""


@dataclass(frozen=True, slots=True)
class Calling:
    """Words in no list that somebody calls somebody: "called the plan “arithmetic with a grudge”".

    What they say of the target is for the classifier to tell, by the tone of the sentence toward `about`.
    """

    verb: Token
    target: Token
    cue: Phrase
    in_marks: bool

    @property
    def about(self) -> Phrase:
        """The target as a noun phrase."""
        return noun_phrase(self.target)

    def found(self, lean: float) -> Found | None:
        """The judgement, when the tone leans far enough to one side."""
        if abs(lean) < (CLEAR if self.in_marks else PLAIN):
            return None
        frame = Frame("praise", "for", 0.7, "") if lean > 0 else Frame("criticise", "against", -0.7, "")
        return Found(holding_argument(self.verb), self.target, frame, self.cue, None, CERTAIN)


def callings(sentence: Span, lexicon: StanceLexicon) -> Iterator[Calling]:
    """What somebody in a sentence is called in words that are in no list: in marks, or no name by their form."""
    for verb in sentence:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in lexicon.judging or undoing(verb, lexicon) is not None:
            continue
        for word in predicates(verb):
            first, last = word.left_edge.i, word.right_edge.i
            target = object_of(verb)
            target = small_subject(word) if target is None or target == word or is_behind(word) else target
            in_marks = is_marked(word)
            unnamed = word.pos_ == "ADJ" or any(c.lower_ in ("a", "an") for c in word.children)
            if target is None or not (in_marks or unnamed) or judgement(word, lexicon) is not None:
                continue
            if word.pos_ in ("VERB", "AUX"):
                continue
            while last > first and sentence.doc[last].is_punct:
                last -= 1
            while last > first and sentence.doc[first].is_punct:
                first += 1
            yield Calling(verb, target, (first, last + 1), in_marks)
            break


def called(verb: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X called Y a coward", "X described Y as corrupt", "Y was branded a traitor"."""
    if verb.lemma_.lower() not in lexicon.judging:
        return
    for word in predicates(verb):
        frame = judgement(word, lexicon)
        target = object_of(verb) if frame is not None else None
        if target is None or target == word or is_behind(word):
            target = small_subject(word) if frame is not None else None
        if frame is not None and target is not None and undoing(verb, lexicon) is None:
            yield Found(holding_argument(verb), target, frame, (word.i, word.i + 1), None, 0.75)
            return


def held_responsible(verb: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """ "The panel held Y responsible", also where the parser hangs the adjective on Y."""
    target = object_of(verb) if verb.lemma_.lower() == "hold" else None
    if target is None:
        return
    for word in (*verb.rights, *(c for noun in (target, *target.conjuncts) for c in noun.rights)):
        if word.lower_ in lexicon.responsible and word.pos_ == "ADJ":
            undone = undoing(verb, lexicon)
            yield Found(holding_argument(verb), target, lexicon.blame, (word.i, word.i + 1), undone, 0.75)
            return


def stands_against(verb: Token, lexicon: StanceLexicon) -> Iterator[Found]:
    """ "Greece and Malta are against Y", "is against lowering it"."""
    if verb.lemma_ != "be":
        return
    for preposition in verb.children:
        if preposition.lower_ == "against" and preposition.dep_ == "prep":
            target = next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)
            holder = subject(verb)
            if target is not None and holder is not None:
                undone = undoing(verb, lexicon)
                yield Found(holder, target, AGAINST, (preposition.i, preposition.i + 1), undone, CERTAIN)
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
    nouns = (*objects, *found)
    behind = [w for noun in nouns for w in noun.rights if w.dep_ in ("amod", "appos") and is_marked(w)]
    return [*behind, *found]


def is_marked(word: Token) -> bool:
    """True for a word whose phrase begins with a quotation mark."""
    first = word.left_edge.i
    return word.doc[first].is_quote or (first > 0 and word.doc[first - 1].is_quote)


def is_behind(word: Token) -> bool:
    """True for an adjective that stands behind its noun."""
    return word.dep_ == "amod" and word.head.pos_ in ("NOUN", "PROPN", "PRON") and word.i > word.head.i


def small_subject(word: Token) -> Token | None:
    """The subject of a predicate without a verb: "called [the laws an embarrassment]", "called such talk “idle”"."""
    if is_behind(word):
        return word.head
    return next((c for c in word.children if c.dep_ in ("nsubj", "nsubjpass")), None)


def judgement(word: Token, lexicon: StanceLexicon) -> Frame | None:
    """The frame of a word that judges, or of an adjective beside it."""
    before = (c for c in word.children if c.dep_ in ("amod", "compound") and c.i < word.i)
    for token in (word, *before, *word.conjuncts):
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
