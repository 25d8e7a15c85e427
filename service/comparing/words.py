"""Words as two texts are set against each other: folded, with the characters they stand at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.lang.en.stop_words import STOP_WORDS

from schemas.records import Span

WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)


class Word(NamedTuple):
    """A word as it is compared, and where it stands; `telling` when it is no name and no word that all texts have."""

    folded: str
    start: int
    end: int
    telling: bool


def words_of(text: str, spans: Iterable[Span]) -> list[Word]:
    """The words of stretches of a text, in order."""
    return [
        word(match.group(), match.start(), match.end())
        for span in spans
        for match in WORD.finditer(text, span.start, span.end)
    ]


def word(text: str, start: int, end: int) -> Word:
    """A word as it is compared."""
    form = folded(text)
    return Word(form, start, end, not text[0].isupper() and form not in STOP_WORDS)


def folded(text: str) -> str:
    """A text without case, accents and the shape of its apostrophes."""
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def folded_name(name: str) -> str:
    """A name as it is compared: folded, without an article before and a possessive behind."""
    return ARTICLE.sub("", folded(name)).removesuffix("'s").strip()


def joined(size: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The numbers below `size` in groups: two are in one when a chain of links leads from one to the other.

    Groups and their members are in order; a number without a link is a group of its own.
    """
    root = list(range(size))

    def top(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for a, b in links:
        first, second = sorted((top(a), top(b)))
        root[second] = first
    groups: dict[int, list[int]] = {}
    for item in range(size):
        groups.setdefault(top(item), []).append(item)
    return list(groups.values())


def stretch(text: str, words: Sequence[Word]) -> Span:
    """The stretch of a text from the first to the last of some words."""
    start, end = words[0].start, words[-1].end
    return Span(start, end, text[start:end])
