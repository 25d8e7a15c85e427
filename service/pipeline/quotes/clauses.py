"""The clause that a verb reports."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.pipeline.quotes.cues import DENYING, PLACING, UNSAYING, placed_at
from service.pipeline.quotes.drafts import CharSpan, Text, spans
from service.pipeline.quotes.speakers import interposed
from service.pipeline.syntax import agents, is_passive, is_relative, own_subject, subject


def reported_clause(verb: Token, text: Text) -> list[CharSpan]:
    """The clause that a verb reports, before or after it or around it; empty when there is none."""
    doc = text.doc
    between = interposed(verb, text)
    if between is not None:
        return around(verb.sent.start, verb.sent.end, between[:2], doc)
    if is_as_clause(verb, text):
        return said_also(verb, text)
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and is_finite(c)]
    after = [c for c in clauses if c.i > verb.i and not subject_before(c, verb)]
    if after:
        return right_clause(verb, after[0], text)
    tag = tag_range(verb)
    before = [c for c in clauses if c.i < verb.i]
    if before and not any(t.text in (";", ":") for t in doc[before[-1].i : tag[0]]):
        return left_clause(verb, before[0], tag, doc)
    if is_relative(verb):
        return []
    if (
        (verb.dep_ in ("parataxis", "ccomp", "advcl") or is_joined_tag(verb))
        and verb.head.i < tag[0]
        and is_parenthetical(tag, doc)
        and own_subject(verb)
    ):
        return around(verb.sent.start, verb.sent.end, tag, doc)
    if (
        verb.lemma_.lower() in text.lexicon.cues.core
        and own_subject(verb)
        and is_parenthetical(tag, doc)
        and is_clause_around(verb, tag)
    ):
        return around(verb.sent.start, verb.sent.end, tag, doc)
    return []


def said_also(verb: Token, text: Text) -> list[CharSpan]:
    """What "as Holm told the paper" tells of: its sentence; of a denial what is denied: he denied it was late, as …"""
    for above in (verb.head, *verb.head.ancestors):
        denied = [c for c in above.children if c.dep_ == "ccomp" and is_finite(c) and c.i > above.i]
        if denied and above.lemma_ in DENYING:
            return right_clause(above, denied[0], text)
    return around(verb.sent.start, verb.sent.end, (verb.left_edge.i, verb.right_edge.i + 1), text.doc)


def is_joined_tag(verb: Token) -> bool:
    """True for a tag that the parser joins to what was said without an "and": It will go, Holm promised, though …"""
    return verb.dep_ == "conj" and not any(c.dep_ == "cc" for c in verb.head.children)


def is_as_clause(verb: Token, text: Text) -> bool:
    """True for "As Holm told the paper, …": what she said is the sentence that her clause hangs on."""
    opens = verb.left_edge.lower_ == "as" and verb.left_edge.head == verb
    opens = opens and (own_subject(verb) or bool(agents(verb)))
    matter = any(c.dep_ in ("dobj", "ccomp") for c in verb.children) and verb.lemma_ not in text.lexicon.cues.hearers
    return opens and verb.dep_ == "advcl" and own_subject(verb.head) and not matter


def subject_before(clause: Token, verb: Token) -> bool:
    """True for "what it thought were militants": the clause's subject stands before the verb, so it is no report."""
    return all(c.i < verb.i for c in clause.children if c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj"))


def is_finite(clause: Token) -> bool:
    """True for a clause with a subject, as after "said"; not for "saw him leave"."""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in clause.children) and not (
        clause.tag_ in ("VB", "VBG") and not any(c.dep_ in ("aux", "mark") for c in clause.children)
    )


def right_clause(verb: Token, clause: Token, text: Text) -> list[CharSpan]:
    """A clause after its verb, without "that", with what "and" joins to it."""
    doc, last = text.doc, clause.right_edge.i
    for joined in verb.children:
        acts = is_act(joined, text)
        if joined.dep_ == "conj" and joined.i > last and own_subject(joined) and not acts:
            last = joined.right_edge.i
    start = max(clause.left_edge.i, verb.i + 1)
    for token in doc[start + 2 : last + 1]:
        if leaves(token, verb, last, text):
            last = token.i - 1
            break
    while start < last and (
        (doc[start].lower_ == "that" and doc[start].dep_ not in ("nsubj", "nsubjpass"))
        or (doc[start].lower_ == "only" and doc[start + 1].lower_ == "that")
        or (doc[start].is_punct and doc[start].text not in "“\"‘'([$#")
    ):
        start += 1
    return spans(start, last + 1, doc)


def is_act(verb: Token, text: Text) -> bool:
    """True for a verb by which somebody says something more, so that it is no part of what was said before it."""
    cues, lemma = text.lexicon.cues, verb.lemma_.lower()
    return lemma in cues.core or cues.takes(lemma, "phrase")


def leaves(token: Token, verb: Token, last: int, text: Text) -> bool:
    """True where a reported clause that seems to go on to its last word is left: the report's own words begin.

    ";"; ", according to …"; ", which …" and ", a long …" to the end, which the writer adds; "and predicted that …",
    which the same speaker did next.
    """
    comma = text.doc[token.i - 1].text == ","
    if token.text == ";" and text.quotations.around(token.idx) is None:
        return True
    if comma and (is_other_voice(token, text) or (token.lower_ == "with" and has_participle(token))):
        return True
    if token.dep_ == "cc":
        return joins_another(token, verb, last, text)
    return comments(token, verb, text) or (comma and is_added(token, last, text))


def joins_another(cc: Token, verb: Token, last: int, text: Text) -> bool:
    """True for the "and" before what the same speaker says next, or somebody else behind words in marks."""
    joined = next((c for c in cc.head.children if c.dep_ == "conj" and c.i > cc.i), None)
    if joined is None or joined.right_edge.i < last - 1:
        return False
    return is_next_cue(joined, verb, text) or is_next_voice(cc, joined, text)


def is_added(token: Token, last: int, text: Text) -> bool:
    """True where the writer adds something to the end behind a comma: ", which …", ", a long …", ", a claim she …"."""
    if token.head.right_edge.i >= last - 1 and takes_up(token.head, token, text):
        return True
    kind = "relcl" if token.tag_ in ("WDT", "WP", "WP$", "WRB") else "appos"
    added = next((t for t in (token, *token.ancestors) if t.dep_ == kind), None)
    if added is None or added.right_edge.i < last - 1:
        return False
    return kind == "relcl" or (added.left_edge.i == token.i and token.pos_ == "DET")


def takes_up(noun: Token, first: Token, text: Text) -> bool:
    """True where somebody else comments on what was said: "…, a claim that she rejects"; `first` opens the phrase."""
    return (
        noun.lemma_.lower() in text.lexicon.cues.summaries
        and first.dep_ == "det"
        and first == noun.left_edge
        and any(c.dep_ in ("relcl", "acl") and own_subject(c) for c in noun.children)
    )


def comments(token: Token, verb: Token, text: Text) -> bool:
    """True where the writer goes on behind words in marks: would “stay,” putting …; the “suburbs” — a metaphor for …"""
    before = text.doc[token.i - 1]
    quoted = text.quotations.beside(token.idx)[0]
    if quoted is None or quoted.open_at < verb.idx or text.quotations.around(token.idx) is not None:
        return False
    if token.text in ("—", "–", "--"):
        return True
    opens = token if token.pos_ != "ADV" else text.doc[min(token.i + 1, len(text.doc) - 1)]
    return (before.text == "," or before.is_quote) and opens.tag_ == "VBG" and opens.dep_ in ("advcl", "acl")


def has_participle(preposition: Token) -> bool:
    """True for the "with" of "with the paper reporting rain"."""
    return any(c.dep_ == "pcomp" and c.tag_ == "VBG" for c in preposition.children)


def is_next_cue(joined: Token, verb: Token, text: Text) -> bool:
    """True for the "predicted" of "said it was late and predicted rain": a cue in the tense of the verb before it."""
    if own_subject(joined):
        return False
    if joined.lemma_.lower() in text.lexicon.cues.core and any(c.dep_ == "ccomp" for c in joined.children):
        return True
    tags = {verb.tag_, *(c.tag_ for c in verb.children if c.dep_ == "aux")}
    if joined.pos_ != "VERB" or joined.tag_ not in tags:
        return False
    governs = any(c.dep_ in ("ccomp", "dobj", "xcomp", "prep") for c in joined.children)
    cues, lemma = text.lexicon.cues, joined.lemma_.lower()
    return governs and lemma in cues.verbs and lemma not in cues.only_with_marks


def is_next_voice(cc: Token, joined: Token, text: Text) -> bool:
    """True behind words in marks, where somebody else speaks: it was "late", and Holm denied that it was."""
    closed = text.doc[cc.i - 1].text == "," and text.doc[cc.i - 2].is_quote
    says = joined.lemma_.lower() in text.lexicon.cues.core | DENYING and own_subject(joined)
    return closed and says and any(c.dep_ in ("ccomp", "xcomp", "dobj") for c in joined.children)


def is_other_voice(token: Token, text: Text) -> bool:
    """True where somebody else begins to speak: ", according to …", ", while the ministry put …", ", as he said"."""
    if token.lower_ == "according":
        return True
    return (
        token.lower_ in ("while", "whereas", "as")
        and token.dep_ == "mark"
        and token.head.lemma_ in text.lexicon.cues.core | PLACING
    )


def left_clause(verb: Token, clause: Token, tag: tuple[int, int], doc: Doc) -> list[CharSpan]:
    """A clause before its tag, and what of its sentence goes on after a tag in the middle."""
    start = clause.left_edge.i
    content = spans(start, tag[0], doc)
    rest = [t.i for t in clause.subtree if t.i >= tag[1] and not t.is_punct]
    if rest and not is_next_deed(rest[0], rest[-1] + 1, doc):
        content += spans(max(tag[1], min(rest)), max(rest) + 1, doc)
    return content


def tag_range(verb: Token) -> tuple[int, int]:
    """The tokens of a reporting tag: the subject next to the verb, the verb, and its short complements."""
    start, end = verb.i, verb.i + 1
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "neg", "advmod") and child.i < verb.i:
            start = min(start, child.left_edge.i)
        elif child.i > verb.i and child.dep_ not in ("ccomp", "conj", "punct", "cc", "parataxis"):
            end = max(end, child.right_edge.i + 1)
    return start, end


def is_parenthetical(tag: tuple[int, int], doc: Doc) -> bool:
    """True for a tag between commas, or between a comma and the sentence's end."""
    start, end = tag
    sentence = doc[start].sent
    if start - 1 < sentence.start or doc[start - 1].text not in (",", "—", "–"):
        return False
    return end >= sentence.end or doc[end].is_punct


def around(start: int, end: int, tag: tuple[int, int], doc: Doc) -> list[CharSpan]:
    """A sentence without its tag, and without what the speaker did next: "…, she said, before listing others"."""
    return spans(start, tag[0], doc) + ([] if is_next_deed(tag[1], end, doc) else spans(tag[1], end, doc))


def is_next_deed(start: int, end: int, doc: Doc) -> bool:
    """True for a stretch that begins with "before listing …", "while smiling …"."""
    words = [t for t in doc[start:end] if not t.is_punct][:2]
    return len(words) == 2 and words[0].pos_ in ("ADP", "SCONJ") and words[1].tag_ == "VBG"


def is_clause_around(verb: Token, tag: tuple[int, int]) -> bool:
    """True when a sentence says something besides its tag; "In May, she wrote about it" does not."""
    outside = (t for t in verb.sent if not tag[0] <= t.i < tag[1] and t.pos_ in ("VERB", "AUX") and own_subject(t))
    return any(t.is_ancestor(verb) or (t.head == verb and t.dep_ in ("ccomp", "parataxis", "dep")) for t in outside)


def infinitive(verb: Token, text: Text) -> list[CharSpan]:
    """What was promised, asked for or denied: "to rebuild the pier", "taking it"; not what she "refused to say".

    Of a passive what is said of its subject: "are said [to have left]".
    """
    takes = text.lexicon.cues.takes
    lemma = verb.lemma_.lower()
    for child in verb.children:
        to = any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
        gerund = child.tag_ == "VBG" or any(c.dep_ == "aux" and c.lower_ == "having" for c in child.children)
        told = (to and takes(lemma, "infinitive")) or (gerund and takes(lemma, "gerund"))
        told = told or (
            to and is_passive(verb) and lemma in text.lexicon.cues.core - text.lexicon.cues.thoughts - {"ask"}
        )
        if child.dep_ in ("xcomp", "ccomp") and child.i > verb.i and told:
            if verb.lemma_ in UNSAYING and child.lemma_ in text.lexicon.cues.core:
                return []
            return spans(max(child.left_edge.i, verb.i + 1), infinitive_end(child) + 1, verb.doc)
    return []


def infinitive_end(infinitive: Token) -> int:
    """The last token of an infinitive or gerund, without a finite verb that the parser joins to it: "… and left"."""
    for joined in infinitive.conjuncts:
        if joined.tag_ in ("VBD", "VBZ", "VBP") and joined.head == infinitive:
            return next((c.i - 1 for c in infinitive.children if c.dep_ == "cc"), joined.left_edge.i - 1)
    return int(infinitive.right_edge.i)


def put_at(verb: Token) -> list[CharSpan]:
    """What is put at a number: "put [the toll at 62]"."""
    thing = next((c for c in verb.children if c.dep_ == "dobj"), None)
    if verb.lemma_ not in PLACING or thing is None or subject(verb) is None:
        return []
    at = placed_at(verb, thing)
    return spans(thing.left_edge.i, at.right_edge.i + 1, verb.doc) if at is not None else []
