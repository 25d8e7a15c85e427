"""Figures as they are set against each other: what they count, where, when, and how their sentence dates them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Token

from schemas.records import Figure, Span
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import Actors
from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.syntax import root_of

MAX_GROUP = 100
"""The most figures of one event that are compared: a table of numbers is no article."""
EVENT_NOUN = "victim"
"""The group of nouns that name the event itself: "arrests" are of anybody."""
COMPARABLE = frozenset({"count", "money", "percent", "measure", "duration"})
PLACED = frozenset({"in", "at", "near", "outside", "on", "around", "inside", "across", "off"})
NAMES = frozenset({"NORP", "GPE", "ORG"})
PLACES = frozenset({"GPE", "LOC", "FAC"})
CONTENT = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
OLD = re.compile(
    r"\b(?:earlier|initial|preliminary|previous)\s+(?:(?:death\s+)?(?:toll|count|figure|estimate|number|tally)\s+of\s+)?$|"
    r"\b(?:initially|previously|earlier|first)\s+(?:said|put|reported|spoke|estimated|given|told|counted|gave)\b|"
    r"\bat first\b|\b(?:up|down) from\b|\bfrom an?\b", re.I,
)  # fmt: skip
"""Words before a number that say that it is no longer the last one."""
NEW = re.compile(
    r"\b(?:revised|updat\w+ (?:an?|the|its|their)|risen to|rises to|rose to|rising to|climbed to|climbs to|grew to|"
    r"raised (?:it|the \w+) to|(?:death )?toll (?:has )?r\w+ to)\b", re.I,
)  # fmt: skip
"""Words that say that a number takes the place of an earlier one."""
LATER = re.compile(r"\b(?:later|now|by (?:evening|night|nightfall|noon|midday|\w+day))\b", re.I)
"""Words that may say so, of a larger number in the next sentence."""
PART = re.compile(r"\s*(?:\w+\s+)?of (?:the|them|whom|those|these)\b")
"""Words behind a number that is a part of others."""
ASIDE = re.compile(
    r"\b(?:meanwhile|elsewhere|separately|in a separate|in other|further (?:north|south|east|west))\b|"
    r"(?<!said )\balso\b(?! (?:said|says|reported|put|told|counted))", re.I,
)  # fmt: skip
"""Words that turn to another event."""
CUMULATIVE = re.compile(
    r"\bsince\b|\bso far\b|\b(?:over|in) the (?:past|last)\b|\bin \d+ (?:hours|days|weeks|months|years)\b|"
    r"\b(?:war|conflict|uprising)\b[^.]{0,30}\b(?:began|begun|started|erupted|broke)\b", re.I,
)  # fmt: skip
"""Words of a number that has grown over a time."""
MORE = frozenset({"other", "more", "another", "additional", "further"})
"""Words of a count that comes on top of another one."""
TOTAL = re.compile(
    r"\bamong (?:at least |about |some )?(?:the )?(?=[\w,]+ (?:people|dead|killed|others|civilians))|"
    r"\b(?:on both sides|combined|bring\w*|brought|total of|in total|in all|altogether|overall|so far this)\b", re.I,
)  # fmt: skip
"""Words of a running total, which holds more than the event told."""
PAST = re.compile(
    r"\b(?:in|since) (?:19|20)\d\d\b|\b(?:earlier|last) (?:this |in the )?(?:year|month|week)\b|"
    r"\b(?:years?|months?|weeks?) ago\b|\bsimilar\b|\banother\b", re.I,
)  # fmt: skip
"""Words that tell of another, earlier event."""
CLAUSE_END = re.compile(r"[;.]\s|,?\s(?:while|but|whereas|although|though)\s", re.I)
LOOK_BACK = 6
"""The most words between "in" and its place."""
NEAR = 45
"""The most characters between a number and the words that date it."""


class Counted(Protocol):
    """A figure and what it counts, in words that can be set against those of another one: see `Claim`."""

    @property
    def figure(self) -> Figure:
        """The figure."""

    @property
    def thing(self) -> str | None:
        """The dictionary form of the noun that it counts."""

    @property
    def about(self) -> frozenset[str]:
        """All content words of what it counts."""

    @property
    def group(self) -> str | None:
        """The noun's group of the lexicon."""

    @property
    def peoples(self) -> frozenset[str]:
        """Nations and names in what it counts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that can be set against others.

    `thing` is the dictionary form of the noun that it counts, `about` all content words of it, `group` its group of
    the lexicon, `sentence` the number of its sentence, `event` the dictionary form of its event. `old`, `new` and
    `later` tell that words date it against another count of the same, `total` that it holds more than one event,
    `past` that it tells of an earlier one, `grown` that it counts over a time, `aside` that its sentence turns to
    another event, `part` that it is a part of another figure, `level` that its verb only puts a number to it.
    """

    figure: Figure
    thing: str | None
    about: frozenset[str]
    group: str | None
    places: frozenset[str]
    peoples: frozenset[str]
    sentence: int
    event: str | None
    old: bool
    new: bool
    later: bool
    grown: bool
    aside: bool
    part: bool
    level: bool
    total: bool
    past: bool


def make_claims(figures: tuple[Figure, ...], actors: Actors, lexicon: FigureLexicon) -> list[list[Claim]]:
    """Figures that can be set against each other, in groups of one kind, unit and event or thing.

    A run of words too long for a sentence has no claims: nothing can be read off it.
    """
    groups: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.kind not in COMPARABLE or figure.modifier == "vague" or is_on_top(figure):
            continue
        start, end = actors.positions.sentence(actors.positions.token(figure.span.start))
        head = head_of(figure.measured, actors) if figure.event_kind is None else None
        about = figure.event_kind or (head.lemma_.lower() if head is not None else None)
        if about is not None and end - start <= LONG_SENTENCE:
            groups[about, figure.kind, figure.unit, figure.per.unit if figure.per else None].append(figure)
    return [
        [make_claim(figure, actors, lexicon) for figure in group[:MAX_GROUP]]
        for group in groups.values()
        if len(group) > 1
    ]


def make_claim(figure: Figure, actors: Actors, lexicon: FigureLexicon) -> Claim:
    """A figure as a claim."""
    token = actors.positions.token(figure.span.start)
    start, end = actors.positions.sentence(token)
    text = actors.text
    begin, stop = actors.doc[start].idx, actors.doc[end - 1].idx + len(actors.doc[end - 1])
    left, right = clause_around(text, figure.span, begin, stop)
    head = head_of(figure.measured, actors)
    thing = head.lemma_.lower() if head is not None and head.lower_ not in ("own", "others", "more") else None
    before = text[max(left, figure.span.start - NEAR) : figure.span.start]
    after = text[figure.span.end : min(right, figure.span.end + NEAR)]
    nearest = before[re_last_number(before) :]
    past = bool(PAST.search(text[left:right])) and "since " not in text[left:right]
    event = actors.positions.token(figure.event.start) if figure.event is not None else None
    return Claim(
        figure=figure,
        thing=thing,
        about=frozenset(lemmas(figure.measured, actors)),
        group=group_of(thing, lexicon),
        places=places(token, start, end, actors),
        peoples=peoples(figure.measured, actors),
        sentence=actors.positions.sentence_index(token),
        event=event.lemma_.lower() if event is not None else None,
        old=not past and (bool(OLD.search(nearest)) or bool(OLD.match(after.lstrip())) or earlier_behind(after)),
        new=not past and bool(NEW.search(text[left : figure.span.start])),
        later=not past and bool(LATER.search(text[left : figure.span.start])),
        grown=bool(CUMULATIVE.search(text[left:right])),
        aside=bool(ASIDE.search(text[begin:right])),
        level=event is None or event.lemma_.lower() in lexicon.verbs["level"],
        part=figure.whole is not None or PART.match(text, figure.span.end) is not None,
        total=bool(TOTAL.search(text[left:right])),
        past=past,
    )


def group_of(thing: str | None, lexicon: FigureLexicon) -> str | None:
    """The group of a noun that is counted: soldiers are no civilians, people may be either."""
    return lexicon.groups.get(thing, EVENT_NOUN if thing in lexicon.events else None) if thing else None


def is_on_top(figure: Figure) -> bool:
    """True for a count that adds to another one: "nine other men", "40 more", "a man"; it rivals nothing."""
    words = figure.measured.text.lower().split() if figure.measured is not None else []
    return figure.span.text.lower() in ("a", "an") or not MORE.isdisjoint(words)


def clause_around(text: str, span: Span, begin: int, stop: int) -> tuple[int, int]:
    """The characters of the clause that a figure stands in, cut at semicolons and at "while" and "but"."""
    left = begin
    for match in CLAUSE_END.finditer(text, begin, span.start):
        left = match.end()
    ended = CLAUSE_END.search(text, span.end, stop)
    return left, ended.start() if ended else stop


def re_last_number(text: str) -> int:
    """Where the words behind the last number of a stretch begin."""
    found = 0
    for match in re.finditer(r"\d[\d.,]*", text):
        found = match.end()
    return found


def earlier_behind(after: str) -> bool:
    """True for the "a day earlier" right behind a number, before another one."""
    return re.match(r"[^\d,;.]{0,15}\ban? (?:day|week|month) (?:earlier|before)\b", after) is not None


def head_of(span: Span | None, actors: Actors) -> Token | None:
    """The noun that a phrase hangs on."""
    return root_of(actors.positions.tokens(span.start, span.end), actors.doc) if span is not None else None


def words_of(span: Span | None, actors: Actors) -> Iterable[Token]:
    """The tokens of a span; none without one."""
    return actors.doc[slice(*actors.positions.tokens(span.start, span.end))] if span is not None else ()


def lemmas(span: Span | None, actors: Actors) -> list[str]:
    """The dictionary forms of the content words of a span."""
    return [t.lemma_.lower() for t in words_of(span, actors) if t.pos_ in CONTENT]


def places(number: Token, start: int, end: int, actors: Actors) -> frozenset[str]:
    """Where something happened: the places between the numbers around it, else the only one of its sentence."""
    doc = actors.doc
    named = [(token.i, place_id(token, actors)) for token in doc[start:end] if is_place(token, start)]
    numbers = [t.i for t in doc[start:end] if t.pos_ == "NUM" and t.ent_type_ not in ("DATE", "TIME")]
    left = max((i for i in numbers if i < number.i), default=start - 1)
    right = min((i for i in numbers if i > number.i + 2), default=end)
    near = frozenset(place for i, place in named if left < i < right)
    every = frozenset(place for _, place in named)
    return near or (every if len(every) == 1 else frozenset())


def is_place(token: Token, start: int) -> bool:
    """True for the first word of a place that "in", "near" and the like lead to."""
    if token.ent_type_ not in PLACES or token.ent_iob_ != "B":
        return False
    before = token.i - 1
    while before > start and before > token.i - LOOK_BACK and token.doc[before].pos_ in ("DET", "ADJ", "NOUN", "PROPN"):
        before -= 1
    return token.doc[before].lower_ in PLACED


def place_id(token: Token, actors: Actors) -> str:
    """The entity of a place, else its word."""
    entity = actors.at(token)
    return entity.id if entity is not None else token.lower_


def is_name(token: Token) -> bool:
    """True for a word in a capital that modifies a noun: a nation that the tagger does not know."""
    return token.text[:1].isupper() and token.dep_ in ("compound", "amod", "nmod")


def peoples(span: Span | None, actors: Actors) -> frozenset[str]:
    """The nations and names in what is counted: Syrian of "Syrian soldiers"."""
    words = words_of(span, actors)
    return frozenset(t.lemma_.lower() for t in words if t.ent_type_ in NAMES or t.pos_ == "PROPN" or is_name(t))
