"""The API: one article or a batch in, structures out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, get_args

from flask import Response, g, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from schemas.comparison import ComparisonSchema, View
from schemas.problem import MEDIA_TYPE, Problem, Refused
from schemas.records import Article, OffsetUnit, Options
from schemas.request import (
    ArticleSchema,
    BatchSchema,
    ComparisonRequestSchema,
    parse_json,
    read_article,
    read_batch,
    read_compared,
    read_plain,
)
from schemas.response import BatchAnswerSchema, StructureSchema
from service.admission import Deadline
from service.answers import Comparing, Terms, or_problem
from service.pages import read_page
from service.web.caching import Reply, has_it, not_modified, reply_of, wants
from service.web.front import REQUEST_KEY
from service.web.parts import parts
from service.web.shown import ARTICLE, REQUESTS, VERSIONS, answer_to

bp = Blueprint("structure", __name__, url_prefix="/v1", description="News text in, structure out.")

NOT_MODIFIED_DOC = {"description": "The answer with this ETag is still right"}
FIELD_ERROR_DOC = {"type": "object", "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": FIELD_ERROR_DOC},
    },
}
CODES = ("400", "401", "413", "415", "422", "429", "500", "503")
"""Statuses of the problems that an article can run into."""
TOLD_BY_BYTES = frozenset({"no_article"})
"""Problems of reading an article that cost work and will be the same next time."""
PROBLEM_DOC = {"description": "RFC 9457 problem", "content": {MEDIA_TYPE: {"schema": PROBLEM_SCHEMA}}}


class OptionsSchema(Schema):
    """Options in the query string."""

    class Meta:
        unknown = EXCLUDE

    offsets = fields.String(
        load_default="code_point",
        validate=validate.OneOf(["code_point", "utf16"]),
        metadata={"description": "Unit of all offsets: utf16 for JavaScript, Java and .NET."},
    )
    explain = fields.Boolean(
        load_default=False,
        metadata={"description": "1: each quote tells in `why` which rule found it."},
    )
    min_confidence = fields.Float(
        load_default=0.0,
        validate=validate.Range(0, 1),
        metadata={"description": "Leave out quotes, figures and stances below this confidence."},
    )


def read_request() -> Article:
    """The article of this request, by its content type.

    Raises:
        Refused: the type is not accepted, or the body cannot be used.
    """
    limit = parts().settings.max_characters
    readers: dict[str, Callable[[bytes], Article]] = {
        "application/json": lambda body: read_article(parse_json(body), max_characters=limit),
        "text/plain": lambda body: read_plain(body, request.mimetype_params.get("charset"), max_characters=limit),
        "text/html": partial(read_page, max_characters=limit),
    }
    return readers[accepted_type(*readers)](request.get_data())


def accepted_type(*accepted: str) -> str:
    """The media type of this request.

    Raises:
        Refused: it is not one of those accepted.
    """
    given = request.mimetype
    if given.endswith("+json") or (not given and not request.content_length):
        given = "application/json"  # a request with no body at all is told so by the JSON reader
    if given not in accepted:
        told = given or "none"
        raise Refused("unsupported_media_type", f"Content-Type is {told}; send {', '.join(accepted)}.")
    return given


def respond(reply: Reply) -> Response:
    """A reply as Flask sends it."""
    return Response(reply.body, reply.status, reply.headers)


def terms() -> Terms:
    """How this request wants to be answered, and until when it will be."""
    fresh, store = wants(request.headers.get("Cache-Control", ""), request.headers.get("Pragma", ""))
    deadline = Deadline.after(parts().settings.deadline_seconds)
    return Terms(deadline, fresh, store, request.environ.get(REQUEST_KEY), g.get("span"))


@bp.route("/structure")
class StructureView(MethodView):
    """One article."""

    @bp.doc(
        requestBody={"required": True, "content": {
            "application/json": {"schema": ArticleSchema, "example": ARTICLE},
            "text/plain": {"schema": {"type": "string"}, "example": ARTICLE["text"]},
            "text/html": {"schema": {"type": "string"}},
        }},
        responses={"304": NOT_MODIFIED_DOC,
                   **dict.fromkeys(CODES, PROBLEM_DOC)},
    )  # fmt: skip
    @bp.arguments(OptionsSchema, location="query", error_status_code=422)
    @bp.response(200, StructureSchema, example=answer_to("structure"))
    def post(self, options: dict[str, Any]) -> Response:
        """Structure one article.

        JSON with the text and what is known of it, or the text itself, or the page it stands on.
        """
        answerer, asked, wanted = parts().answerer, terms(), wanted_options(options)
        try:
            article = read_request()
        except Refused as refused:
            if refused.problem.code in TOLD_BY_BYTES and asked.request and asked.store:
                answerer.refuse(asked.request, refused.problem)
            raise
        g.characters = len(article.text)
        key = answerer.key(article, wanted)
        if has_it(key, request.headers.get("If-None-Match", "")):
            return respond(not_modified(key))
        answer = answerer.answer(article, wanted, asked)
        g.cache = answer.cache
        return respond(reply_of(answer, parts().coder, request.headers.get("Accept-Encoding", "")))


def wanted_options(options: dict[str, Any]) -> Options:
    """What the query string asks for."""
    unit: OffsetUnit = "utf16" if options["offsets"] == "utf16" else "code_point"
    return Options(unit, options["explain"], options["min_confidence"])


@bp.route("/structure/batch")
class BatchView(MethodView):
    """Several articles."""

    @bp.doc(
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": BatchSchema, "example": REQUESTS["batch"][1]}},
        },
        responses=dict.fromkeys(CODES, PROBLEM_DOC),
    )  # fmt: skip
    @bp.arguments(OptionsSchema, location="query", error_status_code=422)
    @bp.response(200, BatchAnswerSchema, example=answer_to("batch"))
    def post(self, options: dict[str, Any]) -> Response:
        """Structure several articles.

        One structure or one problem each, in order: a bad article never fails its neighbours.
        """
        settings, answerer, wanted = parts().settings, parts().answerer, wanted_options(options)
        asked = replace(terms(), request=None)
        accepted_type("application/json")
        values = read_batch(request.get_data(), max_articles=settings.max_batch)

        def structured(value: Any) -> bytes:
            return answerer.answer(read_article(value, max_characters=settings.max_characters), wanted, asked).body

        results = [or_problem(partial(structured, value)) for value in values]
        parts_ = [r.encode() if isinstance(r, Problem) else r for r in results]
        return Response(b'{"results":[' + b",".join(parts_) + b"]}", content_type="application/json")


class ComparingSchema(OptionsSchema):
    """Options of a comparison in the query string."""

    view = fields.String(
        data_key="as",
        load_default=None,
        validate=validate.OneOf(get_args(View)),
        metadata={"description": "What the articles are to each other. Default: by the words that they share."},
    )
    structures = fields.Boolean(
        load_default=False,
        metadata={"description": "1: the structure of each article is in the answer."},
    )


@bp.route("/compare")
class CompareView(MethodView):
    """Several articles set against each other."""

    @bp.doc(
        requestBody={
            "required": True,
            "content": {"application/json": {"schema": ComparisonRequestSchema, "example": VERSIONS}},
        },
        responses={"304": NOT_MODIFIED_DOC, **dict.fromkeys(CODES, PROBLEM_DOC)},
    )  # fmt: skip
    @bp.arguments(ComparingSchema, location="query", error_status_code=422)
    @bp.response(200, ComparisonSchema, example=answer_to("compare"))
    def post(self, options: dict[str, Any]) -> Response:
        """Compare articles.

        Versions of one article: what was changed, added, removed. Outlets on one event: rival figures, quotations cut
        differently, what only one has, and which of them rest on one source.
        """
        settings, answerer = parts().settings, parts().answerer
        accepted_type("application/json")
        articles = read_compared(
            request.get_data(), max_articles=settings.max_compared, max_characters=settings.max_characters
        )
        asked = Comparing(options["view"], options["structures"])
        answer = answerer.compare(articles, wanted_options(options), asked, replace(terms(), request=None))
        g.cache = answer.cache
        if has_it(answer.key, request.headers.get("If-None-Match", "")):
            return respond(not_modified(answer.key))
        return respond(reply_of(answer, parts().coder, request.headers.get("Accept-Encoding", "")))
