"""Quotations beside a verb: which of them belong to its tag, and how far the content reaches."""

from __future__ import annotations

from spacy.tokens import Token

from service.pipeline.marks import Quotation
from service.pipeline.quotes.clauses import reported_clause
from service.pipeline.quotes.drafts import HEARERS, SENTENCE_END, SPEECH, WORD, CharSpan, Text
from service.pipeline.segments import Block
from service.pipeline.syntax import subject

SENTENCE_MARKS = (".", "!", "?", "")
TAG_TOKENS = 14
"""The most words that may stand between a verb and the quotation it belongs to."""


def neighbours(verb: Token, text: Text, used: set[int]) -> tuple[Quotation | None, Quotation | None]:
    """The quotation right before the verb's tag and the one right after it, in its block, not yet taken."""
    block = text.block_at(verb.idx)
    before, after = text.quotations.beside(verb.idx)
    before = before if before is not None and before.open_at >= block.start else None
    following, after = after, after if after is not None and after.open_at < block.end else None
    if before is not None and (before.open_at in used or not is_tag_after(before, verb, text)):
        before = None
    if after is not None and (after.open_at in used or not is_tag_before(verb, after, text)):
        after = None
    return before, after or next_paragraph(verb, block, following, text, used)


def next_paragraph(
    verb: Token, block: Block, following: Quotation | None, text: Text, used: set[int]
) -> Quotation | None:
    """The quotation that begins the next paragraph, when the verb's own ends in a colon: "The paper reports:"."""
    gap = text.raw[verb.idx + len(verb) : block.end]
    if not gap.rstrip().endswith(":") or len(gap.split()) > TAG_TOKENS:
        return None
    if following is None or following.open_at in used or WORD.search(text.raw[block.end : following.open_at]):
        return None
    return following


def is_tag_after(quotation: Quotation, verb: Token, text: Text) -> bool:
    """True when a verb stands in the tag right after a quotation: “…,” she said; “…?” asked Holm."""
    raw = text.raw
    gap = raw[quotation.close_at : verb.idx]
    if SENTENCE_END.search(gap) or len(gap.split()) > TAG_TOKENS:
        return False
    last = raw[quotation.end - 1 : quotation.end]
    if (
        last in ".…"
        and not gap.lstrip().startswith(",")
        and len(gap.split()) > 0
        and gap.lstrip()[:1].isupper()
        and len(gap.split()) > 3
    ):
        return False
    if not (last in ",?!—–-.…" or gap.lstrip()[:1] in (",", "–", "—", "-") or len(gap.split()) <= 4):
        return False
    own = {t.i for t in verb.subtree} | {verb.i}
    person = subject(verb)
    if person is not None:
        speaking = {t.i for t in person.subtree}
        if (
            text.actors.positions.token(quotation.end - 1).i in speaking
            and person.i >= text.actors.positions.token(quotation.end).i
        ):
            return False  # "the “History” section explains": the quotation is part of the subject
        own |= speaking
    between = text.tokens_between(quotation.close_at, verb.idx)
    loose = [t for t in between if t.i not in own and not t.is_punct and t.pos_ not in ("ADV", "AUX", "PART")]
    clause = any(
        t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod") and not is_aside(t, between) for t in between
    )
    return len(loose) <= 2 and not clause


def is_aside(token: Token, between: list[Token]) -> bool:
    """True for a verb that stands in a relative or participle aside between the name and its verb."""
    return any(a.dep_ in ("relcl", "acl", "appos") and a in between for a in token.ancestors)


def is_tag_before(verb: Token, quotation: Quotation, text: Text) -> bool:
    """True when a verb introduces a quotation: she said: “…; telling reporters “…; called it “…."""
    raw = text.raw
    gap = raw[verb.idx + len(verb) : quotation.open_at]
    if SENTENCE_END.search(gap) or len(gap.split()) > TAG_TOKENS:
        return False
    between = text.tokens_between(verb.idx + len(verb), quotation.open_at)
    takes_object = text.lexicon.cues.takes(verb.lemma_.lower(), "object")
    if any(t.lemma_.lower() in text.lexicon.cues.verbs and t.pos_ == "VERB" and t.dep_ != "relcl" for t in between):
        return False
    if gap.rstrip().endswith((":", ",")) or not between:
        return True
    finite = any(t.dep_ in ("nsubj", "nsubjpass") and t.head != verb for t in between)
    return not finite and (takes_object or len(between) <= 6)


def around_tag(verb: Token, before: Quotation, after: Quotation | None, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of “A,” she said, “B.”: the first part with what leads into it in its sentence, and what goes on."""
    raw = text.raw
    sentence_start = text.block_at(before.open_at).start
    for ended in SENTENCE_END.finditer(raw, sentence_start, before.open_at):
        sentence_start = ended.end()
    earlier = text.quotations.beside(before.open_at)[0]
    previous = earlier is not None and earlier.open_at >= sentence_start
    lead_in = raw[sentence_start : before.open_at]
    used.add(before.open_at)
    first = (before.start, before.end)
    if WORD.search(lead_in) and not previous and before.open_at - sentence_start < 400:
        words = text.tokens_between(sentence_start, before.open_at)
        if not any(t.lemma_ in SPEECH and t.pos_ == "VERB" for t in words):
            first = (sentence_start, before.close_at if before.close_at < len(raw) else before.end)
    content = [first]
    if after is not None and goes_on(verb, after, text):
        used.add(after.open_at)
        content.append((after.start, after.end))
    following = right_after_tag(verb, text, used)
    if after is None and following is not None:
        used.add(following.open_at)
        content.append((following.start, following.end))
    return content


def goes_on(verb: Token, after: Quotation, text: Text) -> bool:
    """True when the quotation after a tag continues the one before it: the tag ends in a comma or with its sentence."""
    gap = text.raw[verb.idx + len(verb) : after.open_at].rstrip()
    return gap.endswith((",", ".", ":", "—", "–")) or not gap


def right_after_tag(verb: Token, text: Text, used: set[int]) -> Quotation | None:
    """The quotation that begins the next sentence after a tag that ended one: “A,” she said. “B.”"""
    block = text.block_at(verb.idx)
    after = text.quotations.beside(verb.idx)[1]
    if after is None or after.open_at >= block.end or after.open_at in used:
        return None
    gap = text.raw[verb.idx : after.open_at]
    ended = SENTENCE_END.search(gap)
    if ended is None or gap[ended.end() :].strip() or len(gap.split()) > 2 * TAG_TOKENS:
        return None
    return None if has_own_tag(after, text) else after


def has_own_tag(quotation: Quotation, text: Text) -> bool:
    """True for a quotation with a tag of its own right behind it: “…!” chanted the crowd."""
    behind = [t for t in text.tokens_between(quotation.close_at, quotation.close_at + 40)[:3] if not t.is_punct]
    return bool(behind) and behind[0].pos_ == "VERB" and behind[0].tag_ in ("VBD", "VBZ")


def introduced(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of said “A.” and called it “A”: the quotation, or the clause or object phrase that it stands in."""
    raw = text.raw
    gap = raw[verb.idx + len(verb) : after.open_at].strip()
    elsewhere = text.block_at(after.open_at) != text.block_at(verb.idx)
    lead_in = clause_words(verb, after, text) if not elsewhere else []
    closes = (
        raw[after.end - 1] in ".!?…" or not after.closed or raw[after.close_at : after.close_at + 1] in SENTENCE_MARKS
    )
    if elsewhere or gap.endswith((":", ",")) or (not lead_in and closes):
        used.add(after.open_at)
        return [(after.start, after.end)]
    lemma = verb.lemma_.lower()
    if text.lexicon.cues.takes(lemma, "clause"):
        clause = reported_clause(verb, text)
        if any(start < after.close_at and after.open_at < end for start, end in clause):
            return clause
    if lemma in SPEECH or (not lead_in and text.lexicon.cues.takes(lemma, "clause")):
        used.add(after.open_at)
        return whole_sentence(lead_in[0].idx if lead_in else after.open_at, after, text)
    return object_phrase(verb, after, text, used)


def clause_words(verb: Token, after: Quotation, text: Text) -> list[Token]:
    """The words between a verb and a quotation that are said themselves: not "that", the hearer, "in a statement"."""
    aside = {
        t.i
        for child in verb.children
        if child.dep_ in ("advmod", "npadvmod", "prep", "dative", "punct")
        or (child.dep_ == "dobj" and verb.lemma_ in HEARERS)
        for t in child.subtree
    }
    between = text.tokens_between(verb.idx + len(verb), after.open_at)
    return [t for t in between if t.i not in aside and not t.is_punct and t.lower_ != "that"]


def whole_sentence(start: int, after: Quotation, text: Text) -> list[CharSpan]:
    """A stretch from its first word to the end of the sentence that a quotation stands in."""
    token = text.actors.positions.token(after.end - 1)
    end = text.actors.positions.sentence(token)[1]
    last = text.doc[end - 1]
    return [(start, max(after.close_at, last.idx + len(last)))]


def object_phrase(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """The object and complement of a verb like "called", up to the end of the quotation."""
    places = ("dobj", "oprd", "prep", "ccomp", "attr", "xcomp")
    objects = [child for child in verb.children if child.dep_ in places and child.i > verb.i]
    if not objects or not text.lexicon.cues.takes(verb.lemma_.lower(), "object"):
        return []
    used.add(after.open_at)
    start = min(t.i for child in objects for t in child.subtree if t.i > verb.i)
    return [(min(text.doc[start].idx, after.open_at), max(after.close_at, after.end))]


def with_whole_quotations(content: list[CharSpan], text: Text, used: set[int]) -> list[CharSpan]:
    """Content that cuts through a quotation reaches to its end; quotations inside it are taken."""
    whole: list[CharSpan] = []
    for start, end in content:
        begin, stop = start, end
        for q in text.quotations.within(start, end):
            if q.start != begin:
                used.add(q.open_at)
                stop = max(stop, q.close_at)
                begin = min(begin, q.open_at)
        whole.append((begin, stop))
    return whole
