"""Quotes that the page shows rather than a verb: letterheads, dashes, and quotations that go on."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from service.pipeline.actors import NOBODY
from service.pipeline.marks import Quotation
from service.pipeline.quotes.drafts import WORD, Draft, Text, kind_of
from service.pipeline.segments import READ

LETTERHEAD = re.compile(r"^[-•\s]*([A-Z][\w.’' -]{1,50}?)(?:,? \([^)]{1,40}\))?:\s+(?=\S)")
DASH_NAME = re.compile(
    r"\s{0,3}[-–—―]{1,2}\s{0,3}([A-Z][\w.’'-]{0,30}(?: [A-Z][\w.’'-]{0,30}){0,4})(?:,[^.!?\d]{1,80})?[.\s]{0,3}"
)
DASH_TAIL = 200
"""The longest that a dash and a name behind a quotation can be."""


def from_letterheads(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of "Holm: “…”", "HOLM: …" in a transcript, and a headline's "Holm: I will …"."""
    read = [(b, LETTERHEAD.match(text.raw[b.start : b.end])) for b in text.reading.blocks if b.kind in READ]
    turns = [(block, match) for block, match in read if match is not None]
    for block, match in turns:
        head = text.actors.positions.token(block.start + match.end(1) - 1)
        start = block.start + match.end()
        quotation = next((q for q in text.quotations.within(start, start + 1) if q.open_at == start), None)
        entity = text.actors.at(head)
        transcript = match.group(1).isupper() and len(turns) >= 2
        named = entity is not None or head.lemma_.lower() in text.lexicon.actors.documents
        headline = block.kind in ("title", "highlights") and named and len(text.raw[start : block.end].split()) >= 3
        if quotation is not None and quotation.open_at not in used:
            used.add(quotation.open_at)
            yield Draft([(quotation.start, quotation.end)], None, text.actors.party(head), 0.85)
        elif (transcript or headline) and quotation is None:
            yield Draft([(start, block.end)], None, text.actors.party(head), 0.6)


def from_dashes(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of “…” — Ada Holm: a quotation and a dash, then a name to the end of the paragraph."""
    for q in text.quotations.items:
        block = text.reading.blocks[q.block]
        behind = text.raw[q.close_at : block.end]
        tail = DASH_NAME.fullmatch(behind) if len(behind) <= DASH_TAIL else None
        if q.open_at in used or tail is None or block.kind not in READ:
            continue
        used.add(q.open_at)
        head = text.actors.positions.token(q.close_at + tail.end(1) - 1)
        yield Draft([(q.start, q.end)], None, text.actors.party(head), 0.85)


def from_floating(text: Text, drafts: list[Draft], used: set[int]) -> list[Draft]:
    """Quotations that no cue has taken: those that go on with the one before, and those without a speaker.

    A paragraph that is nothing but a quotation goes on with the quote of the paragraph before: as another span of it
    when that one was direct, else as a quote of its own whose speaker is carried over. Short words in marks that
    hang on nothing are scare quotes, titles or nicknames, and no quotations.
    """
    added: list[Draft] = []
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
        if before is not None and is_direct(before, text):
            before.content.append((q.start, q.end))
            continue
        carried = before is not None and before.speaker.status != "unattributed"
        if before is not None and carried:
            speaker = replace(before.speaker, span=None, status="implicit", reason="continuation")
            latest = Draft([(q.start, q.end)], None, speaker, 0.75)
        else:
            latest = Draft([(q.start, q.end)], None, NOBODY, 0.5)
        added.append(latest)
    return added


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
    return len(words) >= 6 and ends and text.raw[quotation.start].isupper()


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
