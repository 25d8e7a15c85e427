"""What a person pasted, dropped or chose, as articles; and articles kept as long as their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import orjson
from flask import Request

from schemas.problem import Problem, Refused
from schemas.records import Article
from schemas.request import parse_json, read_article, read_plain
from service.cache import Cache, Kept
from service.pages import read_page
from service.structuring import text_id

PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body|article|main|div|p|h1)\b", re.I)
"""How a page begins that somebody pasted or saved."""
KEPT = ("text", "id", "title", "url", "published", "language", "extracted")
DOCUMENT = re.compile(r"sha256:[0-9a-f]{64}")


def read_form(request: Request, cache: Cache, *, max_characters: int) -> list[Article]:
    """The articles of a form: those named by document id, then pasted ones, then files.

    Raises:
        Refused: one of them cannot be used, or there is none.
    """
    found = list(named(request, cache))
    pasted = [text for text in request.form.getlist("text") if text.strip()]
    found += [read_any(text.replace("\r\n", "\n").encode("utf-8", "replace"), "", max_characters) for text in pasted]
    chosen = [file for file in request.files.getlist("file") if file.filename]
    found += [read_any(file.read(), file.filename or "", max_characters) for file in chosen]
    if not found:
        raise Refused("empty_body", "Paste an article, or choose a file.")
    if len(found) == 1:
        known = {name: request.form.get(name, "").strip() for name in ("title", "published")}
        known = {name: value for name, value in known.items() if value}
        if known:  # through the schema, so that a bad date is told
            checked = read_article({"text": found[0].text, **known}, max_characters=max_characters)
            found[0] = replace(found[0], **{name: getattr(checked, name) for name in known})
    return found


def named(request: Request, cache: Cache) -> Iterator[Article]:
    """The articles that a form names by document id.

    Raises:
        Refused: one is not kept any more.
    """
    for document in request.form.getlist("id"):
        if document.strip():
            article = kept_article(cache, document.strip())
            if article is None:
                raise Refused("not_found", "That article is not kept any more: paste it again.")
            yield article


def read_any(body: bytes, name: str, max_characters: int) -> Article:
    """An article from what a person has: a page, JSON of an article, or its text.

    The file's name tells, and where there is none how it begins. Line ends become those that the API is sent.

    Raises:
        Refused: it cannot be used.
    """
    ending = name.lower().rpartition(".")[2]
    beginning = body[:1000].decode("utf-8", "replace")
    if ending in ("html", "htm", "xhtml") or (ending != "txt" and PAGE.match(beginning)):
        return read_page(body, max_characters=max_characters)
    if ending == "json" or (not ending and re.match(r'\s*\{\s*"', beginning)):
        return read_article(parse_json(body), max_characters=max_characters)
    return read_plain(body.removeprefix(b"\xef\xbb\xbf"), None, max_characters=max_characters)


def sample() -> Article:
    """The article that ships with the service."""
    return Article(files("service.web.reader").joinpath("sample.txt").read_text("utf-8"))


def document_id(article: Article) -> str:
    """What the permalink of an article ends in: its `document.id`, or what that would be had it none of its own."""
    return text_id(article.text)


def keep_article(cache: Cache, article: Article) -> bool:
    """Keep an article where its answer is kept, and as long; False when it cannot be relied on."""
    body = orjson.dumps({name: getattr(article, name) for name in KEPT})
    return cache.put(Kept(f"article:{document_id(article)}", body))


def kept_article(cache: Cache, document: str) -> Article | None:
    """The article of a document id; None when it is not kept, or not any more."""
    found = cache.get(f"article:{document}") if DOCUMENT.fullmatch(document) else None
    return Article(**orjson.loads(found[0].body)) if found is not None else None


def of_problem(problem: Problem) -> str:
    """A problem in a sentence for a person."""
    details = [f"{e.pointer.rpartition('/')[2] or 'article'}: {e.detail}" for e in problem.errors]
    return " ".join([problem.detail, *details]) if problem.code == "invalid_article" else problem.detail
