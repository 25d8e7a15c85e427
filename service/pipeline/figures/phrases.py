"""What the parts that read the parse around a number ask of it: nouns, units, shares, phrases."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from service.lexicons.reader import FigureLexicon
from service.pipeline.positions import Phrase
from service.pipeline.syntax import noun_phrase

NOMINAL = frozenset({"NOUN", "PROPN"})
VERBAL = frozenset({"VERB", "AUX"})


def following(doc: Doc, i: int) -> Token | None:
    """The token at an index; None behind the end."""
    return doc[i] if i < len(doc) else None


def stripped(phrase: Phrase, doc: Doc) -> Phrase | None:
    """A noun phrase without its article, and without the "of" that brings in a number of its own."""
    start, end = phrase
    for token in doc[start + 1 : end - 1]:
        if token.lower_ == "of" and doc[token.i + 1].pos_ in ("NUM", "SYM"):
            end = token.i
            break
    while start < end and doc[start].pos_ in ("DET", "PUNCT", "PART"):
        start += 1
    return (start, end) if start < end else None


def whole_phrase(head: Token) -> Phrase | None:
    """The noun phrase of a head, without its article."""
    return stripped(noun_phrase(head), head.doc)


def object_of(prepositions: Iterable[Token], words: Iterable[str], behind: int = -1) -> Token | None:
    """The noun behind the first of some prepositions: "the company" of "from the company"; no date."""
    for prep in prepositions:
        if prep.lower_ in words and prep.i > behind:
            found = next((c for c in prep.children if c.dep_ == "pobj" and c.ent_type_ != "DATE"), None)
            if found is not None:
                return found
    return None


def is_amount(head: Token) -> bool:
    """True for "shekels" in "of the 1.5 billion shekels": a unit with its own number, and no thing."""
    return head.pos_ == "NUM" or any(c.dep_ == "nummod" and c.i < head.i and has_scale(c) for c in head.children)


def has_scale(number: Token) -> bool:
    """True for a number with a scale or a sign of money before it."""
    return any(c.dep_ in ("compound", "quantmod") for c in number.children)


def holds_number(token: Token) -> bool:
    """True for a word that counts, or stands for what was counted."""
    return token.pos_ in ("NUM", "PRON") or token.like_num


def is_unit(token: Token, lexicon: FigureLexicon) -> bool:
    """True for a word that names a unit, a duration or a percentage."""
    return any(
        token.lower_ in t or token.lemma_.lower() in t
        for t in (lexicon.units, lexicon.durations, lexicon.percent, lexicon.currency_words)
    )


def is_pronoun(token: Token) -> bool:
    """True for a word that stands for a noun; a code that is taken for one ("TA-125") is none."""
    return token.pos_ in ("PRON", "DET", "PUNCT") and not any(c.isdigit() for c in token.text)


def whole_of_share(head: Token) -> Token:
    """The deal of "78 per cent of the deal"; any other noun itself."""
    if head.pos_ != "NUM" and head.text != "%" and head.lower_ not in ("percent", "cent"):
        return head
    for token in head.doc[head.i + 1 : head.i + 5]:
        if token.lower_ == "of":
            return next((c for c in token.children if c.dep_ == "pobj"), head)
    return head
