"""Every number that means something: value, modifier, unit, what it counts, what happened to that, who says so.

`numbers` reads the values off the text; here the parse tells what they count and what happened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import islice

from spacy.tokens import Doc, Token

from schemas.records import Change, Direction, Figure, Modifier, Moment, Party, Quote, Reference, Span
from service.lexicons.reader import FigureLexicon
from service.pipeline.actors import NOBODY, Actors, by_character
from service.pipeline.numbers import MONTHS, Number, read_numbers
from service.pipeline.positions import Phrase, Positions
from service.pipeline.segments import READ, Block
from service.pipeline.syntax import noun_phrase

UNCOUNTED = frozenset({"date", "time", "age", "score", "ordinal", "rank", "duration"})
CHANGEABLE = frozenset({"money", "percent", "count", "measure", "ratio"})
OPEN_BELOW = frozenset({"at_most", "less_than", "nearly"})
OPEN_ABOVE = frozenset({"at_least", "more_than", "vague"})
NOT_COUNTING = frozenset({"the", "this", "that", "which", "no", "any", "every", "each", "another"})
"""Words before a "one" that counts nothing."""
HEDGE = r"(?:about|around|nearly|almost|more than|less than|over|some|roughly|just|at least|up to|a record)"
CHANGE_TO = re.compile(rf"\b(to|from|by)\s+(?:{HEDGE}\s+)?[^\w\s]{{0,3}}\s?$")
CHANGE_BY = re.compile(
    rf"\s*(?:(?:{HEDGE}|up|down|as much as|an?|another|slightly|sharply|further|by)\s+)*[^\w\s]{{0,3}}\s?"
)
REACH = 90
"""The most characters between a verb of change and its figures."""
NOT_VOUCHING = frozenset("ask wonder doubt question deny dispute demand request urge order query inquire".split())
RANKING = frozenset({"finish", "rank", "place", "come", "stand", "sit", "seed"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A number with the tokens it stands on: `start` to `end` itself, `first` to `after` with currency and unit."""

    number: Number
    start: int
    end: int
    first: int
    after: int

    @property
    def kind(self) -> str | None:
        """The kind of the number."""
        return self.number.kind


def find_figures(actors: Actors, quotes: tuple[Quote, ...], lexicon: FigureLexicon) -> tuple[Figure, ...]:
    """All figures of the body, the title and the highlights, in text order; duplicates are left alone."""
    held = by_character(quotes)
    doc = actors.doc
    figures: list[Figure] = []
    for number in read_numbers(actors.text, lexicon):
        block = actors.positions.block(number.start)
        if block.kind not in READ:
            continue
        placed = place(number, actors.positions)
        if is_pronoun_one(placed, doc) or is_inside_name(placed, doc):
            continue
        placed = with_kind(placed, doc)
        figures.append(make_figure(f"f{len(figures) + 1}", placed, block, actors, held.get(number.start), lexicon))
    return with_changes(figures, actors, lexicon)


def place(number: Number, positions: Positions) -> Placed:
    """A number on its tokens."""
    return Placed(number, *positions.tokens(number.start, number.end), *positions.tokens(number.before, number.after))


def is_pronoun_one(placed: Placed, doc: Doc) -> bool:
    """True for "one" that counts nothing: "the one", "one another", "no one", "one day"."""
    token = doc[placed.start]
    if token.lower_ != "one" or placed.end - placed.start > 1 or placed.kind not in (None, "count"):
        return False
    following = doc[token.i + 1].lower_ if token.i + 1 < len(doc) else ""
    before = doc[token.i - 1].lower_ if token.i else ""
    if following in ("another", "other", "day") or before in NOT_COUNTING:
        return True
    return token.dep_ not in ("nummod", "compound") and following != "of"


def is_inside_name(placed: Placed, doc: Doc) -> bool:
    """True for a number that is a word of a longer name: "Apple One", "Group of Seven", "the Six Nations"."""
    token = doc[placed.start]
    if placed.kind not in (None, "count") or not token.text[0].isupper() or token.text[0].isdigit():
        return False
    beside = [doc[i] for i in (placed.start - 1, placed.end) if 0 <= i < len(doc)]
    named = token.ent_type_ in ("ORG", "PRODUCT", "EVENT", "WORK_OF_ART", "FAC")
    return named and any(t.ent_type_ == token.ent_type_ and t.text[0].isupper() for t in beside)


def with_kind(placed: Placed, doc: Doc) -> Placed:
    """A bare number as an age, a rank, or a count."""
    number = placed.number
    if number.kind == "ordinal" and (
        doc[placed.start].head.lemma_ in RANKING or doc[placed.start].head.lower_ == "place"
    ):
        return replace(placed, number=replace(number, kind="rank"))
    if number.kind is not None:
        return placed
    if is_age(placed, doc):
        return replace(placed, number=replace(number, kind="age", unit="a"))
    if is_year(placed, doc):
        return replace(placed, number=replace(number, kind="date"))
    return replace(placed, number=replace(number, kind="count"))


def is_age(placed: Placed, doc: Doc) -> bool:
    """True for "aged 44", "age 44", and a number between commas right after a person's name."""
    value = placed.number.value
    if value is None or not 0 < value < 120:
        return False
    before = doc[placed.start - 1] if placed.start else None
    if (before is not None and before.lower_ in ("aged", "age")) or is_said_age(placed, doc):
        return True
    after = doc[placed.end].text if placed.end < len(doc) else "."
    if before is None or before.text not in (",", "(") or placed.start < 2 or after not in (",", ".", ")", ";"):
        return False
    name = doc[placed.start - 2]
    place = name.ent_type_ in ("GPE", "LOC", "FAC", "DATE", "TIME")
    return doc[placed.start].text.isdigit() and (name.ent_type_ == "PERSON" or (name.pos_ == "PROPN" and not place))


def is_said_age(placed: Placed, doc: Doc) -> bool:
    """True for "Piotr was 29": a bare number that a person is."""
    token = doc[placed.start]
    after = doc[placed.end].text if placed.end < len(doc) else "."
    if token.dep_ not in ("attr", "acomp") or token.head.lemma_ != "be" or after not in (",", ".", ";", "and", "when"):
        return False
    return any(
        c.dep_ == "nsubj" and (c.lower_ in ("he", "she", "i") or c.ent_type_ == "PERSON") for c in token.head.children
    )


def is_year(placed: Placed, doc: Doc) -> bool:
    """True for four digits that stand as a date: "in 2011", "the 2015 treaty"; not "2015 people"."""
    text, value = doc[placed.start].text, placed.number.value
    if (
        value is None
        or len(text) != 4
        or not text.isdigit()
        or not 1500 <= value < 2130
        or placed.number.modifier is not None
    ):
        return False
    following = doc[placed.end] if placed.end < len(doc) else None
    return not (following is not None and following.tag_ == "NNS" and doc[placed.start].head == following)


def make_figure(
    identifier: str, placed: Placed, block: Block, actors: Actors, quote: Quote | None, lexicon: FigureLexicon
) -> Figure:  # fmt: skip
    """The figure of a number."""
    number, doc = placed.number, actors.doc
    modifier: Modifier = number.modifier or ("exact" if number.value is not None else "between")
    source, via = source_of(placed, doc, actors, quote)
    measured = measured_thing(placed, doc, lexicon)
    event = event_of(placed, doc, measured, lexicon)
    return Figure(
        id=identifier,
        span=Span(number.start, number.end, actors.text[number.start : number.end]),
        kind=number.kind or "count",
        value=None if modifier == "vague" else tidy(number.value),
        low=tidy(None if modifier in OPEN_BELOW else number.low),
        high=tidy(None if modifier in OPEN_ABOVE else number.high),
        modifier=modifier,
        unit=number.unit,
        measured=actors.span(measured) if measured else None,
        event=actors.span((event.i, event.i + 1)) if event is not None else None,
        source=source,
        via=via,
        time=scope(placed, doc, actors),
        change=None,
        quote=quote.id if quote else None,
        segment=block.segment,
        confidence=0.93 if number.kind not in (None, "count", "ordinal") else 0.85 if measured else 0.7,
    )


def tidy(value: float | None) -> float | None:
    """A value without the noise of binary fractions."""
    return None if value is None else float(f"{value:.12g}")


# ---------------------------------------------------------------- what it counts and what happened
def measured_thing(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Phrase | None:
    """The noun phrase that is counted or measured, without the number: "Syrian soldiers", "the company's profit"."""
    if placed.kind in ("date", "time"):
        return None
    if placed.kind == "age":
        return aged(placed, doc)
    if placed.kind in ("count", "ordinal", "rank"):
        return counted(placed, doc)
    return of_phrase(placed, doc) or topic(placed, doc, lexicon)


def counted(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun that a count stands before, with its modifiers; or the noun it is "of"."""
    for token in reversed(doc[placed.start : placed.end]):
        head = token.head
        if (
            token.dep_ in ("nummod", "amod", "compound", "quantmod", "det", "nmod")
            and head.i >= placed.end
            and head.pos_ in ("NOUN", "PROPN", "ADJ")
        ):
            return after_number(placed, head)
    if placed.after < len(doc) and doc[placed.after].lower_ == "of":
        return of_phrase(placed, doc)
    following = doc[placed.after] if placed.after < len(doc) else None
    if following is None or following.pos_ not in ("NOUN", "ADJ", "PROPN"):
        return None
    head = following
    while head.dep_ in ("amod", "compound", "nmod") and head.head.i > head.i:
        head = head.head
    return after_number(placed, head) if head.pos_ in ("NOUN", "PROPN") else None


def after_number(placed: Placed, head: Token) -> Phrase | None:
    """A noun phrase from behind its number to its head."""
    start = placed.after
    while start < head.i and (head.doc[start].is_punct or head.doc[start].pos_ in ("ADP", "DET", "CCONJ")):
        start += 1
    return (start, head.i + 1) if start <= head.i else None


def of_phrase(placed: Placed, doc: Doc) -> Phrase | None:
    """The noun phrase of "… of its revenue" right behind a number."""
    i = placed.after
    if i + 1 >= len(doc) or doc[i].lower_ != "of":
        return None
    head = next((c for c in doc[i].children if c.dep_ == "pobj"), None)
    return stripped(noun_phrase(head), doc) if head is not None else None


def stripped(phrase: Phrase, doc: Doc) -> Phrase | None:
    """A noun phrase without its article."""
    start, end = phrase
    while start < end and doc[start].pos_ in ("DET", "PUNCT"):
        start += 1
    return (start, end) if start < end else None


def aged(placed: Placed, doc: Doc) -> Phrase | None:
    """The person whose age it is: the name before it, or the noun behind "44-year-old"."""
    start = placed.start - 1
    while start >= 0 and (doc[start].is_punct or doc[start].lower_ in ("aged", "age", "is", "was", "the", "a")):
        start -= 1
    if start >= 0 and doc[start].ent_type_ == "PERSON" and placed.start - start <= 3:
        end = start + 1
        while start and doc[start - 1].ent_type_ == "PERSON" and doc[start].ent_iob_ == "I":
            start -= 1
        return start, end
    head = doc[placed.after - 1].head
    while head.dep_ in ("amod", "nummod", "npadvmod", "compound") and head.head != head:
        head = head.head
    return (head.i, head.i + 1) if head.pos_ in ("NOUN", "PROPN") and head.i > placed.end else None


def topic(placed: Placed, doc: Doc, lexicon: FigureLexicon) -> Phrase | None:
    """What an amount is about: the noun it describes, or the subject or object of its verb."""
    current = doc[placed.after - 1]
    for _ in range(6):
        head = current.head
        if head == current:
            return None
        if head.pos_ in ("VERB", "AUX"):
            return argument(head, current, doc)
        if describes(current, head, placed, lexicon):
            return head.i, head.i + 1
        if current.dep_ == "prep" and head.pos_ in ("NOUN", "PROPN") and not is_unit_word(head, lexicon):
            return stripped(noun_phrase(head), doc)
        current = head
    return None


def describes(token: Token, head: Token, placed: Placed, lexicon: FigureLexicon) -> bool:
    """True for the amount in "a 25% duty": it modifies a noun behind it that is no unit."""
    modifies = token.dep_ in ("amod", "compound", "nummod", "nmod", "npadvmod", "poss")
    return modifies and head.pos_ in ("NOUN", "PROPN") and head.i >= placed.after and not is_unit_word(head, lexicon)


def is_unit_word(token: Token, lexicon: FigureLexicon) -> bool:
    """True for a word that names a unit, a duration or a percentage."""
    return any(
        token.lower_ in t or token.lemma_.lower() in t
        for t in (lexicon.units, lexicon.durations, lexicon.percent, lexicon.currency_words)
    )


def argument(verb: Token, without: Token, doc: Doc) -> Phrase | None:
    """The subject of a verb, else its object, that is not the amount itself."""
    for roles in (("nsubj", "nsubjpass"), ("dobj", "attr")):
        for child in verb.children:
            if child.dep_ in roles and child != without and child.pos_ in ("NOUN", "PROPN"):
                return stripped(noun_phrase(child), doc)
    if verb.dep_ in ("xcomp", "conj", "advcl", "pcomp", "relcl", "acl") and verb.head != verb:
        above = verb.head if verb.head.pos_ in ("VERB", "AUX") else None
        if above is not None:
            return argument(above, verb, doc)
        return stripped(noun_phrase(verb.head), doc) if verb.head.pos_ in ("NOUN", "PROPN") else None
    return None


def event_of(placed: Placed, doc: Doc, measured: Phrase | None, lexicon: FigureLexicon) -> Token | None:
    """The word that says what happened to what is counted: its verb, a participle, or a noun like "toll"."""
    if placed.kind in UNCOUNTED:
        return None
    anchor = doc[measured[1] - 1] if measured and measured[0] >= placed.start else doc[placed.end - 1]
    beside = [t for t in doc[placed.end : anchor.i + 1] if t.lemma_.lower() in lexicon.events]
    beside += [c for c in anchor.children if c.dep_ in ("acl", "amod") and c.lemma_.lower() in lexicon.events]
    if beside:
        return beside[0]
    for head in islice(anchor.ancestors, 4):
        if head.pos_ in ("VERB", "AUX"):
            return happened(head, lexicon)
        if head.lemma_.lower() in lexicon.events and head.pos_ in ("NOUN", "ADJ"):
            return head
    return anchor if anchor.pos_ == "VERB" else None


def happened(verb: Token, lexicon: FigureLexicon) -> Token | None:
    """The predicate of a verb: itself, "dead" of "were dead", "toll" of "put the toll at"; None for a bare "be"."""
    for child in verb.children:
        if child.dep_ in ("acomp", "attr", "dobj", "nsubj", "oprd", "xcomp") and child.lemma_.lower() in lexicon.events:
            return child
    return verb if verb.lemma_ != "be" else None


# ---------------------------------------------------------------- who says it, since when
def source_of(
    placed: Placed, doc: Doc, actors: Actors, quote: Quote | None
) -> tuple[Party, tuple[Reference, ...]]:  # fmt: skip
    """Who says the number: the subject of "put the toll at", or the speaker of the quote it stands in.

    "an estimated" and "reportedly" name nobody: unattributed, never the nearest actor.
    """
    verb = estimating_verb(doc[placed.start])
    subjects = [c for c in verb.children if c.dep_ == "nsubj"] if verb is not None else []
    if subjects:
        return actors.party(subjects[0]), ()
    if quote is not None and not is_open(quote, doc, actors):
        return quote.speaker, quote.via
    return NOBODY, ()


def is_open(quote: Quote, doc: Doc, actors: Actors) -> bool:
    """True for a quote whose speaker does not vouch for its numbers: asked, doubted, denied, ordered."""
    if quote.cue is None:
        return False
    return actors.positions.token(quote.cue.start).lemma_ in NOT_VOUCHING


def estimating_verb(token: Token) -> Token | None:
    """The verb of "put the toll at 83", "estimated the cost at", "counted 12 dead"."""
    for ancestor in islice(token.ancestors, 6):
        if ancestor.pos_ != "VERB":
            continue
        at = any(c.lower_ == "at" for c in ancestor.children)
        if (at and ancestor.lemma_ in ("put", "estimate", "place", "set")) or (
            ancestor.lemma_ in ("count", "tally", "record") and any(c.dep_ == "dobj" for c in ancestor.children)
        ):
            return ancestor
        if ancestor.dep_ not in ("ccomp", "acl", "advcl", "relcl", "pcomp", "xcomp"):
            return None
    return None


def scope(placed: Placed, doc: Doc, actors: Actors) -> Moment | None:
    """The time that the number holds for: "since 2011", "in 24 hours", "in 2019"; a date's own is itself."""
    if placed.kind in ("date", "time"):
        span = actors.span((placed.start, placed.end))
        return Moment(span, iso_date(span.text))
    end = actors.positions.sentence(doc[placed.start])[1]
    for token in doc[placed.after : min(end, placed.after + 14)]:
        pobj = next((c for c in token.children if c.dep_ == "pobj"), None) if token.dep_ == "prep" else None
        if (
            token.lower_ in ("since", "in", "during", "by", "until")
            and pobj is not None
            and pobj.ent_type_ in ("DATE", "TIME")
        ):
            span = actors.span((token.i, pobj.i + 1))
            iso = iso_date(span.text)
            return Moment(span, f"{iso}/.." if iso and token.lower_ == "since" else iso)
        if token.text == ";" or (
            token.pos_ == "NUM" and token.ent_type_ not in ("DATE", "TIME") and token.i > placed.after
        ):
            return None
    return None


def iso_date(text: str) -> str | None:
    """The ISO 8601 date of a date with a year in it; None for what has none."""
    year = re.search(r"\b(?:1[5-9]|20)\d\d\b", text)
    if year is None or "s" in text[year.end() : year.end() + 1]:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return text
    words = re.findall(r"[A-Za-z]{3,}", text)
    month = next((MONTHS.index(w[:3].lower()) + 1 for w in words if w[:3].lower() in MONTHS), None)
    day = re.search(r"\b([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b", text[: year.start()])
    if month is None:
        return year.group()
    return f"{year.group()}-{month:02d}" + (f"-{int(day[1]):02d}" if day else "")


# ---------------------------------------------------------------- rises and falls
def with_changes(figures: list[Figure], actors: Actors, lexicon: FigureLexicon) -> tuple[Figure, ...]:
    """Rises and falls: in "rose 5 percent to 12 million" the amount and the end point carry the change."""
    changed = list(figures)
    starts = [figure.span.start for figure in figures]
    for word in actors.doc:
        direction = direction_of(word, lexicon)
        if direction is None:
            continue
        sentence_end = actors.positions.sentence(word)[1]
        near = range(bisect_right(starts, word.idx), bisect_right(starts, word.idx + REACH))
        roles = {n: role(figures[n], actors, word, sentence_end) for n in near}
        ids = {r: figures[n].id for n, r in roles.items()}
        for n, r in roles.items():
            if r in ("by", "to") and changed[n].change is None:
                change = Change(direction, ids.get("from"), ids.get("to") if r == "by" else None)
                changed[n] = replace(changed[n], change=change)
    return tuple(changed)


def direction_of(word: Token, lexicon: FigureLexicon) -> Direction | None:
    """Where a verb of change goes; "up" and "down" when they say so of an amount ("up 5%"), not in "up to"."""
    lemma = word.lemma_.lower()
    direction: Direction | None = "rise" if lemma in lexicon.rise else "fall" if lemma in lexicon.fall else None
    if direction is None or word.pos_ == "VERB":
        return direction
    following = word.nbor(1).lower_ if word.i + 1 < len(word.doc) else "to"
    verb_before = word.i > 0 and word.nbor(-1).pos_ == "VERB"
    return direction if lemma in ("up", "down") and following != "to" and not verb_before else None


def role(figure: Figure, actors: Actors, verb: Token, sentence_end: int) -> str | None:
    """What a figure is in a change: the amount (by), the end point (to), the beginning (from); else None."""
    start = actors.positions.tokens(figure.span.start, figure.span.end)[0]
    if figure.kind not in CHANGEABLE or not verb.i < start < sentence_end:
        return None
    left = actors.text[verb.idx + len(verb) : figure.span.start].lower()
    before = CHANGE_TO.search(left)
    if before is not None:
        return before[1]
    return "by" if CHANGE_BY.fullmatch(left) else None
