"""The quote that a verb introduces or follows."""

from __future__ import annotations

from spacy.tokens import Token

from schemas.records import QuoteRule
from service.pipeline.quotes.clauses import infinitive, put_at, reported_clause, takes_up
from service.pipeline.quotes.drafts import CharSpan, Draft, Text, lemma_of, spans
from service.pipeline.quotes.speakers import attribution, is_hearing, quoting_verb
from service.pipeline.quotes.tags import around_tag, introduced, neighbours, with_whole_quotations
from service.pipeline.syntax import is_negated, is_passive, subject

NO_DOERS = frozenset("i we you it that which what this".split())
"""Words whose acts of speech are nobody's."""
COMPLEMENTS = frozenset("of for as on upon with against".split())
"""Prepositions that belong to the object of an act of speech: accused him [of fraud]."""
THAT_REACH = 20
"""The most words between a verb and the "that" of what it reports."""


def from_verb(verb: Token, text: Text, used: set[int]) -> Draft | None:
    """The quote that a verb introduces or follows; None when it governs nothing that is said."""
    content, rule = said(verb, text, used)
    if not content:
        return None
    content = with_whole_quotations(content, text, used)
    speaker, via, addressee, cue = attribution(verb, text)
    if lemma_of(verb) in text.lexicon.cues.thoughts and (speaker.span is None or speaker.span.text.lower() == "it"):
        return None  # "it became known that …": nobody thinks it
    return Draft(content, cue, speaker, rule, via, addressee)


def said(verb: Token, text: Text, used: set[int]) -> tuple[list[CharSpan], QuoteRule]:
    """What a verb says: the quotation before or after it, else its clause; and by which rule."""
    cues, lemma = text.lexicon.cues, lemma_of(verb)
    before, after = neighbours(quoting_verb(verb) or verb, text, used)
    if before is not None and (text.tags.get(before.open_at) == verb or cues.takes(lemma, "clause") or lemma == "put"):
        return around_tag(verb, before, after, text, used), "tag"
    content = introduced(verb, after, text, used) if after is not None else []
    if content:
        return content, "introduction"
    return said_without_marks(verb, text)


def said_without_marks(verb: Token, text: Text) -> tuple[list[CharSpan], QuoteRule]:
    """What a verb reports in its clause, its infinitive or its object; and by which rule."""
    cues, lemma = text.lexicon.cues, lemma_of(verb)
    hearing, alone = is_hearing(verb, text), lemma in cues.only_with_marks
    content = reported_clause(verb, text) if cues.takes(lemma, "clause") and not alone else []
    if content:
        return up_to_comma(content[:1], text) if hearing else content, "clause"
    content = infinitive(verb, text)
    if content:
        return content, "infinitive"
    content = put_at(verb)
    if content:
        return content, "put_at"
    content = rest_of_sentence(verb, text) if lemma in cues.core and not alone and not hearing else []
    if content:
        return content, "rest_of_sentence"
    return (spoken_object(verb, text) if cues.takes(lemma, "phrase") and not hearing else []), "act"


def up_to_comma(content: list[CharSpan], text: Text) -> list[CharSpan]:
    """What somebody was asked, without who answers: Asked [if it was late], Holm said …"""
    return [(start, end if (comma := text.raw.find(",", start, end)) < 0 else comma) for start, end in content]


def rest_of_sentence(verb: Token, text: Text) -> list[CharSpan]:
    """The words after a verb of saying that the parser did not join to it, when they make a clause."""
    end = text.actors.positions.sentence(verb)[1]
    if is_passive(verb) or verb.dep_ == "relcl" or (verb.tag_ == "VBG" and verb.dep_ in ("csubj", "pcomp", "amod")):
        return []
    that = thatclause(verb, end)
    if that is not None:
        return spans(that.i + 1, end, verb.doc)
    following = verb.doc[verb.i + 1 : end]
    does = any(c.dep_ == "dobj" and c.pos_ == "NOUN" and c.i > verb.i for c in verb.children)
    if does and any(t.tag_ in ("VBD", "VBZ") and t.lemma_ in text.lexicon.cues.core for t in following):
        return []  # "who wrote the bill, said …", "recalled two million cars, Holm said"
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
    described = verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children)  # after reported strikes
    if doer is None or described or is_passive(verb) or is_negated(verb) or doer.lower_ in NO_DOERS:
        return []
    if not (doer.pos_ == "PRON" or text.actors.at(doer) is not None):
        return []
    governed = text.lexicon.cues.governs.get(verb.lemma_.lower(), frozenset())
    after = [c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "oprd", "xcomp", "prep", "ccomp")]
    matter = next((c for c in after if c.dep_ == "prep" and c.lower_ in governed), None)
    if matter is not None and matter.lower_ == "to" and after[0].dep_ == "dobj":
        return []  # "pointed visitors to the cracks"
    if matter is not None:
        kept = after[after.index(matter) :]
        kept = [c for c in kept if c is matter or c.dep_ == "xcomp"]
        return spans(matter.i + 1, max(c.right_edge.i for c in kept) + 1, verb.doc)
    names = governed and not any(c.dep_ in ("oprd", "ccomp") for c in after)  # not: called it a blatant aggression
    if names or not after or after[0].dep_ == "prep" or any(c.dep_ == "dative" for c in verb.children):
        return []
    kept = [c for c in after if c.dep_ != "prep" or c.lower_ in COMPLEMENTS]
    kept = [c for c in kept if c is after[0] or not takes_up(c, c.left_edge, text)]
    if len(kept) == 1 and kept[0].tag_ == "PRP":
        return []  # "endorsed him" tells nothing that was said
    return spans(min(c.left_edge.i for c in kept), max(c.right_edge.i for c in kept) + 1, verb.doc)
