"""The answer's schema: the same fields as the records, closed lists, and checks before anything leaves."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_args

import orjson
import pytest
from marshmallow import ValidationError
from marshmallow.validate import OneOf

from schemas import records, response
from schemas.records import Mention, Span, Structure, Tone
from schemas.response import InvalidStructure, MentionSchema, RecordSchema, SpanSchema, decode, encode

SCHEMAS = [
    s
    for s in vars(response).values()
    if isinstance(s, type) and issubclass(s, response.RecordSchema) and hasattr(s, "record")
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda s: s.__name__)
def test_a_schema_has_the_fields_of_its_record(schema: type[response.RecordSchema]) -> None:
    assert set(schema().fields) == {field.name for field in fields(schema.record)}


def test_every_record_of_an_answer_has_a_schema() -> None:
    covered = {schema.record for schema in SCHEMAS}
    assert covered == {
        r for r in vars(records).values() if isinstance(r, type) and r.__module__ == records.__name__
    } - {records.Article, records.Options}


def test_closed_lists_are_those_of_the_records() -> None:
    field = response.SegmentSchema().fields["kind"]
    assert [tuple(v.choices) for v in field.validators if isinstance(v, OneOf)] == [get_args(records.SegmentKind)]


def test_what_is_encoded_reads_back_as_itself(example_structure: Structure, example: str) -> None:
    assert decode(encode(example_structure, example)) == example_structure


@pytest.mark.parametrize("name", ["whole", "converts", "quote"])
def test_a_figure_that_refers_to_nothing_is_refused(example_structure: Structure, example: str, name: str) -> None:
    figures = example_structure.figures or ()
    gone = "q999" if name == "quote" else "f999"
    broken = replace(example_structure, figures=(replace(figures[0], **{name: gone}), *figures[1:]))
    with pytest.raises(InvalidStructure, match=f"{name} refers to"):
        encode(broken, example)


def test_change_uses_the_contracts_word_from(example_structure: Structure, example: str) -> None:
    answer = orjson.loads(encode(example_structure, example))
    changes = [figure["change"] for figure in answer["figures"] if figure["change"]]
    assert changes
    assert set(changes[0]) == {"direction", "from", "to"}


def test_a_span_that_is_not_its_text_is_our_failure(example_structure: Structure, example: str) -> None:
    entity = example_structure.entities[0]  # type: ignore[index]
    moved = replace(entity.mentions[0], start=entity.mentions[0].start + 1, end=entity.mentions[0].end + 1)
    broken = replace(
        example_structure,
        entities=(replace(entity, mentions=(moved,)),),
        quotes=(),
        figures=(),
        stances=(),
        relations=(),
        warnings=(),
    )
    with pytest.raises(InvalidStructure, match="not its text"):
        encode(broken, example)


def test_a_reference_to_nothing_is_our_failure(example_structure: Structure, example: str) -> None:
    quote = example_structure.quotes[0]  # type: ignore[index]
    broken = replace(
        example_structure, quotes=(replace(quote, segment="g999"),), figures=(), stances=(), relations=(), warnings=()
    )
    with pytest.raises(InvalidStructure, match="g999"):
        encode(broken, example)


def test_a_word_outside_the_closed_lists_is_our_failure(example_structure: Structure, example: str) -> None:
    segment = replace(example_structure.segments[0], kind="advert")  # type: ignore[arg-type]
    with pytest.raises(InvalidStructure, match="segments"):
        encode(replace(example_structure, segments=(segment, *example_structure.segments[1:])), example)


def test_bytes_that_are_no_answer_do_not_decode() -> None:
    with pytest.raises(InvalidStructure):
        decode(b'{"schema_version": "1.0"}')


def test_an_empty_span_is_our_failure(example_structure: Structure, example: str) -> None:
    segment = replace(example_structure.segments[0], span=Span(3, 3, ""))
    with pytest.raises(InvalidStructure):
        encode(replace(example_structure, segments=(segment, *example_structure.segments[1:])), example)


@pytest.mark.parametrize(
    ("schema", "record"),
    [
        (SpanSchema, Span(3, 7, "four")),
        (MentionSchema, Mention(3, 7, "four", "name")),
        (MentionSchema, Mention(3, 7, "four", "pronoun", Tone("against", -1.0))),
        (MentionSchema, Mention(3, 7, "four", "name", Tone("neutral", 0.25))),
    ],
)
def test_the_short_way_writes_and_reads_what_the_schema_does(schema: type[RecordSchema], record: Any) -> None:
    dumped = schema().dump(record)
    assert orjson.dumps(schema.dump_right(record)) == orjson.dumps(dumped)
    assert schema.load_right(dumped) == schema().load(dumped) == record


@pytest.mark.parametrize(
    "changed",
    [
        {"start": "3"}, {"start": True}, {"start": -1}, {"end": 0}, {"end": 7.0}, {"text": None}, {"more": 1},
        {"kind": "noun"}, {"tone": {}}, {"tone": {"polarity": "for", "score": 2}}, {"tone": 0},
        {"tone": {"polarity": "for", "score": float("nan")}}, {"tone": {"polarity": "so-so", "score": 0.1}},
    ],
)  # fmt: skip
def test_the_short_way_leaves_faults_to_the_schema(changed: dict[str, Any]) -> None:
    mention = {"start": 3, "end": 7, "text": "four", "kind": "name", "tone": None} | changed
    assert MentionSchema.load_right(mention) is None
    with pytest.raises(ValidationError):
        MentionSchema().load(mention)
