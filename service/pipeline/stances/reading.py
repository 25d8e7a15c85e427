"""What the classifier says of each sentence: of two entities in it, and of each mention."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from spacy.tokens import Span as Tokens

from schemas.records import Entity, Mention, Polarity, Tone
from service.lexicons.reader import StanceLexicon
from service.pipeline.actors import Actors
from service.pipeline.positions import LONG_SENTENCE, Phrase
from service.pipeline.recognizer import pieces_of
from service.pipeline.segments import READ
from service.pipeline.stances.classifier import TONES, Asked, StanceClassifier, read_sentence

MAX_PAIRS = 600
"""The most pairs of entities of one text that the classifier is asked; the answer warns of the others."""
MAX_ENTITIES = 16
"""The most entities of one sentence that are paired: more stand in a list or a table."""
MAX_PIECES = 25_000
"""The most word pieces of one text that the classifier reads: what 100,000 characters of news have, with room."""
HOLDERS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
"""Types of entity that can hold a stance."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with its entity, as a token range."""

    phrase: Phrase
    entity: Entity
    mention: Mention


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of two mentions of a sentence; `chances` are those of PAIR_CLASSES."""

    sentence: Phrase
    first: Place
    second: Place
    chances: tuple[float, ...]

    @property
    def between(self) -> tuple[int, frozenset[str]]:
        """Where the sentence begins, and the two entities."""
        return self.sentence[0], frozenset((self.first.entity.id, self.second.entity.id))

    def of(self, holder: str, polarity: Polarity) -> float:
        """How likely it is that an entity, one of the two, stands so toward the other."""
        return self.chances[(1 if polarity == "for" else 3) + (holder != self.first.entity.id)]

    def best(self) -> tuple[Place, Place, Polarity, float]:
        """The likeliest stance of one of the two who can hold one: holder, target, polarity, chance."""
        able = [n for n in range(1, 5) if (self.first if n % 2 else self.second).entity.type in HOLDERS]
        best = max(able, key=lambda n: self.chances[n])
        parties = (self.first, self.second) if best % 2 else (self.second, self.first)
        return *parties, "for" if best <= 2 else "against", self.chances[best]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the classifier says of a text.

    Pairs in text order, tones of mentions, how many pairs were not asked, and how far the tone of a sentence leans
    toward each of the other phrases that were asked.
    """

    pairs: tuple[Judgement, ...]
    tones: tuple[tuple[Place, Tone], ...]
    skipped: int
    leans: Mapping[Phrase, float]


def judge(
    actors: Actors,
    lexicon: StanceLexicon,
    classifier: StanceClassifier,
    others: Mapping[int, Sequence[Phrase]] | None = None,
) -> Judged:
    """Ask the classifier about every sentence of the body, the title and the highlights that mentions somebody.

    Also about the tone toward other phrases, given by the first token of their sentence.
    """
    others = others or {}
    places = mentions(actors)
    if not places and not others:
        return Judged((), (), 0, {})
    cut = pieces_of(actors.doc)
    starts = [place.phrase[0] for place in places]
    asked: list[Asked] = []
    about: list[tuple[Tokens, list[tuple[Place, Place]], list[Place], Sequence[Phrase]]] = []
    left, room, skipped = MAX_PAIRS, MAX_PIECES, 0
    for sentence in actors.doc.sents:
        here = places[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        more = others.get(sentence.start, ())
        if not (here or more) or not is_read(sentence, actors):
            continue
        read = read_sentence(actors.doc, cut, sentence.start, sentence.end, lexicon)
        pairs = list(paired(here))
        skipped += too_many(here)
        if read is None or len(read.pieces) > room:
            skipped += len(pairs)
            continue
        room -= len(read.pieces)
        skipped += max(0, len(pairs) - left)
        pairs = pairs[: max(0, left)]
        left -= len(pairs)
        asked.append(Asked(read, [(a.phrase, b.phrase) for a, b in pairs], [*(place.phrase for place in here), *more]))
        about.append((sentence, pairs, here, more))
    told: list[Judgement] = []
    tones: list[tuple[Place, Tone]] = []
    leans: dict[Phrase, float] = {}
    for (sentence, pairs, here, more), (five, three) in zip(about, classifier.judge(actors.doc, asked), strict=True):
        for (a, b), chance in zip(pairs, five.tolist(), strict=True):
            told.append(Judgement((sentence.start, sentence.end), a, b, tuple(chance)))
        found = [tone_of(chance) for chance in three.tolist()]
        tones.extend(zip(here, found, strict=False))
        leans.update((phrase, tone.score) for phrase, tone in zip(more, found[len(here) :], strict=True))
    return Judged(tuple(told), tuple(tones), skipped, leans)


def is_read(sentence: Tokens, actors: Actors) -> bool:
    """True for a sentence in which stances are looked for."""
    return len(sentence) <= LONG_SENTENCE and actors.positions.block(sentence.start_char).kind in READ


def mentions(actors: Actors) -> list[Place]:
    """All mentions of all entities, in text order."""
    found = [
        Place(actors.positions.tokens(mention.start, mention.end), entity, mention)
        for entity in actors.entities
        for mention in entity.mentions
    ]
    return sorted(found, key=lambda place: place.phrase)


def paired(places: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Two entities of a sentence each, by those of their mentions that stand next to each other."""
    by_entity: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_entity[place.entity.id].append(place)
    for ours, theirs in combinations(list(by_entity.values())[:MAX_ENTITIES], 2):
        if ours[0].entity.type not in HOLDERS and theirs[0].entity.type not in HOLDERS:
            continue
        near = [(abs(a.phrase[0] - b.phrase[0]), a, b) for a in ours for b in theirs if apart(a, b)]
        if near:
            _, a, b = min(near, key=lambda pair: pair[0])
            yield (a, b) if a.phrase < b.phrase else (b, a)


def too_many(places: Sequence[Place]) -> int:
    """How many pairs are left out where a sentence names more entities than are paired."""
    count = len({place.entity.id for place in places})
    return comb(count, 2) - comb(min(count, MAX_ENTITIES), 2)


def apart(a: Place, b: Place) -> bool:
    """True for mentions that have no token in common."""
    return a.phrase[1] <= b.phrase[0] or b.phrase[1] <= a.phrase[0]


def tone_of(chance: Sequence[float]) -> Tone:
    """The likeliest tone, and from -1 to 1 how far it leans."""
    best = max(range(len(TONES)), key=lambda n: chance[n])
    return Tone(TONES[best], round(chance[1] - chance[2], 2))  # type: ignore[arg-type]
