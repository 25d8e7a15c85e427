"""Quotations beside a verb: which of them belong to its tag, and how far the content reaches."""

from __future__ import annotations

import re

from spacy.tokens import Token

from service.pipeline.marks import Quotation
from service.pipeline.quotes.clauses import reported_clause, tag_range, takes_up
from service.pipeline.quotes.cues import names_source
from service.pipeline.quotes.drafts import (
    SENTENCE_END,
    STARTS_NOUN,
    WORD,
    CharSpan,
    Text,
    lemma_of,
    spans,
)
from service.pipeline.quotes.speakers import quoting_verb
from service.pipeline.segments import READ, Block
from service.pipeline.syntax import is_relative, own_subject, subject

SENTENCE_MARKS = (".", "!", "?", "")
SPACED_DASH = re.compile(r"\s[-–—]\s?(?=[A-Z])")
GOVERNED = frozenset({"to", "for", "on", "upon", "about", "of"})
"""Prepositions that a verb governs: what stands behind them in "called for", "spoke about" is said itself."""
TAG_TOKENS = 14
"""The most words that may stand between a verb and the quotation it belongs to."""
JOINED = 24
"""The most characters between a clause and the quotation in which it ends."""
TAG_NOUN_PHRASE = 32
"""The most words between a quotation and the end of its tag's verb, asides in the speaker's name counted in."""
TAG_SENTENCE = 40
"""The most words of a tag, from its verb on, behind which its quotation still goes on."""


def find_tags(text: Text) -> dict[int, Token]:
    """The verb of the tag right behind each quotation that has one, by where the quotation opens."""
    found = ((q, tag_verb(q, text)) for q in text.quotations.items if text.reading.blocks[q.block].kind in READ)
    return {q.open_at: verb for q, verb in found if verb is not None}


def tag_verb(quotation: Quotation, text: Text) -> Token | None:
    """The verb of “…,” she said; “…?” asked Holm; “…,” an angry Holm retaliated: in that place any verb is a cue."""
    raw = text.raw
    last, behind = raw[quotation.end - 1], raw[quotation.close_at : quotation.close_at + 2].lstrip()
    if not quotation.closed or not (last in ",?!—–-…" or behind[:1] in (",", "—", "–")):
        return None
    block = text.reading.blocks[quotation.block]
    ended = SENTENCE_END.search(raw, quotation.close_at, block.end)
    tag = text.tokens_between(quotation.close_at, ended.end() if ended else block.end)[:TAG_NOUN_PHRASE]
    while tag and tag[0].is_punct:
        tag = tag[1:]
    if not tag or tag[0].tag_ in ("WDT", "WP") or is_title_in_place(quotation, text):
        return None
    if is_finite_verb(tag[0]) or (tag[0].tag_ == "VBN" and tag[0].lemma_ in text.lexicon.cues.verbs):
        verb: Token | None = tag[0]
    else:
        verb = next((t for t in tag if is_tag_of(t, tag, text)), None)
    if verb is None or (verb == tag[0] and not is_inverted(tag, text)) or is_next_sentence(verb, last, tag, text):
        return None
    if names_source(verb, text):
        return next((t for t in tag if quoting_verb(t) == verb), None)
    known = verb.lemma_.lower() in text.lexicon.cues.verbs
    return verb if known or is_whole_saying(quotation, verb, text) else None


def is_inverted(tag: list[Token], text: Text) -> bool:
    """True for a tag that begins with its verb: "said Holm", not "denounced her record"."""
    if len(tag) < 2 or tag[1].pos_ not in STARTS_NOUN:
        return False
    says = text.lexicon.cues.takes(tag[0].lemma_.lower(), "clause")
    return says or any(c.dep_ == "nsubj" and c.i > tag[0].i for c in tag[0].children)


def is_next_sentence(verb: Token, last: str, tag: list[Token], text: Text) -> bool:
    """True where another sentence follows “…!” or “…?”: The party accuses Holm of fraud."""
    whole = last in "?!…" and tag[0].text[0].isupper() and has_matter(verb)
    return whole and verb.lemma_.lower() not in text.lexicon.cues.hearers


def is_title_in_place(quotation: Quotation, text: Text) -> bool:
    """True for the marks in "On Sunday, on “Morning Watch,” Holm said …": they say nothing, nor does what leads in."""
    start = sentence_start(quotation, text)
    words = [t for t in text.tokens_between(start, quotation.close_at) if not t.is_punct]
    leads_in = bool(WORD.search(text.raw[start : quotation.open_at]))
    says = any(t.dep_ in ("nsubj", "nsubjpass", "expl") and t.head in words for t in words)
    return leads_in and not says


def sentence_start(quotation: Quotation, text: Text) -> int:
    """Where the sentence begins that a quotation opens in."""
    start = text.block_at(quotation.open_at).start
    for ended in SENTENCE_END.finditer(text.raw, start, quotation.open_at):
        start = ended.end()
    return start


def is_finite_verb(token: Token) -> bool:
    """True for a verb in the past, present or future, as a tag has it."""
    future = token.tag_ == "VB" and any(c.tag_ == "MD" for c in token.children)
    return token.pos_ == "VERB" and (token.tag_ in ("VBD", "VBZ", "VBP") or future)


def is_tag_of(verb: Token, tag: list[Token], text: Text) -> bool:
    """True for a finite verb whose subject begins a tag."""
    before = tag[: verb.i - tag[0].i]
    if before and takes_up(tag[0].head, tag[0], text):
        return False
    plain = all(is_nominal(t) or t.is_punct for t in before)
    if before and plain and text.lexicon.cues.takes(verb.lemma_.lower(), "clause"):
        return verb.tag_ in ("VBD", "VBZ", "VBP", "VBN") or (verb.dep_ == "ROOT" and verb.tag_ == "NN")
    if any(c.dep_ in ("nsubj", "nsubjpass") and c.i < tag[0].i for c in verb.children):
        return False  # Holm, who calls it a “disgrace,” said
    doers = [c for c in verb.children if c.dep_ == "nsubj" and c.i >= tag[0].i]
    if not is_finite_verb(verb) or verb.dep_ in ("relcl", "acl") or not doers:
        return False
    return all(is_nominal(t) for t in before[: doers[0].i - tag[0].i])


def is_nominal(token: Token) -> bool:
    """True for a word that can stand in a name or a noun phrase, names that were taken for verbs counted in."""
    named = token.is_title and token.dep_ in ("compound", "nmod", "amod")
    return token.pos_ in STARTS_NOUN or token.tag_ == "POS" or named


def is_whole_saying(quotation: Quotation, verb: Token, text: Text) -> bool:
    """True where words in marks are a sentence of their own, and the verb behind them has no other object."""
    raw = text.raw
    ahead = raw[max(0, quotation.open_at - 2) : quotation.open_at].strip()
    begins = quotation.open_at == text.reading.blocks[quotation.block].start or ahead[-1:] in (".", "!", "?", "”", '"')
    whole = raw[quotation.start].isupper() and len(WORD.findall(raw[quotation.start : quotation.end])) >= 3
    takes_other = any(c.dep_ in ("dobj", "attr", "acomp", "oprd") and c.i > verb.i for c in verb.children)
    return begins and whole and verb.lemma_ not in ("be", "have") and not takes_other


def neighbours(verb: Token, text: Text, used: set[int]) -> tuple[Quotation | None, Quotation | None]:
    """The quotation right before the verb's tag and the one right after it, in its block, not yet taken."""
    block = text.block_at(verb.idx)
    following = text.quotations.beside(verb.idx)[1]
    after = following if following is not None and following.open_at < block.end else None
    if after is not None and (
        after.open_at in used or after.open_at in text.tags or not is_tag_before(verb, after, text)
    ):
        after = None
    return quotation_before(verb, block, text, used), after or next_paragraph(verb, block, following, text, used)


def quotation_before(verb: Token, block: Block, text: Text, used: set[int]) -> Quotation | None:
    """The quotation whose tag a verb stands in; a nickname in the speaker's name is stepped over."""
    if verb.tag_ == "VBG":
        return None  # “…,” warning of rain: that is what she did while she said it
    before = text.quotations.beside(verb.idx)[0]
    while before is not None and before.open_at >= block.start:
        if text.tags.get(before.open_at) == verb:
            return before if before.open_at not in used else None
        if before.open_at not in used and not is_nickname(before, verb, text) and is_tag_after(before, verb, text):
            return before
        if not is_nickname(before, verb, text):
            return None
        before = text.quotations.beside(before.open_at)[0]
    return None


def is_nickname(quotation: Quotation, verb: Token, text: Text) -> bool:
    """True for a few words in marks inside the name of who speaks: Juan “Chico” Reyes said."""
    if len(WORD.findall(text.raw[quotation.start : quotation.end])) > 3:
        return False
    person, token = subject(verb), text.actors.positions.token(quotation.start)
    return person is not None and person.left_edge.i < token.i < verb.i and text.raw[quotation.end - 1] not in ",.?!"


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
    if SENTENCE_END.search(gap) or len(gap.split()) > TAG_TOKENS or is_title_in_place(quotation, text):
        return False
    if not pauses_for_tag(quotation, verb, gap, text) or is_in_subject(quotation, verb, text):
        return False
    between = text.tokens_between(quotation.close_at, verb.idx)
    if joins_on(verb, between):
        return False
    person = subject(verb)
    own = {t.i for t in verb.subtree} | ({t.i for t in person.subtree} if person is not None else set())
    loose = [t for t in between if t.i not in own and not t.is_punct and t.pos_ not in ("ADV", "AUX", "PART")]
    clause = any(
        t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod") and not is_aside(t, between) for t in between
    )
    return len(loose) <= 2 and not clause


def pauses_for_tag(quotation: Quotation, verb: Token, gap: str, text: Text) -> bool:
    """True where a quotation leaves room for its tag: a comma, or a sentence in marks with a few words behind it."""
    raw, words, comes = text.raw, len(gap.split()), gap.lstrip()[:1]
    last = raw[quotation.end - 1]
    if last in ".…" and comes.isupper() and words > 3:
        return False
    if last in ",?!—–-…" or comes in (",", "–", "—", "-"):
        return True
    leads_in = WORD.search(raw[sentence_start(quotation, text) : quotation.open_at])
    return not leads_in and words <= 4 and not (last == "." and has_matter(verb))


def is_in_subject(quotation: Quotation, verb: Token, text: Text) -> bool:
    """True for marks inside a verb's subject: Holm, who calls it a “disgrace,” said; the “History” section explains."""
    if any(c.dep_ in ("nsubj", "nsubjpass") and c.idx < quotation.open_at for c in verb.children):
        return True
    person, token = subject(verb), text.actors.positions.token
    if person is None or person.i < token(quotation.end).i:
        return False
    return token(quotation.end - 1) in person.subtree


def joins_on(verb: Token, between: list[Token]) -> bool:
    """True for a verb joined by a relative or "and": “reform,” which he described as …; “the best” and stressed …"""
    if any(t.tag_ in ("WDT", "WP") and t.head == verb for t in between):
        return True
    return bool(between) and between[0].tag_ in ("WDT", "WP", "CC") and not own_subject(verb)


def has_matter(verb: Token) -> bool:
    """True for a verb with something of its own to report behind it."""
    return any(c.i > verb.i and c.dep_ in ("ccomp", "dobj", "xcomp") for c in verb.children)


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
    if any(
        t.lemma_.lower() in text.lexicon.cues.verbs and t.pos_ == "VERB" and t.dep_ not in ("relcl", "amod")
        for t in between
    ):
        return False
    if gap.rstrip().endswith(":") and SPACED_DASH.search(gap):
        return False  # "Rivals share the blame - Holm: “…”"
    if gap.rstrip().endswith((":", ",")) or not between:
        return True
    finite = any(t.dep_ in ("nsubj", "nsubjpass") and t.head != verb for t in between)
    return not finite and (takes_object or len(between) <= 6)


def around_tag(verb: Token, before: Quotation, after: Quotation | None, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of “A,” she said, “B.”: the first part with what leads into it in its sentence, and what goes on."""
    raw, begins = text.raw, sentence_start(before, text)
    earlier = text.quotations.beside(before.open_at)[0]
    previous = earlier is not None and earlier.open_at >= begins and earlier.open_at in used | set(text.tags)
    lead_in = raw[begins : before.open_at]
    used.add(before.open_at)
    first = (before.start, before.end)
    if WORD.search(lead_in) and not previous and before.open_at - begins < 400:
        words = text.tokens_between(begins, before.open_at)
        if not lead_in.rstrip().endswith(":") and not any(
            t.lemma_ in text.lexicon.cues.core and t.pos_ == "VERB" for t in words
        ):
            first = (begins, before.close_at if before.close_at < len(raw) else before.end)
    content = [first]
    following = after if after is not None and goes_on(verb, after, text) else right_after_tag(verb, text, used)
    if following is not None:
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
    ends = (m.end() for m in SENTENCE_END.finditer(text.raw, verb.idx, block.end))
    ended = next((end for end in ends if text.quotations.around(end - 1) is None), None)
    if ended is None or len(text.raw[verb.idx : ended].split()) > TAG_SENTENCE:
        return None
    after = text.quotations.beside(ended - 1)[1]
    if after is None or after.open_at in used or after.open_at in text.tags or text.raw[ended : after.open_at].strip():
        return None
    return after


def introduced(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of said “A.” and called it “A”: the quotation, or the clause or object phrase that it stands in."""
    raw = text.raw
    gap = raw[verb.idx + len(verb) : after.open_at].strip()
    elsewhere = text.block_at(after.open_at) != text.block_at(verb.idx)
    lead_in = clause_words(verb, after, text) if not elsewhere else []
    closes = (
        raw[after.end - 1] in ".!?…" or not after.closed or raw[after.close_at : after.close_at + 1] in SENTENCE_MARKS
    )
    inside = raw[after.start].islower() and (len(lead_in) >= 2 or gap == ",")
    that = any(t.lower_ == "that" and t.tag_ in ("IN", "WDT") for t in text.tokens_between(verb.idx, after.open_at))
    leads = gap.endswith(":") or (gap.endswith(",") and not inside and not that)
    if elsewhere or leads or (not lead_in and closes and not inside):
        used.add(after.open_at)
        return [(after.start, after.end)]
    lemma = lemma_of(verb)
    if text.lexicon.cues.takes(lemma, "clause"):
        clause = reported_clause(verb, text)
        if any(start < after.close_at and after.open_at < end for start, end in clause):
            return clause
    if names_itself(verb):
        used.add(after.open_at)
        return [(after.start, after.end)]
    matter = governed_phrase(verb, after, text) if lemma in text.lexicon.cues.core else []
    if matter:
        used.add(after.open_at)
        return matter
    if lemma in text.lexicon.cues.core or (not lead_in and text.lexicon.cues.takes(lemma, "clause")):
        used.add(after.open_at)
        ahead = ahead_of_tag(verb, text) if gap == "," else []
        content = to_sentence_end(lead_in[0].idx if lead_in else after.open_at, after, text)
        return ahead + (up_to(verb.right_edge, content, after) if is_relative(verb) else content)
    return object_phrase(verb, after, text, used)


def up_to(last: Token, content: list[CharSpan], after: Quotation) -> list[CharSpan]:
    """Content up to a token, but not without its quotation: "who warned of “rain” on Friday, said …"."""
    stop = max(last.idx + len(last), after.close_at + 1)
    return [(start, min(end, stop)) for start, end in content]


def governed_phrase(verb: Token, after: Quotation, text: Text) -> list[CharSpan]:
    """What a verb speaks of behind its preposition, words in marks in it: joked about [her “interesting” friend]."""
    governed = text.lexicon.cues.governs.get(lemma_of(verb), frozenset())
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in governed and verb.i < child.i and child.idx < after.open_at:
            start, end = child.i + 1, child.right_edge
            stop = end.idx + len(end) if end.idx < after.close_at or not end.is_punct else after.close_at
            return [(text.doc[start].idx, max(after.close_at, stop))]
    return []


def names_itself(verb: Token) -> bool:
    """True for "what Holm called “a disgrace”": only the words in marks are hers."""
    return any(c.lower_ == "what" and c.i < verb.i for c in verb.children)


def ahead_of_tag(verb: Token, text: Text) -> list[CharSpan]:
    """What stands before a tag in the middle of its sentence: [The evidence], Holm said, “all points one way”."""
    start = tag_range(verb)[0]
    sentence = text.actors.positions.sentence(verb)[0]
    return spans(sentence, start, text.doc) if start - sentence > 1 and text.doc[start - 1].text == "," else []


def clause_words(verb: Token, after: Quotation, text: Text) -> list[Token]:
    """The words between a verb and a quotation that are said themselves: not "that", the hearer, "in a statement"."""
    aside = {
        t.i
        for child in verb.children
        if (child.dep_ in ("advmod", "npadvmod", "prep", "dative", "punct") and child.lower_ not in GOVERNED)
        or (child.dep_ == "dobj" and verb.lemma_ in text.lexicon.cues.hearers)
        for t in child.subtree
    }
    between = text.tokens_between(verb.idx + len(verb), after.open_at)
    return [t for t in between if t.i not in aside and not t.is_punct and t.lower_ != "that"]


def to_sentence_end(start: int, after: Quotation, text: Text) -> list[CharSpan]:
    """A stretch from its first word to the end of the sentence that a quotation stands in, or of its own comma."""
    token = text.actors.positions.token(after.end - 1)
    end = text.actors.positions.sentence(token)[1]
    last = text.doc[end - 1]
    behind = [t for t in text.tokens_between(after.close_at, last.idx + len(last)) if not t.is_punct]
    if (
        behind
        and text.raw[after.end - 1] == ","
        and (behind[0].tag_ in ("VBG", "VBN", "WDT", "WP") or behind[0].pos_ == "DET")
    ):
        return [(start, after.close_at)]
    return [(start, max(after.close_at, last.idx + len(last)))]


def object_phrase(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """The object and complement of a verb like "called", up to the end of the quotation."""
    places = ("dobj", "oprd", "prep", "ccomp", "attr", "xcomp")
    objects = [child for child in verb.children if child.dep_ in places and child.i > verb.i]
    if not objects or not text.lexicon.cues.takes(verb.lemma_.lower(), "object"):
        return []
    used.add(after.open_at)
    start = min(t.i for child in objects for t in child.subtree if t.i > verb.i)
    if text.doc[start].lower_ in GOVERNED:
        start += 1
    around = [
        c for c in objects if c.left_edge.idx < after.end and (c.dep_ != "prep" or c.left_edge.idx < after.open_at)
    ]
    end = text.doc[max((c.right_edge.i for c in around), default=start)]
    goes_on = text.raw[after.end - 1] != "," and text.raw[after.close_at : after.close_at + 1] not in (",", "—", "–")
    stop = end.idx + len(end) if goes_on and not end.is_punct else after.close_at
    return [(min(text.doc[start].idx, after.open_at), max(after.close_at, stop))]


def with_whole_quotations(content: list[CharSpan], text: Text, used: set[int]) -> list[CharSpan]:
    """Content that cuts through a quotation reaches to its end, and to one that it is joined to; they are taken."""
    whole: list[CharSpan] = []
    for start, end in content:
        begin, stop = start, end
        for q in text.quotations.within(start, end):
            if q.start != begin:
                if q.open_at not in text.tags:
                    used.add(q.open_at)
                stop = max(stop, q.close_at)
                begin = min(begin, q.open_at)
        joined = joined_quotation(stop, text, used)
        while joined is not None:
            used.add(joined.open_at)
            stop = joined.close_at
            joined = joined_quotation(stop, text, used)
        whole.append((begin, stop))
    return whole


def joined_quotation(end: int, text: Text, used: set[int]) -> Quotation | None:
    """The quotation that a clause ends in, a few words on: not violence, [only a “loud voice”]; “weak” [and “slow”]."""
    if text.quotations.around(end - 1) is not None and text.raw[end - 1] not in "”\"»’'":
        return None
    after = text.quotations.beside(end - 1)[1]
    if after is None or after.open_at in used or after.open_at in text.tags:
        return None
    gap = text.raw[end : after.open_at]
    if (
        SENTENCE_END.search(text.raw[end - 2 : after.open_at])
        or len(gap) > JOINED
        or ":" in gap.rstrip(": ")
        or "\n" in gap
    ):
        return None
    between = text.tokens_between(end, after.open_at)
    plain = not any(t.pos_ in ("VERB", "AUX", "PRON", "PROPN", "SCONJ") for t in between)
    return after if plain and text.block_at(end - 1) == text.block_at(after.open_at) else None
