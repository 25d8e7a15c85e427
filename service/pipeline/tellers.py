"""Who stands beside the words in marks as the one that says them, before anybody knows who that is.

A first look for the pronouns, which must not mean the speaker inside the marks, nor outside them somebody whom the
speaker names. What counts as a quote, and whose, is decided later (`service.pipeline.quotes`).
"""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc, Span, Token

from service.lexicons.reader import CueLexicon
from service.pipeline.marks import Quotation, Quotations
from service.pipeline.segments import Reading
from service.pipeline.syntax import subject

TAG_TOKENS = 14
"""The most words between marks and the verb that says them."""
ENDS = frozenset({".", "!", "?", ":", ";", "“", "”", '"'})
"""What a tag does not reach beyond."""


def find_tellers(doc: Doc, reading: Reading, quotations: Quotations, cues: CueLexicon) -> dict[int, Token]:
    """The subject of the verb that says each quotation, by where it opens.

    The verb stands right behind it (“…,” she said; “…?” asks Holm), or leads to it (She said: “…”). A quotation without
    one has the teller of the one before it in its paragraph (“…,” she said. “…”).
    """
    starts = [token.idx for token in doc]
    found: dict[int, Token] = {}
    before: Quotation | None = None
    for quotation in quotations.items:
        block = reading.blocks[quotation.block]
        after = doc[bisect_left(starts, quotation.close_at) : bisect_left(starts, block.end)]
        lead = doc[bisect_left(starts, block.start) : bisect_left(starts, quotation.open_at)]
        teller = (behind(after, cues) if quotation.closed else None) or ahead(lead, cues)
        if teller is None and before is not None and before.block == quotation.block:
            teller = found.get(before.open_at)
        if teller is not None:
            found[quotation.open_at] = teller
        before = quotation
    return found


def behind(tag: Span, cues: CueLexicon) -> Token | None:
    """The subject of the verb of a tag: of what stands behind marks, to the end of the paragraph."""
    words = [t for t in tag[:TAG_TOKENS] if t.text in ENDS or not t.is_punct]
    for token in words:
        if token.text in ENDS:
            return None
        if token.pos_ == "VERB" and cues.takes(token.lemma_.lower(), "clause"):
            teller = subject(token)
            return teller if teller in words else None
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("relcl", "acl", "aux"):
            return None
    return None


def ahead(lead: Span, cues: CueLexicon) -> Token | None:
    """The subject of the verb that leads to marks: of what stands before them, from the paragraph's beginning."""
    for token in reversed(lead[-TAG_TOKENS:]):
        if token.text in ENDS and token.text not in (":", ";"):
            return None
        if token.pos_ == "VERB" and cues.takes(token.lemma_.lower(), "clause"):
            return subject(token)
    return None
