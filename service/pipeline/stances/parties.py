"""A found stance as a record: who holds it, toward what, by whose word, and where it is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Attitude, Party, Quote, Reference, Span, Stance
from service.lexicons.reader import ActorLexicon, Lexicon
from service.pipeline.actors import NOBODY, Actors
from service.pipeline.stances.findings import Found
from service.pipeline.syntax import clip, conjuncts, noun_phrase

FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me"})
POINTING = frozenset({"it", "this", "that", "them", "him", "her", "they", "he", "she", "us", "me"})
"""Pronouns that may be a target without leading to an entity."""
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss"})
PEOPLES = frozenset({"NORP", "GPE", "ORG"})
UNDONE = -0.6
"""What is left of a stance that is held no longer, or refused: the other way round, and weaker."""
ANYBODY = frozenset("nobody none everyone everybody anyone anybody".split())
"""Words for no holder in particular."""
PARTS = frozenset("all both dozens few half hundreds many most none several some thousands".split())
"""Words before "of" for a part of some people."""
MAX_JOINED = 4
"""The most holders or targets of one cue that are joined by "and"."""


def make_stances(
    found: Found, actors: Actors, held: Mapping[int, Quote], segment: str | None, lexicon: Lexicon
) -> Iterator[Stance]:
    """A stance for each pair of holder and target; none when nobody can hold it or it is about nothing."""
    for holder in holders(found, actors):
        for target in (t for t in joined(found.target)[:MAX_JOINED] if t.i != found.cue[0]):
            stance = make_stance(replace(found, holder=holder, target=target), actors, held, segment, lexicon)
            if stance is not None:
                yield stance


def holders(found: Found, actors: Actors) -> Sequence[Token | None]:
    """A holder and the entities that are joined to it."""
    if found.holder is None:
        return [None]
    return [h for h in conjuncts(found.holder) if h == found.holder or actors.at(h)][:MAX_JOINED]


def not_held(found: Found, actors: Actors) -> Iterator[tuple[int, frozenset[str]]]:
    """Where a sentence begins, and two entities between whom it says that nothing is held."""
    if score_of(found) is None:
        start = actors.positions.sentence(found.target)[0]
        for holder in holders(found, actors):
            for target in joined(found.target)[:MAX_JOINED]:
                pair = actors.at(holder) if holder is not None else None, actors.at(target)
                if pair[0] is not None and pair[1] is not None:
                    yield start, frozenset((pair[0].id, pair[1].id))


def joined(target: Token) -> list[Token]:
    """A target and what is joined to it, also where the parser joins a noun to the verb; a clause stays whole."""
    if target.dep_ in ("xcomp", "ccomp"):
        return [target]
    found = conjuncts(target)
    if target.dep_ == "dobj" and len(found) == 1:
        found += [
            c for c in target.head.children if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") and c.i > target.i
        ]
    return found


def make_stance(
    found: Found, actors: Actors, held: Mapping[int, Quote], segment: str | None, lexicon: Lexicon
) -> Stance | None:
    """The stance of one holder and one target."""
    cue = actors.span(found.cue)
    quote = held.get(cue.start)
    holder = holder_of(found, actors, quote)
    score = score_of(found)
    if score is None or not can_hold(found, holder, actors, lexicon.actors):
        return None
    if found.target.pos_ == "PRON" and actors.at(found.target) is None and found.target.lower_ not in POINTING:
        return None
    target = target_of(found, actors, quote)
    if target is None or (holder.entity is not None and holder.entity == target.entity):
        return None
    if found.frame.to_actors and target.entity is None and not has_people(found.target):
        return None
    return Stance(
        id="s0",
        holder=holder,
        target=target,
        polarity="for" if score > 0 else "against" if score < 0 else "neutral",
        score=score,
        attitude=attitude_of(found, lexicon.stances.turned),
        cue=cue,
        evidence=evidence(found, actors),
        context="quote" if quote else "narration",
        quote=quote.id if quote else None,
        ascribed_by=ascriber(found, actors, quote, holder),
        segment=segment,
        confidence=certainty(found, holder, target),
        method="rule",
    )


def attitude_of(found: Found, turned: Mapping[Attitude, Attitude]) -> Attitude:
    """What the attitude is called: of one that is refused, or held no longer, the contrary."""
    if found.undoing in ("undone", "refused") and found.frame.attitude in turned:
        return turned[found.frame.attitude]
    return found.frame.attitude


def score_of(found: Found) -> float | None:
    """How strong a stance is, from -1 to 1; None where nothing is held: "refused to condemn" is not for anybody."""
    if found.undoing == "open":
        return None
    if found.undoing == "refused" and found.frame.score < 0:
        return None
    turned = found.undoing in ("undone", "refused")
    return round(found.frame.score * (UNDONE if turned else 1.0), 2)


def certainty(found: Found, holder: Party, target: Reference) -> float:
    """How sure a rule is: less where a party leads to no entity, or something stands over the cue."""
    known = (
        found.certainty
        - (0.25 if holder.status != "resolved" else 0.0)
        - (0.1 if target.entity is None else 0.0)
        - (0.15 if found.undoing else 0.0)
    )
    return round(max(0.05, known), 2)


def evidence(found: Found, actors: Actors) -> Span:
    """The sentence of the cue."""
    return actors.span(actors.positions.sentence(actors.doc[found.cue[0]]))


def can_hold(found: Found, holder: Party, actors: Actors, lexicon: ActorLexicon) -> bool:
    """True when the holder is somebody: an entity, a pronoun, an actor or something written; "the wall" holds nothing.

    Where nobody is named ("was criticised") the target must be an entity, and "was killed" may have been an accident.
    """
    if found.holder is not None and found.holder.lower_ in ANYBODY:
        return False
    if holder.entity is not None:
        known = actors.entity(holder.entity)
        return known is None or known.type != "EVENT"
    if found.holder is None or holder.status == "unattributed":
        return actors.at(found.target) is not None and found.frame.attitude != "attack"
    noun = parted(found.holder)
    lemma = noun.lemma_.lower()
    if has_people(noun):
        return True
    return noun.pos_ in ("PRON", "PROPN") or lexicon.speaks(lemma) or lemma in lexicon.documents


def parted(noun: Token) -> Token:
    """What a number or a share is a part of: the members of "14 of its members", "some of its members"."""
    if noun.pos_ == "NUM" or noun.lower_ in PARTS:
        for preposition in noun.children:
            if preposition.lower_ == "of":
                return next((c for c in preposition.children if c.dep_ == "pobj"), noun)
    return noun


def has_people(noun: Token) -> bool:
    """True for a noun that a people, place or body modifies: "Norwegian guerrillas", "the army's bulldozers"."""
    return any(c.dep_ in MODIFIERS and c.ent_type_ in PEOPLES for c in noun.children)


def holder_of(found: Found, actors: Actors, quote: Quote | None) -> Party:
    """Who holds it: the subject; the speaker for "I" and "we" and for what ought to be; nobody when none is named."""
    if found.speaker or found.undoing == "normative":
        return quote.speaker if quote is not None and quote.speaker.entity else NOBODY
    if found.holder is None or found.holder.dep_ == "expl":
        return NOBODY
    if found.holder.lower_ in FIRST_PERSON and quote is not None:
        span = actors.party(found.holder).span
        if quote.speaker.entity:
            return replace(quote.speaker, span=span)
        return Party(span, None, None, "unresolved", "no_antecedent")
    return actors.party(found.holder)


def target_of(found: Found, actors: Actors, quote: Quote | None) -> Reference | None:
    """The target as a noun phrase, or as the clause that a verb heads."""
    target = found.target
    if target.pos_ in ("VERB", "AUX"):
        cue = actors.doc[found.cue[0]]
        aside = set(cue.subtree) if target.is_ancestor(cue) else set()  # "The tax will go, Holm promised"
        tokens = [t for t in target.subtree if not t.is_punct and t not in aside]
        while tokens and tokens[0].lower_ == "that":
            tokens = tokens[1:]
        return Reference(actors.span((tokens[0].i, tokens[-1].i + 1)), None) if tokens else None
    if target.lower_ in FIRST_PERSON and quote is not None and quote.speaker.entity:
        return Reference(actors.reference(target).span, quote.speaker.entity)
    target = named_beside(target, actors)
    reference = actors.reference(target)
    if reference.entity is not None or target.pos_ == "PRON":
        return reference
    return Reference(actors.span(whole_phrase(target)), None)


def named_beside(head: Token, actors: Actors) -> Token:
    """The name in apposition to a description that leads to nobody: "the regional capital Gorna"."""
    if actors.at(head) is None:
        for child in head.children:
            if child.dep_ == "appos" and child.i > head.i and actors.at(child) is not None:
                return child
    return head


def whole_phrase(head: Token) -> tuple[int, int]:
    """The noun phrase of a head with what its prepositions add, without clauses: "calls by Norway for a ban"."""
    start, end = noun_phrase(head)
    for child in head.children:
        if child.i == end and child.dep_ in ("prep", "agent") and child.lower_ != "as":
            end = max(end, clip(child))
    return start, end


def ascriber(found: Found, actors: Actors, quote: Quote | None, holder: Party) -> Reference | None:
    """Who puts the stance on its holder: the accuser, or the speaker of the quote, when that is somebody else."""
    if found.ascribed is not None:
        return actors.reference(found.ascribed)
    return teller(quote, holder) if holder.status != "unattributed" else None


def teller(quote: Quote | None, holder: Party) -> Reference | None:
    """The speaker of the quote that a stance stands in, when he is not its holder."""
    if quote is None or (holder.entity is not None and holder.entity == quote.speaker.entity):
        return None
    return Reference(quote.speaker.span or quote.cue or quote.content[0], quote.speaker.entity)
