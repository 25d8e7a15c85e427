"""The reader page: an article with everything that was found in it, and two or more set against each other.

Rendered on the server; nothing comes from elsewhere, and reading needs no script. An article that came by the page is
kept where its answer is, so that its address can be passed on; one that came by the API never is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from schemas.problem import Problem, Refused
from schemas.records import Article, Options
from service.admission import Deadline
from service.answers import COMPARING, Answer, Terms
from service.errors import DeadlinePassed, Overloaded
from service.web.parts import parts
from service.web.reader.forms import (
    document_id,
    keep_article,
    kept_article,
    of_problem,
    read_form,
    sample,
)
from service.web.reader.page import KINDS, REASONS, TYPES, make_page, shorten

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FEWEST = 2
TITLE_WORDS = 4
"""Shorter first lines are a section's name or "Story highlights"."""
View = Callable[..., Any]

bp = Blueprint("reader", __name__, template_folder="templates", static_folder="static", static_url_path="/assets")
bp.add_app_template_filter(shorten)
bp.context_processor(lambda: {"KINDS": KINDS, "REASONS": REASONS, "TYPES": TYPES})


@bp.after_request
def protect(response: Response) -> Response:
    """Nothing but our own may be loaded, and nothing is kept on the way."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.endpoint != "reader.static":
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def told(template: str) -> Callable[[View], View]:
    """A view whose refusals are told on a page of its own."""

    def decorated(view: View) -> View:
        @wraps(view)
        def answered(**arguments: Any) -> Any:
            try:
                return view(**arguments)
            except Refused as refused:
                problem = refused.problem
            except (Overloaded, DeadlinePassed) as busy:
                problem = Problem("unavailable", str(busy))
            page = render_template(template, problem=of_problem(problem), given=request.form.getlist("text"))
            return make_response(page, problem.status)

        return answered

    return decorated


@bp.get("/")
@told("form.html")
def home() -> str:
    """Where an article is pasted or dropped."""
    return render_template("form.html")


@bp.post("/read")
@told("form.html")
def read() -> str | BaseResponse:
    """Structure what was pasted, and lead to its address."""
    if request.form.get("sample"):
        article = sample()
    else:
        article, *more = given()
        if more:
            raise Refused("invalid_article", "One article at a time; the comparison takes several.")
    answer = answered(article)
    if keep_article(parts().answerer.cache, article):
        return redirect(url_for("reader.show", document=document_id(article)), 303)
    return shown(article, answer, kept=False)


@bp.get("/read/<document>")
@told("form.html")
def show(document: str) -> str:
    """An article that was read before."""
    article = found(document)
    return shown(article, answered(article), kept=True)


@bp.get("/read/<document>/json")
def answer_of(document: str) -> Response:
    """The answer as the API gives it."""
    return Response(answered(found(document)).body, content_type="application/json")


@bp.get("/compare")
@told("compare_form.html")
def compare_form() -> str:
    """Where articles to compare are named; or their comparison, when their ids are in the address."""
    documents = request.args.getlist("id")
    if len(documents) < FEWEST:
        known = [(document, found(document)) for document in documents]
        return render_template("compare_form.html", known=known)
    return compared([found(document) for document in documents], kept=True)


@bp.post("/compare")
@told("compare_form.html")
def compare() -> str | BaseResponse:
    """Compare what was pasted, and lead to its address."""
    articles, cache = given(), parts().answerer.cache
    if len(articles) < FEWEST:
        raise Refused("invalid_article", "A comparison takes two articles or more.")
    most = parts().settings.max_compared
    if len(articles) > most:
        raise Refused("too_large", f"These are {len(articles)} articles; the limit is {most}.")
    kept = [keep_article(cache, article) for article in articles]
    if all(kept):
        return redirect(url_for("reader.compare_form", id=[document_id(a) for a in articles]), 303)
    return compared(articles, kept=False)


def given() -> list[Article]:
    """The articles of this request's form."""
    return read_form(request, parts().answerer.cache, max_characters=parts().settings.max_characters)


def found(document: str) -> Article:
    """The article of a document id.

    Raises:
        Refused: it is not kept, or not any more.
    """
    article = kept_article(parts().answerer.cache, document)
    if article is None:
        raise Refused("not_found", "This article is not kept any more, or never was: paste it again.")
    return article


def terms() -> Terms:
    """Until when this page will be answered."""
    return Terms(Deadline.after(parts().settings.deadline_seconds), span=g.get("span"))


def answered(article: Article) -> Answer:
    """The answer to an article.

    Raises:
        Refused: it cannot be answered.
    """
    g.characters = len(article.text)
    answer = parts().answerer.answer(article, Options(), terms())
    g.cache = answer.cache
    if answer.problem:
        raise refusal(answer.body)
    return answer


def refusal(body: bytes) -> Refused:
    """A problem's bytes as a refusal."""
    problem = Problem.decode(body)
    return Refused(problem.code, problem.detail, problem.errors)


def shown(article: Article, answer: Answer, *, kept: bool) -> str:
    """The page of an article."""
    structure = orjson.loads(answer.body)
    page = make_page(article.text, structure)
    document = document_id(article)
    return render_template("article.html", answer=structure, page=page, document=document, kept=kept, article=article)


def compared(articles: list[Article], *, kept: bool) -> str:
    """The page of a comparison."""
    answer = parts().answerer.compare(articles, Options(), COMPARING, terms())
    g.cache = answer.cache
    titles = [title_of(article, number) for number, article in enumerate(articles)]
    documents = [document_id(article) for article in articles]
    return render_template(
        "compare.html", comparison=orjson.loads(answer.body), titles=titles, documents=documents, kept=kept
    )


def title_of(article: Article, number: int) -> str:
    """What an article is called beside others."""
    lines = [line for line in article.text.splitlines() if line.strip()]
    first = article.title or next((line for line in lines if len(line.split()) >= TITLE_WORDS), lines[0])
    return f"{chr(ord('A') + number)} · {shorten(first, 70)}"
