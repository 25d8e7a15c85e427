"""What the rules read, and a quote while its parts are gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from schemas.records import Party, QuoteRule, QuoteType, Reference
from service.lexicons.reader import Lexicon
from service.pipeline.actors import Actors
from service.pipeline.marks import Quotations
from service.pipeline.segments import Block, Reading

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
ABBREVIATIONS = (
    "Mr Ms Dr St Lt No Jr Sr vs Mrs Sen Rep Del Gov Gen Col Cpl Pvt Adm Cmdr Rev Hon Maj Capt Prof Supt Insp Amb Sgt "
    "Pres Atty Dist Inc Ltd Corp Co Jan Feb Aug Sept Oct Nov Dec Mass Calif Conn Wis Minn Fla Va Ill Md Pa Ky Ga Tex"
).split()
SENTENCE_END = re.compile(r"(?<!\b[A-Z])" + "".join(rf"(?<!\b{a})" for a in ABBREVIATIONS) + r"[.!?…][\"”’»]?\s")
STARTS_NOUN = frozenset({"DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM"})
"""Parts of speech that can begin a noun phrase."""
CharSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """What the rules read."""

    doc: Doc
    reading: Reading
    quotations: Quotations
    actors: Actors
    lexicon: Lexicon
    tags: Mapping[int, Token] = field(default_factory=dict)
    """The verb of the tag behind a quotation, by where the quotation opens."""

    @property
    def raw(self) -> str:
        """The characters of the reading text; `Doc.text` would join them anew at each call."""
        return self.actors.text

    def tokens_between(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a stretch of characters."""
        first, last = self.actors.positions.tokens(start, end) if start < end else (0, 0)
        return [t for t in self.doc[first:last] if start <= t.idx < end]

    def block_at(self, character: int) -> Block:
        """The block that a character stands in."""
        return self.actors.positions.block(character)


@dataclass(slots=True)
class Draft:
    """A quote while its parts are gathered, and the rule that found it."""

    content: list[CharSpan]
    cue: CharSpan | None
    speaker: Party
    rule: QuoteRule
    via: list[Reference] = field(default_factory=list)
    addressee: Reference | None = None


def lemma_of(verb: Token) -> str:
    """The dictionary form of a verb; the tagger takes the first word of "Said Ada Holm: …" for a name."""
    return "say" if begins_tag(verb) else verb.lemma_.lower()


def begins_tag(token: Token) -> bool:
    """True for the first word of "Said Ada Holm: …" where it was taken for a name."""
    return token.text == "Said" and token.pos_ == "PROPN" and token.is_sent_start is True


def kind_of(content: list[CharSpan], text: Text) -> QuoteType:
    """direct when nine words in ten stand between marks, mixed when some do."""
    words = [m.start() for start, end in content for m in WORD.finditer(text.raw, start, end)]
    inside = sum(1 for w in words if text.quotations.around(w) is not None)
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.9 * len(words) else "mixed"


def spans(start: int, end: int, doc: Doc) -> list[CharSpan]:
    """A token range as characters without punctuation at its edges; empty when no word is left."""
    while start < end and doc[start].is_punct and not doc[start].is_quote and doc[start].text not in "([$#":
        start += 1
    while start < end and doc[end - 1].is_punct and not doc[end - 1].is_quote and doc[end - 1].text not in ")]%?!":
        end -= 1
    if start >= end or not any(t.is_alpha or t.like_num for t in doc[start:end]):
        return []
    return [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))]
