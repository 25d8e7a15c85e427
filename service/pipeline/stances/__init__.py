"""Who stands where toward whom, with the words that show it.

Rules over the parse find stances with their cue; a classifier asks every two entities of a sentence, and every mention.
Where a rule fires its direction and its cue stand, and the classifier says how sure it is; where none does the
classifier speaks alone, and its stance has no cue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from spacy.tokens import Token

from schemas.records import Entity, Quote, Span, Stance, Tone
from service.lexicons.reader import Lexicon, StanceLexicon
from service.pipeline.actors import Actors, by_character
from service.pipeline.stances.acts import act_frames
from service.pipeline.stances.classifier import StanceClassifier
from service.pipeline.stances.findings import Found
from service.pipeline.stances.frames import adjective_frames, after_preposition, noun_frames, role_frames, verb_frames
from service.pipeline.stances.judgements import Calling, called, callings, held_responsible, said_of, stands_against
from service.pipeline.stances.parties import make_stances, not_held
from service.pipeline.stances.reading import Judged, is_read, judge
from service.pipeline.stances.weighing import Scales, seen, spoken, weighed, with_holders
from service.pipeline.syntax import possessor

TWO_STEPS = 0.5
"""How sure it is that who backs the foes of somebody is against him."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The stances of a text, the tone of each mention by its place, and how many pairs nobody was asked about."""

    stances: tuple[Stance, ...]
    tones: Mapping[tuple[int, int], Tone]
    skipped: int


def find_stances(
    actors: Actors, quotes: tuple[Quote, ...], lexicon: Lexicon, classifier: StanceClassifier, scales: Scales
) -> Standing:
    """All stances of the body, the title and the highlights, in text order; duplicates are left alone."""
    held = by_character(quotes)
    asked = {
        sentence.start: found
        for sentence in actors.doc.sents
        if is_read(sentence, actors) and (found := list(callings(sentence, lexicon.stances)))
    }
    judged = judge(actors, lexicon.stances, classifier, {n: [c.about for c in found] for n, found in asked.items()})
    said = {n: told for n, found in asked.items() if (told := judgements_of(found, judged))}
    ruled, denied = by_rule(actors, held, lexicon, said)
    stances = list(weighed(ruled, judged.pairs, actors, scales))
    open_pairs = [pair for pair in judged.pairs if pair.between not in denied]
    stances = with_holders(stances, open_pairs, actors, scales)
    stances += seen(open_pairs, stances, actors, held, scales)
    stances += spoken(judged.tones, stances, actors, held, scales)
    stances.sort(key=place)
    numbered = tuple(replace(stance, id=f"s{n}") for n, stance in enumerate(stances, 1))
    tones = {(at.mention.start, at.mention.end): tone for at, tone in judged.tones}
    return Standing(numbered, tones, judged.skipped)


def with_tones(entities: Sequence[Entity], tones: Mapping[tuple[int, int], Tone]) -> tuple[Entity, ...]:
    """The entities with what each sentence says of them."""
    return tuple(
        replace(entity, mentions=tuple(replace(m, tone=tones.get((m.start, m.end))) for m in entity.mentions))
        for entity in entities
    )


def judgements_of(asked: Sequence[Calling], judged: Judged) -> list[Found]:
    """The judgements of a sentence whose tone is clear."""
    found = (calling.found(judged.leans.get(calling.about, 0.0)) for calling in asked)
    return [judgement for judgement in found if judgement is not None]


def by_rule(
    actors: Actors, held: Mapping[int, Quote], lexicon: Lexicon, said: Mapping[int, Sequence[Found]]
) -> tuple[list[Stance], set[tuple[int, frozenset[str]]]]:
    """The stances that the lexicon finds, and the pairs between whom a sentence says that there is none.

    Beside them those that were found before, by the first token of their sentence.
    """
    drafts: list[Stance] = []
    denied: set[tuple[int, frozenset[str]]] = set()
    for sentence in actors.doc.sents:
        if not is_read(sentence, actors):
            continue
        segment = actors.positions.block(sentence.start_char).segment
        ruled = (found for token in sentence for found in frames(token, held, lexicon.stances))
        for found in (*ruled, *said.get(sentence.start, ())):
            drafts.extend(make_stances(found, actors, held, segment, lexicon))
            denied.update(not_held(found, actors))
    drafts.sort(key=place)
    return unique(drafts), denied


def place(stance: Stance) -> tuple[int, int, int]:
    """Where a stance stands in the text."""
    target = stance.target.span
    return (stance.cue or target).start, target.start, target.end


def unique(drafts: list[Stance]) -> list[Stance]:
    """One stance for one holder and target where the cues overlap: "paid tribute" is no second one beside "tribute"."""
    kept: dict[object, list[Stance]] = {}
    for stance in drafts:
        same = kept.setdefault((stance.holder.span, stance.target.span, stance.polarity), [])
        if not any(overlap(stance.cue, other.cue) for other in same):
            same.append(stance)
    return sorted((stance for same in kept.values() for stance in same), key=place)


def overlap(a: Span | None, b: Span | None) -> bool:
    """True for two stretches with a character in common."""
    return a is not None and b is not None and a.start < b.end and b.start < a.end


def frames(token: Token, held: Mapping[int, Quote], lexicon: StanceLexicon) -> Iterator[Found]:
    """Every frame that a word opens, and what follows from it."""
    for found in opened(token, held, lexicon):
        yield found
        yield from beyond(found, lexicon)


def opened(token: Token, held: Mapping[int, Quote], lexicon: StanceLexicon) -> Iterator[Found]:
    """Every frame that a word opens."""
    lemma = token.lemma_.lower()
    if token.tag_ == "VBN" and token.dep_ == "acl" and token.lower_ in lexicon.adjectives:
        found = list(adjective_frames(token, lexicon.adjectives[token.lower_], lexicon))
        if found:  # "villagers opposed to the mine" are opposed by nobody
            yield from found
            return
    if token.pos_ in ("VERB", "AUX"):
        yield from verbal(token, lemma, held, lexicon)
    elif token.pos_ in ("NOUN", "PROPN"):
        if lemma in lexicon.roles:
            yield from role_frames(token, lexicon.roles[lemma], lexicon)
        elif lemma in lexicon.nouns:
            yield from noun_frames(token, lexicon.nouns[lemma], lexicon)
    if token.pos_ in ("ADJ", "VERB") and token.lower_ in lexicon.adjectives:
        yield from adjective_frames(token, lexicon.adjectives[token.lower_], lexicon)


def verbal(verb: Token, lemma: str, held: Mapping[int, Quote], lexicon: StanceLexicon) -> Iterator[Found]:
    """The frames of a verb: of its own, else with its object, else by what it calls somebody."""
    yield from said_of(verb, held, lexicon)
    options, some = lexicon.verbs.get(lemma, ()), False
    yield from stands_against(verb, lexicon)
    sources = (held_responsible, act_frames, partial(verb_frames, options=options), called)
    for source in (find(verb, lexicon=lexicon) for find in sources):
        for found in source:
            some = True
            yield found
        if some:
            return


def beyond(found: Found, lexicon: StanceLexicon) -> Iterator[Found]:
    """Two steps: who supports "foes of Assad" or "sanctions on Assad" is against Assad."""
    lemma = found.target.lemma_.lower()
    frames = lexicon.roles.get(lemma, ())
    if found.frame.score > 0:
        frames = (*frames, *(frame for frame in lexicon.nouns.get(lemma, ()) if frame.score < 0))
    for frame in frames:
        target = after_preposition(found.target, frame.target)[0]
        if target is None and lemma in lexicon.roles:
            target = possessor(found.target)
        if target is not None:
            score = found.frame.score * (1 if frame.score > 0 else -1)
            turned = replace(found.frame, score=score)
            yield replace(found, target=target, frame=turned, certainty=TWO_STEPS)
            return
