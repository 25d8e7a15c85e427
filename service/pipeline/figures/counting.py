"""What a count counts, and whose age an age is."""

from __future__ import annotations

from itertools import islice

from spacy.tokens import Doc, Token

from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.phrases import (
    NOMINAL,
    VERBAL,
    following,
    holds_number,
    is_amount,
    is_pronoun,
    stripped,
    whole_phrase,
)
from service.pipeline.figures.records import Placed
from service.pipeline.positions import Phrase
from service.pipeline.syntax import noun_phrase

COUNTING = frozenset({"nummod", "amod", "compound", "quantmod", "det", "nmod"})
"""How a number hangs on the noun that it counts."""
PRONOUNS = frozenset({"them", "whom", "which", "those", "these"})
COUNTS = frozenset({"number", "total"})
"""Nouns that only say that what they are of is counted."""
PERSONAL = frozenset({"he", "she", "i"})
"""Pronouns for who has an age."""


def counted(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Phrase | None:
    """The noun that a count stands before, with its modifiers; or the noun it is "of"."""
    if doc[placed.start].lower_ in ("a", "an") and placed.end - placed.start == 1:
        return placed.end, doc[placed.start].head.i + 1
    for token in reversed(doc[placed.start : placed.end]):
        if token.dep_ in COUNTING and token.head.i >= placed.end and token.head.pos_ in (*NOMINAL, "ADJ"):
            return after_number(placed, token.head)
    behind = following(doc, placed.after)
    if behind is not None and behind.lower_ == "of":
        return part_named(placed, doc) or of_phrase(placed, doc)
    return None if is_elliptical(placed, doc, lexicon) else noun_behind(placed, doc)


def noun_behind(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun right behind a number that the parser did not join to it: "a four-cylinder engine"."""
    first = following(doc, placed.after)
    if first is not None and first.text == "-":
        first = following(doc, placed.after + 1)
    if first is None or first.pos_ not in (*NOMINAL, "ADJ") or first.text in ("$", "US"):
        return None
    head = first
    while head.dep_ in ("amod", "compound", "nmod") and head.head.i > head.i:
        head = head.head
    return after_number(placed, head) if head.pos_ in NOMINAL else None


def after_number(placed: Placed, head: Token) -> Phrase | None:
    """A noun phrase from behind its number to its head, with an "of" phrase that holds no number."""
    doc = head.doc
    start = placed.after
    while start < head.i and (doc[start].is_punct or doc[start].pos_ in ("ADP", "DET", "CCONJ", "NUM")):
        start += 1
    if start > head.i:
        return None
    end = noun_phrase(head)[1]
    parts = end > head.i + 1 and doc[head.i + 1].lower_ == "of" and not any(holds_number(t) for t in doc[head.i : end])
    return start, end if parts else head.i + 1


def is_elliptical(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> bool:
    """True for a count whose noun was left out, as "83" in "killed 83": its verb tells what happened to them."""
    token = doc[placed.end - 1]
    for ancestor in islice(token.ancestors, 2):
        if ancestor.lemma_.lower() in lexicon.events or ancestor.lemma_ == "lose":
            return True
    behind = following(doc, placed.end)
    before = doc[placed.first - 1] if placed.first else None
    if behind is not None and (behind.lower_ in ("more", "others") or behind.lemma_.lower() in lexicon.events):
        return True
    led = before is not None and before.lemma_.lower() in lexicon.events and before.lower_ not in ("toll", "number")
    return led and (behind is None or behind.pos_ not in NOMINAL)


def is_of_them(placed: Placed, doc: Doc) -> bool:
    """True for a part of what another figure counts: "340 of them"."""
    of, them = following(doc, placed.after), following(doc, placed.after + 1)
    return of is not None and of.lower_ == "of" and them is not None and them.lower_ in PRONOUNS


def past_number_of(phrase: Phrase, doc: Doc) -> Phrase:
    """What a "number of" something counts; any other phrase itself."""
    start, end = phrase
    for i in range(start, end - 2):
        if doc[i].lower_ in COUNTS and doc[i + 1].lower_ == "of":
            return stripped((i + 2, end), doc) or phrase
    return phrase


def part_named(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun of "15,000 of them children" and "five of whom were women"."""
    i = placed.after + 1
    if i >= len(doc) or doc[i].lower_ not in PRONOUNS:
        return None
    i += 1
    if i < len(doc) and doc[i].lemma_ == "be":
        i += 1
    head = following(doc, i)
    while head is not None and head.pos_ == "ADJ" and head.i + 1 < len(doc) and doc[head.i + 1].pos_ in NOMINAL:
        head = doc[head.i + 1]
    return (i, head.i + 1) if head is not None and head.pos_ in NOMINAL else None


def of_phrase(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun phrase of "… of its revenue" right behind a number."""
    i = placed.after
    if i + 1 >= len(doc) or doc[i].lower_ != "of":
        return None
    head = next((c for c in doc[i].children if c.dep_ == "pobj"), None)
    if head is None or is_amount(head) or is_pronoun(head):
        return None
    return whole_phrase(head)


# ---------------------------------------------------------------- ages
def aged(placed: Placed, doc: Doc) -> Phrase | None:
    """The person whose age it is: the name before it, the subject of "is 29", the noun of "a 44-year-old"."""
    last = named_before(placed, doc)
    if last is not None:
        return before_comma(last, doc)
    head = doc[placed.after - 1].head
    while head.dep_ in ("amod", "nummod", "npadvmod", "compound") and head.head != head:
        head = head.head
    if head.pos_ in NOMINAL and head.i >= placed.after:
        return head.i, head.i + 1
    for ancestor in islice(doc[placed.start].ancestors, 5):
        if ancestor.pos_ in NOMINAL and ancestor.lower_ not in ("age", "ages", "years", "year"):
            return whole_phrase(ancestor)
        if ancestor.pos_ in VERBAL:
            return bearer_of_age(ancestor)
    return None


def bearer_of_age(verb: Token) -> Phrase | None:
    """Who the subject of "is 29" is: a name, "she", or the noun before "who"."""
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None:
        return None
    if subject.tag_ == "WP" and verb.dep_ == "relcl":
        return whole_phrase(verb.head)
    return whole_phrase(subject) if not is_pronoun(subject) or subject.lower_ in PERSONAL else None


def named_before(placed: Placed, doc: Doc) -> int | None:
    """The last word of the name or noun that an age stands behind: "Gareth Lindow, 52"."""
    i = placed.first - 1
    while i >= 0 and (doc[i].is_punct or doc[i].lower_ in ("aged", "age", "is", "was", "the", "a")):
        i -= 1
    if i < 0 or placed.start - i > 3:
        return None
    set_off = doc[i].pos_ in NOMINAL and doc[i + 1].text == ","
    return i if set_off or doc[i].ent_type_ == "PERSON" else None


def before_comma(last: int, doc: Doc) -> Phrase:
    """The name or noun that ends at a token."""
    start = last
    while start and doc[start - 1].dep_ == "compound" and start <= doc[start - 1].head.i <= last:
        start -= 1
    while start and doc[start].ent_type_ == "PERSON" and doc[start].ent_iob_ == "I":
        start -= 1
    return start, last + 1
