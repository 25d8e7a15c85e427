"""The atoms of a text: digit strings, words, other characters; and the stretches in which no number means anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

ATOM = re.compile(
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)(?:\.\d+)?|"
    r"\d+(?:\.\d+)?|(?<![\w.])\.\d+|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|[^\W\d_]+(?:[’'][^\W\d_]+)*|\S"
)
"""A dozen of 1,234,567 and 12,34,567; 1 234 567 with hard spaces; 1234; .5; a fraction sign; a word; a character."""
MEANINGLESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w[\w.-]*|(?<![\w/])[@#]\w+|"
    r"\b\w+\.(?:jpe?g|png|gif|webp|svg|mp4|pdf|docx?|xlsx?)\b|"
    r"(?<![\d.])(?!\d{1,2}\.\d{1,2}\.(?:19|20)\d\d\b)\d+(?:\.\d+){2,}(?!\d|\.\d)|"
    r"\+\d[\d ().-]{7,}\d|\(\d{3,4}\)\s?\d{3}[ -.]?\d{3,4}\b|\b\d{3}[-.]\d{3}[-.]\d{4}\b|\b\d{4}-\d{4,}-\d{4,}\b|"
    r"\b1-8\d\d-[\w-]+|\b\d-\d{3}-\d{3}-\d{4}\b"
)
"""Addresses of the web, mail, handles, file names, versions and telephone numbers."""
FRACTION_SIGNS = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
DASHES = frozenset("-–—‑")
MINUS = frozenset("-−")


class Atom(NamedTuple):
    """A digit string, a word, or another character; `glued` when nothing stands between it and the one before."""

    text: str
    lower: str
    start: int
    end: int
    glued: bool

    @property
    def is_digits(self) -> bool:
        """True for a number in digits, or a fraction sign."""
        return self.text[0].isdecimal() or self.text in FRACTION_SIGNS or (self.text[0] == "." and len(self.text) > 1)

    @property
    def is_word(self) -> bool:
        """True for a word."""
        return self.text[0].isalpha()


def lex(text: str) -> Iterator[Atom]:
    """The atoms of a text, without the stretches in which no number means anything."""
    last = position = 0
    for gone in MEANINGLESS.finditer(text):
        for match in ATOM.finditer(text, position, gone.start()):
            yield atom(match, last)
            last = match.end()
        position = gone.end()
    for match in ATOM.finditer(text, position):
        yield atom(match, last)
        last = match.end()


def atom(match: re.Match[str], last: int) -> Atom:
    """The atom of a match, with where the one before it ends."""
    return Atom(match.group(), match.group().lower(), match.start(), match.end(), match.start() == last and last > 0)


def word_at(atoms: list[Atom], i: int) -> str:
    """The atom at an index in small letters; nothing outside the text."""
    return atoms[i].lower if 0 <= i < len(atoms) else ""


def skip_dash(atoms: list[Atom], i: int) -> int:
    """The atom after a dash that is glued to the atom before it, or that a tokenizer split off a word.

    The same atom when there is none: "sixty-two", "sixty - two"; not "sixty – two ships".
    """
    if i >= len(atoms) or atoms[i].text not in DASHES:
        return i
    split = atoms[i].text == "-" and i + 1 < len(atoms) and not atoms[i + 1].glued and atoms[i + 1].is_word
    return i + 1 if atoms[i].glued or split else i
