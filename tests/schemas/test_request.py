"""Bytes to articles: every mistake is told with a pointer to the field."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.problem import Refused
from schemas.records import LAYERS, Article
from schemas.request import parse_json, read_article, read_batch, read_plain


def read(**fields: Any) -> Article:
    return read_article({"text": "A text.", **fields}, max_characters=100)


def refusal(value: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        read_article(value, max_characters=100)
    return caught.value


def test_a_text_alone_is_an_article_with_all_layers() -> None:
    assert read() == Article("A text.", layers=LAYERS)


def test_layers_come_in_the_contracts_order_each_once() -> None:
    assert read(layers=["quotes", "entities", "quotes"]).layers == ("entities", "quotes")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"text": ""}, "/text"),
        ({"text": " \n\t"}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": None}, "/text"),
        ({"text": "bad \ud800 surrogate"}, "/text"),
        ({"text": "ok", "layers": []}, "/layers"),
        ({"text": "ok", "layers": ["names"]}, "/layers/0"),
        ({"text": "ok", "published": "yesterday"}, "/published"),
        ({"text": "ok", "language": "not a tag"}, "/language"),
        ({"text": "ok", "id": "x" * 5000}, "/id"),
        ({"text": "ok", "titel": "typo"}, "/titel"),
        ({}, "/text"),
    ],
)
def test_a_bad_field_is_named_by_its_pointer(fields: dict[str, Any], pointer: str) -> None:
    problem = refusal(fields).problem
    assert problem.code == "invalid_article"
    assert pointer in [error.pointer for error in problem.errors]


@pytest.mark.parametrize("published", ["2026-03-31", "2026-03-31T09:00:00+01:00", "2026-03-31T09:00:00Z"])
def test_iso_dates_are_taken_as_they_are(published: str) -> None:
    assert read(published=published).published == published


@pytest.mark.parametrize("value", [[], "text", 5, None, True])
def test_what_is_no_object_is_no_article(value: Any) -> None:
    assert refusal(value).problem.code == "invalid_article"


def test_a_text_over_the_limit_is_told_the_limit() -> None:
    problem = refusal({"text": "x" * 101}).problem
    assert (problem.status, "100" in problem.detail) == (413, True)


@pytest.mark.parametrize(
    "body", [b"{", b"nonsense", b'{"text": "\xff"}', b"[" * 100_000, b'{"text": ' + b"9" * 5000 + b"}"]
)
def test_broken_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_article(parse_json(body), max_characters=100)
    assert caught.value.problem.status in (400, 422)


def test_no_body_is_told_what_to_send() -> None:
    with pytest.raises(Refused) as caught:
        parse_json(b"  ")
    assert caught.value.problem.code == "empty_body"


def test_plain_text_is_read_in_its_charset() -> None:
    assert read_plain("Café".encode("latin-1"), "latin-1", max_characters=10).text == "Café"


@pytest.mark.parametrize(("body", "charset"), [(b"\xff\xfe\xfd", None), (b"x", "no-such-charset")])
def test_plain_text_in_another_charset_is_malformed(body: bytes, charset: str | None) -> None:
    with pytest.raises(Refused) as caught:
        read_plain(body, charset, max_characters=10)
    assert caught.value.problem.code == "malformed_body"


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"articles": []}', b'{"articles": {}}', b'{"articles": [{}], "more": 1}']
)
def test_a_batch_without_articles_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        read_batch(body, max_articles=5)


def test_a_batch_over_the_limit_is_told_the_limit() -> None:
    with pytest.raises(Refused) as caught:
        read_batch(b'{"articles": [1, 2, 3]}', max_articles=2)
    assert caught.value.problem.status == 413
