"""What several articles have in common and where they part: frozen records, and their schema on the wire.

`article` is the place of an article in the request, from 0. Spans are offsets of that article's text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as record_fields
from typing import Any, Literal, TypeVar

import orjson
from marshmallow import fields, validate

from schemas.records import SCHEMA_VERSION, Document, OffsetUnit, Span
from schemas.response import (
    DocumentSchema,
    InvalidStructure,
    RecordSchema,
    SpanSchema,
    identifier,
    listed,
    nested,
    number,
    one_of,
    slicer,
    string,
    whole_number,
)

View = Literal["versions", "outlets"]
PairKind = Literal["same_text", "near_identical", "shared_passages", "independent"]
SameWhy = Literal["kb_id", "name", "alias", "surname"]
OriginWhy = Literal["near_identical", "dateline", "via"]
Outcome = Literal["agreement", "compatible", "conflict", "changed", "added", "removed", "only"]
Wording = Literal["same", "cut", "reworded", "added", "removed", "only"]
Standing = Literal["for", "against", "neutral", "mixed"]
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Compared:
    """An article that was compared."""

    article: int
    document: Document


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one of the articles."""

    article: int
    span: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The same words in two articles."""

    places: tuple[Place, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Pair:
    """How much of the shorter of two articles stands in the other, quotations not counted."""

    articles: tuple[int, ...]
    kind: PairKind
    shared: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Articles that rest on one source, so that one does not confirm the other."""

    id: str
    name: str | None
    why: OriginWhy
    articles: tuple[int, ...]
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An entity of one of the articles."""

    article: int
    entity: str


@dataclass(frozen=True, slots=True)
class SharedEntity:
    """One actor, place or thing in several articles, and what tells that it is one."""

    id: str
    name: str
    type: str | None
    kb_id: str | None
    why: SameWhy
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class SaidOf:
    """A figure of one of the articles; `source` is the name of who says it, `entity` who that is across articles."""

    article: int
    figure: str
    span: Span
    source: str | None
    entity: str | None


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a figure, who has it, and how many of them do not rest on each other."""

    shown: str
    value: float | None
    low: float | None
    high: float | None
    independent: int
    entries: tuple[SaidOf, ...]


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure with the values that the articles give it."""

    kind: Outcome
    what: str
    unit: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """A quote in one of the articles; `omits` are words of the fullest one that it leaves out."""

    article: int
    quote: str
    content: tuple[Span, ...]
    speaker: str | None
    entity: str | None
    omits: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ComparedQuote:
    """One quotation as the articles have it. `fullest` is the place in `entries` of the longest."""

    kind: Wording
    speakers_differ: bool
    fullest: int
    entries: tuple[Wordings, ...]


@dataclass(frozen=True, slots=True)
class HeldIn:
    """What one article says of a holder and a target: its stances, and where they stand."""

    article: int
    standing: Standing
    stances: tuple[str, ...]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ComparedStance:
    """Who stands where toward whom, article by article; `holder` and `target` are names."""

    kind: Outcome
    holder: str
    holder_entity: str | None
    target: str
    target_entity: str | None
    entries: tuple[HeldIn, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What several articles have in common and where they part."""

    view: View
    offset_unit: OffsetUnit
    articles: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
    origins: tuple[Origin, ...]
    entities: tuple[SharedEntity, ...]
    figures: tuple[ComparedFigure, ...]
    quotes: tuple[ComparedQuote, ...]
    stances: tuple[ComparedStance, ...]
    schema_version: str = SCHEMA_VERSION


def shared_id(*, description: str = "") -> fields.String:
    """The id of an entity across articles, or null."""
    return identifier("x", nullable=True, description=description)


def article_number() -> fields.Integer:
    """Which article."""
    return whole_number(metadata={"description": "The place of the article in the request, from 0."})


def article_numbers() -> fields.List[Any]:
    """Which articles."""
    return fields.List(article_number(), required=True, validate=validate.Length(min=2))


class ComparedSchema(RecordSchema):
    """An article that was compared."""

    record = Compared
    article = article_number()
    document = nested(DocumentSchema)


class PlaceSchema(RecordSchema):
    """A stretch of one of the articles."""

    record = Place
    article = article_number()
    span = nested(SpanSchema)


class PassageSchema(RecordSchema):
    """The same words in two articles."""

    record = Passage
    places = listed(PlaceSchema)
    words = whole_number()


class PairSchema(RecordSchema):
    """Two articles, and how much of the shorter one stands in the other."""

    record = Pair
    articles = article_numbers()
    kind = one_of(PairKind)
    shared = number(low=0, high=1, description="Share of the shorter article's words, quotations not counted.")
    passages = listed(PassageSchema)


class OriginSchema(RecordSchema):
    """Articles that rest on one source."""

    record = Origin
    id = identifier("o")
    name = string(nullable=True, description="The agency, where it is named.")
    why = one_of(OriginWhy)
    articles = article_numbers()
    evidence = listed(PlaceSchema)


class MemberSchema(RecordSchema):
    """An entity of one of the articles."""

    record = Member
    article = article_number()
    entity = identifier("e")


class SharedEntitySchema(RecordSchema):
    """One actor, place or thing in several articles."""

    record = SharedEntity
    id = identifier("x")
    name = string()
    type = string(nullable=True)
    kb_id = string(nullable=True)
    why = one_of(SameWhy, description="What tells that it is one.")
    members = listed(MemberSchema)


class SaidOfSchema(RecordSchema):
    """A figure of one of the articles."""

    record = SaidOf
    article = article_number()
    figure = identifier("f")
    span = nested(SpanSchema)
    source = string(nullable=True, description="The name of who says it.")
    entity = shared_id(description="Who that is across articles.")


class ValueSchema(RecordSchema):
    """One value of a figure."""

    record = Value
    shown = string(description="For a reader: 62, more than 60.")
    value = number(nullable=True)
    low = number(nullable=True)
    high = number(nullable=True)
    independent = whole_number(
        metadata={"description": "How many of the entries do not rest on each other: one for each source or origin."}
    )
    entries = listed(SaidOfSchema)


class ComparedFigureSchema(RecordSchema):
    """One figure with the values that the articles give it."""

    record = ComparedFigure
    kind = one_of(Outcome)
    what = string(description="For a reader: what is counted or measured.")
    unit = string(nullable=True)
    values = listed(ValueSchema)


class WordingsSchema(RecordSchema):
    """A quote in one of the articles."""

    record = Wordings
    article = article_number()
    quote = identifier("q")
    content = listed(SpanSchema)
    speaker = string(nullable=True)
    entity = shared_id(description="Who that is across articles.")
    omits = fields.List(
        fields.Nested(PlaceSchema),
        required=True,
        metadata={"description": "Words of the fullest entry that this one leaves out."},
    )


class ComparedQuoteSchema(RecordSchema):
    """One quotation as the articles have it."""

    record = ComparedQuote
    kind = one_of(Wording)
    speakers_differ = fields.Boolean(required=True, metadata={"description": "True: not the same person is named."})
    fullest = whole_number(metadata={"description": "The place in entries of the longest."})
    entries = listed(WordingsSchema)


class HeldInSchema(RecordSchema):
    """What one article says of a holder and a target."""

    record = HeldIn
    article = article_number()
    standing = one_of(Standing)
    stances = fields.List(identifier("s"), required=True)
    evidence = listed(SpanSchema)


class ComparedStanceSchema(RecordSchema):
    """Who stands where toward whom, article by article."""

    record = ComparedStance
    kind = one_of(Outcome)
    holder = string()
    holder_entity = shared_id()
    target = string()
    target_entity = shared_id()
    entries = listed(HeldInSchema)


class ComparisonSchema(RecordSchema):
    """What several articles have in common and where they part."""

    record = Comparison
    schema_version = string()
    view = one_of(View, description="versions: of one article, in order; outlets: on one event.")
    offset_unit = one_of(OffsetUnit)
    articles = listed(ComparedSchema)
    pairs = listed(PairSchema)
    origins = listed(OriginSchema)
    entities = listed(SharedEntitySchema)
    figures = listed(ComparedFigureSchema)
    quotes = listed(ComparedQuoteSchema)
    stances = listed(ComparedStanceSchema)
    structures = fields.List(
        fields.Dict(), metadata={"description": "Only with structures=1: the structure of each article, in order."}
    )


SCHEMA = ComparisonSchema()


def with_spans(record: Record, change: Callable[[int, Span], Span], article: int = 0) -> Record:
    """The record with every span in it changed by a function of its article and itself."""
    if isinstance(record, Span):
        return change(article, record)  # type: ignore[return-value]
    if isinstance(record, tuple):
        return tuple(with_spans(item, change, article) for item in record)  # type: ignore[return-value]
    if not is_dataclass(record) or isinstance(record, type):
        return record
    inside = getattr(record, "article", article)
    values = {field.name: getattr(record, field.name) for field in record_fields(record)}
    below = {name: value for name, value in values.items() if isinstance(value, tuple) or is_dataclass(value)}
    return replace(record, **{name: with_spans(value, change, inside) for name, value in below.items()})


def encode_comparison(comparison: Comparison, texts: Sequence[str], structures: Sequence[bytes] = ()) -> bytes:
    """The comparison's bytes, after every check of the contract; with the articles' structures when they are given.

    Raises:
        InvalidStructure: it breaks the contract.
    """
    cuts = [slicer(text, comparison.offset_unit) for text in texts]

    def checked(article: int, span: Span) -> Span:
        if span.start >= span.end or cuts[article](span.start, span.end) != span.text:
            raise InvalidStructure(f"a span at {span.start}:{span.end} of article {article} is not its text")
        return span

    with_spans(comparison, checked)
    dumped = SCHEMA.dump(comparison)
    errors = SCHEMA.validate(dumped)
    if errors:
        raise InvalidStructure(f"fields that break the contract: {sorted(errors)}")
    body = orjson.dumps(dumped)
    return body[:-1] + b',"structures":[' + b",".join(structures) + b"]}" if structures else body
