"""Bytes of a request to articles. Every mistake is told with a pointer to the field."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates

from schemas.problem import FieldError, Refused, of_article
from schemas.records import LAYERS, Article

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
FIELD_LIMIT = 2000
CHARSETS = re.compile(
    r"utf-?(?:8|8-sig|16|16le|16be|16-le|16-be|32)|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(?:windows-|cp)125\d|mac-?roman"
)
"""Character sets of text; others of Python's codecs rewrite what they decode."""


def reject_lone_surrogates(value: str) -> None:
    """Raise ValidationError when the string cannot be written as UTF-8."""
    found = LONE_SURROGATE.search(value)
    if found:
        raise ValidationError(f"Holds a lone surrogate at offset {found.start()}: not valid Unicode text.")


def short_text(description: str) -> fields.String:
    """An optional string field of bounded length."""
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=FIELD_LIMIT), reject_lone_surrogates],
        metadata={"description": description},
    )


class ArticleSchema(Schema):
    """One article, as JSON."""

    class Meta:
        unknown = RAISE

    text = fields.String(
        required=True,
        metadata={"description": "The article's text; paragraphs separated by line breaks."},
    )
    id = short_text("Your own name for the article; returned as document.id. Default: a digest of the text.")
    title = short_text("The headline, when it is not part of the text.")
    url = short_text("Where the article was found; returned as it is.")
    published = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "ISO 8601 date, or date and time, of publication."},
    )
    language = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(
            r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$", error="Not a BCP 47 language tag like en or en-GB."
        ),
        metadata={"description": "BCP 47 tag. en skips language detection; English is the only one supported."},
    )
    layers = fields.List(
        fields.String(validate=validate.OneOf(LAYERS)),
        load_default=list(LAYERS),
        validate=validate.Length(min=1, error="Name at least one layer, or leave the field out for all."),
        metadata={"description": "Which layers to return.", "uniqueItems": True},
    )

    @validates("text")
    def check_text(self, value: str, **_: object) -> None:
        """Refuse text that has nothing to read in it, or cannot be written as UTF-8."""
        if not value.strip():
            raise ValidationError("Is empty or blank.")
        reject_lone_surrogates(value)

    @validates("published")
    def check_published(self, value: str | None, **_: object) -> None:
        """Refuse what is not an ISO 8601 date."""
        if value is None:
            return
        try:
            date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError("Not an ISO 8601 date like 2026-03-31 or 2026-03-31T09:00:00Z.") from None

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> Article:
        """The record; layers in the contract's order, each once."""
        wanted = set(data.pop("layers"))
        return Article(**data, layers=tuple(layer for layer in LAYERS if layer in wanted))


class ComparisonRequestSchema(Schema):
    """Two articles or more, for the API's description; `read_compared` reads them."""

    articles = fields.List(fields.Nested(ArticleSchema), required=True, validate=validate.Length(min=2))


class BatchSchema(Schema):
    """Several articles, for the API's description; `read_batch` reads each on its own."""

    articles = fields.List(fields.Nested(ArticleSchema), required=True, validate=validate.Length(min=1))


ARTICLE_SCHEMA = ArticleSchema()


def pointers(messages: Any, at: str = "") -> list[FieldError]:
    """marshmallow's nested messages as a flat list of JSON pointers."""
    if isinstance(messages, dict):
        return [
            e
            for key, below in messages.items()
            for e in pointers(below, at if key == "_schema" else f"{at}/{escaped(key)}")
        ]
    return [FieldError(at, str(message)) for message in messages]


def escaped(key: object) -> str:
    """A key as a step of a JSON pointer (RFC 6901), what cannot be written replaced."""
    return str(key).encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")


def parse_json(body: bytes) -> Any:
    """The body's JSON value.

    Raises:
        Refused: no body, not UTF-8, not JSON, or nested too deeply to be an article.
    """
    if not body.strip():
        raise Refused("empty_body", 'Send JSON like {"text": "…"}, or the text itself as text/plain.')
    try:
        return json.loads(body)
    except UnicodeDecodeError:
        raise Refused("malformed_body", "The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Refused(
            "malformed_body", f"Not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except (RecursionError, ValueError):
        raise Refused("malformed_body", "The JSON is nested too deeply or holds a number too long to read.") from None


def read_article(value: Any, *, max_characters: int) -> Article:
    """An article from a decoded JSON value.

    Raises:
        Refused: `invalid_article` with a pointer to each bad field, or `too_large` with the limit.
    """
    if not isinstance(value, dict):
        raise Refused(
            "invalid_article",
            'An article is a JSON object like {"text": "…"}.',
            (FieldError("", "Not an object."),),
        )
    try:
        article: Article = ARTICLE_SCHEMA.load(value)
    except ValidationError as error:
        errors = tuple(pointers(error.messages))
        where = ", ".join(e.pointer or "/" for e in errors[:5])
        raise Refused("invalid_article", f"Fields to correct: {where}.", errors) from None
    return checked_length(article, max_characters)


def checked_length(article: Article, max_characters: int) -> Article:
    """The article, when its text is within the limit.

    Raises:
        Refused: `too_large`, with the limit.
    """
    if len(article.text) > max_characters:
        detail = f"The text has {len(article.text)} characters; the limit is {max_characters}."
        raise Refused("too_large", detail, (FieldError("/text", detail),))
    return article


def read_batch(body: bytes, *, max_articles: int) -> list[Any]:
    """The undecided articles of a batch, each still to be read by `read_article`.

    Raises:
        Refused: the batch as a whole cannot be read.
    """
    value = parse_json(body)
    articles = value.get("articles") if isinstance(value, dict) else None
    if not isinstance(articles, list) or not articles:
        detail = 'A batch is a JSON object like {"articles": [{"text": "…"}]} with at least one article.'
        raise Refused("invalid_article", detail, (FieldError("/articles", "Missing, empty, or not a list."),))
    unknown = sorted(set(value) - {"articles"})
    if unknown:
        raise Refused(
            "invalid_article",
            "Unknown fields.",
            tuple(FieldError(f"/{escaped(k)}", "Unknown field.") for k in unknown),
        )
    if len(articles) > max_articles:
        detail = f"The batch has {len(articles)} articles; the limit is {max_articles}."
        raise Refused("too_large", detail, (FieldError("/articles", detail),))
    return articles


def read_compared(body: bytes, *, max_articles: int, max_characters: int) -> list[Article]:
    """The articles of a comparison, two or more.

    Raises:
        Refused: the body or one of the articles cannot be used.
    """
    values = read_batch(body, max_articles=max_articles)
    if len(values) < 2:
        raise Refused(
            "invalid_article", "A comparison takes two articles or more.", (FieldError("/articles", "Only one."),)
        )
    articles = []
    for number, value in enumerate(values):
        try:
            articles.append(read_article(value, max_characters=max_characters))
        except Refused as refused:
            raise of_article(refused.problem, number) from None
    return articles


def read_plain(body: bytes, charset: str | None, *, max_characters: int) -> Article:
    """An article from a text/plain body.

    Raises:
        Refused: no body, unknown charset, bytes that are not in it, or a blank text.
    """
    if not body:
        raise Refused("empty_body", "Send the article's text as the body.")
    name = (charset or "utf-8").lower().replace("_", "-")
    if not CHARSETS.fullmatch(name):
        raise Refused("malformed_body", f"The charset {name[:40]} is not read here; send UTF-8.")
    try:
        text = body.decode(name)
    except (LookupError, UnicodeError):
        raise Refused("malformed_body", f"The body is not {name} text.") from None
    return read_article({"text": text}, max_characters=max_characters)
