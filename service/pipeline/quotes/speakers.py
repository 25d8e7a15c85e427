"""Who says it: speaker, chain of sources and addressee of a verb."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc, Token

from schemas.records import Party, Reference, Span
from service.pipeline.actors import NOBODY
from service.pipeline.quotes.drafts import STARTS_NOUN, CharSpan, Text
from service.pipeline.syntax import agents, is_passive, is_relative, own_subject, relative_antecedent, subject

TAG_REACH = 20
"""The most words of a tag on either side of its verb."""
RELAY_REACH = 80
"""The most words between a verb of saying and the "according to" that names its relay."""
BEARERS = frozenset({"PERSON", "ORG"})
"""Types of names that stand beside a description of their bearer."""
AS_SAYING = frozenset({"say", "tell", "add", "write", "state"})


def attribution(verb: Token, text: Text) -> tuple[Party, list[Reference], Reference | None, CharSpan]:
    """Speaker, chain of sources, addressee and cue of a verb of saying."""
    actors, cue = text.actors, (verb.idx, verb.idx + len(verb))
    quoted = quoting_verb(verb)
    if quoted is not None:
        speaker, via = quoted_speaker(quoted, text)
        return speaker, via, None, (quoted.idx, cue[1])
    passive = is_passive(verb) or (verb.tag_ == "VBN" and agents(verb))
    if passive or is_hearing(verb, text) or verb.lemma_.lower() in text.lexicon.cues.heard:
        by, hearer = agents(verb), subject(verb)
        hears = verb.lemma_ in text.lexicon.cues.hearers or verb.lemma_ in text.lexicon.cues.heard
        told = actors.reference(hearer) if hearer is not None and hears else None
        return actors.party(by[0]) if by else NOBODY, [], told, cue
    head, cited = speaking_noun(verb, text), cited_source(verb, text)
    if cited is not None and head is not None and not is_person(head, text):
        return actors.party(cited), [actors.reference(head)], None, cue
    head = named_beside(head, text) if head is not None else None
    if head is None or head.dep_ == "expl" or head.lower_ in ("what", "which", "that"):
        return NOBODY, [], addressee(verb, text), cue
    return as_relative(party_of(head, text), verb), relays(verb, text), addressee(verb, text), cue


def is_hearing(verb: Token, text: Text) -> bool:
    """True for the participle of "Asked about it, Holm said" and "when asked": its subject is who was asked."""
    alone = not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    opens = verb.is_sent_start or (verb.i > 0 and verb.nbor(-1).lower_ in ("when", "if", "once", "after"))
    participle = verb.tag_ == "VBN" or (verb.tag_ == "VBD" and opens)
    return participle and verb.lemma_ in text.lexicon.cues.hearers and alone and verb.dep_ != "conj"


def party_of(head: Token, text: Text) -> Party:
    """A noun phrase as a speaker; something said or written leads to the person or body that it is by or of.

    "Holm's statement", "her words", "a report by the Port Council": the words are theirs.
    """
    party, lemma = text.actors.party(head), head.lemma_.lower()
    if lemma not in text.lexicon.actors.documents and lemma not in text.lexicon.cues.utterances:
        return party
    by = [p for c in head.children if c.lower_ in ("by", "from") for p in c.children if p.dep_ == "pobj"]
    for author in [c for c in head.children if c.dep_ == "poss"] + by:
        entity = text.actors.at(author)
        if entity is not None and entity.named and entity.type in ("PERSON", "ORG"):
            first, last = min(head.left_edge.i, author.left_edge.i), max(head.i, author.i)
            return Party(text.actors.span((first, last + 1)), entity.id, entity.name, "resolved", None)
        if author.tag_ == "PRP$":
            return text.actors.party(author)
    return party


def named_beside(head: Token, text: Text) -> Token:
    """The name beside a description that leads to nobody by itself: a neighbour, [Ada Holm]; her firm, [Holm Mills]."""
    entity = text.actors.at(head)
    if entity is not None and entity.named:
        return head
    names = (c for c in head.children if c.dep_ == "appos")
    return next((c for c in names if (e := text.actors.at(c)) is not None and e.named and e.type in BEARERS), head)


def as_relative(speaker: Party, verb: Token) -> Party:
    """A speaker that a relative pronoun stands for, with the pronoun as its words: "Holm, [who] said"."""
    who = next((c for c in verb.children if c.dep_ == "nsubj" and c.tag_ in ("WP", "WDT")), None)
    if who is None or speaker.entity is None:
        return speaker
    return replace(speaker, span=Span(who.idx, who.idx + len(who), who.text))


def is_person(head: Token, text: Text) -> bool:
    """True for a personal pronoun, a person's name and a noun like "official"."""
    entity = text.actors.at(head)
    named = entity is not None and entity.type == "PERSON"
    return named or head.tag_ == "PRP" or head.lemma_.lower() in text.lexicon.actors.persons


def speaking_noun(verb: Token, text: Text) -> Token | None:
    """The head of the noun phrase that speaks: the subject, or the noun that a lost or relative one stands for."""
    between = interposed(verb, text)
    if between is not None:
        return between[2]
    if closes_relative(verb):
        return verb.head.head if verb.head.dep_ == "appos" else verb.head
    head = subject(outer_cue(verb, text) or verb)
    if head is None or head.ent_type_ in ("DATE", "TIME") or text.quotations.around(head.idx) is not None:
        head = neighbouring_noun(verb, text)
    if verb.dep_ in ("acl", "relcl") and (head is None or head.tag_ in ("WP", "WDT")):
        return verb.head if verb.dep_ == "acl" else relative_antecedent(verb) or verb.head
    if head is not None and head.tag_ in ("WP", "WDT"):
        return relative_antecedent(head) or head
    return head


def outer_cue(verb: Token, text: Text) -> Token | None:
    """The "said" of "Holm said the pier was safe, noting that …" and "… and promised that …".

    The parser joins such verbs to the pier; it is Holm who notes and promises.
    """
    ahead = verb.nbor(-1) if verb.i else verb
    adds = verb.tag_ == "VBG" and verb.dep_ == "advcl" and ahead.text == ","
    adds = adds or (verb.dep_ == "pcomp" and ahead.lower_ in ("before", "after", "while"))
    goes_on = verb.dep_ == "conj" and not own_subject(verb)
    if not adds and not goes_on:
        return None
    for ancestor in verb.ancestors:
        if ancestor.dep_ == "ccomp" and ancestor.head.i < ancestor.i:
            outer = ancestor.head
            fits = outer.lemma_.lower() in text.lexicon.cues.core and (adds or outer.tag_ == verb.tag_)
            return outer if fits else None
    return None


def interposed(verb: Token, text: Text) -> tuple[int, int, Token] | None:
    """The tag between a subject and its verb, and who speaks in it: The trucks, [said Holm], are late.

    Tokens of the tag, half-open, and the head of the speaker; None where a verb is in no such tag.
    """
    if verb.lemma_.lower() not in text.lexicon.cues.core or verb.tag_ not in ("VBD", "VBZ", "VBP") or is_relative(verb):
        return None
    doc, (first, last) = verb.doc, text.actors.positions.sentence(verb)
    behind = range(verb.i + 1, min(last - 2, verb.i + TAG_REACH))
    end = next((i for i in behind if doc[i].text == "," and doc[i + 1].tag_ in ("VBD", "VBZ", "VBP", "MD")), None)
    start = next((i + 1 for i in range(verb.i - 1, max(first, verb.i - TAG_REACH), -1) if doc[i].text == ","), None)
    if end is None or start is None or start - first < 2 or end - start < 2:
        return None
    if any(t.pos_ in ("VERB", "AUX") or t.is_quote for t in doc[first:start]) or doc[first].pos_ not in STARTS_NOUN:
        return None
    if any(t.pos_ == "VERB" and t.i != verb.i for t in doc[start:end]):
        return None
    nouns = [t for t in doc[start : verb.i] if t.pos_ in ("NOUN", "PROPN", "PRON")]
    head = noun_run_end(doc, verb.i + 1) if start == verb.i else (nouns[-1] if nouns else None)
    return (start, end, head) if head is not None else None


def closes_relative(verb: Token) -> bool:
    """True for a verb that the parser takes for a participle behind a relative clause: "Holm, who lives here, said"."""
    return (
        verb.dep_ == "acl"
        and verb.tag_ in ("VBD", "VBN")
        and verb.nbor(-1).text == ","
        and any(c.dep_ == "relcl" and verb.head.i < c.i < verb.i for c in verb.head.children)
    )


def neighbouring_noun(verb: Token, text: Text) -> Token | None:
    """The speaker where the parser lost the subject: the noun after “…,” said, before it, or further left.

    Looks right behind the verb ("said Ada Holm"), right before it ("Ada Holm, an engineer, said"), then for the last
    subject of the sentence outside quotation marks.
    """
    doc = verb.doc
    sentence_start, _ = text.actors.positions.sentence(verb)
    before_is_quoted = opens_tag(verb, text)
    if before_is_quoted and verb.i + 1 < len(doc) and doc[verb.i + 1].pos_ in STARTS_NOUN:
        found = noun_run_end(doc, verb.i + 1)
        if found is not None and text.quotations.around(found.idx) is None:
            return found
    i = verb.i - 1
    while i >= 0 and (doc[i].pos_ in ("ADV", "AUX", "PART") or (doc[i].text == "," and i < verb.i)):
        i -= 1
    if doc[i].text == ")":
        i = next((t.i - 1 for t in reversed(doc[sentence_start:i]) if t.text == "("), i)
    outside = i >= 0 and text.quotations.around(doc[i].idx) is None
    speaks = outside and doc[i].pos_ in ("NOUN", "PROPN", "PRON") and doc[i].ent_type_ not in ("DATE", "TIME")
    if speaks and doc[i].dep_ not in ("npadvmod", "dobj"):
        return doc[i].head if doc[i].dep_ == "appos" else doc[i]
    earlier = (t for t in reversed(doc[sentence_start : verb.i]) if t.dep_ in ("nsubj", "nsubjpass"))
    return next((t for t in earlier if text.quotations.around(t.idx) is None), None)


def opens_tag(verb: Token, text: Text) -> bool:
    """True for a verb with nothing but marks between it and a quotation, or its sentence's beginning."""
    i = verb.i - 1
    if verb.is_sent_start:
        return True
    while i >= 0 and verb.doc[i].is_punct:
        i -= 1
    return i < 0 or text.quotations.around(verb.doc[i].idx) is not None


def noun_run_end(doc: Doc, start: int) -> Token | None:
    """The last noun of the run of modifiers and nouns that begins at a token."""
    last = None
    for token in doc[start : start + 10]:
        if token.pos_ not in STARTS_NOUN and token.text != "-":
            break
        last = token if token.pos_ in ("NOUN", "PROPN", "PRON") else last
        if token.pos_ == "PRON" and token.tag_ != "PRP$":
            break
    return last


def quoting_verb(verb: Token) -> Token | None:
    """The "quoted" of "quoted the spokesman as saying"."""
    if verb.lemma_ in AS_SAYING and verb.tag_ == "VBG":
        for ancestor in verb.ancestors:
            if ancestor.lemma_ in ("quote", "cite"):
                between = verb.doc[ancestor.i + 1 : verb.i]
                return ancestor if any(t.lower_ == "as" for t in between) and len(between) < 20 else None
    return None


def quoted_speaker(quoted: Token, text: Text) -> tuple[Party, list[Reference]]:
    """Speaker and relays of "was quoted by Y as saying" and "Y quoted X as saying"."""
    if is_passive(quoted):
        head = next((c for c in quoted.children if c.dep_ == "nsubjpass"), None)
        relay = agents(quoted)
    else:
        head = next((c for c in quoted.children if c.dep_ in ("dobj", "dative")), None)
        own = subject(quoted)
        relay = [own] if own is not None else []
    return text.actors.party(head) if head is not None else NOBODY, [text.actors.reference(r) for r in relay]


def cited_source(verb: Token, text: Text) -> Token | None:
    """The source in "reported, citing the ministry"."""
    for child in verb.children:
        if child.dep_ == "advcl" and child.lower_ in ("citing", "quoting"):
            cited = next((c for c in child.children if c.dep_ == "dobj"), None)
            return cited if cited is not None and is_actor(cited, text) else None
    return None


def is_actor(noun: Token, text: Text) -> bool:
    """True for a noun that somebody or a body is called by; not for something written."""
    entity = text.actors.at(noun)
    named = entity is not None and entity.type in ("PERSON", "ORG", "GPE")
    return named or text.lexicon.actors.speaks(noun.lemma_.lower())


def relays(verb: Token, text: Text) -> list[Reference]:
    """The sources that a sentence names beside its speaker: "the army says …, according to state media"."""
    found = []
    end = min(text.actors.positions.sentence(verb)[1], verb.i + RELAY_REACH)
    for token in verb.doc[verb.i + 1 : end]:
        if token.lower_ == "according" and text.quotations.around(token.idx) is None:
            source = according_source(token)
            if source is not None and source.i > verb.i and closest_verb(token) == verb:
                found.append(text.actors.reference(source))
    return found


def closest_verb(token: Token) -> Token | None:
    """The verb that an "according to" hangs on, up through a clause that it closes."""
    for ancestor in token.ancestors:
        if ancestor.pos_ == "VERB":
            return ancestor.head if ancestor.dep_ == "ccomp" and ancestor.head.i < ancestor.i else ancestor
    return None


def addressee(verb: Token, text: Text) -> Reference | None:
    """Whom it was said to: "told Sputnik", "told reporters"."""
    if verb.lemma_ not in text.lexicon.cues.hearers:
        return None
    for child in verb.children:
        if (
            child.dep_ in ("dobj", "dative")
            and child.i > verb.i
            and child.pos_ in ("NOUN", "PROPN", "PRON")
            and text.quotations.around(child.idx) is None
        ):
            return text.actors.reference(child)
    return None


def according_source(token: Token) -> Token | None:
    """The head of the noun phrase after "according to"."""
    following = token.doc[token.i + 1 : token.i + 2]
    if not following or following[0].lower_ != "to":
        return None
    return next((c for t in (following[0], token) for c in t.children if c.dep_ == "pobj"), None)
