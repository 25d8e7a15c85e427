"""Rules and classifier together: how sure a stance is, and those that only the classifier saw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.records import Party, Polarity, Quote, Reference, Span, Stance, Tone
from service.pipeline.actors import Actors
from service.pipeline.positions import Phrase
from service.pipeline.stances.parties import teller
from service.pipeline.stances.reading import HOLDERS, Judgement, Place


@dataclass(frozen=True, slots=True)
class Scales:
    """How chances become confidences, and from where on the classifier speaks alone; `training/weighing.py` fits them.

    Each is the logistic function of a weighted sum: `rule` of 1, the rule's certainty and the classifier's log-odds,
    `alone` of 1 and the certainty of a rule between parties that it cannot be asked about, `pair` and `speech` of 1
    and log-odds. `least_pair` and `least_speech` are the lowest chances with which the classifier is heard alone.
    """

    rule: tuple[float, float, float]
    alone: tuple[float, float]
    pair: tuple[float, float]
    speech: tuple[float, float]
    least_pair: float
    least_speech: float


def odds(chance: float) -> float:
    """Log-odds of a chance, kept within reason."""
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def confidence(weights: Sequence[float], *values: float) -> float:
    """The logistic function of a weighted sum; the first weight stands alone."""
    total = weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True))
    return round(1 / (1 + math.exp(-total)), 2)


def weighed(stances: Sequence[Stance], pairs: Sequence[Judgement], actors: Actors, scales: Scales) -> Iterator[Stance]:
    """The stances of rules with how sure they are."""
    asked = {(j.sentence, frozenset((j.first.entity.id, j.second.entity.id))): j for j in pairs}
    for stance in stances:
        judgement = None
        if stance.holder.entity and stance.target.entity and stance.polarity != "neutral":
            sentence = actors.positions.sentence(actors.positions.token(stance.evidence.start))
            judgement = asked.get((sentence, frozenset((stance.holder.entity, stance.target.entity))))
        if judgement is None or stance.ascribed_by is not None:
            yield replace(stance, confidence=confidence(scales.alone, stance.confidence))
            continue
        chance = judgement.of(stance.holder.entity or "", stance.polarity)
        sure = confidence(scales.rule, stance.confidence, odds(chance))
        yield replace(stance, confidence=sure, method="both" if chance >= scales.least_pair else "rule")


def with_holders(stances: Sequence[Stance], pairs: Sequence[Judgement], actors: Actors, scales: Scales) -> list[Stance]:
    """The stances, and whose those are that a rule gave to nobody, where the classifier is sure of one holder."""
    sure: dict[tuple[int, str, str], list[Judgement]] = {}
    for judgement in pairs:
        _, target, polarity, chance = judgement.best()
        if chance >= scales.least_pair:
            start = actors.doc[judgement.sentence[0]].idx
            sure.setdefault((start, target.entity.id, polarity), []).append(judgement)

    def owned(stance: Stance) -> Stance:
        known = sure.get((stance.evidence.start, stance.target.entity or "", stance.polarity), [])
        if stance.holder.status != "unattributed" or stance.context == "quote" or len(known) != 1:
            return stance
        holder, _, _, chance = known[0].best()
        return replace(stance, holder=party(holder), confidence=confidence(scales.pair, odds(chance)), method="both")

    return [owned(stance) for stance in stances]


def party(place: Place) -> Party:
    """A mention as a holder."""
    return Party(span_of(place), place.entity.id, place.entity.name, "resolved", None)


def seen(
    pairs: Sequence[Judgement], found: Sequence[Stance], actors: Actors, held: Mapping[int, Quote], scales: Scales
) -> list[Stance]:
    """Stances between two entities that only the classifier saw, the surest first.

    In one sentence an entity holds one of them at most and is the target of one, and of none where a rule found what
    is held toward it: a sentence that speaks ill of somebody is not a quarrel of everybody whom it names. Of unnamed
    people ("nurses") it is not asked: it has learned from names.
    """
    held_by: set[tuple[int, str]] = set()
    toward = {(s.evidence.start, s.target.entity) for s in found}
    stances = []
    for judgement in sorted(pairs, key=lambda j: -j.best()[3]):
        holder, target, polarity, chance = judgement.best()
        start = actors.doc[judgement.sentence[0]].idx
        if not (holder.entity.named and target.entity.named):
            continue
        if chance < scales.least_pair or (start, target.entity.id) in toward or (start, holder.entity.id) in held_by:
            continue
        toward.add((start, target.entity.id))
        held_by.add((start, holder.entity.id))
        score = round(judgement.of(holder.entity.id, "for") - judgement.of(holder.entity.id, "against"), 2)
        quote = held.get(holder.mention.start) if held.get(target.mention.start) else None
        stances.append(
            without_cue(
                party(holder),
                target,
                (polarity, score, confidence(scales.pair, odds(chance))),
                (judgement.sentence, actors),
                quote,
            )
        )
    return stances


def spoken(
    tones: Sequence[tuple[Place, Tone]],
    found: Sequence[Stance],
    actors: Actors,
    held: Mapping[int, Quote],
    scales: Scales,
) -> list[Stance]:
    """Stances of a speaker toward whom he speaks of well or ill, where nothing else says so; one for each and quote."""
    known = {(s.quote, s.holder.entity, s.target.entity) for s in found}
    known |= {(s.quote, s.ascribed_by.entity, s.target.entity) for s in found if s.ascribed_by}
    around = ((held.get(s.target.span.start), s) for s in found)
    known |= {(q.id, s.holder.entity, s.target.entity) for q, s in around if q is not None}
    stances: dict[tuple[str, str], Stance] = {}
    for place, tone in tones:
        quote = held.get(place.mention.start)
        if quote is None or quote.speaker.entity is None or tone.polarity == "neutral" or not place.entity.named:
            continue
        speaker = actors.entity(quote.speaker.entity)
        if speaker is None or speaker.type not in HOLDERS or speaker.id == place.entity.id:
            continue
        chance = (1 + abs(tone.score)) / 2
        if abs(tone.score) < scales.least_speech or (quote.id, speaker.id, place.entity.id) in known:
            continue
        sure = confidence(scales.speech, odds(chance))
        sentence = actors.positions.sentence(actors.doc[place.phrase[0]])
        stance = without_cue(quote.speaker, place, (tone.polarity, tone.score, sure), (sentence, actors), quote)
        before = stances.get((quote.id, place.entity.id))
        if before is None or before.confidence < sure:
            stances[quote.id, place.entity.id] = stance
    return list(stances.values())


def span_of(place: Place) -> Span:
    """The characters of a mention."""
    return Span(place.mention.start, place.mention.end, place.mention.text)


def without_cue(
    holder: Party, target: Place, lean: tuple[Polarity, float, float], where: tuple[Phrase, Actors], quote: Quote | None
) -> Stance:
    """A stance that no word was found to show; `lean` is polarity, score and confidence."""
    polarity, score, sure = lean
    sentence, actors = where
    return Stance(
        id="s0",
        holder=holder,
        target=Reference(span_of(target), target.entity.id),
        polarity=polarity,
        score=score,
        attitude=None,
        cue=None,
        evidence=actors.span(sentence),
        context="quote" if quote else "narration",
        quote=quote.id if quote else None,
        ascribed_by=teller(quote, holder),
        segment=actors.positions.block(target.mention.start).segment,
        confidence=sure,
        method="classifier",
    )
