"""The quote that a verb introduces or follows."""

from __future__ import annotations

from spacy.tokens import Token

from service.pipeline.quotes.clauses import infinitive, reported_clause
from service.pipeline.quotes.drafts import SPEECH, CharSpan, Draft, Text, lemma_of, spans
from service.pipeline.quotes.speakers import attribution, quoting_verb
from service.pipeline.quotes.tags import around_tag, introduced, neighbours, with_whole_quotations
from service.pipeline.syntax import is_negated, is_passive, subject

THAT_REACH = 20
"""The most words between a verb and the "that" of what it reports."""


def from_verb(verb: Token, text: Text, used: set[int]) -> Draft | None:
    """The quote that a verb introduces or follows; None when it governs nothing that is said."""
    content, confidence = said(verb, text, used)
    if not content:
        return None
    content = with_whole_quotations(content, text, used)
    speaker, via, addressee, cue = attribution(verb, text)
    if speaker.status in ("unresolved", "unattributed"):
        confidence -= 0.1
    return Draft(content, cue, speaker, confidence, via, addressee)


def said(verb: Token, text: Text, used: set[int]) -> tuple[list[CharSpan], float]:
    """What a verb says: the quotation before or after it, else its clause; and how sure that is."""
    cues, lemma = text.lexicon.cues, lemma_of(verb)
    before, after = neighbours(quoting_verb(verb) or verb, text, used)
    if before is not None and (text.tags.get(before.open_at) == verb or cues.takes(lemma, "clause") or lemma == "put"):
        return around_tag(verb, before, after, text, used), 0.95
    content = introduced(verb, after, text, used) if after is not None else []
    if content:
        return content, 0.93
    if cues.takes(lemma, "clause") and lemma not in cues.only_with_marks:
        content = reported_clause(verb, text)
    if content:
        return content, 0.8
    content = infinitive(verb) if cues.takes(lemma, "infinitive") else []
    if content:
        return content, 0.6
    if lemma in SPEECH and lemma not in cues.only_with_marks:
        content = rest_of_sentence(verb, text)
    if content:
        return content, 0.55
    return (spoken_object(verb, text) if cues.takes(lemma, "phrase") else []), 0.5


def rest_of_sentence(verb: Token, text: Text) -> list[CharSpan]:
    """The words after a verb of saying that the parser did not join to it, when they make a clause."""
    end = text.actors.positions.sentence(verb)[1]
    that = thatclause(verb, end)
    if that is not None:
        return spans(that.i + 1, end, verb.doc)
    following = verb.doc[verb.i + 1 : end]
    if len(following) < 4 or following[0].is_punct or following[0].pos_ in ("ADP", "ADV") or subject(verb) is None:
        return []
    clause = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in following) and any(
        t.pos_ in ("VERB", "AUX") for t in following
    )
    start = verb.i + 2 if following[0].lower_ == "that" else verb.i + 1
    return spans(start, end, verb.doc) if clause else []


def thatclause(verb: Token, end: int) -> Token | None:
    """The "that" which opens a report though the parser took it for a relative: "said in a debate that he is …"."""
    for token in verb.doc[verb.i + 1 : min(end, verb.i + THAT_REACH)]:
        if token.is_quote or token.text in ";:":
            return None
        if token.lower_ == "that" and token.tag_ in ("IN", "WDT") and token.i + 2 < end:
            following = verb.doc[token.i + 1 : end]
            opens = following[0].dep_ in ("nsubj", "nsubjpass", "expl", "det", "poss", "compound", "amod", "nummod")
            return token if opens and any(t.pos_ in ("VERB", "AUX") for t in following) else None
    return None


def spoken_object(verb: Token, text: Text) -> list[CharSpan]:
    """The object and complement of an act of speech that somebody does: "accused [the director of fraud]"."""
    doer = subject(verb)
    if (
        doer is None
        or is_passive(verb)
        or is_negated(verb)
        or not (doer.pos_ == "PRON" or text.actors.at(doer) is not None)
    ):
        return []
    if doer.lower_ in ("i", "we", "you", "it", "that", "which", "what", "this"):
        return []
    calls = verb.lemma_ == "call"
    objects = [c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "oprd", "xcomp", "prep", "ccomp")]
    if calls:
        objects = [c for c in objects if c.lower_ in ("for", "on", "upon") or c.dep_ in ("oprd", "ccomp")]
    if not objects or (objects[0].dep_ == "prep" and not calls):
        return []
    kept = [c for c in objects if c.dep_ != "prep" or c.lower_ in ("of", "for", "as", "on", "upon", "with", "against")]
    start, end = min(c.left_edge.i for c in kept), max(c.right_edge.i for c in kept) + 1
    if calls and doer.doc[start].lower_ in ("for", "on", "upon"):
        start += 1
    return spans(start, end, verb.doc)
