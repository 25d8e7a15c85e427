"""Frozen records for an article in and a structure out, and their closed vocabularies.

A span's offsets are Unicode code points of the text as sent (or UTF-16 units when asked for), end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

SCHEMA_VERSION = "1.0"

Layer = Literal["entities", "quotes", "figures", "stances"]
OffsetUnit = Literal["code_point", "utf16"]
SegmentKind = Literal[
    "title", "highlights", "dateline", "caption", "credit", "image_file", "media_time",
    "subheading", "byline", "promo", "duplicate", "boilerplate",
]  # fmt: skip
EntityType = Literal[
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
]  # fmt: skip
MentionKind = Literal["name", "nominal", "pronoun"]
QuoteType = Literal["direct", "indirect", "mixed"]
QuoteRule = Literal[
    "tag", "introduction", "letterhead", "dash", "clause", "according_to", "bare_cue", "put_at", "continuation",
    "transcript", "colon", "noun", "infinitive", "rest_of_sentence", "act", "floating",
]  # fmt: skip
"""What made a quote of a stretch, the surest first; docs/api.md has an example of each."""
Status = Literal["resolved", "unresolved", "implicit", "unattributed"]
Reason = Literal["no_antecedent", "ambiguous", "continuation", "not_stated"]
FigureKind = Literal[
    "count", "money", "percent", "ratio", "measure", "duration", "age", "date", "time", "ordinal", "score",
    "rank", "identifier",
]  # fmt: skip
Modifier = Literal[
    "exact", "at_least", "at_most", "more_than", "less_than", "about", "nearly", "between", "vague",
]  # fmt: skip
Direction = Literal["rise", "fall"]
Polarity = Literal["for", "against", "neutral"]
Attitude = Literal[
    "support", "praise", "agree", "thank", "promise", "welcome", "deny", "regret", "doubt", "criticise", "blame",
    "accuse", "denounce", "reject", "oppose", "threaten", "demand", "warn", "attack", "sympathise",
    "aid", "concede", "protest", "coerce", "sanction",
]  # fmt: skip
Context = Literal["narration", "quote"]
Method = Literal["rule", "classifier", "both"]
RelationKind = Literal[
    "conflict", "agreement", "update", "subset", "conversion", "contradiction", "same_claim", "metonymy",
    "position",
]  # fmt: skip
EventKind = Literal[
    "kill", "wound", "arrest", "kidnap", "displace", "missing", "protest", "infect", "destroy", "rescue", "dismiss",
]  # fmt: skip
WarningCode = Literal[
    "unresolved_speaker", "unresolved_source", "unresolved_holder", "unclosed_quotation", "long_run_skipped",
    "pairs_skipped",
]  # fmt: skip

LAYERS: tuple[Layer, ...] = get_args(Layer)


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is wanted.

    `explain` puts into each quote why it is one; quotes, figures and stances below `min_confidence` are left out.
    """

    offsets: OffsetUnit = "code_point"
    explain: bool = False
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a client sent it."""

    text: str
    id: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    layers: tuple[Layer, ...] = LAYERS
    extracted: bool = False
    """True when `text` was taken out of a page, so that the answer must return it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: `sent[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was structured."""

    id: str
    language: str
    length: int
    offset_unit: OffsetUnit
    title: str | None
    url: str | None
    published: str | None
    text: str | None = None
    """Only for a page: the extracted text that all spans refer to."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that is not body text. `duplicate_of` is the first occurrence of what a duplicate repeats."""

    id: str
    kind: SegmentKind
    span: Span
    duplicate_of: Span | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """What a sentence says of the entity that is mentioned in it."""

    polarity: Polarity
    score: float


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text that means an entity."""

    start: int
    end: int
    text: str
    kind: MentionKind
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One actor, place or thing with all its mentions, in text order."""

    id: str
    name: str
    type: EntityType | None
    aliases: tuple[str, ...]
    role: str | None
    kb_id: str | None
    salience: float
    named: bool
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """A speaker, source or holder: the words that name it, the entity they lead to, or why they lead nowhere."""

    span: Span | None
    entity: str | None
    name: str | None
    status: Status
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead to an entity, or to none."""

    span: Span
    entity: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Who said what. `segment` is set when the quote stands only in that title or highlight; `why` when asked for."""

    id: str
    type: QuoteType
    content: tuple[Span, ...]
    cue: Span | None
    speaker: Party
    via: tuple[Reference, ...]
    addressee: Reference | None
    segment: str | None
    confidence: float
    why: QuoteRule | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """The time that a figure holds for."""

    span: Span
    iso: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A rise or a fall; `from_` and `to` are ids of figures of the same answer."""

    direction: Direction
    from_: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """Per what a figure is said: "share", "square foot", "day"; `unit` is set when the words name one."""

    span: Span
    unit: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that means something.

    `measured` is the thing that is counted or measured, `subject` whose or by whom: the clinic of "the clinic's 700
    patients". `hedge` are words like "an estimated" or "reportedly", `whole` the id of the figure that this one is
    a part of, `converts` of the one that it gives again in another unit.
    """

    id: str
    span: Span
    kind: FigureKind
    value: float | None
    low: float | None
    high: float | None
    modifier: Modifier
    unit: str | None
    per: Rate | None
    measured: Span | None
    subject: Reference | None
    event: Span | None
    event_kind: EventKind | None
    source: Party
    via: tuple[Reference, ...]
    hedge: Span | None
    time: Moment | None
    change: Change | None
    whole: str | None
    converts: str | None
    quote: str | None
    segment: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Stance:
    """Who stands where toward whom, with the words that show it."""

    id: str
    holder: Party
    target: Reference
    polarity: Polarity
    score: float
    attitude: Attitude | None
    cue: Span | None
    evidence: Span
    context: Context
    quote: str | None
    ascribed_by: Reference | None
    segment: str | None
    confidence: float
    method: Method


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stances are for, against and neutral."""

    for_: int
    against: int
    neutral: int


@dataclass(frozen=True, slots=True)
class Relation:
    """Items of the answer that belong together, and why; `tally` counts the stances of a position."""

    kind: RelationKind
    items: tuple[str, ...]
    why: str
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader of the answer should know; `item` is the id it is about, when there is one."""

    code: WarningCode
    item: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Model:
    """The spaCy pipeline that read the text."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the answer."""

    service: str
    schema: str
    rules: str
    model: Model


@dataclass(frozen=True, slots=True)
class Structure:
    """The whole answer. A layer that was not asked for is None and absent on the wire."""

    document: Document
    segments: tuple[Segment, ...]
    entities: tuple[Entity, ...] | None
    quotes: tuple[Quote, ...] | None
    figures: tuple[Figure, ...] | None
    stances: tuple[Stance, ...] | None
    relations: tuple[Relation, ...]
    warnings: tuple[Caution, ...]
    provenance: Provenance
    schema_version: str = SCHEMA_VERSION
