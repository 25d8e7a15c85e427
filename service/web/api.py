"""The API: one article or a batch in, structures out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, g, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from schemas.problem import MEDIA_TYPE, Problem, Refused
from schemas.records import Article, OffsetUnit, Options
from schemas.request import ArticleSchema, BatchSchema, parse_json, read_article, read_batch, read_plain
from schemas.response import BatchAnswerSchema, StructureSchema
from service.answers import Answer, or_problem
from service.pages import read_page
from service.web.parts import parts

bp = Blueprint("structure", __name__, url_prefix="/v1", description="News text in, structure out.")

EXAMPLE = {"text": "“The bridge is safe,” engineer Ada Holm told reporters on Monday. Police said 12 people were hurt."}
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


def respond(answer: Answer) -> Response:
    """The answer with its cache headers. Cache state is told in headers only."""
    response = Response(answer.body, content_type="application/json")
    response.set_etag(answer.etag)
    response.headers["Cache-Control"] = "private, no-cache"
    told = {"hit": "hit", "miss": "fwd=miss; stored", "bypass": "fwd=bypass"}
    response.headers["Cache-Status"] = f"Standfirst; {told[answer.cache]}"
    g.cache = answer.cache
    return response


@bp.route("/structure")
class StructureView(MethodView):
    """One article."""

    @bp.doc(
        requestBody={"required": True, "content": {
            "application/json": {"schema": ArticleSchema, "example": EXAMPLE},
            "text/plain": {"schema": {"type": "string"}, "example": EXAMPLE["text"]},
            "text/html": {"schema": {"type": "string"}},
        }},
        responses={"304": {"description": "The answer with this ETag is still right"},
                   **dict.fromkeys(("400", "413", "415", "422"), PROBLEM_DOC)},
    )  # fmt: skip
    @bp.arguments(OptionsSchema, location="query", error_status_code=422)
    @bp.response(200, StructureSchema)
    def post(self, options: dict[str, Any]) -> Response:
        """Structure one article.

        JSON with the text and what is known of it, or the text itself, or the page it stands on.
        """
        article, wanted = read_request(), wanted_options(options)
        answerer = parts().answerer
        g.characters = len(article.text)
        etag = answerer.key(article, wanted)
        if request.if_none_match.contains_weak(etag) and not request.if_none_match.star_tag:
            response = Response(status=304)
            response.set_etag(etag)
            response.headers["Cache-Status"] = "Standfirst; hit; detail=not-modified"
            return response
        return respond(answerer.answer(article, wanted))


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
            "content": {"application/json": {"schema": BatchSchema, "example": {"articles": [EXAMPLE]}}},
        },
        responses=dict.fromkeys(("400", "413", "415", "422"), PROBLEM_DOC),
    )  # fmt: skip
    @bp.arguments(OptionsSchema, location="query", error_status_code=422)
    @bp.response(200, BatchAnswerSchema)
    def post(self, options: dict[str, Any]) -> Response:
        """Structure several articles.

        One structure or one problem each, in order: a bad article never fails its neighbours.
        """
        settings, answerer, wanted = parts().settings, parts().answerer, wanted_options(options)
        accepted_type("application/json")
        values = read_batch(request.get_data(), max_articles=settings.max_batch)

        def structured(value: Any) -> bytes:
            return answerer.answer(read_article(value, max_characters=settings.max_characters), wanted).body

        results = [or_problem(partial(structured, value)) for value in values]
        parts_ = [r.encode() if isinstance(r, Problem) else r for r in results]
        return Response(b'{"results":[' + b",".join(parts_) + b"]}", content_type="application/json")
