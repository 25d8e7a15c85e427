"""An HTML page to the article in it. The only file that imports trafilatura."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import trafilatura

from schemas.problem import Refused
from schemas.records import Article
from schemas.request import read_article

LEAST_WORDS = 5
"""What is left of a page without an article is a word or two of its menu."""

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs pages it cannot read; the problem tells that
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_page(body: bytes, *, max_characters: int) -> Article:
    """The article in a page: its text, and its title, address and date when the page names them.

    Raises:
        Refused: no body, no article text in the page, or a text over the limit.
    """
    if not body.strip():
        raise Refused("empty_body", "Send the page's HTML as the body.")
    page: Any = trafilatura.bare_extraction(
        body, with_metadata=True, include_comments=False, include_tables=False, favor_recall=True
    )
    extracted = (page.text or "").strip() if page is not None else ""
    if page is None or len(extracted.split()) < LEAST_WORDS:
        raise Refused("no_article", "The page has no article text that could be told from menus and notices.")
    known = {"title": page.title, "url": page.url, "published": page.date}
    fields = {name: value[:2000] for name, value in known.items() if isinstance(value, str) and value}
    article = read_article({"text": extracted, **fields}, max_characters=max_characters)
    return replace(article, extracted=True)
