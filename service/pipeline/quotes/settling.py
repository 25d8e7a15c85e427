"""Drafts into records: which of two stays, and in what order."""

from __future__ import annotations

from collections import defaultdict
from typing import get_args

from schemas.records import Quote, QuoteRule, Reference, Span
from service.pipeline.quotes.drafts import CharSpan, Draft, Text, kind_of

RULES: tuple[QuoteRule, ...] = get_args(QuoteRule)
STRETCH = 200
"""Characters of a stretch by which quotes that may share content are found."""


def settle(drafts: list[Draft]) -> list[Draft]:
    """Leave out quotes whose content another, surer quote holds already."""
    kept: list[Draft] = []
    by_stretch: dict[int, list[Draft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda d: (RULES.index(d.rule), d.content[0])):
        size, own = length(draft), stretches(draft)
        near = {id(other): other for n in own for other in by_stretch[n]}.values()
        beside = [(shared_length(draft, other), length(other)) for other in near]
        held = any(shared >= 0.8 * size for shared, _ in beside)
        same = any(shared >= 0.7 * max(size, other) for shared, other in beside)
        if size and not (held and same):
            kept.append(draft)
            for n in own:
                by_stretch[n].append(draft)
    return kept


def nest(drafts: list[Draft], text: Text) -> list[Draft]:
    """Quotes inside a quote: what is said there has the outer speaker as its relay; what is only thought is left out.

    "Holm said Reed had told her the pier was safe": Reed's words come through Holm. "Holm said Reed thinks it is safe"
    is Holm's word alone.
    """
    kept = []
    outer: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.content[0][0], -length(d))):
        outer = [o for o in outer if o.content[-1][1] > draft.content[0][0]]
        around = next((o for o in reversed(outer) if holds_cue(o, draft)), None)
        outer.append(draft)
        if around is None:
            kept.append(draft)
            continue
        cue = text.actors.positions.token(draft.cue[1] - 1) if draft.cue else None
        if cue is None or cue.lemma_.lower() not in text.lexicon.cues.thoughts:
            relay = around.speaker
            if relay.span is not None and (relay.entity is None or relay.entity != draft.speaker.entity):
                draft.via.append(Reference(relay.span, relay.entity))
            kept.append(draft)
    return kept


def holds_cue(outer: Draft, draft: Draft) -> bool:
    """True when a quote is told inside the content of another."""
    return draft.cue is not None and any(start <= draft.cue[0] < end for start, end in outer.content)


def stretches(draft: Draft) -> set[int]:
    """The numbers of the stretches of STRETCH characters that a draft's content touches."""
    return {n for start, end in draft.content for n in range(start // STRETCH, end // STRETCH + 1)}


def length(draft: Draft) -> int:
    """How many characters of content a draft has."""
    return sum(end - start for start, end in draft.content)


def shared_length(draft: Draft, other: Draft) -> int:
    """How many characters of content two drafts have in common."""
    return sum(max(0, min(e, oe) - max(s, os)) for s, e in draft.content for os, oe in other.content)


def number(drafts: list[Draft], text: Text) -> tuple[Quote, ...]:
    """The quotes with ids in text order, all of them sure."""
    raw = text.raw
    quotes = []
    for draft in drafts:
        pieces = sorted({trim(c, text) for c in draft.content})
        pieces = [p for p in pieces if p[0] < p[1]]
        if pieces:
            quotes.append((pieces, draft))
    numbered = []
    for n, (pieces, draft) in enumerate(sorted(quotes, key=lambda pair: pair[0][0]), 1):
        block = text.block_at(pieces[0][0])
        cue = Span(*draft.cue, raw[slice(*draft.cue)]) if draft.cue else None
        numbered.append(
            Quote(
                id=f"q{n}",
                type="direct" if draft.rule == "transcript" and block.kind is None else kind_of(pieces, text),
                content=tuple(Span(s, e, raw[s:e]) for s, e in pieces),
                cue=cue,
                speaker=draft.speaker,
                via=tuple(draft.via),
                addressee=draft.addressee,
                segment=block.segment,
                confidence=1.0,
                why=draft.rule,
            )
        )
    return tuple(numbered)


def trim(content: CharSpan, text: Text) -> CharSpan:
    """Content without blanks and a tag's comma at its edges."""
    start, end = content
    raw = text.raw
    inside = text.quotations.around(start)
    bare = inside is not None and inside.start <= start and end <= inside.end
    while start < end and (raw[start].isspace() or raw[start] in ",;:"):
        start += 1
    while start < end and (raw[end - 1].isspace() or raw[end - 1] in ",;:" or (bare and raw[end - 1] in '“”"')):
        end -= 1
    return start, end
