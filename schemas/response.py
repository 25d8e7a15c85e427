"""Structure to bytes and back. `encode` checks what it writes, for marshmallow's `dump` validates nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as record_fields
from dataclasses import is_dataclass
from typing import Any, ClassVar, get_args

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, post_dump, post_load, validate

from schemas import records
from schemas.records import Mention, Party, Quote, Span, Structure

BEYOND_INTEGERS = 2.0**63


class InvalidStructure(RuntimeError):
    """An answer that breaks the contract. Our own failure, never the client's."""


def one_of(vocabulary: Any, *, nullable: bool = False, description: str = "") -> fields.String:
    """A required string out of a closed vocabulary of `records`."""
    return fields.String(
        required=True,
        allow_none=nullable,
        validate=validate.OneOf(get_args(vocabulary)),
        metadata={"description": description} if description else {},
    )


def string(*, nullable: bool = False, description: str = "") -> fields.String:
    """A required string."""
    return fields.String(
        required=True, allow_none=nullable, metadata={"description": description} if description else {}
    )


def identifier(letter: str, *, nullable: bool = False, description: str = "") -> fields.String:
    """A required id such as e1, of one kind."""
    return fields.String(
        required=True,
        allow_none=nullable,
        validate=validate.Regexp(f"^{letter}[1-9][0-9]*$"),
        metadata={"description": description} if description else {},
    )


class Number(fields.Float):
    """A finite number; a whole one is written without a fraction, unless JSON's 64-bit integers cannot hold it."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return as_written(super()._serialize(value, attr, obj, **kwargs))


def as_written(number: Any) -> Any:
    """A whole number without a fraction, unless JSON's 64-bit integers cannot hold it."""
    if isinstance(number, float) and number.is_integer() and abs(number) < BEYOND_INTEGERS:
        return int(number)
    return number


def number(
    *, nullable: bool = False, description: str = "", low: float | None = None, high: float | None = None
) -> Number:
    """A required finite number, in a range when one is given."""
    checks = [validate.Range(low, high)] if low is not None or high is not None else []
    return Number(
        required=True,
        allow_none=nullable,
        validate=checks,
        metadata={"description": description} if description else {},
    )


class RecordSchema(Schema):
    """A schema for one record class: loading gives the record, with tuples for lists."""

    record: ClassVar[type]

    class Meta:
        unknown = RAISE

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Any:
        """The record."""
        return self.record(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})

    @staticmethod
    def dump_right(record: Any) -> dict[str, Any] | None:
        """What `dump` makes of a record, by a shorter way; None where there is none."""
        return None

    @staticmethod
    def load_right(value: Any) -> Any:
        """What `load` makes of a value without a fault, by a shorter way; None for any other, which `load` explains."""
        return None


class RecordField(fields.Nested):
    """A record inside a record, by the short way where there is one.

    Three quarters of an answer are spans; without a short way past the schema's machinery, writing an answer takes
    twice as long.
    """

    def __init__(self, schema: type[RecordSchema], **options: Any) -> None:
        super().__init__(schema, **options)
        self._of = schema

    def _serialize(self, nested_obj: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        dumped = self._of.dump_right(nested_obj) if type(nested_obj) is self._of.record else None
        if dumped is None:
            return super()._serialize(nested_obj, attr, obj, **kwargs)  # type: ignore[no-untyped-call]
        return dumped

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        loaded = self._of.load_right(value) if type(value) is dict else None
        return super()._deserialize(value, attr, data, partial=partial, **kwargs) if loaded is None else loaded


def is_span(value: dict[str, Any], size: int) -> bool:
    """True for the right members of a span, in a record of so many members."""
    start: Any = value.get("start")
    end: Any = value.get("end")
    if type(start) is not int or type(end) is not int or start < 0 or end < 1:
        return False
    return len(value) == size and type(value.get("text")) is str


class SpanSchema(RecordSchema):
    """A stretch of the text as sent; end exclusive; sent[start:end] == text."""

    record = Span
    start = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    end = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    text = string()

    @staticmethod
    def dump_right(record: Any) -> dict[str, Any]:
        """A span as it is written."""
        return {"start": record.start, "end": record.end, "text": record.text}

    @staticmethod
    def load_right(value: Any) -> Span | None:
        """A span without a fault."""
        return Span(value["start"], value["end"], value["text"]) if is_span(value, 3) else None


def whole_number(**options: Any) -> fields.Integer:
    """A required number of things."""
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0), **options)


def nested(schema: type[RecordSchema], *, nullable: bool = False, description: str = "") -> fields.Nested:
    """A required record inside a record."""
    return RecordField(
        schema,
        required=True,
        allow_none=nullable,
        metadata={"description": description} if description else {},
    )


def listed(schema: type[RecordSchema]) -> fields.List[Any]:
    """A required list of records."""
    return fields.List(nested(schema), required=True)


class DocumentSchema(RecordSchema):
    """What was structured."""

    record = records.Document
    id = string(description="The id that was sent, else sha256: and the digest of the text.")
    language = string()
    length = fields.Integer(required=True, strict=True, metadata={"description": "In offset_unit."})
    offset_unit = one_of(records.OffsetUnit)
    title = string(nullable=True)
    url = string(nullable=True)
    published = string(nullable=True)
    text = fields.String(metadata={"description": "Only for a page: the extracted text that the spans refer to."})

    @post_dump
    def leave_out_text(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """A text that came as text is not sent back."""
        return {key: value for key, value in data.items() if key != "text" or value is not None}


class SegmentSchema(RecordSchema):
    """A stretch that is not body text."""

    record = records.Segment
    id = identifier("g")
    kind = one_of(records.SegmentKind)
    span = nested(SpanSchema)
    duplicate_of = nested(SpanSchema, nullable=True, description="The first occurrence of what a duplicate repeats.")


class ToneSchema(RecordSchema):
    """What its sentence says of the entity, whoever speaks."""

    record = records.Tone
    polarity = one_of(records.Polarity)
    score = number(low=-1, high=1)


KINDS, POLARITIES = frozenset(get_args(records.MentionKind)), frozenset(get_args(records.Polarity))


def is_tone(value: Any) -> bool:
    """True for a right tone, or none."""
    if value is None:
        return True
    if type(value) is not dict or len(value) != 2 or value.get("polarity") not in POLARITIES:
        return False
    score: Any = value.get("score")
    return type(score) in (int, float) and -1 <= score <= 1


class MentionSchema(RecordSchema):
    """One place in the text that means the entity."""

    record = Mention
    start = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    end = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    text = string()
    kind = one_of(records.MentionKind)
    tone = nested(ToneSchema, nullable=True)

    @staticmethod
    def dump_right(record: Any) -> dict[str, Any]:
        """A mention as it is written."""
        tone = record.tone and {"polarity": record.tone.polarity, "score": as_written(record.tone.score)}
        return {"start": record.start, "end": record.end, "text": record.text, "kind": record.kind, "tone": tone}

    @staticmethod
    def load_right(value: Any) -> Mention | None:
        """A mention without a fault."""
        if not is_span(value, 5) or value.get("kind") not in KINDS or not is_tone(value.get("tone", 0)):
            return None
        tone = value["tone"] and records.Tone(**value["tone"])
        return Mention(value["start"], value["end"], value["text"], value["kind"], tone)


class EntitySchema(RecordSchema):
    """One actor, place or thing with all its mentions."""

    record = records.Entity
    id = identifier("e")
    name = string(description="The fullest name in the text; for an unnamed actor its description.")
    type = one_of(records.EntityType, nullable=True)
    aliases = fields.List(fields.String(), required=True)
    role = string(nullable=True)
    kb_id = string(nullable=True)
    salience = number(low=0, high=1)
    named = fields.Boolean(required=True)
    mentions = listed(MentionSchema)


class PartySchema(RecordSchema):
    """A speaker, source or holder."""

    record = Party
    span = nested(SpanSchema, nullable=True)
    entity = identifier("e", nullable=True)
    name = string(nullable=True)
    status = one_of(records.Status)
    reason = one_of(records.Reason, nullable=True)


class ReferenceSchema(RecordSchema):
    """Words that lead to an entity, or to none."""

    record = records.Reference
    span = nested(SpanSchema)
    entity = identifier("e", nullable=True)


class QuoteSchema(RecordSchema):
    """Who said what, in whose words."""

    record = Quote
    id = identifier("q")
    type = one_of(records.QuoteType)
    content = fields.List(nested(SpanSchema), required=True, validate=validate.Length(min=1))
    cue = nested(SpanSchema, nullable=True)
    speaker = nested(PartySchema)
    via = listed(ReferenceSchema)
    addressee = nested(ReferenceSchema, nullable=True)
    segment = identifier("g", nullable=True)
    confidence = number(low=0, high=1, description="The chance that content and speaker are right.")
    why = fields.String(
        validate=validate.OneOf(get_args(records.QuoteRule)),
        metadata={"description": "Only with explain=1: the rule that found the quote."},
    )

    @post_dump
    def leave_out_why(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """The rule is told only when it was asked for."""
        if data["why"] is None:
            del data["why"]
        return data


class MomentSchema(RecordSchema):
    """The time that a figure holds for."""

    record = records.Moment
    span = nested(SpanSchema)
    iso = string(nullable=True)


class ChangeSchema(RecordSchema):
    """A rise or a fall, and the figures it goes from and to."""

    record = records.Change
    direction = one_of(records.Direction)
    from_ = fields.String(required=True, allow_none=True, data_key="from", validate=validate.Regexp("^f[1-9][0-9]*$"))
    to = identifier("f", nullable=True)


class RateSchema(RecordSchema):
    """Per what a figure is said."""

    record = records.Rate
    span = nested(SpanSchema)
    unit = string(nullable=True, description="UCUM symbol when the words name a unit, else null.")


class FigureSchema(RecordSchema):
    """One number that means something."""

    record = records.Figure
    id = identifier("f")
    span = nested(SpanSchema)
    kind = one_of(records.FigureKind)
    value = number(nullable=True, description="Null when only a range is said.")
    low = number(nullable=True, description="Null where open; of a score the number said first.")
    high = number(nullable=True, description="Null where open; of a score the number said second.")
    modifier = one_of(records.Modifier)
    unit = string(
        nullable=True,
        description="UCUM symbol, ISO 4217 code, %, percentage_point, basis_point, "
        "degree (of which scale is not said), cent or penny (of which currency is not said), or null.",
    )
    per = nested(RateSchema, nullable=True, description="Per what it is said: a share, a day; null when it is not.")
    measured = nested(SpanSchema, nullable=True, description="The thing that is counted or measured.")
    subject = nested(ReferenceSchema, nullable=True, description="Whose or by whom; null when the text does not say.")
    event = nested(SpanSchema, nullable=True, description="What happened to it.")
    event_kind = one_of(records.EventKind, nullable=True)
    source = nested(PartySchema)
    via = listed(ReferenceSchema)
    hedge = nested(SpanSchema, nullable=True, description="Words like “an estimated” or “reportedly”.")
    time = nested(MomentSchema, nullable=True)
    change = nested(ChangeSchema, nullable=True)
    whole = identifier("f", nullable=True, description="The figure that this one is a part of.")
    converts = identifier("f", nullable=True, description="The figure that this one gives again in another unit.")
    quote = identifier("q", nullable=True)
    segment = identifier("g", nullable=True)
    confidence = number(low=0, high=1)


class StanceSchema(RecordSchema):
    """Who stands where toward whom."""

    record = records.Stance
    id = identifier("s")
    holder = nested(PartySchema)
    target = nested(ReferenceSchema)
    polarity = one_of(records.Polarity)
    score = number(low=-1, high=1)
    attitude = one_of(records.Attitude, nullable=True, description="Null when no rule names it.")
    cue = nested(SpanSchema, nullable=True, description="The words that show it; null when only the classifier saw it.")
    evidence = nested(SpanSchema)
    context = one_of(records.Context)
    quote = identifier("q", nullable=True)
    ascribed_by = nested(ReferenceSchema, nullable=True, description="Who says that the holder holds it.")
    segment = identifier("g", nullable=True)
    confidence = number(low=0, high=1)
    method = one_of(records.Method, description="What found it: a rule over the parse, the classifier, or both.")


class TallySchema(RecordSchema):
    """How many stances are for, against and neutral."""

    record = records.Tally
    for_ = whole_number(data_key="for")
    against = whole_number()
    neutral = whole_number()


class RelationSchema(RecordSchema):
    """Items of the answer that belong together."""

    record = records.Relation
    kind = one_of(records.RelationKind)
    items = fields.List(fields.String(), required=True, validate=validate.Length(min=2))
    why = string()
    tally = nested(TallySchema, nullable=True, description="The stances of a position, counted.")


class WarningSchema(RecordSchema):
    """Something a reader of the answer should know."""

    record = records.Caution
    code = one_of(records.WarningCode)
    item = string(nullable=True)
    detail = string()


class ModelSchema(RecordSchema):
    """The spaCy pipeline that read the text."""

    record = records.Model
    name = string()
    version = string()


class ProvenanceSchema(RecordSchema):
    """What made the answer: code, lexicons and model."""

    record = records.Provenance
    service = string()
    schema = string()
    rules = string(description="Digest of code, lexicons and weights.")
    model = nested(ModelSchema)


class StructureSchema(RecordSchema):
    """The answer. A layer that was not asked for is absent."""

    record = Structure
    schema_version = string()
    document = nested(DocumentSchema)
    segments = listed(SegmentSchema)
    entities = fields.List(fields.Nested(EntitySchema), load_default=None)
    quotes = fields.List(fields.Nested(QuoteSchema), load_default=None)
    figures = fields.List(fields.Nested(FigureSchema), load_default=None)
    stances = fields.List(fields.Nested(StanceSchema), load_default=None)
    relations = listed(RelationSchema)
    warnings = listed(WarningSchema)
    provenance = nested(ProvenanceSchema)

    @post_dump
    def leave_out_layers(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """A layer that was not asked for is absent."""
        return {key: value for key, value in data.items() if key not in records.LAYERS or value is not None}


class BatchAnswerSchema(Schema):
    """One structure or one problem for each article, in order."""

    results = fields.List(fields.Dict(), required=True)


SCHEMA = StructureSchema()
SPAN_RECORDS = (Span, Mention)


REFERENCES = ("entity", "quote", "segment", "from_", "to", "item", "whole", "converts")
"""Fields that hold an id of the same answer."""


FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in record_fields(kind))
    for kind in vars(records).values()
    if isinstance(kind, type) and is_dataclass(kind)
}
"""The fields of each record class."""


def walk(node: object) -> list[object]:
    """Every record at and below a record."""
    found: list[object] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
            continue
        names = FIELDS.get(type(current))
        if names is not None:
            found.append(current)
            waiting.extend(getattr(current, name) for name in names)
    return found


def slicer(sent: str, unit: records.OffsetUnit) -> Any:
    """A function that slices the sent text in the answer's offset unit."""
    if unit == "code_point":
        return lambda start, end: sent[start:end]
    units = sent.encode("utf-16-le")
    return lambda start, end: units[2 * start : 2 * end].decode("utf-16-le", "replace")


def check_spans(found: Sequence[object], sent: str, unit: records.OffsetUnit) -> None:
    """Raise InvalidStructure when a span is not the stretch of text that it claims."""
    cut = slicer(sent, unit)
    for record in found:
        if isinstance(record, SPAN_RECORDS) and (
            record.start >= record.end or cut(record.start, record.end) != record.text
        ):
            raise InvalidStructure(f"a {type(record).__name__} at {record.start}:{record.end} is not its text")


def check_references(structure: Structure, found: Sequence[object]) -> None:
    """Raise InvalidStructure when an id is given twice, or one is referred to that is not there."""
    items = [*structure.segments, *(i for name in records.LAYERS for i in getattr(structure, name) or ())]
    ids = [item.id for item in items]
    if len(set(ids)) != len(ids):
        raise InvalidStructure("an id is given twice")
    known = set(ids)
    for record in found:
        for name in REFERENCES:
            target = getattr(record, name, None)
            if target is not None and target not in known:
                raise InvalidStructure(f"{type(record).__name__}.{name} refers to {target}, which is not in the answer")
    for relation in structure.relations:
        if not known.issuperset(relation.items):
            raise InvalidStructure("a relation refers to an item that is not in the answer")


def encode(structure: Structure, sent: str) -> bytes:
    """The answer's bytes, after every check of the contract.

    Args:
        structure: the answer.
        sent: the text that its spans refer to.

    Raises:
        InvalidStructure: the answer breaks the contract.
    """
    found = walk(structure)
    check_spans(found, sent, structure.document.offset_unit)
    check_references(structure, found)
    dumped = SCHEMA.dump(structure)
    errors = SCHEMA.validate(dumped)
    if errors:
        raise InvalidStructure(f"fields that break the contract: {sorted(errors)}")
    return orjson.dumps(dumped)


def decode(answer: bytes) -> Structure:
    """The record of an answer's bytes.

    Raises:
        InvalidStructure: the bytes are not an answer of this schema.
    """
    try:
        structure: Structure = SCHEMA.load(orjson.loads(answer))
    except (ValidationError, orjson.JSONDecodeError) as error:
        raise InvalidStructure(f"not an answer of schema {records.SCHEMA_VERSION}: {error}") from None
    return structure
