"""What an amount is about: the noun it describes, what it is the price of, or an argument of its verb."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.phrases import (
    NOMINAL,
    VERBAL,
    is_pronoun,
    is_unit,
    object_of,
    stripped,
    whole_of_share,
    whole_phrase,
)
from service.pipeline.figures.records import Placed
from service.pipeline.positions import Phrase
from service.pipeline.syntax import noun_phrase

MODIFYING = frozenset({"nummod", "amod", "compound", "quantmod", "det", "nmod", "npadvmod", "poss"})
RAISED = frozenset({"xcomp", "conj", "advcl", "pcomp", "relcl", "acl", "acomp", "ccomp"})
"""How a verb hangs on the one that has its subject."""
PAID_IN = frozenset({"cash", "stock", "share", "total", "all", "part", "instalment", "installment", "coin", "note"})
"""How money is paid, or how much of it: no matter of its own."""
OPENING = frozenset({"(", "[", "–", "—", ":"})
BRACKETED = 5
"""The most words behind an amount in brackets that name what it measures."""
LOOK_BACK = 8
"""The most words before a number in which the noun of a fragment is looked for."""
STEPS = 7
"""The most steps up the tree from an amount to what it is about."""


def topic(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Phrase | None:
    """What an amount is about, as a noun phrase; None when the sentence does not say."""
    opened = inside_brackets(placed, doc) or before_opening(placed, doc) or before_gap(placed, doc)
    if opened is not None:
        return opened
    current = doc[placed.after - 1]
    while current.head != current and placed.first <= current.head.i < placed.after:
        current = current.head
    found = own_matter(current, placed)
    for _ in range(STEPS):
        if current.head.pos_ in VERBAL or current.head == current or found is not None:
            break
        found = described(current, placed, lexicon)
        current = current.head
    if found is None:
        found = None if is_left_out(current, placed, lexicon) else at_verb(current, lexicon)
    return found or before_in_fragment(placed, doc)


def own_matter(amount: Token, placed: Placed) -> Phrase | None:
    """What an amount of money is for or consists of, right behind it: "$31 million in federal subsidies"."""
    if placed.kind != "money":
        return None
    prep = next((c for c in amount.children if c.i == placed.after and c.lower_ in ("in", "for", "on")), None)
    matter = object_of([prep], (prep.lower_,)) if prep is not None else None
    if matter is None or matter.pos_ != "NOUN" or matter.ent_type_ or matter.lemma_ in PAID_IN:
        return None
    return whole_phrase(matter)


def described(token: Token, placed: Placed, lexicon: FigureLexicon) -> Phrase | None:
    """The noun that an amount, or the phrase it stands in, says something of: "a 25% duty", "a turnover of $3m"."""
    head = token.head
    if head.pos_ not in NOMINAL or is_unit(head, lexicon):
        return None
    if token.dep_ in MODIFYING and head.i >= placed.after:
        changed = changing(head, placed, lexicon)
        return whole_phrase(changed) if changed is not None else phrase_behind(placed, head)
    if head.i >= placed.first:
        return None
    start, end = noun_phrase(head)
    if token.dep_ == "prep":
        return stripped((start, end if end <= token.i else head.i + 1), head.doc)
    return stripped((start, head.i + 1), head.doc) if token.dep_ == "appos" or token.lower_ == "worth" else None


def changing(noun: Token, placed: Placed, lexicon: FigureLexicon) -> Token | None:
    """What changes by a percentage: the profit of "an 11.4 per cent fall in profit"."""
    if placed.kind != "percent" or noun.lemma_.lower() not in lexicon.rise | lexicon.fall:
        return None
    found = object_of(noun.children, ("in",), noun.i)
    return found if found is not None and not found.ent_type_ else None


def before_opening(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun phrase before "(", ":" or a dash that opens the amount: "base price: $59,995", "fillets (1 lb)"."""
    i = placed.first - 1
    while i > 0 and doc[i].text in ("~", "≈", "about", "around", "nearly", "roughly", "up", "down"):
        i -= 1
    if i < 1 or doc[i].text not in OPENING or doc[i - 1].pos_ not in (*NOMINAL, "X"):
        return None
    head = doc[i - 1]
    start = head.i
    while start and doc[start - 1].pos_ in (*NOMINAL, "ADJ") and not doc[start - 1].is_punct and start > head.i - 4:
        start -= 1
    return start, head.i + 1


def inside_brackets(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun behind an amount that closes its brackets: "(1.5mm internal diameter)"."""
    if placed.first == 0 or doc[placed.first - 1].text != "(":
        return None
    end = placed.after
    while end < min(len(doc), placed.after + BRACKETED) and doc[end].pos_ in (*NOMINAL, "ADJ"):
        end += 1
    closed = placed.after < end < len(doc) and doc[end].text == ")" and doc[end - 1].pos_ in NOMINAL
    return (placed.after, end) if closed else None


def before_gap(placed: Placed, doc: Doc) -> Phrase | None:
    """The name before "by" or "between" whose verb was left out: "shares fell 2.3%, Burlington by 2.6%"."""
    i = placed.first - 1
    if i < 2 or doc[i].lower_ not in ("by", "between"):
        return None
    noun = doc[i - 1]
    gapped = noun.dep_ == "conj" or (noun.pos_ == "PROPN" and doc[i - 2].text in (",", "and", "while", ";"))
    return whole_phrase(noun) if noun.pos_ in NOMINAL and gapped else None


def before_in_fragment(placed: Placed, doc: Doc) -> Phrase | None:
    """The last noun before an amount, when no verb and no other number stands between them."""
    for i in range(placed.first - 1, max(-1, placed.first - 1 - LOOK_BACK), -1):
        token = doc[i]
        if token.is_sent_start and token.pos_ not in NOMINAL:
            return None
        if token.pos_ in ("VERB", "AUX", "NUM") or token.text in ("%", ";", ".") or token.lower_ == "cent":
            return None
        if token.pos_ in NOMINAL and len(token) > 1:
            return stripped((min(noun_phrase(token)[0], i), i + 1), doc)
    return None


def phrase_behind(placed: Placed, head: Token) -> Phrase:
    """The noun that an amount stands before, with what stands between: "first-quarter loss"."""
    start = placed.after
    while start < head.i and (head.doc[start].is_punct or head.doc[start].pos_ in ("ADP", "DET")):
        start += 1
    return min(start, head.i), head.i + 1


def at_verb(amount: Token, lexicon: FigureLexicon) -> Phrase | None:
    """What an amount at a verb measures; nothing at "the institute puts it at £900m": who estimates is not measured."""
    verb = amount.head
    if (
        verb.pos_ not in VERBAL
        or verb == amount
        or is_estimate(verb, amount, lexicon)
        or is_told(verb, amount, lexicon)
    ):
        return None
    return argument(verb, amount, lexicon)


def argument(verb: Token, amount: Token, lexicon: FigureLexicon) -> Phrase | None:
    """What an amount at a verb measures: what it is paid for, the object of "cut … to", the subject, or the object."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "attr") and c != amount and c.pos_ in NOMINAL]
    objects = [c for c in objects if not any(n.dep_ == "nummod" for n in c.children)]
    goal = goal_of(verb, amount, lexicon)
    if goal is not None:
        return whole_phrase(goal)
    if objects and takes_object(verb, amount, lexicon):
        return whole_phrase(objects[0])
    set_off = before_participle(verb)
    if set_off is not None:
        return whole_phrase(set_off)
    if amount.dep_ in ("nsubj", "nsubjpass"):
        return whole_phrase(objects[0]) if objects else None  # "£2.6m is enough": nobody above is measured
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    named = next((c for c in subjects if not is_pronoun(c)), None)
    if named is not None:
        return whole_phrase(whole_of_share(named))
    if subjects and subjects[0].lower_ in ("which", "that", "who") and verb.dep_ == "relcl":
        return whole_phrase(verb.head)
    if objects:
        return whole_phrase(objects[0])
    return shared_argument(verb, lexicon) if not subjects else None


def is_estimate(verb: Token, amount: Token, lexicon: FigureLexicon) -> bool:
    """True for the "at" of "puts it at", whose subject says how much; not for "put the cost at", "was put at"."""
    if amount.lower_ != "at" or verb.lemma_.lower() not in lexicon.verbs["put"]:
        return False
    return not any(c.dep_ == "nsubjpass" or (c.dep_ == "dobj" and c.pos_ in NOMINAL) for c in verb.children)


def is_told(verb: Token, amount: Token, lexicon: FigureLexicon) -> bool:
    """True for the whole that somebody says: "the hosts say four-fifths", "analysts had expected $2.4 billion"."""
    return verb.lemma_.lower() in lexicon.verbs["tell"] and amount.dep_ in ("dobj", "attr", "npadvmod", "oprd")


def is_left_out(amount: Token, placed: Placed, lexicon: FigureLexicon) -> bool:
    """True for the bare object of a verb that does something to what is counted: "it opened none, having added 62"."""
    verbs = lexicon.verbs
    lemma = amount.head.lemma_.lower()
    level = lemma in verbs["reach"] or lemma in verbs["level"] or lemma in verbs["move"]
    return placed.kind == "count" and amount.dep_ == "dobj" and amount.pos_ == "NUM" and not level


def before_participle(verb: Token) -> Token | None:
    """The noun before a participle that only gives an amount: the claims of "claims, ranging from $2 to $4"."""
    if verb.tag_ != "VBG" or verb.lemma_ not in ("range", "total", "average", "exceed", "reach", "number", "vary"):
        return None
    i = verb.i - 1
    i -= i > 0 and verb.doc[i].text == ","
    return verb.doc[i] if i >= 0 and verb.doc[i].pos_ in NOMINAL else None


def goal_of(verb: Token, amount: Token, lexicon: FigureLexicon) -> Token | None:
    """What money is paid for, or what an amount is taken off: "$12,000 for a new roof", "wiped $3m from its value"."""
    lemma = verb.lemma_.lower()
    if amount.dep_ not in ("dobj", "npadvmod"):
        return None
    if lemma in lexicon.verbs["take"]:
        found = object_of(verb.children, ("from", "off"), amount.i)
        if found is not None:
            return found
    if lemma in lexicon.verbs["pay"]:
        behind = [c for c in (*amount.children, *verb.children) if not any(n.lemma_ in PAID_IN for n in c.children)]
        return object_of(behind, ("for", "on", "in", "into", "from"), amount.i)
    return None


def takes_object(verb: Token, amount: Token, lexicon: FigureLexicon) -> bool:
    """True for a verb whose object its amount measures: "lowered its guidance to $84 billion", "sold it for $3m"."""
    lemma = verb.lemma_.lower()
    priced = amount.dep_ == "prep" and amount.lower_ in ("for", "at", "to", "from", "by")
    if priced:
        return lemma in lexicon.verbs["move"] or lemma in lexicon.verbs["pay"]
    return lemma in lexicon.verbs["move"] and all(
        c == amount or is_pronoun(c) for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")
    )


def shared_argument(verb: Token, lexicon: FigureLexicon) -> Phrase | None:
    """What the verb above measures, for a verb without a subject of its own: "expected to increase"."""
    if verb.dep_ not in RAISED or verb.head == verb:
        return None
    if verb.head.pos_ in NOMINAL:
        return whole_phrase(verb.head)
    above = verb.head
    for _ in range(3):
        if above.pos_ not in VERBAL and above.head != above:
            above = above.head
    return argument(above, verb, lexicon) if above.pos_ in VERBAL and above != verb else None
