"""Which numbers count something, and which are ages, years, ranks or words of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from service.lexicons.reader import FigureLexicon
from service.pipeline.figures.phrases import following
from service.pipeline.figures.records import Placed
from service.pipeline.positions import Positions

ARTICLE = re.compile(r"\b[Aa]n?\b(?=\s)")
NOT_COUNTING = frozenset({"the", "this", "that", "which", "no", "any", "every", "each", "another"})
"""Words before a "one" that counts nothing."""
RANKING = frozenset({"finish", "rank", "place", "come", "stand", "sit", "seed"})
OF_AGE = frozenset(
    """
    age expectancy mother father son daughter brother sister wife husband widow widower girl boy grandson granddaughter
    grandmother grandfather uncle aunt nephew niece cousin twin baby partner
    """.split()
)
"""Subjects that are so many years: "my daughter is 31"."""
AGED = frozenset({"aged", "age", "ages"})
NAMED = frozenset({"ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "FAC", "LAW"})
VICTIMS = frozenset({"kill", "wound", "arrest", "kidnap", "displace", "missing", "rescue"})
"""Kinds of event in which even "several" is news."""


def is_pronoun_one(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> bool:
    """True for "one" that counts nothing: "the one", "one another", "no one", "one day"; not for "one killed"."""
    token = doc[placed.start]
    if token.lower_ != "one" or placed.end - placed.start > 1 or placed.kind not in (None, "count"):
        return False
    after = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    before = doc[token.i - 1].lower_ if token.i else ""
    if after in ("another", "other", "day") or before in NOT_COUNTING:
        return True
    if before in ("minus", "negative"):
        return False
    if token.dep_ in ("nsubj", "nsubjpass") and lexicon.events.get(token.head.lemma_.lower()) in VICTIMS:
        return False
    return token.dep_ not in ("nummod", "compound") and after != "of"


def single_victims(text: str, positions: Positions, lexicon: FigureLexicon) -> Iterator[Token]:
    """The articles that count one victim: "a woman was killed", "including a child"."""
    for match in ARTICLE.finditer(text):
        token = positions.token(match.start())
        if positions.is_endless(token):
            continue
        noun = token.head
        person = token.dep_ == "det" and noun.tag_ == "NN" and noun.lemma_.lower() in lexicon.people
        if person and is_victim(noun, lexicon):
            yield token


def is_victim(noun: Token, lexicon: FigureLexicon) -> bool:
    """True for a person that something of the closed set happened to, or who is listed among counted victims."""
    first = noun
    while first.dep_ == "conj" and first.head.pos_ in ("NOUN", "PROPN"):
        first = first.head
    verb = first.head
    kind = lexicon.events.get(verb.lemma_.lower())
    if verb.pos_ == "VERB" and kind in VICTIMS:
        dies = verb.lemma_ in ("die", "perish", "drown", "flee", "disappear")
        passive = any(c.dep_ == "auxpass" for c in verb.children) or verb.tag_ == "VBN"
        return first.dep_ == ("dobj" if not passive and not dies else "nsubj" if dies else "nsubjpass") or (
            passive and first.dep_ == "nsubj"
        )
    if first.dep_ in ("pobj", "dobj") and verb.lower_ == "including" and verb.head.pos_ in ("NOUN", "NUM", "VERB"):
        counted = verb.head if verb.head.pos_ != "VERB" else noun
        kinds = [lexicon.events.get(t.lemma_.lower()) for t in (counted.head, *counted.children, verb.head)]
        return any(k in VICTIMS for k in kinds)
    return first != noun and any(c.dep_ == "nummod" for c in first.children) and is_victim(first, lexicon)


def is_inside_name(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> bool:
    """True for a number that is a word of a longer name, and for a "several" that counts no victims.

    "Apple One", "Group of Seven", "the S&P 500", "iPhone 11 Pro", "Model 3 sedans".
    """
    token = doc[placed.start]
    if token.lower_ == "several" and placed.end - placed.start == 1:
        return not counts_victims(token, lexicon)
    if placed.kind not in (None, "count") or placed.number.modifier is not None:
        return False
    beside = [doc[i] for i in (placed.start - 1, placed.end) if 0 <= i < len(doc)]
    if token.text[0].isdecimal():
        return is_numbered_name(placed, doc)
    if not token.text[0].isupper():
        return False
    named = token.ent_type_ in NAMED
    return named and any(t.ent_type_ == token.ent_type_ and t.text[0].isupper() for t in beside)


def counts_victims(several: Token, lexicon: FigureLexicon) -> bool:
    """True for the "several" of "several people were killed"."""
    noun = several.head
    words = [noun.lemma_.lower(), noun.head.lemma_.lower()]
    return noun.pos_ in ("NOUN", "PROPN") and any(lexicon.events.get(w) in VICTIMS for w in words)


def is_numbered_name(placed: Placed, doc: Doc) -> bool:
    """True for bare digits that end or stand inside a proper name, and count nothing behind them."""
    number = placed.number
    if placed.start == 0 or placed.end - placed.start > 1 or number.value is None or not number.value.is_integer():
        return False
    before = doc[placed.start - 1]
    if placed.start > 1 and before.text == "/" and doc[placed.start - 2].pos_ == "PROPN":
        return True
    if not before.whitespace_ or before.pos_ != "PROPN" or number.value > 9999 or "," in doc[placed.start].text:
        return False
    token = doc[placed.start]
    counting = token.dep_ == "nummod" and token.head.i > token.i and token.head.tag_ in ("NNS", "NNPS")
    if counting and not (before.dep_ == "compound" and before.head == token.head and before.ent_type_ in NAMED):
        return False
    if token.ent_type_ in NAMED and token.ent_iob_ == "I":
        return True
    behind = following(doc, placed.end)
    same_phrase = before.head in (token, token.head) or token.head == before
    product = any(c.isupper() for c in before.text[1:]) or before.ent_type_ in NAMED or before.text == "Model"
    sure = behind is None or behind.pos_ not in ("NOUN", "ADJ") or behind.text[0].isupper()
    return same_phrase and product and (sure or before.text == "Model" or before.ent_type_ == "PRODUCT")


def with_kind(placed: Placed, doc: Doc, previous: list[Placed], lexicon: FigureLexicon) -> Placed:
    """A bare number as an age, a year, a rank, or a count."""
    number = placed.number
    if number.kind == "ordinal" and (
        doc[placed.start].head.lemma_ in RANKING or doc[placed.start].head.lower_ == "place"
    ):
        return replace(placed, number=replace(number, kind="rank"))
    if number.kind == "duration" and number.unit == "a" and is_age_of(placed, doc):
        return replace(placed, number=replace(number, kind="age"))
    if number.kind is not None:
        return placed
    if is_age(placed, doc):
        return replace(placed, number=replace(number, kind="age", unit="a"))
    if is_year(placed, doc, previous, lexicon):
        return replace(placed, number=replace(number, kind="date"))
    return replace(placed, number=replace(number, kind="count"))


def with_plain_kind(placed: Placed) -> Placed:
    """A bare number in a run of words without an end: nothing tells more than that it counts."""
    return placed if placed.kind is not None else replace(placed, number=replace(placed.number, kind="count"))


def is_age_of(placed: Placed, doc: Doc) -> bool:
    """True for the years of "under the age of 5 years"."""
    left = [t.lower_ for t in doc[max(0, placed.first - 4) : placed.first]]
    return "age" in left and left[-1] in ("of", "age", "about", "around")


def is_age(placed: Placed, doc: Doc) -> bool:
    """True for "aged 44", "the age of 44", and a number between commas right after a person's name."""
    value = placed.number.value if placed.number.value is not None else placed.number.high
    if value is None or not 0 < value < 120:
        return False
    before = doc[placed.first - 1] if placed.first else None
    led = [t.lower_ for t in doc[max(0, placed.first - 5) : placed.first]]
    of_age = "age" in led and led[-1] in ("of", "least", "than", "about", "around", "between")
    if (before is not None and before.lower_ in AGED) or of_age or is_said_age(placed, doc) or is_at_age(placed, doc):
        return True
    after = doc[placed.end].text if placed.end < len(doc) else "."
    if before is None or before.text not in (",", "(") or placed.start < 2 or after not in (",", ".", ")", ";"):
        return False
    name = doc[placed.start - 2]
    place = name.ent_type_ in ("GPE", "LOC", "FAC", "DATE", "TIME")
    told = name.ent_type_ == "PERSON" or (name.pos_ == "PROPN" and not place)
    described = name.tag_ == "NN" and before.text == after == "," and not name.ent_type_ and is_described(name)
    return doc[placed.start].text.isdigit() and (told or described)


def is_described(noun: Token) -> bool:
    """True for a noun with an article or owner that acts: the chef of "The chef, 52, lost"."""
    return any(c.dep_ in ("det", "poss") for c in noun.children) and noun.dep_ in ("nsubj", "nsubjpass", "dobj", "conj")


def is_at_age(placed: Placed, doc: Doc) -> bool:
    """True for "At 58 she has published six novels" and "He is, at 23, the youngest"."""
    before, behind = doc[placed.first - 1] if placed.first else None, following(doc, placed.end)
    if before is None or behind is None or before.lower_ != "at" or placed.first != placed.start:
        return False
    opens = before.is_sent_start and behind.lower_ in ("he", "she", "i")
    return opens or (before.i > 0 and before.nbor(-1).text == behind.text == "," and doc[placed.start].text.isdigit())


def is_said_age(placed: Placed, doc: Doc) -> bool:
    """True for "Piotr was 29": a bare number that a person is; and for a "life expectancy" of 73."""
    token = doc[placed.start]
    behind = following(doc, placed.end)
    said = behind is None or (behind.pos_ not in ("NOUN", "PROPN", "ADJ", "ADV", "NUM", "SYM") and behind.text != "%")
    if token.dep_ not in ("attr", "acomp", "pobj", "npadvmod") or not said:
        return False
    verb = token.head if token.dep_ != "pobj" else token.head.head
    if verb.lemma_ not in ("be", "turn"):
        return False
    if token.dep_ == "pobj" and token.head.lower_ not in ("around", "about", "over", "under"):
        return False
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    return any(
        c.lower_ in ("he", "she", "i", "who") or c.ent_type_ == "PERSON" or c.lemma_.lower() in OF_AGE for c in subjects
    )


def is_year(placed: Placed, doc: Doc, previous: list[Placed], lexicon: FigureLexicon) -> bool:
    """True for four digits that stand as a date: "in 2011", "the 2015 treaty", "between 1600 and 1900"."""
    number = placed.number
    text = doc[placed.start].text[: number.end - number.start]
    earlier = bool(previous) and previous[0].kind == "date" and 0 <= placed.start - previous[0].end <= 1
    if number.modifier == "between" and number.low is not None and number.high is not None:
        whole = number.low.is_integer() and number.high.is_integer()
        behind = following(doc, placed.end)
        free = behind is None or not behind.is_alpha or behind.pos_ in ("ADP", "CCONJ", "SCONJ", "AUX", "DET")
        return whole and free and 1000 <= number.low < number.high < 2130
    if number.value is None or len(text) != 4 or not text.isdigit() or number.modifier is not None:
        return False
    least = 1000 if earlier else 1500
    return least <= number.value < 2130 and not counts_behind(placed, doc, lexicon)


def counts_behind(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> bool:
    """True when what stands behind a number is what it counts: "2015 people"."""
    noun = following(doc, placed.end)
    value = placed.number.value
    if noun is None or noun.tag_ not in ("NNS", "NNPS") or doc[placed.end - 1].head != noun:
        return False
    recent = value is not None and 1950 <= value < 2040 and value % 100 != 0
    return not recent or noun.lemma_.lower() in lexicon.people
