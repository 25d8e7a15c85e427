"""Quotes whose cue is no verb: "according to" and nouns like "claim"."""

from __future__ import annotations

from spacy.tokens import Token

from service.pipeline.marks import Quotation
from service.pipeline.quotes.clauses import around, right_clause
from service.pipeline.quotes.drafts import SENTENCE_END, WORD, Draft, Text
from service.pipeline.quotes.speakers import according_source, named_beside, party_of
from service.pipeline.segments import READ
from service.pipeline.syntax import possessor


def from_phrase(token: Token, text: Text, drafts: list[Draft], used: set[int]) -> Draft | None:
    """The quote of an "according to" or "in the words of" that no verb of saying has taken as its relay."""
    phrase = phrase_at(token, text)
    if phrase is None or text.quotations.around(token.idx) is not None or text.block_at(token.idx).kind not in READ:
        return None
    last = token.doc[token.i + len(phrase) - 1]
    source = according_source(token) or next((c for c in last.children if c.dep_ == "pobj"), None)
    if source is None or not can_speak(source, text) or (last == token and text.actors.at(source) is None):
        return None
    taken = {ref.span.start for d in drafts for ref in d.via}
    reference = text.actors.reference(source)
    if reference.span.start in taken:
        return None
    cue, speaker = (token.idx, last.idx + len(last)), party_of(named_beside(source, text), text)
    quotation = beside_phrase(token, source, text, used)
    if quotation is not None:
        used.add(quotation.open_at)
        return Draft([(quotation.start, quotation.end)], cue, speaker, "according_to")
    if phrase in text.lexicon.cues.quoting_phrases:
        return None
    end = max(t.i for t in source.subtree) + 1
    content = around(token.sent.start, token.sent.end, (token.i, phrase_end(token, end)), token.doc)
    content = [
        c for c in content if not any(c[0] < d[1] and d[0] < c[1] for other in drafts for d in other.content)
    ] or content[:1]
    if not content:
        return None
    return Draft(content, cue, speaker, "according_to")


def phrase_at(token: Token, text: Text) -> tuple[str, ...] | None:
    """The phrase of the lexicon that begins at a token: "according to", "in the words of"."""
    if text.actors.at(token) is not None:
        return None  # Per Holm is somebody
    for words in text.lexicon.cues.phrases.get(token.lower_, ()):
        if tuple(t.lower_ for t in token.doc[token.i : token.i + len(words)]) == words:
            return words
    return None


def beside_phrase(token: Token, source: Token, text: Text, used: set[int]) -> Quotation | None:
    """The quotation that is all that a source is named for: According to Holm, “…”; “…,” according to Holm."""
    before, after = text.quotations.beside(token.idx)
    if before is not None and before.open_at < text.block_at(token.idx).start:
        before = None
    if before is not None and before.open_at not in used and not text.raw[before.close_at : token.idx].strip(" ,"):
        block = text.reading.blocks[before.block]
        opens = not WORD.search(text.raw[block.start : before.open_at])
        return before if opens or SENTENCE_END.search(text.raw[before.open_at - 3 : before.open_at]) else None
    opens = token.i == text.actors.positions.sentence(token)[0] or token.lower_ != "according"
    if after is None or after.open_at in used or not opens:
        return None
    end = max((t for t in source.subtree if t.idx < after.open_at), key=lambda t: t.i, default=None)
    if end is None:
        return None  # the parser took what stands behind the mark for the source
    gap = text.raw[end.idx + len(end) : after.open_at].strip()
    alone = gap in (",", ":") or (not gap and end.text in (",", ":"))
    return after if alone and text.raw[after.start].isupper() else None


def can_speak(source: Token, text: Text) -> bool:
    """True for a source that is somebody or something written; not for "according to their rank"."""
    actors = text.lexicon.actors
    lemma = source.lemma_.lower()
    known = actors.speaks(lemma) or lemma in actors.documents or text.actors.at(source) is not None
    return known or (source.pos_ in ("PROPN", "PRON", "NOUN") and lemma not in text.lexicon.cues.no_sources)


def phrase_end(token: Token, end: int) -> int:
    """Where an according-to phrase ends: at the next comma when it stands before or inside the sentence."""
    for t in token.doc[token.i : end]:
        if t.text == "," and t.i - token.i > 2 and token.i == token.sent.start:
            return int(t.i)
    return end


def from_noun(token: Token, text: Text) -> Draft | None:
    """The quote of "Holm's claim that …" and "the claim by Holm that …"."""
    if (
        token.pos_ != "NOUN"
        or token.lemma_.lower() not in text.lexicon.cues.nouns
        or text.block_at(token.idx).kind not in READ
    ):
        return None
    if text.quotations.around(token.idx) is not None:
        return None
    clause = next(
        (
            c
            for c in token.children
            if c.dep_ in ("acl", "ccomp")
            and c.i > token.i
            and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)
        ),
        None,
    )
    if clause is None:
        return None
    owner = possessor(token)
    owner = owner or next(
        (p for c in token.children if c.lower_ in ("by", "from", "of") for p in c.children if p.dep_ == "pobj"),
        None,
    )
    if owner is None:
        return None
    content = right_clause(token, clause, text)
    return Draft(content, (token.idx, token.idx + len(token)), text.actors.party(owner), "noun") if content else None
