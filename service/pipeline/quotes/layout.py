"""Quotes that the page shows rather than a verb: letterheads, dashes, and quotations that go on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Entity, Party
from service.pipeline.actors import NOBODY
from service.pipeline.marks import Quotation
from service.pipeline.quotes.cues import is_unsaid
from service.pipeline.quotes.drafts import SENTENCE_END, WORD, CharSpan, Draft, Text, kind_of
from service.pipeline.quotes.speakers import attribution, party_of
from service.pipeline.segments import READ, Block
from service.pipeline.syntax import own_subject, subject

LETTERHEAD = re.compile(r"^[-•\s“\"]*([A-Z][\w.’' -]{0,50}?)(?:,? \([^)]{1,40}\))?:\s+(?=\S)")
CAPITALIZED = r"[A-Z](?:[\w.’'-]{0,30}\w)?"
DASH_NAME = re.compile(
    rf"\s{{0,3}}[-–—―]{{1,2}}\s{{0,3}}({CAPITALIZED}(?:\.? {CAPITALIZED}){{0,4}})(?:,[^.!?\d]{{1,80}})?[.\s]{{0,3}}"
)
TURNS = {frozenset({"q", "question", "interviewer"}): "byline", frozenset({"a", "answer"}): "title"}
"""What stands before the turns of an interview without a name, and the segment that names who it is."""
SENTENCE_REACH = 1000
"""Characters before a quotation in which the sentence that leads to it must begin."""
DASH_TAIL = 200
"""The longest that a dash and a name behind a quotation can be."""


def from_letterheads(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of "Holm: “…”", "HOLM: …" in a transcript, and a headline's "Holm: I will …"."""
    read = [(b, LETTERHEAD.match(text.raw[b.start : b.end])) for b in text.reading.blocks if b.kind in READ]
    turns = [(block, match) for block, match in read if match is not None]
    speaking = interview_heads(turns, text)
    for block, match in turns:
        head = text.actors.positions.token(block.start + match.end(1) - 1)
        start = block.start + match.end()
        around = text.quotations.around(start)
        entity = text.actors.at(head)
        transcript = (match.group(1).isupper() and len(turns) >= 2) or match.group(1) in speaking
        named = entity is not None or head.lemma_.lower() in text.lexicon.actors.documents
        headline = block.kind in ("title", "highlights") and named and len(text.raw[start : block.end].split()) >= 3
        if around is not None and around.open_at in used:
            continue
        if match.group(1) in speaking and block.kind is None:
            used.update(q.open_at for q in quotations_in(block, text) if is_speech(q, text))
            yield Draft([(start, block.end)], None, in_interview(head, text), "transcript")
        elif around is not None and around.open_at == start and (named or is_name_alone(block.start, start, text)):
            used.add(around.open_at)
            yield Draft([(around.start, around.end)], None, in_interview(head, text), "letterhead")
        elif around is not None and transcript:
            used.add(around.open_at)
            yield Draft([(start, around.end)], None, in_interview(head, text), "transcript")
        elif (transcript or headline) and around is None:
            yield Draft([(start, block.end)], None, in_interview(head, text), "transcript")


def interview_heads(turns: Sequence[tuple[Block, re.Match[str]]], text: Text) -> frozenset[str]:
    """The names before colons that take turns in an interview: two or more, each said twice, one of them a person's."""
    counts = Counter(match.group(1) for block, match in turns if block.kind is None)
    heads = {
        head: text.actors.positions.token(block.start + match.end(1) - 1)
        for block, match in turns
        if counts[head := match.group(1)] > 1 and len(head.split()) <= 4
    }
    entities = [text.actors.at(token) for token in heads.values()]
    persons = any(entity is not None and entity.type in ("PERSON", None) for entity in entities)
    return frozenset(heads) if len(heads) > 1 and persons and sum(counts[h] for h in heads) > 3 else frozenset()


def in_interview(head: Token, text: Text) -> Party:
    """Who takes a turn: the name before it; of "Q" the only writer in a byline, of "A" the only person in the title."""
    party = party_of(head, text)
    kind = next((kind for words, kind in TURNS.items() if head.lower_ in words), None)
    if party.entity is not None or kind is None:
        return party
    shown = [e for e in text.actors.entities if e.type == "PERSON" and e.named and stands_in(e, kind, text)]
    return (
        replace(party, entity=shown[0].id, name=shown[0].name, status="resolved", reason=None)
        if len(shown) == 1
        else party
    )


def stands_in(entity: Entity, kind: str, text: Text) -> bool:
    """True for an entity with a name in a segment of a kind."""
    return any(m.kind == "name" and text.block_at(m.start).kind == kind for m in entity.mentions)


def quotations_in(block: Block, text: Text) -> Sequence[Quotation]:
    """The quotations that open in a block."""
    items = text.quotations.items
    first, last = (bisect_left(items, at, key=lambda q: q.open_at) for at in (block.start, block.end))
    return items[first:last]


def is_name_alone(start: int, end: int, text: Text) -> bool:
    """True for a stretch without a verb that ends in a noun and a colon."""
    words = [t for t in text.tokens_between(start, end) if not t.is_punct]
    return bool(words) and words[-1].pos_ in ("NOUN", "PROPN") and not any(t.pos_ in ("VERB", "AUX") for t in words)


def from_colons(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes that a sentence ending in a colon leads to, whatever its verb: "She turned to the crowd: “…”"."""
    for q in text.quotations.items:
        if q.open_at in used or text.reading.blocks[q.block].kind not in READ or q.open_at in text.tags:
            continue
        colon = q.open_at - 1
        while colon > 0 and text.raw[colon].isspace():
            colon -= 1
        block = text.block_at(colon)
        if block.kind not in READ or text.quotations.around(colon) is not None or not leads_on(colon, text):
            continue
        found = introducer(block.start, colon, text)
        if found is not None:
            used.add(q.open_at)
            head, cue = found
            span = (cue.idx, cue.idx + len(cue)) if cue is not None else (colon, colon + 1)
            yield Draft([(q.start, q.end)], span, party_of(head, text), "colon")


def leads_on(mark: int, text: Text) -> bool:
    """True for a colon, and for the comma of "issued a statement, “…”": what is said or written stands before it."""
    if text.raw[mark] != ",":
        return text.raw[mark] == ":"
    token = text.actors.positions.token(mark - 1)
    lemma = token.lemma_.lower()
    written = lemma in text.lexicon.cues.nouns or lemma in text.lexicon.actors.documents
    return written and token.dep_ == "dobj" and token.pos_ == "NOUN"


def introducer(start: int, colon: int, text: Text) -> tuple[Token, Token | None] | None:
    """Who speaks behind the colon that ends a sentence, and the verb that says so, if one does.

    The subject of the sentence's last verb; in a line without a verb, or with "is" alone, the first in it that
    can speak, its owner before the thing owned: "More from the report:", "Her words:", "Here is Holm in May:".
    """
    words = text.tokens_between(start, colon)
    breaks = (i for i, t in enumerate(words) if t.is_sent_start or (t.text in ("-", "–", "—") and ends_word(words, i)))
    first = max(breaks, default=0)
    words = [t for t in words[first:] if text.quotations.around(t.idx) is None]
    verbs = [t for t in words if t.pos_ == "VERB" and t.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VBG")]
    for verb in reversed(verbs):
        doer = subject(verb)
        if verb.dep_ not in ("relcl", "acl", "amod") and doer is not None and doer in words and is_voice(doer, text):
            return doer, verb
    if verbs:
        return None
    return next(((t, None) for t in words if is_voice(t, text)), None)


def ends_word(words: list[Token], i: int) -> bool:
    """True when a blank stands before a word."""
    return i == 0 or bool(words[i - 1].whitespace_)


def is_voice(token: Token, text: Text) -> bool:
    """True for a word that stands for somebody or something written that can be quoted."""
    if token.tag_ in ("PRP", "PRP$"):
        return token.lower_ not in ("it", "its", "you", "your")
    entity, lemma = text.actors.at(token), token.lemma_.lower()
    speaks = text.lexicon.actors.speaks(lemma) or lemma in text.lexicon.actors.documents
    return speaks or (entity is not None and entity.type in ("PERSON", "ORG", None))


def from_dashes(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of “…” — Ada Holm: a quotation and a dash, then a name to the end of the paragraph or of the next one."""
    blocks = text.reading.blocks
    for q in text.quotations.items:
        block = blocks[q.block]
        ends = not text.raw[q.close_at : block.end].strip() and q.block + 1 < len(blocks)
        end = blocks[q.block + 1].end if ends else block.end
        behind = text.raw[q.close_at : end]
        tail = DASH_NAME.fullmatch(behind) if len(behind) <= DASH_TAIL else None
        if q.open_at in used or tail is None or block.kind not in READ:
            continue
        used.add(q.open_at)
        head = text.actors.positions.token(q.close_at + tail.end(1) - 1)
        yield Draft([(q.start, q.end)], None, text.actors.party(head), "dash")


def from_floating(text: Text, drafts: list[Draft], used: set[int]) -> list[Draft]:
    """Quotations that no cue has taken: those that go on with the one before, and those without a speaker.

    A paragraph that is nothing but a quotation goes on with the quote of the paragraph before: as another span of it
    when that one was direct, else as a quote of its own whose speaker is carried over. Short words in marks that
    hang on nothing are scare quotes, titles or nicknames, and no quotations.
    """
    added: list[Draft] = []
    cued = sorted(((d.cue[0], d) for d in drafts if d.cue is not None), key=lambda pair: pair[0])
    voices = voices_of_blocks(drafts, text)
    waiting = deque(sorted(drafts, key=lambda d: d.content[0][0]))
    latest: Draft | None = None
    for q in text.quotations.items:
        while waiting and waiting[0].content[0][0] < q.open_at:
            draft = waiting.popleft()
            latest = draft if latest is None or draft.content[-1][1] >= latest.content[-1][1] else latest
        if q.open_at in used or text.reading.blocks[q.block].kind not in READ or not is_speech(q, text):
            continue
        used.add(q.open_at)
        before = latest if latest is not None and opens_or_fills(q, text) and goes_before(latest, q, text) else None
        told = said_right_before(q, cued, text)
        gone_on = told or before
        if gone_on is not None and not is_direct(gone_on, text):
            gone_on, before = None, gone_on
        if gone_on is not None:
            gone_on.content.append((q.start, q.end))
            continue
        latest = from_bare_cue(q, text) or carried_over(q, before or voices.get(q.block), text)
        added.append(latest)
    return added


def voices_of_blocks(drafts: list[Draft], text: Text) -> dict[int, Draft]:
    """The last quotation of each paragraph in whose marks one entity alone speaks, by the paragraph's number."""
    direct = [d for d in sorted(drafts, key=lambda d: d.content[0][0]) if is_direct(d, text)]
    voices: dict[int, Draft] = {}
    several: set[int] = set()
    for draft in direct:
        block = text.actors.positions.block_index(draft.content[0][0])
        other = voices.get(block)
        if draft.speaker.entity is None or (other is not None and other.speaker.entity != draft.speaker.entity):
            several.add(block)
        voices[block] = draft
    return {block: draft for block, draft in voices.items() if block not in several}


def carried_over(quotation: Quotation, before: Draft | None, text: Text) -> Draft:
    """The quote of words in marks without a cue: its speaker is that of a quote before it, or not stated."""
    content = [(quotation.start, quotation.end)]
    known = before is not None and before.speaker.status != "unattributed" and before.content[0][0] < quotation.open_at
    if before is None or not known or not (opens_or_fills(quotation, text) or sentence_before(quotation, text)):
        return Draft(content, None, NOBODY, "floating")
    return Draft(
        content, None, replace(before.speaker, span=None, status="implicit", reason="continuation"), "continuation"
    )


def sentence_before(quotation: Quotation, text: Text) -> CharSpan | None:
    """The sentence right before a quotation, in its paragraph."""
    start = max(text.reading.blocks[quotation.block].start, quotation.open_at - SENTENCE_REACH)
    ends = [m.end() for m in SENTENCE_END.finditer(text.raw, start, quotation.open_at)]
    ends = [end for end in ends if text.quotations.around(end - 1) is None]
    if not ends or text.raw[ends[-1] : quotation.open_at].strip():
        return None
    return (ends[-2] if len(ends) > 1 else start), ends[-1]


def said_right_before(quotation: Quotation, cued: list[tuple[int, Draft]], text: Text) -> Draft | None:
    """The quote of the sentence that a quotation follows: Holm said it was late. “It is dark.”"""
    sentence = sentence_before(quotation, text)
    if sentence is None:
        return None
    first, last = (bisect_left(cued, at, key=lambda pair: pair[0]) for at in sentence)
    near = [draft for _, draft in cued[first:last] if draft.speaker.span is not None]
    return max(near, key=lambda d: d.content[-1][1], default=None)


def from_bare_cue(quotation: Quotation, text: Text) -> Draft | None:
    """The quote behind a sentence that says only that somebody speaks: Holm agreed; Holm issued a statement on it."""
    sentence = sentence_before(quotation, text)
    for verb in text.tokens_between(*sentence) if sentence is not None else ():
        matter = any(c.dep_ in ("ccomp", "dobj", "xcomp", "advcl", "acomp", "attr", "prt") for c in verb.children)
        known = text.lexicon.cues.takes(verb.lemma_.lower(), "clause") and not matter
        known = known or any(
            c.dep_ == "dobj" and c.lemma_.lower() in text.lexicon.cues.utterances for c in verb.children
        )
        if verb.dep_ == "ROOT" and known and own_subject(verb) and not is_unsaid(verb, text):
            speaker, via, addressee, cue = attribution(verb, text)
            return Draft([(quotation.start, quotation.end)], cue, speaker, "bare_cue", via, addressee)
    return None


def opens_or_fills(quotation: Quotation, text: Text) -> bool:
    """True for a quotation that begins its paragraph, or is all of it."""
    block = text.reading.blocks[quotation.block]
    return not WORD.search(text.raw[block.start : quotation.open_at])


def is_speech(quotation: Quotation, text: Text) -> bool:
    """True for words in marks that somebody must have said, though no cue says who."""
    block = text.reading.blocks[quotation.block]
    words = WORD.findall(text.raw[quotation.start : quotation.end])
    ends = text.raw[quotation.end - 1 : quotation.end] in ".!?…," or not quotation.closed
    opens = opens_or_fills(quotation, text)
    alone = opens and not WORD.search(text.raw[quotation.close_at : block.end])
    if (alone or (opens and ends)) and len(words) >= 2 and (len(words) >= 4 or ends):
        return True
    ahead = text.raw[block.start : quotation.open_at].rstrip()
    apart = not ahead or not (ahead[-1].isalnum() or ahead[-1] in "’'")  # not: her book “The Sea and the City.”
    return len(words) >= 6 and ends and apart and text.raw[quotation.start].isupper()


def goes_before(draft: Draft, quotation: Quotation, text: Text) -> bool:
    """True when nothing that is read stands between a quote and a quotation: same paragraph, or the one before."""
    last = max(start for start, _ in draft.content if start < quotation.open_at)
    first = text.actors.positions.block_index(last) + 1
    return all(
        b.kind not in READ or b.kind in ("title", "highlights") for b in text.reading.blocks[first : quotation.block]
    )


def is_direct(draft: Draft, text: Text) -> bool:
    """True for a quote whose last words are in marks."""
    return kind_of(draft.content[-1:], text) == "direct"
