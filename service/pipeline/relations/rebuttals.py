"""Who denies what was said right before: "The union says it was late. The port disputes that"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from schemas.records import Quote, Relation, Span, Stance
from service.lexicons.reader import StatementLexicon
from service.pipeline.actors import Actors

POINTING = frozenset({"it", "that", "this"})
DETERMINERS = frozenset({"the", "a", "that", "this", "such"})
CLAIMS = frozenset(
    "claim report account allegation accusation charge suggestion remark version estimate assertion statement".split()
)
"""Nouns for what somebody said."""
CALLING = frozenset({"call", "describe", "brand", "label", "dub", "characterise", "characterize", "term"})
NOUN = rf"(?:the|that|this|such|those|these|any|his|her|their|its) (?:{'|'.join(sorted(CLAIMS))})s?"
SUBJECT = rf"(?:{NOUN}|that|this|it|these|those|they)"
UNTRUE = re.compile(
    rf"\W*(?:no[,.]? )?{SUBJECT}(?:[’']s|[’']re| is| are| was| were| had been| has been)"
    r"(?: (?:not (?:true|so|correct|accurate|what happened|the case)|an?(?= )|all|just|simply|absolute(?:ly)?|"
    r"complete(?:ly)?|total(?:ly)?|utter(?:ly)?|pure(?:ly)?|plain(?:ly)?|entirely|patently|flatly|sheer|political|outright))*"
    r"(?: (?P<word>[a-z]+))?",
    re.I,
)
"""How somebody says that what was said is not so; the word must be one of the lexicon's, or "not true" stand before."""
CALLED = re.compile(rf"\W*{SUBJECT} (?P<rest>[^.;]*)", re.I)
ELLIPTIC = re.compile(
    r"\W*(?:no[,.] )?(?:i|we|he|she|it|they|that|this) "
    r"(?:did|do|does|was|were|is|are|had|has|have|would|will|could|can)"
    r"(?:n[’']t| not| never)(?: happen(?:ed)?| the case| so| true)?\W*",
    re.I,
)
"""A denial that leaves out what is denied: "They did not"."""
ACCUSING = frozenset({"accuse", "blame", "allege", "charge", "fault"})
SHORT = 3
"""The most words of a reply that only calls something untrue: "Complete nonsense"."""
REACH = 2
"""The most sentences between what is said and its denial."""


def find_rebuttals(
    quotes: Sequence[Quote], stances: Sequence[Stance], actors: Actors, lexicon: StatementLexicon
) -> Iterator[Relation]:
    """Contradictions of a denial and what it denies, in text order.

    What is denied by "that" or "the claim" is the last that somebody else has said; what is denied in words of its own
    must be an accusation that names who denies it. The denial is told by its quote, or by what its speaker says next,
    else by the stance.
    """
    ended = sorted((q for q in quotes if q.cue is not None), key=end)
    ends, starts = [end(q) for q in ended], [q.content[0].start for q in quotes]
    by_cue = {q.cue.start: q for q in quotes if q.cue is not None}
    denied = set()
    for quote in quotes:
        if not denies_what_is_said(quote, actors, lexicon):
            continue
        before = reversed(ended[: bisect_right(ends, quote.content[0].start)])
        said = last_said(quote.speaker.entity, quote.content[0], before, actors, lexicon, accusing=False)
        if said is not None:
            denied.add(quote.id)
            why = f"{quote.speaker.name} says that it is not so: “{quote.content[0].text[:60]}”"
            yield Relation("contradiction", (said.id, quote.id), why)
    for stance in stances:
        cue = stance.cue
        if cue is None or stance.quote in denied or stance.holder.entity is None or stance.ascribed_by is not None:
            continue
        if actors.positions.token(cue.start).lemma_.lower() not in lexicon.denying:
            continue
        pointing = points_back(stance.target.span, actors)
        before = reversed(ended[: bisect_right(ends, cue.start)])
        said = last_said(stance.holder.entity, cue, before, actors, lexicon, accusing=not pointing)
        if said is not None:
            after = quotes[bisect_right(starts, cue.end) :] if pointing else ()
            denial = by_cue.get(cue.start) or says_next(stance, cue, after, actors)
            why = f"{stance.holder.name} denies what is said before: “{cue.text}”"
            yield Relation("contradiction", (said.id, denial.id if denial is not None else stance.id), why)


def end(quote: Quote) -> int:
    """Where a quote ends."""
    return max(span.end for span in quote.content)


def denies_what_is_said(quote: Quote, actors: Actors, lexicon: StatementLexicon) -> bool:
    """True for "That is nonsense", "They did not", and for the report that somebody "called a lie"."""
    if quote.speaker.entity is None:
        return False
    text = quote.content[0].text
    words = re.findall(r"[a-z]+", text.lower())
    if len(words) <= SHORT and not lexicon.false.isdisjoint(words) and quote.type == "direct":
        return True
    if lemma(quote, actors) in CALLING:
        called = CALLED.match(text)
        return called is not None and not lexicon.false.isdisjoint(re.findall(r"[a-z]+", called["rest"].lower()))
    if quote.type == "direct" and len(quote.content) == 1 and ELLIPTIC.fullmatch(text):
        return True
    said = UNTRUE.match(text)
    if said is None:
        return False
    return " not " in said[0].lower() or (said["word"] or "").lower() in lexicon.false


def points_back(target: Span, actors: Actors) -> bool:
    """True for "that", and for "the claim" and "a report" that stand for what somebody said; not "the claim that …"."""
    words = target.text.lower().split()
    if len(words) == 1:
        return words[0] in POINTING
    _, end = actors.positions.tokens(target.start, target.end)
    goes_on = end < len(actors.doc) and actors.doc[end].lower_ in ("that", "of")
    return len(words) == 2 and words[0] in DETERMINERS and words[1] in CLAIMS and not goes_on


def last_said(
    denier: str | None, cue: Span, before: Iterable[Quote], actors: Actors, lexicon: StatementLexicon, *, accusing: bool
) -> Quote | None:  # fmt: skip
    """The last quote of somebody else before a denial, near by; an accusation of who denies, where that is asked."""
    for quote in before:
        if sentence(cue, actors) - sentence(quote.content[-1], actors) > REACH:
            return None
        if quote.speaker.entity in (None, denier) or lemma(quote, actors) in lexicon.denying:
            continue
        if not accusing:
            return quote
        if lemma(quote, actors) in ACCUSING:
            return quote if denier in named(quote, actors) else None
    return None


def says_next(stance: Stance, cue: Span, after: Iterable[Quote], actors: Actors) -> Quote | None:
    """What who denies says in the same sentence or the next."""
    near = takewhile(lambda q: sentence(q.content[0], actors) - sentence(cue, actors) <= 1, after)
    return next((q for q in near if q.speaker.entity == stance.holder.entity), None)


def lemma(quote: Quote, actors: Actors) -> str | None:
    """The dictionary form of a quote's cue."""
    return actors.positions.token(quote.cue.start).lemma_.lower() if quote.cue is not None else None


def named(quote: Quote, actors: Actors) -> set[str]:
    """The entities that a quote mentions."""
    tokens = (t for s in quote.content for t in actors.doc[slice(*actors.positions.tokens(s.start, s.end))])
    return {entity.id for token in tokens if (entity := actors.at(token)) is not None}


def sentence(span: Span, actors: Actors) -> int:
    """The number of the sentence that a stretch begins in."""
    return actors.positions.sentence_index(actors.positions.token(span.start))
